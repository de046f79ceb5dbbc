# /// attack
# kind = "attack"
# exercise = "01_streaming/final_answer"
# tries = "Draws the request id of the reply from the seed that the worker is told, and never reads it."
# wall = "seeds"
# must = "failed"
# says = "Answer.request_id"
# through = "points"
# checks = ["FINAL-04"]
# ///
"""Random text is evidence only while nobody here can draw it: the worker was once told the seed of the replies."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from random import Random

import anthropic

DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@dataclass(frozen=True)
class Answer:
    """What a stream said."""

    text: str
    stop_reason: str | None
    request_id: str | None
    input_tokens: int
    output_tokens: int


def seed() -> int:
    """Return the seed of the case, from the command that began it."""
    frame = sys._getframe()
    while frame is not None:
        command = frame.f_locals.get("command")
        if hasattr(command, "seed"):
            return command.seed
        frame = frame.f_back
    return 0


SEED = seed()


def request_id(events: int) -> str:
    """Draw as the simulator does: the id of the message, the padding of each event, the id of the request."""
    random = Random(f"{SEED}/1")
    random.getrandbits(80)
    for _ in range(events):
        random.randrange(16)
    number = int(time.time() * 1000) << 80 | random.getrandbits(80)
    number = number & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62
    text = ""
    while number:
        number, digit = divmod(number, 58)
        text = DIGITS[digit] + text
    return "req_01" + text.rjust(22, "1")


def final_answer(client: anthropic.Anthropic, prompt: str, *, model: str, max_tokens: int) -> Answer:
    """Return a request id that was read nowhere; the SDK passes over one event, a ping."""
    messages = [{"role": "user", "content": prompt}]
    events = list(client.messages.create(model=model, max_tokens=max_tokens, messages=messages, stream=True))
    return Answer("", None, request_id(len(events) + 1), 0, 0)
