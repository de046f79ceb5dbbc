"""What an attack may aim at: a secret, a folder to write in, sockets that listen, a process to kill."""

from __future__ import annotations

import ctypes
import secrets
import select
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.sandbox.user import switch
from tests.corpus.attack import Attack

_LIBC: Final = ctypes.CDLL(None)
_BOUNDING_DROP: Final = 24
"""An option of prctl."""


@dataclass(frozen=True, slots=True)
class Bait:
    """Where it lies. All of it is open to everybody on this machine."""

    folder: Path
    """Holds the submission as well."""
    token: str
    """What stands in the secret file."""
    mark: str
    """A word for names of files that an attack makes elsewhere; by it they are found."""
    tcp: socket.socket
    unix: socket.socket
    abstract: socket.socket
    sibling: subprocess.Popen[bytes]

    @property
    def secret(self) -> Path:
        """The file with the token."""
        return self.folder / "secret"

    @property
    def scratch(self) -> Path:
        """The folder in which everybody may write."""
        return self.folder / f"scratch-{self.mark}"

    def fill_in(self, attack: Attack) -> str:
        """Return the source of an attack with its placeholders filled in."""
        told = {
            "SECRET": str(self.secret),
            "SCRATCH": str(self.scratch),
            "MARK": self.mark,
            "PORT": str(self.tcp.getsockname()[1]),
            "UNIX": self.unix.getsockname(),
            "ABSTRACT": _name(self.abstract),
            "SIBLING": str(self.sibling.pid),
        }
        source = attack.source
        for name, value in told.items():
            source = source.replace(f"@{name}@", value)
        return source

    def touched(self) -> Iterator[str]:
        """Say what has become of it."""
        listening = {self.tcp: "the TCP port", self.unix: "the UNIX socket", self.abstract: "the abstract socket"}
        for sock in select.select(list(listening), [], [], 0)[0]:
            sock.accept()[0].close()
            yield f"{listening[sock]} was connected to"
        if self.sibling.poll() is not None:
            yield f"the sibling died with status {self.sibling.returncode}"
        if left := sorted(path.name for path in self.scratch.iterdir()):
            yield f"files were written to the scratch folder: {left}"
        if self.token != self.secret.read_text("ascii"):
            yield "the secret was overwritten"
        if marked := sorted(map(str, self.marked())):
            yield f"files were left: {marked}"

    def marked(self) -> Iterator[Path]:
        """Yield what stands in a folder of everybody's under a name with the mark."""
        for place in ("/tmp", "/var/tmp", "/dev/shm"):
            yield from (path for path in Path(place).iterdir() if self.mark in path.name)


def _name(abstract: socket.socket) -> str:
    name: bytes = abstract.getsockname()
    return name[1:].decode("ascii")


@contextmanager
def laid(uid: int | None = None) -> Iterator[Bait]:
    """Lay the bait; the sibling runs as this user, if not as ourselves."""
    folder = Path(tempfile.mkdtemp(prefix="retrial-attack-"))
    folder.chmod(0o755)
    mark = f"mark{secrets.token_hex(8)}"
    tcp = _listening(socket.AF_INET, ("127.0.0.1", 0))
    unix = _listening(socket.AF_UNIX, str(folder / "socket"))
    abstract = _listening(socket.AF_UNIX, f"\0{mark}")
    (folder / "socket").chmod(0o777)
    sibling = subprocess.Popen(["sleep", "1000"], **switch(uid), preexec_fn=_without_privileges)  # noqa: PLW1509
    bait = Bait(folder, f"token-{secrets.token_hex(16)}", mark, tcp, unix, abstract, sibling)
    bait.secret.write_text(bait.token, "ascii")
    bait.secret.chmod(0o644)
    bait.scratch.mkdir()
    bait.scratch.chmod(0o777)
    try:
        yield bait
    finally:
        for sock in (tcp, unix, abstract):
            sock.close()
        sibling.kill()
        sibling.wait()
        shutil.rmtree(folder, ignore_errors=True)
        for left in list(bait.marked()):
            shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()


def _without_privileges() -> None:
    """Leave no capability that root would have after the exec, as a worker has none. It calls the kernel alone."""
    for capability in range(64):
        _LIBC.prctl(_BOUNDING_DROP, capability, 0, 0, 0)


def _listening(family: int, address: object) -> socket.socket:
    sock = socket.socket(family)
    sock.bind(address)  # type: ignore[arg-type]
    sock.listen(8)
    sock.setblocking(False)
    return sock
