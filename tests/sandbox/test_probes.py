"""What is made of what the kernel answers."""

from __future__ import annotations

import errno
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox import probes, user, view
from grader.sandbox.probes import Probe

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    """Forget what was found before, and have no other test find what this one found."""
    found = (probes.system, probes.landlock, probes.seccomp, user.choose)
    for probe in found:
        probe.cache_clear()
    yield
    for probe in found:
        probe.cache_clear()


def answer(monkeypatch: pytest.MonkeyPatch, returned: int, failed: int = 0) -> None:
    """Have every system call answer so."""
    monkeypatch.setattr(probes, "_system_call", lambda *_: (returned, failed))


@pytest.mark.parametrize(
    ("failed", "says", "cure"),
    [
        (errno.ENOSYS, "has no Landlock, or a container hides it", "Linux 5.13"),
        (errno.EOPNOTSUPP, "not switched on", "lsm="),
        (errno.EPERM, "refuses Landlock", "seccomp profile"),
        (errno.EINVAL, "does not answer: Invalid argument", "seccomp profile"),
    ],
)
def test_why_there_is_no_landlock(monkeypatch: pytest.MonkeyPatch, failed: int, says: str, cure: str) -> None:
    """Each error of the kernel's has its own sentence and its own cure."""
    answer(monkeypatch, -1, failed)
    found = probes.landlock()
    assert (False, True, True) == (found.ok, says in found.says, cure in found.cure)


def test_landlock_tells_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is there, the version of its interface is named."""
    answer(monkeypatch, 7)
    assert (True, "Version 7", "") == (probes.landlock().ok, probes.landlock().says[:9], probes.landlock().cure)


def test_why_there_are_no_filters(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel without seccomp filters is named as such."""
    answer(monkeypatch, -1, errno.EINVAL)
    assert (False, True) == (probes.seccomp().ok, "CONFIG_SECCOMP_FILTER" in probes.seccomp().cure)


@pytest.mark.parametrize(
    ("system", "machine", "bits", "says"),
    [
        ("darwin", "arm64", 64, "features of Linux"),
        ("linux", "riscv64", 64, "64 bits of x86_64 and aarch64"),
        ("linux", "x86_64", 32, "64 bits of x86_64 and aarch64"),
    ],
)
def test_machines_without_walls(
    monkeypatch: pytest.MonkeyPatch, system: str, machine: str, bits: int, says: str
) -> None:
    """Other systems, other processors and a 32-bit Python have no walls."""
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(sys, "maxsize", (1 << bits - 1) - 1)
    found = probes.system()
    assert (False, True) == (found.ok, says in found.says)
    assert found.cure


@linux
def test_what_this_kernel_answers() -> None:
    """The real system calls have an answer, and leave nothing behind."""
    before = len(list(Path("/proc/self/fd").iterdir()))
    assert [Probe, Probe] == [type(probes.landlock()), type(probes.seccomp())]
    assert before == len(list(Path("/proc/self/fd").iterdir()))


# ---------------------------------------------------------------- the user


def as_root(monkeypatch: pytest.MonkeyPatch, *, may: bool = True, needed: list[Path] | None = None) -> None:
    """Make this process root, as far as it can tell."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(user, "_may_become", lambda _: may)
    if needed is not None:
        monkeypatch.setattr(user, "_needed", lambda: iter(needed))


@pytest.mark.parametrize(("uid", "may"), [(1001, True), (1001, False)])
def test_an_ordinary_user_stays_one(monkeypatch: pytest.MonkeyPatch, uid: int, may: bool) -> None:
    """Nothing has to change for a user without privileges."""
    as_root(monkeypatch, may=may)
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    assert (None, True) == (user.choose().uid, user.choose().probe.ok)


def test_root_becomes_a_user_who_owns_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The uid is one of those that belong to no one for long."""
    as_root(monkeypatch, needed=[])
    chosen = user.choose()
    assert chosen.uid in user.NOBODYS
    assert chosen.probe.ok
    assert str(chosen.uid) in chosen.probe.says


