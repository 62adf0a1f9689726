"""What Odoo's own rewriters leave: our few rules from Odoo 17 sources to a newer series.

A rule says from which series on it holds, in which files, and what becomes of what. Keep the list
short: write sources in the common subset, and add a rule only where there is none. Every rule has
a test in tests/unit/setup.
"""

import re
from dataclasses import dataclass

SUFFIXES = (".py", ".xml")


@dataclass(frozen=True, slots=True)
class Rule:
    """A regular expression and its replacement, for files of some suffixes from a series on.

    `{series}` in a replacement is the series rewritten for.
    """

    why: str
    since: int
    suffixes: tuple[str, ...]
    pattern: re.Pattern[str]
    replacement: str


RULES = (
    Rule(
        "a manifest names the series it is for",
        18,
        ("__manifest__.py",),
        re.compile(r'("version": ")17\.0\.'),
        r"\g<1>{series}.",
    ),
    Rule(
        "users, menus, views and actions name their groups group_ids",
        19,
        (".py", ".xml"),
        re.compile(r"\bgroups_id\b"),
        "group_ids",
    ),
    Rule(
        "a group names its users user_ids",
        19,
        (".xml",),
        re.compile(
            r'(<record [^>]*model="res\.groups"(?:(?!</record>).)*?<field name=")users"', re.S
        ),
        r'\1user_ids"',
    ),
    Rule(
        "a category of groups is a privilege",
        19,
        (".xml",),
        re.compile(
            r'(<record id="(\w+)" model="ir\.module\.category">(?:(?!</record>).)*?'
            r'(<field name="name">[^<]*</field>)(?:(?!</record>).)*?</record>)',
            re.S,
        ),
        r'\1<record id="\2_privilege" model="res.groups.privilege">\3'
        r'<field name="category_id" ref="\2" /></record>',
    ),
    Rule(
        "a group belongs to a privilege",
        19,
        (".xml",),
        re.compile(
            r'(<record [^>]*model="res\.groups"(?:(?!</record>).)*?)'
            r'<field name="category_id" ref="([\w.]+)"',
            re.S,
        ),
        r'\1<field name="privilege_id" ref="\2_privilege"',
    ),
    Rule(
        "a rule of the audit log is confirmed",
        19,
        (".xml",),
        re.compile(
            r'(<record [^>]*model="auditlog\.rule"(?:(?!</record>).)*?<field name="state">)subscribed',
            re.S,
        ),
        r"\1confirmed",
    ),
    Rule(
        "a kanban view's template is a card",
        18,
        (".xml",),
        re.compile(r't-name="kanban-box"'),
        't-name="card"',
    ),
    Rule(
        "a scheduled action runs for ever",
        18,
        (".xml",),
        re.compile(r'\s*<field name="numbercall" eval="-1" />'),
        "",
    ),
)


def rewrite(name: str, text: str, series: str) -> str:
    """Return a file's text as this series reads it.

    :param name: the file's name; its suffix decides which rules hold
    """
    for rule in RULES:
        if int(series.partition(".")[0]) >= rule.since and name.endswith(rule.suffixes):
            text = rule.pattern.sub(rule.replacement.replace("{series}", series), text)
    return text
