"""When two requests ask for the same: the API takes a string as content for one block of text.

And the custom_ids of a batch are the caller's own: they name its requests, and ask for nothing.
"""

from __future__ import annotations

from typing import Any


def plain(body: Any) -> Any:
    """Return a body, as JSON, with every message whose content is one block of text alone written as a string.

    The requests of a batch come without their custom_ids, if all of them have one of their own.
    """
    match body:
        case {"messages": [*messages]}:
            return {**body, "messages": [_message(message) for message in messages]}
        case {"requests": [*requests]} if custom_ids(body) is not None:
            return {**body, "requests": [plain(request["params"]) for request in requests]}
        case _:
            return body


def custom_ids(body: Any) -> list[str] | None:
    """Return the custom_ids of a batch to be created, in order; None unless each of its requests has one of its own."""
    found = [
        request["custom_id"]
        for request in (body.get("requests") if isinstance(body, dict) else None) or ()
        if isinstance(request, dict) and set(request) == {"custom_id", "params"}
    ]
    whole = len(found) == len(body["requests"]) if found else False
    return found if whole and all(isinstance(i, str) for i in found) and len(set(found)) == len(found) else None


def _message(message: Any) -> Any:
    match message:
        case {"content": [{"type": "text", "text": str(text), **more}]} if not more:
            return {**message, "content": text}
        case _:
            return message
