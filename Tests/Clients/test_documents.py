"""Text, edits and positions in all three encodings: every range is cut out of a mirror of the document by the client."""

import pytest

import profiles

GOOD, BAD = "A wonderful film, I loved every minute of it.", "What a waste of time, boring and terrible."
TEXTS = {
    "emoji": ("😀👩‍👩‍👧 " + GOOD, "👎🏽 " + BAD + " 😡"),
    "chinese": ("这部电影太好看了，very good and lovely。", "太糟糕了，what a terrible waste of time。"),
    "combining": ("Cafe\u0301: " + GOOD, "Tre\u0300s mauvais, e\u0301tait terrible and boring, a waste."),
    "supplementary": ("𝒲onderful 𠮷 " + GOOD, "𠮷𠮷 " + BAD),
}
ENDS = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_ranges_cut_out_reviews_after_edits(start, encoding, end):
    client = start(capabilities=profiles.counting(encoding), options={"split": "line"})
    for name, (good, bad) in TEXTS.items():
        uri = f"file:///{name}.txt"
        document = client.open(uri, ENDS[end].join([good, bad, "", bad, good]))
        client.finds(uri, [bad, bad])
        assert client.hover(uri, bad)["range"] == document.range(bad)
        # The second line goes; what stood below moves up.
        start_of_line = document.range(bad)["start"]
        client.change(uri, ({"start": start_of_line, "end": {"line": 2, "character": 0}}, ""))
        client.finds(uri, [bad])
        assert client.hover(uri, bad)["range"] == document.range(bad)
        # Something of several lines comes before everything.
        first = {"line": 0, "character": 0}
        client.change(uri, ({"start": first, "end": first}, bad + ENDS[end] + "🎬 "))
        client.finds(uri, [bad, bad])
        client.close_document(uri)
        client.cleared(uri)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_no_part_of_a_review(start, encoding):
    client = start(capabilities=profiles.counting(encoding))
    uri = "file:///bom.txt"
    client.open(uri, "\ufeff" + BAD + "\n" + GOOD)
    client.finds(uri, [BAD])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_several_changes_are_applied_one_after_the_other(start, encoding):
    client = start(capabilities=profiles.counting(encoding))
    uri = "file:///several.txt"
    document = client.open(uri, "😀 " + GOOD + "\r\n" + GOOD)
    client.counts(uri, 0)
    place = {"line": 0, "character": 0}
    nowhere = {"line": 7, "character": 7}
    client.change(
        uri, GOOD, ({"start": place, "end": place}, BAD + "\r"), ({"start": {"line": 1, "character": 0}, "end": nowhere}, "\n😡 " + BAD))
    assert document.text == BAD + "\r\n😡 " + BAD
    client.finds(uri, [BAD, "😡 " + BAD])


def test_places_that_no_text_has_are_the_nearest_before(start):
    client = start(capabilities=profiles.counting("utf-16"))
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


def test_an_empty_document_and_one_of_blanks_have_no_reviews(start):
    client = start(capabilities=profiles.counting("utf-8"))
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
def test_names_of_documents_are_repeated_as_they_are(start, uri):
    client = start(capabilities=profiles.counting("utf-16"))
    client.open(uri, BAD)
    client.finds(uri, [BAD])
    assert client.hover(uri, "waste")
    client.close_document(uri)
    client.cleared(uri)


def test_names_that_differ_are_different_documents(start):
    client = start(capabilities=profiles.counting("utf-16"))
    names = ["file:///e\u0301.txt", "file:///\u00e9.txt", "file:///%C3%A9.txt", "file:///%c3%a9.txt"]
    for name in names:
        client.open(name, BAD)
        client.counts(name, 1)
    client.change(names[0], GOOD)
    client.counts(names[0], 0)
    assert client.request("sentiment/status")["documents"] == 4


def test_a_document_that_is_opened_again_starts_anew(start):
    client = start(capabilities=profiles.counting("utf-16"))
    uri = "file:///again.txt"
    client.open(uri, BAD, version=5)
    client.counts(uri, 1)
    client.close_document(uri)
    client.cleared(uri)
    client.open(uri, GOOD + "\n" + BAD, version=1)
    client.finds(uri, [BAD])
    client.open(uri, GOOD, version=1)
    client.counts(uri, 0)


def test_messages_about_documents_that_are_not_open_are_passed_over(start):
    client = start()
    uri = "file:///never.txt"
    client.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": BAD}]})
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    assert client.request(
        "textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}) is None
    assert len(client.expect_log("not open")) == 2


def test_a_change_that_cannot_be_read_is_told_and_mended_by_opening_again(start):
    client = start(capabilities=profiles.counting("utf-16"))
    uri = "file:///lost.txt"
    client.open(uri, BAD)
    client.counts(uri, 1)
    client.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": 7}]})
    client.told(uri)
    client.cleared(uri)
    assert client.hover(uri, "waste") is None
    client.close_document(uri)
    client.open(uri, GOOD + "\n" + BAD)
    client.finds(uri, [BAD])


def test_an_edit_while_it_is_read_gets_the_findings_of_the_new_text(start):
    client = start(capabilities=profiles.counting("utf-16"))
    uri = "file:///hurry.txt"
    client.open(uri, "\n".join(f"{BAD} Number {number}." for number in range(120)))
    for number in range(20):
        client.change(uri, ({"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}}, GOOD + "\n" if number % 2 else ""))
    client.counts(uri, client.documents[uri].text.count(BAD))
