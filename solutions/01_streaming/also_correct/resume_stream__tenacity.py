"""Stream an answer, and go on where the stream was interrupted. The lesson is in README.md."""

from __future__ import annotations

from collections.abc import Iterator

import anthropic
import httpx2
import tenacity

TRANSIENT = frozenset({"api_error", "overloaded_error", "timeout_error"})
"""The types of an `error` event after which it makes sense to go on."""


class StreamInterrupted(Exception):
    """Interrupted once more than may be resumed. `text` is all the text that arrived, over all requests."""

    def __init__(self, text: str) -> None:
        super().__init__(f"interrupted for good after {len(text)} characters")
        self.text = text


class Again(Exception):
    """The stream was interrupted."""


def pieces(client: anthropic.Anthropic, said: str, model: str, max_tokens: int) -> Iterator[str]:
    """Yield the text of one stream. Raises Again if it is interrupted."""
    try:
        with client.messages.stream(
            model=model, max_tokens=max_tokens, messages=[{"role": "user", "content": said}]
        ) as stream:
            for event in stream:
                if event.type == "text":
                    yield event.text
                if event.type == "message_stop":
                    return
    except httpx2.TransportError as error:
        raise Again from error
    except anthropic.APIStatusError as error:
        if error.type in TRANSIENT:
            raise Again from error
        raise
    raise Again


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
    arrived: list[str] = []

    @tenacity.retry(
        retry=tenacity.retry_if_exception_type(Again), stop=tenacity.stop_after_attempt(1 + max_resumes), reraise=True
    )
    def go_on() -> str:
        so_far = "".join(arrived)
        order = f"{prompt}\n\nYou were interrupted. Write only what is missing after this text:\n{so_far}"
        arrived.extend(pieces(client, order if so_far else prompt, model, max_tokens))
        return "".join(arrived)

    try:
        return go_on()
    except Again as error:
        raise StreamInterrupted("".join(arrived)) from error
