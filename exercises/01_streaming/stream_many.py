"""Stream the answers to many prompts, some of them at once. The lesson is in README.md."""

from __future__ import annotations

from collections.abc import Sequence

import anthropic

MODEL = "claude-sonnet-5-5"
MAX_TOKENS = 1024


class TruncatedStream(Exception):
    """The stream ended without `message_stop`. `text` is all the text that had arrived."""

    def __init__(self, text: str) -> None:
        super().__init__(f"the stream ended after {len(text)} characters, without message_stop")
        self.text = text


async def stream_many(client: anthropic.AsyncAnthropic, prompts: Sequence[str], *, limit: int) -> list[str]:
    """Return the text of Claude's answer to each of `prompts`, in their order.

    Sends one request for each, a stream: the prompt as it is, as the one user message, with MODEL and MAX_TOKENS.
    At most `limit` requests (1 or more) are under way at any time, and as many of them as there are prompts left.

    If one fails, ends all others at once, closes their streams, sends nothing more, and raises the failure itself
    (no ExceptionGroup): what the SDK or httpx2 raised, or TruncatedStream.
    If it is cancelled, it ends likewise, and raises CancelledError.
    Source: https://docs.python.org/3/library/asyncio-task.html#task-groups
    """
    # TODO(1): stream one answer; an end without `message_stop` is a failure.
    # TODO(2): stream many, at most `limit` at a time, and keep the order.
    # TODO(3): let one failure, or a cancellation, end all the others.
    raise NotImplementedError
