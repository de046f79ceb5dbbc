"""Ids in the exact form of the API: a prefix, `01`, and a 128-bit number in 22 characters of base58.

Source: 2,143 of 2,145 ids in public recordings have this form. Ids of requests (since 2025) and the newest ids of
messages are UUIDs of version 7, whose first 48 bits are UNIX milliseconds; the others are random in all their bits.
"""

from __future__ import annotations

from random import Random
from typing import Final
from uuid import UUID

ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
WIDTH: Final = 22


def encoded(number: int) -> str:
    """Return a 128-bit number in base58, filled up to 22 characters with `1`, the digit of zero."""
    digits = ""
    while number:
        number, digit = divmod(number, 58)
        digits = ALPHABET[digit] + digits
    return digits.rjust(WIDTH, ALPHABET[0])


def decoded(text: str) -> int:
    """Return the number that 22 characters of base58 stand for. Raises ValueError on other characters."""
    number = 0
    for character in text:
        number = number * 58 + ALPHABET.index(character)
    return number


def milliseconds(identifier: str) -> int:
    """Return the UNIX milliseconds that an id of version 7 (`req_011C...`) holds."""
    return decoded(identifier[-WIDTH:]) >> 80


class Mint:
    """Makes ids, and whatever else in a reply is random, from one source of randomness.

    All replies of one mint come from one organization and one workspace.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.organization = str(UUID(int=random.getrandbits(128), version=4))
        self.workspace = self._any("wrkspc")

    def message(self, unix_seconds: float) -> str:
        """Make the id of a message that is begun at this time."""
        return self._dated("msg", unix_seconds)

    def request(self, unix_seconds: float) -> str:
        """Make the id of a request that arrives at this time."""
        return self._dated("req", unix_seconds)

    def batch(self) -> str:
        """Make the id of a batch."""
        return self._any("msgbatch")

    def tool(self) -> str:
        """Make the id of a tool call."""
        return self._any("toolu")

    def server_tool(self) -> str:
        """Make the id of a call of a tool that the API runs itself."""
        return self._any("srvtoolu")

    def hexadecimal(self, digits: int) -> str:
        """Make a hexadecimal number of this many digits, as `cf-ray` and `traceresponse` hold them."""
        return f"{self.random.getrandbits(4 * digits):0{digits}x}"

    def padding(self) -> int:
        """Draw the spaces before the last brace of an event: 0 to 15, each as often."""
        return self.random.randrange(16)

    def _any(self, prefix: str) -> str:
        return f"{prefix}_01{encoded(self.random.getrandbits(128))}"

    def _dated(self, prefix: str, unix_seconds: float) -> str:
        number = int(unix_seconds * 1000) << 80 | self.random.getrandbits(80)
        version, variant = 0xF << 76, 0x3 << 62
        return f"{prefix}_01{encoded(number & ~version & ~variant | 0x7 << 76 | 0x2 << 62)}"


def batch_id(n: int) -> str:
    """Return the id of the n-th batch that a case speaks of without creating it: always the same, in exact form."""
    return Mint(Random(f"batch {n}")).batch()  # noqa: S311 (an id, and no secret)
