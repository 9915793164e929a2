"""Settings in three ways, project files, patterns and folders; what cannot be used is told once and the rest kept."""

import json
import subprocess

import jsonschema
import pytest

import profiles
from client import PROGRAM

GOOD, BAD, MEH = "A wonderful film, I loved every minute of it.", "What a waste of time, boring and terrible.", "Bad."
TOLD = {"severity": {"positive": "hint"}}
CONFIGURED = {**profiles.NEOVIM, "workspace": {"configuration": True, "workspaceFolders": True}}
PUSHED = {**profiles.NEOVIM, "workspace": {}}


@pytest.mark.parametrize(
    "options", [TOLD, {"sentiment": TOLD}, {"sentiment.severity": {"positive": "hint"}}, {"sentiment.severity.positive": "hint"}],
    ids=["bare", "nested", "dotted", "dotted through"])
def test_options_of_initialize_are_settings(start, options):
    client = start(capabilities=PUSHED, options=options)
    client.open("file:///a.txt", BAD + "\n" + GOOD)
    client.finds("file:///a.txt", [2, 4], by="severity")


def test_the_client_is_asked_for_settings_and_its_answer_goes_before_the_options(start):
    client = start(capabilities=CONFIGURED, initialize=False)
    client.settings[None] = {"severity": {"positive": "error"}}
    client.initialize(initializationOptions={"severity": {"positive": "hint", "negative": "information"}})
    client.open("file:///a.txt", BAD + "\n" + GOOD)
    client.finds("file:///a.txt", [3, 1], by="severity")


def test_settings_that_are_pushed_count_at_once_and_are_taken_back(start):
    client = start(capabilities=PUSHED)
    uri = "file:///a.txt"
    client.open(uri, BAD + "\n" + GOOD)
    client.finds(uri, [2], by="severity")
    client.notify("workspace/didChangeConfiguration", {"settings": {"sentiment": TOLD}})
    client.finds(uri, [2, 4], by="severity")
    client.notify("workspace/didChangeConfiguration", {"settings": {"sentiment": {}}})
    client.finds(uri, [2], by="severity")
    client.notify("workspace/didChangeConfiguration", {"settings": {"sentiment": {"enable": False}}})
    client.cleared(uri)
    client.notify("workspace/didChangeConfiguration", {"settings": {}})
    client.finds(uri, [2], by="severity")


def test_settings_that_change_nothing_say_nothing(start):
    client = start(capabilities=PUSHED)
    uri = "file:///a.txt"
    client.open(uri, BAD)
    client.finds(uri, [2], by="severity")
    for settings in (None, {}, {"sentiment": None, "other": 1}, {"sentiment": None}, {"sentiment": {"minimumConfidence": 0}}):
        client.notify("workspace/didChangeConfiguration", {"settings": settings})
    client.request("sentiment/status")
    assert client.hover(uri, "waste")


def test_each_unusable_setting_is_told_once_and_the_rest_counts(start):
    options = {
        "severity": {"positive": "hint", "negative": "loud", "neutrl": "hint"}, "debounce": "fast", "nonsense": 1,
        "minimumLength": -1, "ignore": ["("], "split": "line",
    }
    client = start(capabilities=PUSHED, options=options)
    uri = "file:///a.txt"
    client.open(uri, BAD + "\n" + GOOD)
    for part in ("severity.negative", "severity.neutrl", "debounce", "nonsense", "minimumLength", "ignore[0]"):
        assert "initializationOptions" in client.told("sentiment." + part)["message"]
    client.finds(uri, [2, 4], by="severity")
    client.open("file:///b.txt", BAD)
    client.finds("file:///b.txt", [2], by="severity")
    client.notify("workspace/didChangeConfiguration", {"settings": {}})
    client.request("sentiment/status")


@pytest.mark.parametrize("options", [7, "x", [], [1], True, {"sentiment": 7}, {"sentiment": []}], ids=repr)
def test_settings_that_are_no_object_are_told(start, options):
    client = start(capabilities=PUSHED, options=options)
    client.told("sentiment")
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
def test_settings_say_what_is_told(start, settings, flagged):
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


def test_a_debounce_longer_than_patience_does_not_hold_up_the_first_reading(start):
    client = start(capabilities=PUSHED, options={"debounce": 10000})
    client.open("file:///a.txt", BAD)
    client.finds("file:///a.txt", [2], by="severity")
    # Who asks does not wait for the rest after an edit, either.
    client.change("file:///a.txt", GOOD)
    assert "positive" in client.hover("file:///a.txt", "wonderful")["contents"]["value"]


