import secrets
from contextlib import contextmanager
from itertools import chain, zip_longest

from odoo import _, api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core import blind
from ..core.domains import conjuncts, leaves
from ..core.elevation import elevation, machinery
from ..core.envelope import column_of, row_of, try_open
from ..core.name_match import Asked, prepared
from ..core.names import fold, key, lookups
from ..fields import NameBuckets, NameTokens, SealedField
from ..listing import Search, current_search, is_listing, listing, searching
from ..opening import once_a_transaction

OWN = ("name_tokens", "name_buckets")
# A page of a list: with so many found, nobody looks for what was typed otherwise.
MOST = ENOUGH = 80
# Among so many are the best chosen for the page.
COLLECTED = 400
PIECE = 500
# How many are opened and compared in a step: for one part of a name, and for more.
MOST_CANDIDATES = (20_000, 4_000)
LAST_STEP = 2
FOR_LUCK = 2_000
# What `blind.pair` makes of each two of a row's buckets, for the index alone.
PAIRS = SQL(
    "CREATE OR REPLACE FUNCTION socreg_name_pairs(buckets int[]) RETURNS int[]"
    # So dear that the index is asked even where few rows are left to look at.
    # A query within would be begun anew for every row that is written or looked at.
    " LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 20000 AS $$"
    " DECLARE pairs int[]; one int; other int; BEGIN"
    " FOREACH one IN ARRAY buckets LOOP FOREACH other IN ARRAY buckets LOOP"
    " IF one <= other AND one >> %(shift)s = other >> %(shift)s THEN"
    " pairs := pairs || (one | ((other & %(mask)s) << %(bits)s)); END IF;"
    " END LOOP; END LOOP; RETURN pairs; END $$",
    mask=blind.BUCKETS - 1,
    bits=blind.NAME_BITS,
    shift=blind.VERSION_SHIFT,
)


