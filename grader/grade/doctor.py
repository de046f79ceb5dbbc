"""Looks at what this machine offers to wall in learners' code, and tries it."""

from __future__ import annotations

import platform

from grader import sandbox
from grader.grade.grader import versions
from grader.judge.trial import try_out
from grader.sandbox import bubblewrap
from grader.sandbox.findings import Findings


def examine() -> Findings:
    """Make all probes, and try each backend that they offer."""
    found = versions()
    named = {"Retrial": found.grader, "Python": found.python, "anthropic": found.anthropic}
    return Findings(
        versions=named | {platform.system(): platform.release()} | bubblewrap.version(),
        probes=tuple(sandbox.look()),
        trials=tuple(try_out(backend) for backend in sandbox.backends()),
    )
