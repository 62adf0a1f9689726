"""Whether what is logged is what the log says is logged, and whether triggers log it."""

import re

from odoo.tools import SQL, file_open

from ..models.socreg_history import SCHEMA, SCRIPT, TABLES
from ..verifier.socreg_verify import OF_THE_LOG, REFUSED, REFUSING, logger_name
from .archive import ALL_EVENTS

BASE = "socreg.history"
FUNCTION = re.compile(
    r"FUNCTION socreg_history\.(\w+)\((?:(?!\nCREATE).)*?\sAS\s+(\$\w*\$|')(.*?)\2", re.S
)
ON = ("O", "A")


class GuardChecks:
    """Checks definitions, triggers, functions and parts of the log."""

    def __init__(self, env, report):
        self._env, self._cursor, self._report = env, env.cr, report

    def run(self):
        """Check all of it, and say whether the log is guarded."""
        self._check_watched()
        self._check_base()
        self._check_triggers()
        self._check_refusing()
        self._check_functions()
        history = self._env[BASE]
        for fault in history._faults_of_definitions(history._wishes()):
            self._report.fault("watched", fault)
        for fault in history._faults_of_partitions():
            self._report.warn(fault)
        if not history._is_guarded():
            self._report.warn(
                "the log belongs to Odoo's own role, which could change it:"
                " the administrator has not applied the file that guards it"
            )

    def _check_watched(self):
        self._cursor.execute(
            SQL(
                """
                SELECT coalesce(w.model, s.model) FROM socreg_history.watched AS w FULL JOIN (
                    SELECT DISTINCT ON (model) model, body FROM %s AS e
                    WHERE op = 's' AND record_id = 0 AND model <> ALL (%s) ORDER BY model, ver DESC
                ) AS s ON s.model = w.model
                WHERE to_jsonb(w) IS DISTINCT FROM nullif(s.body, 'null') - 'was_switched_off'
                """,
                ALL_EVENTS,
                list(OF_THE_LOG),
            )
        )
        for (model,) in self._cursor.fetchall():
            words = f"{model}: what is logged of it is not what the log says"
            self._report.fault("watched", words)

    def _check_base(self):
        self._cursor.execute(
            SQL(
                "SELECT base = coalesce((SELECT (body ->> 'base')::bigint FROM %s AS e"
                " WHERE model = %s AND op = 's' ORDER BY ver DESC LIMIT 1), 0)"
                " FROM socreg_history.log",
                ALL_EVENTS,
                BASE,
            )
        )
        if self._cursor.fetchall() != [(True,)]:
            words = "the base of transaction numbers is not what the log says"
            self._report.fault("watched", words)

    def _check_triggers(self):
        self._cursor.execute("SELECT DISTINCT relation FROM socreg_history.watched ORDER BY 1")
        for (relation,) in self._cursor.fetchall():
            for operation, referencing in TABLES.items():
                self._check_trigger(
                    f"public.{relation}",
                    f"socreg_history_{operation}",
                    f"AFTER {operation.upper()} ON public.{relation} {referencing}"
                    f" FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.",
                    "refuse" if operation == "truncate" else logger_name(relation, operation),
                )

    def _check_refusing(self):
        for table in REFUSED:
            for name, when in REFUSING.items():
                told = when.replace(" FOR EACH", f" ON {SCHEMA}.{table} FOR EACH")
                wanted = f"{told} EXECUTE FUNCTION {SCHEMA}."
                self._check_trigger(f"{SCHEMA}.{table}", name, wanted, "refuse")
        self._cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled <> ALL (%s)"
            " AND tgname = ANY (%s) AND tgparentid <> 0",
            [list(ON), list(REFUSING)],
        )
        for table, name in self._cursor.fetchall():
            self._report.fault("trigger", f"{table}: the trigger {name} is switched off")

    def _check_trigger(self, table, name, wanted, function):
        schema, _, relation = table.partition(".")
        self._cursor.execute(
            "SELECT pg_get_triggerdef(t.oid), t.tgenabled FROM pg_trigger AS t"
            " JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n"
            " ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relname = %s AND tgname = %s",
            [schema, relation, name],
        )
        row = self._cursor.fetchone()
        if not row:
            self._report.fault("trigger", f"{table}: the trigger {name} is missing")
            return
        wanted = " ".join(f"CREATE TRIGGER {name} {wanted}{function}()".split())
        if row[0].replace('"', "") != wanted:
            self._report.fault("trigger", f"{table}: the trigger {name} does something else")
        if row[1] not in ON:
            self._report.fault("trigger", f"{table}: the trigger {name} is switched off")

    def _check_functions(self):
        """Compare the functions of the log with the file that made them."""
        with file_open(SCRIPT) as file:
            wanted = {name: body for name, _quote, body in FUNCTION.findall(file.read())}
        self._cursor.execute(
            "SELECT proname, array_agg(prosrc) FROM pg_proc WHERE pronamespace = to_regnamespace(%s)"
            " GROUP BY 1",
            [SCHEMA],
        )
        present = dict(self._cursor.fetchall())
        for name, body in sorted(wanted.items()):
            if present.get(name) != [body]:
                self._report.fault(
                    "trigger", f"the function {name} is not the one that was shipped"
                )
        self._check_loggers(present)

    def _check_loggers(self, present):
        """Compare the functions that triggers call with what their makers would make."""
        self._cursor.execute(
            "SELECT has_function_privilege("
            "'socreg_history.logger_of(socreg_history.watched, text)', 'EXECUTE')"
        )
        if not self._cursor.fetchone()[0]:
            # Where this role may not even ask, it cannot have replaced them.
            return
        self._cursor.execute(
            SQL(
                "SELECT socreg_history.logger_name(w.relation, o), socreg_history.logger_of(w, o)"
                " FROM socreg_history.watched AS w, unnest(%s) AS o",
                [operation for operation in TABLES if operation != "truncate"],
            )
        )
        for name, body in self._cursor.fetchall():
            if present.get(name) != [body]:
                self._report.fault("trigger", f"the function {name} does something else")
