# /// attack
# kind = "attack"
# exercise = "02_errors/diagnose"
# tries = "Leaves the SDK's retries on, and sends them past the transport that a grader might count in."
# wall = "evidence"
# must = "failed"
# says = "the number of requests"
# through = "points"
# checks = ["DIAG-02"]
# ///
"""The exercise wants one request; a counter in the same process could be walked around (facts 12)."""

from __future__ import annotations

from dataclasses import dataclass

import httpx2
from anthropic import Anthropic, APIStatusError
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

send = httpx2.HTTPTransport.handle_request


class Hidden(httpx2.BaseTransport):
    """Sends what the class that everybody watches never sees."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send."""
        return send(self, request)


@dataclass(frozen=True)
class Diagnosis:
    """What came back."""

    action: str
    status: int | None
    error_type: str | None
    request_id: str | None
    retry_after: float | None


def diagnose(client: Anthropic, params: MessageCreateParamsNonStreaming) -> Diagnosis:
    """Return the status, and `retry` for all that failed."""
    with httpx2.Client(transport=Hidden()) as http:
        try:
            client.with_options(http_client=http).messages.create(**params)
        except APIStatusError as error:
            return Diagnosis("retry", error.status_code, None, None, None)
    return Diagnosis("none", 200, None, None, None)
