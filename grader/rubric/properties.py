"""The properties that checks cite: what must hold of code in production, and why."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("properties.toml")


@dataclass(frozen=True, slots=True)
class Property:
    """A rule, and what goes wrong without it."""

    rule: str
    why: str


@cache
def properties() -> dict[str, Property]:
    """Return all properties by id: `R9`."""
    return {id_: Property(**said) for id_, said in tomllib.loads(FILE.read_text("utf-8")).items()}
