"""The origin of a case is its script over the simulator, over what its scenario makes of it, or over a cassette."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from grader.exercises import cassettes_dir
from grader.grade.origins import Origins
from grader.rubric import Scenario, Submission, case
from grader.trace import Reply, Run
from grader.wire.cassette import open_cassette
from grader.wire.delivery import Delivery, Instant

NOW = Instant(0, 1_793_611_800.0)


def never(submission: Submission, *_: object) -> Run:
    """Play nothing: only the origin matters here."""
    return submission.nothing()


def test_a_scenario_says_what_its_scripts_are_about() -> None:
    """A request that the script is not about is answered `ok`, over the simulator and over a cassette."""
    for cassette in (None, "04_batches/two_requests"):
        scenario = Scenario(never, st.just(case()), 1, "one is enough", cassette=cassette, about="POST /v1/nothing")
        create = open_cassette(cassettes_dir() / "04_batches/two_requests.yaml", 0).recordings[0].request
        create = replace(create, headers=(*create.headers, ("x-api-key", "any")))
        answer = Origins(0).of(scenario, case("529"), 0).answer(create, NOW)
        assert isinstance(answer, Delivery)
        assert 200 == answer.reply.status


def test_a_cassette_says_itself_how_a_batch_stands() -> None:
    """A script says `ok` of a poll, and the recording that its batch is in progress."""
    name = "04_batches/two_requests"
    scenario = Scenario(never, st.just(case()), 1, "one is enough", cassette=name)
    recorded = open_cassette(cassettes_dir() / f"{name}.yaml", 0).recordings
    poll = next(r.request for r in recorded if r.request.method == "GET")
    answer = Origins(0).of(scenario, case(), 0).answer(poll, NOW)
    assert isinstance(answer, Delivery)
    assert isinstance(answer.reply, Reply)
    assert "in_progress" == answer.reply.json["processing_status"]
