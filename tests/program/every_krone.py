#!/usr/bin/env python3
"""every_krone.py - where every krone is, from papers that the program did not write: the second
implementation's lines and claims, the bank's own account book and what was entered by hand; of
the program only the payment files that were sent, and, to compare, its open items.

  every_krone.py --municipalities FILE --sent PAYMENT-FILE... --book FILE --lines FILE...
                 --claims FILE [--by-hand FILE...] [--open FILE [--taken FILE...]]
                 [--answers FILE]

For every municipality (with those that it was merged with or split into) and payment group

  lines = with the municipality + on the way + claims + open items - by hand

where by hand is what was paid back and given up less what was paid by hand. Open items are those
of --open (open.csv), or, without it, every payment that was rejected, returned or debited twice.
Each is what the papers say of its payment; so is, with --answers (the table of `reconcile --csv`),
the bucket of every payment. Ends with 1 when a krone is elsewhere. In ore."""
import argparse
import collections
import csv
import gzip
import sys
import xml.etree.ElementTree as xml

GROUPS = ("INT-1", "INT-2-5", "FHT", "EM", "NORSK", "GRUNN", "ASYLNORSK")
FIRST_YEAR = ("BHT", "ELDR", "SKOLE")


def rows_of(path):
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", newline="", encoding="utf-8") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))


def group_of(code):
    if code.startswith("AR-1") or code in FIRST_YEAR:
        return "INT-1"
    for start, group in (("AR-", "INT-2-5"), ("FHT", "FHT"), ("EM", "EM"), ("GRUNN", "GRUNN"),
                         ("ASYLNORSK", "ASYLNORSK")):
        if code.startswith(start):
            return group
    return "NORSK"


class Places:
    """Codes that are one place in the course of the years have one name: the smallest code."""

    def __init__(self, path):
        self.up = {}
        for row in rows_of(path):
            for heir in row["successor_codes"].split():
                one, other = sorted((self.of(row["code"]), self.of(heir)))
                if one != other:
                    self.up[other] = one

    def of(self, code):
        while code in self.up:
            code = self.up[code]
        return code


Payment = collections.namedtuple("Payment", "amount message")


def payments_of(path):
    """end_to_end_id -> Payment, from a payment file."""
    with gzip.open(path) as file:
        tree = xml.parse(file)
    found = {}
    message = next(part.text for part in tree.iter() if part.tag.endswith("}MsgId"))
    for transfer in tree.iter():
        if not transfer.tag.endswith("}CdtTrfTxInf"):
            continue
        name = amount = None
        for part in transfer.iter():
            if part.tag.endswith("}EndToEndId"):
                name = part.text
            elif part.tag.endswith("}InstdAmt"):
                kroner, _, ore = part.text.partition(".")
                amount = int(kroner) * 100 + int((ore + "00")[:2])
        found[name] = Payment(amount, message)
    return found


def place_of(name):
    """0301-INT-2-5-95953f...: municipality and group."""
    for group in GROUPS:
        if name[5:].startswith(group + "-") and "-" not in name[6 + len(group):]:
            return name[:4], group
    sys.exit(f"every_krone.py: {name} names no municipality and group")


def states_of(sent, book, hands):
    """end_to_end_id -> (net debited, on the way, owed to the municipality), in ore."""
    debited, back = collections.Counter(), set()
    for row in book:
        name = row["end_to_end_id"]
        if not name:
            continue  # a transfer that is none of the files'
        if name not in sent:
            sys.exit(f"every_krone.py: the bank has booked what was never sent: {name}")
        debited[name] -= int(row["amount_ore"])
        if row["kind"] in ("rejected", "credit"):
            back.add(name)
    for row in hands:
        if row["kind"] == "UNSENT":
            back.update(name for name, one in sent.items()
                        if row["reference"] in (name, one.message))
        elif row["kind"] == "RETURNED" and debited[row["reference"]] > 0:
            back.add(row["reference"])
            debited[row["reference"]] -= sent[row["reference"]].amount
    states = {}
    for name, one in sent.items():
        net = debited[name]
        waits = net == 0 and name not in back
        states[name] = (net, one.amount if waits else 0, 0 if waits else one.amount - net)
    return states


