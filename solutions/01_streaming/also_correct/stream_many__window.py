"""Stream the answers to many prompts, some of them at once: a window of tasks that is filled up as they end."""

from __future__ import annotations

import asyncio
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
    """Return the texts of the answers, in the order of the prompts."""
    tasks: list[asyncio.Task[str]] = []
    running: set[asyncio.Task[str]] = set()
    try:
        for prompt in prompts:
            if len(running) == limit:
                running = await first_ends(running)
            tasks.append(asyncio.create_task(answer(client, prompt)))
            running.add(tasks[-1])
        while running:
            running = await first_ends(running)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    return [task.result() for task in tasks]


async def first_ends(running: set[asyncio.Task[str]]) -> set[asyncio.Task[str]]:
    """Wait until a task ends, and return those that go on. Raises what it raised."""
    done, going = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    return going


async def answer(client: anthropic.AsyncAnthropic, prompt: str) -> str:
    """Return the text of one answer."""
    pieces = []
    async with client.messages.stream(
        model=MODEL, max_tokens=MAX_TOKENS, messages=[{"role": "user", "content": prompt}]
    ) as stream:
        async for event in stream:
            if event.type == "text":
                pieces.append(event.text)
            if event.type == "message_stop":
                return "".join(pieces)
    raise TruncatedStream("".join(pieces))
