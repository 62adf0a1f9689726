"""Every place where a server leaves something, and what of the sown lies there in plain."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from socreg_setup.command import run
from socreg_setup.paths import HOME

from ..live import Live

# Statements that did not fail are logged, too, with all that they were given.
TALKATIVE = {
    "log_statement": "all",
    "log_min_duration_statement": "0",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "-1",
    "log_error_verbosity": "verbose",
}


def loosen_tongue(work, database: str) -> None:
    """Have PostgreSQL log all that reaches it from one database."""
    for setting, value in TALKATIVE.items():
        work.server.sql(
            f"ALTER DATABASE \"{database}\" SET {setting} = '{value}'", administrator=True
        )


@dataclass
class Places:
    """The places of one running server, from now on.

    PostgreSQL must run on this machine, as the private cluster does: its own files are read.
    """

    live: Live
    name: str
    folder: Path
    temporary: Path
    begun: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.begun = {"wal": self._wal_file(), "log": str(self._log().stat().st_size)}

    def sql(self, statement: str) -> str:
        """Ask PostgreSQL, as its administrator."""
        return self.live.work.server.sql(statement, self.live.database, administrator=True)

    def settle(self) -> None:
        """Have everything written to disk, and a copy made of what cannot be read as a file."""
        self.sql("CHECKPOINT")
        with self._log().open("rb") as log:
            log.seek(int(self.begun["log"]))
            (self.folder / "postgres.log").write_bytes(log.read())
        words = ["pg_dump", "--file", str(self.folder / "dump.sql"), self.live.database]
        environment = self.live.work.server.environment(administrator=True)
        run(words, "pg_dump failed", env=environment)

    def paths(self) -> dict[str, list[Path]]:
        """Return where to look, by what the place is called."""
        data = HOME / "data"
        return {
            "dump": [self.folder / "dump.sql"],
            "files of the database": [self._data() / "base" / self._oid()],
            "write-ahead log": self._wal_since(),
            "log of PostgreSQL": [self.folder / "postgres.log"],
            "log of the server": [HOME / f"{self.name}.log"],
            "file store": [data / "filestore" / self.live.database],
            "sessions": [data / "sessions"],
            "temporary files": [self.temporary],
        }

    def hits(self, by_needle: dict[bytes, str]) -> dict[str, set[str]]:
        """Return the names of what lies in plain, by place."""
        found = {place: self.matches_in(paths, by_needle) for place, paths in self.paths().items()}
        return {place: names for place, names in found.items() if names}

    def matches_in(self, paths: list[Path], by_needle: dict[bytes, str]) -> set[str]:
        """Return the names of what lies in plain in some files and folders."""
        assert paths and all(path.exists() for path in paths)
        patterns = self.folder / "needles"
        patterns.write_bytes(b"\n".join(sorted(by_needle)))
        words = ["grep", "-rhoUaF", "-f", str(patterns), *map(str, paths)]
        done = subprocess.run(words, env=os.environ | {"LC_ALL": "C"}, capture_output=True)
        # 1: nothing was found. A file may vanish while PostgreSQL goes on working.
        assert done.returncode in (0, 1) or b"No such file" in done.stderr, done.stderr
        return {by_needle[match] for match in done.stdout.split(b"\n") if match}

    def _data(self) -> Path:
        return Path(self.sql("SHOW data_directory"))

    def _oid(self) -> str:
        return self.sql("SELECT oid FROM pg_database WHERE datname = current_database()")

    def _log(self) -> Path:
        collected = self.sql("SELECT pg_current_logfile()")
        return self._data() / collected if collected else HOME / "postgres" / "server.log"

    def _wal_file(self) -> str:
        return self.sql("SELECT pg_walfile_name(pg_current_wal_lsn())")

    def _wal_since(self) -> list[Path]:
        files = sorted((self._data() / "pg_wal").glob("?" * 24))
        since, until = self.begun["wal"], self._wal_file()
        return [file for file in files if since <= file.name <= until]
