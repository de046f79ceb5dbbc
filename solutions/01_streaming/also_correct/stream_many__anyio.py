"""Stream the answers to many prompts, some of them at once: raw events, in a task group of anyio."""

from __future__ import annotations

from collections.abc import Sequence

import anthropic
import anyio

MODEL = "claude-sonnet-5-5"
MAX_TOKENS = 1024


class TruncatedStream(Exception):
    """The stream ended without `message_stop`. `text` is all the text that had arrived."""

    def __init__(self, text: str) -> None:
        super().__init__(f"the stream ended after {len(text)} characters, without message_stop")
        self.text = text


async def stream_many(client: anthropic.AsyncAnthropic, prompts: Sequence[str], *, limit: int) -> list[str]:
    """Return the texts of the answers, in the order of the prompts."""
    answers: dict[int, str] = {}
    limiter = anyio.CapacityLimiter(limit)

    async def answer(place: int, prompt: str) -> None:
        text, types = "", set()
        async with (
            limiter,
            await client.messages.create(
                model=MODEL, max_tokens=MAX_TOKENS, messages=[{"role": "user", "content": prompt}], stream=True
            ) as events,
        ):
            async for event in events:
                types.add(event.type)
                if event.type == "content_block_delta" and event.delta.type == "text_delta":
                    text += event.delta.text
        if "message_stop" not in types:
            raise TruncatedStream(text)
        answers[place] = text

    try:
        async with anyio.create_task_group() as group:
            for place, prompt in enumerate(prompts):
                group.start_soon(answer, place, prompt)
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [answers[place] for place in range(len(prompts))]
