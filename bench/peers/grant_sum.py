"""grant_sum.py - what years 2 to 5 of the integration grant have earned in 2018, in Python with
lxml: grants.md 2.1 and 2.3 as a small program would have them. Reads the register once.

   grant_sum.py REGISTER RULE-SET.xml [CSV]

Left out: all that changes no sum of what is earned (where a move sends it, what was settled, who
is held) and records that contradict each other, of which the bench's cohort has none. With CSV the fields it looks at are written there instead, for peers that read CSV."""
import sys

from lxml import etree

REGISTER = "{urn:tilskudd:introduksjonsregister:1}"
YEAR, JANUARY, CUTOFF = 2018, "2018-01-01", "2018-12-31"
ALWAYS_LIMITED = ("BEGRENSET_EM", "BEGRENSET_FAMILIE")


def later_by_five_years(day, start):
    return day > f"{int(start[:4]) + 5:04d}{start[4:]}"


def grant_years(person, settled, agreement, years):
    """N: of the latest permit that is not after the settlement."""
    permit = None
    for one in person.iterfind(REGISTER + "opphold"):
        if one.get("vedtatt") <= settled and (
            permit is None or one.get("vedtatt") >= permit.get("vedtatt")
        ):
            permit = one
    if permit is None:
        return 0
    ground, decided = permit.get("grunnlag"), permit.get("vedtatt")
    if ground == "SELVSTENDIG" and decided < "2011-07-01":
        return 0
    if ground == "BEGRENSET_EM" and settled < "2017-02-02":
        return 0
    if ground == "BEGRENSET_FAMILIE" and (settled < "2021-01-01" or not agreement):
        return 0
    if permit.get("varig") != "true" and ground not in ALWAYS_LIMITED:
        return 0
    applied, reference = permit.get("familiesoknad"), permit.get("referanseBosatt")
    if ground.startswith("FAMILIE_") and applied and reference:
        if later_by_five_years(applied, reference):
            return 0
    return years.get(ground, 0)


def lives_in_norway(person):
    """Resident on 1 January: a bosted then, and no death before."""
    died = person.get("dod")
    if died is not None and died < JANUARY:
        return False
    return any(
        home.get("fra") <= JANUARY and (home.get("til") is None or home.get("til") >= JANUARY)
        for home in person.iterfind(REGISTER + "bosted")
    )


def persons(register, years):
    """(ident, mother, born, settled, N, resident) of each record."""
    for _, person in etree.iterparse(register, tag=REGISTER + "person"):
        settlement = person.find(REGISTER + "bosetting")
        settled, count = None, 0
        if settlement is not None:
            settled = settlement.get("dato")
            count = grant_years(person, settled, settlement.get("avtale") == "true", years)
        yield (person.get("ident"), person.get("mor"), person.get("fodt"), settled, count,
               lives_in_norway(person))
        person.clear()
        while person.getprevious() is not None:
            del person.getparent()[0]


def with_newborns(rows):
    """A child without settlement of its own has its mother's N, from its birth on."""
    settled_of, children = {}, []
    for ident, mother, born, settled, count, resident in rows:
        if settled is not None:
            settled_of[ident] = (settled, count)
            yield settled, count, resident
        elif mother is not None:
            children.append((mother, born, resident))
    for mother, born, resident in children:
        settled, count = settled_of.get(mother, (None, 0))
        if settled is not None and settled <= born <= six_months_after(settled):
            yield born, count, resident


def six_months_after(day):
    year, month, number = int(day[:4]), int(day[5:7]) + 6, day[8:]
    return f"{year + (month > 12):04d}-{(month - 1) % 12 + 1:02d}-{number}"


def main():
    rules = etree.parse(sys.argv[2]).getroot()
    name = "{%s}" % etree.QName(rules).namespace if etree.QName(rules).namespace else ""
    years = {g.get("code"): int(g.get("years")) for g in rules.iter(name + "ground")}
    rates = {r.get("code"): int(r.get("amount")) for r in rules.iter(name + "rate")}
    rows = with_newborns(persons(sys.argv[1], years))
    if len(sys.argv) > 3:
        with open(sys.argv[3], "w", encoding="ascii") as out:
            out.writelines(f"{s},{count},{int(home)}\n" for s, count, home in rows)
        return
    total = 0
    for settled, count, resident in rows:
        year = YEAR - int(settled[:4]) + 1
        if resident and 2 <= year <= count and settled <= CUTOFF:
            total += rates[f"AR-{year}"]
    print(f"{total} kroner")


main()
