"""What `doctor` finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.sandbox.probes import Probe


@dataclass(frozen=True, slots=True)
class Trial:
    """One backend, started and tried with code that wants out."""

    backend: str
    seconds: float = 0.0
    """How long it takes until the SDK is imported and a first call has ended."""
    got_through: tuple[str, ...] = ()
    """What the code could do, and should not."""
    broke: str = ""
    """Why it could not be tried."""

    @property
    def ok(self) -> bool:
        """Say whether the backend works, and held all."""
        return not self.broke and not self.got_through


@dataclass(frozen=True, slots=True)
class Findings:
    """What this machine offers."""

    versions: Mapping[str, str]
    probes: tuple[Probe, ...]
    trials: tuple[Trial, ...]
    """Of each backend, the best first."""

    @property
    def ok(self) -> bool:
        """Say whether the backend that grades here works."""
        return bool(self.trials) and self.trials[0].ok
