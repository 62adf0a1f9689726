"""The keys that sign instead of sealing: Ed25519, from a seed as long as any master key."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def public_key(seed: bytes) -> bytes:
    """Return the public key of a seed, 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
