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
from pathlib import Path

from . import wrapping
from .envelope import KEY_SIZE, NONCE_SIZE, Cipher, key_id
from .errors import ProviderFailure


class Provider(ABC):
    """Wraps and unwraps master keys with a key that never leaves it."""

    name: str

    @abstractmethod
    def key_name(self) -> str:
        """Return what the key-encryption key is called, so that a changed one is noticed."""

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
    """A provider that has the key-encryption key in this process."""

    def wrap(self, key: bytes, purpose: str, owner: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_SIZE)
        return wrapping.wrap(key, Cipher(self._key()), purpose, owner, nonce)

    def unwrap(self, wrapped: bytes, purpose: str, owner: str) -> bytes:
        return wrapping.unwrap(wrapped, Cipher(self._key()), purpose, owner)

    def key_name(self) -> str:
        return f"{self.name}:{key_id(self._key()).hex()}"

    @abstractmethod
    def _key(self) -> bytes:
        """Return the key-encryption key."""


class FileProvider(LocalProvider):
    """The key in a file that only the server's user can read; made when it is missing.

    :param path: the file; it must never lie where the database's backups go
    """

    name = "file"

    def __init__(self, path: Path) -> None:
        self.path = path

    def make_key(self) -> None:
        """Make a new key, readable by its owner alone, whole or not at all.

        :raises ProviderFailure: there is one already, or the folder cannot be written
        """
        half = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
        try:
            descriptor = os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
            with os.fdopen(descriptor, "wb") as file:
                file.write(base64.b64encode(secrets.token_bytes(KEY_SIZE)) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            # Unlike a rename, a link does not replace a key that somebody else made meanwhile.
            os.link(half, self.path)
        except OSError as error:
            raise ProviderFailure(
                f"the key file {self.path} cannot be made: {error.strerror}"
            ) from None
        finally:
            half.unlink(missing_ok=True)

    def _key(self) -> bytes:
        try:
            mode = self.path.stat().st_mode
            content = self.path.read_bytes()
        except OSError as error:
            raise ProviderFailure(f"the key file {self.path}: {error.strerror}") from None
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ProviderFailure(f"the key file {self.path} can be read by others: chmod 400 it")
        return _decode(content, f"the key file {self.path}")


class EnvironmentProvider(LocalProvider):
    """The key in an environment variable, in base64: for tests, as others can read it there."""

    name = "environment"
    VARIABLE = "SOCREG_KEY"

    def _key(self) -> bytes:
        return _decode(os.environ.get(self.VARIABLE, "").encode(), self.VARIABLE)


PROVIDERS: dict[str, type[Provider]] = {
    provider.name: provider for provider in (FileProvider, EnvironmentProvider)
}


def _decode(content: bytes, where: str) -> bytes:
    try:
        key = base64.b64decode(content.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_SIZE:
        raise ProviderFailure(f"{where} does not hold a key: 32 bytes in base64")
    return key
