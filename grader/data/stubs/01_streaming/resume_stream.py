"""Stream an answer, and go on where the stream was interrupted. The lesson is in README.md."""

from __future__ import annotations

import anthropic

TRANSIENT = frozenset({"api_error", "overloaded_error", "timeout_error"})
"""The types of an `error` event after which it makes sense to go on."""


class StreamInterrupted(Exception):
    """Interrupted once more than may be resumed. `text` is all the text that arrived, over all requests."""

    def __init__(self, text: str) -> None:
        super().__init__(f"interrupted for good after {len(text)} characters")
        self.text = text


def resume_stream(client: anthropic.Anthropic, prompt: str, *, model: str, max_tokens: int, max_resumes: int) -> str:
    """Return the text of Claude's answer to `prompt`, resumed at most `max_resumes` times if it is interrupted.

    The first request carries `prompt` as it is, as the one user message. A request that resumes ends in a user
    message that holds all the text so far, exactly as it arrived, and asks for the rest.

    Interrupted: the connection breaks (httpx2.TransportError), the body ends without `message_stop`, or an `error`
    event comes whose type is in TRANSIENT. Raises StreamInterrupted after the last allowed resumption.
    Whatever cannot be mended by going on (a status of 400, 401, 403, 404 or 413; an `error` event of any other
    type) is raised as the SDK raises it, with no further request.
    Source: https://platform.claude.com/docs/en/build-with-claude/streaming
    """
    # TODO(1): stream the answer, and notice each of the three interruptions.
    # TODO(2): go on with a request that carries the text so far; lose nothing, repeat nothing.
    # TODO(3): give up after `max_resumes`, with the text so far.
    raise NotImplementedError
