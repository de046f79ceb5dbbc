"""Gradescope's and PrairieLearn's graders, set up and run where they will be: in a container without namespaces."""

from __future__ import annotations

import io
import json
import shlex
import shutil
import stat
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from grader import sandbox
from grader.exercises import Submission, find_exercises
from grader.grade import versions
from grader.homework import pack
from grader.homework.autograder import autograder
from grader.homework.bundle import Commit
from tests.integrations.conftest import Outcomes
from tests.support import platforms
from tests.support.places import TOP
from tests.support.platforms import DELAY, WRONG

BWRAP: Final = shutil.which("bwrap") or ""
INSIDE: Final = (BWRAP, "--unshare-all", "--unshare-user", "--disable-userns", "--proc", "/proc", "--dev", "/dev")


@dataclass(frozen=True)
class Container:
    """The machine with other folders at its top, where nobody can make a namespace and there is no network."""

    path: Path
    mounts: dict[str, Path]

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command at the top."""
        told = [word for top in sorted(Path("/").iterdir()) for word in self._shown(top)]
        told += [word for name, folder in self.mounts.items() for word in ("--bind", str(folder), name)]
        env = {**platforms.environment(self.path, Path("/tmp")), **variables}
        whole = [*INSIDE, *told, "--chdir", "/", *command]
        return subprocess.run(whole, check=False, capture_output=True, text=True, env=env)

    def _shown(self, top: Path) -> list[str]:
        if top.is_symlink():
            return ["--symlink", str(top.readlink()), str(top)]
        if str(top) in {"/proc", "/dev", "/sys", *self.mounts} or not top.is_dir():
            return []
        return ["--bind" if top.name == "tmp" else "--ro-bind", str(top), str(top)]


@pytest.fixture(scope="module")
def container(path: Path) -> Container:
    """Return one with nothing special in it."""
    bare = Container(path, {})
    if not BWRAP or bare.run("true").returncode:
        pytest.skip("this machine does not offer bubblewrap")
    if "landlock" not in sandbox.best().name:
        pytest.skip("this machine does not offer Landlock")
    assert bare.run("unshare", "--user", "true").returncode
    return bare


# ---------------------------------------------------------------- Gradescope


@pytest.fixture(scope="module")
def gradescope(container: Container, honest: Outcomes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder /autograder of an image, after setup.sh."""
    files = platforms.files()
    programs = frozenset(name for name in files if (TOP / name).stat().st_mode & stat.S_IXUSR)
    place = tmp_path_factory.mktemp("gradescope")
    with zipfile.ZipFile(io.BytesIO(autograder(Commit("0" * 40, files, programs), [DELAY], 0))) as archive:
        archive.extractall(place / "source")
        for entry in archive.infolist():
            (place / "source" / entry.filename).chmod(entry.external_attr >> 16 & 0o777)
    shutil.copy(place / "source" / "run_autograder", place / "run_autograder")
    done = Container(container.path, {"/autograder": place}).run("/autograder/source/setup.sh")
    assert 0 == done.returncode, done.stdout + done.stderr
    return place


def graded(gradescope: Path, container: Container, submission: dict[str, bytes]) -> subprocess.CompletedProcess[str]:
    """Run the autograder on what a student uploaded."""
    for name in ("submission", "results"):
        shutil.rmtree(gradescope / name, ignore_errors=True)
    for name, data in submission.items():
        file = gradescope / "submission" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return Container(container.path, {"/autograder": gradescope}).run("/autograder/run_autograder")


def results(gradescope: Path) -> dict[str, Any]:
    """Return what the autograder left."""
    found: dict[str, Any] = json.loads((gradescope / "results" / "results.json").read_text("utf-8"))
    return found


def homework() -> bytes:
    """Return the zip that `submit` makes."""
    return pack(Submission({DELAY: WRONG}), find_exercises(), versions()).data


@pytest.mark.parametrize(
    "upload",
    [
        {"retry_delay.py": WRONG},
        {"homework.zip": homework()},
        {f"{DELAY}.py": WRONG, "notes.txt": b"", "conftest.py": b"1/0"},
    ],
    ids=["flat", "zip", "folders"],
)
def test_gradescope_gives_the_right_points(
    gradescope: Path, container: Container, honest: Outcomes, upload: dict[str, bytes]
) -> None:
    """However the file was uploaded; the walls are those that need no namespace."""
    done = graded(gradescope, container, upload)
    assert 0 == done.returncode, done.stderr
    found = results(gradescope)
    assert [points for _, points in honest.values()] == [test["score"] for test in found["tests"]]
    assert sum(points for _, points in honest.values()) == found["score"]
    assert "landlock+seccomp" == found["extra_data"]["isolation"]


