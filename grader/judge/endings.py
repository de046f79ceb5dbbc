"""How a call can end other than by returning or raising.

    Ended(BaseException)   nothing that looks for broken statements may take it for one
    ├── Todo               the stub is not written
    ├── Crashed            the worker died, the file does not load, the function is missing
    ├── TimedOut           a limit was reached; the message names it
    │   └── OutOfTime      it was real time, which a busy machine takes as well
    ├── Breach             the worker broke the protocol
    ├── Unrecorded         it sent what the cassette of the case does not hold
    └── Killed             the case asked for the worker to be killed here

Each message is one sentence that a learner reads. Some quote what the code sent, so all are cut where they are long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grader.show import cut

if TYPE_CHECKING:
    from grader.trace import Run, Where


LONGEST: Final = 600
"""Characters of a message."""


class Ended(BaseException):
    """A call that did not end as calls do. `run` is what was seen of it until then."""

    def __init__(self, message: str, where: Where | None = None) -> None:
        super().__init__(message)
        self.message = cut(message, LONGEST)
        self.where = where
        self.run: Run | None = None

    def __str__(self) -> str:
        return self.message


class Todo(Ended):
    """The stub is not written yet."""


class Crashed(Ended):
    """The learner's code broke."""


class TimedOut(Ended):
    """A limit was reached."""


class OutOfTime(TimedOut):
    """The limit was real time."""


class Breach(Ended):
    """The worker broke the protocol."""


class Unrecorded(Ended):
    """It sent a request that the cassette of the case does not hold."""


class Killed(Ended):
    """The worker was killed because the case says so."""


class JudgeError(Exception):
    """We are broken: the zygote did not start, or a check asked for what cannot be."""
