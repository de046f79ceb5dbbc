"""What a successful reply says, as the body of a message or as a stream of events, in the form of mid 2026.

A stream is made from the finished message, so that both say the same.

Tokens are counted from sizes, since no tokenizer is at hand: 4 bytes of text are one token, rounded up. The input is
7 tokens and the JSON of `system`, `messages` and `tools`; the output is 3 tokens and the text, thinking and tool input
(nothing, where there is no content). `Saying.usage` overrides any count; in a stream `message_start` keeps the input
that was computed, as the final count in `message_delta` may be another.

Never recorded: where `output_tokens_details` stands in the usage of a message that is not streamed, and what `input`
holds when a tool call was cut off by `max_tokens` (here: nothing).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from grader.trace import parsed
from grader.wire import sse
from grader.wire.ids import Mint
from grader.wire.models import at_least
from grader.wire.saying import Part, Saying

BYTES_A_TOKEN: Final = 4
DELTA_COUNTS: Final = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens")
ALWAYS: Final = frozenset({"input_tokens", "output_tokens"})
"""What the usage of every message has; the SDK types the rest as optional."""
Tier = Literal["standard", "batch"]


def message(
    saying: Saying, *, mint: Mint, params: Mapping[str, Any], wall: float, tier: Tier = "standard"
) -> dict[str, Any]:
    """Return the message that the API answers to these parameters, sent at this time of day in UNIX seconds.

    A field of its usage that the saying gives as None is not there, if it is one that a reply may lack.
    Raises ValueError if a piece of tool input follows no tool.
    """
    finished = _finished(saying, mint=mint, params=params, wall=wall, tier=tier)
    left_out = _left_out(saying) - ALWAYS
    return {**finished, "usage": {key: value for key, value in finished["usage"].items() if key not in left_out}}


def _left_out(saying: Saying) -> AbstractSet[str]:
    return {name for name, count in saying.usage.items() if count is None}


def _finished(
    saying: Saying, *, mint: Mint, params: Mapping[str, Any], wall: float, tier: Tier = "standard"
) -> dict[str, Any]:
    blocks, _ = _blocks(saying.parts)
    refused = saying.stop_reason == "refusal"
    details = dict(saying.stop_details) if saying.stop_details else REFUSAL if refused else None
    ends_in_call = bool(blocks) and blocks[-1].kind == "tool"
    return {
        "model": params.get("model", ""),
        "id": mint.message(wall),
        "type": "message",
        "role": "assistant",
        "content": [_content(block, mint) for block in blocks],
        "stop_reason": saying.stop_reason or ("tool_use" if ends_in_call else "end_turn"),
        "stop_sequence": saying.stop_sequence,
        "stop_details": details,
        "usage": usage(saying, params, tier),
    }


REFUSAL: Final = {"type": "refusal", "category": None, "explanation": None}


def stream(saying: Saying, *, mint: Mint, params: Mapping[str, Any], wall: float) -> list[bytes]:
    """Return the same message as a list of events, each whole. Raises ValueError as `message` does."""
    finished = _finished(saying, mint=mint, params=params, wall=wall)
    blocks, early = _blocks(saying.parts)
    events = [_start(finished, mint, computed=_input(params))]
    events += [_stranger(part, 0, mint) for part in early if part.kind != "delta"]
    for index, (block, content) in enumerate(zip(blocks, finished["content"], strict=True)):
        events += _block_events(index, block, content, mint)
    return [*events, _delta(finished, mint, _left_out(saying)), _event({"type": "message_stop"}, mint)]


# ---------------------------------------------------------------- the parts of a saying, gathered into blocks


@dataclass(slots=True)
class _Block:
    kind: Literal["text", "thinking", "tool", "server"]
    name: str = ""
    parts: list[Part] = field(default_factory=list)

    @property
    def said(self) -> str:
        """All that its deltas say, strangers aside."""
        return "".join(part.text for part in self.parts if part.kind in {"text", "thinking", "json"})


def _blocks(parts: Sequence[Part]) -> tuple[list[_Block], list[Part]]:
    """Gather parts into blocks, and return with them the strangers that no block was there to hold.

    A stranger belongs to the block that is open; one that comes before any block, to the first.
    """
    blocks: list[_Block] = []
    early: list[Part] = []
    for part in parts:
        if part.kind in {"tool", "server"} or (part.kind in {"text", "thinking"} and not _continues(blocks, part)):
            blocks.append(_Block(part.kind, part.text if part.kind in {"tool", "server"} else "", early))
            early = []
        if part.kind == "json" and not (blocks and blocks[-1].kind in {"tool", "server"}):
            msg = f"a piece of tool input follows no tool: {part.text!r}"
            raise ValueError(msg)
        if part.kind not in {"tool", "server"}:
            (blocks[-1].parts if blocks else early).append(part)
    return blocks, early


def _continues(blocks: Sequence[_Block], part: Part) -> bool:
    return bool(blocks) and blocks[-1].kind == part.kind


def _content(block: _Block, mint: Mint) -> dict[str, Any]:
    if block.kind == "text":
        return {"type": "text", "text": block.said}
    if block.kind == "thinking":
        signature = b64encode(mint.random.randbytes(96)).decode()
        return {"type": "thinking", "thinking": block.said, "signature": signature}
    given = parsed(block.said.encode(errors="replace"))
    if block.kind == "server":
        input_ = given if isinstance(given, dict) else {}
        return {"type": "server_tool_use", "id": mint.server_tool(), "name": block.name, "input": input_}
    return {
        "type": "tool_use",
        "id": mint.tool(),
        "name": block.name,
        "input": given if isinstance(given, dict) else {},
        "caller": {"type": "direct"},
    }


# ---------------------------------------------------------------- usage


def tokens(text: str) -> int:
    """Return the number of tokens that a text counts for: one for each 4 bytes, rounded up."""
    return -(-len(text.encode(errors="replace")) // BYTES_A_TOKEN)


def usage(saying: Saying, params: Mapping[str, Any], tier: Tier = "standard") -> dict[str, Any]:
    """Return the usage of a message that says this in answer to these parameters."""
    blocks, _ = _blocks(saying.parts)
    given = {name: count for name, count in saying.usage.items() if count is not None}
    thought = sum(tokens(block.said) for block in blocks if block.kind == "thinking")
    said = sum(tokens(block.said) for block in blocks)
    counts = {
        "input_tokens": _input(params),
        "output_tokens": 3 + said if blocks else 0,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "thinking_tokens": thought,
        "ephemeral_1h_input_tokens": 0,
        **given,
    }
    written, hour = counts.pop("cache_creation_input_tokens"), counts.pop("ephemeral_1h_input_tokens")
    split = {"ephemeral_5m_input_tokens": counts.pop("ephemeral_5m_input_tokens", written - hour)}
    thinks = "thinking" in params or any(block.kind == "thinking" for block in blocks) or "thinking_tokens" in given
    details = {"thinking_tokens": counts.pop("thinking_tokens")}
    return {
        "input_tokens": counts.pop("input_tokens"),
        "cache_creation_input_tokens": written,
        "cache_read_input_tokens": counts.pop("cache_read_input_tokens"),
        "cache_creation": {**split, "ephemeral_1h_input_tokens": hour},
        "output_tokens": counts.pop("output_tokens"),
        **({"output_tokens_details": details} if thinks else {}),
        "service_tier": tier,
        "inference_geo": _geo(params, tier),
        **counts,
    }


def _input(params: Mapping[str, Any]) -> int:
    asked = {key: params[key] for key in ("system", "messages", "tools") if key in params}
    return 7 + tokens(sse.compact(asked))


def _geo(params: Mapping[str, Any], tier: Tier) -> str:
    if tier == "batch" or not at_least(str(params.get("model")), 4, 6):
        return "not_available"
    return str(params.get("inference_geo") or "global")


# ---------------------------------------------------------------- events


def _event(data: Mapping[str, Any], mint: Mint) -> bytes:
    return sse.event(data["type"], sse.compact(data), mint.padding())


def _start(finished: Mapping[str, Any], mint: Mint, *, computed: int) -> bytes:
    so_far = {key: value for key, value in finished["usage"].items() if key != "output_tokens_details"}
    so_far["input_tokens"] = computed
    so_far["output_tokens"] = min(so_far["output_tokens"], mint.random.randint(1, 8))
    begun = {**finished, "content": [], "stop_reason": None, "stop_sequence": None, "stop_details": None}
    return _event({"type": "message_start", "message": {**begun, "usage": so_far}}, mint)


def _delta(finished: Mapping[str, Any], mint: Mint, left_out: AbstractSet[str]) -> bytes:
    full = finished["usage"]
    counts = {key: full[key] for key in (*DELTA_COUNTS, "output_tokens_details") if key in full.keys() - left_out}
    stop = {key: finished[key] for key in ("stop_reason", "stop_sequence", "stop_details")}
    return _event({"type": "message_delta", "delta": stop, "usage": counts}, mint)


def _block_events(index: int, block: _Block, content: Mapping[str, Any], mint: Mint) -> Iterator[bytes]:
    yield _event(
        {"type": "content_block_start", "index": index, "content_block": {**content, **EMPTY[block.kind]}}, mint
    )
    if index == 0:
        yield sse.PING
    for delta in _before(block):
        yield _block_delta(index, delta, mint)
    for part in block.parts:
        if part.kind in DELTAS:
            name, key = DELTAS[part.kind]
            yield _block_delta(index, {"type": name, key: part.text}, mint)
        else:
            yield _stranger(part, index, mint)
    if block.kind == "thinking":
        yield _block_delta(index, {"type": "signature_delta", "signature": content["signature"]}, mint)
    yield _event({"type": "content_block_stop", "index": index}, mint)


EMPTY: Final[Mapping[str, Mapping[str, Any]]] = {
    "text": {"text": ""},
    "thinking": {"thinking": "", "signature": ""},
    "tool": {"input": {}},
    "server": {"input": {}},
}
DELTAS: Final = {
    "text": ("text_delta", "text"),
    "thinking": ("thinking_delta", "thinking"),
    "json": ("input_json_delta", "partial_json"),
}


def _before(block: _Block) -> list[dict[str, str]]:
    # the first delta of a tool's input is empty in 115 of 115 recordings
    return [{"type": "input_json_delta", "partial_json": ""}] if block.kind in {"tool", "server"} else []


def _block_delta(index: int, delta: Mapping[str, str], mint: Mint) -> bytes:
    return _event({"type": "content_block_delta", "index": index, "delta": delta}, mint)


def _stranger(part: Part, index: int, mint: Mint) -> bytes:
    if part.kind == "ping":
        return sse.PING
    if part.kind == "event":
        return _event({"type": part.text, "value": mint.hexadecimal(8)}, mint)
    return _block_delta(index, {"type": part.text, "value": mint.hexadecimal(8)}, mint)
