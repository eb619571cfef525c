#!/usr/bin/env python3
"""A random register for the comparison of the indicators with their second implementation:
persons whose days lie on and beside the borders, errors, repeated idents, municipalities that
merge and split, decided and requested places, targets.

  random_register.py SEED YEAR FOLDER

Writes register-1.xml, register-2.xml, and for every other seed decided.csv, requested.csv and
targets.csv. All idents are synthetic (month + 80).
"""
import datetime
import os
import random
import sys

GROUNDS = (
    "ASYL OVERFORINGSFLYKTNING HUMANITAERT KOLLEKTIV_BESKYTTELSE FAMILIE_FLYKTNING "
    "FAMILIE_HUMANITAERT SELVSTENDIG BEGRENSET_EM BEGRENSET_FAMILIE FAMILIE_NORDISK "
    "FAMILIE_ANNEN ARBEID ARBEID_EOS ASYLSOKER"
).split()
CAUSES = (
    "ARBEID VIDEREGAENDE HOYERE_UTDANNING GRUNNSKOLE KVALIFISERING NAV_TILTAK SOSIALHJELP "
    "TRYGD FLYTTING AVBRUTT ANNET"
).split()
GROUPS = "ENSLIG_VOKSEN VOKSEN BARN ENSLIG_MINDREARIG".split()
# Ordinary places, mergers of 2017, 2018 and 2020, the three splits, and a code that never was.
PLACES = (
    "0301 0301 0301 0219 1201 1840 1841 0719 0720 0706 0710 1601 5001 0104 0136 3002 "
    "1850 1850 1806 1875 1613 1612 5012 5012 5055 5056 5059 1504 1534 1507 9999"
).split()
WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def months_on(day, months):
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return datetime.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError


