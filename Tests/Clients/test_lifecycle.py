"""Start and end: initialize by several clients, requests before and after the session, and all ways to exit."""

import os
import signal
import subprocess
import sys

import pytest

import profiles
from client import PROGRAM, ResponseError

TEXT = "A wonderful film, I loved every minute of it.\nWhat a waste of time, boring and terrible.\n"


@pytest.mark.parametrize("name", profiles.ALL)
def test_an_editor_gets_findings_and_hovers(start, name):
    client = start(capabilities=profiles.ALL[name])
    uri = "file:///reviews/film.txt"
    client.open(uri, TEXT)
    if name == "vscode":
        report = client.pull(uri)
        assert report["kind"] == "full"
        diagnostics = report["items"]
    else:
        diagnostics = client.counts(uri, 1)
    assert client.flagged(uri, diagnostics) == ["What a waste of time, boring and terrible."]
    hover = client.hover(uri, "boring")
    assert hover["contents"]["kind"] == ("markdown" if name in ("vscode", "neovim") else "plaintext")
    client.close_document(uri)
    if name != "vscode":
        client.cleared(uri)


def test_initialize_returns_the_capabilities(start):
    client = start("--stdio", initialize=False, capabilities=profiles.VSCODE)
    result = client.initialize()
    assert result["serverInfo"]["name"] == "sentiment-lsp"
    capabilities = result["capabilities"]
    assert capabilities["textDocumentSync"] == {"openClose": True, "change": 2}
    assert capabilities["diagnosticProvider"]["workspaceDiagnostics"] in (True, False)
    assert "sentiment.reloadModel" in capabilities["executeCommandProvider"]["commands"]


def test_offers_no_pull_diagnostics_without_the_capability(start):
    client = start(initialize=False, capabilities=profiles.EGLOT)
    assert "diagnosticProvider" not in client.initialize()["capabilities"]


@pytest.mark.parametrize(
    "offered, chosen",
    [(["utf-8"], "utf-8"), (["utf-7", "utf-32"], "utf-32"), (["utf-16", "utf-8"], "utf-16"), (["utf-7", "utf-16"], "utf-16")])
def test_the_first_known_encoding_is_chosen(start, offered, chosen):
    client = start(initialize=False, capabilities={"general": {"positionEncodings": offered}})
    assert client.initialize()["capabilities"]["positionEncoding"] == chosen


def test_rejects_requests_and_ignores_notifications_before_initialize(start):
    client = start(initialize=False)
    client.notify("textDocument/didOpen", {
        "textDocument": {"uri": "file:///a.txt", "languageId": "plaintext", "version": 1, "text": TEXT}})
    for method in ("textDocument/hover", "shutdown", "sentiment/status", "no/such"):
        assert client.failure(method, {}).code == -32002
    client.initialize()
    assert client.request("sentiment/status")["documents"] == 0


def test_rejects_a_second_initialize(start):
    client = start()
    assert client.failure("initialize", {"processId": None, "rootUri": None, "capabilities": {}}).code == -32600


def test_rejects_requests_after_shutdown(start):
    client = start()
    client.request("shutdown")
    for method in ("textDocument/hover", "shutdown", "initialize", "no/such", "sentiment/status"):
        assert client.failure(method, {}).code == -32600
    client.notify("exit")
    client.wait_for_end(0)


def test_answers_requests_made_before_shutdown(start):
    client = start()
    ids = [client.ask("sentiment/classify", {"texts": [f"Review number {number} is bad."]}) for number in range(5)]
    end = client.ask("shutdown")
    for id in ids:
        client.response(id)
    client.response(end)
    client.notify("exit")
    client.wait_for_end(0)


def test_rejects_unknown_requests_and_ignores_unknown_notifications(start):
    client = start()
    assert client.failure("textDocument/definition", {}).code == -32601
    assert client.failure("$/unknown", {}).code == -32601
    client.notify("$/unknown", {})
    client.notify("workspace/unknown")


@pytest.mark.parametrize("params", [None, {}, [], {"processId": "x", "capabilities": {}}, {"capabilities": []}])
def test_rejects_an_invalid_initialize_which_may_be_repeated(start, params):
    client = start(initialize=False)
    try:
        client.request("initialize", params)
    except ResponseError as failure:
        assert failure.code == -32602
        client.initialize()
    else:
        client.is_initialized = True


