"""socreg_keys status: what keys there are, and whether all is well with them."""

import json

from odoo.exceptions import UserError

from ..core import providers
from ..core.errors import SealingError


def status(session, wish, console):
    """Show the state of the keys; return 0 where all is well."""
    with session.transaction() as env:
        found = gather(env)
    console.show(json.dumps(found, indent=2) if wish.json else "\n".join(_lines(found)))
    return 1 if found["problems"] else 0


def gather(env):
    """Return the state of the keys as plain data, `problems` among it in words."""
    problems = []
    found = {"provider": _provider(env, problems), "keys": []}
    for key in env["socreg.key"].search([]):
        found["keys"].append(_key(key, problems))
    found["problems"] = problems + _missing(found["keys"])
    return found


def _provider(env, problems):
    try:
        provider = env["socreg.key"]._provider()
    except UserError as error:
        problems.append(str(error))
        return {}
    told = {"name": provider.name, "keys": []}
    if isinstance(provider, providers.FileProvider):
        told["file"] = str(provider.path)
    try:
        told["keys"] = provider.key_names()
    except SealingError as error:
        problems.append(str(error))
    return told


def _key(key, problems):
    told = {
        "purpose": key.purpose,
        "version": key.version,
        "state": key.state,
        "since": str(key.state_at or key.write_date),
        "id": key.name,
        "wrapped_by": key.wrapped_by,
    }
    if key.state == "destroyed":
        return told | ({"public_key": key.public_key} if key.public_key else {})
    try:
        key._unwrapped()
    except (SealingError, UserError) as error:
        problems.append(str(error))
    told["opens"] = not any(f"{key.purpose} {key.version} " in words for words in problems)
    return told | _load(key)


def _load(key):
    env = key.env
    if key.purpose == "proof":
        return {"public_key": key.public_key}
    if key.purpose == "index":
        return {"without": env["socreg.sealed"]._count_stale(key.version)}
    return {"wraps": key._count_left()}


def _missing(keys):
    active = {key["purpose"] for key in keys if key["state"] == "active"}
    purposes = ("identity", "health", "index", "proof")
    return [f"no {purpose} key is active" for purpose in purposes if purpose not in active]


def _lines(found):
    provider = found["provider"]
    yield f"provider  {provider.get('name', 'unknown')} {provider.get('file', '')}".rstrip()
    for number, name in enumerate(provider.get("keys", [])):
        yield f"key-encryption key  {name}" + ("  (old: opens only)" if number else "")
    for key in found["keys"]:
        yield _line(key)
    yield from [f"PROBLEM  {problem}" for problem in found["problems"]] or ["all is well"]


def _line(key):
    words = [f"{key['purpose']:<8} {key['version']:>3}  {key['state']:<12} {key['id']}"]
    words.append(f"since {key['since'][:16]}")
    if "public_key" in key:
        words.append(f"public key {key['public_key']}")
    if "wraps" in key:
        words.append(f"wraps {key['wraps']} data keys")
    if "without" in key:
        words.append(f"{key['without']} records lack values under it")
    if "opens" in key:
        words.append("opens" if key["opens"] else "DOES NOT OPEN")
    return "  ".join(words)
