"""Cassettes as origins: played once and in order, with words of their own; misses and damage are explained."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.trace import Request
from grader.wire.cassette import Cassette, CassetteError, open_cassette
from grader.wire.delivery import Delivery, Instant, Miss
from grader.wire.notation import read_script
from grader.wire.record import record
from grader.wire.script import Scripted
from grader.wire.steps import CaseError
from tests.support.recordings import RECIPES

NOW = Instant(0, 0.0)
ROOT = Path(__file__).parents[2]
POEM = 'Über den Dächern geht der Wind,\nle café est déjà froid,\n"雨" sagt das Kind.'
PARAMS = {"model": "claude-haiku-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Are you there?"}]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all recipes recorded."""
    path = tmp_path_factory.mktemp("cassettes")
    for recipe in RECIPES.values():
        record(recipe, path, day=dt.date(2026, 11, 22))
    return path


def message(**params: Any) -> Request:
    """Return a request that differs from the recorded one in these parameters; None: it has none."""
    body = {name: value for name, value in {**PARAMS, **params}.items() if value is not None}
    return Request("POST", "/v1/messages", (("Content-Type", "application/json"),), json.dumps(body).encode())


@pytest.fixture
def cassette(folder: Path) -> Cassette:
    """Return the cassette of one request that was recorded three times."""
    return open_cassette(folder / "03_retries" / "overloaded_twice.yaml", 1)


def missed(cassette: Cassette, request: Request) -> str:
    """Return what is said of a request that was not recorded."""
    with pytest.raises(Miss) as caught:
        cassette.answer(request, NOW)
    return str(caught.value)


def test_plays_in_recorded_order(cassette: Cassette) -> None:
    """The same request gets its recordings one after the other."""
    assert [cassette.answer(message(), NOW).reply.status for _ in range(3)] == [529, 529, 200]
    assert cassette.all_played


def test_the_order_of_keys_is_of_no_matter(cassette: Cassette) -> None:
    """Bodies match as JSON."""
    body = json.dumps(dict(reversed(PARAMS.items())), indent=3).encode()
    assert cassette.answer(Request("POST", "/v1/messages", message().headers, body), NOW).reply.status == 529


def test_a_stream_that_is_not_asked_for(cassette: Cassette) -> None:
    """`stream=False` says no more than to leave it out."""
    assert cassette.answer(message(stream=False), NOW).reply.status == 529


def test_words_are_exchanged(folder: Path) -> None:
    """What is said depends on the seed; its size and events do not, and the cassette knows what it says."""
    path = folder / "01_streaming" / "poem.yaml"
    one, again, other = (open_cassette(path, seed) for seed in (1, 1, 2))
    assert one.text == again.text != other.text
    assert [len(line) for line in one.text.split()] == [len(line) for line in POEM.split()]
    assert not any(a == b for a, b in zip(one.text, POEM, strict=True) if a.isalpha())
    assert "".join(recording.text for recording in one.recordings) == one.text
    played = one.answer(one.recordings[0].request, NOW)
    assert played.reply is one.recordings[0].reply


def test_knows_the_text_of_messages(folder: Path) -> None:
    """The text of a message that is not streamed is that of its text blocks."""
    found = open_cassette(folder / "00_warmup" / "thinking_first.yaml", 1)
    blocks = found.recordings[0].reply.json["content"]
    assert [block["type"] for block in blocks] == ["thinking", "text", "thinking", "text"]
    assert found.text == blocks[1]["text"] + blocks[3]["text"]


def test_says_where_it_comes_from(cassette: Cassette) -> None:
    """A cassette names its origin, its day and its SDK."""
    assert cassette.metadata["origin"] == "simulator"
    assert cassette.metadata["recorded"] == "2026-11-22"
    assert cassette.metadata["sdk"].startswith("anthropic ")


