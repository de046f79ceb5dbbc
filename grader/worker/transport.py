"""HTTP over the channel: every `httpx2` transport in this process hands its requests to the judge.

The classes of httpx2 are patched in place, so that a client which the learner's code builds is covered as well, and
pays for no TLS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import httpx2

from grader import protocol
from grader.worker.channel import JUDGE, bug
from grader.worker.promise import asettle, settle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


def _event(request: httpx2.Request) -> protocol.Http:
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
    bounds = request.extensions.get("timeout", {})
    timeout = {phase: None if bound is None else float(bound) for phase, bound in bounds.items()}
    return protocol.Http(request.method, str(request.url), headers, request.content, timeout)


def _raised(fault: protocol.Fault, request: httpx2.Request) -> httpx2.TransportError:
    found = getattr(httpx2, fault.name, None)
    if not (isinstance(found, type) and issubclass(found, httpx2.TransportError)):
        bug(f"{fault.name} is no transport error of httpx2")
    return found(fault.message, request=request)


def _response(answer: protocol.Answer, request: httpx2.Request, body: type[Body | AsyncBody]) -> httpx2.Response:
    match answer:
        case protocol.Head():
            return httpx2.Response(
                answer.status,
                headers=answer.headers,
                stream=body(answer.stream, request),
                extensions={"http_version": b"HTTP/1.1"},
            )
        case protocol.Fault():
            raise _raised(answer, request)
        case _:
            return bug(f"{type(answer).__name__} answers no request")


class _Reading:
    """A reply's body while it is read: what is asked for, what comes of it, and its one closing."""

    def __init__(self, stream: int, request: httpx2.Request) -> None:
        self._stream = stream
        self._request = request
        self._closed = False

    def _next(self) -> protocol.Chunk:
        """Return the question for the next piece. Raises what reading a closed socket does, ReadError."""
        if self._closed:
            msg = "[Errno 9] Bad file descriptor"
            raise httpx2.ReadError(msg, request=self._request)
        return protocol.Chunk(self._stream)

    def _piece(self, answer: protocol.Answer) -> bytes | None:
        match answer:
            case protocol.Data():
                return answer.data
            case protocol.End():
                return None
            case protocol.Fault():
                raise _raised(answer, self._request)
            case _:
                return bug(f"{type(answer).__name__} answers no chunk")

    def _close(self) -> None:
        if not self._closed:
            self._closed = True
            JUDGE.ask(protocol.Closed(self._stream))


class Body(_Reading, httpx2.SyncByteStream):
    """The body of a sync client's reply."""

    def __iter__(self) -> Iterator[bytes]:
        while (piece := self._piece(settle(self._next()))) is not None:
            yield piece

    def close(self) -> None:
        """Tell the judge, once."""
        self._close()


class AsyncBody(_Reading, httpx2.AsyncByteStream):
    """The body of an async client's reply."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (piece := self._piece(await asettle(self._next()))) is not None:
            yield piece

    async def aclose(self) -> None:
        """Tell the judge, once."""
        self._close()


class ChannelTransport(httpx2.BaseTransport):
    """What `httpx2.HTTPTransport` becomes. Its options are taken and mean nothing."""

    def __init__(self, *_args: Any, **_options: Any) -> None:
        """Set up nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close nothing."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and wait for the head of its reply."""
        request.read()
        return _response(settle(_event(request)), request, Body)

    def close(self) -> None:
        """Close nothing."""


class AsyncChannelTransport(httpx2.AsyncBaseTransport):
    """What `httpx2.AsyncHTTPTransport` becomes."""

    def __init__(self, *_args: Any, **_options: Any) -> None:
        """Set up nothing."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close nothing."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and wait for the head of its reply."""
        await request.aread()
        return _response(await asettle(_event(request)), request, AsyncBody)

    async def aclose(self) -> None:
        """Close nothing."""


def _become(patched: type, stand_in: type) -> None:
    for name, member in vars(stand_in).items():
        if callable(member):
            setattr(patched, name, member)


def install() -> None:
    """Patch the transports of httpx2."""
    _become(httpx2.HTTPTransport, ChannelTransport)
    _become(httpx2.AsyncHTTPTransport, AsyncChannelTransport)
