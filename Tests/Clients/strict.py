"""Validates messages of the server: LSP 3.17 exactly, with lsprotocol, and our own methods by JSON schema."""

import json
import re
import typing

import jsonschema
from lsprotocol import converters, types

from mirror import cut

CONVERTER = converters.get_converter()
# lsprotocol cannot parse the options of `workspace/didChangeConfiguration`.
CONVERTER.register_structure_hook_func(
    lambda kind: kind == typing.Optional[typing.Union[str, typing.Sequence[str]]], lambda value, _: value)
# It cannot distinguish a command from a code action with a command.
CONVERTER.register_structure_hook_func(
    lambda kind: kind == typing.Union[types.Command, types.CodeAction],
    lambda value, _: CONVERTER.structure(value, types.Command if isinstance(value.get("command"), str) else types.CodeAction))
PARSING, CODES = -32700, {-32700, -32600, -32601, -32602, -32603, -32002, -32800, -32801, -32802, -32803}

WORD = {
    "type": "object", "required": ["text", "start", "end", "weight"], "additionalProperties": False,
    "properties": {
        "text": {"type": "string"}, "start": {"type": "integer", "minimum": 0}, "end": {"type": "integer", "minimum": 0},
        "weight": {"type": "number", "minimum": -1.001, "maximum": 1.001}, "score": {"type": "number"},
    },
}
PAIR = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}
SHARE = {"type": "number", "minimum": 0, "maximum": 1}
CLASSIFICATION = {
    "type": "object", "required": ["text", "label", "confidence", "scores"], "additionalProperties": False,
    "properties": {
        "text": {"type": "string"}, "label": {"type": "string"}, "confidence": SHARE, "uncertain": {"const": True}, "mixed": {"const": True},
        "language": {"type": "string"},
        "scores": {"type": "object", "additionalProperties": SHARE}, "method": {"type": "string"},
        "keyTokens": {"type": "array", "items": WORD}, "words": {"type": "array", "items": WORD}, "rest": {"type": "number"},
        "heads": {"type": "object"}, "headExplanations": {"type": "array", "items": {"type": "object"}},
        "unread": {"type": "object", "required": ["start", "end"]}, "tokenIDs": {"type": "array", "items": {"type": "integer"}},
        "tokenOffsets": {"type": "array", "items": PAIR}, "logits": {"type": "array", "items": {"type": "number"}},
    },
}
COUNT = {"type": "integer", "minimum": 0}
# The characters that would move text, and those of them that are white space.
MOVING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
SPACES = "\t\n\v\f\r\x85\u2028\u2029"
OWN_RESULTS = {
    "sentiment/classify": {
        "type": "object", "required": ["results"], "additionalProperties": False,
        "properties": {"results": {"type": "array", "items": CLASSIFICATION}},
    },
    "sentiment/explain": CLASSIFICATION,
    "sentiment/status": {
        "type": "object", "required": ["version", "state", "model", "compute", "kernels", "threads", "documents", "cache", "memory"],
        "properties": {
            "version": {"type": "string"}, "state": {"enum": ["unloaded", "loading", "failed", "ready"]},
            "error": {"type": "string"}, "model": {"type": ["string", "null"]}, "compute": {"type": ["string", "null"]},
            "kernels": {"type": ["string", "null"]},
            "threads": {"type": ["integer", "null"]}, "documents": COUNT, "cache": COUNT, "memory": COUNT,
        },
    },
}

# The capability that a client must declare before the server may send a method.
NEEDS = {
    "client/registerCapability": None,  # checked for each registration
    "workspace/configuration": ("workspace", "configuration"),
    "workspace/diagnostic/refresh": ("workspace", "diagnostics", "refreshSupport"),
    "workspace/semanticTokens/refresh": ("workspace", "semanticTokens", "refreshSupport"),
    "workspace/inlayHint/refresh": ("workspace", "inlayHint", "refreshSupport"),
    "workspace/codeLens/refresh": ("workspace", "codeLens", "refreshSupport"),
    "window/showDocument": ("window", "showDocument", "support"),
    "window/workDoneProgress/create": ("window", "workDoneProgress"),
    "window/showMessage": (), "window/logMessage": (), "$/logTrace": (), "$/progress": (),
    "textDocument/publishDiagnostics": (),
}


