"""The life of master keys: which one seals, which ones still open."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from .envelope import HEADER, Cipher, key_id
from .errors import KeyMissing


class State(str, Enum):
    """A key is distributed before it seals, and opens long after it sealed last."""

    PRE_ACTIVE = "pre_active"
    ACTIVE = "active"
    DECRYPT_ONLY = "decrypt_only"
    DESTROYED = "destroyed"


# Nothing is skipped: a key seals only once every process has it.
NEXT = {
    State.PRE_ACTIVE: (State.ACTIVE, State.DESTROYED),
    State.ACTIVE: (State.DECRYPT_ONLY,),
    State.DECRYPT_ONLY: (State.DESTROYED,),
    State.DESTROYED: (),
}


def may_become(state: State, new: State) -> bool:
    """Tell whether a key may go from one state to another.

    >>> may_become(State.ACTIVE, State.DESTROYED)
    False
    """
    return new in NEXT[state]


@dataclass(frozen=True)
class KeyRing:
    """The master keys of one class that this process holds.

    :param active: the id of the key that seals, or None
    :param keys: cipher by its key's id (four bytes, `envelope.key_id`)
    """

    name: str
    active: bytes | None
    keys: Mapping[bytes, Cipher]

    def sealing_key(self) -> Cipher:
        """Return the cipher that new things are sealed with.

        :raises KeyMissing: this process has none
        """
        if self.active is None or self.active not in self.keys:
            raise KeyMissing(f"this process has no key to seal {self.name} data with")
        return self.keys[self.active]

    def key_for(self, sealed: bytes) -> Cipher:
        """Return the cipher that something was sealed with, by its header.

        :raises KeyMissing: this process has not got it
        """
        wanted = HEADER.unpack_from(sealed)[2] if len(sealed) >= HEADER.size else b""
        if wanted not in self.keys:
            raise KeyMissing(f"this process has not got the key of some {self.name} data")
        return self.keys[wanted]


def make_ring(name: str, keys: list[tuple[State, bytes]]) -> KeyRing:
    """Return the ring of a class from its keys with their states; destroyed ones are left out."""
    living = [(state, key) for state, key in keys if state is not State.DESTROYED]
    active = [key_id(key) for state, key in living if state is State.ACTIVE]
    ciphers = {key_id(key): Cipher(key) for _state, key in living}
    return KeyRing(name, active[0] if active else None, ciphers)
