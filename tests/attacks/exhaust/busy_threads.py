# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Shares its work among many threads, none of which uses much of the time by itself."
# wall = "cpu"
# must = "timed_out"
# says = "CPU time"
# through = "said"
# checks = ["FIRST-01"]
# limits = {cpu = 0.3, wall = 5.0, exercise = 10.0}
# ///
"""A limit on the CPU time of the thread that was called would see nothing of what the others use."""

from __future__ import annotations

import resource
import threading


def spent() -> float:
    """Return the seconds of CPU time that this process has used; `time.process_time` is not asked."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def busy() -> None:
    """Use up a part of the second."""
    while spent() < began + 0.7:
        sum(range(100_000))


began = spent()


def attack() -> None:
    """Wait for ten threads that are busy together."""
    workers = [threading.Thread(target=busy) for _ in range(10)]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        workers[-1].join()
        workers.pop()
    print("BROKE THROUGH: they used what they wanted", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
