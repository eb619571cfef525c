#!/usr/bin/env python3
"""Every definition of the indicators, changed by one: one day, hour, month, year, half-year or
point, another ground, cause, group or clock. Each change must break at least one case of
tests/cases/indicators. Why: a border that no test notices is no border.

  mutations.py TEST_CASES PROGRAM SOURCE

Exit status: 0 every change is noticed, 1 one is not (listed), 2 wrong use.
"""
import datetime
import os
import re
import subprocess
import sys
import tempfile

NUMBERS = ("months", "yearsBack", "halfYears", "aliveHalfYears", "ageFrom", "ageTo", "hours")
DAYS = ("from", "to")
WORDS = {
    "lasting": ("true", "false"),
    "rightAndDuty": ("true", "false"),
    "clock": ("permit", "malgruppeFra"),
    "group": ("BARN", "ENSLIG_MINDREARIG", "ENSLIG_VOKSEN", "VOKSEN"),
}
# What only the page shows: tests/rules/indicators/test_compare.c changes these.
PAGE_LIMITS = ("compare-least", "size-second", "size-third", "size-fourth")
# Cases that are most likely to notice a change, by the element: tried first.
LIKELY = {
    "within": ("settled-within", "families", "minors"),
    "waiting": ("waiting",),
    "meanWait": ("mean-months",),
    "begun": ("training-begun", "training-entry"),
    "completed": ("training-hours", "training-entry"),
    "ended": ("programme-end",),
    "active": ("programme-active",),
    "entitled": ("programme-right",),
    "trained": ("trained",),
    "hours": ("training-hours",),
    "ground": ("permit", "right-grounds", "programme-right"),
    "limit": ("programme-end", "small-counts"),
}


def other_days(text):
    """A day and its neighbours, whole dates or MM-DD."""
    whole = text if len(text) == 10 else "2014-" + text
    day = datetime.date.fromisoformat(whole)
    for step in (-1, 1):
        moved = (day + datetime.timedelta(days=step)).isoformat()
        moved = moved if len(text) == 10 else moved[5:]
        if text[:2] == "12" and moved[:2] == "01":
            continue  # 31 December and a day: no day of the same year
        yield moved


def other_values(name, value):
    """What an attribute's value is changed into."""
    if name in NUMBERS:
        return [str(int(value) + step) for step in (-1, 1) if int(value) + step >= 0]
    if name in DAYS or name == "day":
        return list(other_days(value))
    if name in WORDS:
        return [word for word in WORDS[name] if word != value]
    if name == "causes":
        words = value.split(" ")
        fewer = [" ".join(words[:i] + words[i + 1 :]) for i in range(len(words))]
        more = value + (" ANNET" if "ANNET" not in words else " TRYGD")
        return [text for text in fewer if text] + [more]
    return []


def mutations(text):
    """(element, what, the whole text changed)"""
    for element in re.finditer(r"<(\w+)\s([^<>]*?)/>", text):
        tag, start = element.group(1), element.start(2)
        limit = re.search(r'name="([^"]*)"', element.group(2)) if tag == "limit" else None
        if limit and limit.group(1) in PAGE_LIMITS:
            continue
        name = re.search(r'\b(?:id|code|name)="([^"]*)"', element.group(2))
        label = tag + " " + (name.group(1) if name else "")
        if tag == "ground":
            use = re.search(r'use="([^"]*)"', element.group(2)).group(1)
            label = use + " " + label
            yield tag, label + " removed", text[: element.start()] + text[element.end() :]
        for attribute in re.finditer(r'(\w+)="([^"]*)"', element.group(2)):
            key, value = attribute.groups()
            begin, end = start + attribute.start(2), start + attribute.end(2)
            values = other_values(key, value)
            if tag == "limit" and key == "value":
                values = other_values("hours", value)
            for changed in values:
                what = f'{label} {key}="{value}" -> "{changed}"'
                yield tag, what, text[:begin] + changed + text[end:]


def notices(test_cases, program, source, folder, cases):
    """Whether one of the cases fails with the definitions in the folder."""
    done = subprocess.run(
        [test_cases, "--definitions", folder, program, source, *cases],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode == 1 and "FAILED" in done.stdout


def main():
    if len(sys.argv) != 4:
        print(__doc__)
        return 2
    test_cases, program, source = sys.argv[1:]
    definitions = os.path.join(source, "rules/indicators")
    cases = os.path.join(source, "tests/cases/indicators")
    with open(os.path.join(definitions, "2014.xml"), encoding="utf-8") as file:
        text = file.read()
    changes = list(mutations(text))
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        years = [name for name in os.listdir(definitions) if re.fullmatch(r"\d{4}\.xml", name)]
        for tag, what, changed in changes:
            for name in years:
                own = changed.replace('year="2014"', f'year="{name[:4]}"', 1)
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(own)
            likely = [os.path.join(cases, case + ".case") for case in LIKELY.get(tag, ())]
            arguments = (test_cases, program, source, folder)
            if likely and notices(*arguments, likely):
                continue
            if not notices(*arguments, [cases]):
                missed.append(what)
                print(f"not noticed: {what}", flush=True)
    print(f"{len(changes)} changes, {len(missed)} not noticed")
    return 1 if missed or len(changes) < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
