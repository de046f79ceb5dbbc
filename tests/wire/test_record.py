"""Recording: real SDK, real HTTP, real vcrpy; the same bytes each time, and never a key in a file."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import vcr  # type: ignore[import-untyped]
import yaml

from grader.trace import Reply, Request
from grader.wire import record as recording
from grader.wire.delivery import Delivery, Instant, Origin
from grader.wire.keeping import RATE_LIMITS, RECEIVED, SENT, LeakError
from grader.wire.notation import read_script
from grader.wire.recipes import Call, Recipe, RecipeError, read_recipes
from grader.wire.record import RecordError, record, record_live
from grader.wire.simulator import Simulator
from tests.support.recordings import RECIPES

DAY = dt.date(2026, 11, 22)
KEY = "sk-ant-" + "planted-0123456789-abcdef"
ODD_KEY = "another/form+of key?"
PARAMS = {"model": "claude-haiku-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}
HELLO = Recipe("00_topic/hello", "A greeting.", read_script('ok "Hello"'), (Call("create", PARAMS),))


def read(path: Path) -> Any:
    """Return a file's YAML."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=lambda recipe: recipe.name)
def test_records_the_same_bytes(recipe: Recipe, tmp_path: Path) -> None:
    """A recipe recorded twice gives the same file, and that file says what it is."""
    one, other = (record(recipe, tmp_path / name, day=DAY) for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()
    assert one == tmp_path / "one" / f"{recipe.name}.yaml"
    metadata = read(one)["metadata"]
    assert (metadata["format_version"], metadata["origin"], metadata["recorded"]) == (1, "simulator", "2026-11-22")
    assert (metadata["shows"], metadata["script"]) == (recipe.shows, str(recipe.script))


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=lambda recipe: recipe.name)
def test_keeps_no_noise(recipe: Recipe, tmp_path: Path) -> None:
    """Of the headers only those are kept that a reader could ask for, and every URL is the API's."""
    path = record(recipe, tmp_path, day=DAY)
    for interaction in read(path)["interactions"]:
        assert interaction["request"]["headers"].keys() <= SENT
        headers = interaction["response"]["headers"]
        assert "content-type" in headers
        assert all(name in RECEIVED or name.startswith(RATE_LIMITS) for name in headers)
        assert interaction["request"]["uri"].startswith("https://api.anthropic.com/v1/")
    text = path.read_text(encoding="utf-8")
    assert not any(noise in text for noise in ("127.0.0.1", "x-stainless", "any-key", "wrkspc_"))


def test_streams_stand_in_literal_blocks(tmp_path: Path) -> None:
    """A recorded stream can be read in the file as it was sent."""
    path = record(RECIPES["01_streaming/poem"], tmp_path, day=DAY)
    assert '\n        event: ping\n        data: {"type": "ping"}\n' in path.read_text(encoding="utf-8")


def test_vcrpy_alone_reads_them(tmp_path: Path) -> None:
    """What is recorded is a cassette to vcrpy with its own serializer, metadata included."""
    for recipe in RECIPES.values():
        path = record(recipe, tmp_path, day=DAY)
        with vcr.use_cassette(str(path), record_mode="none") as cassette:
            assert len(cassette) == len(read(path)["interactions"])
            assert cassette.get_metadata("format_version", None) == 1
            assert all(isinstance(response["body"]["string"], bytes) for response in cassette.responses)


def test_recording_replaces_what_was_there(tmp_path: Path) -> None:
    """A recipe recorded again leaves nothing of the old file."""
    path = tmp_path / "00_topic" / "hello.yaml"
    path.parent.mkdir()
    path.write_text("old", encoding="utf-8")
    record(HELLO, tmp_path, day=DAY)
    assert len(read(path)["interactions"]) == 1


