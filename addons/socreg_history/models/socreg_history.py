import json
import logging
import re

from odoo import api, models
from odoo.tools import SQL, file_open

_logger = logging.getLogger(__name__)

SCRIPT = "socreg_history/data/history.sql"
SCHEMA = "socreg_history"
TABLES = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
    "truncate": "",
}
MONTHS_AHEAD = 12


class SocregHistory(models.AbstractModel):
    """The log in the database: the schema `socreg_history`, its triggers, and whether they stand.

    What it holds is read by `socreg.event` and `socreg.version`.
    """

    _name = "socreg.history"
    _description = "History"

    def init(self):
        result = super().init()
        self._apply_script()
        return result

    def _register_hook(self):
        """Go on above the old positions after a restore; say at every start what is wrong."""
        super()._register_hook()
        self.env.cr.execute("SELECT socreg_history.resume()")
        if self.env.cr.fetchone()[0]:
            _logger.warning("the database was restored: the log goes on above its old positions")
        self._forget_tables()
        self._forget_columns()
        for fault in self._faults():
            _logger.error("history: %s", fault)

    @api.model
    def _forget_tables(self):
        """Log no more of tables that are gone: who removes an addon removes its tables."""
        self.env.cr.execute("SELECT socreg_history.forget_tables()")
        for (model,) in self.env.cr.fetchall():
            _logger.info("history: %s is gone, and its records with it", model)

    @api.model
    def _forget_columns(self):
        """Log no more of a table than it has: who removes an addon removes its columns."""
        self.env.cr.execute(
            "SELECT w.model FROM socreg_history.watched AS w WHERE EXISTS ("
            " SELECT FROM unnest(w.columns) AS c WHERE split_part(c, ' ', 1) <> ALL (ARRAY("
            " SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('public.' || w.relation)"
            " AND NOT attisdropped)))"
        )
        wishes = self._wishes()
        for (model,) in self.env.cr.fetchall():
            if model in wishes:
                self._watch(wishes[model])

    @api.model
    def _apply_script(self):
        """Make or renew the schema, unless it is the administrator's.

        :raises RuntimeError: the administrator's is older than this addon
        """
        with file_open(SCRIPT) as file:
            script = file.read()
        wanted = int(re.search(r"version\(\).*'SELECT (\d+)'", script)[1])
        if not self._is_guarded():
            self.env.cr.execute(script)
        elif self._script_version() != wanted:
            raise RuntimeError(
                f"the log in the database is not of version {wanted}:"
                f" its administrator must apply {SCRIPT} to it first"
            )

    @api.model
    def _is_guarded(self):
        """Tell whether the log belongs to a role of its own, so that Odoo's cannot change it."""
        owner = self._schema_owner()
        return bool(owner) and owner != self._value("SELECT current_user")

    @api.model
    def _schema_owner(self):
        """Return the role that the log belongs to; None where there is no log."""
        return self._value(
            "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = %s", SCHEMA
        )

    @api.model
    def _script_version(self):
        if self._value("SELECT to_regproc('socreg_history.version')"):
            return self._value("SELECT socreg_history.version()")
        return None

    @api.model
    def _value(self, statement, *parameters):
        self.env.cr.execute(statement, parameters or None)
        row = self.env.cr.fetchone()
        return row and row[0]

    @api.model
    def _make_partitions(self):
        """Make the parts of the log for the months to come."""
        self._value("SELECT socreg_history.make_partitions(%s)", MONTHS_AHEAD)

    @api.model
    def _watch(self, wish):
        """Log a table's changes from now on, and what stands in it.

        :param wish: see `socreg.historised._history_wishes`
        """
        if self._is_guarded():
            owner = SQL.identifier(self._schema_owner())
            for relation in {wish["relation"], wish["owner_relation"] or wish["relation"]}:
                self.env.cr.execute(
                    SQL("GRANT SELECT ON %s TO %s", SQL.identifier(relation), owner)
                )
        self._value("SELECT socreg_history.watch(%s)", json.dumps(wish))
        for operation in TABLES:
            self._make_trigger(wish["relation"], operation)

    @api.model
    def _make_trigger(self, relation, operation):
        logger = "refuse"
        if operation != "truncate":
            logger = self._value("SELECT socreg_history.logger_name(%s, %s)", relation, operation)
        table, trigger = SQL.identifier(relation), SQL.identifier(f"socreg_history_{operation}")
        self.env.cr.execute(
            SQL(
                "CREATE OR REPLACE TRIGGER %s AFTER %s ON %s %s"
                " FOR EACH STATEMENT EXECUTE FUNCTION %s()",
                trigger,
                SQL(operation),
                table,
                SQL(TABLES[operation]),
                SQL.identifier(SCHEMA, logger),
            )
        )
        self.env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER %s", table, trigger))

    @api.model
    def _wishes(self):
        """Return what is to be logged, by model: see `socreg.historised._history_wishes`."""
        historised = self.env.registry["socreg.historised"]
        kept = [model for model in self.env.values() if issubclass(type(model), historised)]
        return {
            wish["model"]: wish
            for model in kept
            if model._auto and not model._abstract
            for wish in model._history_wishes()
        }

    @api.model
    def _faults(self):
        """Return, in words, what is wrong with the log: with each, something is not logged."""
        wishes = self._wishes()
        return [
            *self._faults_of_definitions(wishes),
            *self._faults_of_triggers({wish["relation"] for wish in wishes.values()}),
            *self._faults_of_partitions(),
        ]

    @api.model
    def _faults_of_definitions(self, wishes):
        self.env.cr.execute("SELECT w.model, to_jsonb(w) FROM socreg_history.watched AS w")
        watched = dict(self.env.cr.fetchall())
        for model, wish in sorted(wishes.items()):
            said = watched.get(model)
            if not said:
                yield f"{model} is not logged"
                continue
            said["columns"] = [column.split(" ")[0] for column in said["columns"]]
            if said != wish:
                yield f"{model} is not logged as it should be: upgrade its addon"

    @api.model
    def _faults_of_triggers(self, relations):
        self.env.cr.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE tgname LIKE 'socreg\\_history\\_%' AND tgenabled IN ('O', 'A')"
        )
        present = set(self.env.cr.fetchall())
        for relation in sorted(relations):
            for operation in TABLES:
                if (relation, f"socreg_history_{operation}") not in present:
                    yield f"the {operation} trigger of {relation} is missing or switched off"

    @api.model
    def _faults_of_partitions(self):
        if not self._value(
            "SELECT to_regclass(to_char(now() AT TIME ZONE 'UTC',"
            " '\"socreg_history.event_\"YYYY_MM'))"
        ):
            yield "this month has no part of the log: its events are put aside"
        if self._value("SELECT EXISTS (SELECT FROM socreg_history.event_default)"):
            yield "events are put aside: the clock was wrong, or their month had no part"
