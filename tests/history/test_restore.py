"""A registry that is restored elsewhere is proved there, and its log goes on."""

import json
from dataclasses import replace

from ..standalone import standalone
from .cluster import another_cluster
from .test_verify import KEY


def base_of(server, database):
    """Return what is added to the transaction ids of this cluster."""
    return server.sql("SELECT base FROM socreg_history.log", database, administrator=True)


def test_what_is_restored_into_another_cluster_is_right_there(registry, tmp_path):
    file = registry.dump(tmp_path / "before.sql")
    before = standalone(file, "--witness", registry.witness, "--key", KEY)
    with another_cluster(registry.work.server.role) as server:
        owner = registry.work.server.role
        server.sql(f'CREATE DATABASE "{registry.database}" OWNER {owner}', administrator=True)
        server.sql(file.read_text(), registry.database, administrator=True)
        there = replace(registry, work=replace(registry.work, server=server))
        again = standalone(
            there.dump(tmp_path / "again.sql"), "--witness", registry.witness, "--key", KEY
        )
        assert again == before
        base = base_of(server, registry.database)
        done = there.inside("go_on")
        living = json.loads(done.stdout)
        assert living["right"], done.stdout + done.stderr
        # That the log goes on above its old positions is an event of its own: where it must.
        resumed = base_of(server, registry.database) != base
        assert living["counts"]["events"] == before["counts"]["events"] + 1 + resumed
        after = standalone(
            there.dump(tmp_path / "after.sql"), "--witness", registry.witness, "--key", KEY
        )
        assert after["right"], after
        assert after["counts"]["events"] == living["counts"]["events"]
        assert after["tree"] == before["tree"]
