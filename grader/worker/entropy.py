"""Randomness that is the same in every worker: else no `uuid4`, and no `custom_id`, would be the same twice.

It is put in place before `random` is imported, which keeps a reference to `os.urandom`.
"""

from __future__ import annotations

import _random
import os
from typing import Any, Final


class Entropy:
    """The stream of bytes behind `os.urandom`."""

    def __init__(self) -> None:
        self._stream = _random.Random(0)

    def reseed(self, seed: int) -> None:
        """Begin the stream anew."""
        self._stream = _random.Random(seed)

    def urandom(self, size: int, /) -> bytes:
        """Stand in for `os.urandom`."""
        if size < 0:
            msg = "negative argument not allowed"
            raise ValueError(msg)
        return self._stream.getrandbits(size * 8).to_bytes(size, "little")

    def getrandom(self, size: int, flags: int = 0) -> bytes:  # noqa: ARG002  the signature of os.getrandom
        """Stand in for `os.getrandom`."""
        return self.urandom(size)


ENTROPY: Final = Entropy()
"""The one stream of this process."""

NODE: Final = 0x02_00_00_00_00_01
"""The hardware address that `uuid1` sees: a locally administered one."""


def install() -> None:
    """Put the stream behind `os.urandom` and all that rests on it."""
    os.urandom = ENTROPY.urandom
    if hasattr(os, "getrandom"):
        os.getrandom = ENTROPY.getrandom
    _seed_generators()


def _seed_generators() -> None:
    """Have `random.Random()` and `random.seed()` take their seed from the stream; C code would ask the system."""
    import random  # noqa: PLC0415  only after os.urandom is ours
    import uuid  # noqa: PLC0415

    real_seed = random.Random.seed

    def seed(self: random.Random, a: Any = None, version: int = 2) -> None:
        real_seed(self, int.from_bytes(os.urandom(32), "little") if a is None else a, version)

    random.Random.seed = seed  # type: ignore[method-assign]
    random.seed = random._inst.seed  # noqa: SLF001  bound before the method was ours
    uuid.getnode = lambda: NODE


def reseed(seed: int) -> None:
    """Begin a case: reseed the stream and the module `random`."""
    import random  # noqa: PLC0415

    ENTROPY.reseed(seed)
    random.seed(seed)
