"""socreg_keys backup and restore: the key file on paper, and back."""

import base64
import getpass
import os
import secrets
import sys
from pathlib import Path

from ..core import paper, providers
from ..core.envelope import NONCE_SIZE
from ..core.errors import SealingError
from .console import Refused

TERMINAL = "-"


class OpenedBackup(providers.LocalProvider):
    """The keys of a backup, before they are in a file."""

    name = "file"

    def __init__(self, keys):
        self._keys = keys

    def keys(self):
        return self._keys


def backup(provider, wish, console):
    """Write the keys to a new file, encrypted under a passphrase; or check such a file."""
    _refuse_others(provider)
    if wish.check:
        return _check(provider, wish, console)
    keys = provider.keys()
    phrase = passphrase(wish, twice=True)
    noise = secrets.token_bytes(paper.SALT_SIZE + NONCE_SIZE)
    text = paper.to_paper(providers.encode_keys(keys), provider.key_names(), phrase, noise)
    if wish.file == TERMINAL:
        console.show(text)
    else:
        _write_new(Path(wish.file), text)
    console.say(f"{wish.file} holds {', '.join(provider.key_names())}, under the passphrase.")
    console.say(f"Print it, keep the passphrase elsewhere, and try: backup --check {wish.file}")
    return 0


def _check(provider, wish, console):
    opened = _opened(wish)
    console.show(f"{wish.file} opens; it holds {', '.join(opened.key_names())}.")
    if not provider.path.exists():
        console.show(f"There is no {provider.path} to compare it with.")
        return 0
    if opened.keys() == provider.keys():
        console.show(f"It is what {provider.path} holds.")
        return 0
    console.show(f"{provider.path} holds other keys: {', '.join(provider.key_names())}.")
    return 1


def restore(provider, wish, console, master_keys=None):
    """Make the key file from a backup; never in the place of another one.

    :param master_keys: purpose, version and wrapped key of what it must open, or None
    """
    _refuse_others(provider)
    opened = _opened(wish)
    for purpose, version, wrapped in master_keys or []:
        _try(opened, purpose, version, wrapped)
    if provider.path.exists():
        _refuse_another(provider, opened)
        console.show(f"{provider.path} holds these keys already.")
        return 0
    provider.save(opened.keys(), os.link)
    console.show(f"{provider.path} holds {', '.join(opened.key_names())}, for its owner alone.")
    console.show(
        "It opens the database's master keys."
        if master_keys
        else "It was not tried on a database: name one with -d, or ask socreg_keys status."
    )
    return 0


def _refuse_another(provider, opened):
    try:
        same = provider.keys() == opened.keys()
    except SealingError as error:
        raise Refused(f"{error}. Move it away first.") from None
    if not same:
        raise Refused(f"{provider.path} holds other keys: move it away first.")


def _try(opened, purpose, version, wrapped):
    try:
        opened.unwrap(base64.b64decode(wrapped), f"master.{purpose}", str(version))
    except SealingError as error:
        raise Refused(
            f"The backup does not open the database's {purpose} key {version}: {error}"
        ) from None


def _opened(wish):
    try:
        text = sys.stdin.read() if wish.file == TERMINAL else Path(wish.file).read_text("ascii")
    except OSError as error:
        raise Refused(f"{wish.file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Refused(f"{wish.file} is no backup of a key.") from None
    content = paper.from_paper(text, passphrase(wish))
    return OpenedBackup(providers.decode_keys(content, "the backup"))


def passphrase(wish, twice=False):
    """Return the passphrase, from its file or from the terminal.

    :raises Refused: the file cannot be read, or what was typed twice differs
    """
    if wish.passphrase_file:
        try:
            return Path(wish.passphrase_file).read_text().splitlines()[0]
        except (OSError, UnicodeDecodeError, IndexError):
            raise Refused(f"{wish.passphrase_file} holds no passphrase.") from None
    try:
        typed = getpass.getpass("Passphrase: ")
        if twice and getpass.getpass("Once more: ") != typed:
            raise Refused("That was another one.")
    except EOFError:
        raise Refused("Nobody typed a passphrase.") from None
    return typed


def _refuse_others(provider):
    if not isinstance(provider, providers.FileProvider):
        raise Refused(f"The provider {provider.name} keeps the key: this is for key files.")


def _write_new(path, text):
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise Refused(f"{path} cannot be made: {error.strerror}") from None
