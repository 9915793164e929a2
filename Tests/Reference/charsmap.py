"""Builds a SentencePiece character map, as in the normalizer `Precompiled`."""

import base64
import struct


def charsmap(rules):
    """The map in base64 for replacements given as {from: to}.

    It consists of four bytes with the size of a double-array trie (darts-clone), the trie, and the NUL-terminated replacements.
    """
    blob, values = b"", {}
    for target in dict.fromkeys(rules.values()):
        values[target] = len(blob)
        blob += target.encode() + b"\0"
    trie = double_array({key.encode(): values[target] for key, target in rules.items()})
    units = struct.pack(f"<{len(trie)}I", *trie)
    return base64.b64encode(struct.pack("<I", len(units)) + units + blob).decode()


def double_array(keys):
    """Units of 32 bits: a label, a flag for a leaf, and the offset to the children; a leaf contains its value."""
    root = {}
    for key, value in keys.items():
        node = root
        for byte in key:
            node = node.setdefault(byte, {})
        node[None] = value
    # A unit stores its label but not its parent, so no two nodes may share a base.
    units, used, bases = [0] * 256, {0}, set()
    pending, free = [(0, root)], 1
    while pending:
        at, node = pending.pop()
        labels = [0 if label is None else label for label in node]
        while free in used or free in bases:
            free += 1
        base = free
        while base == at or base in bases or any(base ^ label in used for label in labels):
            base += 1
        bases.add(base)
        used.update(base ^ label for label in labels)
        units += [0] * (((base | 255) + 1) - len(units))
        offset = at ^ base
        assert offset < 1 << 21
        units[at] |= offset << 10 | (0x100 if None in node else 0)
        for label, child in node.items():
            if label is None:
                units[base] = 1 << 31 | child
            else:
                units[base ^ label] = label
                pending.append((base ^ label, child))
    return units
