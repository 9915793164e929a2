"""Models that cannot be loaded, appear later, change, or differ by script."""

import pathlib
import shutil

import pytest

import profiles
from client import PROGRAM

GOOD, BAD = "A wonderful film, I loved every minute of it.", "What a waste of time, boring and terrible."
PUSHED = {**profiles.NEOVIM, "workspace": {}}
BUILT_IN = pathlib.Path(PROGRAM).resolve().parent / "sentiment-lsp_SentimentAnalysis.resources" / "Model"


def test_reports_a_missing_model_once_and_loads_it_when_it_exists(start, folder):
    model = folder / "model"
    client = start("--model", str(model), capabilities=PUSHED)
    uris = ["file:///a.txt", "file:///b.txt"]
    for uri in uris:
        client.open(uri, BAD)
    message = client.expect_message("could not be loaded")
    assert message["type"] == 1 and str(model) in message["message"]
    for uri in uris:
        client.counts(uri, 0)
    assert "could not be loaded" in client.hover(uris[0], "waste")["contents"]["value"]
    assert client.failure("sentiment/classify", {"texts": [BAD]}).code == -32803
    status = client.request("sentiment/status")
    assert status["state"] == "failed" and str(model) in status["error"]
    # The command tries again, so it reports the error again.
    assert client.request("workspace/executeCommand", {"command": "sentiment.reloadModel"}) is None
    assert client.expect_message("could not be loaded") == message
    model.symlink_to(BUILT_IN)
    client.request("workspace/executeCommand", {"command": "sentiment.reloadModel"})
    for uri in uris:
        client.finds(uri, [BAD])
    assert client.request("sentiment/status")["state"] == "ready"


def test_loads_a_model_folder_that_appears(start, folder):
    model = folder / "model"
    client = start(capabilities=PUSHED, options={"model": str(model)})
    uri = "file:///a.txt"
    client.open(uri, BAD)
    client.expect_message("could not be loaded")
    client.counts(uri, 0)
    model.symlink_to(BUILT_IN)
    client.counts(uri, 1)


def test_keeps_the_model_when_its_folder_becomes_invalid(start, folder):
    model = folder / "model"
    shutil.copytree(BUILT_IN, model)
    client = start(capabilities=PUSHED, options={"model": "./model"}, folders=[folder])
    uri = "file:///a.txt"
    client.open(uri, BAD)
    client.counts(uri, 1)
    (model / "config.json").unlink()
    (model / "config.json").write_text("{}")
    client.request("workspace/executeCommand", {"command": "sentiment.reloadModel"})
    client.expect_message("the previous one stays in use")
    client.change(uri, BAD + " Really bad.")
    client.counts(uri, 1)


def test_uses_a_model_from_changed_settings_at_once(start, folder):
    (folder / "other").symlink_to(BUILT_IN)
    client = start(capabilities=PUSHED)
    uri = "file:///a.txt"
    client.open(uri, BAD)
    client.counts(uri, 1)
    client.notify("workspace/didChangeConfiguration", {"settings": {"sentiment": {"model": str(folder / "other")}}})
    client.diagnostics(uri, condition=bool)
    assert "other" in client.hover(uri, "waste")["contents"]["value"]


def test_chooses_models_by_script(start, folder):
    (folder / "chinese").symlink_to(BUILT_IN)
    client = start(capabilities=PUSHED, options={"models": {"zh": str(folder / "chinese")}, "split": "line", "severity": {"positive": "hint"}})
    uri = "file:///a.txt"
    client.open(uri, f"{BAD}\n太糟糕了，浪费时间，非常差。\n")
    client.diagnostics(uri, condition=lambda diagnostics: len(diagnostics) == 2)
    assert "chinese" in client.hover(uri, "太糟糕了")["contents"]["value"]
    assert "chinese" not in client.hover(uri, "waste")["contents"]["value"]


def test_a_missing_model_of_one_script_does_not_affect_the_others(start, folder):
    client = start(capabilities=PUSHED, options={"models": {"zh": str(folder / "none")}, "split": "line"})
    uri = "file:///a.txt"
    client.open(uri, f"{BAD}\n太糟糕了，浪费时间，非常差。\n")
    client.expect_message("could not be loaded")
    client.finds(uri, [BAD])


def test_polarity_can_be_set(start):
    client = start(capabilities=PUSHED, options={"polarity": {"positive": "negative", "negative": "none"}})
    uri = "file:///a.txt"
    client.open(uri, BAD + "\n" + GOOD)
    diagnostics = client.finds(uri, [GOOD])
    assert diagnostics[0]["code"] == "positive"


@pytest.mark.parametrize("command", ["", "sentiment.unknown", "sentiment.reloadmodel"])
def test_rejects_an_unknown_command(start, command):
    client = start()
    assert client.failure("workspace/executeCommand", {"command": command}).code == -32602


def test_executes_commands_with_arguments(start):
    client = start()
    assert client.request("workspace/executeCommand", {"command": "sentiment.reloadModel", "arguments": [1, None]}) is None
    client.ready()
