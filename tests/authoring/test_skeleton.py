"""A new exercise is whole, grades rightly before anyone has changed it, and is laid out wholly or not at all."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader import cli
from grader.authoring import lay_out, skeleton
from grader.exercises import UsageError, catalogue
from grader.exercises.catalogue import PREFIXES
from grader.wire import record as recording
from tests.support.small_course import DAY, EXERCISE, course_at, lay_empty
from tests.support.walk import DOCUMENT, apply_walk

TOP = Path(__file__).parents[2]
PARTS = ("grader", "exercises", "solutions", "cassettes", "README.md", "pyproject.toml")


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the grader, or another module, in a copy of the project."""
    return subprocess.run([sys.executable, "-m", *command], check=False, capture_output=True, text=True, cwd=folder)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the project, lay a new exercise out in it, and write another one as `docs/authoring.md` says."""
    folder = tmp_path_factory.mktemp("copy")
    for part in PARTS:
        if (TOP / part).is_dir():
            shutil.copytree(TOP / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        else:
            shutil.copy(TOP / part, folder / part)
    made = run(folder, "grader", "new", EXERCISE.id)
    assert 0 == made.returncode, made.stderr
    assert f"new      exercises/{EXERCISE.file}\n" in made.stdout
    assert "Its checks are MY-01 and MY-02" in made.stdout
    walked = run(folder, "grader", "new", "02_errors/answer_id")
    assert walked.stdout.rpartition("How to go on")[0] in DOCUMENT.read_text("utf-8")
    apply_walk(folder)
    assert 0 == run(folder, "grader.exercises.stubs").returncode
    return folder


def test_a_new_exercise_verifies(copy: Path) -> None:
    """Its files break no rule, its right answers get full points, its mistakes fail their checks alone."""
    verified = run(copy, "grader", "verify", EXERCISE.name, "answer_id", "--jobs", "1")
    assert 0 == verified.returncode, verified.stdout
    matrix = verified.stdout.partition("✓ 02_errors/answer_id")[2].partition("\n\n")[0].partition("✓")[0].rstrip()
    assert matrix.strip() in DOCUMENT.read_text("utf-8")


def test_a_new_exercise_is_to_do(copy: Path) -> None:
    """Its stub counts as not written."""
    graded = run(copy, "grader", "grade", EXERCISE.name)
    assert 1 == graded.returncode
    assert "2 to do" in graded.stdout


def test_a_new_exercise_has_the_style_of_the_project(copy: Path) -> None:
    """The linter and the formatter have nothing to say."""
    for command in (("check",), ("format", "--check")):
        done = run(copy, "ruff", *command, "exercises", "solutions", "grader")
        assert 0 == done.returncode, done.stdout


# ---------------------------------------------------------------- in a small course


@pytest.fixture
def top(tmp_path: Path) -> Iterator[Path]:
    """Return a course without an exercise."""
    lay_empty(tmp_path)
    with course_at(tmp_path):
        yield tmp_path


def files(top: Path) -> dict[str, bytes | None]:
    """Return all that is in a folder; None for a folder."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in top.rglob("*")}


def lay(id_: str, prefix: str | None = None) -> None:
    """Lay out an exercise, and let the course know it, as a new process would."""
    assert isinstance(PREFIXES, dict)
    laid = lay_out(id_, prefix, day=DAY)
    PREFIXES[laid.exercise.name] = laid.prefix


NAMES = {
    "my_exercise": "'my_exercise' is no name for an exercise",
    "3_retries/my_exercise": "is no name for an exercise",
    "03_retries/MyExercise": "is no name for an exercise",
    "03_retries/my__exercise": "is no name for an exercise",
    "03_retries/class": "is no name for an exercise",
    "03_retries/../../x": "is no name for an exercise",
    "04_batches/there": "There is an exercise 03_retries/there already",
}


@pytest.mark.parametrize("id_", NAMES)
def test_a_name_that_is_none_or_taken_is_refused(top: Path, id_: str) -> None:
    """A plain sentence says so, and nothing was written."""
    lay("03_retries/there")
    before = files(top)
    with pytest.raises(UsageError) as refused:
        lay_out(id_, day=DAY)
    assert NAMES[id_] in str(refused.value)
    assert before == files(top)


def fill(name: str, text: str) -> Callable[[Path], None]:
    """Return what writes a file."""

    def write(top: Path) -> None:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, encoding="utf-8")

    return write


