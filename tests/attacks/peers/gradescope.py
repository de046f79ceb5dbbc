# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Makes a failure a success in the result class of unittest, and of gradescope-utils where it is there."
# must = "failed"
# points = 1
# ///
"""Facts of peers, f4: `JSONTestResult.addFailure = addSuccess` gives 6 of 6."""

from __future__ import annotations

import contextlib
import unittest
from collections.abc import Mapping

unittest.TestResult.addFailure = lambda self, test, error: self.addSuccess(test)
unittest.TestCase.assertEqual = lambda *_, **__: None
with contextlib.suppress(ImportError):
    from gradescope_utils.autograder_utils.json_test_runner import JSONTestResult

    JSONTestResult.addFailure = lambda self, test, error: self.addSuccess(test)


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base
