"""Plays an attack: hands it in, has the product grade it, and says what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, Final, Self

import msgspec

from grader.exercises import Submission, SubmissionError, find_exercises, read_submission
from grader.grade import Grader
from grader.judge.limits import Limits
from grader.result import Outcome, Result
from grader.sandbox import Backend
from tests.corpus import watch
from tests.corpus.attack import Attack, honest
from tests.corpus.bait import Bait, laid
from tests.corpus.places import TOP
from tests.corpus.reports import REPORTS, Files, obeyed

LIMITS: Final = Limits(cpu=0.5, wall=1.5, exercise=6.0)
"""Short ones, so that an endless loop costs little; a call of an honest answer takes some milliseconds."""
SLACK: Final = 12.0
"""Seconds of real time that a grade may take beyond the exercise's limit."""
SEED: Final = 20_261_122
"""Not the one that a table of answers would be made for."""
BROKE_THROUGH: Final = b"BROKE THROUGH"

_REFERENCE: Final = "00_warmup/first_call"
_WRONG: Final = "03_retries/retry_delay"
_VICTIM_CHECKS: Final = ("FIRST-01", "FIRST-02", "DELAY-01", "DELAY-02")


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one attack."""

    attack: Attack
    backend: str
    outcomes: tuple[str, ...]
    points: int
    honest: int
    said: tuple[str, ...]
    """The lines in which the attack says that it broke through."""
    harm: tuple[str, ...]
    unmet: tuple[str, ...]
    """What the header demands, and is not so."""
    seconds: float

    @property
    def gained(self) -> tuple[str, ...]:
        """Points beyond those of the honest wrong answer."""
        told = f"it got {self.points} points, where the honest wrong answer gets {self.honest}"
        return (told,) if self.points > self.honest and self.attack.header.kind == "attack" else ()

    @property
    def broke(self) -> tuple[str, ...]:
        """All ways in which it came through."""
        return (*self.gained, *self.said, *self.harm)

    @property
    def faults(self) -> tuple[str, ...]:
        """Why it does not count as held."""
        return (*self.broke, *self.unmet)

    @property
    def came_through(self) -> tuple[str, ...]:
        """How it came through in the way that its header names."""
        ways = {"points": self.gained, "said": self.said, "harm": self.harm}
        return ways[self.attack.header.through or "harm"]


class Ground:
    """A warm grader behind one backend's walls, on which attacks are played one after another."""

    def __init__(
        self, backend: Backend, limits: Limits = LIMITS, lifted: Mapping[str, float] = MappingProxyType({})
    ) -> None:
        self.backend = backend
        self._limits = limits
        self._lifted = lifted
        self.grader = Grader(backend=backend, limits=limits)
        self._honest: dict[tuple[str, tuple[str, ...]], int] = {}
        self._sound = True
        self._victim = self._graded_victim()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the grader and its workers."""
        self.grader.close()

    @property
    def sound(self) -> bool:
        """Whether it may be used for another attack."""
        return self._sound

    def play(self, attack: Attack, first: Callable[[Path, Bait], None] = lambda _, __: None) -> Seen:
        """Play an attack. `first` is done when it lies there, before it is graded."""
        wrong = self.honest_points(attack)
        with ExitStack() as stack:
            stack.callback(self._limited(attack))
            bait = stack.enter_context(laid(self.backend.uid))
            handed_in = hand_in(attack, bait)
            first(handed_in, bait)
            kept = [] if self.backend.alone else [self.grader._zygote._started.process.pid]
            began = watch.State.now(kept)
            spy = watch.Spy()
            graded, harm, seconds = self._grade(attack, handed_in, spy)
            harm = [
                *harm,
                *bait.touched(),
                *began.changed(renewed=self.backend.alone),
                *_reported(graded, {attack.header.exercise: attack.source.encode()}),
                *self._used(attack, spy),
            ]
            harm += _leaked(bait, graded, spy) + self._victim_suffered()
            self._sound = not harm
            return Seen(
                attack,
                self.backend.name,
                _outcomes(graded),
                _points(graded),
                wrong,
                tuple(_said(spy)),
                tuple(harm),
                tuple(_unmet(attack, graded)),
                seconds,
            )

    def honest_points(self, attack: Attack) -> int:
        """Return what the honest wrong answer gets in the checks of an attack."""
        header = attack.header
        key = header.exercise, header.checks
        if key not in self._honest:
            answer = Submission({header.exercise: honest(header.exercise).read_bytes()})
            result = self.grader.grade(answer, header.checks or (header.exercise,), seed=SEED)
            self._honest[key] = _points(result)
        return self._honest[key]

    def _limited(self, attack: Attack) -> Any:
        """Set the limits that an attack names; return a way back."""
        other: dict[str, Any] = {**attack.header.limits, **self._lifted}
        self.grader._limits = replace(self._limits, **other)

        def back() -> None:
            self.grader._limits = self._limits

        return back

    def _grade(self, attack: Attack, path: Path, spy: watch.Spy) -> tuple[Result | str, list[str], float]:
        """Return the result, or why it was refused; the harm done; and how long it took."""
        header = attack.header
        started = time.monotonic()
        most = self.grader._limits.exercise + SLACK
        graded: Result | str = ""
        harm = []
        try:
            with watch.at_most(most), spy.looking():
                submission = read_submission(path, find_exercises())
                graded = self.grader.grade(submission, header.checks or (header.exercise,), seed=SEED)
        except SubmissionError as error:
            graded = str(error)
        except watch.Overdue:
            harm.append(f"the grade had not ended after {most:g} s")
        except Exception as error:  # noqa: BLE001  whatever it is, the judge should not have raised it
            harm.append(f"the judge failed: {type(error).__name__}: {error}")
        return graded, harm, time.monotonic() - started

    def _used(self, attack: Attack, spy: watch.Spy) -> Iterator[str]:
        if spy.largest > watch.WORKER_TOOK:
            yield f"a worker took {spy.largest // watch.MIB} MiB"
        most = attack.header.limits.get("cpu", self._limits.cpu)
        if spy.longest > most + watch.CALL_TOOK:
            yield f"a call took {spy.longest:.1f} s of CPU time, where {most:g} s are its limit"

    # ------------------------------------------------------------ the next submission

    def _graded_victim(self) -> bytes:
        names = {_REFERENCE: TOP / "solutions" / f"{_REFERENCE}.py", _WRONG: honest(_WRONG)}
        files = {name: path.read_bytes() for name, path in names.items()}
        result = self.grader.grade(Submission(files), _VICTIM_CHECKS)
        return msgspec.json.encode(msgspec.structs.replace(result, seconds=0.0))

    def _victim_suffered(self) -> list[str]:
        try:
            with watch.at_most(60):
                after = self._graded_victim()
        except (Exception, watch.Overdue) as error:  # noqa: BLE001
            return [f"the next submission could not be graded: {type(error).__name__}: {error}"]
        return [] if after == self._victim else ["the result of the next submission changed"]


class Grounds:
    """The warm graders of this process, one a backend."""

    def __init__(self) -> None:
        self._made: dict[Backend, Ground] = {}

    def on(self, backend: Backend) -> Ground:
        """Return the warm grader behind a backend's walls; what an attack broke is made anew for the next one."""
        ground = self._made.get(backend)
        if ground is None or not ground.sound:
            if ground is not None:
                ground.close()
            ground = self._made[backend] = Ground(backend)
        return ground

    def close(self) -> None:
        """End them all."""
        for ground in self._made.values():
            ground.close()


