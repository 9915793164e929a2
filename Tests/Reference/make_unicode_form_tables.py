r"""Writes Sources/Tokenizers/Unicode/UnicodeFormTables.swift: the other Unicode properties of the `tokenizers` library.

    python3 Tests/Reference/make_unicode_form_tables.py > Sources/Tokenizers/Unicode/UnicodeFormTables.swift

The script queries the library for each scalar. Decompositions, compositions and marks come from its normalizers, numbers from
its pre-tokenizers. Grapheme clusters show in the output of `Precompiled`: it replaces a cluster of fewer than 6 bytes as a whole
by the replacement of a prefix. The script also checks ScalarPropertyTables.swift and the sets written by hand in the sources.
"""

import base64
import sys

import tokenizers
from tokenizers import normalizers, pre_tokenizers

from charsmap import charsmap
from make_scalar_property_tables import HANGUL, SCALARS, WHITE_SPACE, bert, changes, ranges, swift_array, word_scalars

NFC, NFD, NFKC, NFKD = normalizers.NFC(), normalizers.NFD(), normalizers.NFKC(), normalizers.NFKD()
JAMO = {*range(0x1100, 0x1200), *range(0xA960, 0xA97D), *range(0xD7B0, 0xD7C7), *range(0xD7CB, 0xD7FC)}
NMT_REMOVED = {*range(1, 9), 0xB, *range(0xE, 0x20), 0x7F, 0x8F, 0x9F}
NMT_SPACES = {9, 0xA, 0xC, 0xD, 0x1680, *range(0x200B, 0x2010), 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD}


def compatibility_decompositions():
    """The NFKD of scalars whose NFD differs from it."""
    found = {}
    for x in SCALARS:
        target = NFKD.normalize_str("a" + chr(x))[1:]
        if target != NFD.normalize_str("a" + chr(x))[1:]:
            found[x] = target
    return found


def split_compatibility(decompositions):
    """Runs (first, last, target of the first), and rows of scalars with several targets."""
    runs, rows = [], []
    for x, target in sorted(decompositions.items()):
        if len(target) > 1:
            rows.append([x, len(target), *map(ord, target)])
        elif runs and runs[-1][1] == x - 1 and runs[-1][2] + x - runs[-1][0] == ord(target):
            runs[-1][1] = x
        else:
            runs.append([x, x, ord(target)])
    return runs, rows


def composition_exclusions():
    """The scalars with several parts in NFD that NFC does not compose. Checks that all others compose, and nothing else."""
    excluded, pairs = set(), {}
    for x in SCALARS:
        parts = NFD.normalize_str("a" + chr(x))[1:]
        if len(parts) < 2 or x in HANGUL:
            continue
        if NFC.normalize_str(chr(x)) != chr(x):
            excluded.add(x)
            continue
        first = NFC.normalize_str(parts[:-1])
        assert len(first) == 1, hex(x)
        pairs[first, parts[-1]] = chr(x)
        assert NFC.normalize_str(parts) == chr(x)
    seconds = {second for _, second in pairs}
    # Check every second with every first: there must be no other pair.
    for second in seconds:
        for first in {first for first, _ in pairs}:
            if NFD.normalize_str(first + second) == NFD.normalize_str(first) + second:
                composed = NFC.normalize_str(first + second)
                assert composed == pairs.get((first, second)) or len(composed) > 1, (first, second)
    # Check that no other scalar composes with the previous one, except Hangul.
    sample = "".join(sorted({first for first, _ in pairs}))
    for x in SCALARS:
        if chr(x) not in seconds and not (0x1161 <= x <= 0x1175 or 0x11A8 <= x <= 0x11C2) and NFC.normalize_str(chr(x)) == chr(x):
            assert len(NFC.normalize_str(chr(x).join(sample) + chr(x))) == 2 * len(sample), hex(x)
    return excluded


def combining_marks():
    strip = normalizers.StripAccents()
    return {x for x in SCALARS if strip.normalize_str("a" + chr(x)) == "a"}


def numbers():
    digits = pre_tokenizers.Digits(individual_digits=True)
    return {x for x in SCALARS if len(digits.pre_tokenize_str("a" + chr(x))) == 2}


def precompiled(rules):
    return normalizers.Precompiled(base64.b64decode(charsmap(rules)))