class Maker:
    def __init__(self, seed, year):
        self.random = random.Random(seed)
        self.year = year
        self.extract = datetime.date(year, 12, 31) + datetime.timedelta(
            days=self.random.choice((0, 0, 1, 59, 90, 800))
        )
        self.serial = {}
        self.idents = []
        self.few = self.random.sample(PLACES, 8)

    def pick(self, *choices):
        return self.random.choice(choices)

    def chance(self, share):
        return self.random.random() < share

    def day_of(self, first_year, last_year):
        year = self.random.randint(first_year, last_year)
        if self.chance(0.3):
            month, day = self.pick(
                (1, 1), (12, 31), (6, 30), (7, 1), (12, 1), (11, 30), (12, 2), (2, 28)
            )
            return datetime.date(year, month, day)
        return datetime.date(year, 1, 1) + datetime.timedelta(days=self.random.randrange(365))

    def beside(self, day):
        """The day, or one of its neighbours."""
        return day + datetime.timedelta(days=self.pick(-1, 0, 0, 1))

    def place(self):
        return self.random.choice(self.few if self.chance(0.6) else PLACES)

    # Idents: birth date with month + 80, control digits that fit.

    def ident(self, born, sex):
        for serial in range(1000):
            number = serial * 2 + (sex == "M")
            individual = number + (500 if born.year >= 2000 else 0)
            if number > 498 or (born, individual) in self.serial:
                continue
            digits = [int(c) for c in f"{born.day:02}{born.month + 80}{born.year % 100:02}"]
            digits += [int(c) for c in f"{individual:03}"]
            first = -sum(d * w for d, w in zip(digits, WEIGHTS)) % 11
            second = -sum(d * w for d, w in zip(digits + [first], SECOND_WEIGHTS)) % 11
            if first == 10 or second == 10:
                continue
            self.serial[(born, individual)] = True
            return "".join(map(str, digits + [first, second]))
        return self.ident(born + datetime.timedelta(days=1), sex)

    def born(self, settled):
        """Often on a birthday that matters on the day."""
        if self.chance(0.4):
            years = self.pick(15, 18, 18, 55, 56, 14)
            on = self.pick(
                settled, datetime.date(self.year, 12, 31), datetime.date(self.year, 12, 1)
            )
            return self.beside(months_on(on, -12 * years))
        return self.day_of(self.year - 70, self.year - 1)

    # Elements.

    def permits(self, settled):
        decided = self.beside(
            months_on(settled, -self.pick(0, 0, 3, 6, 9, 12, 12, 24, 36, 60))
        )
        if self.chance(0.3):
            decided = self.day_of(self.year - 6, self.year)
        rows = []
        for _ in range(self.pick(1, 1, 1, 2, 3)):
            ground = self.pick(*GROUNDS, "ASYL", "ASYL", "ASYL", "ASYL", "HUMANITAERT")
            if self.chance(0.06):
                ground = "BEGRENSET_EM"
                decided = self.beside(datetime.date(2014, 6, 30))
            lasting = "true" if self.chance(0.8) else "false"
            extra = ""
            if ground.startswith("FAMILIE"):
                extra = ' referanse="02828037954" referanseBosatt="2012-01-01"'
                extra += ' familiesoknad="2012-06-01"'
            rows.append(
                f'<opphold grunnlag="{ground}" vedtatt="{decided}" varig="{lasting}"{extra}/>'
            )
            decided = self.day_of(self.year - 6, self.year + 1)
        return rows, decided

    def stays(self, name, first_year):
        rows, start = [], self.day_of(first_year, self.year)
        for _ in range(self.pick(0, 1, 1, 2, 3)):
            place = self.place()
            end = start + datetime.timedelta(days=self.pick(20, 100, 400, 900))
            if self.chance(0.3):
                end = self.beside(
                    self.pick(
                        datetime.date(self.year, 12, 31),
                        datetime.date(self.year, 6, 30),
                        datetime.date(self.year, 12, 1),
                        datetime.date(self.year - 1, 12, 31),
                    )
                )
            if end <= start:
                break
            to = "" if self.chance(0.3) else f' til="{end}"'
            rows.append(f'<{name} kommune="{place}" fra="{start}"{to}/>')
            if not to:
                break
            start = end + datetime.timedelta(days=self.pick(1, 1, 1, 1, 40))
            if self.chance(0.3):
                start = max(start, datetime.date(self.year, 1, 1))
        return rows

    def training(self, permit):
        entry = permit if self.chance(0.6) else self.day_of(self.year - 6, self.year)
        right = "true" if self.chance(0.9) else "false"
        duty = "true" if self.chance(0.85) else "false"
        where = f' opplaeringskommune="{self.place()}"' if self.chance(0.5) else ""
        rows = []
        for _ in range(self.pick(0, 1, 2, 3, 5)):
            half = f"{self.random.randint(self.year - 6, self.year + 1)}-{self.pick(1, 2)}"
            hours = self.pick(0, 1, 100, 149, 150, 299, 300, 599, 600)
            social = f' samfunnskunnskap="{self.pick(0, 1, 50)}"' if self.chance(0.5) else ""
            absent = ' fravaer="7"' if self.chance(0.3) else ""
            rows.append(f'<gjennomfort termin="{half}" norsk="{hours}"{social}{absent}/>')
        rows.sort()
        head = f'<norskopplaering rett="{right}" plikt="{duty}" malgruppeFra="{entry}"{where}>'
        return ["".join([head, *rows, "</norskopplaering>"])]

    def programmes(self):
        rows, start = [], self.day_of(self.year - 3, self.year)
        for _ in range(self.pick(0, 0, 1, 1, 2, 3)):
            end = start + datetime.timedelta(days=self.pick(100, 300, 600))
            if self.chance(0.4):
                end = self.beside(
                    self.pick(
                        datetime.date(self.year, 12, 31),
                        datetime.date(self.year - 1, 12, 31),
                        datetime.date(self.year, 12, 1),
                        datetime.date(self.year, 7, 1),
                    )
                )
            ended = end > start and self.chance(0.8)
            words = f' slutt="{end}"' if ended else ""
            words += f' arsak="{self.pick(*CAUSES)}"' if ended and self.chance(0.9) else ""
            rows.append(
                f'<introduksjonsprogram start="{start}"{words} timerPerUke="37.5" '
                f'ukerPerAr="47"/>'
            )
            if not ended:
                break
            start = end + datetime.timedelta(days=self.pick(0, 1, 30, 59, 60, 60, 61, 61))
        return rows

    def person(self):
        settled = self.beside(
            self.pick(
                self.day_of(self.year, self.year),
                self.day_of(self.year, self.year),
                self.day_of(self.year - 3, self.year + 1),
                datetime.date(self.year, 12, 31),
                datetime.date(self.year, 1, 1),
                datetime.date(self.year - 2, 12, 1),
                datetime.date(self.year, 12, 1),
            )
        )
        sex = self.pick("K", "M")
        born = self.born(settled)
        ident = self.ident(born, sex)
        permits, permit = self.permits(settled)
        head = f'ident="{ident}" identtype="FNR" fodt="{born}" kjonn="{sex}" landbakgrunn="SYR"'
        if self.chance(0.1):
            died = self.beside(
                self.pick(
                    datetime.date(self.year, 12, 31),
                    datetime.date(self.year, 6, 30),
                    datetime.date(self.year, 12, 1),
                    datetime.date(self.year - 1, 12, 31),
                    self.day_of(self.year - 1, self.year),
                )
            )
            head += f' dod="{died}"'
        mother = self.chance(0.15) and self.idents
        if mother:
            head += f' mor="{self.pick(*self.idents)}"'
        rows = permits
        if self.chance(0.8) and not (mother and self.chance(0.7)):
            agreed = "true" if self.chance(0.9) else "false"
            group = self.pick(*GROUPS, "BARN")
            rows.append(
                f'<bosetting dato="{settled}" kommune="{self.place()}" avtale="{agreed}" '
                f'gruppe="{group}"/>'
            )
        rows += self.stays("mottak", self.year - 6)
        rows += self.stays("bosted", self.year - 6)
        if self.chance(0.75):
            rows += self.training(permit)
        rows += self.programmes()
        self.idents.append(ident)
        return head, rows

    def broken(self, head, rows):
        """The record with one fault that sets it aside."""
        fault = self.random.randrange(6)
        if fault == 0:
            head = head.replace('kjonn="', 'kjonn="X')
        elif fault == 1:
            rows = [row.replace('vedtatt="2', 'vedtatt="22') for row in rows]
        elif fault == 2:
            rows = rows + ["<ukjent/>"]
        elif fault == 3:
            rows = list(reversed(rows)) + ['<opphold grunnlag="ASYL" vedtatt="2014-01-01"/>']
        elif fault == 4:
            rows = [row.replace('varig="true"', 'varig="ja"') for row in rows]
            rows.append('<saertilskudd kode="FHT3" vedtatt="2014-01-01" belop="1"/>')
        else:
            head += ' farge="rod"'
        return head, rows


