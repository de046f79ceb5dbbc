"""The walls, as code inside of them meets them: each forbidden act is tried for real."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from grader import protocol
from grader.worker import landlock, limits, walls
from tests.support.fake_judge import BOOTSTRAP, Worker, Zygote
from tests.worker.test_seccomp import FORBIDDEN

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")

MACHINE = os.uname().machine
SOURCE = r"""
import asyncio, ctypes, errno, os, resource, signal, socket, subprocess, sys, threading

libc = ctypes.CDLL(None, use_errno=True)

def attempt(act, *args, **options):
    try:
        return act(*args, **options)
    except OSError as error:
        return type(error).__name__ + " " + errno.errorcode.get(error.errno, "?")
    except ValueError as error:
        return str(error)

def syscall(number, *args):
    ctypes.set_errno(0)
    result = libc.syscall(number, *(ctypes.c_long(arg) for arg in args))
    return errno.errorcode.get(ctypes.get_errno(), "?") if result == -1 else result

def calls(numbers):
    return [syscall(number, 0, 0, 0, 0, 0, 0) for number in numbers]

def files(outside):
    return {
        "read": attempt(open, outside), "write": attempt(open, outside, "a"),
        "list": attempt(os.listdir, "/"), "make": attempt(open, "/tmp/made", "x"),
        "remove": attempt(os.remove, outside), "chmod": attempt(os.chmod, outside, 0),
        "touch": attempt(os.utime, outside),
        "null": attempt(open("/dev/null", "w").write, "silent"), "self": attempt(open, "/proc/self/status"),
        "folder": attempt(os.mkdir, "/tmp/made"), "link": attempt(os.symlink, "/etc", "/tmp/made"),
    }

def processes(sibling):
    return [attempt(os.fork), attempt(subprocess.run, ["/bin/true"]), attempt(os.execv, "/bin/true", ["true"]),
            attempt(os.kill, sibling, 9), attempt(os.kill, -1, 9), attempt(os.kill, 0, 9), attempt(os.killpg, 0, 9),
            attempt(os.kill, os.getpid(), 0)]

def sockets():
    pair = socket.socketpair()
    return [attempt(socket.socket), attempt(socket.socket, socket.AF_UNIX),
            attempt(socket.socketpair, type=socket.SOCK_DGRAM),
            attempt(socket.send_fds, pair[0], [b"."], [1]), attempt(socket.recv_fds, pair[1], 1, 1),
            attempt(pair[0].send, b"."), attempt(pair[0].sendto, b".", "/tmp/other")]

def raised():
    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    infinity = resource.RLIM_INFINITY
    return {name: attempt(resource.setrlimit, getattr(resource, name), (infinity, infinity)) for name in names}

def descriptors():
    return attempt(lambda: [os.pipe() for _ in range(100)])

def machine_code(code):
    import mmap
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(bytes(code))
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)()

