"""The filter, run by a small machine of our own: what it says of each call is what the policy says.

The kernel's machine is in `test_walls.py`; this one runs the filter of the other architecture as well.
"""

from __future__ import annotations

import errno
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.worker import seccomp
from grader.worker.seccomp import ALLOW, ARCHITECTURES, KILL, NOT_KNOWN, REFUSE, Instruction, Null, program
from grader.worker.syscalls import NEWEST, NUMBERS

PID = 4711
MACHINES = list(ARCHITECTURES)
WORD = 0xFFFF_FFFF
FORBIDDEN = {
    "x86_64": {
        "connect": 42, "accept": 43, "sendmsg": 46, "recvmsg": 47, "bind": 49, "setsockopt": 54, "socket": 41,
        "fork": 57, "vfork": 58, "execve": 59, "execveat": 322, "ptrace": 101, "process_vm_readv": 310,
        "chmod": 90, "fchmod": 91, "chown": 92, "utimensat": 280, "setxattr": 188, "rename": 82, "unlink": 87,
        "mkdir": 83, "truncate": 76, "ftruncate": 77, "symlink": 88, "link": 86, "mknod": 133, "mount": 165,
        "unshare": 272, "setns": 308, "bpf": 321, "perf_event_open": 298, "io_uring_setup": 425, "userfaultfd": 323,
        "keyctl": 250, "memfd_create": 319, "personality": 135, "setuid": 105, "setrlimit": 160, "seccomp": 317,
        "tkill": 200, "rt_sigqueueinfo": 129, "pidfd_send_signal": 424, "pidfd_open": 434, "pidfd_getfd": 438,
        "sched_setaffinity": 203, "setpriority": 141, "shmget": 29, "mq_open": 240, "inotify_init1": 294,
        "name_to_handle_at": 303, "open_by_handle_at": 304, "chroot": 161, "pivot_root": 155, "setsid": 112,
        "ioperm": 173, "iopl": 172, "modify_ldt": 154, "arch_prctl": 158, "kexec_load": 246, "init_module": 175,
        "openat2": 437, "fchmodat2": 452, "landlock_restrict_self": 446, "mlock": 149, "timer_create": 222,
    },
    "aarch64": {
        "connect": 203, "sendmsg": 211, "recvmsg": 212, "socket": 198, "execve": 221, "execveat": 281, "ptrace": 117,
        "fchmodat": 53, "fchownat": 54, "utimensat": 88, "setxattr": 5, "renameat2": 276, "unlinkat": 35, "mount": 40,
        "unshare": 97, "setns": 268, "bpf": 280, "io_uring_setup": 425, "memfd_create": 279, "setuid": 146,
        "tkill": 130, "rt_sigqueueinfo": 138, "pidfd_send_signal": 424, "seccomp": 277, "chroot": 51,
    },
}  # fmt: skip
"""Some calls that no worker may make, by number."""


def run(code: list[Instruction], number: int, args: tuple[int, ...] = (0,) * 6, machine: str = "x86_64") -> int:
    """Return what a filter says of a call: run it as the kernel's classic BPF machine does."""
    data = {0: number & WORD, 4: ARCHITECTURES[machine]}
    for index, arg in enumerate(args):
        data[16 + 8 * index] = arg & WORD
        data[20 + 8 * index] = arg >> 32 & WORD
    accumulator, at = 0, 0
    while True:
        operation, if_true, if_false, constant = code[at]
        at += 1
        match operation:
            case seccomp.LOAD:
                accumulator = data[constant]
            case seccomp.AND:
                accumulator &= constant
            case seccomp.RETURN:
                return constant
            case seccomp.IF_EQUAL:
                at += if_true if accumulator == constant else if_false
            case seccomp.IF_GREATER:
                at += if_true if accumulator > constant else if_false
            case seccomp.IF_AT_LEAST:
                at += if_true if accumulator >= constant else if_false
            case _:
                raise AssertionError(operation)


def expected(number: int, args: tuple[int, ...], machine: str) -> int:
    """Return what the policy says of a call."""
    if number >= 1 << 30:
        return KILL
    if number > NEWEST:
        return NOT_KNOWN
    column = MACHINES.index(machine)
    name = next((name for name, pair in NUMBERS.items() if pair[column] == number), None)
    if name is None:
        return REFUSE
    if name in seccomp.UNKNOWN:
        return NOT_KNOWN
    return ALLOW if all(holds(one, args) for one in seccomp.conditions(PID).get(name, ())) else REFUSE


def holds(condition: Any, args: tuple[int, ...]) -> bool:
    """Tell whether a condition holds of these arguments."""
    if isinstance(condition, Null):
        return args[condition.arg] == 0
    return args[condition.arg] & condition.mask in condition.values


CODE = {machine: program(machine, PID) for machine in MACHINES}
VALUES = sorted(
    {value for held in seccomp.conditions(PID).values() for one in held for value in getattr(one, "values", ())}
)
ARGS = st.tuples(*[st.one_of(st.sampled_from(VALUES), st.integers(0, (1 << 64) - 1), st.just(0))] * 6)
CALLS = st.one_of(st.integers(0, NEWEST + 9), st.sampled_from([1 << 30, (1 << 30) + 41, WORD]))


