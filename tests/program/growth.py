#!/usr/bin/env python3
"""growth.py QUARTERS.CSV - the life of a ledger as a table, and whether it grows as it may: time
and memory of a command at most in proportion to the ledger (or the register, when that grows
faster), and an entry in proportion to the register. Against the quarters 5 to 8, twice as much
and a little more for the noise of a machine that others use. Ends with 1 when something grows
faster.

QUARTERS.CSV has a header: quarter,persons,ledger_kib, then NAME_s,NAME_kib of each command."""
import csv
import sys

TOLERANCE, SECONDS, KIB = 2.0, 0.5, 16384

with open(sys.argv[1], newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
columns = list(rows[0])
widths = [max(len(name), *(len(row[name]) for row in rows)) + 2 for name in columns]
for line in [dict(zip(columns, columns))] + rows:
    print("".join(line[name].rjust(width) for name, width in zip(columns, widths)))


def mean(some, name):
    return sum(float(row[name]) for row in some) / len(some)


def entry_sizes(first, last):
    return (float(rows[last]["ledger_kib"]) - float(rows[first]["ledger_kib"])) / (last - first)


faster = []
first, last = rows[4:8], rows[-4:]
if len(rows) >= 12:
    grown = mean(last, "ledger_kib") / mean(first, "ledger_kib")
    persons = mean(last, "persons") / mean(first, "persons")
    for name in columns[3:]:
        noise = SECONDS if name.endswith("_s") else KIB
        allowed = mean(first, name) * max(grown, persons) * TOLERANCE + noise
        if mean(last, name) > allowed:
            faster.append(f"{name}: {mean(last, name):.3f}, at most {allowed:.3f}")
    begun, ended = entry_sizes(3, 7), entry_sizes(len(rows) - 5, len(rows) - 1)
    if ended > begun * persons * TOLERANCE:
        faster.append(f"an entry: {ended:.0f} KiB, {begun:.0f} at first")
    print(f"From quarters 5 to 8 to the last four: the ledger {grown:.1f} times, the register "
          f"{persons:.1f} times;")
    for name in columns[3:]:
        print(f"  {name} {mean(last, name) / max(mean(first, name), 0.001):.1f} times")
for line in faster:
    print("GROWS FASTER THAN THE LEDGER:", line)
sys.exit(1 if faster else 0)
