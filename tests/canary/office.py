"""What the back office adds to Odoo's own doors, and what is sown through it."""

from contextlib import suppress
from typing import Any

from ..live import Caller, Refused
from .visit import MODEL, Visit, number_type, saved

DEACTIVATION = "socreg.registrant.deactivate"
MERGE = "socreg.group.merge"
TRANSFER = "socreg.membership.transfer"
WIZARDS = (DEACTIVATION, "reason"), (MERGE, "reason"), (TRANSFER, "target_name")
DIFFICULTIES = tuple(
    f"difficulty_{what}"
    for what in ("seeing", "hearing", "walking", "remembering", "self_care", "communicating")
)
MUCH = "4"


def functioning(visit: Visit) -> None:
    """Say what two people have difficulty with, and say it wrongly."""
    caller, draw = visit.caller, visit.canaries
    answers = {name: draw.answer(visit.name(name), name, MUCH) for name in DIFFICULTIES}
    visit.new_person(**answers)
    visit.made[-1][2].update(answers)
    caller.call(MODEL, "write", [visit.new_person()], answers)
    caller.call(MODEL, "onchange", [], answers, list(answers), {"disability_status": {}})
    for name in DIFFICULTIES:
        with suppress(Refused):
            caller.create(MODEL, given_name=visit.word("name"), **{name: visit.word(name + "?")})
            raise AssertionError("an answer that nobody is offered was taken")
        with suppress(Refused):
            caller.call(MODEL, "search", [[name, "=", MUCH]])
            raise AssertionError("a sealed answer was searched for")


def quick_lookup(visit: Visit) -> None:
    """Look up who is there, and who is not."""
    call, word = visit.caller.call, visit.word
    person = visit.new_person()
    (read,) = call(MODEL, "read", [person], ["given_name", "family_name"])
    found = call(MODEL, "look_up", f"{read['family_name']} {read['given_name']}")
    assert person in [card["id"] for card in found]
    for text in (word("name"), word("name in Khmer", "khmer"), visit.identifier(), visit.phone()):
        call(MODEL, "look_up", text)
    with suppress(Refused):
        call(MODEL, "look_up", [word("list")])


def likely_duplicates(visit: Visit) -> None:
    """Type somebody, and a household, who are registered already."""
    caller = visit.caller
    identifier = {"type_id": number_type(caller), "value": visit.identifier()}
    numbers = {
        "identifier_ids": [(0, "new1", identifier)],
        "phone_ids": [(0, "new2", {"number": visit.phone()})],
    }
    person = visit.new_person(**numbers)
    typed = visit.made[-1][2]
    assert _warned_of(visit, typed | numbers, "birthdate") == [person]
    other = {"given_name": visit.word("other"), **numbers}
    assert _warned_of(visit, other, "phone_ids") == [person]
    area = {"area_id": caller.search("socreg.area", limit=1)[0]}
    group = _household(visit, "group", **area)
    named = {"kind": "group", "group_name": visit.made[-1][2]["group_name"], **area}
    assert _warned_of(visit, named, "group_name") == [group]


def _warned_of(visit: Visit, values: dict, typed: str) -> list[int]:
    spec = {name: {} for name in values} | {"likely_duplicate_ids": {"fields": {"name": {}}}}
    spec |= {name: {"fields": {}} for name in ("identifier_ids", "phone_ids") if name in values}
    answer = visit.caller.call(MODEL, "onchange", [], values, [typed], spec)
    return [command[1] for command in answer["value"].get("likely_duplicate_ids", [])]


def family(visit: Visit) -> None:
    """Make a family, try what cannot be, and look at its tree."""
    caller, born = visit.caller, visit.canaries.day
    parent = visit.new_person()
    year = int(visit.made[-1][2]["birthdate"][:4])
    child = visit.new_person(parent1_id=parent, birthdate=f"{year + 30}-01-01")
    visit.made[-1][2].pop("birthdate")
    spouse = visit.new_person()
    caller.create("socreg.spouse", person1_id=parent, person2_id=spouse)
    caller.call(MODEL, "write", [child], {"guardian_id": spouse})
    older = {"birthdate": born(visit.name("older than the parent")).replace(year=1890).isoformat()}
    for values in (older, {"parent2_id": child}):
        with suppress(Refused):
            caller.call(MODEL, "write", [child], values)
            raise AssertionError("a family that cannot be was stored")
    with suppress(Refused):
        # A date that nobody is born on: it stands in plain.
        caller.create("socreg.spouse", person1_id=child, person2_id=spouse, married_on="1896-01-01")
        raise AssertionError("somebody married before they were born")
    tree = caller.call(MODEL, "get_family_tree", [child])
    assert visit.made[-3][2]["given_name"] in str(tree)
    caller.call(MODEL, "action_add_child", [parent])


