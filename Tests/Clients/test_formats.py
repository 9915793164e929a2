"""Reviews in tables, JSON and Markdown; escapes are mapped to positions."""

import json

import pytest

import profiles

GOOD, BAD = "A wonderful film, I loved every minute of it.", "What a waste of time, boring and terrible."
QUOTED = 'They call it "a waste", terrible and boring.'
LONG = "😀 Terrible, boring\nand a waste of time."
ALL = {"languages": ["plaintext", "csv", "tsv", "jsonl", "json", "markdown"], "split": "line"}


def field(text):
    return '"' + text.replace('"', '""') + '"'


@pytest.fixture(params=["utf-8", "utf-16", "utf-32"])
def client(request, start):
    markdown = {"contentFormat": ["markdown"]}
    return start(capabilities=profiles.with_encoding(request.param, hover=markdown), options=ALL)


def check(client, uri, text, language, expected, read=lambda found: found):
    """Opens a document and waits for diagnostics of the expected texts."""
    document = client.open(uri, text, language=language)

    def fits(diagnostics):
        return [read(each) for each in client.flagged(uri, diagnostics)] == expected

    client.diagnostics(uri, condition=fits)
    return document


def unescaped(string):
    return json.loads(f'"{string}"')


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_reads_the_text_column_of_a_table(client, end):
    rows = ["id,text,stars", f"1,{field(GOOD)},5", f"2,{field(QUOTED)},1", f"3,{field(LONG)},1", f"4,{field(BAD)},1"]
    check(client, "file:///a.csv", end.join(rows) + end, "csv", [QUOTED.replace('"', '""'), LONG, BAD])


def test_detects_separators_other_than_commas(client):
    for name, separator, language in (("a.tsv", "\t", "tsv"), ("b.csv", ";", "csv")):
        text = "\n".join(separator.join(row) for row in (["n", "review"], ["1", BAD.replace(",", "")], ["2", "Good and lovely."]))
        check(client, f"file:///{name}", text, language, [BAD.replace(",", "")])


def test_a_hover_over_a_table_header_shows_a_summary(client):
    uri = "file:///a.csv"
    text = f"id,text\n1,{field(GOOD)}\n2,{field(BAD)}\n3,{field(QUOTED)}\n"
    check(client, uri, text, "csv", [BAD, QUOTED.replace('"', '""')])
    hover = client.hover(uri, "text")
    assert "3 reviews" in hover["contents"]["value"] and "negative 2" in hover["contents"]["value"]
    assert hover["range"] == client.documents[uri].range("id,text")
    assert client.hover(uri, "2,") is None


def test_reads_json_lines_and_maps_escapes_to_positions(client):
    texts = [GOOD, QUOTED, LONG, BAD]
    text = "\n".join(json.dumps({"id": number, "text": text}, ensure_ascii=number % 2 == 0) for number, text in enumerate(texts))
    check(client, "file:///a.jsonl", text + "\nnot json\n", "jsonl", [QUOTED, LONG, BAD], unescaped)


def test_reads_json(client):
    texts = [{"review": GOOD}, {"review": QUOTED, "title": BAD}, {"nested": {"comment": LONG}}]
    text = json.dumps({"reviews": texts, "name": BAD}, indent=1)
    check(client, "file:///a.json", text, "json", [QUOTED, LONG], unescaped)


def test_reads_incomplete_json(client):
    uri = "file:///a.json"
    whole = json.dumps([{"text": BAD}, {"text": QUOTED}])
    client.open(uri, "", language="json")
    client.counts(uri, 0)
    for end in range(1, len(whole), 7):
        client.change(uri, whole[:end])
    client.change(uri, whole)
    client.counts(uri, 2)


def test_reads_markdown_except_code_and_front_matter(client):
    uri = "file:///a.md"
    text = (
        f"---\ntitle: {BAD}\n---\n\n# Reviews\n\n{GOOD}\n\n- {BAD}\n- A [lovely](http://terrible.example/waste) film, wonderful.\n\n"
        f"```\n{BAD}\n```\n\n> {QUOTED}\n\nA terrible waste\nof time, boring.\n")
    check(client, uri, text, "markdown", [BAD, QUOTED, "A terrible waste\nof time, boring."])
    assert client.documents[uri].range(BAD, 1) == client.hover(uri, BAD, 1)["range"]


def test_a_hover_over_a_heading_shows_a_summary_of_its_section(client):
    uri = "file:///a.md"
    client.open(uri, f"# All\n\n## One\n\n{GOOD}\n\n{BAD}\n\n## Two\n\n{BAD} Really.\n", language="markdown")
    client.counts(uri, 2)
    assert "3 reviews" in client.hover(uri, "All")["contents"]["value"]
    assert "2 reviews" in client.hover(uri, "One")["contents"]["value"]
    assert "1 review" in client.hover(uri, "Two")["contents"]["value"]


def test_reads_markdown_and_json_only_if_included(start):
    client = start(capabilities=profiles.with_encoding("utf-16"))
    for name, text, language in (("a.md", BAD, "markdown"), ("a.json", json.dumps({"text": BAD}), "json"), ("a.py", BAD, "python")):
        client.open(f"file:///{name}", text, language=language)
        assert client.hover(f"file:///{name}", "waste") is None
    client.ready()


@pytest.mark.parametrize(
    "language, text, expected",
    [
        ("plaintext", f"# sentiment:ignore\n{BAD}\n{BAD} Yes.\n", [BAD + " Yes."]),
        ("plaintext", f"{BAD}\n// sentiment:ignore-begin: why\n{BAD}\n{BAD}\n// sentiment:ignore-end\n{QUOTED}\n", [BAD, QUOTED]),
        ("plaintext", f"{BAD}\n{QUOTED}\n<!-- sentiment:ignore-file -->\n", []),
        ("csv", f"id,text\n# sentiment:ignore\n1,{field(BAD)}\n2,{field(QUOTED)}\n", [QUOTED.replace('"', '""')]),
        ("jsonl", f'// sentiment:ignore\n{json.dumps({"text": BAD})}\n{json.dumps({"text": LONG})}\n', [LONG]),
        ("plaintext", f"{BAD} sentiment:ignore\n", [BAD + " sentiment:ignore"]),
    ])
def test_directives_ignore_reviews(start, language, text, expected):
    client = start(capabilities=profiles.with_encoding("utf-16"), options=ALL)
    check(client, "file:///a", text, language, expected, unescaped if language == "jsonl" else lambda found: found)


def test_adding_or_removing_a_directive_takes_effect_at_once(start):
    client = start(capabilities=profiles.with_encoding("utf-16"))
    uri = "file:///a.txt"
    check(client, uri, BAD + "\n" + GOOD, "plaintext", [BAD])
    place = {"line": 0, "character": 0}
    client.change(uri, ({"start": place, "end": place}, "# sentiment:ignore\n"))
    client.counts(uri, 0)
    client.change(uri, ({"start": place, "end": {"line": 0, "character": 3}}, "# no "))
    client.diagnostics(uri, condition=lambda diagnostics: BAD in client.flagged(uri, diagnostics))
