"""Scenarios and checks: the vocabulary in which an exercise's rubric is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from grader.judge.submission import Api, Submission
    from grader.rubric.claims import Claim
    from grader.trace import Run
    from grader.wire.case import Case
    from grader.wire.script import Base
    from grader.wire.simulator import Simulator

Act: TypeAlias = "Callable[[Submission, Api, Case], Run]"
"""Plays one case: calls the learner's functions and returns the run to be judged."""

MakeBase: TypeAlias = "Callable[[Simulator, Case], Base]"
"""Makes what the script of a case builds on."""

Then: TypeAlias = "Callable[[Run], Iterable[Case]]"
"""Makes further cases of what a run did."""

Claims: TypeAlias = "Callable[[Run], Iterator[Claim]]"
"""States what must hold of a run."""


MESSAGES: Final = "POST /v1/messages"


@dataclass(frozen=True, eq=False)
class Scenario:
    """The cases that a group of checks is held against; each is played once for all its checks.

    `why` says why so many cases are drawn. Pinned cases come first, in order from mild to hard; they hold what must
    be found. The script of a case builds on the simulator, or on what `base` makes of it for a case (a workspace with
    a batch in it, say), or on the recording that `cassette` names, `01_streaming/text`.
    `about` names the requests that the script answers, as `Rubric.asks` does; None: all of them.
    `then` makes further cases of the run of a pinned one, and of theirs: a kill at each event that it saw, say.
    `reads` names the attributes of exceptions that claims look at, `requests` bounds what one call may send.
    """

    act: Act
    cases: SearchStrategy[Case]
    examples: int
    why: str
    pinned: Sequence[Case] = ()
    base: MakeBase | None = None
    cassette: str | None = None
    about: str | None = None
    then: Then | None = None
    reads: Sequence[str] = ()
    requests: int = 100


@dataclass(frozen=True, eq=False)
class Check:
    """One graded behaviour. `title` is one sentence; `needs` names the checks without which it says nothing.

    `hints` are pulled one at a time: the concept, the name of the API or header, a line of code left unfinished.
    `cites` names what it grades: properties (`R9`, as in `properties.toml`), or words that stand in the lesson or stub.
    """

    id: str
    title: str
    points: int
    scenario: Scenario
    claims: Claims
    needs: tuple[str, ...] = ()
    help: str = ""
    asks: str = MESSAGES
    hints: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()


@dataclass(eq=False)
class Rubric:
    """The checks of one exercise. `exceptions` are the names of the exception classes that its stub defines.

    `asks` is the first request of a call that is given a client, `*` for one part of the path that may be anything,
    and ` or ` between requests each of which may be the first.
    A check breaks on a case in which it says nothing, and no such request was sent.
    """

    exercise: str
    exceptions: Sequence[str] = ()
    asks: str = MESSAGES
    checks: dict[str, Check] = field(default_factory=dict)

    def check(
        self,
        check_id: str,
        scenario: Scenario,
        *,
        points: int = 1,
        needs: Sequence[str] = (),
        help: str = "",  # noqa: A002
        hints: tuple[str, ...] = (),
        cites: tuple[str, ...] = (),
    ) -> Callable[[Claims], Claims]:
        """Make a check of a generator of claims; its docstring is the sentence that a learner reads.

        Raises ValueError if the sentence is missing, the id is taken, or `needs` names a check that is not above.
        """

        def register(claims: Claims) -> Claims:
            title = (claims.__doc__ or "").strip()
            if not title or "\n" in title:
                msg = f"{check_id}: the docstring must be one line, the sentence that a learner reads"
                raise ValueError(msg)
            if check_id in self.checks:
                msg = f"{check_id}: there is a check of this id already"
                raise ValueError(msg)
            if unknown := [need for need in needs if need not in self.checks]:
                msg = f"{check_id}: needs {', '.join(unknown)}, which must be defined above it"
                raise ValueError(msg)
            check = Check(check_id, title, points, scenario, claims, tuple(needs), help, self.asks, hints, cites)
            self.checks[check_id] = check
            return claims

        return register

    @property
    def points(self) -> int:
        """The points of all its checks."""
        return sum(check.points for check in self.checks.values())

    def needed(self, check_ids: Sequence[str]) -> tuple[str, ...]:
        """Return these checks and all that they need, in the order of definition."""
        wanted: set[str] = set()
        todo = list(check_ids)
        while todo:
            check_id = todo.pop()
            if check_id not in wanted:
                wanted.add(check_id)
                todo.extend(self.checks[check_id].needs)
        return tuple(check_id for check_id in self.checks if check_id in wanted)


def names(module: object) -> dict[int, str]:
    """Return the variable name of each scenario of a rubric module, by identity: its draws depend on it."""
    found: dict[int, str] = {}
    for name, value in vars(module).items():
        if isinstance(value, Scenario):
            found[id(value)] = name
    return found


def rubric_of(module: Any) -> Rubric:
    """Return the rubric of a module. Raises TypeError if it defines none."""
    found = getattr(module, "rubric", None)
    if not isinstance(found, Rubric):
        msg = f"{module.__name__} defines no `rubric`"
        raise TypeError(msg)
    return found
