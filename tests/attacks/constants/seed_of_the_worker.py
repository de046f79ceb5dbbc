# /// attack
# kind = "harmless"
# exercise = "01_streaming/final_answer"
# tries = "Draws the request id of the reply from the seed that the worker is told, without having read it."
# must = "failed"
# checks = ["FINAL-04"]
# points = 0
# ///
"""Architecture, rules of trust, 1: evidence is what depends on random text; so its seed must not be known here."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from random import Random

import anthropic


@dataclass(frozen=True)
class Answer:
    """What a stream said."""

    text: str
    stop_reason: str | None
    request_id: str | None
    input_tokens: int
    output_tokens: int


def seed() -> int:
    """Return the seed of the case, from the command that the worker got."""
    frame = sys._getframe()
    while frame is not None:
        command = frame.f_locals.get("command")
        if hasattr(command, "seed"):
            return command.seed
        frame = frame.f_back
    return 0


SEED = seed()


def final_answer(client: anthropic.Anthropic, prompt: str, *, model: str, max_tokens: int) -> Answer:
    """Return what the final message holds, and a request id that was not read anywhere."""
    with client.messages.stream(
        model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
    ) as stream:
        message = stream.get_final_message()
    mint = Random(f"{SEED}/1")
    made = "req_011C" + "".join(mint.choices("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", k=20))
    usage = message.usage
    return Answer(message.content[0].text, message.stop_reason, made, usage.input_tokens, usage.output_tokens)