def by_hand(hands):
    """Of each line that is money between us and a municipality: place, group, ore."""
    signs = {"RECEIVED": 1, "WAIVED": 1, "PAID": -1}
    for row in hands:
        if row["kind"] in signs:
            yield (row["municipality"], row["payment_group"],
                   signs[row["kind"]] * int(row["amount_ore"]))


def open_of(path, taken, states, faults):
    """The ledger's open items, each compared with what the papers say of its payment, less what
    runs have taken up of it."""
    taken_up = collections.Counter()
    for file in taken:
        for row in rows_of(file):
            taken_up[row["item"]] += int(row["amount_ore"])
    for row in rows_of(path):
        name, amount = row["item"], int(row["amount_ore"])
        if name in states and amount != states[name][2] - taken_up[name]:
            faults.append(f"{name} is open with {amount}, not {states[name][2]} less "
                          f"{taken_up[name]}")
        yield row["municipality"], row["payment_group"], amount


def owed_of(states):
    for name, state in states.items():
        yield *place_of(name), state[2]


def compare_buckets(path, sent, states, faults):
    """Settled once or twice, rejected, or neither: as the bank's book has it."""
    told = {row["end_to_end_id"]: row["status"] for row in rows_of(path)}
    for name, (net, waits, _) in states.items():
        expected = ("rejected", "returned")
        if waits:
            expected = ("accepted", "missing")
        elif net:
            expected = ("settled" if net == sent[name].amount else "settled-twice",)
        if told.pop(name, "nothing") not in expected:
            faults.append(f"{name} is not {' or '.join(expected)} in {path}")
    faults.extend(f"{name} of {path} was never sent" for name in told)


COLUMNS = ("lines", "with them", "on the way", "claims", "open", "by hand")


def add_up(options, faults):
    """(place, group) -> a number for each of COLUMNS."""
    places = Places(options.municipalities)
    table = collections.defaultdict(lambda: [0] * len(COLUMNS))

    def add(column, place, group, amount):
        table[places.of(place), group][COLUMNS.index(column)] += amount

    hands = [row for path in options.by_hand for row in rows_of(path)]
    sent = {}
    for path in options.sent:
        sent.update(payments_of(path))
    states = states_of(sent, rows_of(options.book), hands)
    if options.answers:
        compare_buckets(options.answers, sent, states, faults)
    for path in options.lines:
        for row in rows_of(path):
            if row["status"] == "PAY":
                add("lines", row["municipality"], group_of(row["code"]), int(row["due_ore"]))
    for name, state in states.items():
        add("with them", *place_of(name), state[0])
        add("on the way", *place_of(name), state[1])
    with open(options.claims, encoding="utf-8") as file:
        for line in file:  # the second implementation's, without a header
            place, group, amount = line.strip().split(",")
            add("claims", place.zfill(4), group, int(amount))
    items = open_of(options.open, options.taken, states, faults) if options.open \
        else owed_of(states)
    for item in items:
        add("open", *item)
    for item in by_hand(hands):
        add("by hand", *item)
    return table, len(sent)


def main():
    parser = argparse.ArgumentParser(add_help=False)
    for name in ("--municipalities", "--book", "--claims"):
        parser.add_argument(name, required=True)
    for name in ("--sent", "--lines"):
        parser.add_argument(name, required=True, nargs="+")
    for name in ("--by-hand", "--taken"):
        parser.add_argument(name, nargs="*", default=[])
    parser.add_argument("--open")
    parser.add_argument("--answers")
    faults = []
    table, payments = add_up(parser.parse_args(), faults)
    for (place, group), row in sorted(table.items()):
        lines, *rest, hand = row
        if lines != sum(rest) - hand:
            faults.append(f"{place} {group}: " + ", ".join(
                f"{name} {amount}" for name, amount in zip(COLUMNS, row)) +
                f": off by {lines - sum(rest) + hand}")
    print("group".ljust(10) + "".join(name.rjust(19) for name in COLUMNS))
    for group in GROUPS + ("all",):
        sums = [sum(row[i] for key, row in table.items() if group in (key[1], "all"))
                for i in range(len(COLUMNS))]
        print(group.ljust(10) + "".join(f"{amount:19d}" for amount in sums))
    print(f"{len(table)} municipalities and groups, {payments} payments: " +
          ("a krone is elsewhere" if faults else "every krone is where it should be"))
    for fault in faults[:20]:
        print("OFF:", fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
