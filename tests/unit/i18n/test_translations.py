"""The translations are whole, as far as that is seen without Odoo; and what tells so, tells it."""

from pathlib import Path

import pytest
from polib import POEntry, POFile, pofile

from socreg_setup.inside import i18n

POTS = sorted(i18n.ADDONS.glob("*/i18n/*.pot"))
HEAD = "The group already has a head."


def terms_of(*msgids, places=()):
    exported = POFile()
    exported.extend(
        POEntry(msgid=msgid, comment="module: socreg_registry", occurrences=list(places))
        for msgid in msgids
    )
    return i18n.normalised("socreg_registry", exported)


def translated(msgid, msgstr, **more):
    file = POFile()
    file.append(POEntry(msgid=msgid, msgstr=msgstr, **more))
    return file


def saved(folder, file):
    path = folder / "fr.po"
    path.write_text(str(file), encoding="utf-8")
    return path


@pytest.mark.parametrize("pot", POTS, ids=lambda pot: pot.stem)
def test_every_term_is_translated_in_every_language(pot: Path):
    for path, wanted in i18n.files(pot.parents[1], pofile(str(pot))):
        assert not list(i18n.staleness(path, wanted))
        assert path.suffix == ".pot" or not list(i18n.flaws(wanted))


def test_there_are_terms():
    assert POTS


@pytest.mark.parametrize(
    ("msgid", "msgstr", "complaint"),
    [
        (HEAD, "", "no translation"),
        ("%(type)s is empty.", "%(typ)s est vide.", "placeholders"),
        ("%s of %s", "%s sur", "placeholders"),
        ("at most 10%%", "au plus 10%", "placeholders"),
        ("<b>Head</b> of it", "Chef", "tags"),
        ("Head\n", "Chef", "ends"),
        ("\nHead", "Chef", "begins"),
        ("Head: ", "Chef :", "ends"),
    ],
)
def test_flaw_is_told(msgid, msgstr, complaint):
    (told,) = i18n.flaws(translated(msgid, msgstr))
    assert complaint in told
    assert repr(msgid) in told


def test_doubtful_translation_is_told():
    (told,) = i18n.flaws(translated(HEAD, "Le groupe a déjà un chef.", flags=["fuzzy"]))
    assert "doubtful" in told


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        (HEAD, "Le groupe a déjà un chef."),
        ("%(a)s in %(b)s", "dans %(b)s : %(a)s"),
        ("<b>Head</b>\n", "<b>Chef</b>\n"),
    ],
)
def test_good_translation_passes(msgid, msgstr):
    assert not list(i18n.flaws(translated(msgid, msgstr)))


def test_engines_differ_in_nothing_that_is_kept():
    category = "model:ir.module.category,name:socreg_registry.socreg_registry_category"
    privilege = "model:res.groups.privilege,name:socreg_registry.socreg_registry_category_privilege"
    older = POFile()
    older.metadata = {"Project-Id-Version": "Odoo Server 17.0", "POT-Creation-Date": "today"}
    newer = POFile()
    newer.metadata = {"Project-Id-Version": "Odoo Server 19.0", "POT-Creation-Date": "tomorrow"}
    words = {"msgid": "Social Registry", "comment": "module: socreg_registry"}
    older.append(POEntry(**words, occurrences=[(category, "")], flags=["python-format"]))
    newer.append(POEntry(**words, occurrences=[(privilege, ""), (category, "")]))
    terms = [i18n.normalised("socreg_registry", exported) for exported in (older, newer)]
    assert str(terms[0]) == str(terms[1])
    assert privilege in str(terms[0])


def test_merge_keeps_what_is_translated_and_drops_what_is_gone(tmp_path):
    known = translated(HEAD, "Le groupe a déjà un chef.", tcomment="Seen by a clerk.")
    known.append(POEntry(msgid="Gone", msgstr="Parti"))
    known.append(POEntry(msgid="Gone before", msgstr="Parti avant", obsolete=True))
    path = saved(tmp_path, known)
    terms = terms_of("New", HEAD, places=[("code:a.py", "0")])
    merged = i18n.merged(terms, path)
    assert [(entry.msgid, entry.msgstr) for entry in merged] == [
        ("New", ""),
        (HEAD, "Le groupe a déjà un chef."),
    ]
    assert merged.find(HEAD).tcomment == "Seen by a clerk."
    assert merged.find(HEAD).occurrences == [("code:a.py", "0")]
    saved(tmp_path, merged)
    assert not list(i18n.staleness(path, i18n.merged(terms, path)))


def test_doubt_outlives_a_merge(tmp_path):
    path = saved(tmp_path, translated(HEAD, "Le groupe a un chef ?", flags=["fuzzy"]))
    assert i18n.merged(terms_of(HEAD), path).find(HEAD).fuzzy


def test_word_that_is_the_same_is_no_missing_one(tmp_path):
    terms = terms_of("Code", "Name")
    path = saved(tmp_path, translated("Code", "Code"))
    for _round in range(2):
        merged = i18n.merged(terms, path)
        assert not merged.find("Code").msgstr
        (told,) = i18n.flaws(merged)
        assert "'Name'" in told
        saved(tmp_path, merged)


def test_word_that_was_the_same_can_get_another(tmp_path):
    path = saved(tmp_path, translated("Code", "Chiffre", tcomment=i18n.SAME))
    entry = i18n.merged(terms_of("Code"), path).find("Code")
    assert (entry.msgstr, entry.tcomment) == ("Chiffre", "")


def test_stale_file_says_what_is_new_and_gone(tmp_path):
    path = saved(tmp_path, terms_of("Gone", "Kept"))
    (told,) = i18n.staleness(path, terms_of("Kept", "New"))
    assert "new: 'New'" in told
    assert "gone: 'Gone'" in told


def test_stale_places_are_told(tmp_path):
    path = saved(tmp_path, terms_of("Kept"))
    (told,) = i18n.staleness(path, terms_of("Kept", places=[("code:a.py", "0")]))
    assert "places" in told


def test_missing_file_is_told(tmp_path):
    (told,) = i18n.staleness(tmp_path / "fr.po", terms_of("Kept"))
    assert "missing" in told


def test_terms_that_only_newer_engines_have_are_left_out():
    exported = POFile()
    exported.append(
        POEntry(
            msgid="Display Name",
            occurrences=[("model:ir.model.fields,field_description:a.field_b_c__display_name", "")],
        )
    )
    exported.append(POEntry(msgid="Kept", occurrences=[("code:addons/a/b.py", "0")]))
    left = i18n.normalised("a", exported, {"b_c"})
    assert [entry.msgid for entry in left] == ["Kept"]
    assert len(i18n.normalised("a", exported)) == 2
