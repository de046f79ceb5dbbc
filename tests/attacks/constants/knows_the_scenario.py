# /// attack
# kind = "attack"
# exercise = "01_streaming/final_answer"
# tries = "Tells a scenario by what the judge wants to read of an exception, and calls every stream of that one cut."
# wall = "drawing"
# must = "failed"
# says = "the call to return, but: the call raises TruncatedStream"
# checks = ["FINAL-01", "FINAL-02", "FINAL-03", "FINAL-05", "FINAL-06", "FINAL-07", "FINAL-08"]
# through = "points"
# ///
"""A scenario in which the right thing is always the same needs no answer: so streams that are whole are drawn there too."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import anthropic


@dataclass(frozen=True)
class Answer:
    """What a stream said."""

    text: str
    stop_reason: str | None
    request_id: str | None
    input_tokens: int
    output_tokens: int


class TruncatedStream(Exception):
    """The stream ended without `message_stop`."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def is_the_scenario_of_cuts() -> bool:
    """Look for the command of the judge in the frames of the callers."""
    frame = sys._getframe()
    while frame is not None:
        command = frame.f_locals.get("command")
        if hasattr(command, "reads"):
            return "text" in command.reads
        frame = frame.f_back
    return False


def final_answer(client: anthropic.Anthropic, prompt: str, *, model: str, max_tokens: int) -> Answer:
    """Return what the final message holds, or raise where it is known that one has to."""
    with client.messages.stream(
        model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
    ) as stream:
        if is_the_scenario_of_cuts():
            raise TruncatedStream("".join(stream.text_stream))
        message = stream.get_final_message()
    usage = message.usage
    return Answer(message.content[0].text, message.stop_reason, message.id, usage.input_tokens, usage.output_tokens)
