"""The verbs: what they call, what they show, and the exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import grader.grade
from grader import cli
from grader.exercises import Exercise, SelectorError, Submission, UsageError
from grader.grade.grader import NoIsolation
from grader.result import Outcome, Result
from grader.verify.mutation import Entry, Report
from tests.support import results

DELAY = Exercise("03_retries", "retry_delay")
STALE = Entry("05_ledger/cost", "x = 1", "x = 2", "open", "two right answers differ")


class Graded:
    """Stands for the pipeline: notes how it was called, and answers with a result or an exception."""

    def __init__(self) -> None:
        self.answer: Result | BaseException = results.ONE_SOLVED
        self.called: dict[str, Any] = {}

    def __call__(self, submission: Submission, selectors: Sequence[str] = (), **options: Any) -> Result:
        """Grade nothing."""
        self.called = {"files": submission.files, "selectors": tuple(selectors), **options}
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


@pytest.fixture
def graded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Graded:
    """A pipeline that grades nothing, one exercise, and a learner's folder as the working directory."""
    stands_for = Graded()
    monkeypatch.setattr(grader.grade, "grade", stands_for)
    monkeypatch.setattr("grader.cli.learner.find_exercises", lambda: (DELAY,))
    monkeypatch.setattr("grader.cli.options.exercises_dir", lambda: tmp_path / "exercises")
    (tmp_path / "exercises" / DELAY.topic).mkdir(parents=True)
    (tmp_path / "exercises" / DELAY.file).write_bytes(b"mine")
    monkeypatch.chdir(tmp_path)
    return stands_for


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (results.ALL_PASSED, 0),
        (results.ONE_FAILING, 1),
        (results.FIRST_EVENING, 1),
        (results.OUTCOMES, 3),
        (results.result(), 1),
        (SelectorError("There is no 'x'."), 2),
        (NoIsolation("no walls"), 3),
        (RuntimeError("bug"), 3),
        (SystemExit(0), 3),
        (GeneratorExit(), 3),
        (KeyboardInterrupt(), 130),
    ],
)
def test_the_exit_code_follows_from_the_result(graded: Graded, answer: Result | BaseException, code: int) -> None:
    """Only a result in which every check passed ends with 0, and what we broke never looks like a failed check."""
    graded.answer = answer
    assert code == cli.main(["grade"])


