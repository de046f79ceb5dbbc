"""The verbs of handing in: pack what was written, compare two results, sign one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from grader.cli.options import FELL_SHORT, PASSED, debug, mine, perhaps_unread, seed_option, submission_option
from grader.exercises import UsageError, find_exercises, read_submission, select_exercises, solutions_dir

if TYPE_CHECKING:
    from grader.exercises import Exercise, Submission
    from grader.result import Result

KEY_VARIABLE: Final = "RETRIAL_SIGNING_KEY"
"""Where a private key may stand that should lie in no file."""


@click.command()
@click.argument("selectors", nargs=-1)
@submission_option
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("homework.zip"),
    show_default=True,
    help="The zip to write.",
)
@click.option("--no-grade", is_flag=True, help="Pack at once, without grading first.")
@seed_option
@debug
def submit(selectors: Sequence[str], path: Path | None, out: Path, seed: int, *, no_grade: bool) -> int:
    """Make a zip to hand in: all exercises, or the topics and exercises that SELECTORS name.

    They are graded first, so that you see what you hand in. The same files make the same zip, byte by byte.
    """
    from grader.grade import versions  # noqa: PLC0415
    from grader.homework import pack, write  # noqa: PLC0415
    from grader.report import homework as report  # noqa: PLC0415
    from grader.report import layout  # noqa: PLC0415

    _refuse_place(out)
    known = find_exercises()
    exercises = select_exercises(selectors, known)
    submission = read_submission(path or mine(), known)
    result = None if no_grade else _graded(submission, exercises, seed)
    packed = pack(submission, exercises, versions(), result)
    if not packed.manifest.files:
        msg = "There is nothing to hand in: " + (" ".join(packed.unreadable.values()) or "no such file is there.")
        raise UsageError(msg)
    write(out, packed.data)
    with perhaps_unread():
        report.write_packed(packed, submission, str(out), layout.terminal())
    return FELL_SHORT if packed.unreadable or packed.missing else PASSED


def _refuse_place(out: Path) -> None:
    """Refuse to write where something else may stand: an exercise file is soon typed by mistake."""
    if out.suffix != ".zip":
        msg = f"{str(out)!r} is no name for a zip: let it end in .zip."
        raise UsageError(msg)
    if not out.parent.is_dir():
        msg = f"There is no folder {str(out.parent)!r} to write to."
        raise UsageError(msg)


def _graded(submission: Submission, exercises: Sequence[Exercise], seed: int) -> Result | None:
    """Return what this machine makes of a submission; a grader that fails keeps nobody from handing in."""
    from grader.grade import JudgeError, grade  # noqa: PLC0415
    from grader.report.progress import live  # noqa: PLC0415

    try:
        with live() as progress:
            return grade(submission, [exercise.id for exercise in exercises], seed=seed, progress=progress)
    except JudgeError as error:
        click.echo(f"It could not be graded here, and is packed all the same: {error}", err=True)
        return None


@click.command()
@click.argument("one", type=click.Path(path_type=Path))
@click.argument("other", type=click.Path(path_type=Path))
@debug
def compare(one: Path, other: Path) -> int:
    """Say in what two results differ, check by check, and what each difference comes from.

    ONE and OTHER are files of `grade --format json`, or homework zips, of which the unofficial result is taken.
    The exit code is 0 if the same files got the same outcomes, 1 if not, and 2 if one of them cannot be read.
    """
    from grader.homework import compare as compared  # noqa: PLC0415
    from grader.homework import read_result  # noqa: PLC0415
    from grader.report import homework as report  # noqa: PLC0415
    from grader.report import layout  # noqa: PLC0415

    found = compared(read_result(one), read_result(other))
    with perhaps_unread():
        report.write_comparison(found, (str(one), str(other)), layout.terminal())
    return PASSED if found.same else FELL_SHORT


@click.group()
def receipt() -> None:
    """Sign a result, or check the signature of one."""


@receipt.command()
@click.argument("result", type=click.Path(path_type=Path))
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    help=f"The private key, Ed25519 in PEM.  [default: the PEM in {KEY_VARIABLE}]",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The receipt to write.  [default: RESULT.receipt.json]",
)
@debug
def sign(result: Path, key: Path | None, out: Path | None) -> None:
    """Sign a RESULT of `grade --format json`, as the side whose grade counts."""
    from grader.homework import receipts, write  # noqa: PLC0415

    text = os.environ.get(KEY_VARIABLE, "").encode() if key is None else receipts.read_file(key)
    if not text:
        msg = f"There is no key to sign with: name its file with --key, or put its PEM into {KEY_VARIABLE}."
        raise UsageError(msg)
    made = receipts.signed(result, receipts.private_key(text), datetime.now(UTC))
    place = out or result.with_suffix(".receipt.json")
    write(place, receipts.written(made))
    click.echo(f"{place} signs {result}, with the key {made.bound.key}.")


@receipt.command()
@click.argument("signed", metavar="RECEIPT", type=click.Path(path_type=Path))
@click.option("--key", type=click.Path(path_type=Path), required=True, help="The signer's public key, in PEM.")
@click.option("--result", type=click.Path(path_type=Path), help="The result that it should be of.")
@submission_option
@debug
def verify(signed: Path, key: Path, result: Path | None, path: Path | None) -> int:
    """Check a RECEIPT, without a network: exit code 0 if it is good, 1 if not, 2 if something cannot be read.

    With --result and --submission also that it is of this result, and of these files.
    """
    from grader.homework import receipts  # noqa: PLC0415
    from grader.report import homework as report  # noqa: PLC0415
    from grader.report import layout  # noqa: PLC0415

    found = receipts.read(signed)
    text = None if result is None else receipts.read_file(result)
    files = None if path is None else read_submission(path, find_exercises()).files
    faults = receipts.faults(found, receipts.public_key(receipts.read_file(key)), text=text, files=files)
    with perhaps_unread():
        report.write_receipt(found, faults, layout.terminal())
    return FELL_SHORT if faults else PASSED


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("dist"),
    show_default=True,
    help="The folder to write to.",
)
@debug
def release(out: Path) -> None:
    """Make the bundles of a release from the last commit: the learners' one, without answers, and the instructors'."""
    import hashlib  # noqa: PLC0415

    from grader.homework import write  # noqa: PLC0415
    from grader.homework.bundle import bundles, changed, head  # noqa: PLC0415
    from grader.version import grader_version  # noqa: PLC0415

    top = solutions_dir().parent
    for made in bundles(head(top), grader_version()):
        place = out / made.name
        write(place, made.data)
        click.echo(f"{place}  {len(made.files)} files, {len(made.data):,} bytes")
        click.echo(f"  sha256 {hashlib.sha256(made.data).hexdigest()}")
    if lines := changed(top):
        click.echo(f"What is not committed is not in them: {len(lines)} changes.", err=True)
