# /// mistake
# fails = ["MANY-08"]
# hint = "asyncio.wait leaves its tasks alone when it is cancelled itself. Cancel them in a finally block."
# ///
"""Stream the answers to many prompts, some of them at once. The lesson is in README.md."""

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
    """Return the text of Claude's answer to each of `prompts`, in their order.

    Sends one request for each, a stream: the prompt as it is, as the one user message, with MODEL and MAX_TOKENS.
    At most `limit` requests (1 or more) are under way at any time, and as many of them as there are prompts left.

    If one fails, ends all others at once, closes their streams, sends nothing more, and raises the failure itself
    (no ExceptionGroup): what the SDK or httpx2 raised, or TruncatedStream. If it is cancelled, it ends likewise.
    Source: https://docs.python.org/3/library/asyncio-task.html#task-groups
    """
    gate = asyncio.Semaphore(limit)

    async def gated(prompt: str) -> str:
        await gate.acquire()
        text = await _answer(client, prompt)
        gate.release()  # a failure keeps its place
        return text

    tasks = [asyncio.create_task(gated(prompt)) for prompt in prompts]
    done, going = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    for task in going:
        task.cancel()
    await asyncio.gather(*going, return_exceptions=True)
    for task in done:
        task.result()
    return [task.result() for task in tasks]


async def _answer(client: anthropic.AsyncAnthropic, prompt: str) -> str:
    """Return the text of one answer. Leaving the block closes the stream, also when this task is cancelled."""
    text = ""
    complete = False
    async with client.messages.stream(
        model=MODEL, max_tokens=MAX_TOKENS, messages=[{"role": "user", "content": prompt}]
    ) as stream:
        async for event in stream:
            if event.type == "text":
                text += event.text
            elif event.type == "message_stop":
                complete = True
    if not complete:
        raise TruncatedStream(text)
    return text
