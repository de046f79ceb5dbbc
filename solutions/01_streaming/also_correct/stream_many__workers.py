"""Stream the answers to many prompts, some of them at once: workers that take prompts from one iterator."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import anthropic

MODEL = "claude-sonnet-5-5"
MAX_TOKENS = 1024


class TruncatedStream(Exception):
    """The stream ended without `message_stop`. `text` is all the text that had arrived."""

    def __init__(self, text: str) -> None:
        super().__init__(f"the stream ended after {len(text)} characters, without message_stop")
        self.text = text


async def stream_many(client: anthropic.AsyncAnthropic, prompts: Sequence[str], *, limit: int) -> list[str]:
    """Return the texts of the answers, in the order of the prompts."""
    answers = [""] * len(prompts)
    left = iter(enumerate(prompts))
    workers = [asyncio.ensure_future(work(client, left, answers)) for _ in range(limit)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
    return answers


async def work(client: anthropic.AsyncAnthropic, left: Iterator[tuple[int, str]], answers: list[str]) -> None:
    """Stream one answer after the other while there are prompts left."""
    for place, prompt in left:
        async with client.messages.stream(
            model=MODEL, max_tokens=MAX_TOKENS, messages=[{"role": "user", "content": prompt}]
        ) as stream:
            complete = [event.type == "message_stop" async for event in stream]
            message = await stream.get_final_message()
        answers[place] = "".join(block.text for block in message.content if block.type == "text")
        if not any(complete):
            raise TruncatedStream(answers[place])
