"""A hostile repository is graded by the very steps of each platform: with the honest result, and nothing of it runs."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.integrations.conftest import Outcomes, Place
from tests.support.actions import Job, obeyed
from tests.support.places import TOP
from tests.support.platforms import DELAY, git

RUNNER: Final = {
    "CLASSROOM": "cs50",
    "ASSIGNMENT": "retries",
    "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://example.org/commit/a1b2c3d",
    "RELEASE_URL": "https://example.org/releases/1",
}
"""What Classroom 50's runner sets."""
PIP: Final = (
    "-I -m pip install --quiet --no-deps --only-binary :all: --require-hashes --requirement requirements/run.txt"
)


def outcomes(result: Path) -> Outcomes:
    """Return what a result in JSON says."""
    (exercise,) = json.loads(result.read_text("utf-8"))["exercises"]
    return {check["id"]: (check["outcome"], check["points"]) for check in exercise["checks"]}


def failures(found: Outcomes) -> int:
    """Return how many checks failed."""
    return sum(outcome == "failed" for outcome, _ in found.values())


def total(found: Outcomes) -> int:
    """Return the points in all."""
    return sum(points for _, points in found.values())


# ---------------------------------------------------------------- GitHub


def job(place: Place) -> Job:
    """Return a job that has not begun; Python's variables point to the learner's files."""
    mine = str(place.learner)
    variables = {"PYTHONPATH": mine, "PYTEST_ADDOPTS": "-p evil", "PYTHONSTARTUP": f"{mine}/evil.py"}
    return Job(place.folder / "job", place.grader, place.learner, {**place.environment, **variables})


def test_github(place: Place, honest: Outcomes) -> None:
    """The result is honest, the check is red, failures are annotated, and no command of the learner's is obeyed."""
    done = job(place)
    assert 1 == done.workflow(exercises=DELAY)
    assert honest == outcomes(Path(done.outputs["grade"]["result"]))
    assert [] == place.run()
    assert "error title=forged" in done.log
    annotation = f"::error file=exercises/{DELAY}.py"
    assert [annotation] * failures(honest) == [line[: len(annotation)] for line in obeyed(done.log)]
    assert re.search(rf"\b{total(honest)} of \d+ points", done.summary.read_text("utf-8"))
    # What was installed is the grader's lock, by its hashes; downloads are cached under the hash of the lock.
    assert f"{place.grader} {PIP}" == (place.path / "pip.txt").read_text("utf-8").splitlines()[-1]
    lock = hashlib.sha256((place.grader / "requirements" / "run.txt").read_bytes()).hexdigest()
    assert [{"path": f"{done.temp}/retrial/pip", "key": f"retrial-Linux-3.13-{lock}"}] == done.cached


def test_github_says_why_nothing_was_graded(place: Place, honest: Outcomes) -> None:
    """A link in place of the exercises is not followed: it might lead to the grader's own files."""
    (place.learner / "exercises").rename(place.learner / "mine")
    (place.learner / "exercises").symlink_to(TOP / "solutions")
    done = job(place)
    assert 2 == done.workflow(exercises=DELAY)
    assert ["::error title=Retrial::Nothing was graded. The log of this step says why."] == list(obeyed(done.log))
    assert f"exercises/{DELAY}.py was not taken: it is a link" in done.log
    assert "holds no exercise file" in done.log
    assert not Path(done.outputs["grade"]["result"]).exists()
    assert [] == place.run()


# ---------------------------------------------------------------- GitLab


def gitlab(grader: Path, **given: str) -> dict[str, Any]:
    """Return the job of the template with its inputs filled in, each of which its pattern allows."""
    header, text = (grader / "integrations" / "gitlab" / "retrial.gitlab-ci.yml").read_text("utf-8").split("\n---\n")
    for name, declared in yaml.safe_load(header)["spec"]["inputs"].items():
        value = given.pop(name, declared.get("default"))
        assert re.search({"number": r"^\d+$"}.get(declared.get("type"), declared.get("regex", "")), str(value)), name
        text = text.replace(f"$[[ inputs.{name} ]]", str(value))
    assert ({}, False) == (given, "$[[" in text)
    found: dict[str, Any] = yaml.safe_load(text)["retrial"]
    return found


