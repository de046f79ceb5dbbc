"""What the simulator answers has the form of real recordings; needs the shared recordings, and is skipped without."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from anthropic._streaming import SSEDecoder

from grader.trace import Reply
from grader.wire import sse
from grader.wire.errors import error_reply
from grader.wire.saying import Part, Saying
from grader.wire.simulator import Simulator
from grader.wire.sse import Reader
from tests.support.sdk import PARAMS, instant, request

RECORDINGS = Path(__file__).parents[2].parent / "shared" / "recordings"

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the shared recordings are not there")

GRAMMAR = re.compile(
    r"message_start (ping )?(content_block_start (ping )?((content_block_delta|ping) )*content_block_stop (ping )?)*"
    r"message_delta message_stop"
)
ID = re.compile(r"(?:msg|toolu|srvtoolu|mcptoolu|msgbatch|req|file|container|wrkspc)_01\w+")
FORM = re.compile(r"[a-z]+_01[1-9A-HJ-NP-Y][1-9A-HJ-NP-Za-km-z]{21}")
OURS = Saying((Part("thinking", "hm"), Part("text", "a"), Part("text", "b"), Part("tool", "t"), Part("json", "{}")))


@dataclass(frozen=True)
class Recorded:
    """One recorded reply."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def year(self) -> str:
        """The year of its date, empty where the recording was stripped of it."""
        return self.headers.get("date", "")[12:16]


def body_of(response: Mapping[str, Any]) -> bytes:
    """Return the plain bytes of a recorded body, empty where a recording holds none."""
    found = (response.get("body") or {}).get("string") or b""
    data = found if isinstance(found, bytes) else found.encode()
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


@cache
def recorded() -> tuple[Recorded, ...]:
    """Return all recorded replies of Messages."""
    return tuple(
        Recorded(
            interaction["response"]["status"]["code"],
            {name.lower(): values[0] for name, values in interaction["response"]["headers"].items()},
            body_of(interaction["response"]),
        )
        for path in sorted(RECORDINGS.rglob("*.y*ml"))
        for interaction in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["interactions"]
        if "/v1/messages" in interaction["request"]["uri"]
    )


def streams() -> Iterator[Recorded]:
    """Return the recorded streams."""
    return (reply for reply in recorded() if reply.body.startswith(b"event:"))


def ours(saying: Saying = OURS, **changes: Any) -> Reply:
    """Return a simulated reply."""
    body = json.dumps({**PARAMS, **changes}).encode()
    return Simulator(1).reply(request(body=body), instant(), saying)


def data_of(body: bytes, kind: str) -> list[dict[str, Any]]:
    """Return the data of the events of a kind."""
    return [event.data for event in Reader().feed(body) if event.data and event.data["type"] == kind]


def paddings(body: bytes) -> list[int]:
    """Return the spaces before the last brace of each event but pings."""
    lines = [line for line in body.split(b"\n") if line.startswith(b"data: ") and line != sse.PING.split(b"\n")[1]]
    return [len(line[:-1]) - len(line[:-1].rstrip(b" ")) for line in lines]


def newest(kind: str) -> dict[str, Any]:
    """Return the data of the first event of a kind in the recorded stream with the latest request id."""
    by_time = sorted(
        (reply for reply in streams() if "request-id" in reply.headers), key=lambda r: r.headers["request-id"]
    )
    return data_of([reply for reply in by_time if reply.year == "2026"][-1].body, kind)[0]


def test_there_are_recordings() -> None:
    """The comparison is with something."""
    assert len(list(streams())) > 50
    assert len(recorded()) > 100


def test_ids() -> None:
    """Every id in recordings has the form that ours have."""
    theirs = [found for reply in recorded() for found in ID.findall(reply.body.decode(errors="replace"))]
    assert [found for found in theirs if not FORM.fullmatch(found)] == []
    assert all(FORM.fullmatch(found) for found in ID.findall(ours().body.decode()))


def test_every_recorded_stream_reads_as_in_the_sdk() -> None:
    """The reader finds in each recorded stream, in pieces of 7 bytes, what the SDK's own decoder finds."""
    for reply in streams():
        reader = Reader()
        found = [e for i in range(0, len(reply.body), 7) for e in reader.feed(reply.body[i : i + 7])]
        theirs = [(event.event or "", event.json()) for event in SSEDecoder().iter_bytes(iter([reply.body]))]
        assert theirs == [(event.name, event.data) for event in found]


def test_padding() -> None:
    """Paddings are 0 to 15 spaces, each as often, in recordings and in ours."""
    theirs = Counter(padding for reply in streams() for padding in paddings(reply.body))
    long = Saying(tuple(Part("text", "a") for _ in range(400)))
    mine = Counter(paddings(ours(long, stream=True).body))
    assert set(theirs) == set(mine) == set(range(16))
    average = theirs.total() / 16
    assert all(0.7 * average < theirs[n] < 1.4 * average for n in range(1, 16))


def test_pings() -> None:
    """A ping is literally the same, and its usual place is after the first start."""
    pings = [line for r in streams() for line in r.body.split(b"\n\n") if line.startswith(b"event: ping")]
    assert {line + b"\n\n" for line in pings} == {sse.PING}
    places = Counter(
        [e.name for e in Reader().feed(reply.body)].index("ping") for reply in streams() if b"ping" in reply.body
    )
    assert places.most_common(1)[0][0] == [e.name for e in Reader().feed(ours(stream=True).body)].index("ping")


