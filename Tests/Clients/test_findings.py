"""Pushed and pulled findings, hovers, progress and cancellation."""

import time

import pytest

import profiles
from client import REFUSED, SILENCE, ResponseError

GOOD, BAD = "A wonderful film, I loved every minute of it.", "What a waste of time, boring and terrible."


def many(count):
    return "\n".join(f"{BAD} It is the film that I have seen as number {number}, and the worst." for number in range(count))


def test_findings_have_the_version_of_their_text(start):
    client = start(capabilities=profiles.NEOVIM)
    uri = "file:///pushed.txt"
    client.open(uri, BAD, version=7)
    diagnostics = client.diagnostics(uri, version=7)
    assert [diagnostic["severity"] for diagnostic in diagnostics] == [2] and diagnostics[0]["code"] == "negative"
    assert diagnostics[0]["relatedInformation"]
    client.change(uri, GOOD, version=12)
    client.counts(uri, 0)


def test_pulled_diagnostics_are_unchanged_if_nothing_changed(start):
    client = start(capabilities=profiles.VSCODE)
    uri = "file:///pulled.txt"
    document = client.open(uri, BAD + "\n" + GOOD)
    first = client.pull(uri)
    assert client.flagged(uri, first["items"]) == [BAD] and first["kind"] == "full"
    assert client.pull(uri, first["resultId"]) == {"kind": "unchanged", "resultId": first["resultId"]}
    assert client.pull(uri, "nonsense") == first
    # An edit that changes no diagnostic.
    end = document.position(len(document.text))
    client.change(uri, ({"start": end, "end": end}, " "))
    assert client.pull(uri, first["resultId"])["kind"] == "unchanged"
    start_of_text = {"line": 0, "character": 0}
    client.change(uri, ({"start": start_of_text, "end": start_of_text}, "\n"))
    second = client.pull(uri, first["resultId"])
    assert second["kind"] == "full" and second["resultId"] != first["resultId"]
    client.change(uri, GOOD)
    assert client.pull(uri, second["resultId"])["items"] == []


def test_refreshes_pulled_diagnostics_when_settings_change(start):
    client = start(capabilities=profiles.VSCODE)
    uri = "file:///refresh.txt"
    client.open(uri, BAD + "\n" + GOOD)
    assert client.flagged(uri, client.pull(uri)["items"]) == [BAD]
    client.settings[None] = {"severity": {"positive": "hint"}}
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.wait_seen("workspace/diagnostic/refresh")
    while [diagnostic["severity"] for diagnostic in client.pull(uri).get("items", [])] != [2, 4]:
        # The server may publish some diagnostics first and refresh again.
        client.wait_seen("workspace/diagnostic/refresh", times=2)


def test_a_document_that_is_not_open_has_no_diagnostics(start):
    client = start(capabilities=profiles.VSCODE)
    assert client.pull("file:///never.txt")["items"] == []


def test_closing_a_document_answers_pending_requests(start):
    client = start(capabilities=profiles.VSCODE)
    uri = "file:///closing.txt"
    client.open(uri, many(400))
    id = client.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    client.close_document(uri)
    assert client.response(id)["kind"] == "full"


def test_sends_no_related_information_without_the_capability(start):
    capabilities = {"textDocument": {"diagnostic": {}, "publishDiagnostics": {"relatedInformation": True}}}
    client = start(capabilities=capabilities)
    uri = "file:///plain.txt"
    client.open(uri, BAD)
    assert len(client.pull(uri)["items"]) == 1


@pytest.mark.parametrize("format", ["markdown", "plaintext"])
def test_a_hover_shows_label_confidence_words_and_sentences(start, format):
    client = start(capabilities=profiles.with_encoding("utf-16", hover={"contentFormat": [format]}))
    uri = "file:///hover.txt"
    review = "The start was lovely. But then it was a *waste* of time & <b>terrible</b>."
    document = client.open(uri, "\n" + review + "\n")
    client.diagnostics(uri)
    hover = client.hover(uri, "lovely")
    assert hover["range"] == document.range(review)
    value = hover["contents"]["value"]
    assert hover["contents"]["kind"] == format
    for part in ("negative", "%", "█", "waste", "terrible", "lovely", "model"):
        assert part in value
    assert ("**negative**" in value) == (format == "markdown")
    assert "<b>" not in value or format == "plaintext"


def test_a_hover_covers_the_review_and_its_end_but_not_the_text_around_it(start):
    client = start(capabilities=profiles.with_encoding("utf-16"))
    uri = "file:///beside.txt"
    document = client.open(uri, f"  {GOOD}  \n\n  {BAD}\n\n")
    client.counts(uri, 1)

    def at(line, character):
        params = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        return client.request("textDocument/hover", params)

    assert at(0, 2 + len(GOOD))["range"] == document.range(GOOD)
    assert at(0, 0) is None and at(1, 0) is None and at(3, 0) is None and at(900, 0) is None
    assert at(2, 2)["range"] == document.range(BAD)


def test_progress_of_long_work_begins_and_ends(start):
    client = start(capabilities=profiles.NEOVIM)
    uri = "file:///long.txt"
    client.open(uri, many(500))
    client.diagnostics(uri, condition=lambda diagnostics: len(diagnostics) == 500)
    client.request("sentiment/status")
    kinds = [each.params["value"]["kind"] for each in client.messages if each.method == "$/progress"]
    assert kinds[0] == "begin" and kinds[-1] == "end" and set(kinds[1:-1]) <= {"report"}
    values = [each.params["value"] for each in client.messages if each.method == "$/progress"]
    percentages = [value["percentage"] for value in values[:-1]]
    assert percentages == sorted(percentages) and values[0]["cancellable"] and values[0]["title"]