def test_gradescope_tells_a_student_what_could_not_be_read(gradescope: Path, container: Container) -> None:
    """That is theirs to mend, so they are told, and not the staff alone."""
    assert 0 == graded(gradescope, container, {"essay.pdf": b"%PDF"}).returncode
    assert "holds no exercise file" in results(gradescope)["output"]


@pytest.mark.parametrize("code", [3, 1, 0, 139])
def test_gradescope_gives_no_zero_where_the_grader_fails(gradescope: Path, container: Container, code: int) -> None:
    """Without results the platform shows a failed autograder; so also where a broken grader says that all is well."""
    python = gradescope / "source" / "retrial" / ".venv" / "bin" / "python"
    kept = python.read_bytes()
    try:
        python.write_text(f"#!/bin/bash\nexit {code}\n")
        assert graded(gradescope, container, {"retry_delay.py": WRONG}).returncode not in {0, 1, 2}
    finally:
        python.write_bytes(kept)
    assert not (gradescope / "results" / "results.json").exists()


def test_gradescope_refuses_settings_that_are_wrong(gradescope: Path, container: Container) -> None:
    """While the image is built, and not for each student."""
    settings = gradescope / "source" / "settings.sh"
    kept = settings.read_bytes()
    try:
        settings.write_text("RETRIAL_EXERCISES=no_such_exercise\n")
        done = Container(container.path, {"/autograder": gradescope}).run("/autograder/source/setup.sh")
    finally:
        settings.write_bytes(kept)
    assert (2, True) == (done.returncode, "no_such_exercise" in done.stderr)


# ---------------------------------------------------------------- PrairieLearn


@pytest.fixture(scope="module")
def image(container: Container, grader: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the image of the Dockerfile, as far as it lies in /retrial, by the lines of that file."""
    made = tmp_path_factory.mktemp("image")
    text = (grader / "integrations" / "prairielearn" / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        word, *rest = shlex.split(line, comments=True) or [""]
        if word == "COPY":
            *sources, target = [one for one in rest if not one.startswith("--chmod=")]
            for source in sources:
                _copy(grader / source, made / Path(target).relative_to("/retrial"), into=target.endswith("/"))
        elif word == "RUN":
            done = Container(container.path, {"/retrial": made}).run("bash", "-c", line.removeprefix("RUN "))
            assert 0 == done.returncode, done.stderr
        else:
            assert word in {"", "FROM"}
    return made


def _copy(source: Path, target: Path, *, into: bool) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
        return
    place = target / source.name if into else target
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, place)


def prairielearn(
    image: Path, container: Container, grader: Path, folder: Path, content: bytes
) -> subprocess.CompletedProcess[str]:
    """Run the entrypoint of the question on what a student uploaded, in a folder that becomes /grade."""
    (folder / "student").mkdir(parents=True)
    (folder / "student" / "retry_delay.py").write_bytes(content)
    info = json.loads((grader / "integrations" / "prairielearn" / "info.json").read_text("utf-8"))
    mounted = Container(container.path, {"/retrial": image, "/grade": folder})
    return mounted.run(*info["externalGradingOptions"]["entrypoint"])


def test_prairielearn_gives_the_right_points(
    image: Path, container: Container, grader: Path, tmp_path: Path, honest: Outcomes
) -> None:
    """Its results are where it looks for them."""
    done = prairielearn(image, container, grader, tmp_path / "grade", WRONG)
    assert 0 == done.returncode, done.stderr
    found = json.loads((tmp_path / "grade" / "results" / "results.json").read_text("utf-8"))
    assert [points for _, points in honest.values()] == [test["points"] for test in found["tests"]]
    assert pytest.approx(found["score"]) == sum(points for _, points in honest.values()) / len(honest)


def test_prairielearn_takes_no_attempt_for_what_cannot_be_judged(
    image: Path, container: Container, grader: Path, tmp_path: Path, honest: Outcomes
) -> None:
    """A file that does not load, and one that is too large."""
    for name, content in (("syntax", b"def retry_delay(:"), ("size", b"#" * 1_000_001)):
        assert 0 == prairielearn(image, container, grader, tmp_path / name, content).returncode
        found = json.loads((tmp_path / name / "results" / "results.json").read_text("utf-8"))
        assert (False, True) == (found["gradable"], bool(found["format_errors"]))
