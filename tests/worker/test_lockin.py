"""What a worker keeps of what it was forked from."""

from __future__ import annotations

import os
import sys

import pytest

from tests.support.fake_judge import Worker

SOURCE = """
import os, resource, signal, sys

def opened():
    return [fd for fd in range(4096) if is_open(fd)]

def is_open(fd):
    try:
        return bool(os.fstat(fd))
    except OSError:
        return False

def environment():
    return dict(os.environ)

def limits():
    names = "RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_CORE"
    return [list(resource.getrlimit(getattr(resource, name))) for name in names]

def place():
    fixed = type(os.cpu_count).__name__  # the machine may well have two CPUs
    deaf = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    return [os.getcwd(), os.cpu_count(), fixed, os.getsid(0) == os.getpid(), deaf]

def hog():
    return len(bytearray(2 << 30))

def both():
    print("one", end="")
    print("two", file=sys.stderr, end="")
    os.write(1, b"three")
    print("\\udc80")

def read():
    return input()
"""

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


@linux
def test_only_four_descriptors_are_open(worker: Worker) -> None:
    """A worker holds null, its output twice, and its channel."""
    assert worker.play(SOURCE, function="opened").value == [0, 1, 2, 3]


def test_the_environment_is_cleared(worker: Worker) -> None:
    """Nothing of the judge's environment is left but what a worker sets itself."""
    assert worker.play(SOURCE, function="environment").value == {
        "ANTHROPIC_API_KEY": "no-key-is-needed-here",
        "HOME": "/nonexistent",
        "TZ": "UTC",
    }


@linux
def test_memory_cpu_and_core_files_are_limited(worker: Worker) -> None:
    """The limits are set, and hard."""
    assert worker.play(SOURCE, function="limits").value == [[1 << 30, 1 << 30], [120, 120], [0, 0]]


@linux
def test_too_much_memory_is_an_error_of_the_call(worker: Worker) -> None:
    """A call that wants too much memory ends in MemoryError, and the worker goes on."""
    assert worker.play(SOURCE, function="hog").error["mro"][0] == "builtins.MemoryError"
    assert worker.play(SOURCE, function="environment").value


def test_it_leaves_session_folder_and_ctrl_c(worker: Worker) -> None:
    """A worker has a session of its own, the root as its folder, two CPUs, and no SIGINT."""
    assert worker.play(SOURCE, function="place").value == ["/", 2, "function", True, True]


def test_output_comes_in_the_order_it_was_written(worker: Worker) -> None:
    """What goes to stdout, to stderr and to the descriptor itself arrives in order, odd text included."""
    worker.play(SOURCE, function="both")
    assert worker.drain() == b"onetwothree\\udc80\n"


def test_stdin_is_empty(worker: Worker) -> None:
    """`input()` finds nothing."""
    assert worker.play(SOURCE, function="read").error["mro"][0] == "builtins.EOFError"


def test_output_survives_the_death_of_the_process(worker: Worker) -> None:
    """What was printed before `os._exit` is there to be read, and the exit status is told."""
    with pytest.raises((EOFError, ConnectionError)):
        worker.play("import os\ndef f():\n    print('last words')\n    os._exit(7)\n")
    assert worker.drain() == b"last words\n"
    os.fstat(worker.sock.fileno())
