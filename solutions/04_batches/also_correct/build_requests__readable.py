"""Build the requests of a batch: a key that is a custom_id stays readable, and only the others are encoded."""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Iterator, Sequence

from anthropic.types.message_create_params import MessageCreateParams
from anthropic.types.messages.batch_create_params import Request


class CannotBatch(Exception):
    """An item can't be sent in a batch; `key` is its key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the item {key!r} can't be sent in a batch")
        self.key = key


def build_requests(items: Sequence[tuple[str, MessageCreateParams]]) -> list[Request]:
    """Collect the requests by custom_id, as a dict keeps the order."""
    requests: dict[str, Request] = {}
    for request in _requests(items):
        custom_id = request["custom_id"]
        if custom_id in requests:
            raise CannotBatch(key_of(custom_id))
        requests[custom_id] = request
    return list(requests.values())


def _requests(items: Sequence[tuple[str, MessageCreateParams]]) -> Iterator[Request]:
    for key, given in items:
        params = copy.deepcopy(given)
        params.pop("speed", None)
        if params.get("stream") is not None:
            del params["stream"]  # type: ignore[misc]  # what is left is of the other type
        if params["max_tokens"] < 1 or len(key.encode("utf-8")) > 36:
            raise CannotBatch(key)
        yield {"custom_id": _custom_id(key), "params": params}  # type: ignore[typeddict-item]


def _custom_id(key: str) -> str:
    """Return the key after a `t-` if it is fit, else its bytes after a `b-`."""
    if re.fullmatch("[a-zA-Z0-9_-]*", key):
        return f"t-{key}"
    return "b-" + base64.b32encode(key.encode("utf-8")).decode("ascii").replace("=", "")


def key_of(custom_id: str) -> str:
    """Read what stands after the mark."""
    mark, text = custom_id[0], custom_id[2:]
    if mark == "t":
        return text
    padding = "=" * (-len(text) % 8)
    return base64.b32decode(text + padding).decode("utf-8")
