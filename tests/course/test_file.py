"""The course file: what it may say, what it is told if it says something else, and its schema."""

from __future__ import annotations

import json
import tomllib
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest

from grader.course.file import SHIPPED, course_of, read_course, schema
from grader.exercises import UsageError, find_exercises

SCHEMA = Path(__file__).parents[2] / "docs" / "course.schema.json"
START = 'format_version = 1\ntitle = "T"\n'
WEIGHTS = '[exercises]\n"03_retries/retry_delay" = 0.1\n'


def test_the_shipped_course_grades_every_exercise() -> None:
    """It works as it is, and fits the schema."""
    assert [e.id for e in find_exercises()] == list(read_course().exercises)
    jsonschema.validate(tomllib.loads(SHIPPED.read_text("utf-8")), schema())


def test_the_committed_schema_is_the_one_of_the_code() -> None:
    """`docs/course.schema.json` is what editors read."""
    assert schema() == json.loads(SCHEMA.read_text("utf-8"))


def test_weights_are_exact() -> None:
    """A tenth is a tenth, and no sum of powers of two."""
    assert Fraction(1, 10) == course_of(f"{START}{WEIGHTS}".encode(), "course.toml").weight("03_retries/retry_delay")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            f'{START}[exercises]\n"03_retries/retry_dely" = 1',
            "There is no exercise '03_retries/retry_dely'. Did you mean",
        ),
        (f'{START}[exercises]\n"03_retries/retry_delay" = 0', "nothing could be earned"),
        (f'{START}[exercises]\n"03_retries/retry_delay" = -1', ">= 0"),
        (f'{START}[exercises]\n"03_retries/retry_delay" = inf', "is no number"),
        (f'{START}[exercises]\n"03_retries/retry_delay" = nan', ">= 0"),
        (f"{START}{WEIGHTS}[late]\nper_day = 0.1", "There is a late rule and no due date."),
        (f"{START}due = 2026-11-23T12:00:00\n{WEIGHTS}", "timezone"),
        (f"{START}duo = 1\n{WEIGHTS}", "unknown field `duo`"),
        (f'{START}seed = "mine"\n{WEIGHTS}', "$.seed"),
        ('format_version = 2\ntitle = "T"\n' + WEIGHTS, "$.format_version"),
        (START, "missing required field `exercises`"),
        ("[", "course.toml"),
        ("\udcff", "course.toml"),
    ],
)
def test_a_wrong_file_is_told_what_is_wrong(text: str, told: str) -> None:
    """No typing error becomes a silent default."""
    with pytest.raises(UsageError) as refused:
        course_of(text.encode("utf-8", "surrogateescape"), "course.toml")
    assert str(refused.value).startswith("course.toml: ")
    assert told in str(refused.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """The message names it."""
    with pytest.raises(UsageError, match="No such file"):
        read_course(tmp_path / "course.toml")
