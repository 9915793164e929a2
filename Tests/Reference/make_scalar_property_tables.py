"""Writes Sources/Tokenizers/Unicode/ScalarPropertyTables.swift: the properties of every Unicode scalar in the `tokenizers` library.

The script queries the library for each scalar (BertNormalizer with one option at a time, NFD, BertPreTokenizer, added tokens), because
its Rust crates use tables of different Unicode versions: unicode_categories 0.1 (Unicode 8) for categories,
unicode-normalization-alignments 0.1 (Unicode 9) for NFD, the Rust compiler's own for lowercase and white space.

    python3 Tests/Reference/make_scalar_property_tables.py > Sources/Tokenizers/Unicode/ScalarPropertyTables.swift
"""

import sys
import unicodedata

import tokenizers
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers

SCALARS = [x for x in range(0x110000) if not 0xD800 <= x < 0xE000]
WHITE_SPACE = {9, 10, 11, 12, 13, 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000}
IDEOGRAPHS = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF), (0x2A700, 0x2B81F),
              (0x2B920, 0x2CEAF), (0x2F800, 0x2FA1F)]
HANGUL = range(0xAC00, 0xD7A4)


def bert(**options):
    off = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**{**off, **options})


def changes(normalizer):
    """Every scalar that the normalizer changes, with its replacement between two letters."""
    found = {}
    for x in SCALARS:
        result = normalizer.normalize_str("a" + chr(x) + "b")
        assert result[0] == "a" and result[-1] == "b", hex(x)
        if result[1:-1] != chr(x):
            found[x] = result[1:-1]
    return found


def check_whitespace_and_ideographs(cleaned):
    """Checks two small and frozen sets that are written by hand in ScalarProperties.swift."""
    spaces = {x for x, y in cleaned.items() if y == " "} | {0x20}
    assert spaces == WHITE_SPACE - {11, 12, 0x85}, spaces
    assert all(y in ("", " ") for y in cleaned.values())
    spaced = changes(bert(handle_chinese_chars=True))
    assert all(y == f" {chr(x)} " for x, y in spaced.items())
    assert ranges(spaced) == IDEOGRAPHS, ranges(spaced)


def ranges(scalars):
    found = []
    for x in sorted(scalars):
        if found and found[-1][1] == x - 1:
            found[-1] = (found[-1][0], x)
        else:
            found.append((x, x))
    return found


def split_alone():
    """The scalars that BertPreTokenizer makes words of their own."""
    punctuation, spaces = set(), set()
    splitter = pre_tokenizers.BertPreTokenizer()
    for x in SCALARS:
        words = len(splitter.pre_tokenize_str("a" + chr(x) + "b"))
        if words == 3:
            punctuation.add(x)
        elif words == 2:
            spaces.add(x)
    assert spaces == WHITE_SPACE
    return punctuation


def word_scalars():
    r"""The scalars that the regular expression `\w` matches, which decides whether a `single_word` token is separate."""
    tokenizer = Tokenizer(models.WordPiece(vocab={"[UNK]": 0}, unk_token="[UNK]"))
    tokenizer.add_tokens([AddedToken("Q", single_word=True, normalized=False)])
    after = tokenizer.encode_batch(["Q" + chr(x) for x in SCALARS])
    before = tokenizer.encode_batch([chr(x) + "Q" for x in SCALARS])
    found = {x for x, e in zip(SCALARS, after) if 1 not in e.ids}
    assert found == {x for x, e in zip(SCALARS, before) if 1 not in e.ids}
    return found


def combining_classes(decompositions):
    """The canonical combining classes by which the library's NFD sorts: unicodedata's, for the scalars that it sorts at all."""
    nfd = normalizers.NFD()
    found = {}
    for x in SCALARS:
        if x in decompositions:
            continue
        after, before = "a\u0345" + chr(x), "a" + chr(x) + "\u0334"
        if x in range(0x334, 0x339) or nfd.normalize_str(after) != after or nfd.normalize_str(before) != before:
            found[x] = unicodedata.combining(chr(x))
            assert found[x] > 0, hex(x)
    samples = {found[x]: x for x in sorted(found, reverse=True)}
    for x in found:
        for sample in samples.values():
            for pair in ((x, sample), (sample, x)):
                expected = "a" + "".join(chr(y) for y in sorted(pair, key=found.get))
                assert nfd.normalize_str("a" + chr(pair[0]) + chr(pair[1])) == expected, [hex(y) for y in pair]
    return found


