import pytest

from socreg_setup.rules import RULES, SUFFIXES, rewrite

# What a rule is for, by its `why`: the file's name, the Odoo 17 source, and what 19 reads.
CASES = {
    "a manifest names the series it is for": (
        "__manifest__.py",
        '{"name": "A", "version": "17.0.1.2.3"}',
        '{"name": "A", "version": "19.0.1.2.3"}',
    ),
    "a rule of the audit log is confirmed": (
        "data.xml",
        '<record id="r" model="auditlog.rule">\n<field name="state">subscribed</field></record>\n'
        '<record id="o" model="other"><field name="state">subscribed</field></record>',
        '<record id="r" model="auditlog.rule">\n<field name="state">confirmed</field></record>\n'
        '<record id="o" model="other"><field name="state">subscribed</field></record>',
    ),
    "users, menus, views and actions name their groups group_ids": (
        "menus.xml",
        '<field name="groups_id" eval="[(4, ref(\'base.group_user\'))]" /> not_groups_id',
        '<field name="group_ids" eval="[(4, ref(\'base.group_user\'))]" /> not_groups_id',
    ),
    "a group names its users user_ids": (
        "groups.xml",
        '<record id="g" model="res.groups"><field name="name">G</field>\n'
        '<field name="users" eval="[]" /></record>\n'
        '<record id="r" model="other"><field name="users" eval="[]" /></record>',
        '<record id="g" model="res.groups"><field name="name">G</field>\n'
        '<field name="user_ids" eval="[]" /></record>\n'
        '<record id="r" model="other"><field name="users" eval="[]" /></record>',
    ),
    "a category of groups is a privilege": (
        "groups.xml",
        '<record id="c" model="ir.module.category">\n'
        '<field name="name">Registry</field><field name="sequence">9</field></record>',
        '<record id="c" model="ir.module.category">\n'
        '<field name="name">Registry</field><field name="sequence">9</field></record>'
        '<record id="c_privilege" model="res.groups.privilege"><field name="name">Registry</field>'
        '<field name="category_id" ref="c" /></record>',
    ),
    "a group belongs to a privilege": (
        "groups.xml",
        '<record id="g" model="res.groups"><field name="name">G</field>\n'
        '<field name="category_id" ref="addon.c" /></record>\n'
        '<record id="r" model="other"><field name="category_id" ref="c" /></record>',
        '<record id="g" model="res.groups"><field name="name">G</field>\n'
        '<field name="privilege_id" ref="addon.c_privilege" /></record>\n'
        '<record id="r" model="other"><field name="category_id" ref="c" /></record>',
    ),
    "a kanban view's template is a card": (
        "views.xml",
        '<templates><t t-name="kanban-box"><div /></t><t t-name="menu" /></templates>',
        '<templates><t t-name="card"><div /></t><t t-name="menu" /></templates>',
    ),
    "a scheduled action runs for ever": (
        "cron.xml",
        '<field name="code">model.run()</field>\n    <field name="numbercall" eval="-1" />\n</record>',
        '<field name="code">model.run()</field>\n</record>',
    ),
}
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.why)


def test_every_rule_has_a_case_and_every_case_a_rule():
    assert sorted(rule.why for rule in RULES) == sorted(CASES)


@each_rule
def test_a_rule_makes_of_its_case_what_19_reads(rule):
    name, before, after = CASES[rule.why]
    assert rewrite(name, before, "19.0") == after


@each_rule
def test_a_rule_itself_does_it_and_not_another(rule):
    _name, before, after = CASES[rule.why]
    assert rule.pattern.sub(rule.replacement.replace("{series}", "19.0"), before) == after


@each_rule
def test_a_rule_leaves_older_series_alone(rule):
    name, before, _after = CASES[rule.why]
    older = [f"{series}.0" for series in range(17, rule.since)]
    assert older
    assert [rewrite(name, before, series) for series in older] == [before] * len(older)


@each_rule
def test_a_rule_leaves_other_files_alone(rule):
    _name, before, _after = CASES[rule.why]
    assert rewrite("README.md", before, "19.0") == before


def test_every_file_that_a_rule_is_for_is_read():
    assert all(suffix.endswith(SUFFIXES) for rule in RULES for suffix in rule.suffixes)


def test_a_record_keeps_its_rules_within_its_own_end():
    two = '<record id="a" model="res.groups"></record><record model="x"><field name="users"/></record>'
    assert rewrite("groups.xml", two, "19.0") == two


def test_python_names_groups_anew_too():
    assert rewrite("user.py", "user.groups_id |= group", "19.0") == "user.group_ids |= group"
    assert rewrite("user.py", "user.groups_id |= group", "18.0") == "user.groups_id |= group"