@pytest.mark.parametrize(
    "arguments",
    [["grade", "--submission", "nowhere"], ["grade", "--bogus"], ["grade", "--format", "pdf"], ["bogus"],
     ["grade", "--seed", "-1"], ["grade", "--out", "nowhere/x.json"], ["reset", "bogus"], ["reset"]],
)  # fmt: skip
def test_a_command_that_makes_no_sense_ends_with_2(
    graded: Graded, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A path, an option or a name that does not exist is told in words, and nothing is graded."""
    assert 2 == cli.main(arguments)
    assert ({}, "") == (graded.called, capsys.readouterr().out)


def test_grades_the_learners_exercises_by_default(graded: Graded, capsys: pytest.CaptureFixture[str]) -> None:
    """Without options the learner's folder is graded with seed 0, and the paths that are shown can be opened."""
    cli.main(["grade"])
    assert {"files": {DELAY.id: b"mine"}, "selectors": (), "seed": 0, "require_isolation": False, "progress": None} == (
        graded.called
    )
    assert "Edit exercises/01_streaming/final_answer.py" in capsys.readouterr().out


def test_hands_on_what_was_asked_for(graded: Graded, tmp_path: Path) -> None:
    """Selectors, seed, submission and the demand for isolation reach the pipeline."""
    other = tmp_path / "other" / DELAY.file
    other.parent.mkdir(parents=True)
    other.write_bytes(b"theirs")
    cli.main(["grade", "DELAY-01", "retry_delay", "--seed", "7", "--submission", "other", "--require-isolation"])
    assert ({DELAY.id: b"theirs"}, ("DELAY-01", "retry_delay"), 7, True) == tuple(
        graded.called[name] for name in ("files", "selectors", "seed", "require_isolation")
    )


def test_suggests_commands_for_the_same_files_and_seed(
    graded: Graded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a report tells to run replays what it was about, and not the learner's own files with seed 0."""
    shutil.copytree(tmp_path / "exercises", tmp_path / "{her} work")
    graded.answer = results.ONE_FAILING
    cli.main(["grade", "--seed", "7", "--submission", "{her} work"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "practice -- --submission '{her} work' --seed 7 STREAM-06 --case" in shown
    assert "grade -- --submission '{her} work' --seed 7 01_streaming/stream_text" in shown


@pytest.mark.parametrize(
    ("form", "begins"), [("json", "{"), ("junit", "<?xml"), ("html", "<!doctype html>"), ("terminal", "\n00_warmup")]
)
def test_writes_every_format(graded: Graded, form: str, begins: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A format goes to standard output, or to a file while people see the report for them."""
    cli.main(["grade", "--format", form])
    shown = capsys.readouterr().out
    assert shown.startswith(begins)
    cli.main(["grade", "--format", form, "--out", "report"])
    assert shown == Path("report").read_text(encoding="utf-8")
    assert capsys.readouterr().out.startswith("\n00_warmup")


def test_a_recorded_result_is_shown_in_another_format(graded: Graded, capsys: pytest.CaptureFixture[str]) -> None:
    """What was graded once is not graded again for each consumer."""
    cli.main(["grade", "--format", "json", "--out", "result.json"])
    graded.called, _ = {}, capsys.readouterr()
    assert 0 == cli.main(["report", "result.json", "--format", "gradescope"])
    assert 10 == json.loads(capsys.readouterr().out)["score"]
    assert 0 == cli.main(["report", "result.json", "--format", "markdown", "--out", "summary.md"])
    assert "## Retrial: 10 of " in Path("summary.md").read_text(encoding="utf-8")
    assert {} == graded.called


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["report", "nowhere.json", "--format", "junit"], "cannot be read"),
        (["report", "mine.json", "--format", "junit"], "no result"),
        (["grade", "--format", "classroom50"], "CLASSROOM"),
    ],
)
def test_a_report_that_cannot_be_made_says_why(
    graded: Graded, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is none, and a format that needs a runner which is not at work, are told in a sentence."""
    monkeypatch.delenv("CLASSROOM", raising=False)
    Path("mine.json").write_text("mine", encoding="utf-8")
    assert 2 == cli.main(arguments)
    assert says in capsys.readouterr().err


def test_json_on_standard_output_is_nothing_but_json(graded: Graded, capsys: pytest.CaptureFixture[str]) -> None:
    """Another program can read it as it is."""
    cli.main(["grade", "--format", "json"])
    assert 10 == json.loads(capsys.readouterr().out)["points"]


def test_our_own_fault_is_named_as_such(graded: Graded, capsys: pytest.CaptureFixture[str]) -> None:
    """An exception of ours is told without a traceback, escaped; with --debug the traceback is there."""
    graded.answer = RuntimeError("bug\x1b[2J")
    cli.main(["grade"])
    quiet = capsys.readouterr().err
    assert "The grader itself failed; this is not your fault." in quiet
    assert "RuntimeError: bug\\x1b[2J" in quiet
    assert "Traceback" not in quiet
    cli.main(["grade", "--debug"])
    assert "Traceback" in capsys.readouterr().err


def test_missing_isolation_is_no_fault(graded: Graded, capsys: pytest.CaptureFixture[str]) -> None:
    """Where isolation is required and there is none, the sentence that says so is all."""
    graded.answer = NoIsolation("This machine has no walls.")
    cli.main(["grade", "--require-isolation"])
    assert "Error: This machine has no walls.\n" == capsys.readouterr().err


def test_native_windows_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """On native Windows every verb ends with the sentence that says where Retrial runs."""
    monkeypatch.setattr("platform.system", lambda: "Windows")
    assert 3 == cli.main(["grade"])
    assert "Retrial runs on Linux, on macOS, and on Windows inside WSL 2.\n" == capsys.readouterr().err


def test_an_interruption_is_no_traceback(graded: Graded, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C ends a verb with one word."""
    graded.answer = KeyboardInterrupt()
    cli.main(["grade"])
    assert "Interrupted." == capsys.readouterr().err.strip()


# ---------------------------------------------------------------- other verbs


class OneProcess:
    """Stands for the pool, and for what comes of mutants: `report` is returned, `asked` notes for which exercises."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.asked: list[tuple[list[str], int]] = []

    @contextmanager
    def pool(self, jobs: int) -> Iterator[None]:
        """Start nothing."""
        yield

    def run(self, _: None, exercises: list[Exercise], entries: object, *, jobs: int, progress: object) -> Report:
        """Return the report."""
        self.asked.append(([exercise.name for exercise in exercises], jobs))
        return self.report


@pytest.mark.parametrize(("stale", "code"), [({}, 0), ({STALE: "a check notices it"}, 1)])
def test_verify_tries_mutants(
    stale: dict[Entry, str], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the selected exercises; the exit code says whether all is as the list says."""
    one = OneProcess(Report([], [], [], stale, seconds=1.0, jobs=3))
    monkeypatch.setattr("grader.verify.pool.pool", one.pool)
    monkeypatch.setattr("grader.verify.mutation.run", one.run)
    assert code == cli.main(["verify", "--mutants", "--jobs", "3", "cost", "00_warmup"])
    assert [(["first_call", "cost"], 3)] == one.asked
    assert "0 mutants" in capsys.readouterr().out


@pytest.fixture
def stub(graded: Graded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The untouched stub of the one exercise; returns the learner's file."""
    (tmp_path / "stubs" / DELAY.topic).mkdir(parents=True)
    (tmp_path / "stubs" / DELAY.file).write_bytes(b"stub")
    monkeypatch.setattr("grader.exercises.stubs.stubs_dir", lambda: tmp_path / "stubs")
    return tmp_path / "exercises" / DELAY.file


def test_reset_says_what_it_does(stub: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A stub that was edited is put back and kept, an untouched one is left, a deleted one comes back."""
    file = "exercises/03_retries/retry_delay.py"
    said = []
    for _ in range(2):
        assert 0 == cli.main(["reset", "retry_delay"])
        said.append(capsys.readouterr().out)
    stub.unlink()
    assert 0 == cli.main(["reset", file])
    said.append(capsys.readouterr().out)
    assert [
        f"{file} is the untouched stub again. What was in it is kept in {file}.1.bak.\n",
        f"{file} is the untouched stub already: nothing to do.\n",
        f"{file} is back.\n",
    ] == said


def test_reset_of_an_unknown_exercise_names_the_nearest(stub: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip of the pen resets nothing."""
    assert 2 == cli.main(["reset", "retry_dely"])
    assert "Did you mean retry_delay" in capsys.readouterr().err
    assert b"mine" == stub.read_bytes()


@pytest.mark.parametrize(
    ("outcome", "code"),
    [(Outcome.passed, 0), (Outcome.failed, 1), (Outcome.timed_out, 1), (Outcome.todo, 1), (Outcome.grader_error, 3)],
)
def test_practice_plays_one_case(
    graded: Graded, outcome: Outcome, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The case is announced before it runs, and that nothing walls it in; the exit code is that of its check."""
    called: list[object] = []

    def practice(
        check: str, text: str, submission: Submission, *, seed: int, announce: Callable[[str], None]
    ) -> object:
        called.extend((check, text, dict(submission.files), seed))
        announce(text)
        return results.check(check, "Waits.", outcome, message="x", case=text)

    monkeypatch.setattr("grader.grade.practice.practice", practice)
    assert code == cli.main(["practice", "DELAY-01", "--case", "529; ok"])
    assert ["DELAY-01", "529; ok", {DELAY.id: b"mine"}, 0] == called
    shown = capsys.readouterr().out
    assert shown.startswith("Your code runs here without walls or limits")
    assert "\ncase  529; ok\n" in shown
    assert "DELAY-01  Waits." in shown


def test_a_bad_case_is_a_bad_command(graded: Graded, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text of a case that cannot be read ends with 2."""

    def practice(*_: object, **__: object) -> object:
        msg = "The case 'x' cannot be read."
        raise UsageError(msg)

    monkeypatch.setattr("grader.grade.practice.practice", practice)
    assert 2 == cli.main(["practice", "DELAY-01", "--case", "x"])


def test_watch_shows_each_result(
    graded: Graded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Watching hands on folder, selectors and seed, and shows what it is given until it is interrupted."""
    called: list[object] = []

    def watch(
        folder: Path, selectors: Sequence[str], *, seed: int, show: Callable[[Result], None], say: object
    ) -> None:
        called.extend((folder, tuple(selectors), seed))
        show(results.ALONE)
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.grade.watch.watch", watch)
    assert 130 == cli.main(["watch", "stream_text", "--seed", "3"])
    assert [Path("exercises"), ("stream_text",), 3] == called
    assert "10 of 10 points" in capsys.readouterr().out


def test_serve_hands_on_what_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Serving takes any free port, no script and two minutes for a batch, unless others are named."""
    called: list[dict[str, Any]] = []
    monkeypatch.setattr("grader.wire.serve.serve", lambda **options: called.append(options))
    chosen = ["--port", "8080", "--seed", "1", "--script", "529; ...", "--batch-seconds", "0.5"]
    assert [0, 0] == [cli.main(["serve"]), cli.main(["serve", *chosen])]
    assert {"port": 0, "seed": 0, "script": None, "batch_seconds": 120} == called[0]
    assert {"port": 8080, "seed": 1, "script": "529; ...", "batch_seconds": 0.5} == {
        **called[1],
        "script": str(called[1]["script"]),
    }


def test_serve_says_what_is_wrong_with_a_script(capsys: pytest.CaptureFixture[str]) -> None:
    """A script that can't be read is a wrong command, and nothing is served."""
    assert 2 == cli.main(["serve", "--script", "529; bogus"])
    assert "bogus" in capsys.readouterr().err


def test_record_chooses_recipes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A cassette, a topic or everything is recorded; an unknown name earns the nearest, a refusal ends with 2."""
    from types import SimpleNamespace  # noqa: PLC0415

    from grader.wire.record import RecordError  # noqa: PLC0415

    recipes = [SimpleNamespace(name=name) for name in ("01_streaming/hello", "03_retries/busy", "03_retries/late")]
    monkeypatch.setattr("grader.wire.recipes.read_recipes", lambda _: recipes)
    made: list[tuple[str, str]] = []

    def record(recipe: SimpleNamespace, folder: Path, *, day: object) -> Path:
        made.append((recipe.name, str(day)))
        return folder / f"{recipe.name}.yaml"

    def record_live(recipe: SimpleNamespace, folder: Path, **_: object) -> Path:
        raise RecordError(recipe.name)

    monkeypatch.setattr("grader.wire.record.record", record)
    monkeypatch.setattr("grader.wire.record.record_live", record_live)
    assert 0 == cli.main(["record", "03_retries", "--day", "2026-11-01"])
    assert [("03_retries/busy", "2026-11-01"), ("03_retries/late", "2026-11-01")] == made
    assert 2 == cli.main(["record", "03_retries/bussy"])
    assert "Did you mean 03_retries/busy" in capsys.readouterr().err
    assert 2 == cli.main(["record", "--live"])


# ---------------------------------------------------------------- as a program


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python as a user does, at the root of the project."""
    root = Path(__file__).parents[1]
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, cwd=root, check=False)


@pytest.mark.parametrize("verb", ["", "grade", "watch", "practice", "reset", "record", "serve", "fidelity"])
def test_help_needs_nothing_heavy(verb: str) -> None:
    """Help is there at once: neither the SDK nor pytest, Hypothesis or rich is imported for it."""
    program = (
        "import sys; from grader.cli import main; code = main(sys.argv[1:]);"
        "heavy = {'anthropic', 'pytest', 'hypothesis', 'rich', 'vcr', 'msgspec', 'asyncio'} & set(sys.modules);"
        "print(sorted(heavy)); sys.exit(code)"
    )
    done = python("-c", program, *filter(None, [verb]), "--help")
    assert (0, "[]") == (done.returncode, done.stdout.splitlines()[-1])


def test_an_old_terminal_is_no_fault() -> None:
    """What the encoding of a terminal lacks is written as an escape."""
    program = (
        "import sys; import grader.grade; from grader import cli; from tests.support import results;"
        "grader.grade.grade = lambda *_, **__: results.ALONE;"
        "sys.exit(cli.main(['grade', '--submission', 'exercises']))"
    )
    command = [sys.executable, "-c", program]
    root, environment = Path(__file__).parents[1], {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, check=False, env=environment)
    assert (0, "") == (done.returncode, done.stderr)
    assert r"\u2713 STREAM-01" in done.stdout


def test_runs_as_a_module() -> None:
    """`python -m grader` is the program, and its exit code is that of the verb."""
    done = python("-m", "grader", "grade", "--submission", "nowhere")
    assert (2, "") == (done.returncode, done.stdout)
    assert "There is no 'nowhere'." in done.stderr


@pytest.mark.parametrize("form", ["terminal", "json"])
def test_a_reader_may_go_early(form: str) -> None:
    """Where nobody reads the report to its end, the exit code is that of the result, and nothing is said of it."""
    program = (
        "import sys; import grader.grade; from grader import cli; from tests.support import results;"
        "grader.grade.grade = lambda *_, **__: results.result(*(results.OUTCOMES.exercises[2:3] * 9000));"
        f"sys.exit(cli.main(['grade', '--submission', 'exercises', '--format', '{form}']))"
    )
    root = Path(__file__).parents[1]
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()
    assert (3, b"") == (process.returncode, said)


@pytest.mark.parametrize("words", [["--help"], ["course", "--help"], ["course", "export", "-h"]])
def test_a_reader_of_the_help_may_go_early(words: list[str]) -> None:
    """Nothing is said of it."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "grader", *words]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, cwd=root, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (0, b"") == (done.returncode, done.stderr)
