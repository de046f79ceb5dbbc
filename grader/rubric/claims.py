"""Claims: statements about a run that hold or not, and say by themselves what was expected and what happened.

    yield that(attempt.waited, "the wait", at=attempt.waits, unit=" s").at_least(7)
    yield that(run).raises("TruncatedStream", text=run.delivered)

Condition and message are made of the same values, so they can't disagree. `at` names the events to point at.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, overload

from grader.show import seconds, show
from grader.trace import Event, Model, Run, same


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about a run."""

    holds: bool
    expected: str
    happened: str
    at: tuple[Event, ...] = ()


@overload
def that(  # type: ignore[overload-overlap]  # a Run is an object too, and its own overload stands first
    subject: Run, name: str = ..., *, at: Event | Iterable[Event] | None = ..., unit: str = ...
) -> OfRun: ...
@overload
def that(subject: object, name: str = ..., *, at: Event | Iterable[Event] | None = ..., unit: str = ...) -> Of: ...
def that(subject: Any, name: str = "", *, at: Event | Iterable[Event] | None = None, unit: str = "") -> Of | OfRun:
    """Begin a claim about a value, or about how a run ended.

    `name` is what a learner would call the value, `at` the event or events where it shows, `unit` follows numbers.
    """
    events = () if at is None else (at,) if isinstance(at, Event) else tuple(at)
    if isinstance(subject, Run):
        return OfRun(subject, name or "the call", events)
    return Of(subject, name, events, unit)


@dataclass(frozen=True, slots=True)
class Of:
    """A claim about a value, still without its statement."""

    subject: Any
    name: str
    at: tuple[Event, ...]
    unit: str

    def equals(self, wanted: Any) -> Claim:
        """It is this value, of this type."""
        return self._claim(same(self.subject, wanted), self._show(wanted))

    def near(self, number: float) -> Claim:
        """It is this number, whole or with decimals, up to rounding: a microsecond, where it counts seconds."""
        found = _number(self.subject)
        small = found is not None and abs(found) < 1e300  # an integer may be too large to be a float
        holds = small and math.isclose(float(found or 0), number, rel_tol=1e-9, abs_tol=1e-6)
        return self._claim(holds, self._show(number))

    def at_least(self, least: float) -> Claim:
        """It is a number and not below this one."""
        number = _number(self.subject)
        return self._claim(number is not None and number >= least, f"at least {self._show(least)}")

    def at_most(self, most: float) -> Claim:
        """It is a number and not above this one."""
        number = _number(self.subject)
        return self._claim(number is not None and number <= most, f"at most {self._show(most)}")

    def between(self, least: float, most: float) -> Claim:
        """It is a number in this closed range."""
        number = _number(self.subject)
        holds = number is not None and least <= number <= most
        return self._claim(holds, f"from {self._show(least)} to {self._show(most)}")

    def contains(self, part: Any) -> Claim:
        """It is a string, list or mapping that holds this."""
        subject = self.subject
        if isinstance(subject, str):
            holds = isinstance(part, str) and part in subject
        else:
            holds = isinstance(subject, list | tuple | dict) and any(same(part, found) for found in subject)
        return self._claim(holds, f"something that contains {self._show(part)}")

    def never(self, what: str) -> Claim:
        """It is empty: what it would hold must never happen. The events of a broken claim are what it holds."""
        return Claim(not self.subject, f"no {what}", f"{_article(what)} {what}", self.at)

    def happens(self, wanted: str, otherwise: str) -> Claim:
        """It is true; `wanted` and `otherwise` say in words what that means."""
        return Claim(self.subject is True, wanted, otherwise, self.at)

    def _claim(self, holds: bool, expected: str) -> Claim:  # noqa: FBT001  the result of a comparison
        return Claim(holds, self._named(expected), self._named(self._show(self.subject)), self.at)

    def _named(self, text: str) -> str:
        return f"{self.name}: {text}" if self.name else text

    def _show(self, value: Any) -> str:
        if _number(value) is None:
            return show(value)
        return seconds(value) if self.unit == " s" else show(value) + self.unit


@dataclass(frozen=True, slots=True)
class OfRun:
    """A claim about how a run ended, still without its statement."""

    run: Run
    name: str
    at: tuple[Event, ...]

    def returns(self, wanted: Any) -> Claim:
        """It returns this value, of this type. For the SDK's `Message` give the JSON that the API sent."""
        value = self.run.value
        if isinstance(value, Model) and isinstance(wanted, dict):
            wanted = Model(value.cls, wanted)
        holds = self.run.returned and same(value, wanted)
        return self._claim(holds, f"to return {show(wanted)}")

    def raises(self, name: str, **attrs: Any) -> Claim:
        """It raises a class of this bare name, or a subclass, with these attributes."""
        wanted = f"{_article(name)} {name}{_with({k: show(v) for k, v in attrs.items()})}"
        told = attrs if self.run.raised(name) else ()  # what another class holds is beside the point
        return self._claim(self.run.raised(name, **attrs), f"to raise {wanted}", told)

    def yields(self, text: str) -> Claim:
        """Its items are strings that join to this text, and it ends of itself."""
        holds = self.run.returned and self.run.text == text and all(isinstance(i, str) for i in self.run.items)
        return self._claim(holds, f"to yield {show(text)}, and to end")

    def ends(self) -> Claim:
        """It returns, whatever the value."""
        return self._claim(self.run.returned, "to return")

    def _claim(self, holds: bool, expected: str, attrs: Iterable[str] = ()) -> Claim:  # noqa: FBT001
        end = self.run.end
        at = self.at or (() if end is None else (end,))
        return Claim(holds, f"{self.name} {expected}", f"{self.name} {_ending(self.run, attrs)}", at)


def _article(name: str) -> str:
    return "an" if name[:1].upper() in "AEIOU" else "a"


def _with(attrs: Mapping[str, str]) -> str:
    return f" with {', '.join(f'{name}={text}' for name, text in attrs.items())}" if attrs else ""


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _ending(run: Run, attrs: Iterable[str]) -> str:
    """Say how a run ended, with the attributes of its error that matter."""
    yielded = f"yields {show(run.text)}, and " if run.items else ""
    match run.ended:
        case "returned":
            return f"{yielded}ends" if run.items else f"returns {show(run.value)}"
        case "raised" if run.error is not None:
            found = run.error.attrs
            held = _with({k: show(found[k]) if k in found else "(missing)" for k in attrs})
            return f"{yielded}raises {show(run.error)}{held and ','}{held}"
        case "iterating":
            return f"{yielded}was closed"
        case _:
            return f"{yielded}was killed"