def test_exit_without_shutdown_is_an_error(start):
    client = start()
    client.notify("exit")
    client.wait_for_end(1)


def test_exit_before_initialize_is_an_error(start):
    client = start(initialize=False)
    client.notify("exit")
    client.wait_for_end(1)


def test_exits_at_the_end_of_the_input(start):
    client = start()
    client.end_input()
    client.wait_for_end(1)


def test_exits_with_0_at_the_end_of_the_input_after_shutdown(start):
    client = start()
    client.request("shutdown")
    client.end_input()
    client.wait_for_end(0)


def test_answers_pending_requests_when_the_input_ends(start):
    client = start()
    for number in range(20):
        client.ask("sentiment/classify", {"texts": [f"A review, number {number}, which is long. " * 50]})
    client.end_input()
    for number in range(20):
        client.response_message(number + 2)
    client.wait_for_end(1)


def test_exits_on_sigterm(start):
    client = start()
    client.process.send_signal(signal.SIGTERM)
    client.wait_for_end(1)


def test_exits_with_0_on_sigterm_after_shutdown(start):
    client = start()
    client.request("shutdown")
    client.process.send_signal(signal.SIGTERM)
    client.wait_for_end(0)


def dead_process():
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_exits_with_the_process_in_initialize(start):
    client = start(initialize=False)
    client.initialize(processId=dead_process())
    client.wait_for_end(1)


def test_exits_with_the_process_on_the_command_line(start):
    client = start("--clientProcessId", str(dead_process()), initialize=False)
    client.wait_for_end(1)


@pytest.mark.parametrize("process", [None, 0, -1, 2**40, -(2**63)])
def test_ignores_an_invalid_process_id(start, process):
    client = start(initialize=False)
    client.initialize(processId=process)
    client.request("sentiment/status")


@pytest.mark.parametrize(
    "bytes",
    [
        b"garbage\r\n\r\n", b"Content-Length: x\r\n\r\n", b"Content-Length: -1\r\n\r\n",
        b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n", b"Content-Length: 99999999999999999999\r\n\r\n",
    ])
def test_logs_and_skips_an_invalid_header(start, bytes):
    client = start()
    client.send_bytes(bytes)
    client.request("sentiment/status")
    assert client.expect_log("")


@pytest.mark.parametrize(
    "body, code",
    [
        (b"{", -32700), (b"\xff", -32700), (b"[]", -32600), (b"1", -32600), (b"{}", -32600),
        (b'{"jsonrpc":"1.0","id":7,"method":"shutdown"}', -32600), (b'{"jsonrpc":"2.0","id":{},"method":"shutdown"}', -32600),
        (b'{"jsonrpc":"2.0","id":1.5,"method":"shutdown"}', -32600), (b'{"jsonrpc":"2.0","id":9,"method":7}', -32600),
    ])
def test_answers_an_invalid_message_with_an_error(start, body, code):
    client = start()
    for id in ("7", "9"):
        client.requests[id] = "no/method", None, {}
    client.send_bytes(client.framed(body))
    answer = client.wait("an error", lambda each: "error" in each.json)
    assert answer.json["error"]["code"] == code
    client.requests.pop("7", None), client.requests.pop("9", None)
    client.request("sentiment/status")


def test_accepts_other_header_fields_and_lowercase_names(start):
    client = start()
    client.requests['"x"'] = "sentiment/status", None, {}
    body = '{"jsonrpc":"2.0","id":"x","method":"sentiment/status","params":null}'.encode()
    header = b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:%d\r\n\r\n" % len(body)
    for part in (header[:10], header[10:], body[:1], body[1:]):
        client.send_bytes(part)
    client.response("x")


def test_no_process_is_left_behind(start):
    client = start()
    client.finish()
    assert not os.path.exists(f"/proc/{client.process.pid}")


def test_prints_version_and_help():
    for option in ("--version", "--help"):
        run = subprocess.run([PROGRAM, option], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=20)
        assert run.returncode == 0 and run.stdout.strip() and not run.stderr


@pytest.mark.parametrize("arguments", [["--nonsense"], ["--framing", "x"], ["--log-level", "loud"], ["--threads", "0"], ["x"]])
def test_rejects_an_invalid_command_line(arguments):
    run = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=20)
    assert run.returncode == 2 and run.stderr and not run.stdout
