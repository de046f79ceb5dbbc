"""Plays the cases of a scenario, each once, and holds each run against all checks of the scenario."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from grader.grade.drawing import draw, seed_of, told_seed_of
from grader.judge.endings import Ended, TimedOut, Todo
from grader.judge.submission import Player, Source
from grader.judge.wire import API
from grader.rubric.claims import Claim
from grader.trace import fits
from grader.wire.validate import problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.grade.origins import Origins
    from grader.judge.limits import Limits
    from grader.judge.zygote import Spawner
    from grader.rubric.scenario import Check, Scenario
    from grader.trace import Run


@dataclass(frozen=True, slots=True)
class Break:
    """A case in which a claim of a check does not hold."""

    case: Any
    run: Run
    claim: Claim


@dataclass(frozen=True, slots=True)
class Death:
    """A case in which the call did not end as calls do."""

    case: Any
    ended: Ended


class CheckError(Exception):
    """A check could not be held against a run: our own fault."""


class _Over(BaseException):
    """No more cases are played."""


def first_broken(check: Check, run: Run) -> tuple[Claim | None, int]:
    """Return the first claim that does not hold, and how many were made. Raises CheckError if the check breaks.

    The last claim is ours: that each call asked the API at all. Most checks say nothing of a call that did not, and
    code that tells the cases apart would else ask in the easy ones alone, or in the first of two calls. Two silences
    are left to the check: of a call that raised, as what the SDK refuses by itself is never sent, and in a case that
    killed or interrupted a call, as what that one did may be enough. There it is enough, too, that another one raised.
    """
    made = 0
    try:
        for claim in check.claims(run):
            made += 1
            if not claim.holds:
                return claim, made
    except Exception as error:
        msg = f"{check.id} broke on the case {run.case}: {type(error).__name__}: {error}"
        raise CheckError(msg) from error
    calls = (*run.earlier, run)
    struck = [call for call in calls if call.of("kill", "interrupt")]
    spoke = any(call.requests or (call.error and call not in struck) for call in calls)
    for call in calls:
        asked = asks(check, call)
        quiet = not call.requests and ((struck and spoke) or (made and call.error))
        if not (asked.holds or quiet):
            return asked, made
    return None, made


def asks(check: Check, run: Run) -> Claim:
    """State that a call that was given a client asked first what its exercise is about.

    What the API refuses is passed over where there is more: a case may be about that, and come in any order.
    """
    wanted = f"a first request that is {check.asks}, as the API takes it"
    if not run.requests:
        given = any(event.data.get("client") for event in run.of("call"))
        return Claim(not given, wanted, "the call sent no request")
    taken = next((a for a in run.attempts if check.scenario.cassette or problem(a.request) is None), None)
    first = taken or run.attempts[0]
    sent = f"{first.request.method} {first.request.host.removeprefix(API)}{first.request.path}"
    if not any(fits(sent, wish) for wish in check.asks.split(" or ")):
        return Claim(holds=False, expected=wanted, happened=f"it is {sent}", at=(first.request_event,))
    refused = None if taken else problem(first.request)
    why = f"the API refuses it: {refused.message or refused.status}" if refused else ""
    return Claim(refused is None, wanted, why, (first.request_event,))


class Stand:
    """Where a scenario meets a learner's file: plays cases in fresh worlds, and remembers the runs."""

    def __init__(self, zygote: Spawner, source: Source, scenario: Scenario, limits: Limits, origins: Origins) -> None:
        self._zygote = zygote
        self._source = source
        self.limits = limits.with_requests(scenario.requests)
        self._origins = origins
        self.scenario = scenario
        self.runs: dict[Any, Run | None] = {}
        """By case; None where a call did not end as calls do, for that is not repeated."""

    def player(self) -> Player:
        """Return a player with a worker of its own."""
        return Player(self._zygote, self._source, self.limits, self.scenario.reads)

    def play(self, player: Player, case: Any) -> Run:
        """Play a case. Raises Ended."""
        origin = self._origins.of(self.scenario, case, seed_of(self._origins.seed, case))
        told = told_seed_of(self._origins.seed, case)  # from the origin's, code could tell what will be replied
        return player.play(self.scenario.act, case, origin, seed=told, disturbances=case.script.disturbances)


@dataclass
class Sweep:
    """What came out of playing a scenario once for some checks."""

    stand: Stand
    seed: int
    checks: tuple[Check, ...]
    patient: bool = True
    """Whether it goes on after the first check that broke."""
    breaks: dict[str, Break] = field(default_factory=dict)
    claims: dict[str, int] = field(default_factory=dict)
    """How many claims each check made."""
    samples: dict[str, Any] = field(default_factory=dict)
    """The first case of which each check claimed something."""
    errors: dict[str, CheckError] = field(default_factory=dict)
    deaths: list[Death] = field(default_factory=list)
    planned: set[Any] = field(default_factory=set)
    """The cases that were not drawn: those that are pinned, and what follows from them."""
    todo: Todo | None = None

    @property
    def timed_out(self) -> bool:
        """Whether it ran into a limit."""
        return any(isinstance(death.ended, TimedOut) for death in self.deaths)

    def play(self) -> None:
        """Play all cases, the pinned ones first."""
        player = self.stand.player()
        scenario = self.stand.scenario
        try:
            for case in scenario.pinned:
                self._follow(player, case)
            draw(scenario.cases, seed=self.seed, examples=scenario.examples, visit=lambda c: self._visit(player, c))
        except _Over:
            pass
        finally:
            player.close()

    def _follow(self, player: Player, case: Any) -> None:
        """Play a pinned case, and the cases that follow from what it did."""
        self.planned.add(case)
        self._visit(player, case)
        run = self.stand.runs[case]
        for further in self.stand.scenario.then(run) if run and self.stand.scenario.then else ():
            if further not in self.planned:
                self._follow(player, further)

    def _visit(self, player: Player, case: Any) -> None:
        if case in self.stand.runs:
            return
        try:
            run = self.stand.play(player, case)
        except Todo as todo:
            self.todo = todo
            raise _Over from None
        except Ended as ended:
            self.stand.runs[case] = None
            self._died(case, ended)
        else:
            self.stand.runs[case] = run
            self._hold(run, self.checks)

    def _died(self, case: Any, ended: Ended) -> None:
        """Go on with a new worker after the first death; a second one, or a limit that was reached, is enough."""
        self.deaths.append(Death(case, ended))
        if isinstance(ended, TimedOut) or len(self.deaths) > 1:
            raise _Over

    def _hold(self, run: Run, checks: Iterable[Check]) -> None:
        for check in checks:
            if check.id in self.errors:
                continue
            try:
                claim, made = first_broken(check, run)
            except CheckError as error:
                self.errors[check.id] = error
                continue
            self.claims[check.id] = self.claims.get(check.id, 0) + made
            if made:
                self.samples.setdefault(check.id, run.case)
            if claim is not None:
                self.breaks.setdefault(check.id, Break(run.case, run, claim))
                if not self.patient:
                    raise _Over
