"""Settings from three sources, project files, patterns and folders; invalid settings are reported once."""

import json
import subprocess

import jsonschema
import pytest

import profiles
from client import PROGRAM

GOOD, BAD, MEH = "A wonderful film, I loved every minute of it.", "What a waste of time, boring and terrible.", "Bad."
HINTS = {"severity": {"positive": "hint"}}
CONFIGURED = {**profiles.NEOVIM, "workspace": {"configuration": True, "workspaceFolders": True}}
PUSHED = {**profiles.NEOVIM, "workspace": {}}


@pytest.mark.parametrize(
    "options", [HINTS, {"sentiment": HINTS}, {"sentiment.severity": {"positive": "hint"}}, {"sentiment.severity.positive": "hint"}],
    ids=["bare", "nested", "dotted", "dotted through"])
def test_options_of_initialize_are_settings(start, options):
    client = start(capabilities=PUSHED, options=options)
    client.open("file:///a.txt", BAD + "\n" + GOOD)
    client.finds("file:///a.txt", [2, 4], by="severity")


def test_settings_from_the_client_override_the_options(start):
    client = start(capabilities=CONFIGURED, initialize=False)
    client.settings[None] = {"severity": {"positive": "error"}}
    client.initialize(initializationOptions={"severity": {"positive": "hint", "negative": "information"}})
    client.open("file:///a.txt", BAD + "\n" + GOOD)
    client.finds("file:///a.txt", [3, 1], by="severity")


def test_pushed_settings_apply_and_are_withdrawn_at_once(start):
    client = start(capabilities=PUSHED)
    uri = "file:///a.txt"
    client.open(uri, BAD + "\n" + GOOD)
    client.finds(uri, [2], by="severity")
    client.notify("workspace/didChangeConfiguration", {"settings": {"sentiment": HINTS}})
    client.finds(uri, [2, 4], by="severity")
    client.notify("workspace/didChangeConfiguration", {"settings": {"sentiment": {}}})
    client.finds(uri, [2], by="severity")
    client.notify("workspace/didChangeConfiguration", {"settings": {"sentiment": {"enable": False}}})
    client.cleared(uri)
    client.notify("workspace/didChangeConfiguration", {"settings": {}})
    client.finds(uri, [2], by="severity")


def test_settings_without_effect_send_nothing(start):
    client = start(capabilities=PUSHED)
    uri = "file:///a.txt"
    client.open(uri, BAD)
    client.finds(uri, [2], by="severity")
    for settings in (None, {}, {"sentiment": None, "other": 1}, {"sentiment": None}, {"sentiment": {"minimumConfidence": 0}}):
        client.notify("workspace/didChangeConfiguration", {"settings": settings})
    client.request("sentiment/status")
    assert client.hover(uri, "waste")


def test_reports_each_invalid_setting_once_and_applies_the_others(start):
    options = {
        "severity": {"positive": "hint", "negative": "loud", "neutrl": "hint"}, "debounce": "fast", "nonsense": 1,
        "minimumLength": -1, "ignore": ["("], "split": "line",
    }
    client = start(capabilities=PUSHED, options=options)
    uri = "file:///a.txt"
    client.open(uri, BAD + "\n" + GOOD)
    for part in ("severity.negative", "severity.neutrl", "debounce", "nonsense", "minimumLength", "ignore[0]"):
        assert "initializationOptions" in client.expect_message("sentiment." + part)["message"]
    client.finds(uri, [2, 4], by="severity")
    client.open("file:///b.txt", BAD)
    client.finds("file:///b.txt", [2], by="severity")
    client.notify("workspace/didChangeConfiguration", {"settings": {}})
    client.request("sentiment/status")


@pytest.mark.parametrize("options", [7, "x", [], [1], True, {"sentiment": 7}, {"sentiment": []}], ids=repr)
def test_reports_settings_that_are_not_an_object(start, options):
    client = start(capabilities=PUSHED, options=options)
    client.expect_message("sentiment")
    client.open("file:///a.txt", BAD)
    client.finds("file:///a.txt", [2], by="severity")


@pytest.mark.parametrize(
    "settings, flagged",
    [
        ({"minimumConfidence": 1}, []), ({"minimumLength": 5}, [BAD]), ({"minimumLength": 0}, [BAD, MEH]),
        ({"maximumFindings": 0}, []), ({"maximumFindings": 1, "minimumLength": 0}, [BAD]), ({"ignore": ["(?i)WASTE"]}, []),
        ({"severity": {"negative": "off"}}, []), ({"languages": ["csv"]}, None), ({"exclude": ["*.txt"]}, None),
        ({"enable": False}, None), ({"split": "whole", "severity": {"positive": "hint"}}, [f"{BAD}\n{MEH}\n{GOOD}"]),
        ({"files": {"**/*.txt": {"severity": {"negative": "off"}}}}, []), ({"files": {"*.csv": {"enable": False}}}, [BAD]),
    ], ids=repr)
def test_settings_select_the_findings(start, settings, flagged):
    client = start(capabilities=PUSHED, options=settings)
    uri = "file:///folder/a.txt"
    client.open(uri, f"{BAD}\n{MEH}\n{GOOD}")
    if flagged is None:
        assert client.hover(uri, "waste") is None
        client.change(uri, BAD)
        client.ready()
        return
    client.finds(uri, flagged)
    client.forget("window/showMessage")


