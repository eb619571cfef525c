#!/usr/bin/env python3
"""The indicators computed a second time, from the page rules/indicators.md, register.md and
grants.md 4 alone: nothing of the program's rules or definitions is read. Slow and plain on
purpose; prints the CSV that `tilskudd indicators` must write, byte for byte.

  second.py --year Y --municipalities FILE [--by LEVEL] [--cutoff DAY] [--decided FILE]
            [--requested FILE] [--targets FILE] REGISTER...
"""
import argparse
import csv
import datetime
import sys
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from fractions import Fraction

NAMESPACE = "{urn:tilskudd:introduksjonsregister:1}"
VERSION = "1.0"

# --- days -------------------------------------------------------------------------------------


def day(text):
    """A day of the register, or ValueError."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        raise ValueError(text)
    for part in (text[:4], text[5:7], text[8:]):
        if not part.isascii() or not part.isdigit():
            raise ValueError(text)
    found = datetime.date(int(text[:4]), int(text[5:7]), int(text[8:]))
    if not 1850 <= found.year <= 2199:
        raise ValueError(text)
    return found


def month_length(year, month):
    first = datetime.date(year, month, 1)
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return (following - first).days


def months_on(start, months):
    """month+m(d): the same day m months on, or the month's last."""
    number = start.year * 12 + start.month - 1 + months
    year, month = divmod(number, 12)
    month += 1
    return datetime.date(year, month, min(start.day, month_length(year, month)))


def age(born, on):
    years = on.year - born.year
    return years - ((on.month, on.day) < (born.month, born.day))


def half_of(some_day):
    """Half-years as (year, 1) and (year, 2)."""
    return (some_day.year, 1 if some_day.month <= 6 else 2)


def next_half(half, steps=1):
    index = half[0] * 2 + half[1] - 1 + steps
    return (index // 2, index % 2 + 1)


def first_of_half(half):
    return datetime.date(half[0], 1 if half[1] == 1 else 7, 1)


def last_of_half(half):
    return first_of_half(next_half(half)) - datetime.timedelta(days=1)


# --- the register, read strictly (register.md) ------------------------------------------------

GROUNDS = (
    "ASYL OVERFORINGSFLYKTNING HUMANITAERT KOLLEKTIV_BESKYTTELSE FAMILIE_FLYKTNING "
    "FAMILIE_HUMANITAERT SELVSTENDIG BEGRENSET_EM BEGRENSET_FAMILIE FAMILIE_NORDISK "
    "FAMILIE_ANNEN ARBEID ARBEID_EOS ASYLSOKER"
).split()
GROUPS = "ENSLIG_VOKSEN VOKSEN BARN ENSLIG_MINDREARIG".split()
CAUSES = (
    "ARBEID VIDEREGAENDE HOYERE_UTDANNING GRUNNSKOLE KVALIFISERING NAV_TILTAK SOSIALHJELP "
    "TRYGD FLYTTING AVBRUTT ANNET"
).split()


def word_of(words):
    def read(text):
        if text not in words:
            raise ValueError(text)
        return text

    return read


def digits_of(*lengths):
    def read(text):
        if len(text) not in lengths or not text.isascii() or not text.isdigit():
            raise ValueError(text)
        return text

    return read


def boolean(text):
    return word_of(("true", "false"))(text) == "true"


def number(text):
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text)


def half_year(text):
    if len(text) != 6 or text[4] != "-" or text[5] not in "12":
        raise ValueError(text)
    return (number(text[:4]), int(text[5]))


def country(text):
    if len(text) != 3 or not (text.isascii() and text.isalpha() and text.isupper()):
        raise ValueError(text)
    return text