RECIPE = f'[[cassette]]\nname = "{EXERCISE.id}"\nshows = "x"\ncalls = []\n'
IN_THE_WAY = [
    (fill(f"solutions/{EXERCISE.topic}/mistakes/{EXERCISE.name}__first_block.py", "x"), "There is a file"),
    (fill(f"cassettes/{EXERCISE.id}.yaml", "x"), "There is a file"),
    (fill(f"grader/checks/{EXERCISE.name}.py", "x"), "There is a file"),
    (fill("cassettes/recipes.toml", RECIPE), "There is a recipe 03_retries/my_exercise"),
    (fill("cassettes/recipes.toml", "[[cassette]]\n"), "cassettes/recipes.toml"),
    (fill("README.md", "no table"), "README.md has no line after which to add"),
    (fill("grader/exercises/catalogue.py", "ORDER = ()"), "catalogue.py has no line after which to add"),
]


@pytest.mark.parametrize(("breaks", "says"), IN_THE_WAY, ids=[f"{says} {n}" for n, (_, says) in enumerate(IN_THE_WAY)])
def test_what_is_in_the_way_is_named(top: Path, breaks: Callable[[Path], None], says: str) -> None:
    """Nothing is overwritten, and nothing is left half-made."""
    breaks(top)
    before = files(top)
    with pytest.raises(UsageError, match=says):
        lay_out(EXERCISE.id, day=DAY)
    assert before == files(top)


@pytest.mark.parametrize("error", [OSError("the disk is full"), KeyboardInterrupt()])
def test_what_was_begun_is_taken_back(top: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Whatever stops it in its last step, the course is as it was."""
    before = files(top)

    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(recording, "record", fails)
    with pytest.raises(type(error)):
        lay_out(EXERCISE.id, day=DAY)
    assert before == files(top)


def test_outside_a_checkout_it_is_refused(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package has no place for an exercise."""
    monkeypatch.setattr(skeleton, "in_checkout", lambda: False)
    with pytest.raises(UsageError, match="a checkout of the project, and this is the installed package"):
        lay_out(EXERCISE.id, day=DAY)


@pytest.mark.parametrize(
    ("wanted", "expected"), [(None, "MY"), ("MINE", "MINE"), ("mine", None), ("M-1", None), ("TAKEN", None)]
)
def test_the_ids_of_checks_begin_as_wanted(top: Path, wanted: str | None, expected: str | None) -> None:
    """It is the first word of the name, or what is asked for if no exercise has it."""
    lay("03_retries/other", "TAKEN")
    if expected is None:
        with pytest.raises(UsageError, match=f"can't begin with '{wanted}'"):
            lay_out(EXERCISE.id, wanted, day=DAY)
    else:
        assert expected == lay_out(EXERCISE.id, wanted, day=DAY).prefix


def test_a_first_word_that_is_taken_gives_way_to_all_words(top: Path) -> None:
    """Two exercises whose names begin alike have ids that do not."""
    lay("03_retries/my_other_exercise")
    assert "MYEXERCISE" == lay_out(EXERCISE.id, day=DAY).prefix


def test_a_new_exercise_is_the_last_of_its_topic(top: Path) -> None:
    """Order of the course, table and lesson have it after the others of its topic, and before the next topic."""
    for id_ in ("05_last/five", "03_retries/three"):
        lay(id_)
    lesson = top / "exercises" / "03_retries" / "README.md"
    pages = "\n---\n\n## Official pages\n\n- none\n"
    lesson.write_text(lesson.read_text("utf-8") + pages, encoding="utf-8")
    lay("03_retries/three_more")
    names = ["three", "three_more", "five"]
    course = (top / "grader" / "exercises" / "catalogue.py").read_text("utf-8")
    assert names == [line.split('"')[1] for line in course.splitlines() if line.startswith("    ")]
    rows = [line for line in (top / "README.md").read_text("utf-8").splitlines() if "](" in line]
    assert ["| Retries | [three]", "| | [three_more]", "| Last | [five]"] == [row.partition("(")[0] for row in rows]
    headings = [line for line in lesson.read_text("utf-8").splitlines() if line.startswith(("# ", "## "))]
    assert ["# 03 Retries", "## three", "## three_more", "## Official pages"] == headings
    assert lesson.read_text("utf-8").endswith(pages)


def test_the_verb_refuses_with_2(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is none is a wrong command."""
    assert 2 == cli.main(["new", "nonsense"])
    assert "'nonsense' is no name for an exercise" in capsys.readouterr().err
    assert top == catalogue.PACKAGE.parent
