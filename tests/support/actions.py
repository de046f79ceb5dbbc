"""A runner for jobs of GitHub Actions, as small as ours need it: steps are run, the actions of others stand in."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

EXPRESSION: Final = re.compile(r"\$\{\{ ([\w.]+) \}\}")


@dataclass
class Job:
    """One job: where it works, and what it printed. A name that no context has is a KeyError."""

    folder: Path
    grader: Path
    """The repository that holds the workflow and the action, as the runner has downloaded it."""
    learner: Path
    """The repository that `actions/checkout` checks out."""
    environment: Mapping[str, str]
    log: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    cached: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the folders of the runner."""
        for place in (self.workspace, self.temp):
            place.mkdir(parents=True)
        self.summary.touch()

    @property
    def workspace(self) -> Path:
        """Where repositories are checked out."""
        return self.folder / "workspace"

    @property
    def temp(self) -> Path:
        """A folder outside of it."""
        return self.folder / "temp"

    @property
    def summary(self) -> Path:
        """The file of the step summaries."""
        return self.folder / "summary.md"

    def workflow(self, **given: str) -> int:
        """Run the reusable workflow, and return the exit code of the step that ended it."""
        text = yaml.safe_load((self.grader / ".github" / "workflows" / "grade.yml").read_text("utf-8"))
        assert {"contents": "read"} == text["permissions"]
        (job,) = text["jobs"].values()
        return self._steps(job["steps"], _inputs(text[True]["workflow_call"]["inputs"], given), Path())  # `on` is True

    def action(self, folder: Path, given: Mapping[str, str]) -> int:
        """Run a composite action."""
        text = yaml.safe_load((folder / "action.yml").read_text("utf-8"))
        return self._steps(text["runs"]["steps"], _inputs(text["inputs"], given), folder)

    def _steps(self, steps: list[dict[str, Any]], inputs: Mapping[str, str], action: Path) -> int:
        for step in steps:
            contexts = {
                "inputs": inputs,
                "steps": {name: {"outputs": outputs} for name, outputs in self.outputs.items()},
                "runner": {"temp": str(self.temp), "os": "Linux"},
                "github": {"action_path": str(action)},
            }
            code = self._step(_filled(step, contexts))
            if code:
                return code
        return 0

    def _step(self, step: dict[str, Any]) -> int:
        if "uses" not in step:
            return self._run(step)
        name, _, ref = step["uses"].partition("@")
        given = step.get("with", {})
        if name.startswith("$/"):
            return self.action(self.grader / name[2:], given)
        assert re.fullmatch(r"[0-9a-f]{40}", ref), f"{name} is not pinned"
        {"actions/checkout": self._checkout, "actions/cache": self.cached.append, "actions/setup-python": len}[name](
            given
        )
        return 0

    def _checkout(self, given: Mapping[str, Any]) -> None:
        assert given["persist-credentials"] is False
        shutil.copytree(self.learner, self.workspace / given["path"], symlinks=True)

    def _run(self, step: dict[str, Any]) -> int:
        assert "bash" == step["shell"]
        output = self.folder / "output"
        output.write_text("")
        script = self.folder / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        environment = {
            **self.environment,
            **step.get("env", {}),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env=environment,
            cwd=step.get("working-directory", self.workspace),
        )
        self.log += done.stdout
        pairs = (line.partition("=") for line in output.read_text("utf-8").splitlines())
        self.outputs[step.get("id", "")] = {name: value for name, _, value in pairs}
        return done.returncode


def _inputs(declared: Mapping[str, dict[str, Any]], given: Mapping[str, str]) -> dict[str, str]:
    assert set() == {*given} - {*declared}
    return {name: given.get(name, one["default"]) for name, one in declared.items()}


def _filled(value: Any, contexts: Mapping[str, Any]) -> Any:
    """Return a step with its expressions evaluated; all that we have are names."""
    if isinstance(value, dict):
        return {key: _filled(one, contexts) for key, one in value.items()}
    return EXPRESSION.sub(lambda found: _looked_up(found[1], contexts), value) if isinstance(value, str) else value


def _looked_up(name: str, contexts: Mapping[str, Any]) -> str:
    found: Any = contexts
    for part in name.split("."):
        found = found[part]
    return str(found)


def obeyed(log: str) -> Iterator[str]:
    """Yield the lines of a log that the runner obeys; commands of the old kind may stand anywhere in a line."""
    stopped = ""
    for line in log.splitlines():
        command = line.strip()
        if stopped:
            stopped = "" if command == f"::{stopped}::" else stopped
        elif command.startswith("::stop-commands::"):
            stopped = command.removeprefix("::stop-commands::")
        elif command.startswith("::") or "##[" in command:
            yield command
