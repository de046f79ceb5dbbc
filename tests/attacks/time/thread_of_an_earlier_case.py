# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Leaves a thread behind in the first case, which does the work of all others."
# wall = "threads"
# must = "failed"
# through = "points"
# ///
"""What one case leaves running would send requests in the next, and answer for it (facts 96)."""

from __future__ import annotations

import threading
from typing import Any

import anthropic

KEPT: dict[str, Any] = vars(anthropic).setdefault("kept", {})
TURN = threading.Lock()
TURN.acquire()


def first_call(client: anthropic.Anthropic, question: str) -> str:
    """Return the text; after the first case only what the thread of that case was told."""
    if "thread" not in KEPT:
        KEPT["thread"] = threading.Thread(target=answer_on, daemon=True)
        KEPT["thread"].start()
        return ask(client, question)
    KEPT["asked"] = client, question
    while KEPT["thread"].is_alive() and "answer" not in KEPT:
        pause()
    return KEPT.pop("answer", "")


def answer_on() -> None:
    """Answer whatever is asked, in whatever case."""
    while True:
        if asked := KEPT.pop("asked", None):
            KEPT["answer"] = ask(*asked)
        pause()


def ask(client: anthropic.Anthropic, question: str) -> str:
    """Return the text of the answer."""
    message = client.messages.create(
        model="claude-sonnet-5-5", max_tokens=1024, messages=[{"role": "user", "content": question}]
    )
    return "".join(block.text for block in message.content if block.type == "text")


def pause() -> None:
    """Let a moment of real time pass."""
    TURN.acquire(timeout=0.001)