def hand_in(attack: Attack, bait: Bait) -> Path:
    """Lay the submission of an attack beside the bait, and return its path."""
    source = bait.fill_in(attack)
    folder = bait.folder / "submission"
    folder.mkdir()
    if attack.header.form == "builder":
        builder = ModuleType("builder")
        exec(compile(source, str(attack.path), "exec", dont_inherit=True), builder.__dict__)
        built: Path = builder.build(folder, honest(attack.header.exercise).read_bytes())
        return built
    file = folder / attack.file
    file.parent.mkdir()
    file.write_text(source, "utf-8")
    return folder


# ---------------------------------------------------------------- what is read from it


def _points(graded: Result | str) -> int:
    """Return the points; where there are none to be had, how many checks passed."""
    if isinstance(graded, str):
        return 0
    return graded.points if graded.max_points else sum(outcome == "passed" for outcome in _outcomes(graded))


def _outcomes(graded: Result | str) -> tuple[str, ...]:
    if isinstance(graded, str):
        return ("refused",) if graded else ()
    return tuple(str(check.outcome) for exercise in graded.exercises for check in exercise.checks)


def _said(spy: watch.Spy) -> list[str]:
    lines = bytes(spy.printed).splitlines()
    return sorted({line.decode("utf-8", "backslashreplace")[:200] for line in lines if BROKE_THROUGH in line})


def _leaked(bait: Bait, graded: Result | str, spy: watch.Spy) -> list[str]:
    token = bait.token
    found = {
        "what was printed": token in spy.printed.decode("latin-1"),
        "the result": token in "\n".join(texts(graded)),
    }
    return [f"the token of the secret stands in {place}" for place, is_so in found.items() if is_so]


def texts(graded: Any) -> Iterator[str]:
    """Yield all texts of a result."""
    match graded:
        case str():
            yield graded
        case list() | tuple():
            for item in graded:
                yield from texts(item)
        case dict():
            yield from texts(list(graded.values()))
        case Result():
            yield from texts(msgspec.to_builtins(graded))


def _unmet(attack: Attack, graded: Result | str) -> Iterator[str]:
    header, outcomes = attack.header, _outcomes(graded)
    if header.must not in outcomes:
        yield f"no check ended as {header.must}, but {', '.join(sorted(set(outcomes))) or 'not at all'}"
    if header.says and header.says not in "\n".join(texts(graded)):
        yield f"the result does not say {header.says!r}"
    if header.points is not None and not isinstance(graded, str):
        wanted = graded.max_points if header.points == "full" else header.points
        if graded.points != wanted:
            yield f"it got {graded.points} points, and keeps {wanted}"


# ---------------------------------------------------------------- reports


def _reported(graded: Result | str, files: Files) -> Iterator[str]:
    """Say what a report shows of a result that its reader would obey, and where the judge failed."""
    if isinstance(graded, str):
        yield from (f"the refusal holds {fault}" for fault in obeyed(graded))
        return
    for exercise in graded.exercises:
        for check in exercise.checks:
            if check.outcome is Outcome.grader_error:
                yield f"{check.id} is a grader error: {check.message}"
    for name, report in REPORTS.items():
        yield from (f"{name} holds {fault}" for fault in report.faults(graded, files))