def test_compressed_recordings_are_read(folder: Path) -> None:
    """A cassette of stock vcrpy may hold a compressed body: it is played as text, its words exchanged."""
    path = folder / "gzip.yaml"
    data = yaml.load((folder / "00_warmup" / "thinking_first.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    response = data["interactions"][0]["response"]
    response["body"]["string"] = gzip.compress(response["body"]["string"].encode())
    response["headers"]["content-encoding"] = ["gzip"]
    path.write_text(yaml.dump(data), encoding="utf-8")
    found = open_cassette(path, 1)
    assert found.text == open_cassette(folder / "00_warmup" / "thinking_first.yaml", 1).text
    assert found.recordings[0].reply.header("content-encoding") is None


def test_another_host_is_a_miss(cassette: Cassette) -> None:
    """A request to another host was not recorded."""
    elsewhere = Request("POST", "/v1/messages", message().headers, message().body, host="https://example.com")
    assert missed(cassette, elsewhere).startswith("POST https://example.com/v1/messages was not recorded")


# ---------------------------------------------------------------- misses


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"max_tokens": 65}, "its `max_tokens` is 65, and that of the recorded one 64"),
        ({"system": "Be brief."}, 'it has `system` "Be brief.", and the recorded one has none'),
        ({"max_tokens": None}, "it has no `max_tokens`, and the recorded one has 64"),
        (
            {"messages": [{"role": "user", "content": "Hello"}]},
            'its `messages[0].content` is "Hello", and that of the recorded one "Are you there?"',
        ),
        ({"messages": PARAMS["messages"] * 2}, "its `messages` are 2, and those of the recorded one 1"),  # type: ignore[operator]
        ({"stream": True}, "it has `stream` true, and the recorded one has none"),
    ],
)
def test_says_how_a_request_differs(cassette: Cassette, params: dict[str, Any], words: str) -> None:
    """A request that was not recorded is held against the nearest one that was."""
    assert missed(cassette, message(**params)) == f"POST /v1/messages differs from the recorded request: {words}."


def test_names_the_nearest(folder: Path) -> None:
    """Of several recorded requests the one with the fewest differences is named."""
    found = open_cassette(folder / "02_errors" / "statuses.yaml", 1)
    request = message(max_tokens=63, messages=[{"role": "user", "content": "Who am I?"}])
    assert missed(found, request).endswith("recorded request: its `max_tokens` is 63, and that of the recorded one 64.")


def test_shows_where_long_values_differ(cassette: Cassette) -> None:
    """Of long values the part is shown in which they differ, and of many differences a few."""
    words = missed(cassette, message(messages=[{"role": "user", "content": "x" * 999}], a=1, b=2, c=3, d=4, e=5))
    assert '"xxx' in words
    assert len(words) < 600
    assert words.endswith("; 1 more.")


def test_shows_both_sides_of_a_difference(folder: Path) -> None:
    """Long values that differ near their end are shown from a little before that."""
    path = folder / "long.yaml"
    text = (folder / "03_retries" / "overloaded_twice.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("Are you there?", "x" * 200 + "one"), encoding="utf-8")
    request = message(messages=[{"role": "user", "content": "x" * 200 + "other"}])
    words = missed(open_cassette(path, 1), request)
    assert words.endswith(f'is …{"x" * 19}other", and that of the recorded one …{"x" * 19}one".')


def test_says_that_all_recordings_are_used_up(cassette: Cassette) -> None:
    """One request too many is told from a wrong one."""
    for _ in range(3):
        cassette.answer(message(), NOW)
    words = "POST /v1/messages was recorded 3 times, and this is request 4 of its kind."
    assert missed(cassette, message()) == words


def test_says_what_is_recorded(cassette: Cassette) -> None:
    """A request to another place is told what was recorded."""
    words = "GET /v1/models was not recorded; recorded is POST /v1/messages."
    assert missed(cassette, Request("GET", "/v1/models")) == words
    assert "POST /v1/messages?beta=true was not" in missed(
        cassette, Request("POST", "/v1/messages", message().headers, message().body, query="beta=true")
    )


def test_a_body_that_is_no_json(cassette: Cassette) -> None:
    """What is no JSON differs as a whole."""
    assert "its `body` is" in missed(cassette, Request("POST", "/v1/messages", (), b"\xff"))


def test_a_miss_is_no_exception() -> None:
    """No client can take a miss for a failed connection."""
    assert not issubclass(Miss, Exception)


# ---------------------------------------------------------------- scripts over cassettes


def test_faults_over_a_cassette(folder: Path) -> None:
    """A recording can be cut, come in other pieces and follow errors; what it says is its own."""
    path = folder / "01_streaming" / "poem.yaml"
    recorded = open_cassette(path, 1).recordings[0].request
    request = Request(recorded.method, recorded.path, (*recorded.headers, ("x-api-key", "any")), recorded.body)
    scripted = Scripted(open_cassette(path, 1), read_script("529; cut@-1e chunk=7"), polls=None)
    first, second = scripted.answer(request, NOW), scripted.answer(request, NOW)
    assert isinstance(first, Delivery)
    assert isinstance(second, Delivery)
    assert (first.reply.status, len(second.pieces[0].data)) == (529, 7)
    with pytest.raises(CaseError, match="says what was recorded"):
        Scripted(open_cassette(path, 1), read_script('ok "a"'), polls=None).answer(request, NOW)


# ---------------------------------------------------------------- damage


def damaged(folder: Path, text: str | bytes) -> str:
    """Return what is said of a file that is no good cassette."""
    path = folder / "damaged.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CassetteError) as caught:
        open_cassette(path, 0)
    assert str(path) in str(caught.value)
    assert str(caught.value).endswith("(`git restore`), or record it again (`python -m grader record`).")
    return str(caught.value)


def changed(folder: Path, old: str, new: str) -> str:
    """Return a good cassette in which one thing is different."""
    text = (folder / "03_retries" / "overloaded_twice.yaml").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("version: 1", "version: 2"), "line 1 is damaged: expected `version: 1` of vcrpy's format, found 2"),
        (("format_version: 1", "format_version: 9"), "line 3 is damaged: expected format_version 1, found 9"),
        (("method: POST", "methode: POST"), "line 12 is damaged: recording 1 has no request.method"),
        (("code: 529", "code: many"), "line 24 is damaged: response.status.code of recording 1 is no int"),
        (("uri: https", "uri: [https"), "line 14 is damaged: it is not YAML"),
        (("interactions:", "others:"), "line 1 is damaged: it holds no recordings"),
        (("interactions:\n", "interactions: [a, 3]\nothers:\n"), "is damaged: recording 1 has no request.method"),
        (("format_version: 1", "format_version: {}"), "line 3 is damaged: expected format_version 1, found {}"),
        (("method: POST", "method: POST\n    more: 1"), "is damaged: vcrpy can't read it"),
        (("content-type:\n", "content-type: text\n      x:\n"), "is damaged: a header of recording 1 is no text"),
    ],
)
def test_damage_is_named_with_its_line(folder: Path, tmp_path: Path, change: tuple[str, str], words: str) -> None:
    """What is wrong with a file is said with its line, and what to do."""
    assert words in damaged(tmp_path, changed(folder, *change))


