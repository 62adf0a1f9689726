"""setup/odoo: the prepared engine's own command line, with our configuration."""

import signal
import subprocess
import sys

from .command import ends_with_us
from .database import name_of
from .linemap import to_sources
from .workplace import prepare_workplace


def odoo(arguments: list[str]) -> int:
    """Run Odoo on the demo's database, unless the arguments name another with -d."""
    work = prepare_workplace()
    config = work.config("odoo", db_name=name_of(work, "demo"))
    if arguments[:1] and not arguments[0].startswith("-"):
        words = [arguments[0], "-c", str(config), *arguments[1:]]
    else:
        words = ["-c", str(config), *arguments]
    command = work.odoo(*words)
    # Where Odoo looks for the commands of addons before it reads its arguments.
    environment = work.environment() | {"ODOO_RC": str(config)}
    if sys.stdin.isatty() and {"shell", "socreg_keys"}.intersection(arguments):
        return subprocess.run(command, env=environment).returncode
    with subprocess.Popen(
        command,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        preexec_fn=ends_with_us(signal.SIGINT),  # noqa: PLW1509 (there are no threads)
    ) as process:
        for line in to_sources(process.stderr or []):
            sys.stderr.write(line)
        return process.wait()
