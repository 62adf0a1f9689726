"""The terms of our addons, alike from every engine, and their translations kept in line.

A term is told by its English words. A translation that equals them stands in its file as Odoo
leaves it there, empty; a comment tells it from one that is missing.
"""

import io
import re
import sys
from collections import Counter
from pathlib import Path

from polib import POEntry, POFile, pofile

ROOT = Path(__file__).resolve().parents[3]
ADDONS = ROOT / "addons"
LANGUAGES = ("ar", "fr")
SAME = "The same in this language."
METADATA = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}
# What a translation has as its term has it: placeholders and tags.
FIXED = re.compile(r"%(?:\(\w+\))?[a-z%]|</?\w+")
# A category of groups is a privilege from Odoo 19 on (rules.py); where there is none, Odoo passes
# its translation over.
CATEGORY = re.compile(r"model:ir\.module\.category,name:")
PRIVILEGE = "model:res.groups.privilege,name:{}_privilege"


def update(env):
    """Write the files, and say what is left to translate."""
    for path, wanted in _files(env):
        path.parent.mkdir(exist_ok=True)
        path.write_text(str(wanted), encoding="utf-8")
        _say(path, flaws(wanted) if path.suffix == ".po" else ())


def check(env):
    """Say what `update` would change and what is left to translate; return 1 if that is anything."""
    complaints = 0
    for path, wanted in _files(env):
        complaints += _say(path, staleness(path, wanted))
        complaints += _say(path, flaws(wanted) if path.suffix == ".po" else ())
    return int(bool(complaints))


def _files(env):
    # Test addons are never where people read.
    for manifest in sorted(ADDONS.glob("socreg*/__manifest__.py")):
        terms = _export(env, manifest.parent.name)
        if terms:
            yield from files(manifest.parent, terms)


def _export(env, addon):
    from odoo.tools.translate import TranslationFileWriter, TranslationModuleReader

    exported = io.BytesIO()
    terms = TranslationModuleReader(env.cr, modules=[addon])
    TranslationFileWriter(exported, fileformat="po").write_rows(terms)
    unnamed = [m for m in env.values() if m._abstract or m._original_module != addon]
    tables = {model._name.replace(".", "_") for model in unnamed}
    return normalised(addon, pofile(exported.getvalue().decode()), tables)


def normalised(addon, exported, unnamed=()):
    """Return exported terms without what changes with the day, the machine or the engine.

    :param unnamed: abstract models and those of other addons, with underscores: only newer engines
        give them an id and a name here
    """
    only_newer = {
        f"field_{model}__{field}" for model in unnamed for field in ("id", "display_name")
    }
    terms = POFile()
    terms.header = f"The terms of {addon}, as setup/i18n exports them."
    terms.metadata = {"Project-Id-Version": addon, **METADATA}
    for entry in sorted(exported, key=lambda entry: entry.msgid):
        places = [
            place for place in entry.occurrences if place[0].rpartition(".")[2] not in only_newer
        ]
        if places or not entry.occurrences:
            places = sorted(_with_privileges(places))
            terms.append(POEntry(msgid=entry.msgid, comment=entry.comment, occurrences=places))
    return terms


def _with_privileges(places):
    twins = {
        (PRIVILEGE.format(CATEGORY.sub("", place)), line)
        for place, line in places
        if CATEGORY.match(place)
    }
    return twins.union(places)


def files(addon, terms):
    """Yield each file of an addon's terms with what should be in it.

    :param addon: the addon's folder
    """
    folder = addon / "i18n"
    yield folder / f"{addon.name}.pot", terms
    for language in LANGUAGES:
        path = folder / f"{language}.po"
        yield path, merged(terms, path)


def merged(terms, path):
    """Return the translations in a file, for exactly these terms."""
    known = pofile(str(path)) if path.is_file() else POFile()
    before = {entry.msgid: entry for entry in known if not entry.obsolete}
    translations = POFile()
    translations.header = known.header or f"{terms.metadata['Project-Id-Version']} in {path.stem}."
    translations.metadata = {**terms.metadata, "Language": path.stem}
    translations.extend(_translated(term, before.get(term.msgid, POEntry())) for term in terms)
    return translations


def _translated(term, before):
    same = _is_same(term, before)
    remark = "" if before.tcomment == SAME else before.tcomment
    return POEntry(
        msgid=term.msgid,
        msgstr="" if same else before.msgstr,
        comment=term.comment,
        tcomment=SAME if same else remark,
        occurrences=term.occurrences,
        flags=["fuzzy"] if before.fuzzy else [],
    )


def _is_same(term, before):
    return before.msgstr == term.msgid or (before.tcomment == SAME and not before.msgstr)


def staleness(path, wanted):
    """Yield a sentence where a file is not what `update` would write."""
    if not path.is_file():
        yield "the file is missing: run setup/i18n"
        return
    text = path.read_text(encoding="utf-8")
    if text != str(wanted):
        there, now = ({entry.msgid for entry in file} for file in (pofile(text), wanted))
        words = [f"new: {term!r}" for term in sorted(now - there)]
        words += [f"gone: {term!r}" for term in sorted(there - now)]
        why = ", ".join(words) or "places or layout"
        yield f"the file is not what setup/i18n writes ({why}): run setup/i18n"


def flaws(translations):
    """Yield a sentence for each translation that a person has to mend."""
    for entry in translations:
        if entry.fuzzy:
            yield f"{entry.msgid!r}: the translation is marked as doubtful"
        elif not entry.msgstr:
            if entry.tcomment != SAME:
                yield f"{entry.msgid!r}: there is no translation"
        elif _fixed(entry.msgid) != _fixed(entry.msgstr):
            yield f"{entry.msgid!r}: the translation has other placeholders or tags"
        elif _edges(entry.msgid) != _edges(entry.msgstr):
            yield f"{entry.msgid!r}: the translation begins or ends with other spaces"


def _fixed(text):
    return Counter(FIXED.findall(text))


def _edges(text):
    return re.match(r"\s*", text)[0], re.search(r"\s*$", text)[0]


def _say(path, sentences):
    """Print sentences about a file; return how many they were."""
    told = [f"{path.relative_to(ROOT)}: {sentence}\n" for sentence in sentences]
    sys.stdout.writelines(told)
    sys.stdout.flush()
    return len(told)
