"""Topics and exercises, and the folders in which they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.exercises.usage import UsageError

PACKAGE: Final = Path(__file__).parents[1]

ORDER: Final = (
    "first_call",
    "stream_text",
    "final_answer",
    "fold_events",
    "tool_calls",
    "resume_stream",
    "stream_many",
    "diagnose",
    "log_record",
    "read_answer",
    "choose_route",
    "retry_delay",
    "create_with_retries",
    "create_with_retries_async",
    "wait_for_batch",
    "usage_record",
    "cost",
    "ledger",
)
"""The exercises in the order in which each builds on those before it."""

_STUB: Final = re.compile(r"[0-9]{2}_[a-z0-9_]+/[a-z][a-z0-9_]*\.py")


@dataclass(frozen=True, slots=True)
class Exercise:
    """One stub file: a topic (`03_retries`) and a name (`retry_delay`)."""

    topic: str
    name: str

    @property
    def id(self) -> str:
        """Topic and name: `03_retries/retry_delay`."""
        return f"{self.topic}/{self.name}"

    @property
    def file(self) -> str:
        """The end of the path of its file: `03_retries/retry_delay.py`."""
        return f"{self.id}.py"


def stubs_dir() -> Path:
    """Return the folder of the untouched stubs, the same in a checkout and in an installed wheel."""
    return PACKAGE / "data" / "stubs"


def in_checkout() -> bool:
    """Tell whether this package stands in a checkout of the project, and not in an installed wheel."""
    return (PACKAGE.parent / "exercises").is_dir()


def exercises_dir() -> Path:
    """Return the folder of lessons and stubs; in a checkout it is the one that the learner edits."""
    return _beside("exercises")


def cassettes_dir() -> Path:
    """Return the folder of recordings."""
    return _beside("cassettes")


def solutions_dir() -> Path:
    """Return the folder of references. Raises UsageError outside a checkout: a wheel holds none."""
    found = PACKAGE.parent / "solutions"
    if not (in_checkout() and found.is_dir()):
        msg = "The solutions come with a checkout of the project, not with the installed package."
        raise UsageError(msg)
    return found


def _beside(name: str) -> Path:
    return PACKAGE.parent / name if in_checkout() else PACKAGE / "data" / name


def find_exercises(root: Path | None = None) -> tuple[Exercise, ...]:
    """Return the exercises of which `root` (the untouched stubs) holds a stub, in the order of the course."""
    root = stubs_dir() if root is None else root
    found = (path.relative_to(root).as_posix() for path in root.glob("*/*.py"))
    return tuple(sorted((Exercise(*name[:-3].split("/")) for name in found if _STUB.fullmatch(name)), key=_place))


def _place(exercise: Exercise) -> tuple[str, int, str]:
    """Return what exercises are sorted by; one that the course does not name comes last in its topic."""
    place = ORDER.index(exercise.name) if exercise.name in ORDER else len(ORDER)
    return exercise.topic, place, exercise.name