def class_rows(classes):
    rows = []
    for x in sorted(classes):
        if rows and rows[-1][1] == x - 1 and rows[-1][2] == classes[x]:
            rows[-1][1] = x
        else:
            rows.append([x, x, classes[x]])
    return rows


def lowercase_rows(lowered):
    """Runs (first, last, step, distance), because scripts have their cases side by side or in blocks."""
    assert lowered.pop(0x130) == "i\u0307"
    assert all(len(y) == 1 for y in lowered.values())
    rows = []
    for x in sorted(lowered):
        distance = ord(lowered[x]) - x
        if rows and rows[-1][3] == distance and x - rows[-1][1] <= 2 and rows[-1][2] in (0, x - rows[-1][1]):
            rows[-1][2] = x - rows[-1][1]
            rows[-1][1] = x
        else:
            rows.append([x, x, 0, distance])
    return [[first, last, step or 1, distance] for first, last, step, distance in rows]


def decomposition_rows(decompositions):
    rows = []
    for x, target in sorted(decompositions.items()):
        if x in HANGUL:
            assert target == unicodedata.normalize("NFD", chr(x))
        else:
            rows.append([x, len(target), *map(ord, target)])
    return rows


def swift_array(name, rows, comment, kind="UInt32"):
    lines, line = [], ""
    for row in rows:
        text = ", ".join(hex(x).upper().replace("X", "x") if x > 255 else str(x) for x in row) + ","
        if len(line) + len(text) > 112:
            lines.append(line)
            line = ""
        line += (" " if line else "") + text
    lines.append(line)
    body = "\n".join("    " + line for line in lines)
    return f"  /// {comment}\n  static let {name}: [{kind}] = [\n{body}\n  ]\n"


def main():
    cleaned = changes(bert(clean_text=True))
    check_whitespace_and_ideographs(cleaned)
    decompositions = {}
    nfd = normalizers.NFD()
    for x in SCALARS:  # with a letter in front only, so that NFD cannot reorder the scalar
        target = nfd.normalize_str("a" + chr(x))[1:]
        if target != chr(x):
            decompositions[x] = target
    marks = {x for x in SCALARS if x not in decompositions and bert(strip_accents=True).normalize_str("a" + chr(x)) == "a"}
    classes = combining_classes(decompositions)

    print(f"""// swift-format-ignore-file
// Generated by Tests/Reference/make_scalar_property_tables.py from tokenizers {tokenizers.__version__}; do not edit. Long because it is data.

/// The properties of every Unicode scalar in Hugging Face's `tokenizers`.
///
/// Its Rust crates use tables of different Unicode versions, which neither Swift's properties nor any single version match.
enum ScalarPropertyTables {{
{swift_array("removed", ranges(x for x, y in cleaned.items() if y == ""), "Ranges that `clean_text` removes.")}
{swift_array("marks", ranges(marks), "Ranges that `strip_accents` removes after NFD.")}
{swift_array("punctuation", ranges(split_alone()), "Ranges of scalars that are words of their own.")}
{swift_array("wordScalars", ranges(word_scalars()), "Ranges of word characters in regular expressions, which may not adjoin a `single_word` token.")}
{swift_array("combiningClasses", class_rows(classes), "First, last and canonical combining class.")}
{swift_array("lowercase", lowercase_rows(changes(bert(lowercase=True))), "First, last, step and distance to the lowercase; U+0130 is missing.", "Int32")}
{swift_array("decompositions", decomposition_rows(decompositions), "Scalar, count and full canonical decomposition; Hangul syllables are missing.")}}}""")


if __name__ == "__main__":
    sys.exit(main())