@pytest.mark.parametrize("text", ["", "\n", "[]", "version: 1\ninteractions: []\n", "hello"])
def test_an_empty_file_is_damaged(tmp_path: Path, text: str) -> None:
    """A file without recordings is never read as an empty cassette."""
    assert "it holds no recordings" in damaged(tmp_path, text)


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    """Another encoding is named with its line."""
    assert "line 2 is damaged: it is not UTF-8" in damaged(tmp_path, b"version: 1\n# \xff\n")


def test_code_in_a_file_is_not_run(tmp_path: Path) -> None:
    """Tags that would build objects are refused."""
    assert "it is not YAML" in damaged(tmp_path, "version: !!python/object/apply:os.getpid []\n")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file is an error of its own."""
    with pytest.raises(CassetteError, match="it can't be read: No such file"):
        open_cassette(tmp_path / "none.yaml", 0)


def test_yaml_is_read_by_libyaml() -> None:
    """The fast loader is there: the other takes twenty times as long."""
    assert yaml.__with_libyaml__


def test_vcrpy_is_not_imported_before_it_is_needed() -> None:
    """Importing the room of cassettes does not import vcrpy, yaml or the SDK."""
    code = (
        "import sys, grader.wire.cassette, grader.wire.script;"
        "print(sorted({'vcr', 'yaml', 'anthropic'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True).stdout == b"[]\n"


def created(*ids: str, **changes: Any) -> Request:
    """Return a request to create the recorded batch, with these custom_ids."""
    entries = [
        {"custom_id": i, "params": {**PARAMS, "messages": [{"role": "user", "content": said}], **changes}}
        for i, said in zip(ids, ("Name a tree.", "Name a bird."), strict=True)
    ]
    return Request("POST", "/v1/messages/batches", message().headers, json.dumps({"requests": entries}).encode())


def results_of(cassette: Cassette) -> list[dict[str, Any]]:
    """Return the lines of the recorded results."""
    asked = cassette.recordings[-1].request
    return [json.loads(line) for line in cassette.answer(asked, NOW).reply.body.splitlines()]


@pytest.mark.parametrize("ids", [("first", "second"), ("x-1", "y-2"), ("second", "first")])
def test_custom_ids_are_the_callers(folder: Path, ids: tuple[str, str]) -> None:
    """A batch is the recorded one whatever its requests are called, and its results bear those names."""
    recorded, cassette = (open_cassette(folder / "04_batches" / "two_requests.yaml", 1) for _ in "12")
    assert 200 == cassette.answer(created(*ids), NOW).reply.status
    before, after = results_of(recorded), results_of(cassette)
    named = dict(zip(("first", "second"), ids, strict=True))
    assert [line | {"custom_id": named[line["custom_id"]]} for line in before] == after


@pytest.mark.parametrize(
    "other", [created("a", "a"), created("a", "b", max_tokens=65), created("a", "b", temperature=1)]
)
def test_a_batch_that_asks_for_something_else_is_a_miss(folder: Path, other: Request) -> None:
    """Two requests of one name are none, and parameters are what is asked for."""
    missed(open_cassette(folder / "04_batches" / "two_requests.yaml", 1), other)
