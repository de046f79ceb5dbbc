"""05_ledger/usage_record: what is graded. Each field against what the reply says, and what replies may lack."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from grader.rubric import (
    Api,
    Case,
    Claim,
    Instant,
    Reply,
    Rubric,
    Run,
    Saying,
    Scenario,
    Simulator,
    Step,
    Submission,
    case,
    cases,
    one_request,
    raises_its_error,
    tells,
    that,
)

rubric = Rubric("05_ledger/usage_record")

PARAMS: Final = {
    "model": "claude-haiku-4-5",
    "max_tokens": 1024,
    "messages": [{"role": "user", "content": "What do rivers do? One sentence."}],
}
RECORDED: Final = PARAMS | {"model": "claude-sonnet-5-5", "cache_control": {"type": "ephemeral"}}
FULL: Final = (
    "ok usage.input_tokens=20 usage.cache_creation_input_tokens=3000 usage.ephemeral_1h_input_tokens=1000"
    " usage.cache_read_input_tokens=50000 usage.output_tokens=700 usage.thinking_tokens=600"
)
"""A reply with every count."""
OPTIONAL: Final = (
    *("cache_read_input_tokens", "output_tokens_details", "service_tier"),
    *("cache_creation", "cache_creation_input_tokens"),
)
"""What the usage of a reply may lack. Without a count of writes there is no breakdown of them either."""


@dataclass(frozen=True)
class Dated:
    """An API that answers as the dated snapshot of the model that was asked for."""

    simulator: Simulator

    @property
    def mint(self) -> Any:
        """Where ids come from."""
        return self.simulator.mint

    def reply(self, request: Any, now: Instant, saying: Saying | None = None, *, status: Any = None) -> Reply:
        """Answer under another name."""
        found = self.simulator.reply(request, now, saying, status)
        if not isinstance(found.json, dict) or "model" not in found.json:
            return found
        body = json.dumps(found.json | {"model": f"{found.json['model']}-20251001"})
        return Reply(found.status, found.headers, body.encode())


def record(submission: Submission, api: Api, _: Case) -> Run:
    """Record the usage of one call."""
    return submission.usage_record(api.client, PARAMS)


def record_recorded(submission: Submission, api: Api, _: Case) -> Run:
    """Record the usage of the call that was recorded."""
    return submission.usage_record(api.client, RECORDED)


def usages(*, without: SearchStrategy[tuple[str, ...]]) -> SearchStrategy[Step]:
    """Return replies with every count, large and different enough to be told apart, but for those left out."""
    counts = {
        "input_tokens": st.integers(1, 99),
        "cache_creation_input_tokens": st.integers(3000, 9999),
        "ephemeral_1h_input_tokens": st.integers(100, 999),
        "cache_read_input_tokens": st.integers(10_000, 99_999),
        "output_tokens": st.integers(1000, 2999),
        "thinking_tokens": st.integers(100, 999),
    }
    drawn = st.fixed_dictionaries(counts)
    return st.builds(lambda full, gone: Step(usage=(*full.items(), *((name, None) for name in gone))), drawn, without)


recorded = Scenario(
    record_recorded,
    cases(),
    examples=1,
    why="one recording: a prompt that is written to the cache",
    cassette="05_ledger/cached",
)
full = Scenario(
    record,
    cases(usages(without=st.just(()))),
    examples=4,
    why="any counts; that each differs from the others is what tells",
    base=lambda simulator, _: Dated(simulator),
    pinned=[
        case(FULL),
        case(FULL.replace("ephemeral_1h_input_tokens=1000", "ephemeral_1h_input_tokens=0")),
        case(f"{FULL} usage.moonlight_tokens=40"),
        case(f"{FULL} -usage.service_tier"),
    ],
)
lacking = Scenario(
    record,
    cases(usages(without=st.sampled_from([(name,) for name in OPTIONAL[:4]]))),
    examples=2,
    why="what a reply may lack is a short list, and pinned",
    base=lambda simulator, _: Dated(simulator),
    pinned=[
        case("ok usage.output_tokens=9"),
        *(case(f"{FULL} -usage.{name}") for name in OPTIONAL[:4]),
        case("ok " + " ".join(f"-usage.{name}" for name in OPTIONAL)),
    ],
)
failing = Scenario(
    record,
    cases(),
    examples=1,
    why="one failure of each kind, pinned",
    pinned=[case(f"{word}; ...") for word in (400, 401, 404, 413, "429 x-should-retry=false", 529, "refused")],
    reads=("status_code",),
)


def replies(run: Run) -> Iterator[dict[str, Any]]:
    """Yield the message that the API replied, if it did."""
    for attempt in run.attempts[-1:]:
        if attempt.status == 200 and attempt.reply and isinstance(attempt.reply.json, dict):
            yield attempt.reply.json


def writes(usage: dict[str, Any]) -> dict[str, int]:
    """Return the writes to the cache by lifetime; those of which no lifetime is told have the default one."""
    written = usage.get("cache_creation_input_tokens", 0)
    hour = usage.get("cache_creation", {}).get("ephemeral_1h_input_tokens", 0)
    return {"cache_write_5m_tokens": written - hour, "cache_write_1h_tokens": hour}


def total(usage: dict[str, Any]) -> int:
    """Return all tokens of input."""
    kinds = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    return sum(usage.get(kind, 0) for kind in kinds)


@rubric.check(
    "USAGE-01",
    recorded,
    help="`params` go to `create` as they are, once.",
    hints=("One call has one record.", "`client.messages.create`", "message = client.messages.create(**...)"),
    cites=("Call `client.messages.create(**params)` once, with the parameters as they are, and return what it used",),
)
def asks_as_told(run: Run) -> Iterator[Claim]:
    """Makes the call once, with the parameters as they are, and returns a record."""
    yield from tells(run, "UsageRecord")
    for attempt in run.attempts:
        yield that(dict(attempt.request.params), "the parameters", at=attempt.request_event).equals(RECORDED)
    yield one_request(run)


@rubric.check(
    "USAGE-02",
    full,
    help="It is a header of the response: `request-id`.",
    hints=("A message and a request have ids of their own.", "`request-id`", "request_id=message._request_..."),
    cites=("R24", "| `request_id` | the response header `request-id`;"),
)
def names_the_request(run: Run) -> Iterator[Claim]:
    """Names the request by the id in the header of its response."""
    for attempt in run.attempts[-1:]:
        if attempt.reply:
            yield from tells(run, "UsageRecord", request_id=attempt.reply.header("request-id"))


@rubric.check(
    "USAGE-03",
    full,
    help="What was asked for is not always what answered.",
    hints=(
        "The bill follows the reply.",
        "`model` of the message, `service_tier` of its usage",
        "model=message...., service_tier=message.usage....",
    ),
    cites=("| `model` | the model that the reply names.", "`usage.service_tier`, None if it is not there"),
)
def names_model_and_tier(run: Run) -> Iterator[Claim]:
    """Names the model and the service tier as the reply does."""
    for message in replies(run):
        yield from tells(run, "UsageRecord", model=message["model"], service_tier=message["usage"].get("service_tier"))


@rubric.check(
    "USAGE-04",
    full,
    help="`input_tokens` and `output_tokens` of the reply, as they are.",
    hints=(
        "Two counts are already what the record needs.",
        "`input_tokens`, `output_tokens`",
        "uncached_tokens=usage....",
    ),
    cites=(
        "| `uncached_tokens` | `usage.input_tokens` |",
        "| `output_tokens` | `usage.output_tokens`, thinking included |",
    ),
)
def counts_what_is_not_cached(run: Run) -> Iterator[Claim]:
    """Counts the input outside of the cache."""
    for message in replies(run):
        yield from tells(run, "UsageRecord", uncached_tokens=message["usage"]["input_tokens"])


@rubric.check(
    "USAGE-05",
    full,
    help="Read and written are two counts.",
    hints=(
        "A read costs a fraction of a write.",
        "`cache_read_input_tokens`",
        "cache_read_tokens=usage.cache_read_... or 0",
    ),
    cites=("what was read from the cache",),
)
def counts_reads(run: Run) -> Iterator[Claim]:
    """Counts the input that was read from the cache."""
    for message in replies(run):
        yield from tells(run, "UsageRecord", cache_read_tokens=message["usage"]["cache_read_input_tokens"])


@rubric.check(
    "USAGE-06",
    full,
    help="`cache_creation` divides the writes by lifetime.",
    hints=(
        "An hour costs more than five minutes.",
        "`cache_creation.ephemeral_1h_input_tokens`",
        "for_an_hour = usage.cache_creation....",
    ),
    cites=("what was written to the cache for five minutes", "what was written to the cache for an hour"),
)
def divides_writes(run: Run) -> Iterator[Claim]:
    """Divides the input that was written to the cache by lifetime."""
    for message in replies(run):
        yield from tells(run, "UsageRecord", **writes(message["usage"]))


@rubric.check(
    "USAGE-07",
    full,
    help="`input_tokens` is only what the cache has no part in.",
    hints=(
        "Three counts of the reply make up the input.",
        "`input_tokens`, `cache_creation_input_tokens`, `cache_read_input_tokens`",
        "total_input_tokens=usage.input_tokens + written + ...",
    ),
    cites=("all input: the four above, added up",),
)
def totals_the_input(run: Run) -> Iterator[Claim]:
    """Totals the input: not cached, written and read."""
    for message in replies(run):
        yield from tells(run, "UsageRecord", total_input_tokens=total(message["usage"]))


@rubric.check(
    "USAGE-08",
    full,
    help="Thinking is a part of the output, not more of it.",
    hints=(
        "`output_tokens` is what is billed.",
        "`output_tokens_details.thinking_tokens`",
        "output_tokens=usage.output_tokens, thinking_tokens=...",
    ),
    cites=("`output_tokens` is the total that is billed, and `thinking_tokens` a part of it.",),
)
def counts_thinking_once(run: Run) -> Iterator[Claim]:
    """Counts thinking as a part of the output."""
    for message in replies(run):
        thought = message["usage"]["output_tokens_details"]["thinking_tokens"]
        yield from tells(run, "UsageRecord", output_tokens=message["usage"]["output_tokens"], thinking_tokens=thought)


@rubric.check(
    "USAGE-09",
    lacking,
    needs=("USAGE-05", "USAGE-06", "USAGE-07", "USAGE-08"),
    help="Most fields of `usage` are optional; a cache lasts five minutes by default.",
    hints=(
        "No count is a count of zero.",
        "`Usage` in `anthropic/types/usage.py`",
        "details.thinking_tokens if ... else 0",
    ),
    cites=(
        "A count that the reply does not have is 0.",
        "Then all of `cache_creation_input_tokens` counts as written for five minutes, the default lifetime.",
    ),
)
def takes_what_is_missing_as_zero(run: Run) -> Iterator[Claim]:
    """Counts 0 for what the reply lacks, and five minutes for writes whose lifetime it lacks."""
    for message in replies(run):
        usage = message["usage"]
        thought = usage.get("output_tokens_details", {}).get("thinking_tokens", 0)
        read = usage.get("cache_read_input_tokens", 0)
        counts = {"cache_read_tokens": read, "total_input_tokens": total(usage), "thinking_tokens": thought}
        yield from tells(run, "UsageRecord", **counts, **writes(usage))


@rubric.check(
    "USAGE-10",
    failing,
    help="A record of zeros would say that the call cost nothing.",
    hints=("No usage is not a usage of zero.", "`anthropic.APIError`", "message = client.messages.create(...)"),
    cites=("A call that fails has no record. Its error is raised as it comes",),
)
def records_no_failure(run: Run) -> Iterator[Claim]:
    """Raises the error of a call that fails."""
    for attempt in run.attempts[-1:]:
        if attempt.failed:
            yield raises_its_error(attempt, named=False)
