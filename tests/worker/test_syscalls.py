"""The numbers of system calls, compared with the headers of the machine where there are any."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.worker.syscalls import NEWEST, NUMBERS

X86 = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")
GENERIC = Path("/usr/include/asm-generic/unistd.h")
"""The table of the newer architectures, aarch64 among them."""


def defined(header: Path) -> dict[str, int]:
    """Return the numbers that a header gives, those of 64-bit machines where it gives two names."""
    if not header.exists():
        pytest.skip(f"no {header}")
    found = re.findall(r"#define __NR_(\w+)\s+(\w+)", header.read_text("utf-8"))
    shared = dict(re.findall(r"#define (__NR3264_\w+)\s+(\d+)", header.read_text("utf-8")))
    return {name: int(value) for name, raw in found if (value := shared.get(raw, raw)).isdigit()}


def test_the_numbers_of_x86_64_are_the_headers() -> None:
    """Each call has the number of the header, and each of the list exists."""
    header = defined(X86)
    assert {name: header.get(name) for name in NUMBERS} == {name: x86 for name, (x86, _) in NUMBERS.items()}


def test_the_numbers_of_aarch64_are_the_headers() -> None:
    """Each call has the number of the header; those that are not in it have none."""
    header = defined(GENERIC)
    assert {name: header.get(name) for name in NUMBERS} == {name: arm for name, (_, arm) in NUMBERS.items()}


def test_no_number_stands_for_two_calls() -> None:
    """On either architecture the numbers are distinct, and none is above the newest."""
    for column in (0, 1):
        numbers = [pair[column] for pair in NUMBERS.values() if pair[column] is not None]
        assert len(set(numbers)) == len(numbers)
        assert max(number for number in numbers if number is not None) <= NEWEST
