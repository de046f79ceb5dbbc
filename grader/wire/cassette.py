"""A cassette as an origin: each recording is played once, in the order in which it was recorded, and nothing else is.

vcrpy is imported when a cassette is opened, and not before: it costs start-up.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from grader.trace import Reply, Request, parsed
from grader.wire.alike import custom_ids, plain
from grader.wire.batches import Status
from grader.wire.delivery import Delivery, Instant, Miss
from grader.wire.exchange import Exchange
from grader.wire.headers import JSONL
from grader.wire.ids import Mint
from grader.wire.misses import all_played, not_recorded
from grader.wire.saying import Saying
from grader.wire.script import delivered
from grader.wire.sse import encoded
from grader.wire.steps import CaseError

if TYPE_CHECKING:
    import vcr.cassette  # type: ignore[import-untyped]
    import vcr.request  # type: ignore[import-untyped]

FORMAT_VERSION: Final = 1
"""The version of what we add to vcrpy's format: the metadata."""


class CassetteError(ValueError):
    """A cassette can't be read. The message names the file, the line, and what to do."""


@dataclass(frozen=True)
class Recording:
    """A recorded request, and its reply with the words exchanged."""

    request: Request
    reply: Reply

    @property
    def text(self) -> str:
        """All text that the reply says, without its thinking."""
        return self.reply.text


class Cassette:
    """An opened cassette. `metadata` says where it comes from; `recordings` are in recorded order."""

    def __init__(self, kept: vcr.cassette.Cassette, metadata: Mapping[str, Any], seed: int) -> None:
        self._kept = kept
        self.metadata = metadata
        self.mint = Mint(Random(f"cassette {seed}"))  # noqa: S311 (ids, and no secrets)
        exchange = Exchange(seed)
        self.recordings = tuple(
            Recording(_request(request), _reply(response, exchange))
            for request, response in zip(kept.requests, kept.responses, strict=True)
        )
        self._by_response = {id(response): r for response, r in zip(kept.responses, self.recordings, strict=True)}
        self._named: dict[str, str] = {}
        """The custom_ids that a caller chose, by those that were recorded."""

    @property
    def text(self) -> str:
        """All text that its replies say, in recorded order."""
        return "".join(recording.text for recording in self.recordings)

    @property
    def all_played(self) -> bool:
        """Whether every recording has been played."""
        return bool(self._kept.all_played)

    def answer(self, request: Request, now: Instant) -> Delivery:
        """Play the next recording of this request. Raises Miss if there is none (any more)."""
        return delivered(self.reply(request, now))

    def reply(
        self,
        request: Request,
        now: Instant,  # noqa: ARG002 (a recording says what it said, whenever it is played)
        saying: Saying | None = None,
        *,
        status: Status | None = None,
    ) -> Reply:
        """Return the next recorded reply to this request. Raises Miss, and CaseError where a script has it say more.

        Results of a batch bear the custom_ids with which it was created.
        """
        if saying is not None or status is not None:
            msg = "a cassette says what was recorded: its script can change headers and delivery, and nothing else"
            raise CaseError(msg)
        from vcr import errors  # noqa: PLC0415 (vcrpy costs start-up)

        request = _plain(request)
        asked = _asked(request)
        try:
            found = self._by_response[id(self._kept.play_response(asked))]
        except errors.UnhandledHTTPRequestError:
            raise Miss(self._why_not(request, asked)) from None
        chosen = custom_ids(request.params) or ()
        self._named |= dict(zip(custom_ids(found.request.params) or (), chosen, strict=True))
        return _renamed(found.reply, self._named)

    def _why_not(self, request: Request, asked: vcr.request.Request) -> str:
        near = [found[0] for found in self._kept.find_requests_with_most_matches(asked)]
        exact = [found for found in self._kept.find_requests_with_most_matches(asked) if not found[2]]
        if exact:
            return all_played(request, len(exact))
        return not_recorded(request, [_request(found) for found in near], [r.request for r in self.recordings])


def open_cassette(path: Path, seed: int) -> Cassette:
    """Open a cassette for one case, its words exchanged by this seed. Raises CassetteError if it can't be read."""
    from vcr import cassette, filters, matchers, record_mode, serialize  # noqa: PLC0415 (vcrpy costs start-up)

    data = _read(path)
    reader = SimpleNamespace(deserialize=lambda _: data)
    try:
        kept = cassette.Cassette.load(
            path=str(path),
            persister=SimpleNamespace(load_cassette=lambda _, serializer: serialize.deserialize("", serializer)),
            serializer=reader,
            record_mode=record_mode.RecordMode.NONE,
            match_on=[matchers.method, matchers.host, matchers.path, matchers.query, _same_body],
            before_record_response=filters.decode_response,
        )
    except Exception as error:  # vcrpy checks nothing, so anything may come of a damaged file
        raise _damaged(path, f"vcrpy can't read it: {error}") from error
    return Cassette(kept, data.get("metadata") or {}, seed)


# ---------------------------------------------------------------- between vcrpy's requests and ours


def _same_body(asked: vcr.request.Request, recorded: vcr.request.Request) -> None:
    """Match bodies that ask for the same. vcrpy wants an AssertionError where they differ."""
    one, other = asked.body or b"", recorded.body or b""
    if one != other and (parsed(one) is None or plain(parsed(one)) != plain(parsed(other))):
        msg = "the bodies differ"
        raise AssertionError(msg)


