#!/usr/bin/env python3
"""untranslated.py - finds what the program says without asking its catalogue.

  untranslated.py catalogue FROM.mo TO.mo    a catalogue whose translations are the English texts
                                             themselves, between marks
  untranslated.py left FROM.mo ALLOWED FOLDER
                                             what FOLDER's *.said and *.html have outside marks,
                                             and is no data; ends with 1 when there is something

A text that went through the catalogue stands between OPEN and CLOSE, and what was put into it
between VALUE and END. So words outside, or put in, that are not themselves marked were never
translated; unless they are Norwegian, from a table of both languages. Data are told by their
form (below) or by a line of ALLOWED: a regular expression of the marked text, a tab, and why. The first line of a
*.said is the command; of a page, which has both kinds of texts, its texts are looked at."""
import collections
import glob
import html
import re
import struct
import sys

OPEN, CLOSE, VALUE, END = "⟦", "⟧", "⟪", "⟫"
WORDS = re.compile(r"%(\d+\$)?[-+ #0]*(\*|\d+)?(\.(\*|\d+)?)?(s|%)")


def marked(text):
    """The text between marks that leave its ends as they are: line feeds are looked at."""
    def put_in(found):
        return found[0] if found[0].endswith("%%") else VALUE + found[0] + END

    begin = len(text) - len(text.lstrip("\n"))
    end = len(text.rstrip("\n"))
    if begin >= end:
        return text
    return text[:begin] + OPEN + WORDS.sub(put_in, text[begin:end]) + CLOSE + text[end:]


def read_catalogue(path):
    """The texts of a .mo file (GNU gettext manual, "The Format of GNU MO Files")."""
    with open(path, "rb") as file:
        data = file.read()
    _, revision, count, keys, values = struct.unpack("<5I", data[:20])
    if revision:
        sys.exit(f"{path}: texts with PRIu64 and the like cannot be marked: write %llu")

    def entry(table, number):
        length, offset = struct.unpack_from("<2I", data, table + 8 * number)
        return data[offset:offset + length].decode()

    return {entry(keys, i): entry(values, i) for i in range(count)}


def write_catalogue(texts, path):
    keys = sorted(texts, key=str.encode)
    parts = [key.encode() for key in keys] + [texts[key].encode() for key in keys]
    head = 28 + 8 * len(parts)
    table, offset = b"", head
    for part in parts:
        table += struct.pack("<2I", len(part), offset)
        offset += len(part) + 1
    with open(path, "wb") as file:
        file.write(struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, head))
        file.write(table + b"".join(part + b"\0" for part in parts))


def mark_catalogue(source, target):
    texts = read_catalogue(source)
    write_catalogue({key: "\0".join(map(marked, key.split("\0"))) if key else text
                     for key, text in texts.items()}, target)


def outside(text):
    """What of `text` is in no mark, by lines, each with whether it was put into a text. A text
    that is left out is one CLOSE."""
    out, open_marks = [], [[VALUE, ""]]  # each with what it has outside the marks within it

    def end_line():
        if open_marks[-1][1].strip():
            out.append((open_marks[-1][1].strip(), len(open_marks) > 1))
        open_marks[-1][1] = ""

    for character in text:
        top = open_marks[-1]
        if character in (OPEN, VALUE):
            top[1] += CLOSE if top[0] == VALUE else ""
            open_marks.append([character, ""])
        elif character in (CLOSE, END):
            if len(open_marks) > 1 and top[0] == (OPEN if character == CLOSE else VALUE):
                if character == END:
                    end_line()
                open_marks.pop()
        elif top[0] == VALUE and character == "\n":
            end_line()
        elif top[0] == VALUE:
            top[1] += character
    end_line()
    return out


# What no language has: between quotes, paths and names with signs in them, numbers, options.
DATA = re.compile(
    r"'[^']*'|\"[^\"]*\"|«[^»]*»|--[a-z0-9-]+|[^\s]*[0-9_/=.@~\\|{}<>$#-][^\s]*(?<![.:,;])"
    "|" + CLOSE)
WORD = re.compile(r"(?<!\w)[A-Za-zÆØÅæøå]{2,}(?!\w)")
PAGE = "(a page)"
CODE = re.compile(r"(?<!\w)(?<![A-ZÆØÅ] )[A-ZÆØÅ]{2,}(?!\w)(?! [A-ZÆØÅ]{2})")  # two are words


class Languages:
    """Which words are English, and which Norwegian, by the catalogue and the command itself."""

    def __init__(self, catalogue, allowed):
        texts = read_catalogue(catalogue)
        texts.pop("", None)
        self.norwegian = {word.lower() for text in texts.values() for word in WORD.findall(text)}
        self.english = {word.lower() for text in texts for word in WORD.findall(text)}
        with open(allowed, encoding="utf-8") as file:
            lines = [line for line in file if line.strip() and line[0] != "#"]
        self.only_english = self.english - self.norwegian
        self.allowed = [re.compile(line.split("\t")[0], re.MULTILINE) for line in lines]

    def is_left(self, line, put_in, command):
        """Whether the line has words that are English alone, or no word that is Norwegian. What
        was put into a text is often one word, which the catalogue may have as an option's: it is
        left when all its words are English, whatever else they are. Of a page only the first
        counts: most of its words are not the catalogue's."""
        words = WORD.findall(CODE.sub(" ", DATA.sub(" ", line)))
        words = [word for word in words if word not in command]
        if any(word.lower() in self.only_english for word in words):
            return True
        if command == PAGE:
            return False
        small = [word for word in words if word[0].islower()]
        if put_in and small and all(word in self.english for word in small):
            return True
        return small != [] and not any(word.lower() in self.norwegian for word in words)


def texts_of_page(page):
    """The texts of a page, one a line, and those of its attributes that are read out."""
    page = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", page)
    spoken = re.findall(r'\s(?:alt|title|aria-label)="([^"]*)"', page)
    texts = spoken + re.split(r"<[^>]*>", page)
    return "\n".join(html.unescape(text).replace("\n", " ") for text in texts)


def said_in(folder):
    """Of each file: what was asked, and what was said."""
    for name in sorted(glob.glob(folder + "/*.said") + glob.glob(folder + "/*.html")):
        with open(name, encoding="utf-8", errors="replace") as file:
            text = file.read()
        command, _, answer = text.partition("\n")
        if "<!DOCTYPE html" in text:
            yield PAGE, texts_of_page(text)
        else:
            yield command, answer


def say_left(catalogue, allowed, folder):
    languages, left, example = Languages(catalogue, allowed), collections.Counter(), {}
    asked = 0
    for command, text in said_in(folder):
        asked += 1
        own = PAGE if command == PAGE else set(WORD.findall(command))
        for expression in languages.allowed:
            text = expression.sub(" ", text)
        for line, put_in in set(outside(text)):
            if languages.is_left(line, put_in, own):
                left[line] += 1
                example.setdefault(line, command)
    for line, count in left.most_common():
        print(f"{count:5} {line[:150]}\n        of: tilskudd {example[line][:150]}")
    print(f"{asked} commands, {len(left)} texts that are not in the catalogue")
    return 1 if left or not asked else 0


def main(arguments):
    if arguments[:1] == ["catalogue"] and len(arguments) == 3:
        return mark_catalogue(*arguments[1:])
    if arguments[:1] == ["left"] and len(arguments) == 4:
        return say_left(*arguments[1:])
    sys.stderr.write(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
