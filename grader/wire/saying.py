"""What a successful reply of the Messages API says, as plain data: the parts of its content, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

PartKind: TypeAlias = Literal["text", "thinking", "tool", "server", "json", "ping", "event", "delta"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what a reply says.

    - `text`, `thinking`: a piece of text. Neighbours of one kind are deltas of one block.
    - `tool`: a call of the tool of this name begins; the `json` parts after it are fragments of its input.
    - `server`: the same of a tool that the API runs itself, such as `web_search`.
    - `ping`: a ping. `event`, `delta`: an event or a delta of this name, which no client knows.
    Only `text`, `thinking`, `tool`, `server` and `json` show in a reply that is not streamed.
    """

    kind: PartKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a reply says, why it stops, and which counts of its usage differ from the computed ones."""

    parts: tuple[Part, ...]
    stop_reason: str | None = None
    """None: `tool_use` if it ends in a tool call, else `end_turn`."""
    stop_sequence: str | None = None
    stop_details: Mapping[str, Any] | None = None
    usage: Mapping[str, int | None] = field(default_factory=lambda: MappingProxyType({}))
    """In a stream these are the final counts; None: `message_delta` does not repeat it, and a message lacks it."""

    @property
    def text(self) -> str:
        """All its text, joined."""
        return "".join(part.text for part in self.parts if part.kind == "text")