def test_a_canceled_batch_is_recorded_to_its_results(tmp_path: Path) -> None:
    """All calls of a batch are recorded: creation, polls, cancel, and results from the API's own URL."""
    calls = (
        Call("batch", {"requests": [{"custom_id": "a", "params": PARAMS}]}),
        Call("cancel"),
        Call("poll"),
        Call("results"),
    )
    path = record(Recipe("t/b", "A batch.", read_script("canceling; ended"), calls), tmp_path, day=DAY)
    sent = [(i["request"]["method"], i["request"]["uri"].rpartition("/")[2]) for i in read(path)["interactions"]]
    assert sent[0] == ("POST", "batches")
    assert sent[1] == ("POST", "cancel")
    assert sent[-1] == ("GET", "results")
    assert '"type":"canceled"' in path.read_text(encoding="utf-8")


def test_outcomes_of_a_batch_are_recorded(tmp_path: Path) -> None:
    """A recipe may say how requests of its batches end; the live API takes no such orders."""
    calls = (Call("batch", {"requests": [{"custom_id": "a", "params": PARAMS}]}), Call("poll"), Call("results"))
    recipe = Recipe("t/b", "A batch.", read_script("ended"), calls, {"a": "expired"})
    path = record(recipe, tmp_path, day=DAY)
    assert '"result":{"type":"expired"}' in path.read_text(encoding="utf-8")
    assert read(path)["metadata"]["outcomes"] == {"a": "expired"}
    assert not recipe.can_be_live


def test_outcomes_are_read_from_a_recipe(tmp_path: Path) -> None:
    """`outcomes` of a recipe says how requests end, by custom_id; without it each ends by itself."""
    one = '[[cassette]]\nname = "t/b"\nshows = "A batch."\ncalls = []\n'
    path = tmp_path / "recipes.toml"
    path.write_text(one + one + 'outcomes = { a = "expired" }\n', encoding="utf-8")
    assert [{}, {"a": "expired"}] == [recipe.outcomes for recipe in read_recipes(path)]


def test_a_recipe_without_calls(tmp_path: Path) -> None:
    """An empty cassette is never written."""
    with pytest.raises(RecordError, match="t/x makes no call"):
        record(Recipe("t/x", "Nothing.", read_script("ok"), ()), tmp_path, day=DAY)
    assert list(tmp_path.rglob("*.yaml")) == []


# ---------------------------------------------------------------- live


@dataclass
class StandIn:
    """A stand-in for the live API, which says what it is told, in a body or a header."""

    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    keys: list[str | None] = field(default_factory=list)

    def answer(self, request: Request, now: Instant) -> Delivery:
        """Answer as the simulator, with these words for its text."""
        self.keys.append(request.header("authorization"))
        reply = Simulator(0).reply(request, now)
        body = {**reply.json, "content": [{"type": "text", "text": self.body}]}
        headers = (("content-type", "application/json"), *self.headers)
        return Delivery.whole(Reply(200, (*headers, ("transfer-encoding", "chunked")), json.dumps(body).encode()))


@contextmanager
def served(origin: Origin) -> Iterator[str]:
    """Serve an origin on this machine, and give its URL."""
    with recording._served(lambda _: origin) as url:
        yield url


def recorded_live(folder: Path, origin: Origin, *, key: str = KEY, prompt: str = "Hi") -> Path:
    """Record a greeting from a stand-in for the live API."""
    params = {**PARAMS, "messages": [{"role": "user", "content": prompt}]}
    recipe = Recipe("00_topic/hello", "A greeting.", read_script("ok"), (Call("create", params),))
    with served(origin) as url:
        return record_live(recipe, folder, key=key, day=DAY, url=url)


def test_a_live_recording_says_so(tmp_path: Path) -> None:
    """What comes from the live API says so, and holds no trace of the key that was sent."""
    origin = StandIn("Hello")
    path = recorded_live(tmp_path, origin)
    assert origin.keys == [f"Bearer {KEY}"]
    assert read(path)["metadata"]["origin"] == "live"
    assert "script" not in read(path)["metadata"]
    assert KEY not in path.read_text(encoding="utf-8")
    assert "authorization" not in path.read_text(encoding="utf-8").lower()


def shifted(key: str, offset: int) -> str:
    """Return base64 in which a key stands at an offset."""
    return base64.b64encode(b"\n" * offset + key.encode() + b"!" * 7).decode()


