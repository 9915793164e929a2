"""The client's copy of a document: the reference for edits and ranges."""

import bisect
import functools
import re

LINE_END = re.compile("\r\n|\n|\r")
UNITS = {
    "utf-8": lambda scalar: len(scalar.encode()),
    "utf-16": lambda scalar: 2 if ord(scalar) > 0xFFFF else 1,
    "utf-32": lambda scalar: 1,
}


class Mirror:
    """All versions of a document's text, with positions in one encoding."""

    def __init__(self, text, version, encoding):
        self.encoding = encoding
        self.versions = [(version, text)]

    @property
    def version(self):
        return self.versions[-1][0]

    @property
    def text(self):
        return self.versions[-1][1]

    def change(self, changes, version):
        text = self.text
        for change in changes:
            if change.get("range") is None:
                text = change["text"]
            else:
                start, end = sorted(nearest(text, change["range"][end], self.encoding) for end in ("start", "end"))
                text = text[:start] + change["text"] + text[end:]
        self.versions.append((version, text))

    def position(self, index):
        """The position of a character of the current text."""
        return position(self.text, index, self.encoding)

    def range(self, part, number=0):
        """The range of the n-th occurrence of some text."""
        index = -1
        for _ in range(number + 1):
            index = self.text.index(part, index + 1)
        return {"start": self.position(index), "end": self.position(index + len(part))}


@functools.lru_cache(64)
def lines(text):
    """The start of each line, and the end of its content."""
    ends = list(LINE_END.finditer(text))
    return [0] + [end.end() for end in ends], [end.start() for end in ends] + [len(text)]


def position(text, index, encoding):
    starts, ends = lines(text)
    number = bisect.bisect_right(starts, index) - 1
    units = sum(map(UNITS[encoding], text[starts[number]:min(index, ends[number])]))
    return {"line": number, "character": units}


def nearest(text, place, encoding):
    """The index of a position; positions outside of the text are clamped."""
    starts, ends = lines(text)
    if place["line"] < 0:
        return 0
    if place["line"] >= len(starts):
        return len(text)
    index, units = starts[place["line"]], place["character"]
    while index < ends[place["line"]] and units >= UNITS[encoding](text[index]):
        units -= UNITS[encoding](text[index])
        index += 1
    return index


def cut(text, span, encoding):
    """The text in a range, whose ends must be in the text and between characters."""
    found = []
    for end in ("start", "end"):
        index = nearest(text, span[end], encoding)
        assert position(text, index, encoding) == span[end], f"{span[end]} is not a position in the text"
        found.append(index)
    assert found[0] <= found[1], f"{span} ends before it starts"
    return text[found[0]:found[1]]
