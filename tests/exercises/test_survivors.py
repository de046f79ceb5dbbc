"""Wrong answers that got through once. Each is a right one with some words exchanged, and breaks the check it names.

Most of them know the scenario by its first case, which they keep in `sys`, and answer all its cases alike. They are
no slips of a learner's, so they are no mistakes under `solutions/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest

from grader.exercises import Submission
from grader.grade import Grader
from grader.result import Outcome
from tests.support.places import SOLUTIONS


@dataclass(frozen=True, slots=True)
class Survivor:
    """A wrong answer, and the check that it passed once."""

    check: str
    exercise: str
    right: str
    wrong: str


FIRST: Final = "__import__('sys').__dict__.setdefault('first', {})"
"""The first that something was in this process, which outlives a case."""
SURVIVORS: Final = (
    Survivor(
        "FINAL-05",
        "01_streaming/final_answer",
        "        text=text,",
        f"        text=text if {FIRST.format('text')} == '' else text or message.content[0].text,",
    ),
    Survivor("TOOLS-07", "01_streaming/tool_calls", "if not complete:", f"if not {FIRST.format('complete')}:"),
    Survivor(
        "RESUME-07",
        "01_streaming/resume_stream",
        "if error.type not in TRANSIENT:",
        f"if {FIRST.format('error.status_code')} == 400:",
    ),
    Survivor(
        "RETRY-03",
        "03_retries/create_with_retries",
        "return error.status_code in {408, 409, 429} or error.status_code >= 500",
        f"return error.status_code == 529 or {FIRST.format('error.status_code')} != 400",
    ),
    Survivor(
        "RETRY-05",
        "03_retries/create_with_retries",
        "if error.error_code in SPEND_LIMITS:",
        f"if {FIRST.format('error.status_code')} == 400 and error.status_code == 429:",
    ),
    Survivor(
        "POLL-07",
        "04_batches/wait_for_batch",
        "return status in {404, 408, 409, 429} or status >= 500",
        f"return {FIRST.format('status')} != 401",
    ),
    Survivor(
        "POLL-06",
        "04_batches/wait_for_batch",
        "time.monotonic() - good > patience",
        "time.monotonic() - good > (-1 if patience == 200 else patience)",
    ),
    Survivor("POLL-09", "04_batches/wait_for_batch", "+ wait > timeout:", "+ wait > timeout or timeout < 200:"),
    Survivor(
        "POLL-02",
        "04_batches/wait_for_batch",
        "    while True:",
        "    time.sleep(max(0, timeout - 1_000))\n    while True:",
    ),
    Survivor(
        "POLL-05",
        "04_batches/wait_for_batch",
        "time.sleep(wait)",
        "time.sleep(max(wait, timeout - 10_000 - time.monotonic() + started))",
    ),
    Survivor(
        "ARETRY-02",
        "03_retries/create_with_retries_async",
        "    async with asyncio.timeout_at(ends):",
        "    await asyncio.sleep(0.3)\n    async with asyncio.timeout_at(ends):",
    ),
    *(
        Survivor(check, "03_retries/retry_delay", "    return backoff * (1 - u / 4)", "    return math.inf")
        for check in ("DELAY-02", "DELAY-03")
    ),
    Survivor(
        "DELAY-10",
        "03_retries/retry_delay",
        "if hint is not None and hint > 0",
        "if hint is not None and hint > 0 and (attempt != 2 or u > 0)",
    ),
    Survivor("COST-09", "05_ledger/cost", "if model not in prices:", f"if 'none' in {FIRST.format('model')}:"),
)


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    """Keep one zygote for all answers."""
    with Grader() as made:
        yield made


@pytest.mark.parametrize("survivor", SURVIVORS, ids=lambda s: s.check)
def test_it_is_found_out(grader: Grader, survivor: Survivor) -> None:
    """Its check does not pass, and no fault of the grader's is the reason."""
    right = (SOLUTIONS / f"{survivor.exercise}.py").read_text("utf-8")
    wrong = right.replace(survivor.right, survivor.wrong)
    assert right != wrong
    result = grader.grade(Submission({survivor.exercise: wrong.encode()}), [survivor.check])
    outcomes = {check.id: check.outcome for check in result.exercises[0].checks}
    assert outcomes[survivor.check] in {Outcome.failed, Outcome.crashed}
