"""Where the key-encryption key is kept: outside the database.

A provider is a class and a name in `PROVIDERS`; adding one touches one file. It never hands the
key out: it wraps and unwraps master keys, as a vault or an HSM would.
"""

import base64
import binascii
import os
import secrets
import stat
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

from . import wrapping
from .envelope import HEADER, KEY_SIZE, NONCE_SIZE, Cipher, key_id
from .errors import BrokenSeal, ProviderFailure


class Provider(ABC):
    """Wraps and unwraps master keys with a key that never leaves it."""

    name: str

    @abstractmethod
    def key_name(self) -> str:
        """Return what the key-encryption key is called, so that a changed one is noticed."""

    @abstractmethod
    def key_names(self) -> list[str]:
        """Return what all key-encryption keys that it can unwrap with are called."""

    @abstractmethod
    def wrap(self, key: bytes, purpose: str, owner: str) -> bytes:
        """Return a master key wrapped.

        :raises ProviderFailure: the provider cannot be used now
        """

    @abstractmethod
    def unwrap(self, wrapped: bytes, purpose: str, owner: str) -> bytes:
        """Return the master key that was wrapped.

        :raises ProviderFailure: the provider cannot be used now
        :raises BrokenSeal: it was wrapped by another key-encryption key
        """


class LocalProvider(Provider):
    """A provider that has the key-encryption keys in this process: one, or two while they change.

    The newest wraps; what is wrapped says by its header which one opens it.
    """

    def wrap(self, key: bytes, purpose: str, owner: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_SIZE)
        return wrapping.wrap(key, Cipher(self.keys()[0]), purpose, owner, nonce)

    def unwrap(self, wrapped: bytes, purpose: str, owner: str) -> bytes:
        keys = {key_id(key): key for key in self.keys()}
        wanted = HEADER.unpack_from(wrapped)[2] if len(wrapped) >= HEADER.size else b""
        if wanted not in keys:
            held = ", ".join(self.key_names())
            raise BrokenSeal(f"it is wrapped by {self.name}:{wanted.hex()}, and here is {held}")
        return wrapping.unwrap(wrapped, Cipher(keys[wanted]), purpose, owner)

    def key_name(self) -> str:
        return self.key_names()[0]

    def key_names(self) -> list[str]:
        return [f"{self.name}:{key_id(key).hex()}" for key in self.keys()]

    @abstractmethod
    def keys(self) -> list[bytes]:
        """Return the key-encryption keys, the newest first.

        :raises ProviderFailure: there is none, or it is kept carelessly
        """


class FileProvider(LocalProvider):
    """The keys in a file that only the server's user can read: one a line, the newest first.

    The file is replaced whole or not at all, so that a crash leaves the old one or the new one.

    :param path: the file; it must never lie where the database's backups go
    """

    name = "file"

    def __init__(self, path: Path) -> None:
        self.path = path

    def make_key(self) -> None:
        """Make a file with a new key, readable by its owner alone.

        :raises ProviderFailure: there is one already, or the folder cannot be written
        """
        # Unlike a rename, a link does not replace a key that somebody else made meanwhile.
        self.save([secrets.token_bytes(KEY_SIZE)], os.link)

    def add_key(self) -> None:
        """Put a new key before the one that is there: it wraps from now on, both open.

        :raises ProviderFailure: there are two already, or the folder cannot be written
        """
        keys = self.keys()
        if len(keys) > 1:
            raise ProviderFailure(
                f"the key file {self.path} holds two keys: drop the old one first"
            )
        self.save([secrets.token_bytes(KEY_SIZE), *keys], os.replace)

    def drop_old_keys(self) -> None:
        """Keep nothing but the newest key."""
        self.save(self.keys()[:1], os.replace)

    def save(self, keys: list[bytes], put: Callable[[Path, Path], None]) -> None:
        """Write the file whole.

        :param put: `os.link`, which refuses to replace a file, or `os.replace`
        """
        half = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
        try:
            descriptor = os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
            with os.fdopen(descriptor, "wb") as file:
                file.write(encode_keys(keys))
                file.flush()
                os.fsync(file.fileno())
            put(half, self.path)
            _sync_folder(self.path.parent)
        except OSError as error:
            raise ProviderFailure(
                f"the key file {self.path} cannot be made: {error.strerror}"
            ) from None
        finally:
            half.unlink(missing_ok=True)

    def keys(self) -> list[bytes]:
        try:
            mode = self.path.stat().st_mode
            content = self.path.read_bytes()
        except OSError as error:
            raise ProviderFailure(f"the key file {self.path}: {error.strerror}") from None
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ProviderFailure(f"the key file {self.path} can be read by others: chmod 400 it")
        return decode_keys(content, f"the key file {self.path}")


class EnvironmentProvider(LocalProvider):
    """The keys in an environment variable, in base64: for tests, as others can read it there."""

    name = "environment"
    VARIABLE = "SOCREG_KEY"

    def keys(self) -> list[bytes]:
        return decode_keys(os.environ.get(self.VARIABLE, "").encode(), self.VARIABLE)


PROVIDERS: dict[str, type[Provider]] = {
    provider.name: provider for provider in (FileProvider, EnvironmentProvider)
}


def encode_keys(keys: list[bytes]) -> bytes:
    """Return keys as a key file holds them: each in base64 on a line of its own."""
    return b"".join(base64.b64encode(key) + b"\n" for key in keys)


def decode_keys(content: bytes, where: str) -> list[bytes]:
    """Return the keys that `encode_keys` was given.

    :param where: what the content is, for the error
    :raises ProviderFailure: it is cut off, empty or something else
    """
    try:
        keys = [base64.b64decode(line, validate=True) for line in content.split()]
    except binascii.Error:
        keys = []
    if not keys or any(len(key) != KEY_SIZE for key in keys):
        raise ProviderFailure(f"{where} does not hold a key: 32 bytes in base64")
    return keys


def _sync_folder(folder: Path) -> None:
    """Have a name in a folder outlive a failure of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
