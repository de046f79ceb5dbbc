"""When submissions were handed in: `--times FILE`, or what a platform says in its export; never the learner's files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import yaml

from grader.course.names import clean
from grader.course.tables import rows
from grader.exercises import UsageError

GRADESCOPE: Final = "submission_metadata.yml"
"""The file that Gradescope puts beside the folders of an export: by folder, who handed it in, and when."""


def read_times(path: Path) -> dict[str, datetime]:
    """Read a table of `submission` (a folder, a zip, or a student) and `time` (ISO 8601 with its offset from UTC).

    Raises UsageError for a line that cannot be read, or one that says another time for what stood before: a wrong
    time would be a wrong mark.
    """
    times: dict[str, datetime] = {}
    for number, fields in rows(path, "submission", "time"):
        name, time = clean(fields["submission"]), _time(fields["time"], f"{path.name}, line {number}")
        if times.setdefault(name, time) != time:
            msg = f"{path.name}, line {number}: {name!r} stands in the file already, with another time."
            raise UsageError(msg)
    return times


def _time(text: str, where: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        msg = f"{where}: {text!r} is no time in ISO 8601, such as 2026-11-23T17:05:00+01:00."
        raise UsageError(msg) from None
    if time.tzinfo is None:
        msg = f"{where}: {text!r} has no offset from UTC. Write 2026-11-23T17:05:00+01:00, or end it with Z."
        raise UsageError(msg)
    return time.astimezone(UTC)


def read_platform(folder: Path) -> tuple[dict[str, datetime], dict[str, tuple[str, ...]]]:
    """Return what a platform says of the submissions in a folder: the time, and the students, of each by name.

    Both are empty where no platform says anything. Raises UsageError for a file of a platform that cannot be read.
    """
    path = folder / GRADESCOPE
    if not path.is_file():
        return {}, {}
    try:
        entries = yaml.safe_load(path.read_bytes())
        found = {clean(str(name)): _entry(entry, str(name)) for name, entry in entries.items()}
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, OSError) as error:
        msg = f"{GRADESCOPE} cannot be read as the one of a Gradescope export: {error}"
        raise UsageError(msg) from error
    return {name: time for name, (time, _) in found.items()}, {name: who for name, (_, who) in found.items()}


def _entry(entry: Mapping[str, Any], name: str) -> tuple[datetime, tuple[str, ...]]:
    """Return when a folder of Gradescope's was handed in, and by whom: each by the student id, else the address."""
    time = entry[":created_at"]
    text = time.isoformat() if isinstance(time, datetime) else str(time)
    who = tuple(clean(str(one.get(":sid") or one[":email"])) for one in entry[":submitters"])
    return _time(text, f"{GRADESCOPE}, {name}"), who
