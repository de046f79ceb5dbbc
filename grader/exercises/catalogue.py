"""Topics and exercises, and the folders in which they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.exercises.usage import UsageError

PACKAGE: Final = Path(__file__).parents[1]

PREFIXES: Final[Mapping[str, str]] = {
    "first_call": "FIRST",
    "stream_text": "STREAM",
    "final_answer": "FINAL",
    "fold_events": "FOLD",
    "tool_calls": "TOOLS",
    "resume_stream": "RESUME",
    "stream_many": "MANY",
    "diagnose": "DIAG",
    "log_record": "LOG",
    "read_answer": "STOP",
    "choose_route": "ROUTE",
    "retry_delay": "DELAY",
    "create_with_retries": "RETRY",
    "create_with_retries_async": "ARETRY",
    "retry_budget": "BUDGET",
    "build_requests": "BUILD",
    "split_batches": "SPLIT",
    "wait_for_batch": "POLL",
    "collect_results": "COLLECT",
    "resubmit": "RESUB",
    "run_batch": "RUN",
    "usage_record": "USAGE",
    "cost": "COST",
    "ledger": "LEDGER",
    "service": "SERVICE",
}
"""The exercises in the order in which each builds on those before it, and what the ids of their checks begin with."""

ORDER: Final = tuple(PREFIXES)
"""The order of the course."""

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
