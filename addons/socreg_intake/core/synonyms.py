"""How columns are headed, in the languages of the office: English, French and Arabic."""

# What short forms in headings stand for.
SHORT = {
    **dict.fromkeys("no num nbr nr n numero".split(), "number"),
    **dict.fromkeys("nat natl".split(), "national"),
    **dict.fromkeys(
        "tel telephone telephon tele ph mob mobile cell cellphone gsm portable".split(), "phone"
    ),
    **dict.fromkeys("hh hhold menage".split(), "household"),
    **dict.fromkeys("fname firstname prenoms".split(), "prenom"),
    **dict.fromkeys("lname lastname surname sirname".split(), "nom"),
    **dict.fromkeys("addr adr adresse".split(), "address"),
    **dict.fromkeys("ident identification identifiant identity identite id".split(), "id"),
    **dict.fromkeys("rel rship relation lien".split(), "relationship"),
    **dict.fromkeys("gender sexe genre".split(), "sex"),
    **dict.fromkeys("lat latitude".split(), "latitude"),
    **dict.fromkeys("lon long lng longitude".split(), "longitude"),
    "dob": "birth date",
    "yob": "birth year",
    "hhid": "household id",
    "hoh": "head household",
    "mail": "email",
}
# What stands between the words of a heading.
HOLLOW = frozenset(
    "of the to avec a an your his her s is what please de du des la le les l d un une votre son sa est "
    "quel quelle respondent person member individual beneficiary personne membre individu "
    "beneficiaire في من هو هي ما الفرد المستفيد الشخص".split()
)
MEMBER = (
    "household member|hh member|family member|member|members|mem|hhm|person|persons|individual|"
    "membre|membres|membre du menage|personne|individu|enfant|child|m|p|الفرد|فرد|عضو|العضو"
)