def test_root_stays_root_where_it_must(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container whose only user is root, there is no other to become."""
    as_root(monkeypatch, may=False, needed=[])
    assert (None, False) == (user.choose().uid, user.choose().probe.ok)


@pytest.mark.parametrize(("folder", "file"), [(0o700, 0o644), (0o755, 0o600)])
def test_root_stays_root_where_others_can_not_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: int, file: int
) -> None:
    """A file of Python's that only root can read, or that lies in such a folder, is named."""
    place = tmp_path / "closed" / "python"
    place.parent.mkdir()
    place.touch()
    place.chmod(file)
    place.parent.chmod(folder)
    as_root(monkeypatch, needed=[place])
    above = set(place.parent.parents)  # pytest's own folders are closed
    real = user._others_may
    monkeypatch.setattr(user, "_others_may", lambda do, path: path in above or real(do, path))
    chosen = user.choose()
    assert (None, False, True) == (chosen.uid, chosen.probe.ok, str(place) in chosen.probe.says)


@pytest.mark.parametrize(
    ("number", "mapped"), [(0, True), (999, True), (1000, False), (61_184, True), (61_683, True), (61_684, False)]
)
def test_numbers_that_are_mapped(number: int, mapped: bool) -> None:
    """A row maps as many numbers as it says, from the first that it names."""
    assert mapped == user._mapped(number, "         0     100000       1000\n     61184     200000        500\n")


# ---------------------------------------------------------------- the view


def arguments(seen: view.View) -> list[str]:
    """Return the arguments of a view without those that every view has."""
    return " ".join(seen.arguments()).partition(" --dev-bind")[0].replace(" --", "\n--").splitlines()


def test_what_is_shown_and_hidden(tmp_path: Path) -> None:
    """What is hidden in a shown folder is covered, and what is shown in that lies on the cover."""
    inner = tmp_path / "lib" / "site-packages"
    (inner / "sdk").mkdir(parents=True)
    seen = view.View()
    for path in (tmp_path / "lib", tmp_path / "nowhere"):
        seen.show(path)
    for path in (inner, tmp_path / "other"):
        seen.hide(path)
    for path in (inner / "sdk", tmp_path / "lib" / "loader"):
        seen.show(path)
    lib, sdk = tmp_path / "lib", inner / "sdk"
    assert [f"--ro-bind {lib} {lib}", f"--tmpfs {inner}", f"--ro-bind {sdk} {sdk}"] == arguments(seen)
    assert f"--remount-ro / --remount-ro {inner}" in " ".join(seen.arguments())


def test_links_are_kept(tmp_path: Path) -> None:
    """A program is found by each name that leads to it: through links to folders, to files, up and across."""
    real = tmp_path / "real" / "bin"
    real.mkdir(parents=True)
    (real / "python3").touch()
    (real / "python").symlink_to("python3")
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / "python").symlink_to("../current/bin/python")
    (tmp_path / "current").symlink_to(tmp_path / "real")
    seen = view.View()
    seen.show(tmp_path / "venv" / "python")
    assert [
        f"--ro-bind {real}/python3 {real}/python3",
        f"--symlink ../current/bin/python {tmp_path}/venv/python",
        f"--symlink {tmp_path}/real {tmp_path}/current",
        f"--symlink python3 {real}/python",
    ] == arguments(seen)


def test_a_library_in_an_odd_place_does_not_show_its_neighbours() -> None:
    """Of folders that hold more than libraries only the file is shown."""
    assert Path("/mine/preload.so") == view._usual(Path("/mine/preload.so"))
    assert Path("/usr/lib/x86_64-linux-gnu") == view._usual(Path("/usr/lib/x86_64-linux-gnu/libc.so.6"))
    assert Path(sys.base_prefix, "lib") == view._usual(Path(sys.base_prefix, "lib", "libpython3.so"))
    assert Path("/libexec/x.so") == view._usual(Path("/libexec/x.so"))
