"""A real PostgreSQL for the store's tests: one cluster a test run, one database a test."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

_ROOM = 1_000_000_000
_COUNTER = itertools.count(1)
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "40",
    "shared_buffers": "32MB",
}


def programs() -> Path | None:
    """The newest installed server's programs, where Debian puts them, or those on the PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name)
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _other_user() -> tuple[int, int] | None:
    """PostgreSQL refuses to run as root, so then it runs as postgres or nobody."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    return None


def _memory() -> str | None:
    """A file system in memory with room enough, where there is one: a test's database is never kept."""
    shared = Path("/dev/shm")
    roomy = shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > _ROOM
    return str(shared) if roomy else None


class Cluster:
    """A running server on a unix socket in a temporary folder."""

    def __init__(self, bin_: Path, folder: Path, user: tuple[int, int] | None) -> None:
        self.bin = bin_
        self.folder = folder
        self.user = user

    def run(self, program: str, *arguments: str, log: bool = False) -> None:
        options: dict[str, object] = {}
        if self.user:
            options = {"user": self.user[0], "group": self.user[1], "extra_groups": []}
        # The server inherits what pg_ctl has open: a pipe would never be closed.
        with (self.folder / "log.txt").open("a") as out:
            subprocess.run(
                [str(self.bin / program), *arguments], check=True, cwd=self.folder, stdout=out, stderr=out,
                stdin=subprocess.DEVNULL, env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}, **options,
            )  # type: ignore[call-overload]  # fmt: skip

    def start(self) -> None:
        data = str(self.folder / "data")
        self.run("initdb", "--no-sync", "-D", data, "-U", "clerk", "-A", "trust", "-E", "UTF8", "--locale=C")
        settings = " ".join(f"-c {name}='{value}'" for name, value in _SETTINGS.items())
        options = f"-k {self.folder} {settings}"
        self.run(
            "pg_ctl",
            "-D",
            data,
            "-w",
            "-t",
            "60",
            "-l",
            str(self.folder / "server.txt"),
            "-o",
            options,
            "start",
        )

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def address(self, database: str) -> str:
        return f"postgresql://clerk@/{database}?host={self.folder}"

    def new_database(self, template: str = "template0") -> str:
        """The address of a new database, empty or a copy of `template`, to which nobody is connected."""
        import psycopg

        name = f"ledger_{next(_COUNTER)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.address(name)

    @staticmethod
    def name_of(address: str) -> str:
        """The database an address names."""
        return address.partition("?")[0].rpartition("/")[2]

    def drop(self, address: str) -> None:
        import psycopg

        name = self.name_of(address)
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """PostgreSQL, started once; where it is not installed the test is skipped, but in CI it fails."""
    bin_ = programs()
    if bin_ is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed, and CI must test on it")
        pytest.skip("PostgreSQL is not installed")
    # Not pytest's own folder: that may be closed to the other user, and its path too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="zj-pg-", dir=_memory()))
    user = _other_user()
    if user:
        os.chown(folder, *user)
    folder.chmod(0o755)
    server = Cluster(bin_, folder, user)
    (folder / "log.txt").touch()
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(cluster: Cluster) -> Iterator[str]:
    """The address of a database of this test's own."""
    address = cluster.new_database()
    yield address
    cluster.drop(address)


@pytest.fixture
def new_database(cluster: Cluster) -> Iterator[Callable[[], str]]:
    """Makes as many databases as a test needs."""
    made: list[str] = []

    def make() -> str:
        made.append(cluster.new_database())
        return made[-1]

    yield make
    for address in made:
        cluster.drop(address)
