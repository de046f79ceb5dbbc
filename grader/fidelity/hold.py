"""Holds replies against the rules, and says for each rule who shows it, who agrees and who differs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.fidelity.recorded import RecordingError, cassettes, recordings
from grader.fidelity.rules import Difference, Rule, read_rules
from grader.fidelity.samples import Sample
from grader.fidelity.simulated import simulated


@dataclass(frozen=True, slots=True)
class Odd:
    """A reply that breaks a rule: where it stands, and what it shows."""

    where: str
    value: str


@dataclass(slots=True)
class Tally:
    """How the replies of one source stand to a rule, as numbers of replies; the odd ones by name."""

    agrees: int = 0
    listed: int = 0
    odd: list[Odd] = field(default_factory=list)
    reasons: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    @property
    def shows(self) -> int:
        """How many replies show what the rule is about."""
        return self.agrees + self.listed + len(self.odd)


@dataclass(frozen=True, slots=True)
class Row:
    """A rule and what came of it. `recordings` is None where it was held against none."""

    rule: Rule
    simulator: Tally
    cassettes: Tally
    recordings: Tally | None = None

    @property
    def wrong(self) -> list[str]:
        """What is wrong, in sentences; nothing, if all agree or differ as listed."""
        return [*self._of_ours(), *self._of_recordings()]

    def _of_ours(self) -> list[str]:
        found = [f"the simulator: {_shown(odd)}" for odd in self.simulator.odd]
        found += [f"the cassette {_shown(odd)}" for odd in self.cassettes.odd]
        if not self.simulator.shows:
            found.append("the simulator never shows it, so it is held to nothing")
        missing = [value for value in self.rule.each if value not in self.simulator.seen]
        return [*found, *(f"the simulator never shows {value!r}" for value in missing)]

    def _of_recordings(self) -> list[str]:
        if self.recordings is None:
            return []
        found = [f"the recording {_shown(odd)}, which is not listed" for odd in self.recordings.odd]
        if self.rule.recorded == "no" and self.recordings.shows:
            found.append(f"never recorded, it says, and {self.recordings.shows} recordings show it")
        return found


def _shown(odd: Odd) -> str:
    return f"{odd.where} shows {odd.value!r}"


@dataclass(frozen=True, slots=True)
class Findings:
    """What came of all rules, and how many replies each source gave. `recorded` is None where there were none."""

    rows: list[Row]
    simulated: int
    kept: int
    recorded: int | None = None

    @property
    def ok(self) -> bool:
        """Whether all agree, or differ as listed."""
        return not any(row.wrong for row in self.rows)


def examine(kept: Path, recorded: Path | None = None) -> Findings:
    """Hold the simulator, our cassettes in one folder, and real recordings in another against the rules.

    Raises RecordingError where a file can't be read, or where the folder holds no recording of the Messages API.
    """
    theirs = None if recorded is None else recordings(recorded)
    if theirs == []:
        msg = f"There is no recording of the Messages API in {recorded}. Its *.yaml are read, in all its folders."
        raise RecordingError(msg)
    return hold(read_rules(), simulated(), cassettes(kept), theirs)


def hold(
    rules: Iterable[Rule], simulator: Sequence[Sample], kept: Sequence[Sample], theirs: Sequence[Sample] | None = None
) -> Findings:
    """Hold replies against rules; only recordings may differ as listed, for the simulator is of one time."""
    rows = [
        Row(
            rule,
            _tally(rule, simulator, ()),
            _tally(rule, kept, ()),
            None if theirs is None else _tally(rule, theirs, rule.differs),
        )
        for rule in rules
    ]
    return Findings(rows, len(simulator), len(kept), None if theirs is None else len(theirs))


def _tally(rule: Rule, samples: Sequence[Sample], differs: Sequence[Difference]) -> Tally:
    tally = Tally()
    for sample in samples:
        values = rule.values(sample)
        tally.seen.update(values)
        others = [value for value in values if not rule.matches.fullmatch(value)]
        reasons = [next((d.why for d in differs if d.covers(sample, value)), None) for value in others]
        if None in reasons:
            tally.odd.append(Odd(sample.where, others[reasons.index(None)]))
        elif others:
            tally.listed += 1
            tally.reasons.update(reason for reason in reasons if reason)
        elif values:
            tally.agrees += 1
    return tally
