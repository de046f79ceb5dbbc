"""Requests that ask for the same in another form are the same request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.trace import Request
from grader.wire.cassette import Cassette, open_cassette
from grader.wire.delivery import Instant, Miss

NOW = Instant(0, 0.0)
TEXT = "What do rivers do? One sentence."
CASSETTE = Path(__file__).parents[2] / "cassettes" / "00_warmup" / "first_call.yaml"


def asking(content: Any, **params: Any) -> Request:
    """Return the recorded request with this content."""
    messages = [{"role": "user", "content": content}]
    body = {"model": "claude-sonnet-5-5", "max_tokens": 1024, "messages": messages, **params}
    return Request("POST", "/v1/messages", (("content-type", "application/json"),), json.dumps(body).encode())


@pytest.fixture
def cassette() -> Cassette:
    """Return a cassette of one request."""
    return open_cassette(CASSETTE, 1)


@pytest.mark.parametrize("content", [TEXT, [{"type": "text", "text": TEXT}]], ids=["string", "block"])
def test_a_string_is_one_block_of_text(cassette: Cassette, content: Any) -> None:
    """Content in either form is answered."""
    assert cassette.answer(asking(content), NOW).reply.status == 200


@pytest.mark.parametrize(
    "content",
    [
        [{"type": "text", "text": TEXT}, {"type": "text", "text": ""}],
        [{"type": "text", "text": TEXT, "cache_control": {"type": "ephemeral"}}],
        [{"type": "image", "text": TEXT}],
        [{"type": "text", "text": "What do lakes do?"}],
        [],
        None,
    ],
)
def test_other_content_is_another_request(cassette: Cassette, content: Any) -> None:
    """Two blocks, options, other kinds and other words are not recorded."""
    with pytest.raises(Miss):
        cassette.answer(asking(content), NOW)


def test_the_form_is_not_named_as_a_difference(cassette: Cassette) -> None:
    """A miss names what differs, and not what is the same in another form."""
    with pytest.raises(Miss) as caught:
        cassette.answer(asking([{"type": "text", "text": TEXT}], max_tokens=8), NOW)
    assert str(caught.value).endswith("recorded request: its `max_tokens` is 8, and that of the recorded one 1024.")