def gitlab_job(place: Place) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    """Run the job of the template, with variables of whoever started the pipeline, and return what became of it."""
    commit = git(place.grader, "rev-parse", "HEAD")
    filled = gitlab(place.grader, repository=place.grader.as_uri(), ref=commit, exercises=DELAY)
    project = {"CI_PROJECT_DIR": str(place.learner)}
    pipeline = {"RETRIAL_SEED": "none", "RETRIAL_EXERCISES": "none", "PIP_CACHE_DIR": str(place.learner)}
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(filled["script"])],
        check=False,
        capture_output=True,
        text=True,
        cwd=place.learner,
        env={**place.environment, **filled["variables"], **project, **pipeline},
    )
    return done, filled


def test_gitlab(place: Place, honest: Outcomes) -> None:
    """The result and a JUnit report are left, and the job fails as the answer does; its variables change nothing."""
    done, filled = gitlab_job(place)
    assert 1 == done.returncode, done.stderr
    assert honest == outcomes(place.learner / filled["artifacts"]["paths"][0])
    report = ET.parse(place.learner / filled["artifacts"]["reports"]["junit"]).getroot()
    assert failures(honest) == int(report.get("failures", ""))
    assert ([], True) == (place.run(), place.kept())
    # The cache lies in the checkout. What the learner committed to it is not there for pip, which would believe wheels.
    (cache,) = (place.learner / path for path in filled["cache"]["paths"])
    assert [] == [path for path in cache.rglob("*") if path.is_symlink() or path.name == "wheels"]
    assert str(cache) == (place.path / "pip-cache.txt").read_text("utf-8").strip()


def test_gitlab_follows_no_link_to_a_cache(place: Place, honest: Outcomes) -> None:
    """What the learner's link in place of the cache leads to is as it was."""
    cache = place.learner / ".retrial-cache"
    other = place.folder / "other"
    cache.rename(other)
    cache.symlink_to(other)
    done, _ = gitlab_job(place)
    assert 1 == done.returncode, done.stderr
    assert not cache.is_symlink()
    assert {"http-v2", "wheels"} == {path.name for path in other.iterdir()}


# ---------------------------------------------------------------- Classroom 50


def test_classroom50(place: Place, honest: Outcomes) -> None:
    """The result stands in the checkout, where what the learner had put there is gone; the code is 0 for a verdict."""
    text = (place.grader / "integrations" / "classroom50" / "autograder.py").read_text("utf-8")
    commit = git(place.grader, "rev-parse", "HEAD")
    for name, value in {"REPOSITORY": str(place.grader), "COMMIT": commit, "EXERCISES": DELAY}.items():
        assert f'\n{name} = ""\n' in text
        text = text.replace(f'\n{name} = ""\n', f"\n{name} = {value!r}\n")
    script = place.folder / "bundle" / "autograder.py"
    script.parent.mkdir()
    script.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script],
        check=False,
        capture_output=True,
        text=True,
        cwd=place.learner,
        env={**place.environment, **RUNNER},
    )
    assert 0 == done.returncode, done.stderr
    result = json.loads((place.learner / "result.json").read_text("utf-8"))
    assert total(honest) == result["score"]
    assert [points for _, points in honest.values()] == [test["score"] for test in result["tests"]]
    instant = git(place.learner, "show", "--no-patch", "--date=format-local:%Y-%m-%dT%H:%M:%SZ", "--format=%cd")
    assert instant == result["datetime"]
    assert "points" in (place.learner / "release-body.md").read_text("utf-8")
    assert ([], True) == (place.run(), place.kept())
    assert not any((place.learner / name).is_symlink() for name in ("result.json", "release-body.md"))


# ---------------------------------------------------------------- what the tests above would see


@pytest.mark.parametrize(
    ("command", "mark"),
    [
        ([sys.executable, "-c", "import json"], "json.py"),
        ([sys.executable, "-m", "grader"], "grader-__init__.py"),
        (["bash", "integrations/grade.sh"], "integrations-grade.sh"),
        (["./python3"], "python3"),
    ],
)
def test_hostile_files_leave_marks(place: Place, command: list[str], mark: str) -> None:
    """A platform that ran anything in the learner's folder would be seen."""
    subprocess.run(command, check=False, capture_output=True, cwd=place.learner)
    assert mark in place.run()