@pytest.mark.parametrize("machine", MACHINES)
def test_the_filter_says_of_each_number_what_the_policy_says(machine: str) -> None:
    """No call is let through that is not on the list, and none of the list is refused, with arguments all 0."""
    calls = [*range(NEWEST + 3), 1 << 30, (1 << 30) + 41, WORD]
    args = (0,) * 6
    assert [expected(n, args, machine) for n in calls] == [run(CODE[machine], n, args, machine) for n in calls]


@settings(deadline=None, max_examples=400, derandomize=True)
@given(machine=st.sampled_from(MACHINES), name=st.sampled_from(sorted(seccomp.conditions(PID))), args=ARGS)
def test_arguments_are_held_against_the_policy(machine: str, name: str, args: tuple[int, ...]) -> None:
    """Of each call whose arguments are looked at, any arguments get what the policy says."""
    number = NUMBERS[name][MACHINES.index(machine)]
    assert number is not None
    assert expected(number, args, machine) == run(CODE[machine], number, args, machine)


@settings(deadline=None, max_examples=400, derandomize=True)
@given(machine=st.sampled_from(MACHINES), number=CALLS, args=ARGS)
def test_any_call_gets_what_the_policy_says(machine: str, number: int, args: tuple[int, ...]) -> None:
    """Any number with any arguments gets what the policy says."""
    assert expected(number, args, machine) == run(CODE[machine], number, args, machine)


@pytest.mark.parametrize(("machine", "name"), [(machine, name) for machine in MACHINES for name in FORBIDDEN[machine]])
def test_what_no_worker_may_do_is_refused(machine: str, name: str) -> None:
    """A call that makes, changes, signals or reaches anything outside fails with EPERM, whatever its arguments."""
    number = FORBIDDEN[machine][name]
    assert {REFUSE} == {run(CODE[machine], number, (value,) * 6, machine) for value in (0, 1, PID, (1 << 64) - 1)}


@pytest.mark.parametrize(
    ("name", "args", "result"),
    [
        ("clone", (0x3D0F00,), ALLOW),
        ("clone", (0x7D0F00,), ALLOW),
        ("clone", (0x1200011,), REFUSE),  # fork
        ("clone", (0x3D0F00 | 0x1000_0000,), REFUSE),  # with a user namespace
        ("clone3", (), NOT_KNOWN),
        ("kill", (PID, 9), ALLOW),
        ("kill", (0, 9), REFUSE),
        ("kill", (WORD, 9), REFUSE),
        ("kill", (PID + 1, 9), REFUSE),
        ("tgkill", (PID, 1, 9), ALLOW),
        ("tgkill", (1, PID, 9), REFUSE),
        ("socketpair", (1, 0x80001, 0), ALLOW),
        ("socketpair", (1, 2, 0), REFUSE),  # datagrams
        ("socketpair", (2, 1, 0), REFUSE),
        ("sendto", (3, 1, 1, 0, 0, 0), ALLOW),
        ("sendto", (3, 1, 1, 0, 1 << 32, 16), REFUSE),
        ("prlimit64", (0, 7, 0, 1), ALLOW),
        ("prlimit64", (PID, 7, 1 << 40, 0), REFUSE),
        ("prlimit64", (1, 7, 0, 1), REFUSE),
        ("fcntl", (3, 8, PID), REFUSE),  # F_SETOWN
        ("ioctl", (0, 0x5412), REFUSE),  # TIOCSTI
        ("prctl", (1, 0), REFUSE),  # PR_SET_PDEATHSIG
        ("prctl", (15, 1), ALLOW),
    ],
)
@pytest.mark.parametrize("machine", MACHINES)
def test_some_arguments_are_told_apart(machine: str, name: str, args: tuple[int, ...], result: int) -> None:
    """Threads, signals to itself, and asyncio's socket pair pass; what looks like them does not."""
    number = NUMBERS[name][MACHINES.index(machine)]
    assert number is not None
    assert result == run(CODE[machine], number, args + (0,) * (6 - len(args)), machine)


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_of_another_architecture_kill(machine: str) -> None:
    """A call by the rules of another architecture ends the process, whatever its number."""
    other = next(name for name in MACHINES if name != machine)
    assert KILL == run(CODE[machine], 0, machine=other)


@pytest.mark.parametrize("machine", MACHINES)
def test_the_program_is_one_that_the_kernel_takes(machine: str) -> None:
    """Jumps fit a byte and stay within the program, which ends in a result and has at most 4096 instructions."""
    code = CODE[machine]
    assert len(code) <= 4096
    assert code[-1][0] == seccomp.RETURN
    assert all(0 <= jump < 256 and at + 1 + jump < len(code) for at, one in enumerate(code[:-1]) for jump in one[1:3])


def test_a_machine_without_a_table_has_no_filter() -> None:
    """On another machine there is no filter, and that is said."""
    with pytest.raises(OSError, match="no seccomp filter for riscv64") as caught:
        program("riscv64", PID)
    assert caught.value.errno == errno.ENOTSUP
