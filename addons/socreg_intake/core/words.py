"""How codes are said in words, in the languages of the office: English, French and Arabic."""

YES = "yes y true t oui o vrai نعم اجل صحيح x ✓ ✔ 1".split()
NO = "no n false f non faux لا كلا خطا 0".split()

# What a cell says that says nothing, where a name cannot stand.
NOTHING = frozenset(
    ",n a,na,none,null,nil,nan,nd,n d,neant,aucun,aucune,unknown,not known,inconnu,inconnue,"
    "غير معروف,لا يوجد,غير معلوم".split(",")
)
# What a spreadsheet leaves where it could not compute.
COMPUTED_WRONG = frozenset(
    "#N/A #REF! #VALUE! #NAME? #DIV/0! #NULL! #NUM! #SPILL! #CALC! #####".split()
)

# By field: the words of each code. Codes that a registry does not have are passed over.
_OF_FIELD = {
    "sex": {
        "0": "unknown, not known, inconnu, غير معروف, u",
        "1": ("m, male, man, boy, masculin, masc, homme, h, garçon, ذكر, رجل, ولد, mr, monsieur"),
        "2": (
            "f, female, woman, girl, féminin, fem, femme, fille, أنثى, امرأة, "
            "بنت, mrs, ms, madame, w"
        ),
        "9": "not applicable, sans objet, لا ينطبق",
    },
    "marital_status": {
        "single": "never married, unmarried, célibataire, أعزب, عزباء, غير متزوج, s",
        "married": "marié, mariée, marié(e), متزوج, متزوجة, m",
        "separated": "séparé, séparée, séparé(e), منفصل, منفصلة",
        "divorced": "divorcé, divorcée, divorcé(e), مطلق, مطلقة, d",
        "widowed": "widow, widower, veuf, veuve, veuf/veuve, أرمل, أرملة, w",
        "partner": (
            "cohabiting, living together, living with partner, civil union, "
            "concubinage, union libre, concubin, مساكنة"
        ),
        "annulled": "annulled, annulé, باطل",
    },
    "education_level": {
        "0": (
            "none, no education, no schooling, aucun, maternelle, preschool, "
            "early childhood, sans instruction, بدون تعليم, روضة, أمي"
        ),
        "1": "primary, primaire, ابتدائي, elementary",
        "2": ("lower secondary, collège, secondaire inférieur, إعدادي, متوسط, junior secondary"),
        "3": ("upper secondary, lycée, secondaire supérieur, ثانوي, high school, senior secondary"),
        "4": "post secondary, post-secondaire, vocational, دبلوم",
        "5": "short cycle tertiary, bts, معهد",
        "6": "bachelor, licence, degree, بكالوريوس, إجازة",
        "7": "master, maîtrise, ماجستير",
        "8": "doctorate, phd, doctorat, دكتوراه",
    },
    "employment_status": {
        "employed": ("working, works, employé, employée, occupé, en emploi, موظف, عامل, يعمل"),
        "unemployed": (
            "jobless, not working, chômeur, chômeuse, au chômage, sans emploi, عاطل, عاطل عن العمل"
        ),
        "inactive": (
            "not in labour force, retired, student, housewife, retraité, "
            "étudiant, inactif, ménagère, متقاعد, طالب, ربة منزل"
        ),
    },
    "role": {
        "head": (
            "head of household, household head, hoh, hh head, self, chef, "
            "chef de ménage, chef de famille, رب الأسرة, ربة الأسرة, رب المنزل, "
            "رئيس الأسرة"
        ),
        "spouse": (
            "wife, husband, partner, conjoint, conjointe, époux, épouse, mari, femme, زوج, زوجة"
        ),
        "child": (
            "son, daughter, son daughter, stepchild, adopted child, enfant, "
            "fils, fille, fils fille, ابن, ابنة, بنت, ولد, طفل"
        ),
        "parent": ("father, mother, father mother, père, mère, parents, أب, أم, والد, والدة"),
        "sibling": "brother, sister, brother sister, frère, soeur, sœur, أخ, أخت",
        "grandchild": (
            "grandson, granddaughter, petit-fils, petite-fille, petit enfant, حفيد, حفيدة"
        ),
        "other": ("other relative, non relative, autre, autre parent, آخر, أخرى, غير ذلك"),
    },
}

MONTHS = {
    1: "january jan janvier janv يناير جانفي كانون_الثاني",
    2: "february feb fevrier fev fevr فبراير فيفري شباط",
    3: "march mar mars مارس اذار",
    4: "april apr avril avr ابريل افريل نيسان",
    5: "may mai مايو ماي ايار",
    6: "june jun juin يونيو جوان حزيران",
    7: "july jul juillet juil يوليو جويليه تموز",
    8: "august aug aout اغسطس اوت اب غشت",
    9: "september sep sept septembre سبتمبر ايلول شتنبر",
    10: "october oct octobre اكتوبر تشرين_الاول",
    11: "november nov novembre نوفمبر تشرين_الثاني نونبر",
    12: "december dec decembre ديسمبر كانون_الاول دجنبر",
}
# What stands between the parts of a date, and says nothing of it.
IN_DATES = frozenset(
    "of the st nd rd th er eme le de du d من في يوم ne nee on "
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun "
    "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "الاثنين الثلاثاء الاربعاء الخميس الجمعه السبت الاحد".split()
)
YEARS = frozenset("y yr yrs year years old an ans annee annees age سنه سنوات عام عاما".split())
MONTHS_OLD = frozenset("mo mos month months mois شهر اشهر شهور".split())


def usual_words(field: str) -> dict[str, list[str]]:
    """Return the words of each code of a field."""
    return {code: words.split(", ") for code, words in _OF_FIELD.get(field, {}).items()}
