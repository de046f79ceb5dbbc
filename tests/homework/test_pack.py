"""What a homework zip holds: the same files make the same bytes, and its manifest tells the truth."""

from __future__ import annotations

import hashlib
import io
import os
import time
import zipfile
from pathlib import Path

import msgspec
import pytest

from grader.exercises import MANIFEST, Exercise, Submission, UsageError, find_exercises, read_submission, stubs_dir
from grader.homework import Packed, pack, read_manifest, write
from grader.result import ExerciseResult, Outcome, Versions
from tests.support import results

DELAY = Exercise("03_retries", "retry_delay")
STREAM = Exercise("01_streaming", "stream_text")
COST = Exercise("05_ledger", "cost")
STUB = (stubs_dir() / STREAM.file).read_bytes()
MINE = b"def retry_delay(): ...\n"
VERSIONS = Versions("0.1.0", "2.12.0", "3.13.0", "6.170.15")
SUBMISSION = Submission({DELAY.id: MINE, STREAM.id: STUB}, unreadable={COST.id: "The file is too large."})
RESULT = results.result(results.EVERY_OUTCOME, ignored=("notes.txt",))


def packed(submission: Submission = SUBMISSION) -> Packed:
    """Return the zip of three exercises, one of them untouched and one unreadable."""
    return pack(submission, (STREAM, DELAY, COST), VERSIONS, RESULT)


def test_the_same_files_make_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the hour, nor the order of the files, nor how long their grade took, is in the zip."""
    before = packed().data
    monkeypatch.setattr(time, "time", lambda: 2e9)
    turned = Submission(dict(reversed(list(SUBMISSION.files.items()))), SUBMISSION.unreadable)
    later = msgspec.structs.replace(RESULT, seconds=99.0)
    assert before == pack(turned, (STREAM, DELAY, COST), VERSIONS, later).data


def test_it_holds_the_files_and_a_manifest_in_order() -> None:
    """Files stand under their topics, stored, with a fixed time and mode."""
    archive = zipfile.ZipFile(io.BytesIO(packed().data))
    assert [STREAM.file, DELAY.file, MANIFEST] == archive.namelist()
    assert (MINE, STUB) == (archive.read(DELAY.file), archive.read(STREAM.file))
    assert {(0, (1980, 1, 1, 0, 0, 0), 0o100644)} == {
        (e.compress_type, e.date_time, e.external_attr >> 16) for e in archive.infolist()
    }


def test_the_manifest_names_each_file_by_its_digest() -> None:
    """A file's digest is that of the bytes beside it, and a stub that nobody touched is marked."""
    manifest = read_manifest(packed().data, "homework.zip")
    assert [(DELAY.file, hashlib.sha256(MINE).hexdigest(), len(MINE), False)] == [
        (f.name, f.sha256, f.size, f.untouched) for f in manifest.files if f.name == DELAY.file
    ]
    assert [STREAM.file] == [f.name for f in manifest.files if f.untouched]
    assert VERSIONS == manifest.versions


def test_the_result_in_it_is_short_and_keeps_the_verdicts() -> None:
    """Outcomes and points of each check are kept; output, timelines and paths of the learner's machine are not."""
    found = read_manifest(packed().data, "homework.zip").unofficial_result
    assert found
    assert [(c.id, c.outcome, c.points) for c in results.EVERY_OUTCOME.checks] == [
        (c.id, c.outcome, c.points) for c in found.exercises[0].checks
    ]
    text = packed().data.decode("latin-1")
    assert [] == [word for word in ("attempt 1 failed", "timeline", "notes.txt", "KeyError") if word in text]


def test_what_is_not_in_it_is_told() -> None:
    """An exercise without a file is missing; one whose file can't be read is named with the reason."""
    made = pack(SUBMISSION, (STREAM, DELAY, COST, Exercise("02_errors", "diagnose")), VERSIONS)
    assert (("02_errors/diagnose",), {COST.id: "The file is too large."}) == (made.missing, made.unreadable)
    assert made.manifest.unofficial_result is None


def test_it_is_read_as_a_submission_without_a_word(tmp_path: Path) -> None:
    """`grade --submission homework.zip` finds the files that were packed, and ignores nothing aloud."""
    path = tmp_path / "homework.zip"
    path.write_bytes(packed().data)
    found = read_submission(path, find_exercises())
    assert (SUBMISSION.files, (), 0) == (found.files, found.ignored, found.ignored_left_out)


def test_a_zip_without_a_manifest_is_told_apart() -> None:
    """A zip that somebody made by hand has no manifest, and one of another version is not guessed at."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(DELAY.file, MINE)
    with pytest.raises(UsageError, match="was not made by submit"):
        read_manifest(buffer.getvalue(), "homework.zip")
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(MANIFEST, '{"format_version": 2}')
    with pytest.raises(UsageError, match="has format version 2"):
        read_manifest(buffer.getvalue(), "homework.zip")


def test_a_manifest_that_is_a_bomb_is_not_unpacked() -> None:
    """No more is read of a manifest than a true one could hold."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, b" " * (5 << 20))
    with pytest.raises(UsageError, match=r"is larger than 4,194,304 bytes"):
        read_manifest(buffer.getvalue(), "homework.zip")


def test_a_write_that_fails_leaves_the_old_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk the old file stays, nothing lies beside it, and the text says why."""

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "homework.zip"
    write(path, b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="No space left on device"):
        write(path, b"new")
    assert ([path], b"old") == (list(tmp_path.iterdir()), path.read_bytes())


def test_other_results_are_packed_as_they_are() -> None:
    """An exercise that was not handed in keeps its outcome in the unofficial result."""
    made = pack(SUBMISSION, (STREAM, DELAY), VERSIONS, results.FIRST_EVENING)
    assert made.manifest.unofficial_result
    last: ExerciseResult = made.manifest.unofficial_result.exercises[-1]
    assert {Outcome.todo} == {check.outcome for check in last.checks}