def _asked(request: Request) -> vcr.request.Request:
    from vcr.request import Request as Asked  # noqa: PLC0415 (vcrpy costs start-up)

    query = f"?{request.query}" if request.query else ""
    return Asked(request.method, f"{request.host}{request.path}{query}", request.body, dict(request.headers))


def _plain(request: Request) -> Request:
    """Return a request without `"stream": false`, which says no more than to leave it out."""
    if request.params.get("stream") is not False:
        return request
    params = {name: value for name, value in request.params.items() if name != "stream"}
    return replace(request, body=json.dumps(params).encode())


def _request(recorded: vcr.request.Request) -> Request:
    url = urlsplit(recorded.uri)
    host = f"{url.scheme}://{url.netloc}"
    headers = tuple(recorded.headers.items())
    return Request(recorded.method, url.path, headers, recorded.body or b"", host, url.query)


def _renamed(reply: Reply, named: Mapping[str, str]) -> Reply:
    """Return the results of a batch with other custom_ids; any other reply stays as it is."""
    if not (reply.header("content-type") or "").startswith(JSONL):
        return reply
    return replace(reply, body=b"".join(_line_renamed(line, named) for line in reply.body.splitlines(keepends=True)))


def _line_renamed(line: bytes, named: Mapping[str, str]) -> bytes:
    found = parsed(line)
    name = named.get(found["custom_id"]) if isinstance(found, dict) and "custom_id" in found else None
    return line if name is None else encoded({**found, "custom_id": name}) + b"\n"


def _reply(response: Mapping[str, Any], exchange: Exchange) -> Reply:
    headers = tuple((name, value) for name, values in response["headers"].items() for value in values)
    return Reply(response["status"]["code"], headers, exchange.body(response["body"]["string"]))


# ---------------------------------------------------------------- reading a file


_FIELDS: Final[Mapping[tuple[str, ...], tuple[type, ...]]] = {
    ("request", "method"): (str,),
    ("request", "uri"): (str,),
    ("request", "headers"): (dict,),
    ("request", "body"): (str, bytes, type(None)),
    ("response", "status", "code"): (int,),
    ("response", "status", "message"): (str, type(None)),
    ("response", "headers"): (dict,),
    ("response", "body", "string"): (str, bytes),
}
_ABSENT: Final = object()


def _read(path: Path) -> dict[str, Any]:
    import yaml  # noqa: PLC0415 (costs start-up)

    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _damaged(path, f"it can't be read: {error.strerror}") from error
    try:
        text = raw.decode()
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except UnicodeDecodeError as error:
        raise _damaged(path, "it is not UTF-8", raw.count(b"\n", 0, error.start) + 1) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise _damaged(path, f"it is not YAML: {error.problem}", line) from error
    except yaml.YAMLError as error:
        raise _damaged(path, f"it is not YAML: {error}") from error
    for place, what in _wrong(data):
        raise _damaged(path, what, _line(yaml.compose(text, Loader=yaml.CSafeLoader), place))
    found: dict[str, Any] = data
    return found


def _damaged(path: Path, what: str, line: int | None = None) -> CassetteError:
    where = f"{path}, line {line}" if line else str(path)
    cure = "Restore the file (`git restore`), or record it again (`python -m grader record`)."
    return CassetteError(f"The cassette {where} is damaged: {what}. {cure}")


def _wrong(data: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield what is wrong with a cassette, each with its place in it."""
    if not isinstance(data, dict):
        yield (), "it holds no recordings"
        return
    if data.get("version") != 1:
        yield ("version",), f"expected `version: 1` of vcrpy's format, found {data.get('version')!r}"
    version = _at(data, ("metadata", "format_version"))
    if version is not _ABSENT and version != FORMAT_VERSION:
        yield ("metadata", "format_version"), f"expected format_version {FORMAT_VERSION}, found {version!r}"
    interactions = data.get("interactions")
    if not isinstance(interactions, list) or not interactions:
        yield ("interactions",), "it holds no recordings"
        return
    for i, interaction in enumerate(interactions):
        for field, types in _FIELDS.items():
            value = _at(interaction, field)
            if value is _ABSENT:
                yield ("interactions", i, *field), f"recording {i + 1} has no {'.'.join(field)}"
            elif not isinstance(value, types):
                yield ("interactions", i, *field), f"{'.'.join(field)} of recording {i + 1} is no {types[0].__name__}"
            elif isinstance(value, dict) and not all(map(_is_header, value.items())):
                yield ("interactions", i, *field), f"a header of recording {i + 1} is no text"


def _is_header(header: tuple[Any, Any]) -> bool:
    name, values = header
    return isinstance(name, str) and isinstance(values, list) and all(isinstance(value, str) for value in values)


def _at(data: Any, place: tuple[str, ...]) -> Any:
    for key in place:
        data = data.get(key, _ABSENT) if isinstance(data, dict) else _ABSENT
    return data


def _line(node: Any, place: tuple[str | int, ...]) -> int:
    """Return the line of a place in composed YAML, or of the nearest thing around it that is there."""
    for key in place:
        values = node.value if node is not None and isinstance(node.value, list) else []
        pairs = [value for value in values if isinstance(value, tuple)]
        if isinstance(key, int):
            inner = values[key] if key < len(values) and not pairs else None
        else:
            inner = next((v for k, v in pairs if k.value == key), None)
        if inner is None:
            break
        node = inner
    return int(node.start_mark.line) + 1 if node is not None else 1