IDENT = digits_of(11, 12)
CODE = digits_of(4)
ANY = str
# name: (attributes with "?" when optional, at most one in its parent, children)
ELEMENTS = {
    "person": (
        {
            "ident": IDENT,
            "identtype": word_of(("FNR", "DNR", "DUF")),
            "fodt": day,
            "kjonn": word_of(("K", "M")),
            "landbakgrunn": country,
            "dod?": day,
            "mor?": IDENT,
        },
        False,
        "tidligereIdent opphold bosetting mottak bosted asylopplaering norskopplaering "
        "introduksjonsprogram saertilskudd".split(),
    ),
    "tidligereIdent": ({"ident": IDENT}, False, []),
    "opphold": (
        {
            "grunnlag": word_of(GROUNDS),
            "vedtatt": day,
            "varig": boolean,
            "referanse?": IDENT,
            "referanseBosatt?": day,
            "familiesoknad?": day,
        },
        False,
        [],
    ),
    "bosetting": (
        {
            "dato": day,
            "kommune": CODE,
            "avtale": boolean,
            "gruppe": word_of(GROUPS),
            "krav?": day,
        },
        True,
        [],
    ),
    "mottak": ({"kommune": CODE, "fra": day, "til?": day}, False, []),
    "bosted": ({"kommune": CODE, "fra": day, "til?": day}, False, []),
    "asylopplaering": ({"fra": day}, True, []),
    "norskopplaering": (
        {
            "rett": boolean,
            "plikt": boolean,
            "malgruppeFra": day,
            "soknad?": day,
            "vedtak?": day,
            "opplaeringskommune?": CODE,
        },
        True,
        ["gjennomfort", "prove"],
    ),
    "gjennomfort": (
        {
            "termin": half_year,
            "norsk?": number,
            "samfunnskunnskap?": number,
            "fravaer?": number,
        },
        False,
        [],
    ),
    "prove": ({"type": ANY, "dato": day, "resultat": ANY}, False, []),
    "introduksjonsprogram": (
        {
            "start": day,
            "slutt?": day,
            "arsak?": word_of(CAUSES),
            "timerPerUke": ANY,
            "ukerPerAr": number,
        },
        False,
        ["permisjon"],
    ),
    "permisjon": ({"fra": day, "til?": day, "arsak": ANY}, False, []),
    "saertilskudd": (
        {"kode": word_of(("FHT1", "FHT2")), "vedtatt": day, "belop": number},
        False,
        [],
    ),
}


class Refused(Exception):
    """The record is not as register.md says: set aside whole."""


def read_element(node):
    """{attribute: value, child: [children]} of an element, or Refused."""
    if not node.tag.startswith(NAMESPACE):
        raise Refused(node.tag)
    name = node.tag[len(NAMESPACE) :]
    if name not in ELEMENTS:
        raise Refused(name)
    attributes, _, children = ELEMENTS[name]
    known = {key.rstrip("?"): read for key, read in attributes.items()}
    if any(key not in known for key in node.attrib):
        raise Refused("attribute")
    found = {}
    for key, read in attributes.items():
        plain = key.rstrip("?")
        if plain not in node.attrib:
            if not key.endswith("?"):
                raise Refused(plain)
            found[plain] = None
            continue
        try:
            found[plain] = read(node.attrib[plain])
        except ValueError as error:
            raise Refused(plain) from error
    order = -1
    for child in children:
        found[child] = []
    for below in node:
        child = below.tag[len(NAMESPACE) :]
        if child not in children or children.index(child) < order:
            raise Refused(below.tag)
        order = children.index(child)
        if ELEMENTS[child][1] and found[child]:
            raise Refused(child)
        found[child].append(read_element(below))
    if name == "person" and not found["opphold"]:
        raise Refused("opphold")
    return found


def as_text(node):
    """A record's content, to see whether two are identical."""
    below = tuple(as_text(child) for child in node)
    return (node.tag, tuple(sorted(node.attrib.items())), below)