def text_of(head, rows):
    lines = "\n".join("    " + row for row in rows)
    return f"  <person {head}>\n{lines}\n  </person>\n"


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def write_tables(maker, folder):
    for name in ("decided", "requested"):
        rows = ["municipality,year,persons"]
        for code in sorted(set(PLACES) - {"9999"}):
            rows.append(f"{code},{maker.year},{maker.pick(0, 1, 4, 5, 20)}")
            rows.append(f"{code},{maker.year - 1},7")
        write(os.path.join(folder, name + ".csv"), "\n".join(rows) + "\n")
    rows = ["indicator,year,target_permille"]
    for name in ("S1.1-6", "S1.2-12", "S2.1", "S2.2", "S2.4", "S1.5"):
        rows.append(f"{name},{maker.year},{maker.pick(0, 333, 500, 501, 750, 1000)}")
    rows.append(f"S1.1-6,{maker.year - 1},900")
    write(os.path.join(folder, "targets.csv"), "\n".join(rows) + "\n")


def main():
    if len(sys.argv) != 4:
        print(__doc__)
        return 2
    seed, year, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    maker = Maker(seed, year)
    files = ["", ""]
    for _ in range(maker.random.randint(250, 500)):
        head, rows = maker.person()
        own = maker.random.randrange(2)
        if maker.chance(0.03):
            head, rows = maker.broken(head, rows)
        files[own] += text_of(head, rows)
        if maker.chance(0.03):  # the same record again, or another of the same ident
            other = rows if maker.chance(0.5) else rows[1:] or rows
            files[maker.random.randrange(2)] += text_of(head, other)
    for index, text in enumerate(files, 1):
        write(
            os.path.join(folder, f"register-{index}.xml"),
            '<?xml version="1.0" encoding="UTF-8"?>\n<introduksjonsregister '
            f'xmlns="urn:tilskudd:introduksjonsregister:1" uttrekksdato="{maker.extract}">\n'
            f"{text}</introduksjonsregister>\n",
        )
    if seed % 2 == 0:
        write_tables(maker, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
