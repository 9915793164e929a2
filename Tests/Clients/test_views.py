"""Symbols, tokens, hints, lenses, code actions, commands and workspace diagnostics."""

import hashlib
import json
import pathlib
import urllib.parse

import pytest

import profiles

GOOD, BAD = "A wonderful film, I loved every minute of it.", "What a waste of time, boring and terrible."
TABLE = f'id,text\r\n1,"{GOOD}"\r\n2,"{BAD} 😀 ""Awful"", really."\r\n'


def view(client, method, uri, **more):
    return client.request("textDocument/" + method, {"textDocument": {"uri": uri}, **more})


def everything():
    return {"start": {"line": 0, "character": 0}, "end": {"line": 10_000, "character": 0}}


@pytest.mark.parametrize("name", profiles.ALL)
def test_every_view_of_a_table(start, name):
    client = start(capabilities=profiles.ALL[name], options={"inlayHints": True})
    uri = "file:///views.csv"
    client.open(uri, TABLE, language="csv")
    if name != "vscode":  # it pulls
        client.counts(uri, 1)
    symbols = view(client, "documentSymbol", uri)
    reviews = symbols[0].get("children", symbols)
    assert [symbol["name"].split()[0] for symbol in reviews] == ["positive", "negative"]
    assert ("children" in symbols[0]) == (name == "vscode")
    tokens = view(client, "semanticTokens/full", uri)
    assert tokens["data"] and tokens["resultId"]
    assert view(client, "semanticTokens/range", uri, range=everything())["data"] == tokens["data"]
    delta = view(client, "semanticTokens/full/delta", uri, previousResultId=tokens["resultId"])
    assert delta["edits"] == []
    assert view(client, "documentHighlight", uri, position={"line": 2, "character": 10})
    hints = view(client, "inlayHint", uri, range=everything())
    assert [hint["label"].split()[0] for hint in hints] == ["positive", "negative"]
    lenses = view(client, "codeLens", uri)
    assert lenses[0]["command"]["title"].startswith("2 reviews: ")
    found = client.request("workspace/symbol", {"query": ""})
    assert [symbol["name"].split()[0] for symbol in found] == ["negative"]
    for method in ("documentSymbol", "semanticTokens/full", "codeLens"):
        assert view(client, method, "file:///never.csv") is None