def test_a_long_debounce_does_not_delay_the_first_findings(start):
    client = start(capabilities=PUSHED, options={"debounce": 10000})
    client.open("file:///a.txt", BAD)
    client.finds("file:///a.txt", [2], by="severity")
    # Nor does it delay a hover after an edit.
    client.change("file:///a.txt", GOOD)
    assert "positive" in client.hover("file:///a.txt", "wonderful")["contents"]["value"]


def test_follows_a_project_file_that_appears_changes_and_disappears(start, folder):
    client = start(capabilities=PUSHED, folders=[folder])
    uri = (folder / "a.txt").as_uri()
    client.open(uri, BAD + "\n" + GOOD)
    client.finds(uri, [2], by="severity")
    file = folder / ".sentiment.json"

    def changed(kind):
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": file.as_uri(), "type": kind}]})

    file.write_text(json.dumps(HINTS))
    changed(1)
    client.finds(uri, [2, 4], by="severity")
    file.write_text(json.dumps({"severity": {"positive": "information"}, "sevrity": 1}))
    changed(2)
    assert str(file) in client.expect_message("sevrity")["message"]
    client.finds(uri, [2, 3], by="severity")
    # While the file is not valid JSON, the previous settings apply.
    file.write_text("{")
    changed(2)
    assert "last valid content" in client.expect_message(str(file))["message"]
    file.unlink()
    changed(3)
    client.finds(uri, [2], by="severity")


def test_finds_a_new_project_file_without_notification(start, folder):
    client = start(capabilities=PUSHED)
    uri = (folder / "deep" / "er" / "a.txt").as_uri()
    client.open(uri, BAD + "\n" + GOOD)
    client.finds(uri, [2], by="severity")
    (folder / ".sentiment.json").write_text(json.dumps(HINTS))
    client.finds(uri, [2, 4], by="severity")


def test_the_nearest_project_file_takes_precedence(start, folder):
    (folder / "inner").mkdir()
    (folder / ".sentiment.json").write_text(json.dumps({"severity": {"positive": "hint", "negative": "error"}}))
    (folder / "inner" / ".sentiment.json").write_text(json.dumps({"severity": {"positive": None}}))
    client = start(capabilities=PUSHED, options={"severity": {"negative": "information"}})
    for name, expected in (("a.txt", [1, 4]), ("inner/a.txt", [1])):
        uri = (folder / name).as_uri()
        client.open(uri, BAD + "\n" + GOOD)
        client.finds(uri, expected, by="severity")


def test_patterns_set_the_column_of_matching_files(start, folder):
    table = f"id,note,title\n1,{json.dumps(BAD)},{json.dumps(GOOD)}\n"
    (folder / ".sentiment.json").write_text(json.dumps({"files": {"reviews/*.csv": {"column": "note"}, "**/t.csv": {"column": 3}}}))
    client = start(capabilities=PUSHED, options={"severity": {"positive": "hint"}})
    for name, expected in (("reviews/a.csv", [BAD]), ("reviews/t.csv", [GOOD])):
        uri = (folder / name).as_uri()
        client.open(uri, table, language="csv")
        client.finds(uri, expected)


def test_each_folder_has_its_own_settings(start, folder):
    one, two = folder / "one", folder / "two"
    client = start(capabilities=CONFIGURED, initialize=False)
    client.settings = {one.as_uri(): HINTS, two.as_uri(): {"severity": {"negative": "error"}}}
    client.initialize(workspaceFolders=[{"uri": one.as_uri(), "name": "one"}])
    for path in (one, two):
        client.open((path / "a.txt").as_uri(), BAD + "\n" + GOOD)
    client.finds((one / "a.txt").as_uri(), [2, 4], by="severity")
    client.finds((two / "a.txt").as_uri(), [2], by="severity")
    client.notify("workspace/didChangeWorkspaceFolders", {
        "event": {"added": [{"uri": two.as_uri(), "name": "two"}], "removed": [{"uri": one.as_uri(), "name": "one"}]}})
    client.finds((two / "a.txt").as_uri(), [1], by="severity")
    client.finds((one / "a.txt").as_uri(), [2], by="severity")


def test_the_schema_is_valid_and_accepts_its_defaults():
    run = subprocess.run([PROGRAM, "--print-config-schema"], capture_output=True, stdin=subprocess.DEVNULL, timeout=20)
    assert run.returncode == 0 and not run.stderr
    schema = json.loads(run.stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    defaults = {name: each["default"] for name, each in schema["properties"].items() if "default" in each}
    assert defaults and set(defaults) == set(schema["properties"])
    validator.validate(defaults)
    for wrong in ({"sentiment.debounce": "x"}, {"sentiment.nonsense": 1}, {"sentiment.severity": {"negative": "loud"}}):
        assert not validator.is_valid(wrong)


def test_the_defaults_of_the_schema_are_valid_settings(start):
    run = subprocess.run([PROGRAM, "--print-config-schema"], capture_output=True, stdin=subprocess.DEVNULL, timeout=20)
    defaults = {name: each["default"] for name, each in json.loads(run.stdout)["properties"].items()}
    client = start(capabilities=PUSHED, options=defaults)
    client.open("file:///a.txt", BAD + "\n" + GOOD)
    client.finds("file:///a.txt", [2], by="severity")
