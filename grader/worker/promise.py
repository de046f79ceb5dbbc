"""Answers that come later: wait on the virtual clock until they are due, and only then ask for them."""

from __future__ import annotations

import asyncio

from grader import protocol
from grader.worker import loops
from grader.worker.channel import JUDGE
from grader.worker.clock import CLOCK, NANO


def settle(event: protocol.Event) -> protocol.Answer:
    """Report an event from sync code and return its final answer. Raises KeyboardInterrupt if interrupted."""
    answer = JUDGE.ask(event)
    while isinstance(answer, protocol.Later):
        try:
            CLOCK.sleep(answer.at - CLOCK.now)
        except BaseException:
            JUDGE.ask(protocol.Abandon(answer.ticket))
            raise
        answer = JUDGE.ask(protocol.Collect(answer.ticket))
    return answer


async def asettle(event: protocol.Event) -> protocol.Answer:
    """Report an event from async code and return its final answer; other tasks run while it is on its way.

    It gives way to other tasks first, as every real transport does.
    """
    await asyncio.sleep(0)
    answer = await _ask(event)
    while isinstance(answer, protocol.Later):
        try:
            await _until(answer.at)
        except BaseException:
            JUDGE.ask(protocol.Abandon(answer.ticket))
            raise
        answer = await _ask(protocol.Collect(answer.ticket))
    return answer


async def _ask(event: protocol.Event) -> protocol.Answer:
    try:
        return JUDGE.ask(event)
    except KeyboardInterrupt:
        loops.cancel_call()
        undelivered: asyncio.Future[protocol.Answer] = asyncio.get_running_loop().create_future()
        return await undelivered  # until the cancellation ends it


async def _until(at: int) -> None:
    """Wait for a time in nanoseconds. The timer is absolute: a sum of floats could miss `at` by a hair."""
    loop = asyncio.get_running_loop()
    while CLOCK.now < at:
        due = loop.create_future()
        timer = loop.call_at(max(at / NANO, (CLOCK.now + 1) / NANO), _set, due)
        try:
            await due
        finally:
            timer.cancel()


def _set(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
