"""No value of a learner's breaks a check: what is odd is wrong, and never our own fault."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

import pytest

from grader.grade import Grader
from grader.grade.origins import Origins
from grader.grade.rubrics import Graded, all_rubrics
from grader.grade.sweep import Stand, first_broken
from grader.judge.limits import Limits
from grader.judge.submission import Source
from grader.judge.zygote import Zygote
from grader.rubric import Case, Run, Scenario
from grader.timeline import timeline
from grader.trace import EnumMember, Error, Event, Model, Opaque, Record, Request
from tests.support.places import SOLUTIONS

HUGE = int("9" * 4_300)
ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, HUGE, -HUGE, math.nan, math.inf, -math.inf, 1e308, "", "x", "\ud800", "\x00", b"", b"x"),
    *([], [None], [[]], [HUGE], (), (1,), {}, {"content": None}, {1: 2}, {(): HUGE}, {"text": {"text": 1}}),
    *(frozenset(), frozenset({1}), Decimal("NaN"), Decimal("1E+10000"), datetime.min.replace(tzinfo=UTC)),
    *(timedelta.max, EnumMember("A", "b", []), Opaque("A"), Record("", {}), Record("A", {"text": HUGE})),
    *(Model("", {}), Model("Message", {"content": None}), Model("Message", {"content": [None, {}, {"text": 1}]})),
    *(Model("Message", {"content": [{"type": "text"}], "usage": None}), Model("M", {"content": 3, "id": HUGE})),
    *(Error((), ""), Error(("", "."), "", {"text": None})),
)
BODIES: tuple[Any, ...] = (
    *(None, [], {}, 3, "x", {"messages": None}, {"messages": []}, {"messages": [None, 3]}, {"messages": {"a": 1}}),
    *({"messages": [{}]}, {"messages": [{"role": [], "content": None}]}, {"messages": [{"content": [None, {}]}]}),
    *({"model": [], "max_tokens": HUGE, "stream": "x"}, {"requests": None}, {"requests": [None]}),
    *({"requests": [{"custom_id": [], "params": 3}]}, {"requests": [{"custom_id": HUGE}]}),
)
RUBRICS = all_rubrics()


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """Import the SDK once."""
    with Grader() as grader:
        yield grader._zygote


@cache
def right(zygote: Zygote, exercise: str, scenario: Scenario) -> Run:
    """Return the run of the right answer in one case of a scenario."""
    source = Source(f"{exercise}.py", (SOLUTIONS / f"{exercise}.py").read_bytes())
    stand = Stand(zygote, source, scenario, Limits(), Origins(0))
    cases: list[Case] = []
    if not scenario.pinned:
        from grader.grade.drawing import draw  # noqa: PLC0415  Hypothesis' own state is touched there

        draw(scenario.cases, seed=1, examples=1, visit=cases.append)
    player = stand.player()
    try:
        return stand.play(player, [*scenario.pinned, *cases][-1] if cases else scenario.pinned[-1])
    finally:
        player.close()


def altered(run: Run) -> Iterator[Run]:
    """Yield the run as other answers might have made it."""
    for value in ODD:
        yield ended(run, "return", value=value)
        yield ended(run, "raise", error=Error(("builtins.Exception",), "", dict.fromkeys(("text", "status"), value)))
        yield ended(run, "return", value=None, items=(value, value), yields=value)
        if isinstance(value, Error):
            yield ended(run, "raise", error=value)
    for body in BODIES:
        sent = Request("POST", "/v1/messages", (), json.dumps(body).encode())
        yield replace(run, trace=tuple(_with(e, request=sent) if e.kind == "request" else e for e in run.trace))
        yield replace(run, trace=tuple(_with(e, timeout={}) if e.kind == "request" else e for e in run.trace))
    for length in range(0, len(run.trace), 3):
        yield replace(run, trace=run.trace[:length], value=None)
        yield replace(run, trace=run.trace[length:])


def ended(run: Run, kind: str, *, yields: Any = None, items: tuple[Any, ...] = (), **how: Any) -> Run:
    """Return a run that ended in another way."""
    trace = [e for e in run.trace if e.kind not in {"return", "raise", "yield"}]
    at = len(run.trace)
    last = trace[-1].until if trace else 0
    trace += [Event(at + n, "yield", last, last, 0, MappingProxyType({"value": yields})) for n in range(len(items))]
    trace.append(Event(at + len(items), kind, last, last, 0, MappingProxyType(how)))  # type: ignore[arg-type]
    means = "returned" if kind == "return" else "raised"
    fields = {"value": None, "error": None, **how}
    return replace(run, trace=tuple(trace), ended=means, items=items, **fields)  # type: ignore[arg-type]


def _with(event: Event, **data: Any) -> Event:
    return replace(event, data=MappingProxyType({**event.data, **data}))


@pytest.mark.parametrize(
    ("graded", "check_id"),
    [(graded, check_id) for graded in RUBRICS.values() for check_id in graded.rubric.checks],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_value_breaks_a_check(zygote: Zygote, graded: Graded, check_id: str) -> None:
    """Each check is held against runs that no honest answer makes; all can be shown."""
    check = graded.rubric.checks[check_id]
    run = right(zygote, graded.exercise, check.scenario)
    assert isinstance(run.case, Case)
    for other in altered(run):
        claim, _ = first_broken(check, other)
        timeline(other, {e.i: "" for e in claim.at} if claim else {})
