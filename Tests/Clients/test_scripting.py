"""Our own methods, in both framings: `sentiment/classify`, `sentiment/explain`, `sentiment/status`."""

import json

import pytest

from client import ResponseError

GOOD, BAD = "A wonderful film, I loved every minute of it.", "What a waste of time, boring and terrible."
ODD = ["", " ", "😀", "\u0000", "𠮷" * 3, "a" * 10000, "好。" * 3000, "e\u0301", "\u202e bad", GOOD, BAD, BAD]


@pytest.fixture(params=["lsp", "ndjson"])
def client(request, start):
    return start(framing=request.param)


def test_classifies_texts_in_order(client):
    results = client.request("sentiment/classify", {"texts": ODD})["results"]
    assert [each["text"] for each in results] == ODD
    assert [each["label"] for each in results[-3:]] == ["positive", "negative", "negative"]
    assert not any("keyTokens" in each for each in results)
    assert client.request("sentiment/classify", {"texts": []}) == {"results": []}


@pytest.mark.parametrize("details", [False, True])
def test_offsets_count_scalars(client, details):
    for each in client.request("sentiment/classify", {"texts": ODD, "explain": True, "details": details})["results"]:
        assert all(word["text"] == each["text"][word["start"]:word["end"]] for word in each["keyTokens"])
        assert ("logits" in each) == details
        weights = [abs(word["weight"]) for word in each["keyTokens"]]
        assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize("method", [None, "full", "quick", "occlusion", "attention", "rollout"])
def test_explains_by_every_method(client, method):
    try:
        result = client.request("sentiment/explain", {"text": "😀 " + BAD} | ({"method": method} if method else {}))
    except ResponseError as failure:
        # The message lists the supported methods.
        assert failure.code == -32602 and "full" in failure.message and method in ("attention", "rollout")
        return
    assert result["method"] == (method or "full")
    assert all(word["text"] == result["text"][word["start"]:word["end"]] for word in result["words"])
    assert [word["start"] for word in result["words"]] == sorted(word["start"] for word in result["words"])


def test_status_has_state_memory_and_cache(client):
    client.request("sentiment/classify", {"texts": [BAD], "explain": True})
    status = client.request("sentiment/status")
    assert status["state"] == "ready" and status["memory"] > 10_000_000 and status["cache"] >= 1


def test_answers_or_cancels_each_batch_once(client):
    texts = [f"{BAD} {number}" for number in range(400)]
    first = client.ask("sentiment/classify", {"texts": texts})
    second = client.ask("sentiment/classify", {"texts": texts, "explain": True})
    third = client.ask("sentiment/classify", {"texts": [GOOD]})
    client.notify("$/cancelRequest", {"id": second})
    assert client.response_message(second).json["error"]["code"] == -32800
    assert client.response(third)["results"][0]["label"] == "positive"
    assert len(client.response(first)["results"]) == 400


@pytest.mark.parametrize("id", [0, -1, 2**53, -(2**63), 2**64 - 1, "", "x", "0", "😀", "a" * 1000])
def test_ids_are_repeated_unchanged(client, id):
    assert client.response(client.ask("sentiment/status", id=id))


def test_answers_everything_before_the_end_of_a_pipe(start):
    client = start(framing="ndjson")
    ids = [client.ask("sentiment/classify", {"texts": [f"{BAD} {number}"] * 3}) for number in range(30)]
    client.end_input()
    for id in ids:
        assert len(client.response(id)["results"]) == 3
    client.wait_for_end(0)


def test_answers_a_last_line_without_a_newline(start):
    client = start(framing="ndjson")
    client.requests["1"] = "sentiment/classify", None, {}
    client.send_bytes(b"\n \r\n" + json.dumps({"jsonrpc": "2.0", "id": 1, "method": "sentiment/classify", "params": {"texts": [BAD]}}).encode())
    client.end_input()
    assert client.response(1)["results"][0]["label"] == "negative"
    client.wait_for_end(0)


def test_answers_invalid_lines_with_errors_and_goes_on(start):
    client = start(framing="ndjson")
    client.send_bytes(b"nonsense\n\xff\n[1]\n")
    codes = [client.wait("an error", lambda each: "error" in each.json).json["error"]["code"] for _ in range(3)]
    assert codes == [-32700, -32700, -32600]
    assert client.request("sentiment/status")


def test_only_our_own_methods_work_without_initialize(start):
    client = start(framing="ndjson")
    assert client.failure("textDocument/hover", {}).code == -32002
    assert client.request("sentiment/classify", {"texts": [BAD]})
