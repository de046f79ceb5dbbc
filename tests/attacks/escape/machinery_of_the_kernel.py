# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Reaches for the calls in which kernels were broken most: userfaultfd, bpf, perf, and their like."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""Each had its row of exploits (CVE-2021-3490, CVE-2013-2094, CVE-2016-0728), and no answer to an exercise needs one."""

from __future__ import annotations

import ctypes
import os

X86 = os.uname().machine == "x86_64"
USERFAULTFD, BPF, PERF = (323, 321, 298) if X86 else (282, 280, 241)
FANOTIFY, SECRET_MEMORY, PERSONALITY = (300, 447, 135) if X86 else (262, 447, 92)
AIO = 206 if X86 else 0


def attack() -> None:
    """Try each as an ordinary user may; -1 is the kernel's no."""
    call = ctypes.CDLL(None, use_errno=True).syscall
    counter = ctypes.create_string_buffer(bytes((1, 0, 0, 0, 120, 0, 0, 0)), 120)  # a counter of software events
    counter[40] = 0x60  # of ours alone: neither the kernel's nor a hypervisor's
    ring = ctypes.c_ulong(0)
    results = {
        "userfaultfd": call(USERFAULTFD, 1),
        "bpf": call(BPF, 0, ctypes.create_string_buffer(bytes((2, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1)), 72), 72),
        "perf_event_open": call(PERF, counter, 0, -1, -1, 0),
        "fanotify": call(FANOTIFY, 0x200, 0),
        "memfd_secret": call(SECRET_MEMORY, 0),
        "personality": call(PERSONALITY, 0x40000),
        "io_setup": call(AIO, 1, ctypes.byref(ring)),
    }
    if through := [name for name, result in results.items() if result >= 0]:
        print(f"BROKE THROUGH: {through}", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