def test_order_of_events() -> None:
    """Recorded streams and ours obey one grammar."""
    bodies = [*(reply.body for reply in streams()), ours(stream=True).body, ours(Saying(()), stream=True).body]
    names = [" ".join(event.name for event in Reader().feed(body)) for body in bodies]
    assert [text for text in names if not GRAMMAR.fullmatch(text)] == []


def test_key_order_of_a_stream() -> None:
    """The keys of the newest recorded stream stand in ours in the same order."""
    mine = ours(stream=True).body
    theirs, start = newest("message_start"), data_of(mine, "message_start")[0]
    assert list(theirs["message"]) == list(start["message"])
    assert list(theirs["message"]["usage"]) == list(start["message"]["usage"])
    delta, end = newest("message_delta"), data_of(mine, "message_delta")[0]
    assert list(delta) == list(end)
    assert list(delta["delta"]) == list(end["delta"])
    assert list(delta["usage"]) == list(end["usage"])[: len(delta["usage"])]


def test_block_starts() -> None:
    """Blocks begin as recorded ones of 2026 do."""
    theirs = {tuple(e["content_block"]) for r in streams() for e in data_of(r.body, "content_block_start")}
    mine = [event["content_block"] for event in data_of(ours(stream=True).body, "content_block_start")]
    assert [tuple(block) for block in mine if tuple(block) not in theirs] == []
    assert ("type", "id", "name", "input", "caller") in {tuple(block) for block in mine}


def test_first_fragment_of_a_tool() -> None:
    """The first fragment of a tool's input is empty in every recorded stream and in ours."""
    for body in [*(reply.body for reply in streams()), ours(stream=True).body]:
        begun = {e["index"] for e in data_of(body, "content_block_start") if e["content_block"]["type"] == "tool_use"}
        for index in begun:
            deltas = [e["delta"] for e in data_of(body, "content_block_delta") if e["index"] == index]
            assert deltas[0] == {"type": "input_json_delta", "partial_json": ""}


def test_key_order_of_a_message() -> None:
    """The keys of recorded messages of 2026 stand in ours in the same order."""
    theirs = [json.loads(r.body) for r in recorded() if r.status == 200 and r.year == "2026" and r.body[:1] == b"{"]
    theirs = [message for message in theirs if message.get("type") == "message"]
    mine = ours().json
    assert any("stop_details" in message for message in theirs)
    for message in theirs:
        assert list(message) == [key for key in mine if key in message] + [k for k in message if k not in mine]
        known = [key for key in message["usage"] if key in mine["usage"]]
        assert known == [key for key in mine["usage"] if key in message["usage"]]


def test_headers() -> None:
    """Our headers are those of the newest recorded stream, but for what came later or is left out on purpose."""
    full = [reply for reply in streams() if reply.year == "2026" and "traceresponse" in reply.headers]
    theirs = set(full[-1].headers)
    mine = {name for name, _ in ours(stream=True).headers}
    assert theirs - mine == {"set-cookie", "content-length"}
    assert mine - theirs == {"anthropic-workspace-id", "server-timing"}
    assert any("server-timing" in reply.headers for reply in recorded())


def test_header_values() -> None:
    """Values that do not depend on the request are the recorded ones."""
    mine = dict(ours(stream=True).headers)
    theirs = [reply.headers for reply in streams() if "traceresponse" in reply.headers][-1]
    same = ("content-type", "cache-control", "connection", "content-security-policy", "vary", "x-robots-tag", "server",
            "strict-transport-security", "cf-cache-status", "transfer-encoding")  # fmt: skip
    assert {name: theirs[name] for name in same} == {name: mine[name] for name in same}
    assert re.fullmatch(r"[0-9a-f]{16}-[A-Z]{3}", theirs["cf-ray"])
    assert re.fullmatch(r"[0-9a-f]{16}-[A-Z]{3}", mine["cf-ray"])


def test_rate_limits() -> None:
    """Token limits that remain are rounded to thousands, and the limit of tokens is the sum of the two."""
    prefix = "anthropic-ratelimit-"
    for headers in [
        *(r.headers for r in recorded() if f"{prefix}input-tokens-limit" in r.headers),
        dict(ours().headers),
    ]:
        remaining = [int(value) for name, value in headers.items() if name.endswith("tokens-remaining")]
        assert [value for value in remaining if value % 1000] == []
        limits = [int(headers[f"{prefix}{name}-limit"]) for name in ("tokens", "input-tokens", "output-tokens")]
        assert limits[0] == limits[1] + limits[2]


@pytest.mark.parametrize("status", [401, 404])
def test_errors(status: int) -> None:
    """Bodies of errors have the recorded keys in their order, and the same headers say not to retry."""
    theirs = [reply for reply in recorded() if reply.status == status and reply.year in {"2025", "2026"}]
    mine = error_reply(status, mint=Simulator(1).mint, now=instant())
    assert theirs
    for reply in theirs:
        body = json.loads(reply.body)
        assert list(body) == [key for key in mine.json if key in body]
        assert list(body["error"]) == list(mine.json["error"])
        assert reply.headers["x-should-retry"] == mine.header("x-should-retry")
        framing = {"content-length", "transfer-encoding"}
        assert framing & set(reply.headers) == framing & {name for name, _ in mine.headers}
        assert ("anthropic-organization-id" in reply.headers) == (mine.header("anthropic-organization-id") is not None)
        assert not [name for name in reply.headers if "ratelimit" in name]
