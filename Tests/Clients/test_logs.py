"""Traces, logs and log files."""

import pytest

import profiles

BAD = "What a waste of time, boring and terrible."


def traces(client):
    return [each.params for each in client.messages if each.method == "$/logTrace"]


def test_sends_a_trace_of_the_requested_level(start):
    client = start(capabilities=profiles.EMPTY)
    client.request("sentiment/status")
    assert not traces(client)
    for value in ("messages", "verbose"):
        client.trace = value
        client.notify("$/setTrace", {"value": value})
        client.request("sentiment/classify", {"texts": [BAD]})
        client.expect("$/logTrace", lambda params: "sentiment/classify" in params["message"])
    assert any(BAD in params.get("verbose", "") for params in traces(client))
    client.notify("$/setTrace", {"value": "off"})
    client.request("sentiment/status")
    # Earlier traces have arrived by now; further ones are errors.
    client.trace = "off"
    client.forget("$/logTrace")
    client.request("sentiment/status")


def test_initialize_may_request_a_trace(start):
    client = start(initialize=False)
    client.initialize(trace="verbose")
    client.request("sentiment/status")
    client.expect("$/logTrace", lambda params: "sentiment/status" in params["message"])
    client.request("shutdown")
    client.notify("exit")
    client.drain()
    client.forget("$/logTrace")
    client.wait_for_end(0)


@pytest.mark.parametrize("value", ["loud", "", None, 7])
def test_logs_and_ignores_an_unknown_trace_value(start, value):
    client = start()
    client.send({"method": "$/setTrace", "params": {"value": value}})
    client.expect_log("$/setTrace")


def test_writes_the_log_to_the_named_file(start, tmp_path):
    log = tmp_path / "server.log"
    client = start("--log", str(log), "--log-level", "debug", capabilities=profiles.EMPTY)
    client.open("file:///a.txt", BAD)
    client.diagnostics("file:///a.txt")
    client.notify("unknown/notification")
    client.finish()
    text = log.read_text()
    assert "Loaded the model" in text and "unknown/notification" in text and client.errors == b""
    assert all(" " in line and ": " in line for line in text.splitlines())


def test_the_log_level_selects_the_messages(start, tmp_path):
    sizes = []
    for level in ("critical", "warning", "info", "debug"):
        client = start("--log", str(tmp_path / level), "--log-level", level)
        client.notify("unknown/notification")
        client.notify("textDocument/didClose", {"textDocument": {"uri": "x"}})
        client.ready()
        client.finish()
        sizes.append((tmp_path / level).stat().st_size)
    assert sizes[0] == 0 and sizes == sorted(sizes) and len(set(sizes)) == 4


def test_rotates_a_large_log(start, tmp_path):
    log = tmp_path / "server.log"
    log.write_text("x" * ((5 << 20) - 100) + "\n")
    client = start("--log", str(log), "--log-level", "debug")
    for _ in range(5):
        client.notify("unknown/notification")
    client.finish()
    assert (tmp_path / "server.log.1").stat().st_size > 5_000_000 and 0 < log.stat().st_size < 10_000


def test_exits_if_the_log_is_not_writable(start, tmp_path):
    client = start("--log", str(tmp_path / "none" / "server.log"), initialize=False)
    client.wait_for_end(2)
    assert b"server.log" in client.errors