def parse(body):
    """Parses JSON; rejects duplicate keys, NaN, invalid UTF-8 and unpaired surrogates."""

    def members(pairs):
        keys = [key for key, _ in pairs]
        assert len(set(keys)) == len(keys), f"a duplicate key: {keys}"
        return dict(pairs)

    def constant(name):
        raise AssertionError(f"{name} is not JSON")

    value = json.loads(body.decode("utf-8"), object_pairs_hook=members, parse_constant=constant)
    canonical(value).encode("utf-8")
    return value


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def has(capabilities, path):
    for key in path:
        capabilities = (capabilities or {}).get(key)
    return bool(capabilities)


def check_shape(message):
    """Checks the rules of JSON-RPC."""
    assert isinstance(message, dict) and message.get("jsonrpc") == "2.0", message
    if "method" in message:
        assert set(message) <= {"jsonrpc", "id", "method", "params"}, message.keys()
        assert isinstance(message["method"], str)
        assert "params" not in message or isinstance(message["params"], (dict, list)), "params must be an object or left out"
        return
    assert set(message) in ({"jsonrpc", "id", "result"}, {"jsonrpc", "id", "error"}), message.keys()
    if "error" in message:
        error = message["error"]
        assert set(error) <= {"code", "message", "data"} and error["code"] in CODES, error
        assert isinstance(error["message"], str) and error["message"], error
        # A whole sentence.
        assert re.fullmatch(r"(?s)\S.*[.?!…:\"}\]]", error["message"]) or len(error["message"]) > 20, error


def check_type(message, method):
    """Checks that a message has its method's type, and no key or value outside of the specification."""
    if "error" in message:
        kind = types.ResponseErrorMessage
        # The response to a message without a readable id has a null id, which lsprotocol does not write.
        message = message | {"id": 0} if message["id"] is None else message
    elif "method" not in message and method in OWN_RESULTS:
        return jsonschema.validate(message["result"], OWN_RESULTS[method])
    else:
        assert method in types.METHOD_TO_TYPES, f"no schema for the result of {method} in OWN_RESULTS"
        kind = types.METHOD_TO_TYPES[method][0 if "method" in message else 1]
    back = CONVERTER.unstructure(CONVERTER.structure(message, kind))
    assert canonical(without_data(back)) == canonical(without_data(message)), f"{method}: {canonical(back)}"


def without_data(value):
    """The value without the parts of type LSPAny, under `data` and `registerOptions`."""
    if isinstance(value, dict):
        return {key: without_data(each) for key, each in value.items() if key not in ("data", "registerOptions")}
    return [without_data(each) for each in value] if isinstance(value, list) else value


def check_diagnostic(diagnostic, uri, text, encoding, related):
    """Checks that a diagnostic covers a review and that its related information points at the words it names."""
    review = cut(text, diagnostic["range"], encoding)
    assert review and review == review.strip(), f"not a review: {review!r}"
    assert set(diagnostic) - {"relatedInformation"} == {"range", "severity", "code", "source", "message", "data"}, diagnostic
    assert diagnostic["source"] == "sentiment" and set(diagnostic["data"]) >= {"label", "polarity", "confidence"}
    assert re.match(r"\S.* (\d+%|-?[\d.]+)( \(.+\))?$", diagnostic["message"], re.S), diagnostic["message"]
    assert ("relatedInformation" in diagnostic) == related, "related information without the capability, or none with it"
    for each in diagnostic.get("relatedInformation", []):
        assert each["location"]["uri"] == uri
        words = cut(text, each["location"]["range"], encoding)
        weight, shown = each["message"].split(" ", 1)
        assert re.fullmatch("[+−][01]\\.\\d\\d", weight), weight
        # Words are shortened to 60 characters, with spaces for line breaks and escapes for other control characters.
        whole = [MOVING.sub(lambda match: " " if match[0] in SPACES else "\\u{%x}" % ord(match[0]), each[:61]) for each in decodings(words)]
        whole = [each if len(each) <= 60 else each[:59] + "…" for each in whole]
        assert shown in whole, f"{words!r} is shown as {shown!r}"
        start, end = diagnostic["range"]["start"], diagnostic["range"]["end"]
        inner = each["location"]["range"]
        assert key(start) <= key(inner["start"]) <= key(inner["end"]) <= key(end), "points outside of its review"