FORMS: dict[str, Callable[[str], str]] = {
    "plain": lambda key: f"your key is {key}!",
    "base64": lambda key: shifted(key, 0),
    "base64 + 1": lambda key: shifted(key, 1),
    "base64 + 2": lambda key: shifted(key, 2),
    "base64 + 4": lambda key: shifted(key, 4),
    "hex": lambda key: key.encode().hex(),
    "backwards": lambda key: key[::-1],
    "broken over lines": lambda key: key[:9] + "\n" + key[9:],
    "escaped": lambda key: "".join(f"\\u{ord(c):04x}" for c in key),
}


@pytest.mark.parametrize("key", [KEY, ODD_KEY], ids=["usual", "odd"])
@pytest.mark.parametrize("form", FORMS)
def test_no_key_is_written(tmp_path: Path, key: str, form: str) -> None:
    """A reply that holds the key in any form is not written, and the message does not hold it either."""
    with pytest.raises(LeakError) as caught:
        recorded_live(tmp_path, StandIn(FORMS[form](key)), key=key)
    assert list(tmp_path.rglob("*.yaml")) == []
    assert key not in str(caught.value)


def test_no_key_is_written_from_a_request(tmp_path: Path) -> None:
    """A prompt that holds the key is not written."""
    with pytest.raises(LeakError):
        recorded_live(tmp_path, StandIn("Hello"), prompt=f"My key is {KEY}.")
    assert list(tmp_path.rglob("*.yaml")) == []


def test_no_key_is_written_from_a_header(tmp_path: Path) -> None:
    """A header that is kept and holds the key is not written; one that is not kept is of no matter."""
    with pytest.raises(LeakError):
        recorded_live(tmp_path, StandIn("Hello", (("request-id", f"req_{KEY}"),)))
    assert list(tmp_path.rglob("*.yaml")) == []
    recorded_live(tmp_path, StandIn("Hello", (("set-cookie", KEY), ("anthropic-organization-id", KEY))))


def test_nobody_elses_key_is_written(tmp_path: Path) -> None:
    """What looks like a key is not written, even if it is not the one in use."""
    with pytest.raises(LeakError):
        recorded_live(tmp_path, StandIn("try sk-ant-api03-abcdefgh"), key=ODD_KEY)


def test_organizations_are_not_named(tmp_path: Path) -> None:
    """The organization that an error names is not written."""
    path = recorded_live(tmp_path, StandIn("limit (org: 12345678-1234-4234-8234-123456789012, model: m)"))
    assert "org: 00000000-0000-0000-0000-000000000000, model" in path.read_text(encoding="utf-8")


def test_live_recording_needs_a_key(tmp_path: Path) -> None:
    """Without a key nothing is sent."""
    with pytest.raises(RecordError, match="ANTHROPIC_API_KEY"):
        record_live(HELLO, tmp_path, key="", day=DAY)


def test_nobody_orders_faults_from_the_live_api(tmp_path: Path) -> None:
    """A recipe whose script holds a fault can't be recorded live."""
    recipe = Recipe("t/x", "Overload.", read_script("529; ok"), HELLO.calls)
    with pytest.raises(RecordError, match="t/x orders faults"):
        record_live(recipe, tmp_path, key=KEY, day=DAY)


# ---------------------------------------------------------------- recipes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[cassette]]\nname = 'a'\nshows = 'x'", "a: 'calls' is missing"),
        ("[[cassette]]\nshows = 'x'\ncalls = []", "a recipe without a name: 'name' is missing"),
        ("[[cassette]]\nname = 'a'\nshows = 'x'\ncalls = [{call = 'pol'}]", "a: unknown call 'pol'; known are poll, "),
        ("[[cassette]]\nname = 'a'\nshows = 'x'\nscript = 'oks'\ncalls = []", "a: column 1: unknown word 'oks'"),
        ("[[cassette", "Expected"),
    ],
)
def test_recipes_that_make_no_sense(tmp_path: Path, text: str, words: str) -> None:
    """A recipe that can't be read is named."""
    path = tmp_path / "recipes.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError) as caught:
        read_recipes(path)
    assert words in str(caught.value)