# By the path of what a column says; of a group, and of a person.
PERSON = {
    "given_name": "first name, given name, given names, forename, prenom, name, full name, christian name, "
    "nom et prenom, nom complet, الاسم, الاسم الاول, الاسم الشخصي, اسم, الاسم الكامل",
    "family_name": "last name, family name, nom, nom famille, اسم العائله, اللقب, النسب, الكنيه, الشهره",
    "additional_name": "middle name, other names, other name, second name, additional name, father name, "
    "deuxieme prenom, autres noms, autre nom, اسم الاب, الاسم الثاني, الاسم الاوسط",
    "local_name": "local name, native name, name local script, nom local, nom arabe, arabic name, الاسم المحلي",
    "birthdate": "birth date, birthdate, birthday, d o b, born, born on, date birth, date naissance, ne, ne e, ne e le, ne le, "
    "naissance, birth year, year birth, annee naissance, تاريخ الميلاد, تاريخ الولاده, سنه الميلاد, الميلاد",
    "age": "age, age years, age in years, years old, العمر, السن",
    "is_birthdate_estimated": "birth date estimated, birthdate estimated, estimated birth date, age estimated, "
    "date naissance estimee, تاريخ الميلاد تقديري",
    "birth_place": "birth place, place birth, birthplace, lieu naissance, مكان الميلاد, مكان الولاده, محل الميلاد",
    "sex": "sex, m f, h f, male female, الجنس, النوع, النوع الاجتماعي",
    "marital_status": "marital status, civil status, etat civil, situation matrimoniale, statut matrimonial, "
    "etat matrimonial, الحاله الاجتماعيه, الحاله الزوجيه, الحاله المدنيه",
    "education_level": "education, education level, level education, highest education, niveau education, "
    "niveau instruction, niveau etude, niveau etudes, scolarite, المستوي التعليمي, المستوي الدراسي, التعليم",
    "employment_status": "employment status, employment, work status, situation emploi, emploi, statut emploi, "
    "حاله العمل, الوضع الوظيفي, العمل",
    "occupation_code": "occupation code, occupation, isco, isco code, profession, job, metier, code profession, "
    "المهنه, رمز المهنه, الوظيفه",
    "citizenship_id": "citizenship, nationality, nationalite, citoyennete, الجنسيه",
    "household.key": "household id, household number, household key, household code, household, code household, family id, family number, family code, code famille, number famille, "
    "id household, number household, form number household, رقم الاسره, رمز الاسره, رقم العائله, معرف الاسره",
    "household.role": "relationship to head, relationship head, relationship, relationship household head, "
    "relationship hoh, relationship to head household, role, household role, relationship chef, "
    "relationship chef household, relationship parente, relationship avec chef, parente, lien parente, "
    "صله القرابه, العلاقه برب الاسره, القرابه, صله القرابه برب الاسره, العلاقه",
    "household.is_head": "head, is head, head household, household head, chef, chef household, est chef, "
    "رب الاسره, هل رب الاسره",
    "household.start_date": "member since, joined, date joined, depuis, membre depuis, تاريخ الانضمام",
}
BOTH = {
    "uid": "uid, public number, registry number, registration number, registrant number, registry id, "
    "number registre, number inscription, numero public, رقم السجل, رقم التسجيل",
    "identifiers.national_id.value": "national id, national id number, id number, nid, nin, id card, id card number, "
    "national number, national id card, cni, cin, number cni, number cin, carte id, carte id nationale, "
    "number carte id, carte nationale, carte nationale id, id, "
    "الرقم الوطني, الرقم القومي, رقم الهويه, رقم البطاقه, بطاقه الهويه, رقم الهويه الوطنيه, رقم بطاقه الهويه",
    "identifiers.birth_certificate.value": "birth certificate, birth certificate number, certificate number, "
    "acte naissance, number acte naissance, extrait naissance, رقم شهاده الميلاد, شهاده الميلاد",
    "identifiers.household_number.value": "household register number, household book number, household card, "
    "household card number, livret household, number livret household, دفتر العائله, رقم دفتر العائله",
    "phones.0": "phone, phone number, phone 1, phone number 1, phone 01, contact, contact number, contact phone, "
    "number phone, الهاتف, رقم الهاتف, الجوال, رقم الجوال, تلفون, رقم التلفون, الموبايل, المحمول",
    "phones.1": "phone 2, phone number 2, phone 02, other phone, second phone, alternative phone, "
    "alternate phone, secondary phone, autre phone, هاتف 2, هاتف اخر, رقم اخر",
    "phones.2": "phone 3, phone number 3, third phone, هاتف 3",
    "email": "email, e mail, email address, address email, courriel, address mail, "
    "البريد الالكتروني, الايميل, بريد الكتروني",
    "address": "address, street, street address, home address, residence, domicile, lieu residence, rue, "
    "العنوان, عنوان السكن, محل الاقامه, السكن",
    "area_id": "area, area code, village, district, province, region, commune, ward, county, locality, location, "
    "pcode, p code, adm code, admin code, adm3 pcode, zone, quartier, arrondissement, departement, "
    "القريه, المنطقه, الحي, المحافظه, الناحيه, البلديه, الولايه, رمز المنطقه",
    "latitude": "latitude, gps latitude, latitude gps, y coordinate, خط العرض",
    "longitude": "longitude, gps longitude, longitude gps, x coordinate, خط الطول",
    "preferred_lang": "language, preferred language, langue, langue preferee, اللغه, اللغه المفضله",
    "registration_date": "registration date, date registration, registered on, date enregistrement, "
    "date inscription, تاريخ التسجيل",
    "state_reason": "reason, motif, السبب",
    "tag_ids": "tags, tag, labels, etiquettes, mots cles, وسوم",
}
GROUP = {
    "key": PERSON["household.key"] + ", id, key, code, number",
    "group_name": "household name, name, nom, nom household, family name, nom famille, group name, nom groupe, name household head, "
    "اسم الاسره, اسم العائله, الاسم, اسم المجموعه",
    "group_type_id": "group type, type, household type, type groupe, type household, نوع الاسره, نوع المجموعه, النوع",
}


def phrases(path: str, is_group: bool) -> list[str]:
    """Return how columns are headed that say what is at a path."""
    said = (GROUP if is_group else PERSON).get(path) or BOTH.get(path, "")
    return [phrase for phrase in said.split(", ") if phrase]
