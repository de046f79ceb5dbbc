"""Price what a call used, to the last digit. The lesson is in README.md."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypedDict

from anthropic.types import Usage


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
    try:
        price = prices[model]
    except KeyError:
        raise UnknownModel(model) from None
    used = Usage.model_validate(usage)
    written = used.cache_creation_input_tokens or 0
    for_an_hour = used.cache_creation.ephemeral_1h_input_tokens if used.cache_creation else 0
    dollars = used.input_tokens * price["input"]
    dollars += (written - for_an_hour) * price["cache_write_5m"] + for_an_hour * price["cache_write_1h"]
    dollars += (used.cache_read_input_tokens or 0) * price["cache_read"]
    dollars += used.output_tokens * price["output"]
    return dollars.scaleb(-6) * (Decimal("0.5") if used.service_tier == "batch" else 1)
