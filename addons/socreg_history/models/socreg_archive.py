import re
from pathlib import Path

from odoo import _, api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core import archive
from ..core.archive_lines import Act, BadArchive, Line
from ..core.checkpoint import public_key, sign_note
from ..core.merkle import HASH_SIZE, Frontier, split
from ..core.position import BEGINNING, Position
from ..core.range_proof import others

KEPT = "socreg_history.months_kept"
MONTHS_KEPT = 24
LEAST_KEPT = 12
PIECE = 10_000
RANGE = re.compile(r"\[(\d+),(\d+)\)")
EVENTS = """
    SELECT a.xid, socreg_history.microseconds(a.at)::bigint, a.actor::text, encode(a.hash, 'hex'),
        e.xid, e.seq, e.model, e.record_id, e.ver, e.op, e.subject_id, e.party_id,
        e.left_subject_id, e.left_party_id, e.body::text, encode(e.prev, 'hex'),
        encode(e.hash, 'hex')
    FROM %s AS e JOIN socreg_history.act AS a USING (xid)
    WHERE (e.xid, e.seq) > (%s, %s) ORDER BY e.xid, e.seq LIMIT %s
"""


class SocregArchive(models.AbstractModel):
    """Months that leave the log: each goes into a signed file, which proves itself without the log.

    What such a month said of each record stays as its base: its chain and its columns go on from
    there, and reading as of any moment since needs no archive.
    """

    _name = "socreg.archive"
    _description = "Months That Leave the Log"

    @api.model
    def _due(self):
        """Return the parts of the log that are old enough to leave, the oldest first."""
        self.env.cr.execute(
            "SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'socreg_history.event'::regclass"
            " AND c.relname ~ '^event_[0-9]{4}_[0-9]{2}$'"
            " AND socreg_history.month_of(c.relname) + interval '1 month'"
            " <= now() - %s * interval '1 month' ORDER BY c.relname",
            [self._months_kept()],
        )
        return [name for (name,) in self.env.cr.fetchall() if self._has_events(name)]

    @api.model
    def _months_kept(self):
        """Return for how many months events stay in the log, beside the current one."""
        # No user may read parameters: this one is a rule for all.
        told = self.env["ir.config_parameter"].sudo().get_param(KEPT)
        return max(int(told), LEAST_KEPT) if (told or "").isdecimal() else MONTHS_KEPT

    @api.model
    def _has_events(self, name):
        table = SQL.identifier("socreg_history", name)
        self.env.cr.execute(SQL("SELECT EXISTS (SELECT FROM %s)", table))
        return self.env.cr.fetchone()[0]

    @api.model
    def _write_month(self, name, folder):
        """Write a month to a file of a folder with its manifest beside it, and read both back.

        :return: the file's path
        :raises UserError: it is not sealed yet, or a reader has not read it
        """
        path = self._path(name, Path(folder))
        archive.write(path, self._lines(name))
        content = archive.read(path)
        self._check_readers(content.last)
        manifest, proof = self._manifest(name, path, content)
        seeds = self.env["socreg.key"]._signing_seeds()
        note = sign_note(manifest.to_text(), manifest.origin, seeds)
        keys = [public_key(seed) for seed in seeds]
        archive.write_manifest(self._manifest_path(path), note, proof, keys)
        archive.check(path, self._manifest_path(path), keys)
        return path

    @api.model
    def _leave(self, name, path):
        """Take a month out of the log; its file is checked once more before.

        To be called in a transaction that is READ COMMITTED.

        :raises BadArchive: the file is not what was signed
        """
        beside = self._manifest_path(path)
        keys = [public_key(seed) for seed in self.env["socreg.key"]._signing_seeds()]
        manifest, _key = archive.check(path, beside, keys)
        if manifest.name != name:
            raise BadArchive(f"it is of {manifest.name}")
        self.env.cr.execute(
            "SELECT socreg_history.archive(%s, %s, %s, %s)",
            [name, self._months_kept(), manifest.digest, beside.read_text()],
        )

    @api.model
    def _path(self, name, folder):
        """Return the file of a month: of events that a wrong clock put there since, one of its own."""
        self.env.cr.execute("SELECT count(*) FROM socreg_history.archive WHERE name = %s", [name])
        before = self.env.cr.fetchone()[0]
        return folder / f"{name}{f'.{before + 1}' if before else ''}{archive.SUFFIX}"

    @api.model
    def _manifest_path(self, path):
        return path.with_name(path.name.removesuffix(archive.SUFFIX) + archive.MANIFEST)

    @api.model
    def _lines(self, name):
        position, act = BEGINNING, None
        while rows := self._rows(name, position):
            for row in rows:
                if Act(*row[:4]) != act:
                    act = Act(*row[:4])
                    yield act
                yield Line(*row[4:])
            position = Position(*rows[-1][4:6])

    @api.model
    def _rows(self, name, position):
        table = SQL.identifier("socreg_history", name)
        self.env.cr.execute(SQL(EVENTS, table, position.xid, position.seq, PIECE))
        return self.env.cr.fetchall()

    @api.model
    def _check_readers(self, last):
        # Whoever archives may not know the readers, yet none may lose what it has not read.
        readers = self.env["socreg.consumer"].sudo().search([("active", "=", True)])
        late = readers.filtered(lambda reader: Position.parse(reader.position) < last)
        if late:
            raise UserError(
                _(
                    "These readers have not read it yet: %(names)s. Have them read, or delete them.",
                    names=", ".join(late.mapped("name")),
                )
            )

    @api.model
    def _manifest(self, name, path, content):
        """Return what is signed of a month, and what shows its events in the tree."""
        self.env.cr.execute("SELECT leaves::text FROM socreg_history.leaves_of(%s)", [name])
        leaves = tuple(
            (int(start), int(end)) for start, end in RANGE.findall(self.env.cr.fetchone()[0])
        )
        size, root = self._tree()
        if not leaves or leaves[-1][1] > size:
            raise UserError(_("Its events are not sealed yet: call odoo socreg_seal."))
        # Only the name of this log is read: it is public.
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        manifest = archive.Manifest(
            origin=f"socreg/{uuid}",
            name=name,
            events=len(content.hashes),
            first=content.first,
            last=content.last,
            digest=content.digest(),
            file=archive.file_digest(path),
            leaves=leaves,
            size=size,
            root=root,
        )
        return manifest, [self._root_between(*ends) for ends in others(size, leaves)]

    @api.model
    def _tree(self):
        self.env.cr.execute(
            "SELECT size, root FROM socreg_history.tree_head ORDER BY size DESC LIMIT 1"
        )
        size, root = self.env.cr.fetchone() or (0, b"")
        return size, bytes(root)

    @api.model
    def _root_between(self, start, end):
        """Return the root of the tree over the leaves from one to before another."""
        tree = Frontier()
        while start < end:
            self.env.cr.execute(
                "SELECT start, hashes FROM socreg_history.leaves WHERE start <= %s"
                " ORDER BY start DESC LIMIT 1",
                [start],
            )
            first, hashes = self.env.cr.fetchone()
            piece = bytes(hashes)[(start - first) * HASH_SIZE : (end - first) * HASH_SIZE]
            tree.extend(split(piece))
            start += len(piece) // HASH_SIZE
        return tree.root()
