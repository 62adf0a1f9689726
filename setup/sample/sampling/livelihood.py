"""Schooling, work and occupation."""

from dataclasses import dataclass
from random import Random

from sampling.draw import chance, pick
from sampling.family import HEAD, PARENT, SPOUSE, Relative
from sampling.survey import Visit

SCHOOL_AGE = 6
WORKING_AGE = 15
RETIREMENT_AGE = 65
MOST_SCHOOLING = 22
DIPLOMA_SCHOOLING = 13

EMPLOYED, UNEMPLOYED, INACTIVE = "employed", "unemployed", "inactive"

ISCED_FROM_YEARS = {18: "7", 15: "6", 13: "5", 10: "3", 6: "2", 1: "1", 0: "0"}
"""ISCED 2011 level by the least years of schooling, as in Viet Nam."""

FARM_WORK = {
    "6111": 30,
    "6310": 20,
    "6130": 12,
    "6112": 8,
    "6330": 6,
    "6114": 5,
    "6121": 5,
    "6122": 5,
    "6221": 4,
    "6222": 3,
    "6320": 3,
    "6113": 2,
    "6210": 2,
    "6340": 2,
    "6123": 1,
}
"""ISCO-08 unit groups of skilled agricultural, forestry and fishery workers."""

LABOUR = {
    "5211": 12,
    "5221": 10,
    "9211": 9,
    "9313": 8,
    "5212": 7,
    "7112": 6,
    "7531": 6,
    "8153": 5,
    "8321": 5,
    "9331": 5,
    "8322": 4,
    "7115": 4,
    "9111": 4,
    "7231": 3,
    "7522": 3,
    "5141": 3,
    "9333": 3,
    "5414": 2,
    "9622": 2,
    "9": 2,
    "7": 1,
    "0310": 1,
}
"""Work without a diploma; one digit where only the major group is known."""

PROFESSIONS = {
    "2341": 12,
    "4110": 10,
    "2330": 9,
    "3313": 8,
    "4311": 5,
    "3322": 5,
    "3221": 4,
    "2221": 3,
    "2142": 3,
    "3353": 3,
    "2211": 2,
    "2411": 2,
    "1120": 1,
    "0110": 1,
    "2": 1,
}


@dataclass(frozen=True, slots=True)
class Livelihood:
    """Education as ISCED 2011, occupation as ISCO-08."""

    education_level: str
    employment_status: str
    occupation_code: str


def livelihood(rng: Random, visit: Visit, member: Relative) -> Livelihood:
    goal = _schooling_goal(rng, visit, member)
    years = max(0, min(goal, member.age - SCHOOL_AGE))
    if member.role == HEAD:
        years = visit.schooling
    status = _employment(rng, visit, member, goal)
    occupation = _occupation(rng, visit, member, years) if status == EMPLOYED else ""
    return Livelihood(_education_level(years), status, occupation)


def _schooling_goal(rng: Random, visit: Visit, member: Relative) -> int:
    """Members are schooled about as their head; each generation somewhat more."""
    if member.role == HEAD:
        return visit.schooling
    start = visit.schooling + rng.randrange(-4, 5)
    start += -4 if member.role == PARENT else 2 if member.age < visit.age - 15 else 0
    least = rng.randrange(4, 10) if member.age < WORKING_AGE else 0
    return min(max(start, least), MOST_SCHOOLING)


def _education_level(years: int) -> str:
    return next(level for least, level in ISCED_FROM_YEARS.items() if years >= least)


def _employment(rng: Random, visit: Visit, member: Relative, goal: int) -> str:
    if member.age < WORKING_AGE:
        return ""
    if _works_own_farm(visit, member):
        return EMPLOYED
    if member.role != HEAD and goal > member.age - SCHOOL_AGE:
        return INACTIVE
    works = 0.82 if member.age < RETIREMENT_AGE else 0.3
    return pick(rng, {EMPLOYED: works, UNEMPLOYED: 0.05, INACTIVE: 0.95 - works, "": 0.02})


def _works_own_farm(visit: Visit, member: Relative) -> bool:
    return visit.is_farm and member.role in (HEAD, SPOUSE)


def _occupation(rng: Random, visit: Visit, member: Relative, years: int) -> str:
    if _works_own_farm(visit, member) or (visit.is_farm and chance(rng, 0.7)):
        return pick(rng, FARM_WORK)
    diploma = years >= DIPLOMA_SCHOOLING and chance(rng, 0.8)
    return pick(rng, PROFESSIONS if diploma else LABOUR)
