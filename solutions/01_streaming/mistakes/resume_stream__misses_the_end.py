# /// mistake
# fails = ["RESUME-01"]
# hint = "`message_stop` says that the answer is whole: return there, or remember it. Here a whole stream counts as interrupted."
# ///
"""Stream an answer, and go on where the stream was interrupted. The lesson is in README.md."""

from __future__ import annotations

import anthropic
import httpx2

TRANSIENT = frozenset({"api_error", "overloaded_error", "timeout_error"})
"""The types of an `error` event after which it makes sense to go on."""


class StreamInterrupted(Exception):
    """Interrupted once more than may be resumed. `text` is all the text that arrived, over all requests."""

    def __init__(self, text: str) -> None:
        super().__init__(f"interrupted for good after {len(text)} characters")
        self.text = text


def request_for(prompt: str, text: str) -> str:
    """Return what the user says: the prompt, and where text has arrived already, that text and what to do with it."""
    if not text:
        return prompt
    return f"""{prompt}

Your answer to this was interrupted. Go on exactly where it stops, and repeat nothing of it. It stands below, up to
the end of this message:

{text}"""


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
    text = ""
    failure: Exception | None = None
    for _ in range(1 + max_resumes):
        try:
            with client.messages.stream(
                model=model,
                max_tokens=max_tokens,
                messages=[{"role": "user", "content": request_for(prompt, text)}],
            ) as stream:
                for event in stream:
                    if event.type == "text":
                        text += event.text
                    elif event.type == "stop":
                        return text
            failure = None  # the body ended, cleanly and too soon
        except httpx2.TransportError as error:
            failure = error  # in mid-stream the SDK does not wrap these into its own errors
        except anthropic.APIStatusError as error:
            # An `error` event comes with status 200, so only its type tells what it is.
            if error.type not in TRANSIENT:
                raise
            failure = error
    raise StreamInterrupted(text) from failure