def key(place):
    return place["line"], place["character"]


def decodings(words):
    """The possible meanings of a part of a document: as it is, or with escapes of CSV or JSON."""
    found = {words, words.replace('""', '"')}
    try:
        found.add(json.loads(f'"{words}"', strict=False))
    except ValueError:
        pass
    return found | {re.sub(r"\s*\n\s*", " ", each) for each in found}


def check_symbols(symbols, text, encoding, parent=None):
    """Checks that reviews and headings are inside of their parents, in order, and do not overlap."""
    last = (-1, -1)
    for symbol in symbols:
        whole = symbol.get("range") or symbol["location"]["range"]
        part = symbol.get("selectionRange", whole)
        assert key(whole["start"]) <= key(part["start"]) <= key(part["end"]) <= key(whole["end"]), "selects text outside of its range"
        assert key(whole["start"]) >= last, "symbols overlap"
        last = key(whole["end"])
        if parent:
            assert key(parent["start"]) <= key(whole["start"]) and last <= key(parent["end"]), "reaches outside of its parent"
        covered = cut(text, part, encoding)
        assert covered and covered == covered.strip() and symbol["name"].strip(), f"neither a review nor a heading: {covered!r}"
        check_symbols(symbol.get("children", []), text, encoding, whole)


def check_tokens(data, text, encoding):
    """Checks that tokens are in order, do not overlap and cover words."""
    assert len(data) % 5 == 0 and all(isinstance(number, int) and number >= 0 for number in data), data
    line = character = end = 0
    for at in range(0, len(data), 5):
        down, along, length, kind, modifiers = data[at:at + 5]
        character = along if down else character + along
        assert down or at == 0 or character >= end, "tokens overlap"
        line, end = line + down, character + length
        words = cut(text, {"start": {"line": line, "character": character}, "end": {"line": line, "character": end}}, encoding)
        assert words.strip() and "\n" not in words and kind == 0 and modifiers in (0, 1, 2), words


def check_views(method, result, text, encoding):
    """Checks the symbols, tokens, highlights or hints of a document."""
    if method == "textDocument/documentSymbol":
        check_symbols(result, text, encoding)
    elif method.startswith("textDocument/semanticTokens/") and "data" in result:
        check_tokens(result["data"], text, encoding)
    elif method == "textDocument/documentHighlight":
        for each in result:
            assert cut(text, each["range"], encoding).strip()
    elif method == "textDocument/inlayHint":
        for each in result:
            before = cut(text, {"start": {"line": 0, "character": 0}, "end": each["position"]}, encoding)
            assert before and before == before.rstrip() and re.search(r"\d", each["label"])


LISTS = {"textDocument/documentSymbol", "textDocument/documentHighlight", "textDocument/inlayHint"}
# Methods whose results have ranges in a document, which are checked.
ABOUT_DOCUMENTS = LISTS | {
    "textDocument/hover", "textDocument/diagnostic", "textDocument/semanticTokens/full", "textDocument/semanticTokens/range"}


def check_result(method, result, texts, uri, encoding, related):
    """Checks that the ranges of a result fit one of the versions that the document had while the request was open."""
    if not isinstance(result, dict) and method not in LISTS or not result:
        return
    if not texts and isinstance(result, dict) and not result.get("items") and "contents" not in result:
        return
    failures = []
    for text in texts:
        try:
            if method == "textDocument/hover":
                covered = cut(text, result["range"], encoding)
                assert covered and covered == covered.strip(), f"neither a review nor a heading: {covered!r}"
                assert result["contents"]["value"].strip()
            check_views(method, result, text, encoding)
            for item in result.get("items", []) if isinstance(result, dict) else []:
                check_diagnostic(item, uri, text, encoding, related)
            return
        except AssertionError as failure:
            failures.append(str(failure))
    raise AssertionError("; ".join(failures) or "there is no such document")
