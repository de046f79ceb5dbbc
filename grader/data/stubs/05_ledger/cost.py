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


def cost(usage: Mapping[str, Any], model: str, prices: Mapping[str, Price]) -> Decimal:
    """Return what a reply's tokens cost in US dollars: exact, nothing rounded.

    `usage` is that of the reply, as JSON: only `input_tokens` and `output_tokens` are always there, any other field may
    be missing or None. `model` is the reply's, `prices` the price list by model. In a batch, all of it costs half.
    Raises UnknownModel for a model that is not in the list. Pure; looks up no price of its own.
    Source: https://platform.claude.com/docs/en/about-claude/pricing
    """
    # TODO(1): find the price of the model.
    # TODO(2): add up tokens times price, by kind; then see whether a batch halves it.
    raise NotImplementedError
