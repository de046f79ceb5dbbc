"""What platforms copy or run holds to their schemas, and to those who look for mistakes in such files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.support.places import TOP

OURS: Final = TOP / "integrations"
WORKFLOWS: Final = sorted((TOP / ".github" / "workflows").glob("*.yml"))
SHELL: Final = sorted([*OURS.rglob("*.sh"), OURS / "gradescope" / "run_autograder"])
DOCS: Final = TOP / "docs" / "ci.md"


def check(*command: str | Path) -> None:
    """Run a linter of this environment, and fail with what it says."""
    program = Path(sysconfig.get_path("scripts")) / command[0]
    done = subprocess.run([program, *command[1:]], check=False, capture_output=True, text=True, cwd=TOP)
    assert 0 == done.returncode, done.stdout + done.stderr


def schema(name: str, *files: Path) -> None:
    """Hold files against a schema that comes with check-jsonschema, so without a network."""
    more = ("--data-transform", "gitlab-ci") if name == "gitlab-ci" else ()
    check("check-jsonschema", "--builtin-schema", f"vendor.{name}", *more, *files)


def samples(language: str) -> list[str]:
    """Return the code of a language that the page shows."""
    return re.findall(rf"```{language}\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)


def test_workflows_hold_to_githubs_schema() -> None:
    """Ours, and those that the page shows."""
    schema("github-workflows", *WORKFLOWS)
    schema("github-actions", OURS / "github" / "action.yml")


def test_the_gitlab_template_holds_to_its_schema(tmp_path: Path) -> None:
    """Its header and its jobs are two documents."""
    for part, text in enumerate((OURS / "gitlab" / "retrial.gitlab-ci.yml").read_text("utf-8").split("\n---\n")):
        file = tmp_path / f"{part}.yml"
        file.write_text(text, encoding="utf-8")
        schema("gitlab-ci", file)


def test_what_the_page_shows_can_be_copied(tmp_path: Path) -> None:
    """Each sample in YAML is a workflow or a configuration of GitLab, and names inputs that there are."""
    actions = yaml.safe_load((OURS / "github" / "action.yml").read_text("utf-8"))["inputs"]
    called = yaml.safe_load(WORKFLOWS[0].read_text("utf-8"))[True]["workflow_call"]["inputs"]  # `on` is True
    header = yaml.safe_load((OURS / "gitlab" / "retrial.gitlab-ci.yml").read_text("utf-8").split("\n---\n")[0])
    given: list[set[str]] = []
    for number, text in enumerate(samples("yaml")):
        file = tmp_path / f"{number}.yml"
        file.write_text(text, encoding="utf-8")
        shown = yaml.safe_load(text)
        if "jobs" not in shown:
            schema("gitlab-ci", file)
            given += [{*one["inputs"]} - {*header["spec"]["inputs"]} for one in shown["include"]]
            continue
        schema("github-workflows", file)
        check("zizmor", "--offline", "--quiet", file)
        for job in shown["jobs"].values():
            given += [{*job.get("with", {})} - {*called}]
            given += [{*s["with"]} - {*actions} for s in job.get("steps", ()) if "integrations" in s.get("uses", "")]
    assert len(given) >= 3
    assert [] == [unknown for unknown in given if unknown]


def test_workflows_are_not_careless() -> None:
    """No expression inside a command, no token left behind, every action pinned by its hash."""
    check("zizmor", "--offline", "--quiet", "--persona", "pedantic", ".github", "integrations")


def test_scripts_are_not_careless() -> None:
    """All of them, and the steps of the action, which are scripts as well."""
    check("shellcheck", "--external-sources", *SHELL)


def test_steps_are_not_careless(tmp_path: Path) -> None:
    """Commands inside YAML are scripts as well."""
    steps = yaml.safe_load((OURS / "github" / "action.yml").read_text("utf-8"))["runs"]["steps"]
    job = yaml.safe_load((OURS / "gitlab" / "retrial.gitlab-ci.yml").read_text("utf-8").split("\n---\n")[1])["retrial"]
    scripts = [step["run"] for step in steps if "run" in step]
    assert 3 == len(scripts)
    for number, text in enumerate([*scripts, re.sub(r"\$\[\[.*?\]\]", "input", "\n".join(job["script"]))]):
        script = tmp_path / f"{number}.sh"
        script.write_text(f"#!/bin/bash\nset -eo pipefail\n{text}", encoding="utf-8")
        check("shellcheck", "--exclude=SC1091", script)  # what is sourced lies where the platform puts it


@pytest.mark.parametrize("file", [path for path in SHELL if path.name != "grade.sh" or path.parent != OURS], ids=str)
def test_programs_can_be_run(file: Path) -> None:
    """They say what runs them, and are executable; grade.sh alone is sourced."""
    assert file.read_bytes().startswith(b"#!/usr/bin/env bash\n")
    assert file.stat().st_mode & 0o111 == 0o111


def test_the_prairielearn_question_takes_the_file_that_is_graded() -> None:
    """What is uploaded, what the entrypoint grades, and what there is have one name; the course chooses a uuid."""
    info: dict[str, Any] = json.loads((OURS / "prairielearn" / "info.json").read_text("utf-8"))
    program, name = info["externalGradingOptions"]["entrypoint"]
    question = (OURS / "prairielearn" / "question.html").read_text("utf-8")
    assert [f"{name}.py"] == re.findall(r'file-names="(.*?)"', question)
    assert list((TOP / "exercises").glob(f"*/{name}.py"))
    assert TOP / "integrations" / "prairielearn" / "run.sh" == TOP / Path(program).relative_to("/retrial")
    assert info["externalGradingOptions"]["enableNetworking"] is False
    assert info["externalGradingOptions"]["timeout"] <= 600


def test_the_classroom50_script_needs_nothing_but_python() -> None:
    """It is copied alone, so it imports the standard library and nothing else."""
    script = OURS / "classroom50" / "autograder.py"
    command = [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({str(script)!r})"]
    subprocess.run(command, check=True)