def test_cancelling_progress_stops_until_the_next_edit(start):
    client = start(capabilities=profiles.NEOVIM)
    uri = "file:///cancelled.txt"
    client.open(uri, many(1500))
    progress = client.wait_seen("$/progress", lambda params: params["value"].get("percentage", 0) > 0)
    client.notify("window/workDoneProgress/cancel", {"token": progress.params["token"]})
    client.wait_seen("$/progress", lambda params: params["value"]["kind"] == "end")
    # The server sends its findings so far, and no more.
    found = client.diagnostics(uri, condition=lambda diagnostics: len(diagnostics) > 0)
    assert client.request("sentiment/status")["documents"] == 1
    for each in client.messages:
        if each.method == "textDocument/publishDiagnostics":
            each.handled, found = True, each.params["diagnostics"]
    assert len(found) < 1500
    client.change(uri, BAD)
    client.counts(uri, 1)


def test_findings_appear_while_a_long_document_is_classified(start):
    client = start(capabilities=profiles.NEOVIM)
    uri = "file:///growing.txt"
    client.open(uri, many(400))
    client.diagnostics(uri, condition=lambda diagnostics: len(diagnostics) == 400)
    counts = [len(each.params["diagnostics"]) for each in client.messages if each.method == "textDocument/publishDiagnostics"]
    assert len(counts) > 1 and counts == sorted(counts) and 0 < counts[0] < 400


def test_answers_a_hover_while_a_long_document_is_classified(start):
    client = start(capabilities=profiles.NEOVIM)
    uri = "file:///busy.txt"
    client.ready()
    client.open(uri, many(1500))
    began = time.monotonic()
    assert "negative" in client.hover(uri, "number 1400")["contents"]["value"]
    print(f"hover on an unread review of a long document: {(time.monotonic() - began) * 1e3:.0f} ms")
    client.close_document(uri)
    client.cleared_at_last(uri)


@pytest.mark.parametrize("method", ["textDocument/diagnostic", "sentiment/classify", "sentiment/explain"])
def test_a_cancelled_request_is_answered_at_once(start, method):
    client = start(capabilities=profiles.VSCODE)
    uri = "file:///cancel.txt"
    client.ready()
    client.open(uri, many(2000))
    params = {
        "textDocument/diagnostic": {"textDocument": {"uri": uri}},
        "sentiment/classify": {"texts": many(2000).split("\n"), "explain": True},
        "sentiment/explain": {"text": many(40), "method": "occlusion"},
    }[method]
    id = client.ask(method, params)
    client.request("sentiment/status")
    began = time.monotonic()
    client.notify("$/cancelRequest", {"id": id})
    message = client.response_message(id)
    print(f"{method} cancelled: {(message.time - began) * 1e3:.1f} ms")
    assert message.json["error"]["code"] == -32800 and message.time - began < 1
    # Cancelling an answered or unknown request does nothing.
    for other in (id, 12345, "never"):
        client.notify("$/cancelRequest", {"id": other})
    client.request("sentiment/status")
    client.close_document(uri)


def test_rejects_an_id_in_use_and_answers_the_first_request(start):
    client = start()
    client.ask("sentiment/classify", {"texts": many(50).split("\n")}, id="same")
    client.send({"id": "same", "method": "sentiment/status"})
    # The error and the result have the same id.
    client.expect_two_answers('"same"')
    errors = [client.response_message("same").json for _ in range(2)]
    assert sorted("error" in each for each in errors) == [False, True]


@pytest.mark.parametrize("answer", [REFUSED, SILENCE], ids=["error", "no response"])
def test_a_client_that_does_not_answer_gets_findings(start, answer):
    client = start(
        capabilities=profiles.NEOVIM,
        answers={method: answer for method in ("workspace/configuration", "window/workDoneProgress/create",
                                               "client/registerCapability", "workspace/diagnostic/refresh")})
    uri = "file:///silent.txt"
    client.open(uri, many(250))
    client.diagnostics(uri, condition=lambda diagnostics: len(diagnostics) == 250)
    assert not [each for each in client.messages if each.method == "$/progress"]


@pytest.mark.parametrize("answer", [None, [], [None], 7, "x", {}, [7], [{}, {}, {}], [[{}]]], ids=repr)
def test_ignores_invalid_answers_to_workspace_configuration(start, answer):
    client = start(capabilities=profiles.NEOVIM, answers={"workspace/configuration": answer})
    uri = "file:///odd.txt"
    client.open(uri, BAD)
    client.counts(uri, 1)
    client.forget("window/showMessage")


def test_ignores_responses_to_unknown_requests(start):
    client = start()
    for id in (1, 99, "x", None):
        client.send({"id": id, "result": None})
        client.send({"id": id, "error": {"code": 1, "message": "x"}})
    client.request("sentiment/status")


def test_invalid_parameters_are_explained(start):
    client = start()
    for method, params in [
        ("textDocument/hover", {}), ("textDocument/hover", None), ("textDocument/hover", []), ("sentiment/classify", {"texts": "x"}),
        ("sentiment/classify", {"texts": [1]}), ("sentiment/explain", {"text": "x", "method": "magic"}),
        ("workspace/executeCommand", {"command": "x"}), ("textDocument/hover", {"textDocument": {"uri": 1}, "position": {}}),
        ("textDocument/hover", {"textDocument": {"uri": "x"}, "position": {"line": "1", "character": None}}),
    ]:
        try:
            raise AssertionError(f"{method} {params}: {client.request(method, params)}")
        except ResponseError as failure:
            assert failure.code == -32602 and " " in failure.message
