"""Shared by the scripts that write the tokenizer fixtures: their folder and their format."""

import json
from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "TokenizersTests" / "Fixtures"


def token_row(tokenizer, text):
    """The tokens of a text as "id,start,end,word" with UTF-8 offsets."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    offset = [len(text[:index].encode()) for index in range(len(text) + 1)]
    tokens = zip(encoding.ids, encoding.offsets, encoding.word_ids)
    return " ".join(f"{id},{offset[start]},{offset[end]},{word}" for id, (start, end), word in tokens)


def write_lines(name, values):
    """Writes a list with one element a line."""
    (FIXTURES / name).write_text("[\n" + ",\n".join(json.dumps(value, ensure_ascii=False) for value in values) + "\n]\n", encoding="utf-8")


def write_variant(name, files, tokenizer, texts):
    """Writes the files of a tokenizer and its tokens of the texts."""
    rows = [token_row(tokenizer, text) for text in texts]
    lines = ",\n".join(json.dumps(row) for row in rows)
    (FIXTURES / f"{name}.json").write_text(
        '{"files": ' + json.dumps(files, ensure_ascii=False) + ',\n"expected": [\n' + lines + "\n]}\n", encoding="utf-8")
    print(name, sum(len(row.split()) for row in rows), "tokens")