def deactivation(visit: Visit) -> None:
    """Deactivate many with a reason; leave a form of it open; be refused."""
    caller = visit.caller
    people = [visit.new_person() for _each in range(2)]
    reason = visit.word("reason of all", "vietnamese")
    wizard = saved(caller, DEACTIVATION, registrant_ids=[(6, 0, people)], reason=reason)
    caller.call(DEACTIVATION, "action_apply", [wizard])
    for _model, _person, values in visit.made:
        values["state_reason"] = reason
    with suppress(Refused):
        caller.call(DEACTIVATION, "action_apply", [wizard])
        raise AssertionError("who is not active was deactivated")


def merge(visit: Visit) -> None:
    """Merge two households that have addresses."""
    caller = visit.caller
    groups = [_household(visit, f"group {number}") for number in range(2)]
    head = caller.call(MODEL, "read", [groups[0]], ["head_id"])[0]["head_id"][0]
    reason = visit.word("reason")
    values = {"group_ids": [(6, 0, groups)], "target_id": groups[0], "head_id": head}
    caller.call(MERGE, "action_apply", [saved(caller, MERGE, reason=reason, **values)])
    visit.made[-1][2]["state_reason"] = reason


def split(visit: Visit) -> None:
    """Move somebody to a new household that has a name."""
    caller = visit.caller
    group = _household(visit, "group")
    (line,) = caller.search("socreg.membership", ("group_id", "=", group))
    name = visit.word("name of the new")
    who = {"membership_id": line, "is_chosen": True, "role_ids": _head(caller)}
    values = {"group_id": group, "is_new": True, "target_name": name}
    wizard = saved(caller, TRANSFER, **values, line_ids=[(0, 0, who)])
    made = caller.call(TRANSFER, "action_apply", [wizard])["res_id"]
    visit.made.append((MODEL, made, {"group_name": name}))


def wizards_left_open(visit: Visit) -> None:
    """Leave forms of wizards as they are, and save what they do not take."""
    caller = visit.caller
    group = _household(visit, "group")
    others = {TRANSFER: {"group_id": group}, MERGE: {"target_id": group}, DEACTIVATION: {}}
    for model, name in WIZARDS:
        wizard = saved(caller, model, **others[model], **{name: visit.word(f"first in {model}")})
        with suppress(Refused):
            caller.call(model, "write", [wizard], {name: [visit.word(f"list in {model}")]})
        word = visit.word(f"left in {model}", "cyrillic")
        caller.call(model, "write", [wizard], {name: word})
        visit.made.append((model, wizard, {name: word}))


def _household(visit: Visit, kind: str, **values: Any) -> int:
    """Make a household of one, with a name and an address."""
    caller = visit.caller
    told = {
        "group_name": visit.word(f"name of {kind}"),
        "address": f"1 {visit.word(f'address of {kind}', 'arabic')}",
    }
    member = {"member_id": visit.new_person(), "role_ids": _head(caller)}
    group = caller.create(
        MODEL,
        kind="group",
        group_type_id=caller.search("socreg.group.type", ("code", "=", "household"))[0],
        group_membership_ids=[(0, 0, member)],
        **told,
        **values,
    )
    visit.made.append((MODEL, group, told))
    return group


def _head(caller: Caller) -> list:
    return [(6, 0, caller.search("socreg.membership.role", ("code", "=", "head")))]


DOORS_OF_THE_OFFICE = (
    functioning,
    quick_lookup,
    likely_duplicates,
    family,
    deactivation,
    merge,
    split,
    wizards_left_open,
)
