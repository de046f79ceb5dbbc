# /// mistake
# fails = ["COST-08"]
# hint = "A float holds no tenth of a dollar exactly, and its errors add up: keep to Decimal from the list to the result."
# ///
"""Price what a call used, to the last digit. The lesson is in README.md."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypedDict


class Price(TypedDict):
    """US dollars for a million tokens of each kind."""

    input: Decimal
    cache_write_5m: Decimal
    cache_write_1h: Decimal
    cache_read: Decimal
    output: Decimal


class UnknownModel(Exception):
    """There is no price for a model; `model` is its name."""

    def __init__(self, model: str) -> None:
        super().__init__(f"no price for {model}")
        self.model = model


def cost(usage: Mapping[str, Any], model: str, prices: Mapping[str, Price]) -> float:
    """Return what a reply's tokens cost in US dollars: exact, nothing rounded.

    `usage` is that of the reply, as JSON: only `input_tokens` and `output_tokens` are always there, any other field may
    be missing or None. `model` is the reply's, `prices` the price list by model. In a batch, all of it costs half.
    Raises UnknownModel for a model that is not in the list. Pure; looks up no price of its own.
    Source: https://platform.claude.com/docs/en/about-claude/pricing
    """
    if model not in prices:
        raise UnknownModel(model)
    price = prices[model]
    lifetimes = usage.get("cache_creation")
    if lifetimes is None:  # the default lifetime of the cache is five minutes
        lifetimes = {"ephemeral_5m_input_tokens": usage.get("cache_creation_input_tokens")}
    dollars: Decimal = (
        usage["input_tokens"] * price["input"]
        + (lifetimes.get("ephemeral_5m_input_tokens") or 0) * price["cache_write_5m"]
        + (lifetimes.get("ephemeral_1h_input_tokens") or 0) * price["cache_write_1h"]
        + (usage.get("cache_read_input_tokens") or 0) * price["cache_read"]
        + usage["output_tokens"] * price["output"]  # thinking is among these
    ) / 1_000_000
    return float(dollars / 2 if usage.get("service_tier") == "batch" else dollars)