def read_registers(paths):
    """[person] of idents whose records agree, ident or former ident -> person, the day."""
    records, dates = defaultdict(list), set()
    for path in paths:
        root = ElementTree.parse(path).getroot()
        dates.add(day(root.attrib["uttrekksdato"]))
        for node in root:
            try:
                person = read_element(node)
            except Refused:
                continue
            records[person["ident"]].append((as_text(node), person))
    persons, owners = [], {}
    for ident, found in records.items():
        first = min(found, key=lambda record: record[0])
        if all(text == first[0] for text, _ in found):
            persons.append(first[1])
        owners[ident] = first[1]
    return persons, owners, min(dates)


# --- municipalities (grants.md 4) -------------------------------------------------------------


class Municipalities:
    def __init__(self, path):
        self.rows = defaultdict(list)
        with open(path, encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                self.rows[row["code"]].append(
                    (
                        day(row["valid_from"]) if row["valid_from"] else datetime.date.min,
                        day(row["valid_to"]) if row["valid_to"] else datetime.date.max,
                        row["successor_codes"].split(),
                    )
                )

    def is_valid(self, code, on):
        return any(start <= on <= end for start, end, _ in self.rows[code])

    def ended(self, code, on):
        """The latest row of a code that had ended before the day: its end and successors."""
        past = [row for row in self.rows[code] if row[1] < on]
        return max(past, key=lambda row: row[1]) if past else None

    def meanings(self, code, on, depth=30):
        """Every municipality of the day that a code can mean."""
        if depth == 0 or code not in self.rows:
            return set()
        if self.is_valid(code, on):
            return {code}
        past = self.ended(code, on)
        found = set()
        if past is not None:
            for successor in past[2]:
                found |= self.meanings(successor, on, depth - 1)
            return found
        for other in list(self.rows):
            for _, end, successors in self.rows[other]:
                if other != code and code in successors and end >= on:
                    found |= self.meanings(other, on, depth - 1)
        return found


# --- one person -------------------------------------------------------------------------------


def covers(stay, on):
    return stay["fra"] <= on and (stay["til"] is None or on <= stay["til"])


class Measured:
    """A person as known at the cut-off, with the questions of the page."""

    def __init__(self, person, register):
        self.person = person
        self.register = register
        training = person["norskopplaering"]
        self.training = training[0] if training else None
        settled = person["bosetting"]
        self.settled = settled[0] if settled else None
        if self.settled and self.settled["dato"] > register.cutoff:
            self.settled = None

    def alive(self, on):
        died = self.person["dod"]
        return died is None or died > self.register.cutoff or on <= died

    def stay(self, kind, on):
        if not self.alive(on):
            return None
        for stay in self.person[kind]:
            if covers(stay, on):
                return stay["kommune"]
        return None

    def permit(self, grounds, until, lasting_only=True):
        days = []
        for permit in self.person["opphold"]:
            decided, ground = permit["vedtatt"], permit["grunnlag"]
            if decided > until or decided > self.register.cutoff or ground not in grounds:
                continue
            last = grounds[ground] if isinstance(grounds, dict) else None
            if last is not None:
                counts = decided <= last  # a limited permit: never a lasting one
            else:
                counts = permit["varig"] or not lasting_only
            if counts:
                days.append(decided)
        return min(days) if days else None

    def v(self, until):
        grounds = dict.fromkeys(
            ("ASYL", "OVERFORINGSFLYKTNING", "HUMANITAERT", "KOLLEKTIV_BESKYTTELSE")
        )
        grounds["BEGRENSET_EM"] = datetime.date(2014, 6, 30)
        return self.permit(grounds, until)

    def f(self):
        grounds = (
            "ASYL OVERFORINGSFLYKTNING HUMANITAERT KOLLEKTIV_BESKYTTELSE FAMILIE_FLYKTNING "
            "FAMILIE_HUMANITAERT FAMILIE_NORDISK SELVSTENDIG"
        ).split()
        return self.permit(grounds, self.register.cutoff)

    def e(self):
        entered = self.training["malgruppeFra"] if self.training else None
        return entered if entered and entered <= self.register.cutoff else None

    def right_and_duty(self):
        return bool(self.training and self.training["rett"] and self.training["plikt"])

    def hours(self, wanted):
        rows = self.training["gjennomfort"] if self.training else []
        return sum(
            (row["norsk"] or 0) + (row["samfunnskunnskap"] or 0)
            for row in rows
            if wanted(row["termin"])
        )

    def w(self, on):
        """W(d) of grants.md 3."""
        if not self.alive(on):
            return None
        centre = self.stay("mottak", on)
        if centre:
            return centre
        if self.training and self.training["opplaeringskommune"]:
            if on >= self.training["malgruppeFra"]:
                return self.training["opplaeringskommune"]
        return self.stay("bosted", on)

    # Area.

    def place_on(self, on):
        here = self.stay("bosted", on) or self.stay("mottak", on)
        newborn = self.person["mor"] and not self.person["bosetting"]
        if here or not newborn or not self.alive(on):
            return here
        mother = self.register.owners.get(self.person["mor"])
        return Measured(mother, self.register).place_on(on) if mother else None

    def area(self, code):
        """The municipality of 31 December; None: nowhere."""
        table, on = self.register.municipalities, self.register.last_day
        if code is None or code not in table.rows:
            return None
        meanings = table.meanings(code, on)
        if len(meanings) < 2:
            return meanings.pop() if meanings else None
        while not table.is_valid(code, on):
            past = table.ended(code, on)
            if past is None:
                return code
            if len(past[2]) == 1:
                code = past[2][0]
                continue
            first_after = past[1] + datetime.timedelta(days=1)
            place = self.place_on(first_after)
            heirs = table.meanings(place, first_after) if place in table.rows else set()
            if len(heirs) != 1 or not heirs <= set(past[2]):
                return code
            code = heirs.pop()
        return code

    def same_place(self, one, other):
        table, on = self.register.municipalities, self.register.last_day
        if one == other:
            return True
        return bool(table.meanings(one, on) & table.meanings(other, on))


# --- the indicators ---------------------------------------------------------------------------


class Register:
    def __init__(self, arguments):
        persons, self.owners, extract = read_registers(arguments.registers)
        self.municipalities = Municipalities(arguments.municipalities)
        self.year = arguments.year
        self.cutoff = day(arguments.cutoff) if arguments.cutoff else extract
        self.last_day = datetime.date(self.year, 12, 31)
        self.persons = [Measured(person, self) for person in persons]


def settled_of_year(person, year):
    """V of who is settled of the year, else None."""
    settled = person.settled
    if not settled or settled["dato"].year != year or not settled["avtale"]:
        return None
    return person.v(settled["dato"])


def in_group(person, group, youngest, oldest):
    settled = person.settled
    years = age(person.person["fodt"], settled["dato"])
    return (group is None or settled["gruppe"] == group) and youngest <= years <= oldest


def within(group, youngest, oldest, months):
    def measure(person, year):
        v = settled_of_year(person, year)
        if v is None or not in_group(person, group, youngest, oldest):
            return None
        settled = person.settled
        return settled["dato"] <= months_on(v, months), 1, settled["kommune"]

    return measure


def mean_wait(group, oldest):
    def measure(person, year):
        v = settled_of_year(person, year)
        if v is None or not in_group(person, group, 0, oldest):
            return None
        return (person.settled["dato"] - v).days, 1, person.settled["kommune"]

    return measure


def settled_places(person, year):
    if settled_of_year(person, year) is None:
        return None
    return 1, 0, person.settled["kommune"]


def waiting(months, oldest):
    def measure(person, year):
        last = datetime.date(year, 12, 31)
        v = person.v(last)
        centre = person.stay("mottak", last)
        settled = person.settled and person.settled["dato"] <= last
        if v is None or settled or centre is None:
            return None
        if age(person.person["fodt"], last) > oldest or months_on(v, months) > last:
            return None
        return 1, 0, centre

    return measure


def begun(clock, half_years):
    def measure(person, year):
        start = clock(person)
        if not person.right_and_duty() or start is None or start.year != year - 1:
            return None
        first = half_of(start)
        if not person.alive(last_of_half(next_half(first))):
            return None
        halves = [next_half(first, step) for step in range(half_years)]
        hours = person.hours(lambda half: half in halves)
        return hours > 0, 1, person.w(last_of_half(halves[-1]))

    return measure


def completed(clock, years):
    def measure(person, year):
        start = clock(person)
        if not person.right_and_duty() or start is None or start.year != year - years:
            return None
        on = months_on(start, 12 * years)
        if not person.alive(on) or not (person.stay("bosted", on) or person.stay("mottak", on)):
            return None
        required = 300 if start < datetime.date(2012, 1, 1) else 600
        hours = person.hours(lambda half: first_of_half(half) <= on)
        return hours >= required, 1, person.w(on)

    return measure


def ended(causes):
    def measure(person, year):
        cutoff = person.register.cutoff
        programmes = list(enumerate(person.person["introduksjonsprogram"]))
        past = [
            (programme["slutt"], programme["start"], place)
            for place, programme in programmes
            if programme["slutt"] and programme["slutt"].year == year
            if programme["slutt"] <= cutoff
        ]
        if not past:
            return None
        end, _, which = max(past)
        home = person.stay("bosted", end)
        for place, programme in programmes:
            start = programme["start"]
            if place == which or not 0 <= (start - end).days <= 60 or start > cutoff:
                continue
            there = person.stay("bosted", start)
            if home and there and not person.same_place(home, there):
                return None
        cause = programmes[which][1]["arsak"] or "NONE"
        return cause in causes, 1, home

    return measure


def active(person, year):
    first = datetime.date(year, 12, 1)
    for programme in person.person["introduksjonsprogram"]:
        end = programme["slutt"]
        if programme["start"] <= first and (end is None or end >= first):
            return 1, 0, person.stay("bosted", first)
    return None


def entitled(person, year):
    first = datetime.date(year, 12, 1)
    grounds = (
        "ASYL OVERFORINGSFLYKTNING HUMANITAERT KOLLEKTIV_BESKYTTELSE FAMILIE_FLYKTNING "
        "FAMILIE_HUMANITAERT SELVSTENDIG BEGRENSET_EM BEGRENSET_FAMILIE"
    ).split()
    settled = person.settled and person.settled["dato"]
    if not settled or not months_on(first, -24) <= settled <= first:
        return None
    if not 18 <= age(person.person["fodt"], first) <= 55 or not person.alive(first):
        return None
    if person.permit(grounds, first, lasting_only=False) is None:
        return None
    return 1, 0, person.stay("bosted", first)


def trained(flags):
    def measure(person, year):
        if flags and not person.right_and_duty():
            return None
        if person.hours(lambda half: half[0] == year) == 0:
            return None
        return 1, 0, person.w(datetime.date(year, 12, 31))

    return measure


SHARE, COUNT, MEAN, PLACES, ABSENT = "share", "count", "mean", "places", "absent"
EVER = 10**6


def by_f(person):
    return person.f()


def by_e(person):
    return person.e()


def all_indicators():
    """[(id, kind, years back of the cohort, measure)], in the order of the page's table."""
    rows = []
    for months in (6, 12):
        rows.append((f"S1.1-{months}", SHARE, 0, within(None, -EVER, EVER, months)))
    for months in (3, 6, 9, 12):
        rows.append((f"S1.2-{months}", SHARE, 0, within("BARN", -EVER, 17, months)))
    for months in (3, 6):
        rows.append((f"S1.3-{months}", SHARE, 0, within("ENSLIG_MINDREARIG", 15, 17, months)))
    rows.append(("S1.4", PLACES, 0, None))
    rows.append(("S1.5", PLACES, 0, settled_places))
    for name, oldest in (("V.all", EVER), ("V.under18", 17)):
        rows.append((name, COUNT, 0, waiting(0, oldest)))
        for months in (3, 6, 9, 12):
            rows.append((f"{name}-{months}", COUNT, 0, waiting(months, oldest)))
    rows.append(("W.minor", MEAN, 0, mean_wait("ENSLIG_MINDREARIG", 17)))
    rows.append(("W.child", MEAN, 0, mean_wait("BARN", 17)))
    rows.append(("W.single", MEAN, 0, mean_wait("ENSLIG_VOKSEN", EVER)))
    rows.append(("S2.1", SHARE, 1, begun(by_f, 2)))
    rows.append(("S2.1b", SHARE, 1, begun(by_f, 3)))
    rows.append(("S2.1e", SHARE, 1, begun(by_e, 2)))
    rows.append(("S2.2", SHARE, 3, completed(by_f, 3)))
    rows.append(("S2.2-5", SHARE, 5, completed(by_f, 5)))
    rows.append(("S2.2e", SHARE, 3, completed(by_e, 3)))
    rows.append(
        ("S2.4", SHARE, 0, ended(("ARBEID", "VIDEREGAENDE", "HOYERE_UTDANNING")))
    )
    for cause in CAUSES + ["NONE"]:
        rows.append((f"S2.4-{cause}", SHARE, 0, ended((cause,))))
        if cause == "NAV_TILTAK":
            both = ("KVALIFISERING", "NAV_TILTAK")
            rows.append(("S2.4-KVALIFISERING+NAV_TILTAK", SHARE, 0, ended(both)))
    rows.append(("P.active", COUNT, 0, active))
    rows.append(("P.right", COUNT, 0, entitled))
    rows.append(("N.trained", COUNT, 0, trained(False)))
    rows.append(("N.trained.rp", COUNT, 0, trained(True)))
    for name in ("V.minor", "V.child", "S2.3", "S2.5"):
        rows.append((name, ABSENT, 0, None))
    return rows


# --- output -----------------------------------------------------------------------------------


def half_up(value):
    """A Fraction as a whole number."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def read_places(path, register):
    """Places by municipality of 31 December; a split code stays what it is."""
    table, on = register.municipalities, register.last_day
    places = defaultdict(int)
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if int(row["year"]) != register.year:
                continue
            code = row["municipality"]
            meanings = table.meanings(code, on)
            if len(meanings) == 1:
                code = meanings.pop()
            else:
                past = table.ended(code, on)
                while past is not None and len(past[2]) == 1:
                    code = past[2][0]
                    past = table.ended(code, on)
            places[code] += int(row["persons"])
    return places


def read_targets(path, year):
    if path is None:
        return {}
    with open(path, encoding="utf-8-sig", newline="") as file:
        return {
            row["indicator"]: int(row["target_permille"])
            for row in csv.DictReader(file)
            if int(row["year"]) == year
        }


def is_small(kind, name, numerator, denominator):
    number_of = numerator if kind == COUNT else denominator
    settled = name == "S1.5" and 0 < numerator < 5
    return 0 < number_of < 5 or settled


class Printer:
    def __init__(self, register, arguments):
        self.register = register
        self.by = arguments.by
        self.targets = read_targets(arguments.targets, register.year)
        # cells[name][municipality or None][sex] = [numerator, denominator]
        self.cells = defaultdict(lambda: defaultdict(lambda: defaultdict(lambda: [0, 0])))
        self.used = set()

    def add(self, name, area, sex, numerator, denominator):
        if numerator or denominator:
            self.used.add(area)
        cell = self.cells[name][area][sex]
        cell[0] += numerator
        cell[1] += denominator

    def areas(self):
        """The areas of the level asked for, nowhere last."""
        table, on = self.register.municipalities, self.register.last_day
        codes = {code for code in list(table.rows) if table.is_valid(code, on)}
        codes |= {code for code in self.used if code is not None}
        if self.by == "county":
            codes = {code[:2] for code in codes}
        return sorted(codes) + ([None] if None in self.used else [])

    def cells_of(self, name, level, area):
        """The cells of the municipalities in an area."""
        by_code = self.cells[name]
        if level == "country":
            return list(by_code.values())
        if level == "municipality":
            return [by_code[area]] if area in by_code else []
        return [cell for code, cell in by_code.items() if (code[:2] if code else None) == area]

    def total(self, name, level, area, sexes):
        found = [
            by_sex[sex]
            for by_sex in self.cells_of(name, level, area)
            for sex in sexes
            if sex in by_sex
        ]
        return [sum(cell[0] for cell in found), sum(cell[1] for cell in found)]

    def line(self, name, kind, back, level, area, sex):
        sexes = ("K", "M") if not sex else (sex,)
        numerator, denominator = self.total(name, level, area, sexes)
        hidden = False
        if level == "municipality":
            groups = [("K", "M")] if not sex else [("K",), ("M",)]
            sums = [self.total(name, level, area, group) for group in groups]
            hidden = any(is_small(kind, name, *both) for both in sums)
        permille = value = met = ""
        target = self.targets.get(name)
        if not hidden and denominator:
            share = Fraction(numerator, denominator)
            if kind == MEAN:
                value = half_up(Fraction(numerator * 160, 487 * denominator))
            else:
                permille = half_up(1000 * share)
                if target is not None:
                    met = "true" if share >= Fraction(target, 1000) else "false"
        shown = [
            "<5" if hidden else numerator,
            "" if kind == COUNT else "<5" if hidden else denominator,
        ]
        self.write(name, back, level, area, sex, *shown, permille, value, met)

    def write(self, name, back, level, area, sex, *values):
        numerator, denominator, permille, value, met = values
        year = self.register.year
        target = self.targets.get(name, "")
        columns = [name, year, year - back, level, area or "", sex, numerator, denominator]
        columns += [permille, value, target, met, VERSION]
        print(",".join(str(column) for column in columns))

    def lines(self, name, kind, back):
        sexes = ("",) if kind == PLACES else ("", "K", "M")
        for sex in sexes:
            self.line(name, kind, back, "country", None, sex)
        if self.by == "country":
            return
        for area in self.areas():
            for sex in sexes:
                self.line(name, kind, back, self.by, area, sex)


def count(register, printer, arguments):
    files = {}
    for what in ("decided", "requested"):
        path = getattr(arguments, what)
        if path is not None:
            files[what] = read_places(path, register)
    for name, _, _, measure in all_indicators():
        for person in register.persons if measure else ():
            hit = measure(person, register.year)
            if hit is None:
                continue
            numerator, denominator, code = hit
            area = person.area(code)
            printer.add(name, area, person.person["kjonn"], int(numerator), denominator)
    for code, persons in files.get("decided", {}).items():
        printer.add("S1.4", code, "K", persons, 0)
        printer.add("S1.5", code, "K", 0, persons)
    for code, persons in files.get("requested", {}).items():
        printer.add("S1.4", code, "K", 0, persons)
    return files


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--year", type=int, required=True)
    parser.add_argument("--municipalities", required=True)
    parser.add_argument("--by", default="country")
    for option in ("cutoff", "decided", "requested", "targets"):
        parser.add_argument("--" + option)
    parser.add_argument("registers", nargs="+")
    arguments = parser.parse_args()
    register = Register(arguments)
    printer = Printer(register, arguments)
    files = count(register, printer, arguments)
    print(
        "indicator,year,cohort,level,area,sex,numerator,denominator,permille,value,"
        "target_permille,met,definition_version"
    )
    needs = {"S1.4": {"decided", "requested"}, "S1.5": {"decided"}}
    for name, kind, back, _ in all_indicators():
        missing = kind == PLACES and not needs[name] <= set(files)
        if kind == ABSENT or missing:
            why = "not from this register" if kind == ABSENT else "not given"
            printer.write(name, back, "country", None, "", "", "", "", why, "")
        else:
            printer.lines(name, kind, back)


if __name__ == "__main__":
    sys.exit(main())
