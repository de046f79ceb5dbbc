"""The models that the simulated API serves, and what each refuses.

Names: `anthropic/types/model.py` of SDK 2.12.0. What is refused: the official pages on errors
(https://platform.claude.com/docs/en/api/errors) and on the models, as of November 2026.
"""

from __future__ import annotations

import re
from typing import Final

KNOWN: Final = frozenset(
    {
        "claude-fable-5-2",
        "claude-fable-5-1",
        "claude-fable-5",
        "claude-mythos-5-2",
        "claude-mythos-5-1",
        "claude-mythos-5",
        "claude-mythos-preview",
        "claude-opus-5-5",
        "claude-opus-5",
        "claude-opus-4-8",
        "claude-opus-4-7",
        "claude-opus-4-6",
        "claude-opus-4-5",
        "claude-opus-4-5-20251101",
        "claude-sonnet-5-5",
        "claude-sonnet-5",
        "claude-sonnet-4-6",
        "claude-sonnet-4-5",
        "claude-sonnet-4-5-20250929",
        "claude-haiku-5-5",
        "claude-haiku-4-5",
        "claude-haiku-4-5-20251001",
    }
)

ALWAYS_THINKS: Final = frozenset({"claude-fable-5", "claude-mythos-5", "claude-opus-5-5"})
"""Models whose thinking cannot be switched off."""

NO_FORCED_TOOL: Final = frozenset({"claude-fable-5-1", "claude-opus-5-5", "claude-sonnet-5-5"})
"""Models that refuse `tool_choice` of type `any` or `tool`."""


def generation(model: str) -> tuple[int, int] | None:
    """Return the generation of a model as (major, minor), or None where its name states none."""
    found = re.fullmatch(r"claude-[a-z]+-(\d)(?:-(\d))?(?:-\d{8})?", model)
    return (int(found[1]), int(found[2] or 0)) if found else None


def at_least(model: str, major: int, minor: int) -> bool:
    """Tell whether a model is of this generation or a later one."""
    found = generation(model)
    return found is not None and found >= (major, minor)
