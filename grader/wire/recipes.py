"""Recipes of cassettes: `cassettes/recipes.toml` says which requests are recorded, and what the simulator replies.

    [[cassette]]
    name = "03_retries/overloaded_twice"        the file is cassettes/03_retries/overloaded_twice.yaml
    shows = "One sentence."
    script = '529; 529; ok "Hello"'             how the simulator replies, in the notation of cases
    outcomes = { second = "expired" }           how requests of its batches end, by custom_id (see wire/batches.py)
    calls = [{ call = "create", times = 3, params = { model = "...", max_tokens = 64, messages = [...] } }]

A call is `create`, `stream`, `batch` (create one of `requests`), `poll` (until it has ended), `cancel` or `results`;
the last three speak of the batch that was created last. What was created can be recorded live as well if the script
holds no fault and there are no outcomes, since nobody can order them from the API.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, get_args

from grader.wire.batches import Outcome
from grader.wire.notation import read_script
from grader.wire.steps import POLL_WORDS, CaseError, Script, known

CallKind: TypeAlias = Literal["create", "stream", "batch", "poll", "cancel", "results"]
KINDS: Final[tuple[CallKind, ...]] = get_args(CallKind)


class RecipeError(ValueError):
    """A recipe makes no sense. The message names it."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the SDK: `params` of a message, or `{"requests": [...]}` of a batch; repeated `times` times."""

    kind: CallKind
    params: Mapping[str, Any] = field(default_factory=dict)
    times: int = 1


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is recorded into one cassette: its name (`topic/name`), one sentence on it, the script, and the calls."""

    name: str
    shows: str
    script: Script
    calls: tuple[Call, ...]
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)

    @property
    def can_be_live(self) -> bool:
        """Whether the live API can be asked for the same: nobody can order a fault or an outcome from it."""
        return not self.outcomes and all(step.word in {"ok", *POLL_WORDS} for step in self.script.steps)


def read_recipes(path: Path) -> tuple[Recipe, ...]:
    """Read all recipes of a file. Raises RecipeError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"{path}: {error}"
        raise RecipeError(msg) from error
    return tuple(_recipe(found) for found in data.get("cassette", []))


def _recipe(data: Mapping[str, Any]) -> Recipe:
    name = data.get("name", "a recipe without a name")
    try:
        calls = tuple(_call(call) for call in data["calls"])
        return Recipe(
            data["name"], data["shows"], read_script(data.get("script", "ok")), calls, data.get("outcomes", {})
        )
    except KeyError as error:
        msg = f"{name}: {error} is missing"
        raise RecipeError(msg) from error
    except CaseError as error:
        msg = f"{name}: {error}"
        raise RecipeError(msg) from error


def _call(data: Mapping[str, Any]) -> Call:
    for kind in KINDS:
        if kind == data["call"]:
            return Call(kind, data.get("params", {}), data.get("times", 1))
    raise CaseError(known("call", data["call"], KINDS))
