"""Two results: what differs, and what each difference comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.exercises import Exercise, Submission, UsageError
from grader.homework import Comparison, compare, pack, read_result
from grader.homework.compare import GRADER_ERROR, LIMIT, UNEXPLAINED
from grader.report import jsontext
from grader.result import Outcome, Result, Versions
from tests.support.results import CLOSES, WARM_UP, check, exercise, result, streaming, to_do

ID = "01_streaming/stream_text"


def graded(*, broken: bool = False, file: str = "a" * 64, version: str = "v1", **fields: Any) -> Result:
    """Return a grade of two exercises; with one check broken, of another file, or under other circumstances."""
    stream = streaming(STREAM_06=CLOSES) if broken else streaming()
    return result(WARM_UP, msgspec.structs.replace(stream, file=file, version=version), **fields)


def causes(found: Comparison) -> list[str]:
    """Return the causes of the one check that differs."""
    (change,) = found.exercises
    (one,) = change.checks
    assert (ID, "STREAM-06") == (change.id, one.id)
    return [cause.what for cause in one.causes]


def test_the_same_files_with_the_same_verdicts_are_the_same() -> None:
    """Times and messages do not count."""
    assert compare(graded(), graded(seconds=99.0)).same


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"seed": 7}, "seed"),
        ({"isolation": "landlock+seccomp"}, "isolation"),
        ({"file": "b" * 64}, "file"),
        ({"version": "v2"}, "exercise version"),
        ({"versions": Versions("0.1.0", "2.12.0", "3.14.1", "6.170.15")}, "Python"),
        ({"versions": Versions("0.1.0", "2.13.0", "3.13.0", "6.170.15")}, "SDK (anthropic)"),
        ({"versions": Versions("0.2.0", "2.12.0", "3.13.0", "6.170.15")}, "grader version"),
        ({"versions": Versions("0.1.0", "2.12.0", "3.13.0", "7.0")}, "Hypothesis"),
    ],
)
def test_the_cause_of_a_difference_is_named(fields: dict[str, Any], what: str) -> None:
    """Each thing that can change a verdict is named where it differs, and nothing else is."""
    assert [what] == causes(compare(graded(), graded(broken=True, **fields)))


def test_circumstances_that_changed_nothing_are_told_and_make_no_difference() -> None:
    """Another seed with the same verdicts is no difference between the results."""
    found = compare(graded(), graded(seed=7))
    assert (True, ["seed: 0 ≠ 7"]) == (found.same, [str(cause) for cause in found.circumstances])


def test_another_file_differs_even_with_the_same_verdicts() -> None:
    """What was graded there is not what was graded here."""
    (change,) = compare(graded(), graded(file="")).exercises
    assert ("file: aaaaaaaaaaaa ≠ not handed in", ()) == (str(change.file), change.checks)


def test_a_difference_without_a_cause_says_so() -> None:
    """Where all that the results record is the same, no cause is made up."""
    (change,) = compare(graded(), graded(broken=True)).exercises
    assert (UNEXPLAINED,) == change.checks[0].causes


def one(outcome: Outcome, **fields: Any) -> Result:
    """Return a grade of one exercise with one check."""
    return result(msgspec.structs.replace(exercise(ID, check("STREAM-06", "It.", outcome)), file="a"), **fields)


def test_a_fault_of_the_grader_is_the_whole_cause() -> None:
    """What was not judged did not come out otherwise because of a seed."""
    (change,) = compare(one(Outcome.passed), one(Outcome.grader_error, seed=7)).exercises
    assert (GRADER_ERROR,) == change.checks[0].causes


def test_a_limit_is_a_cause_among_others() -> None:
    """A run that met a limit may be the matter of a slow machine."""
    (change,) = compare(one(Outcome.passed), one(Outcome.timed_out, seed=7)).exercises
    assert ["seed", LIMIT.what] == [cause.what for cause in change.checks[0].causes]


def test_what_only_one_of_them_graded_is_named() -> None:
    """A check or an exercise that was not selected is no difference of the code; with other checks, those are it."""
    whole = graded()
    left = tuple(c for c in whole.exercises[1].checks if c.id != "STREAM-06")
    part = result(WARM_UP, msgspec.structs.replace(whole.exercises[1], checks=left))
    assert ["graded in one of the two only"] == causes(compare(whole, part))
    assert ["exercise version"] == causes(compare(graded(version="v2"), part))
    (change,) = compare(result(WARM_UP), result(WARM_UP, to_do("03_retries/retry_delay", "DELAY"))).exercises
    assert {"not there → to do, 0 of 2"} == {f"{c.here} → {c.there}" for c in change.checks}


def test_points_are_added_up_anew() -> None:
    """A sum that somebody wrote into the file is not shown."""
    assert "10 of 10" == compare(msgspec.structs.replace(graded(), points=999), graded()).here


# ---------------------------------------------------------------- files


def test_a_result_is_read_from_json_and_from_a_homework_zip(tmp_path: Path) -> None:
    """What grade and submit wrote is read back."""
    (tmp_path / "a.json").write_text(jsontext.render(graded()), encoding="utf-8")
    delay = Exercise("03_retries", "retry_delay")
    packed = pack(Submission({delay.id: b""}), (delay,), graded().versions, graded())
    (tmp_path / "b.zip").write_bytes(packed.data)
    assert graded() == read_result(tmp_path / "a.json")
    assert compare(graded(), read_result(tmp_path / "b.zip")).same


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is not a result"),
        (b"\xff\xfe", "is not a result"),
        (b"[]", "is not a result"),
        (b"[" * 100_000, "is not a result"),
        (b'{"format_version": 1}', "missing required field `status`"),
        (b'{"format_version": 2}', "has format version 2"),
        (b"PK\x03\x04 cut", "no zip file, or a damaged one"),
    ],
)
def test_what_is_no_result_is_refused_in_words(tmp_path: Path, content: bytes, says: str) -> None:
    """Empty, binary, other, endless, newer and damaged files: each is named."""
    path = tmp_path / "official.json"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=says) as error:
        read_result(path)
    assert "official.json" in str(error.value)


def test_hostile_words_in_a_result_reach_no_terminal(tmp_path: Path) -> None:
    """What a message quotes of a file is written so that a terminal does not obey it."""
    path = tmp_path / "x.json"
    broken = msgspec.to_builtins(graded())
    broken["exercises"][0]["checks"][0]["outcome"] = "\x1b[2J"
    path.write_bytes(msgspec.json.encode(broken))
    with pytest.raises(UsageError) as error:
        read_result(path)
    assert "\x1b" not in str(error.value)


def test_a_zip_without_a_result_says_how_to_get_one(tmp_path: Path) -> None:
    """What was handed in with --no-grade has nothing to compare."""
    delay = Exercise("03_retries", "retry_delay")
    (tmp_path / "b.zip").write_bytes(pack(Submission({delay.id: b""}), (delay,), graded().versions).data)
    with pytest.raises(UsageError, match="without a result"):
        read_result(tmp_path / "b.zip")


def test_folders_and_missing_files_are_named(tmp_path: Path) -> None:
    """A path that is no file is told as such."""
    with pytest.raises(UsageError, match="Is a directory"):
        read_result(tmp_path)
    with pytest.raises(UsageError, match="There is no"):
        read_result(tmp_path / "nowhere.json")
