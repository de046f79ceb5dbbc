"""The rules of the wire, as `rules.toml` states them: what replies have in common, each with its source.

- `feature`: what the rule is about, in a few words.
- `of`: which replies, by their tags (`samples.Sample.tags`); all of them must be there, and one after a `-` must not.
- `look`: what of them is looked at: the name of a look (`looks.py`) and its argument.
- `is`: what is seen there, as a regular expression for the whole of it.
- `source`: where the rule was taken from. `recorded` says whether replies that show it are `here`, in the recordings
  that are at hand; `elsewhere`, in others; or nowhere, `no`.
- `each`: what the simulator must show each of, where `is` allows several.
- `differs`: what recordings show instead, and why the simulator does not; `before` a month, if they did until then.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, get_args

from grader.fidelity.looks import LOOKS
from grader.fidelity.samples import Sample

FILE: Final = Path(__file__).with_name("rules.toml")
Recorded: TypeAlias = Literal["here", "elsewhere", "no"]


class RuleError(ValueError):
    """A rule makes no sense. The message names it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What recordings show in the place of what a rule states, why, and until when (a month)."""

    matches: re.Pattern[str]
    why: str
    before: str = ""

    def covers(self, sample: Sample, value: str) -> bool:
        """Tell whether it explains that this sample shows this value; one without a date may be of any time."""
        in_time = not self.before or not sample.day or sample.day < self.before
        return in_time and self.matches.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Rule:
    """One feature of the wire."""

    feature: str
    tags: frozenset[str]
    without: frozenset[str]
    look: str
    argument: str
    matches: re.Pattern[str]
    source: str
    recorded: Recorded
    each: tuple[str, ...] = ()
    differs: tuple[Difference, ...] = ()

    def values(self, sample: Sample) -> list[str]:
        """Return what the rule looks at in a sample, empty where the sample does not show it."""
        if not self.tags <= sample.tags or self.without & sample.tags:
            return []
        return list(LOOKS[self.look](sample, self.argument))


def read_rules(path: Path = FILE) -> tuple[Rule, ...]:
    """Read the rules of a file. Raises RuleError."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(_rule(found) for found in data["rule"])


def _rule(data: Mapping[str, Any]) -> Rule:
    feature = data.get("feature", "a rule without a feature")
    try:
        look = max((name for name in LOOKS if f"{data['look']} ".startswith(f"{name} ")), key=len)
        tags = data["of"].split()
        return Rule(
            data["feature"],
            frozenset(tag for tag in tags if tag[0] != "-"),
            frozenset(tag[1:] for tag in tags if tag[0] == "-"),
            look,
            data["look"].removeprefix(look).strip(),
            re.compile(data["is"]),
            data["source"],
            _recorded(data["recorded"]),
            tuple(data.get("each", ())),
            tuple(Difference(re.compile(d["is"]), d["why"], d.get("before", "")) for d in data.get("differs", ())),
        )
    except (LookupError, ValueError, re.error) as error:
        msg = f"{feature}: {error}"
        raise RuleError(msg) from error


def _recorded(word: str) -> Recorded:
    for known in get_args(Recorded):
        if word == known:
            return known  # type: ignore[no-any-return]  # get_args forgets the type
    msg = f"recorded is {word!r}"
    raise ValueError(msg)