def everyday():
    import concurrent.futures, decimal, hashlib, logging, sqlite3, ssl, traceback, uuid, zoneinfo, datetime, anyio

    async def main():
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(asyncio.to_thread(threading.get_native_id)) for _ in range(3)]
        await anyio.to_thread.run_sync(bool)
        return len(tasks)

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        squares = list(pool.map(lambda n: n * n, range(20)))
    try:
        raise ValueError("seen")
    except ValueError:
        told = traceback.format_exc()
    ssl.create_default_context()
    called = []
    ctypes.CFUNCTYPE(None)(lambda: called.append(1))()
    signal.setitimer(signal.ITIMER_REAL, 0)
    return [asyncio.run(main()), sum(squares), "seen" in told, str(decimal.Decimal("0.1") * 3), len(uuid.uuid4().hex),
            sqlite3.connect(":memory:").execute("select 6 * 7").fetchone()[0], hashlib.sha3_256(b"").hexdigest()[:4],
            datetime.datetime(2026, 7, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin")).utcoffset().seconds, called]
"""


def status(pid: int) -> dict[str, str]:
    """Return what the kernel tells of a process."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def state(pid: int) -> str | None:
    """Return the state letter of a process, None if it is no more."""
    try:
        return status(pid)["State"][0]
    except (FileNotFoundError, ProcessLookupError):
        return None


@pytest.mark.skipif(MACHINE not in FORBIDDEN, reason="no table for this machine")
def test_forbidden_system_calls_fail(worker: Worker) -> None:
    """Each of the calls that no worker may make fails with EPERM in the kernel, and leaves the worker alive."""
    told = worker.play(SOURCE, list(FORBIDDEN[MACHINE].values()), function="calls").value
    assert dict.fromkeys(FORBIDDEN[MACHINE], "EPERM") == dict(zip(FORBIDDEN[MACHINE], told, strict=True))


def test_calls_that_are_not_known_fail_as_such(worker: Worker) -> None:
    """A call that is newer than the list, and clone3, are told to be unknown."""
    assert ["ENOSYS", "ENOSYS"] == worker.play(SOURCE, [435, 5000], function="calls").value


@pytest.mark.skipif(MACHINE != "x86_64", reason="x86_64's own")
@pytest.mark.parametrize(
    "code",
    [
        [0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3],  # mov eax, 20; int 0x80; ret: getpid of i386
        [0xB8, 39, 0, 0, 0x40, 0x0F, 0x05, 0xC3],  # mov eax, 0x40000027; syscall; ret: getpid of x32
    ],
)
def test_calls_of_another_architecture_kill(zygote: Zygote, code: list[int]) -> None:
    """A call by the rules of i386 or x32 ends the process."""
    worker = zygote.spawn()
    with pytest.raises((EOFError, ConnectionError)):
        worker.play(SOURCE, code, function="machine_code")
    worker.close()
    while state(worker.pid) not in {"Z", None}:
        os.sched_yield()
    assert signal.SIGSYS == os.WTERMSIG(worker.kill().status)


def test_no_file_outside_can_be_read_or_changed(worker: Worker, tmp_path: Path) -> None:
    """A file outside can neither be read, nor written, nor removed, nor its metadata changed; none can be made."""
    outside = tmp_path / "outside"
    outside.write_text("secret", encoding="utf-8")
    before = outside.stat()
    told = worker.play(SOURCE, str(outside), function="files").value
    assert told.pop("null") == len("silent")
    assert dict.fromkeys(told, "PermissionError") == {key: value.split()[0] for key, value in told.items()}
    assert before == outside.stat()


def test_nothing_but_itself_can_be_signalled(zygote: Zygote, worker: Worker) -> None:
    """No process can be made, replaced or signalled; a signal to itself goes through."""
    sibling = zygote.spawn()
    told = worker.play(SOURCE, sibling.pid, function="processes").value
    assert [*["PermissionError EPERM"] * 7, None] == told
    assert sibling.play("def f(): return 1").value == 1
    sibling.close()
    sibling.kill()


def test_no_socket_reaches_anything(worker: Worker) -> None:
    """There are no sockets but a pair of streams, and no descriptor passes over it."""
    assert [*["PermissionError EPERM"] * 5, 1, "PermissionError EPERM"] == worker.play(SOURCE, function="sockets").value


def test_limits_can_not_be_raised(worker: Worker) -> None:
    """Every limit stays as it is."""
    assert {"not allowed to raise maximum limit"} == set(worker.play(SOURCE, function="raised").value.values())


def test_descriptors_are_bounded(worker: Worker) -> None:
    """A worker has no more than a few descriptors."""
    assert "OSError EMFILE" == worker.play(SOURCE, function="descriptors").value


def test_the_limits_are_what_they_say(worker: Worker) -> None:
    """The kernel holds the limits of the table, soft and hard."""
    expected = {
        resource.RLIMIT_AS: limits.MEMORY,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_CPU: limits.CPU_SECONDS,
        resource.RLIMIT_NOFILE: limits.DESCRIPTORS,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    found = worker.play("import resource\ndef f(names): return [resource.getrlimit(n) for n in names]", list(expected))
    assert [[most, most] for most in expected.values()] == [list(pair["v"]) for pair in found.value]


def test_a_worker_holds_no_privilege(worker: Worker) -> None:
    """It has no capability, can gain none, and runs under the filter."""
    told = status(worker.pid)
    sets = ["CapInh", "CapPrm", "CapEff", "CapAmb"] + (["CapBnd"] if os.getuid() == 0 else [])
    assert ["0" * 16] * len(sets) == [told[name] for name in sets]
    assert ("1", "2", "1") == (told["NoNewPrivs"], told["Seccomp"], told["Threads"])


def test_everyday_code_runs(worker: Worker) -> None:
    """Loops, threads, pools, certificates' defaults, zones, databases in memory and callbacks from C work."""
    told = worker.play(SOURCE, function="everyday")
    assert [3, 2470, True, "0.3", 32, 42, "a7ff", 7200, [1]] == told.value


def test_workers_die_with_the_zygote() -> None:
    """When the zygote is killed, the kernel kills its workers."""
    zygote = Zygote()
    workers = [zygote.spawn() for _ in range(2)]
    zygote.process.kill()
    zygote.close()
    for worker in workers:
        while state(worker.pid) not in {"Z", None}:
            os.sched_yield()
        worker.close()


# ---------------------------------------------------------------- other walls

PATCHED = """
import importlib.util, sys
_, role, fd, walls = sys.argv
spec = importlib.util.spec_from_file_location("bootstrap", {bootstrap!r})
bootstrap = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bootstrap)
bootstrap.prepare()
from grader.worker import seccomp
def fail():
    raise OSError("this wall can't go up")
seccomp.install = fail
bootstrap.become(role, int(fd), frozenset(walls.split(",")))
"""


def test_without_a_wall_there_is_no_worker(tmp_path: Path) -> None:
    """A worker one of whose walls can't go up ends before it is ready; the zygote goes on."""
    program = tmp_path / "patched.py"
    program.write_text(PATCHED.format(bootstrap=str(BOOTSTRAP)), encoding="utf-8")
    zygote = Zygote(program)
    ours, theirs = socket.socketpair()
    read, write = os.pipe()
    with ours, theirs, os.fdopen(read, "rb") as output:
        spawned = zygote.order(protocol.Spawn(), [theirs.fileno(), write])
        os.close(write)
        theirs.close()
        assert ours.recv(1) == b""
        assert b"this wall can't go up" in output.read()
    assert zygote.order(protocol.Kill(spawned.pid, gone=True)).status == 1 << 8
    zygote.close()


def plain(source: str) -> subprocess.CompletedProcess[bytes]:
    """Run a program that can import the grader, and is no worker."""
    return subprocess.run([sys.executable, "-c", source], cwd=BOOTSTRAP.parents[2], capture_output=True, check=False)


VERSION = """
import json, os
from grader import protocol
from grader.worker import landlock
landlock.abi = lambda: {version}
landlock.restrict(landlock.ruleset())
open(os.devnull, "w").write("silent")
open(json.__file__).close()
for act in (lambda: open("/etc/passwd"), lambda: open("/tmp/made", "x"), lambda: os.listdir("/")):
    try:
        act()
    except PermissionError:
        print("refused", end=" ")
"""


@pytest.mark.parametrize("version", range(1, 8))
def test_every_version_of_landlock_closes_files(version: int) -> None:
    """With the oldest version, which knows less than the newest, nothing more can be read or written."""
    if version > landlock.abi():
        pytest.skip("the kernel's is older")
    assert b"refused refused refused " == plain(VERSION.format(version=version)).stdout


PRIVILEGES = """
import os, sys
from grader.worker import libc, privileges
privileges.drop({parent})
print(*(libc.prctl(option) for option in (3, 39)))
"""


@pytest.mark.parametrize(("parent", "told"), [("os.getppid()", b"0 1\n"), ("1 << 22", b"")])
def test_privileges_are_dropped_only_below_the_parent(parent: str, told: bytes) -> None:
    """It is closed to tracers and can gain no right; where the parent has ended, that is an error."""
    done = plain(PRIVILEGES.format(parent=parent))
    assert told == done.stdout
    assert (b"the zygote ended" in done.stderr) == (told == b"")


def test_a_wall_that_there_is_not_is_refused() -> None:
    """A misspelt name would leave a worker without that wall."""
    with pytest.raises(ValueError, match="no such wall: sekcomp"):
        walls.Walls(frozenset({"seccomp", "sekcomp"}))
