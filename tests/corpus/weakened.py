"""A worker's program that lacks one wall: `python -c <this text> <weaknesses> <bootstrap.py> zygote <fd> <walls>`.

It stands in for `grader/worker/bootstrap.py`, does all that this does, and takes away what the weaknesses name. For
canaries alone; nothing in the product starts it.
"""

from __future__ import annotations

import importlib.machinery
import os
import resource
import signal
import sys
import traceback
from typing import Any

_, _weaknesses, _path, _role, _fd, _walls = sys.argv
with open(_path, encoding="utf-8") as _file:
    _text = _file.read()
_bootstrap: dict[str, Any] = {"__name__": "bootstrap", "__file__": _path}
exec(compile(_text, _path, "exec", dont_inherit=True), _bootstrap)

MUCH = 3 << 30
"""Bytes of address space where there is no wall: enough to be seen, and not too much for a small machine."""
CROWD = 100
"""How many processes more there may be."""


def swap(place: Any, name: str, stand_in: Any) -> None:
    """Put something else in the place of a part of a worker's program."""
    setattr(place, name, stand_in)


# ---------------------------------------------------------------- before the imports


def before_imports() -> None:
    """Leave the checkout where it can be found."""
    _bootstrap["_hide_checkout"] = lambda: sys.path.insert(0, _bootstrap["_CHECKOUT"])


# ---------------------------------------------------------------- after the imports


def imports() -> None:
    """Leave the packages open, and everything that is installed."""
    sys.meta_path[-1] = importlib.machinery.PathFinder
    sys.modules["grader"].__path__ = [_bootstrap["_GRADER"]]


def memory() -> None:
    """Set no bound on the address space, but for one that keeps the machine alive."""
    from grader.worker import limits

    swap(limits, "memory", lambda: resource.setrlimit(resource.RLIMIT_AS, (MUCH, MUCH)))


def limits() -> None:
    """Bound memory alone."""
    from grader.worker import limits as bounds

    swap(bounds, "rest", lambda: None)


def descriptors() -> None:
    """Leave open what the zygote has open, its control socket among it."""
    from grader.worker import lockin, serve, zygote

    swap(os, "closerange", lambda *_: None)

    def become_worker(self: Any, channel: int, output: int) -> None:
        try:
            lockin.lock_in(channel, output, self._walls)
            serve.serve(lockin.CHANNEL)
        except BaseException:
            traceback.print_exc()
        os._exit(1)

    swap(zygote.Zygote, "_become_worker", become_worker)


def environment() -> None:
    """Leave the environment as it is."""
    from grader.worker import lockin

    swap(lockin, "_clear_environment", lambda: None)


def fresh_module() -> None:
    """Execute a file once."""
    from grader.worker import exercise

    execute = exercise.Exercise.execute
    done: dict[int, Any] = {}

    def once(self: Any) -> Any:
        if id(self) not in done:
            done[id(self)] = execute(self)
        sys.modules[exercise.MODULE] = done[id(self)]
        return done[id(self)]

    swap(exercise.Exercise, "execute", once)


def threads() -> None:
    """Let threads of a case that is over go on asking."""
    from grader.worker.channel import JUDGE

    swap(type(JUDGE), "dismiss", lambda *_: None)


def reaping() -> None:
    """Trust that a worker ends by itself when its channel is closed."""
    from grader.protocol import Exited
    from grader.worker import zygote

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)

    def kill(self: Any, pid: int, patience_ms: int = 0) -> Any:
        self._children.discard(pid)
        return Exited(pid, 0, 0.0, 0, True)

    swap(zygote.Zygote, "_kill", kill)


def crowd() -> None:
    """Bound how many processes there may be, where the kernel does not: a bomb must not take the machine along."""
    if os.getuid() != 0:
        mine = sum(os.stat(f"/proc/{pid}").st_uid == os.getuid() for pid in os.listdir("/proc") if pid.isdecimal())
        resource.setrlimit(resource.RLIMIT_NPROC, (mine + CROWD, mine + CROWD))


def values() -> None:
    """Pickle whatever is no plain value."""
    import pickle

    from grader.worker import values as grammar

    encode = grammar.encode

    def pickled(value: Any, *within: Any) -> Any:
        if type(value) in grammar._EXACT:
            return encode(value, *within)
        try:
            return {"$": "pickle", "v": pickle.dumps(value)}
        except Exception:
            return encode(value, *within)

    for module in [m for name, m in sys.modules.items() if name.startswith("grader.worker.")]:
        for name, found in list(vars(module).items()):
            if found is encode:
                setattr(module, name, pickled)


def scopes() -> None:
    """Have Landlock keep files alone: it refuses no network, no abstract sockets and no signals."""
    from grader.worker import landlock

    swap(landlock, "_TCP", 0)
    swap(landlock, "_SCOPES", 0)


def privileges() -> None:
    """Keep capabilities, and gain what there is to gain."""
    from grader.worker import privileges as held

    swap(held, "drop", lambda _: None)


WEAKEN = {
    "imports": imports,
    "memory": memory,
    "limits": limits,
    "descriptors": descriptors,
    "environment": environment,
    "fresh_module": fresh_module,
    "threads": threads,
    "reaping": reaping,
    "crowd": crowd,
    "values": values,
    "scopes": scopes,
    "privileges": privileges,
}

_named = _weaknesses.split(",")
if "imports" in _named:
    before_imports()
_bootstrap["prepare"]()
for _name in _named:
    WEAKEN[_name]()
_bootstrap["become"](_role, int(_fd), frozenset(filter(None, _walls.split(","))))
