"""The simulator and our cassettes keep every rule of the wire; no recording is needed for that."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from grader.fidelity import Findings, Row, examine
from grader.fidelity.rules import FILE, Rule, RuleError, read_rules
from grader.wire import batches, body, errors, headers, sse
from grader.wire.ids import Mint
from grader.wire.simulator import Simulator

CASSETTES = Path(__file__).parents[2] / "cassettes"
RULES = read_rules()


@cache
def rows() -> dict[str, Row]:
    """Return what came of each rule."""
    return {row.rule.feature: row for row in examine(CASSETTES).rows}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.feature)
def test_the_simulator_and_our_cassettes_keep_it(rule: Rule) -> None:
    """The simulator shows what the rule is about, and neither it nor a cassette breaks it."""
    assert [] == rows()[rule.feature].wrong
    assert rows()[rule.feature].simulator.agrees


def test_a_rule_is_stated_once() -> None:
    """Features have names of their own, which fit the table."""
    features = [rule.feature for rule in RULES]
    assert sorted(set(features)) == sorted(features)
    assert max(map(len, features)) <= 52


def test_rules_have_sources_and_differences_reasons() -> None:
    """Each rule names its source; what was never recorded can't differ, and each difference says why."""
    assert [] == [rule.feature for rule in RULES if not rule.source]
    assert [] == [rule.feature for rule in RULES if rule.recorded == "no" and rule.differs]
    assert [] == [rule.feature for rule in RULES for each in rule.differs if not each.why.endswith(".")]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.feature)
def test_a_rule_does_not_take_everything(rule: Rule) -> None:
    """Neither a rule nor what it lists as a difference accepts what makes no sense."""
    patterns = [rule.matches, *(each.matches for each in rule.differs)]
    assert [] == [pattern.pattern for pattern in patterns if pattern.fullmatch("~ nonsense ~")]


# ---------------------------------------------------------------- a simulator that is broken


ROUNDED = "rate limits: tokens that remain are rounded to 1,000"


def without(name: str) -> Callable[[Any], Any]:
    """Return a change that takes a header from all replies."""
    return lambda head: lambda *given, **named: tuple(h for h in head(*given, **named) if h[0] != name)


def with_value(name: str, value: str) -> Callable[[Any], Any]:
    """Return a change that gives a header of all replies another value."""
    return lambda head: lambda *given, **named: tuple((n, value if n == name else v) for n, v in head(*given, **named))


def without_details(envelope: Any) -> Any:
    """Change what makes the body of an error so that it drops the code."""
    return lambda kind, message=None, *, code=None, request_id: envelope(kind, message, request_id=request_id)


def sorted_keys(make: Any) -> Any:
    """Change what makes an object so that its keys are in another order."""
    return lambda *given, **named: dict(sorted(make(*given, **named).items()))


@pytest.mark.parametrize(
    ("place", "name", "change", "feature"),
    [
        (headers, "head", without("request-id"), "request-id: its form"),
        (headers, "head", without("server-timing"), "server-timing: its form"),
        (headers, "head", lambda head: lambda *g, **n: head(*g, **n)[::-1], "order of headers"),
        (headers, "head", lambda head: lambda *g, **n: (*head(*g, **n), ("x-new", "1")), "the name of every header"),
        (headers, "head", with_value("vary", "Origin"), "vary"),
        (headers, "rate_limits", lambda _: lambda *g, **n: (), "rate limits of a message: which"),
        (headers, "round", lambda _: lambda n, _: n, ROUNDED),
        (Mint, "padding", lambda _: lambda mint: 0, "padding: 0 to 15 spaces before the last brace"),
        (Mint, "request", lambda _: lambda mint, wall: mint._any("req"), "request-id holds the time of its request"),
        (Mint, "tool", lambda _: lambda mint: "toolu_01O", "ids in bodies: their form"),
        (sse, "PING", lambda _: b'event: ping\ndata: {"type":"ping"}\n\n', "ping: how it is written"),
        (sse, "compact", lambda _: json.dumps, "JSON is written without spaces"),
        (body, "_before", lambda _: lambda block: [], "the first fragment of a tool's input is empty"),
        (body, "usage", sorted_keys, "keys of its usage"),
        (body, "_finished", sorted_keys, "keys of a message"),
        (body, "EMPTY", lambda empty: {**empty, "text": {}}, "start of a text"),
        (errors, "NOT_AGAIN", lambda _: frozenset(), "x-should-retry: false on 400, 401, 404"),
        (errors, "envelope", sorted_keys, "keys of 400, 401, 404"),
        (errors, "envelope", without_details, "an error's code stands in its details"),
        (errors, "TYPES", lambda types: {**types, 529: "api_error"}, "type of 529"),
        (batches, "stamp", lambda stamp: lambda wall: wall and stamp(wall).replace("+00:00", "Z"), "times of a batch"),
        (batches, "DAY", lambda day: day - 1, "a batch expires 24 hours after its creation"),
        (batches, "shown", sorted_keys, "keys of a batch"),
        (Simulator, "_delete", lambda _: lambda self, batch, now: self._json(now, {}), "a batch that is deleted"),
    ],
)  # fmt: skip
def test_a_broken_simulator_is_found(
    monkeypatch: pytest.MonkeyPatch, place: object, name: str, change: Callable[[Any], Any], feature: str
) -> None:
    """Whatever part of a reply is made otherwise, the rule about it says so."""
    whole = getattr(place, name, round)
    monkeypatch.setattr(place, name, change(whole), raising=False)
    broken = {row.rule.feature: row.wrong for row in examine(CASSETTES).rows if row.wrong}
    assert feature in broken
    assert any("the simulator" in sentence for sentence in broken[feature])


# ---------------------------------------------------------------- the table


def rule_text(**changes: str) -> str:
    """Return the TOML of one rule."""
    given = {"feature": "f", "of": "200", "look": "header date", "is": ".*", "source": "s", "recorded": "no", **changes}
    return "[[rule]]\n" + "".join(f"{key} = '{value}'\n" for key, value in given.items() if value != "-")


@pytest.mark.parametrize(
    "changes",
    [{"look": "horoscope"}, {"is": "("}, {"recorded": "perhaps"}, {"source": "-"}, {"of": "-"}],
    ids=lambda changes: next(iter(changes)),
)
def test_a_rule_that_makes_no_sense_is_named(tmp_path: Path, changes: dict[str, str]) -> None:
    """An unknown look, a broken pattern and what is missing are told with the feature."""
    file = tmp_path / "rules.toml"
    file.write_text(rule_text(feature="odd one", **changes), encoding="utf-8")
    with pytest.raises(RuleError, match="odd one"):
        read_rules(file)


def test_the_table_is_of_its_own_words() -> None:
    """The committed table names forms and orders: no id and no time of a recording is in it."""
    text = FILE.read_text(encoding="utf-8")
    assert [] == re.findall(r"_01[A-Za-z0-9]{22}\b|\d\d:\d\d:\d\d", text)


def test_findings_without_recordings_are_ok() -> None:
    """What CI can hold is held: all rules, and no recording."""
    findings: Findings = examine(CASSETTES)
    assert (findings.ok, findings.recorded) == (True, None)
    assert findings.simulated > 90
    assert findings.kept > 40
