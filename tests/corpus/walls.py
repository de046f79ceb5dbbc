"""The walls of the product, by the names that headers of attacks use: what each keeps out, and how it is taken away.

Taking a wall away is for canaries alone: nothing in the product knows of it. Each way is a context manager that gets
the backend and yields what to grade with instead; whatever it patches is patched in this process only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

from grader.sandbox import Backend
from tests.corpus import away
from tests.corpus.away import Weaker


@dataclass(frozen=True, slots=True)
class Wall:
    """One wall."""

    what: str
    """What it keeps out, in one sentence."""
    away: Callable[[Backend], AbstractContextManager[Weaker]]
    """How it is taken away."""


WALLS: Final[Mapping[str, Wall]] = {
    # around the worker
    "files": Wall(
        "A worker reads nothing but Python and its packages, and writes nothing (Landlock, bubblewrap's view).",
        away.files,
    ),
    "syscalls": Wall(
        "No fork, exec, socket, signal to others or change of metadata (seccomp, Landlock's scopes, namespaces).",
        away.syscalls,
    ),
    "files and syscalls": Wall(
        "Each of the two refuses to run programs, to look into other processes, and to lay links.",
        away.files_and_syscalls,
    ),
    "syscalls and limits": Wall(
        "Each of the two refuses files in memory, message queues and rings.", away.syscalls_and_limits
    ),
    "memory": Wall("A worker's address space is bounded.", away.weakly("memory")),
    "limits": Wall("Descriptors, files' sizes and CPU time of a worker are bounded.", away.weakly("limits")),
    "descriptors": Wall("A worker holds descriptors 0 to 3 and no other.", away.weakly("descriptors")),
    "environment": Wall("A worker's environment holds nothing of the judge's.", away.environment),
    "imports": Wall("The grader's own packages can't be imported in a worker.", away.imports),
    "privileges": Wall("A worker has no capabilities and can gain none (no_new_privs).", away.privileges),
    "fresh_module": Wall("Each case executes the module anew.", away.weakly("fresh_module")),
    "threads": Wall("Threads that outlive their case are ended when they next ask.", away.weakly("threads")),
    "reaping": Wall("Workers are killed and reaped.", away.weakly("reaping")),
    # in the judge
    "processes": Wall("A learner's file never runs in the judge's process.", away.nothing),
    "own_pytest": Wall("The judge's pytest never sees the submission.", away.nothing),
    "drawing": Wall("Inputs and replies are drawn anew, so a constant earns nothing.", away.drawing),
    "evidence": Wall("What counts are requests, waits and callbacks that were seen on the wire.", away.evidence),
    "seeds": Wall("The seed that a worker is told is not that of the replies.", away.seeds),
    "silence": Wall("A case in which the API was not asked as it should be speaks against a check.", away.silence),
    "idle": Wall("Time that is slept away where nothing asks for it speaks against a check of deadlines.", away.idle),
    "values": Wall("A closed grammar of values crosses, and the judge compares them, with their types.", away.values),
    "nonce": Wall("An answer must echo the number of its question.", away.nonce),
    "fitting": Wall("The kind of an answer must fit its question.", away.fitting),
    "decoder": Wall("Messages are typed, and decoded strictly.", away.decoder),
    "frames": Wall("A message has a largest size.", away.frames),
    "shape": Wall("A message's parts are counted before anything is built of them, and equal hashes too.", away.shape),
    "given": Wall("A worker names only bodies, replies and functions that it was given and that are open.", away.given),
    "host": Wall("Nobody answers requests but the API's own host.", away.host),
    "clock": Wall("The judge owns the clock: no answer before its time, no negative wait.", away.clock),
    "fresh_worker": Wall("Each scenario has a process of its own.", away.fresh_worker),
    "reader": Wall("Folders and zips are read as bytes; names, kinds and sizes are checked.", away.reader),
    "escaping": Wall("What code prints or raises is shown escaped.", away.escaping),
    "workflow": Wall("What code prints starts no line of a report, where a CI would read a command.", away.workflow),
    # budgets
    "messages": Wall("A call has a budget of messages.", away.limit(frames=10**12)),
    "requests": Wall("A call has a budget of requests.", away.requests),
    "received": Wall("A call has a budget of bytes.", away.limit(received=10**15)),
    "kept": Wall("An exercise has a budget of bytes.", away.limit(received=10**15, kept=10**15)),
    "crowd": Wall("A worker has so many threads at most.", away.limit(threads=10**6)),
    "items": Wall("Of an iterator so many items are taken, and no more.", away.items),
    "virtual": Wall("A call has a budget of virtual time.", away.limit(virtual=1 << 62)),
    "cpu": Wall("A call has a budget of CPU time.", away.limit(cpu=float("inf"), wall=4.0)),
    "real_time": Wall(
        "A call has an absolute deadline, in sending as well as in receiving.",
        away.limit(wall=float("inf"), exercise=float("inf")),
    ),
    "output": Wall("What is printed is kept up to a bound.", away.limit(output=1 << 40)),
}
