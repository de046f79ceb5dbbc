"""Price what a call used, to the last digit. The lesson is in README.md."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypedDict

WHERE = {
    "input": ("input_tokens",),
    "cache_write_5m": ("cache_creation", "ephemeral_5m_input_tokens"),
    "cache_write_1h": ("cache_creation", "ephemeral_1h_input_tokens"),
    "cache_read": ("cache_read_input_tokens",),
    "output": ("output_tokens",),
}
"""Where the tokens of each price are counted."""


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


def cost(usage: Mapping[str, Any], model: str, prices: Mapping[str, Price]) -> Decimal:
    """Return what a reply's tokens cost in US dollars: exact, nothing rounded.

    `usage` is that of the reply, as JSON: only `input_tokens` and `output_tokens` are always there, any other field may
    be missing or None. `model` is the reply's, `prices` the price list by model. In a batch, all of it costs half.
    Raises UnknownModel for a model that is not in the list. Pure; looks up no price of its own.
    Source: https://platform.claude.com/docs/en/about-claude/pricing
    """
    price = next((found for name, found in prices.items() if name == model), None)
    if price is None:
        raise UnknownModel(model)
    tokens = {kind: count(usage, *path) for kind, path in WHERE.items()}
    if not usage.get("cache_creation"):
        tokens["cache_write_5m"] = count(usage, "cache_creation_input_tokens")
    a_million = 2_000_000 if usage.get("service_tier") == "batch" else 1_000_000
    exact = sum((Fraction(dollars) * tokens[kind] for kind, dollars in items(price)), Fraction()) / a_million
    return Decimal(exact.numerator) / exact.denominator


def items(price: Price) -> list[tuple[str, Decimal]]:
    """Return the prices by kind."""
    return [(kind, dollars) for kind, dollars in price.items() if isinstance(dollars, Decimal)]


def count(usage: Mapping[str, Any], *path: str) -> int:
    """Return a count of tokens, 0 where there is none."""
    found: Any = usage
    for name in path:
        found = (found or {}).get(name)
    return int(found or 0)