def test_an_edit_changes_only_its_own_tokens(start):
    client = start(capabilities=profiles.NEOVIM)
    uri = "file:///edited.txt"
    client.open(uri, f"{BAD}\n{GOOD}\n{BAD}\n")
    client.counts(uri, 2)
    first = view(client, "semanticTokens/full", uri)
    client.change(uri, ({"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}}, ""))
    client.counts(uri, 1)
    delta = view(client, "semanticTokens/full/delta", uri, previousResultId=first["resultId"])
    data = first["data"]
    for edit in delta["edits"]:
        data = data[:edit["start"]] + edit["data"] + data[edit["start"] + edit["deleteCount"]:]
    assert data == view(client, "semanticTokens/full", uri)["data"]


def test_a_review_can_be_ignored_and_marked(start, tmp_path):
    client = start(capabilities=profiles.VSCODE)
    path = tmp_path / "a b.txt"
    uri = "file://" + urllib.parse.quote(str(path))
    client.open(uri, f"{GOOD}\n{BAD}\n")
    place = {"line": 1, "character": 3}
    actions = view(client, "codeAction", uri, range={"start": place, "end": place}, context={"diagnostics": []})
    titles = {action["title"]: action for action in actions}
    edit = titles["Ignore this review"]["edit"]["documentChanges"][0]["edits"][0]
    mark = titles["Mark as positive"]["command"]
    assert mark["command"] == "sentiment.mark"
    client.request("workspace/executeCommand", {"command": mark["command"], "arguments": mark["arguments"]})
    client.expect_message("Marked as positive")
    noted = [json.loads(line) for line in (tmp_path / ".sentiment-feedback.jsonl").read_text().splitlines()]
    assert noted == [{"text": BAD, "label": "positive"}]
    client.change(uri, (edit["range"], edit["newText"]))
    assert client.pull(uri)["items"] == []


@pytest.mark.parametrize("action", [profiles.VSCODE["textDocument"]["codeAction"], {}], ids=["actions", "commands only"])
def test_reviews_in_json_are_ignored_by_a_file(start, folder, action):
    client = start(capabilities=profiles.with_encoding("utf-16", codeAction=action), folders=[folder])
    path = folder / "inner" / "a.jsonl"
    path.parent.mkdir()
    text = "".join(json.dumps({"text": each}) + "\n" for each in (GOOD, BAD))
    path.write_text(text)
    uri = path.as_uri()
    client.open(uri, text, language="jsonl")
    client.counts(uri, 1)
    place = {"line": 1, "character": 12}
    actions = view(client, "codeAction", uri, range={"start": place, "end": place}, context={"diagnostics": []})
    ignore = next(action for action in actions if action["title"] == "Ignore this review")
    assert "edit" not in ignore
    command = ignore["command"] if isinstance(ignore["command"], dict) else ignore
    assert command["command"] == "sentiment.ignore"
    client.request("workspace/executeCommand", {"command": command["command"], "arguments": command["arguments"]})
    client.expect_message("Ignored in")
    noted = [json.loads(line) for line in (folder / ".sentiment-ignore.jsonl").read_text().splitlines()]
    fingerprint = hashlib.sha256(BAD.encode()).hexdigest()[:32]
    assert noted == [{"fingerprint": fingerprint, "file": "inner/a.jsonl", "text": BAD, "why": "ignored in the editor"}]
    client.counts(uri, 0)
    (folder / ".sentiment-ignore.jsonl").unlink()
    client.counts(uri, 1)


def test_commands_return_their_results(start):
    client = start(capabilities=profiles.VSCODE)
    uri = "file:///commands.txt"
    client.open(uri, f"{GOOD}\n{BAD}\n")

    def execute(command, *arguments):
        return client.request("workspace/executeCommand", {"command": "sentiment." + command, "arguments": list(arguments)})

    assert execute("summary", uri) == "2 reviews: 1 negative (50%), 1 positive (50%)"
    verified = execute("verify", uri, BAD)
    assert verified.startswith("negative ")
    assert "it would" in execute("counterfactual", uri, BAD)
    assert "+" in execute("explanation", uri, BAD)
    assert execute("status")["state"] == "ready"
    assert [json.loads(line)["label"] for line in execute("export", uri).splitlines()] == ["positive", "negative"]
    page = pathlib.Path(urllib.parse.unquote(urllib.parse.urlparse(execute("report", uri)).path))
    assert "<mark" in page.read_text()
    page.unlink()
    client.expect("window/showDocument")
    execute("recheck", uri)
    assert client.pull(uri)["items"]
    for view in ("semanticTokens", "inlayHint", "codeLens"):
        client.wait_seen(f"workspace/{view}/refresh")
    for shown in ("2 reviews: ", verified, "it would", "+0.", "sentiment-lsp "):
        client.expect_message(shown)
    assert client.failure("workspace/executeCommand", {"command": "sentiment.summary"}).code == -32602
    assert client.failure(
        "workspace/executeCommand", {"command": "sentiment.mark", "arguments": ["untitled:1", BAD, "positive"]}).code == -32803


def test_workspace_diagnostics_include_files_that_are_not_open(start, folder):
    (folder / "a.txt").write_text(f"{GOOD}\n{BAD}\n")
    (folder / "b.csv").write_bytes(TABLE.encode())
    (folder / "c.py").write_text(BAD)
    client = start(capabilities=profiles.VSCODE, folders=[folder])
    answer = client.request("workspace/diagnostic", {"previousResultIds": []})
    found = {item["uri"].rsplit("/", 1)[1]: item for item in answer["items"]}
    assert set(found) == {"a.txt", "b.csv"}
    assert [diagnostic["range"]["start"]["line"] for diagnostic in found["a.txt"]["items"]] == [1]
    previous = [{"uri": item["uri"], "value": item["resultId"]} for item in answer["items"]]
    again = client.request("workspace/diagnostic", {"previousResultIds": previous})
    assert [item["kind"] for item in again["items"]] == ["unchanged", "unchanged"]
