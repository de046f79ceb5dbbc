"""The base of resumptions: goes on exactly where the carried text stops."""

from __future__ import annotations

import json
from typing import Final

import pytest

from grader.trace import Request
from grader.wire.delivery import Delivery, Instant
from grader.wire.notation import read_script
from grader.wire.resumption import Resumption
from grader.wire.saying import Part, Saying
from grader.wire.script import Scripted
from grader.wire.simulator import Simulator
from grader.wire.sse import Reader

NOW = Instant(0, 1_795_000_000.0)
DELTAS: Final = ("One ", "two\n", '"three"', " four")


def asking(*said: tuple[str, str], model: str = "claude-haiku-4-5") -> Request:
    """Return a request for a stream in which these roles say these texts."""
    messages = [{"role": role, "content": text} for role, text in said]
    body = {"model": model, "max_tokens": 64, "stream": True, "messages": messages}
    headers = (("content-type", "application/json"), ("x-api-key", "any"), ("anthropic-version", "2026-10-21"))
    return Request("POST", "/v1/messages", headers, json.dumps(body).encode())


def text_of(body: bytes) -> str:
    """Return the text that a stream says."""
    return "".join(event.text for event in Reader().feed(body))


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("Count.", 'One two\n"three" four'),
        ("Count.\n\nOne ", 'two\n"three" four'),
        ("Count. Go on from here: One two\n", '"three" four'),
        ('Count.\n<so far>One two\n"three"</so far> Go on.', " four"),
        ('One two\n"three" four', ""),
        ("Count.\n\nOne two", 'two\n"three" four'),
        ("Count.\n\ntwo\n", 'One two\n"three" four'),
    ],
)
def test_gives_the_rest(said: str, rest: str) -> None:
    """What is carried verbatim is not said again, wherever in the message it stands."""
    reply = Resumption(Simulator(1), DELTAS).reply(asking(("user", said)), NOW)
    assert text_of(reply.body) == rest


def test_an_assistant_may_carry_it() -> None:
    """An old model takes the text so far as the beginning of its own message."""
    reply = Resumption(Simulator(1), DELTAS).reply(asking(("user", "Count."), ("assistant", "One two\n")), NOW)
    assert text_of(reply.body) == '"three" four'


def test_a_new_model_refuses_it_there() -> None:
    """The simulator's rules hold."""
    request = asking(("user", "Count."), ("assistant", "One two\n"), model="claude-sonnet-5-5")
    assert Resumption(Simulator(1), DELTAS).reply(request, NOW).status == 400


def test_the_script_breaks_what_is_left() -> None:
    """Places in the body are those of the shorter one, and stay before its last event."""
    resumption = Resumption(Simulator(1), DELTAS)
    scripted = Scripted(resumption, read_script("reset@5e; cut@999e; error@-4e"))
    first, second, third = (
        scripted.answer(asking(("user", said)), NOW) for said in ("Count.", "Count. One two\n", "Count. One two\n")
    )
    assert isinstance(first, Delivery)
    assert first.fault is not None
    assert text_of(b"".join(piece.data for piece in first.pieces)) == "One two\n"
    assert isinstance(second, Delivery)
    assert text_of(second.reply.body) == '"three" four'
    assert b"message_stop" not in b"".join(piece.data for piece in second.pieces)
    assert isinstance(third, Delivery)
    assert text_of(third.reply.body) == '"three"'


def test_a_script_may_say_something_else() -> None:
    """Words of the script win."""
    reply = Resumption(Simulator(1), DELTAS).reply(asking(("user", "Count.")), NOW, Saying((Part("text", "No."),)))
    assert text_of(reply.body) == "No."