def grapheme_traits():
    """The properties that decide where grapheme clusters end, as far as clusters of fewer than 6 bytes show them."""
    mark = precompiled({"\u0344": "X"})
    accented, sign, letter = precompiled({"a\u0301": "Z"}), precompiled({"\u2122": "X"}), precompiled({"\u0915": "X"})

    joins = {x for x in SCALARS if precompiled_a.normalize_str("a" + chr(x)) == "X"}
    # Two marks without a base are a cluster of 4 bytes, whose second mark is lost.
    control = {x for x in SCALARS if mark.normalize_str(chr(x) + "\u0344\u0316").endswith("X")}
    prepends = {x for x in SCALARS if "Z" not in accented.normalize_str(chr(x) + "a\u0301")}
    # A scalar of 2 or 3 bytes with an accent is a cluster, and loses the accent, unless it joins the previous cluster.
    pictographic = {x for x in SCALARS if sign.normalize_str(chr(x) + "\u200d\u2122\u0301").endswith("X\u0301")} - prepends

    def conjunct(before):
        return letter.normalize_str(before + "\u0915\u0301").endswith("X\u0301")

    consonants = {x for x in SCALARS if x not in prepends and conjunct(chr(x) + "\u094d")} - joins
    linkers = {x for x in joins if conjunct("\u0915" + chr(x))}
    between = {x for x in joins if conjunct("\u0915\u094d" + chr(x)) and conjunct("\u0915" + chr(x) + "\u094d")}
    assert linkers <= between
    return dict(joins=joins, control=control, prepends=prepends, pictographic=pictographic, consonants=consonants,
                linkers=linkers, conjunct=between)


precompiled_a = precompiled({"a": "X"})


def check_handwritten_sets():
    strip = normalizers.Strip()
    assert {x for x in SCALARS if strip.normalize_str(chr(x)) == ""} == WHITE_SPACE
    for splitter in (pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Whitespace()):
        assert {x for x in SCALARS if splitter.pre_tokenize_str(chr(x)) == []} == WHITE_SPACE
    letters = word_scalars()
    whitespace = pre_tokenizers.Whitespace()
    assert {x for x in SCALARS if len(whitespace.pre_tokenize_str("a" + chr(x))) == 1} - WHITE_SPACE == letters
    assert changes(normalizers.Lowercase()) == changes(bert(lowercase=True))
    nmt = changes(normalizers.Nmt())
    assert {x for x, y in nmt.items() if y == ""} == NMT_REMOVED
    assert {x for x, y in nmt.items() if y == " "} == NMT_SPACES and set(nmt.values()) == {"", " "}
    punctuation = pre_tokenizers.Punctuation()
    alone = {x for x in SCALARS if len(punctuation.pre_tokenize_str("a" + chr(x) + "b")) == 3}
    splitter = pre_tokenizers.BertPreTokenizer()
    assert alone == {x for x in SCALARS if len(splitter.pre_tokenize_str("a" + chr(x) + "b")) == 3}


def main():
    check_handwritten_sets()
    runs, rows = split_compatibility(compatibility_decompositions())
    graphemes = grapheme_traits()
    assert not JAMO & (graphemes["joins"] | graphemes["prepends"] | graphemes["control"])
    comments = dict(
        joins="Ranges that extend the previous grapheme cluster: Extend, SpacingMark and ZWJ.",
        control="Ranges of scalars that are grapheme clusters of their own.",
        prepends="Ranges that form a grapheme cluster with the next scalar.",
        pictographic="Ranges that ZWJ may join.",
        consonants="Ranges of the consonants of conjuncts.",
        linkers="Ranges that join consonants.",
        conjunct="Ranges that may occur between joined consonants, linkers included.")
    arrays = [
        swift_array("compatibilityRuns", runs, "First, last and the NFKD of the first; the others follow in step."),
        swift_array("compatibilityDecompositions", rows, "Scalar, count and NFKD."),
        swift_array("compositionExclusions", ranges(composition_exclusions()), "Ranges that NFC does not compose."),
        swift_array("marks", ranges(combining_marks()), "Ranges that `StripAccents` removes."),
        swift_array("numbers", ranges(numbers()), "Ranges that `Digits` separates."),
        *(swift_array(name, ranges(graphemes[name]), comment) for name, comment in comments.items())]
    print(f"""// swift-format-ignore-file
// Generated by Tests/Reference/make_unicode_form_tables.py from tokenizers {tokenizers.__version__}; do not edit. Long because it is data.

/// Normalisation forms, marks, numbers and grapheme clusters in Hugging Face's `tokenizers`.
enum UnicodeFormTables {{
{chr(10).join(arrays)}}}""")


if __name__ == "__main__":
    sys.exit(main())