def test_a_project_file_appears_changes_and_goes(start, folder):
    client = start(capabilities=PUSHED, folders=[folder])
    uri = (folder / "a.txt").as_uri()
    client.open(uri, BAD + "\n" + GOOD)
    client.finds(uri, [2], by="severity")
    file = folder / ".sentiment.json"

    def changed(kind):
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": file.as_uri(), "type": kind}]})

    file.write_text(json.dumps(TOLD))
    changed(1)
    client.finds(uri, [2, 4], by="severity")
    file.write_text(json.dumps({"severity": {"positive": "information"}, "sevrity": 1}))
    changed(2)
    assert str(file) in client.told("sevrity")["message"]
    client.finds(uri, [2, 3], by="severity")
    # Half written, it says what it said before.
    file.write_text("{")
    changed(2)
    assert "still holds" in client.told(str(file))["message"]
    file.unlink()
    changed(3)
    client.finds(uri, [2], by="severity")


def test_a_project_file_is_found_without_being_told_of(start, folder):
    client = start(capabilities=PUSHED)
    uri = (folder / "deep" / "er" / "a.txt").as_uri()
    client.open(uri, BAD + "\n" + GOOD)
    client.finds(uri, [2], by="severity")
    (folder / ".sentiment.json").write_text(json.dumps(TOLD))
    client.finds(uri, [2, 4], by="severity")


def test_the_nearest_project_file_goes_before_those_above(start, folder):
    (folder / "inner").mkdir()
    (folder / ".sentiment.json").write_text(json.dumps({"severity": {"positive": "hint", "negative": "error"}}))
    (folder / "inner" / ".sentiment.json").write_text(json.dumps({"severity": {"positive": None}}))
    client = start(capabilities=PUSHED, options={"severity": {"negative": "information"}})
    for name, expected in (("a.txt", [1, 4]), ("inner/a.txt", [1])):
        uri = (folder / name).as_uri()
        client.open(uri, BAD + "\n" + GOOD)
        client.finds(uri, expected, by="severity")


def test_a_column_is_named_for_files_that_match(start, folder):
    table = f"id,note,title\n1,{json.dumps(BAD)},{json.dumps(GOOD)}\n"
    (folder / ".sentiment.json").write_text(json.dumps({"files": {"reviews/*.csv": {"column": "note"}, "**/t.csv": {"column": 3}}}))
    client = start(capabilities=PUSHED, options={"severity": {"positive": "hint"}})
    for name, expected in (("reviews/a.csv", [BAD]), ("reviews/t.csv", [GOOD])):
        uri = (folder / name).as_uri()
        client.open(uri, table, language="csv")
        client.finds(uri, expected)


def test_each_folder_has_its_settings(start, folder):
    one, two = folder / "one", folder / "two"
    client = start(capabilities=CONFIGURED, initialize=False)
    client.settings = {one.as_uri(): TOLD, two.as_uri(): {"severity": {"negative": "error"}}}
    client.initialize(workspaceFolders=[{"uri": one.as_uri(), "name": "one"}])
    for path in (one, two):
        client.open((path / "a.txt").as_uri(), BAD + "\n" + GOOD)
    client.finds((one / "a.txt").as_uri(), [2, 4], by="severity")
    client.finds((two / "a.txt").as_uri(), [2], by="severity")
    client.notify("workspace/didChangeWorkspaceFolders", {
        "event": {"added": [{"uri": two.as_uri(), "name": "two"}], "removed": [{"uri": one.as_uri(), "name": "one"}]}})
    client.finds((two / "a.txt").as_uri(), [1], by="severity")
    client.finds((one / "a.txt").as_uri(), [2], by="severity")


def test_the_schema_of_settings_is_one_and_its_defaults_fit():
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


def test_the_defaults_of_the_schema_are_settings_without_complaint(start):
    run = subprocess.run([PROGRAM, "--print-config-schema"], capture_output=True, stdin=subprocess.DEVNULL, timeout=20)
    defaults = {name: each["default"] for name, each in json.loads(run.stdout)["properties"].items()}
    client = start(capabilities=PUSHED, options=defaults)
    client.open("file:///a.txt", BAD + "\n" + GOOD)
    client.finds("file:///a.txt", [2], by="severity")
