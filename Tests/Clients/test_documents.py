"""Text, edits and positions in all three encodings; the client checks every range against its copy of the document."""

import pytest

import profiles

GOOD, BAD = "A wonderful film, I loved every minute of it.", "What a waste of time, boring and terrible."
TEXTS = {
    "emoji": ("😀👩‍👩‍👧 " + GOOD, "👎🏽 " + BAD + " 😡"),
    "chinese": ("这部电影太好看了，very good and lovely。", "太糟糕了，what a terrible waste of time。"),
    "combining": ("Cafe\u0301: " + GOOD, "The cafe\u0301 was terrible and boring, Zoe\u0308, a waste of time."),
    "supplementary": ("𝒲onderful 𠮷 " + GOOD, "𠮷𠮷 " + BAD),
}
ENDS = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_ranges_follow_edits(start, encoding, end):
    client = start(capabilities=profiles.with_encoding(encoding), options={"split": "line"})
    for name, (good, bad) in TEXTS.items():
        uri = f"file:///{name}.txt"
        document = client.open(uri, ENDS[end].join([good, bad, "", bad, good]))
        client.finds(uri, [bad, bad])
        assert client.hover(uri, bad)["range"] == document.range(bad)
        # Deletes the second line, which moves the others up.
        start_of_line = document.range(bad)["start"]
        client.change(uri, ({"start": start_of_line, "end": {"line": 2, "character": 0}}, ""))
        client.finds(uri, [bad])
        assert client.hover(uri, bad)["range"] == document.range(bad)
        # Inserts several lines before the text.
        first = {"line": 0, "character": 0}
        client.change(uri, ({"start": first, "end": first}, bad + ENDS[end] + "🎬 "))
        client.finds(uri, [bad, bad])
        client.close_document(uri)
        client.cleared(uri)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_a_review_excludes_the_byte_order_mark(start, encoding):
    client = start(capabilities=profiles.with_encoding(encoding))
    uri = "file:///bom.txt"
    client.open(uri, "\ufeff" + BAD + "\n" + GOOD)
    client.finds(uri, [BAD])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_changes_apply_in_order(start, encoding):
    client = start(capabilities=profiles.with_encoding(encoding))
    uri = "file:///several.txt"
    document = client.open(uri, "😀 " + GOOD + "\r\n" + GOOD)
    client.counts(uri, 0)
    place = {"line": 0, "character": 0}
    nowhere = {"line": 7, "character": 7}
    client.change(
        uri, GOOD, ({"start": place, "end": place}, BAD + "\r"), ({"start": {"line": 1, "character": 0}, "end": nowhere}, "\n😡 " + BAD))
    assert document.text == BAD + "\r\n😡 " + BAD
    client.finds(uri, [BAD, "😡 " + BAD])


def test_positions_outside_of_the_text_are_clamped(start):
    client = start(capabilities=profiles.with_encoding("utf-16"))
    uri = "file:///nowhere.txt"
    document = client.open(uri, "😀" + BAD)
    client.counts(uri, 1)
    far = {"line": 2**31 - 1, "character": 2**31 - 1}
    half = {"line": 0, "character": 1}
    client.change(uri, ({"start": far, "end": far}, "\n"), ({"start": far, "end": half}, "x"))
    assert document.text == "x"
    client.counts(uri, 0)
    client.change(uri, "😀" + BAD)
    client.finds(uri, ["😀" + BAD])
    for place in (half, far, {"line": 0, "character": 2**31 - 1}):
        client.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": place})


def test_blank_documents_have_no_reviews(start):
    client = start(capabilities=profiles.with_encoding("utf-8"))
    for number, text in enumerate(["", "\n", " \r\n\t\r", "\ufeff", "\u3000\u00a0"]):
        uri = f"file:///empty{number}.txt"
        client.open(uri, text)
        client.counts(uri, 0)
        assert client.request(
            "textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}) is None


URIS = [
    "untitled:Untitled-1", "file:///a%20b/%E8%AF%84%E8%AE%BA.txt", "file:///C%3A/reviews.txt", "file:///c:/reviews.txt",
    "vscode-notebook-cell:/x#W0", "git:/x/y.txt?%7B%22ref%22%7D", "no scheme at all", "", "file://host/share/x.txt",
    "inmemory://model/1", "file:///" + "a" * 5000, "file:///%", "file:///%FF.txt", "日本語.txt", "file:///a/../b.txt",
]


@pytest.mark.parametrize("uri", URIS, ids=range(len(URIS)))
def test_uris_are_repeated_unchanged(start, uri):
    client = start(capabilities=profiles.with_encoding("utf-16"))
    client.open(uri, BAD)
    client.finds(uri, [BAD])
    assert client.hover(uri, "waste")
    client.close_document(uri)
    client.cleared(uri)


def test_different_uris_are_different_documents(start):
    client = start(capabilities=profiles.with_encoding("utf-16"))
    names = ["file:///e\u0301.txt", "file:///\u00e9.txt", "file:///%C3%A9.txt", "file:///%c3%a9.txt"]
    for name in names:
        client.open(name, BAD)
        client.counts(name, 1)
    client.change(names[0], GOOD)
    client.counts(names[0], 0)
    assert client.request("sentiment/status")["documents"] == 4


def test_reopening_a_document_replaces_it(start):
    client = start(capabilities=profiles.with_encoding("utf-16"))
    uri = "file:///again.txt"
    client.open(uri, BAD, version=5)
    client.counts(uri, 1)
    client.close_document(uri)
    client.cleared(uri)
    client.open(uri, GOOD + "\n" + BAD, version=1)
    client.finds(uri, [BAD])
    client.open(uri, GOOD, version=1)
    client.counts(uri, 0)


def test_ignores_messages_about_documents_that_are_not_open(start):
    client = start()
    uri = "file:///never.txt"
    client.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": BAD}]})
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    assert client.request(
        "textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}) is None
    assert len(client.expect_log("not open")) == 2


def test_reports_an_invalid_change_and_recovers_when_the_document_is_reopened(start):
    client = start(capabilities=profiles.with_encoding("utf-16"))
    uri = "file:///lost.txt"
    client.open(uri, BAD)
    client.counts(uri, 1)
    client.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": 7}]})
    client.expect_message(uri)
    client.cleared(uri)
    assert client.hover(uri, "waste") is None
    client.close_document(uri)
    client.open(uri, GOOD + "\n" + BAD)
    client.finds(uri, [BAD])


def test_an_edit_during_classification_gets_the_findings_of_the_new_text(start):
    client = start(capabilities=profiles.with_encoding("utf-16"))
    uri = "file:///hurry.txt"
    client.open(uri, "\n".join(f"{BAD} Number {number}." for number in range(120)))
    for number in range(20):
        client.change(uri, ({"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}}, GOOD + "\n" if number % 2 else ""))
    client.counts(uri, client.documents[uri].text.count(BAD))