class SocregSealedNamed(models.AbstractModel):
    """A model whose records are found by their names, sealed as these are.

    Fields with `blind="name_bucket"` make the name together. For each of its parts the row has
    one of few buckets, shared by many names; who is in the right buckets is opened and compared.
    """

    _name = "socreg.sealed.named"
    _inherit = "socreg.sealed"
    _description = "Record Found by Sealed Names"

    # Fields whose search methods end in `_ids_by_name`.
    _searched_by_name = ("name",)

    name_tokens = NameTokens()
    name_buckets = NameBuckets()

    def init(self):
        result = super().init()
        if self._auto and not self._abstract:
            self._index_names()
        return result

    def _index_names(self):
        """Let the database find names, also where it has an older index of them."""
        cr, table = self.env.cr, self._table
        cr.execute(PAIRS)
        cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(f"{table}_name_buckets")))
        cr.execute(
            SQL(
                "CREATE INDEX IF NOT EXISTS %s ON %s USING gin (socreg_name_pairs(name_buckets))"
                # What waits to be sorted in is read by every search.
                " WITH (gin_pending_list_limit = 128)",
                SQL.identifier(f"{table}_name_pairs"),
                SQL.identifier(table),
            )
        )

    def write(self, vals):
        result = super().write(vals)
        if not self._name_fields().isdisjoint(vals):
            with elevation("index of names"):
                for record in self:
                    record._write_unguarded(self._name_vals(record))
        return result

    @api.model
    @once_a_transaction
    def _name_fields(self):
        bucket = blind.Level.NAME_BUCKET.value
        return frozenset(field.name for field in self._sealed_fields() if field.blind == bucket)

    @api.model
    @once_a_transaction
    def _own_columns(self):
        return super()._own_columns() | set(OWN)

    @api.model
    def _index_vals_of_new(self, vals):
        names = {name: vals.get(name) for name in self._name_fields()}
        return {**super()._index_vals_of_new(vals), **self._name_vals(names)}

    @api.model
    def _name_vals(self, names):
        """Return the columns that find a name.

        :param names: what the fields of the name hold: a record or a dict
        """
        texts = [text for name in sorted(self._name_fields()) if (text := names[name])]
        keys = {key(part) for text in texts for part in fold(text)}
        return {"name_tokens": prepared(texts) or False, "name_buckets": self._buckets(keys)}

    @api.model
    def _buckets(self, keys):
        """Return the buckets of some keys: one of each living index key."""
        masters = self.env["socreg.key"]._index_rings()
        return blind.name_buckets(masters, self._name, keys)

    @api.model
    def _stale_condition(self, version):
        first = version << blind.VERSION_SHIFT
        names = SQL(
            "(name_tokens IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unnest(name_buckets) AS bucket"
            " WHERE bucket BETWEEN %s AND %s))",
            first,
            first + (1 << blind.VERSION_SHIFT) - 1,
        )
        others = super()._stale_condition(version)
        return SQL("%s OR %s", others, names) if others else names

    def _reindex_vals(self):
        return {**super()._reindex_vals(), **self._name_vals(self)}

    def _index_pairs(self):
        texts = [text for name in self._name_fields() if (text := self[name])]
        parts = {part for text in texts for part in fold(text)}
        pairs = [(self._buckets({key(part)})[-1], part) for part in sorted(parts)]
        return {**super()._index_pairs(), "name_buckets": pairs}

    def _blank_indexes(self):
        if self:
            self.flush_recordset(OWN)
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET name_buckets = '{-1}', name_tokens = NULL WHERE id IN %s",
                    SQL.identifier(self._table),
                    tuple(self.ids),
                )
            )
            self.invalidate_recordset(OWN)
        return super()._blank_indexes()

    def _search(self, domain, offset=0, limit=None, *args, **kwargs):
        room = offset + limit if limit else None
        return super()._search(self._with_found(domain, room), offset, limit, *args, **kwargs)

    @api.model
    def _with_found(self, domain, room):
        """Return a domain that has, for its searches by name, the ids of whom they find.

        Here is known what else is asked for, and how many: among all others of a common name
        those who are meant might not be found.
        """
        parts = conjuncts(domain)
        by_name = [len(part) == 1 and part[0][0] in self._searched_by_name for part in parts]
        if not any(by_name):
            return domain
        plain = [part for part in parts if all(map(self._is_plain, leaves(part)))]
        with searching(Search(room, tuple(item for part in plain for item in part))):
            return [
                item
                for part, searched in zip(parts, by_name, strict=True)
                for item in (self._found(*part[0]) if searched else part)
            ]

    @api.model
    def _found(self, name, operator, value):
        return getattr(self, self._fields[name].search)(operator, value)

    @api.model
    def _is_plain(self, leaf):
        field = self._fields.get(leaf[0]) if len(leaf) == 3 else None
        return bool(field and field.store and not isinstance(field, SealedField))

    @api.model
    def web_search_read(self, *args, **kwargs):
        """Load a page of a list, with a word if more people fit than are found."""
        with listing() as searches:
            result = super().web_search_read(*args, **kwargs)
        if searches.is_cut:
            result["notice"] = self._refusal_of_many()
        return result

    @api.model
    def _refusal_of_many(self):
        return _("Not all that fit are shown: add another part of the name.")

    @api.model
    def _ids_by_name(self, text):
        """Return the ids of whom a name fits, as far as this search has room for them.

        :raises UserError: more fit, and whoever asked would take these for all
        """
        search = current_search()
        most = MOST if is_listing() else min(search.room or MOST, MOST)
        found, is_all = search.remembered(text, lambda: self._find(text, search.within, most))
        if not is_all and not search.may_be_cut(len(found)):
            raise UserError(self._refusal_of_many())
        return list(found)

    @api.model
    def _find(self, text, within=(), most=MOST):
        """Find by name: any parts in any order, in any script, with a letter mistyped.

        :param within: a domain; who is outside is not looked at
        :returns: by id the rank of who fits best (0 fits best), and whether these are all
        """
        asked, found, is_all = Asked(text), {}, True
        self.flush_model()
        for number, step in enumerate(lookups(asked.parts)):
            if len(found) >= min(most, ENOUGH) or (number == LAST_STEP and found):
                break
            # The last step is for luck: who is found there was asked for in another script, too.
            room = FOR_LUCK if number == LAST_STEP else MOST_CANDIDATES[len(asked.parts) > 1]
            is_done = self._look(asked, self._candidates_of(step, within), room, found)
            is_all = is_all and (is_done or number == LAST_STEP)
        best = sorted(found, key=lambda id_: (found[id_], -id_))[:most]
        return {id_: found[id_] for id_ in best}, is_all and len(found) <= most

    @api.model
    def _look(self, asked, pieces, room, found):
        """Add to the found who of the candidates fits; return whether all were looked at."""
        for rows in pieces:
            found.update(self._fitting(asked, rows, found))
            room -= len(rows)
            if room <= 0 or len(found) > COLLECTED:
                return False
        return True

    @api.model
    def _candidates_of(self, step, within):
        """Yield the candidates of a step's ways by turns: a short one is read to its end."""
        ways = [self._candidates(way, within) for way in step]
        return filter(None, chain.from_iterable(zip_longest(*ways)))

    @api.model
    def _candidates(self, way, within):
        """Yield rows of id, random id, wrapped key and sealed tokens, in pieces.

        :param way: for each part that was asked for, the keys that it may be filed under
        """
        query = self._search(list(within))
        for pairs in blind.pairs_asked([self._buckets(keys) for keys in way]):
            query.add_where(SQL("%s && %s::int[]", self._pairs(), pairs))
        names = ("id", "rid", "key_identity", "name_tokens")
        with machinery():
            columns = [self._field_to_sql(self._table, name, query) for name in names]
        with self._cursor(query.select(*columns)) as fetch:
            while rows := fetch():
                yield rows

    @api.model
    def _pairs(self):
        """Return the pairs of a row's buckets: who has both is found by the index alone."""
        return SQL("socreg_name_pairs(%s)", SQL.identifier(self._table, "name_buckets"))

    @contextmanager
    def _cursor(self, statement):
        """Have the rows of a statement made as they are fetched: a page may be enough."""
        cr = self.env.cr
        name = SQL.identifier(f"socreg_names_{secrets.token_hex(4)}")
        # It is read until enough fit, or to its end: neither is what the planner supposes.
        cr.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
        cr.execute(SQL("DECLARE %s NO SCROLL CURSOR FOR %s", name, statement))
        cr.execute("SET LOCAL enable_seqscan = on")

        def fetch():
            cr.execute(SQL("FETCH %s FROM %s", PIECE, name))
            return cr.fetchall()

        try:
            yield fetch
        finally:
            cr.execute(SQL("CLOSE %s", name))

    @api.model
    def _fitting(self, asked, rows, known):
        """Return the rank of each row that fits, by id: its score, and how often it was met.

        Of those who fit alike, each name comes once before any twice: a page tells them apart.
        """
        keys = self.env["socreg.data.key"]
        cipher_of = keys._ciphers_of("identifying", remembering=False)
        column, fitting = column_of(self._name, "name_tokens"), {}
        for id_, rid, wrapped, cell in rows:
            if id_ not in known and cell and wrapped:
                cipher = cipher_of(rid, wrapped)
                tokens = cipher and try_open(cipher.decrypt, bytes(cell), column, row_of(rid))
                score = asked.score(tokens.decode()) if tokens else None
                if score is not None:
                    fitting[id_] = score, asked.count(tokens)
        return fitting
