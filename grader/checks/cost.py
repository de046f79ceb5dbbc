"""05_ledger/cost: what is graded. No request is sent: a case is the usage of a reply and a price list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from grader.rubric import Api, Case, Claim, Rubric, Run, Scenario, Submission, case, cases, that

rubric = Rubric("05_ledger/cost", exceptions=("UnknownModel",))

KINDS: Final = ("input", "cache_write_5m", "cache_write_1h", "cache_read", "output")
MODEL: Final = "claude-sonnet-5-5"
LISTED: Final = {
    "claude-opus-5-5": dict(zip(KINDS, ("4", "5", "8", "0.2", "20"), strict=True)),
    "claude-haiku-4-5-20251001": dict(zip(KINDS, ("1", "1.25", "2", "0.1", "5"), strict=True)),
}
"""What else is in the list."""
PRICE: Final = dict(zip(KINDS, ("2", "2.6", "4.8", "0.4", "10"), strict=True))
MILLION: Final = 1_000_000
STEP: Final = 100_000
"""Tokens whose price, of those that are drawn, is whole cents, so that rounding shows only where it is judged."""
ABSENT: Final = ("cache_read_input_tokens", "cache_creation", "output_tokens_details", "service_tier")


def used(**counts: Any) -> dict[str, Any]:
    """Return the usage of a reply; what is not given is 0, and all is there."""
    five, hour = counts.pop("five", 0), counts.pop("hour", 0)
    thought = counts.pop("thought", 0)
    return {
        "input_tokens": STEP,
        "cache_creation_input_tokens": five + hour,
        "cache_read_input_tokens": 0,
        "cache_creation": {"ephemeral_5m_input_tokens": five, "ephemeral_1h_input_tokens": hour},
        "output_tokens": STEP,
        "output_tokens_details": {"thinking_tokens": thought},
        "service_tier": "standard",
        **counts,
    }


def lacks(usage: Mapping[str, Any], *names: str, told: bool = False) -> dict[str, Any]:
    """Return a usage without these fields; `told`: they are there, and None."""
    kept = {name: value for name, value in usage.items() if name not in names}
    return kept | dict.fromkeys(names) if told else kept


def price_list(case: Case) -> dict[str, dict[str, Decimal]]:
    """Return the price list of a case."""
    found = {**LISTED, MODEL: case.args.get("price", PRICE)}
    return {model: {kind: Decimal(dollars) for kind, dollars in price.items()} for model, price in found.items()}


def cost(submission: Submission, _: Api, case: Case) -> Run:
    """Ask what a usage costs."""
    return submission.cost(case.usage, case.args.get("model", MODEL), price_list(case))


def prices(*choice: str) -> SearchStrategy[dict[str, str]]:
    """Return prices of a model, drawn from these."""
    return st.fixed_dictionaries(dict.fromkeys(KINDS, st.sampled_from(choice)))


ROUND: Final = prices("2", "0.4", "10", "5.2", "16")
TOKENS: Final = st.integers(1, 30).map(lambda steps: steps * STEP)

plain = Scenario(
    cost,
    cases(usage=st.builds(lambda a, b: used(input_tokens=a, output_tokens=b), TOKENS, TOKENS), price=ROUND),
    examples=6,
    why="any prices and counts; two models with other prices stand in the list",
    pinned=[
        case(usage=used(input_tokens=MILLION, output_tokens=0)),
        case(usage=used(input_tokens=0, output_tokens=MILLION)),
        case(usage=used(), model="claude-opus-5-5"),
        case(usage=used(moonlight_tokens=MILLION)),
    ],
)
reads = Scenario(
    cost,
    cases(usage=TOKENS.map(lambda n: used(cache_read_input_tokens=n)), price=ROUND),
    examples=4,
    why="any price of a read, whatever that of input",
    pinned=[case(usage=used(cache_read_input_tokens=MILLION))],
)
writes = Scenario(
    cost,
    cases(usage=st.builds(lambda five, hour: used(five=five, hour=hour), TOKENS, TOKENS), price=ROUND),
    examples=4,
    why="any prices of writes, whatever that of input",
    pinned=[case(usage=used(five=MILLION)), case(usage=used(hour=MILLION)), case(usage=used(five=MILLION, hour=STEP))],
)
undivided = Scenario(
    cost,
    cases(usage=TOKENS.map(lambda n: lacks(used(five=n), "cache_creation")), price=ROUND),
    examples=2,
    why="any count; missing and None are both pinned",
    pinned=[case(usage=lacks(used(five=MILLION), "cache_creation", told=told)) for told in (False, True)],
)
thinking = Scenario(
    cost,
    cases(usage=TOKENS.map(lambda n: used(output_tokens=2 * n, thought=n)), price=ROUND),
    examples=2,
    why="any part of the output",
    pinned=[case(usage=used(output_tokens=MILLION, thought=STEP)), case(usage=used(thought=STEP))],
)
batches = Scenario(
    cost,
    cases(
        usage=st.builds(
            lambda n, read, tier: used(service_tier=tier, input_tokens=n, cache_read_input_tokens=read, hour=n),
            TOKENS,
            TOKENS,
            st.sampled_from(("batch", "standard")),
        ),
        price=ROUND,
    ),
    examples=6,
    why="each kind of token, in a batch and not; each alone is pinned",
    pinned=[
        case(usage=used(service_tier="batch", input_tokens=2 * MILLION, output_tokens=0)),
        case(usage=used(service_tier="batch", input_tokens=0, output_tokens=2 * MILLION)),
        case(usage=used(service_tier="batch", cache_read_input_tokens=2 * MILLION)),
        case(usage=used(service_tier="batch", five=2 * MILLION)),
        case(usage=used(service_tier="batch", hour=2 * MILLION)),
        case(usage=used(service_tier="standard", hour=2 * MILLION)),
    ],
)
absent = Scenario(
    cost,
    cases(usage=TOKENS.map(lambda n: lacks(used(output_tokens=n), *ABSENT, "cache_creation_input_tokens"))),
    examples=1,
    why="what may be missing or None is a short list, and pinned",
    pinned=[
        *(case(usage=lacks(used(), name, told=told)) for name in ABSENT for told in (False, True)),
        *(case(usage=lacks(used(), *ABSENT, "cache_creation_input_tokens", told=told)) for told in (False, True)),
    ],
)
exact = Scenario(
    cost,
    cases(
        usage=st.builds(
            lambda a, b, c, d: used(input_tokens=a, output_tokens=b, cache_read_input_tokens=c, hour=d),
            *(st.integers(1, 999_999) for _ in range(4)),
        ),
        price=prices("0.1", "0.125", "3", "6.25", "0.3"),
    ),
    examples=8,
    why="any counts, and prices that no float holds; where rounding shows most is pinned",
    pinned=[
        case(usage=used()),
        case(usage=used(input_tokens=1, output_tokens=0), price=PRICE | {"input": "0.1"}),
        case(usage=used(input_tokens=3, output_tokens=0), price=PRICE | {"input": "0.1"}),
        case(usage=used(input_tokens=123_456_789, output_tokens=987_654_321)),
    ],
)
unknown = Scenario(
    cost,
    cases(usage=used(), model=st.sampled_from(("claude-none-9", "claude-sonnet-5", *LISTED))),
    examples=4,
    why="names that are, and are not, the beginning of one in the list are pinned; those of the list are drawn",
    pinned=[
        case(usage=used(), model=model)
        for model in ("claude-none-9", "claude-sonnet-5", "claude-haiku-4-5", "claude-opus-5-5-20260801", "")
    ],
    reads=("model",),
)


def owed(run: Run) -> Decimal:
    """Return what the usage of a case costs."""
    usage, price = run.case.usage, price_list(run.case)[run.case.args.get("model", MODEL)]
    written = usage.get("cache_creation_input_tokens") or 0
    hour = (usage.get("cache_creation") or {}).get("ephemeral_1h_input_tokens") or 0
    read = usage.get("cache_read_input_tokens") or 0
    counts = (usage["input_tokens"], written - hour, hour, read, usage["output_tokens"])
    full = sum((price[kind] * count for kind, count in zip(KINDS, counts, strict=True)), Decimal()) / MILLION
    return full / 2 if usage.get("service_tier") == "batch" else full


def costs(run: Run) -> Iterator[Claim]:
    """State the cost, in whatever kind of number, to a millionth of a dollar."""
    yield that(run).ends()
    found = float(run.value) if isinstance(run.value, Decimal) else run.value
    yield that(found, "the cost in dollars", at=run.end).near(float(owed(run)))


@rubric.check(
    "COST-01",
    plain,
    help="Prices are for a million tokens, of this model.",
    hints=("Tokens times price, by kind.", "`prices[model]`", 'usage["input_tokens"] * price["input"] + ...'),
    cites=(
        "`input_tokens` at `input`, and `output_tokens` at `output`.",
        "a list by model, in US dollars for a million tokens",
    ),
)
def prices_input_and_output(run: Run) -> Iterator[Claim]:
    """Prices input and output by the million, as the list has it for the model."""
    yield from costs(run)


@rubric.check(
    "COST-02",
    reads,
    needs=("COST-01",),
    help="No fixed fraction of the price of input holds for all models.",
    hints=(
        "Reads have a price of their own.",
        "`cache_read_input_tokens`",
        'usage["cache_read_input_tokens"] * price[...]',
    ),
    cites=("`cache_read_input_tokens` at `cache_read`",),
)
def prices_reads(run: Run) -> Iterator[Claim]:
    """Prices what was read from the cache as the list has it."""
    yield from costs(run)


@rubric.check(
    "COST-03",
    writes,
    needs=("COST-01",),
    help="`cache_creation` divides what was written by lifetime.",
    hints=(
        "An hour costs more than five minutes.",
        "`ephemeral_5m_input_tokens`, `ephemeral_1h_input_tokens`",
        'lifetimes["ephemeral_1h_input_tokens"] * price[...]',
    ),
    cites=("what was written, by lifetime, at `cache_write_5m` and `cache_write_1h`",),
)
def prices_writes(run: Run) -> Iterator[Claim]:
    """Prices what was written to the cache by lifetime, as the list has it."""
    yield from costs(run)


@rubric.check(
    "COST-04",
    undivided,
    needs=("COST-03",),
    help="A cache lasts five minutes by default.",
    hints=(
        "What was written was written for some time.",
        "`cache_creation_input_tokens`",
        'if usage.get("cache_creation") is None: ...',
    ),
    cites=("all of `cache_creation_input_tokens` was written for five minutes, the default.",),
)
def prices_writes_without_lifetime(run: Run) -> Iterator[Claim]:
    """Prices writes without a breakdown as those for five minutes."""
    yield from costs(run)


@rubric.check(
    "COST-05",
    thinking,
    needs=("COST-01",),
    help="`output_tokens` includes thinking.",
    hints=("What is counted already is not added.", "`output_tokens`", 'usage["output_tokens"] * price[...]'),
    cites=("Thinking is among the output tokens already.",),
)
def prices_thinking_once(run: Run) -> Iterator[Claim]:
    """Prices thinking as a part of the output."""
    yield from costs(run)


@rubric.check(
    "COST-06",
    batches,
    needs=("COST-02", "COST-03"),
    help="Half of everything: input, output and cache.",
    hints=("A batch halves each price.", '`service_tier` is "batch"', "return dollars / 2 if ... else dollars"),
    cites=("If `service_tier` is `batch`, everything costs half, the cache as well.",),
)
def halves_batches(run: Run) -> Iterator[Claim]:
    """Halves the cost of all tokens in a batch, and of no others."""
    yield from costs(run)


@rubric.check(
    "COST-07",
    absent,
    needs=("COST-01",),
    help="`get` with a default still gives None where None is there.",
    hints=("No count is a count of zero.", "`dict.get`, `or`", '(usage.get("cache_read_input_tokens") or ...)'),
    cites=("Any other field may be missing, or be None: that counts nothing.",),
)
def takes_what_is_missing_as_zero(run: Run) -> Iterator[Claim]:
    """Takes a field that is missing or None for one that counts nothing."""
    yield from costs(run)


@rubric.check(
    "COST-08",
    exact,
    points=2,
    needs=("COST-02", "COST-03"),
    help="Sums of many small amounts are rounded once, at the very end, by whoever shows them.",
    hints=("Binary fractions hold no cents.", "`decimal.Decimal`", "dollars = (tokens * price + ...) / 1_000_000"),
    cites=("The result is a `Decimal`, exact to the last digit. No float comes near it, and nothing is rounded",),
)
def is_exact(run: Run) -> Iterator[Claim]:
    """Returns an exact Decimal, with nothing rounded."""
    yield that(run).ends()
    yield that(run.value, "the cost in dollars", at=run.end).equals(owed(run))


@rubric.check(
    "COST-09",
    unknown,
    help="A cost of 0 would hide it, another model's price as well.",
    hints=("What has no price is not free.", "`UnknownModel`", "if model not in ...: raise ..."),
    cites=("If the list does not have the model, under exactly this name, raise `UnknownModel` with the name.",),
)
def refuses_unknown_models(run: Run) -> Iterator[Claim]:
    """Raises UnknownModel, with the name, for a model that the list does not have."""
    listed = run.case.model in price_list(run.case)
    yield that(run).ends() if listed else that(run).raises("UnknownModel", model=run.case.model)
