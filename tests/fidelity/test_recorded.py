"""Recordings in vcrpy's format are read, whatever a project has done to them; those here were made up for this test."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.fidelity.hold import examine, hold
from grader.fidelity.recorded import RecordingError, cassettes, recordings
from grader.fidelity.rules import read_rules
from grader.fidelity.samples import Sample
from grader.fidelity.simulated import simulated

CASSETTES = Path(__file__).parents[2] / "cassettes"
RULES = read_rules()
REFUSED = b'{"type":"error","error":{"type":"not_found_error","message":"model: a"}}'
HEADERS = {"Date": ["Tue, 02 Jun 2026 10:00:00 GMT"], "Content-Type": ["application/json"], "Server": ["cloudflare"]}


def interaction(body: Any = REFUSED, status: int = 404, **changes: Any) -> dict[str, Any]:
    """Return a recorded interaction."""
    request = {"method": "POST", "uri": "https://api.anthropic.com/v1/messages?beta=true", "body": '{"stream":true}'}
    response = {"status": {"code": status}, "headers": HEADERS, "body": {"string": body}}
    return {"request": request | changes.get("request", {}), "response": response | changes.get("response", {})}


def read(folder: Path, *interactions: Any) -> list[Sample]:
    """Write a file of recordings, and read its folder."""
    (folder / "below").mkdir(exist_ok=True)
    text = yaml.safe_dump({"version": 1, "interactions": list(interactions)})
    (folder / "below" / "one.yaml").write_text(text, encoding="utf-8")
    return recordings(folder)


def test_a_recording_is_read(tmp_path: Path) -> None:
    """Where it stands, what was asked for and what was answered are there."""
    (sample,) = read(tmp_path, interaction())
    assert ("below/one.yaml #1", "POST", "/v1/messages", {"stream": True}) == (
        sample.where,
        sample.method,
        sample.path,
        sample.asked,
    )
    assert {"404", "error", "json", "stream", "messages"} == sample.tags
    assert (REFUSED, "application/json", "2026-06-02") == (sample.body, sample.headers["content-type"], sample.day)


@pytest.mark.parametrize("body", [REFUSED.decode(), gzip.compress(REFUSED)], ids=["text", "gzip"])
def test_bodies_of_any_form(tmp_path: Path, body: Any) -> None:
    """A body is kept as text, as bytes, or packed."""
    assert [REFUSED] == [sample.body for sample in read(tmp_path, interaction(body))]


def test_a_body_that_is_kept_as_data(tmp_path: Path) -> None:
    """Its values are looked at, the order of its keys and its text are not."""
    (sample,) = read(tmp_path, interaction(response={"parsed_body": json.loads(REFUSED), "body": None}))
    seen = {rule.feature for rule in RULES if rule.values(sample)}
    assert "words of 404 for a model" in seen
    assert not {"keys of 400, 401, 404", "JSON is written without spaces"} & seen


def test_a_header_that_a_project_left_out_is_not_missing(tmp_path: Path) -> None:
    """Where a recording was stripped of its headers, only those that are there are looked at."""
    whole = read(tmp_path, interaction())[0]
    stripped = read(tmp_path, interaction(response={"headers": {"Content-Type": ["application/json"]}}))[0]
    rule = next(rule for rule in RULES if rule.feature == "vary")
    assert (["absent"], []) == (rule.values(whole), rule.values(stripped))


@pytest.mark.parametrize(
    "uri",
    ["https://api.openai.com/v1/messages", "https://api.anthropic.com/v1/complete", "https://api.anthropic.com/v1/messagesx"],
)  # fmt: skip
def test_what_is_not_of_messages_is_left_out(tmp_path: Path, uri: str) -> None:
    """Other hosts and other parts of the API are not simulated."""
    assert [] == read(tmp_path, interaction(request={"uri": uri}))


@pytest.mark.parametrize("text", ["interactions: [", "interactions: [{}]", "interactions: [1]"])
def test_a_file_that_can_not_be_read_is_named(tmp_path: Path, text: str) -> None:
    """A damaged file ends it, for what it holds could be what differs."""
    (tmp_path / "broken.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RecordingError, match=r"broken\.yaml"):
        recordings(tmp_path)


def test_yaml_that_is_no_recording_is_passed_over(tmp_path: Path) -> None:
    """A folder of tests holds other YAML too."""
    (tmp_path / "config.yml").write_text("a: 1", encoding="utf-8")
    assert [] == recordings(tmp_path)


def test_a_folder_without_recordings_is_no_success(tmp_path: Path) -> None:
    """Nothing to compare with is said, and is not taken for agreement."""
    with pytest.raises(RecordingError, match="There is no recording"):
        examine(CASSETTES, tmp_path)


def wrong(*theirs: Sample) -> dict[str, list[str]]:
    """Return what is wrong once these are the recordings."""
    findings = hold(RULES, simulated(), cassettes(CASSETTES), theirs)
    return {row.rule.feature: row.wrong for row in findings.rows if row.wrong}


def test_a_difference_that_is_not_listed_is_wrong(tmp_path: Path) -> None:
    """A reply in another form than the rules know is named with the place and what it shows."""
    odd = wrong(*read(tmp_path, interaction(b'{"type":"error","error":{"message":"a","type":"not_found_error"}}')))
    assert "the recording below/one.yaml #1 shows 'message,type', which is not listed" in odd["keys of their error"]


def test_a_difference_is_listed_for_its_time_alone(tmp_path: Path) -> None:
    """What was so in 2024 is not forgiven to a reply of 2026; one without a date may be of any time."""
    old, none = ({**HEADERS, "Date": ["Tue, 04 Jun 2024 10:00:00 GMT"]}, {"Content-Type": ["application/json"]})
    assert "keys of 400, 401, 404" in wrong(*read(tmp_path, interaction()))
    for headers in (old, none):
        assert "keys of 400, 401, 404" not in wrong(*read(tmp_path, interaction(response={"headers": headers})))


def test_what_was_never_recorded_is_told_once_it_is(tmp_path: Path) -> None:
    """A recording of a 529 is news: the table must no longer say that there is none."""
    body = b'{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":null}'
    odd = wrong(*read(tmp_path, interaction(body, 529)))
    assert ["never recorded, it says, and 1 recordings show it"] == odd["type of 529"]


NONSENSE = (
    b"", b"event: ", b"event: message_start\ndata: []\n\n", b"[]", b"{", b"\xff",
    b'{"type":"message","content":3,"usage":[]}',
    b'event: content_block_start\ndata: {"type":"content_block_start"}\n\n',
    b'event: message_delta\ndata: {"type":"message_delta","usage":{"output_tokens":"1"}}\n\n',
    b'{"type":"message_batch","created_at":3,"expires_at":null,"request_counts":{"processing":null}}',
)  # fmt: skip


@pytest.mark.parametrize("body", NONSENSE)
@pytest.mark.parametrize("path", ["", "/batches", "/batches/a/results"])
def test_no_body_makes_a_look_fail(body: bytes, path: str) -> None:
    """Whatever a recording holds, it is held against the rules to the end."""
    headers = {"date": "yesterday", "request-id": "req_01", "anthropic-ratelimit-tokens-limit": "many"}
    sample = Sample("here", "GET", f"/v1/messages{path}", {}, 200, headers, body)
    assert [rule.values(sample) for rule in RULES]
