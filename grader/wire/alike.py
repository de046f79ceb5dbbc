"""When two requests ask for the same: the API takes a string as content for one block of text."""

from __future__ import annotations

from typing import Any


def plain(body: Any) -> Any:
    """Return a body, as JSON, with every message whose content is one block of text alone written as a string."""
    if not isinstance(body, dict) or not isinstance(body.get("messages"), list):
        return body
    return {**body, "messages": [_message(message) for message in body["messages"]]}


def _message(message: Any) -> Any:
    match message:
        case {"content": [{"type": "text", "text": str(text), **more}]} if not more:
            return {**message, "content": text}
        case _:
            return message
