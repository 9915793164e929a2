"""Sends the server mutated streams of bytes and valid but hostile messages.

    SENTIMENT_LSP=.build/release/sentiment-lsp python Tests/Clients/fuzz.py \\
        [--rounds 50] [--seconds N] [--seed 1] [--kind bytes|messages|both] [--failures FOLDER]

Each round starts one server. A round of `messages` sends 400 JSON-RPC messages with valid framing and arbitrary content. A
round of `bytes` sends 100 streams, each a mutated recording of a session. After either, the server must answer one more
request, must have answered every well-framed request exactly once, and must exit with 0.

Each failure is printed with its seed, and its input is written to FOLDER/fuzz-KIND-SEED.bin. The exit status is 1 if any round
failed. No round starts after N seconds. Only Python's standard library is used.
"""

import argparse
import json
import os
import pathlib
import queue
import random
import subprocess
import sys
import threading
import time

PROGRAM = os.environ.get(
    "SENTIMENT_LSP", str(pathlib.Path(__file__).resolve().parents[2] / ".build/release/sentiment-lsp"))
TIMEOUT = 60
BAD = "What a waste of time, boring and terrible. 😀"


def framed(body):
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def text_of(message):
    return json.dumps({"jsonrpc": "2.0", **message}).encode()


class Server:
    """A server process, its output, and the number of its answers to each id."""

    def __init__(self):
        self.process = subprocess.Popen([PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.answers, self.problems, self.errors, self.sent = {}, [], b"", []
        self.changed = threading.Condition()
        self.outbox = queue.Queue()
        self.threads = [threading.Thread(target=each, daemon=True) for each in (self.read, self.read_errors, self.write)]
        for thread in self.threads:
            thread.start()

    def read(self):
        stream = self.process.stdout
        try:
            while header := stream.readline():
                assert header.startswith(b"Content-Length: ") and stream.readline() == b"\r\n", header
                message = json.loads(stream.read(int(header[16:])).decode())
                with self.changed:
                    if "method" not in message:
                        key = json.dumps(message["id"])
                        self.answers[key] = self.answers.get(key, 0) + 1
                    self.changed.notify_all()
        except Exception as problem:
            self.problems.append(f"reading: {problem!r}")

    def read_errors(self):
        for line in self.process.stderr:
            self.errors = (self.errors + line)[-100_000:]

    def write(self):
        while (data := self.outbox.get()) is not None:
            try:
                self.process.stdin.write(data)
                self.process.stdin.flush()
            except BrokenPipeError:
                return

    def send(self, data):
        self.sent.append(data)
        self.outbox.put(data)

    def wait(self, key):
        end = time.monotonic() + TIMEOUT
        with self.changed:
            while key not in self.answers:
                self.changed.wait(0.5)
                if self.process.poll() is not None:
                    self.problems.append(f"ended with {self.process.returncode} before it answered {key}")
                    return False
                if time.monotonic() > end:
                    self.problems.append(f"no answer to {key} in {TIMEOUT} s")
                    return False
        return True

    def finish(self, asked):
        """Checks that each request has its answers and that the server exits with 0; returns the problems."""
        if self.wait('"last"'):
            self.send(framed(text_of({"id": "shutdown", "method": "shutdown"})))
            self.wait('"shutdown"')
            self.send(framed(text_of({"method": "exit"})))
        try:
            if (code := self.process.wait(TIMEOUT)) != 0 and not self.problems:
                self.problems.append(f"exit code {code}")
        except subprocess.TimeoutExpired:
            self.problems.append("does not end")
        self.process.kill()
        self.process.wait()
        self.outbox.put(None)
        self.threads[0].join(TIMEOUT)
        self.threads[1].join(TIMEOUT)
        wrong = {
            key: (minimum, maximum, self.answers.get(key, 0)) for key, (minimum, maximum) in asked.items()
            if not minimum <= self.answers.get(key, 0) <= maximum}
        if wrong:
            self.problems.append(f"minimum, maximum and number of answers by id: {dict(list(wrong.items())[:5])}")
        if b"Fatal error" in self.errors or b"Sanitizer" in self.errors:
            self.problems.append(self.errors[-2000:].decode(errors="replace"))
        return self.problems


# Messages

METHODS = [
    "initialize", "initialized", "textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "textDocument/didSave",
    "textDocument/hover", "textDocument/diagnostic", "workspace/diagnostic", "workspace/executeCommand",
    "workspace/didChangeConfiguration", "workspace/didChangeWorkspaceFolders", "workspace/didChangeWatchedFiles",
    "sentiment/classify", "sentiment/explain", "sentiment/status", "$/cancelRequest", "$/setTrace", "$/progress",
    "textDocument/documentSymbol", "workspace/symbol", "textDocument/documentHighlight", "textDocument/codeAction",
    "textDocument/semanticTokens/full", "textDocument/semanticTokens/full/delta", "textDocument/semanticTokens/range",
    "textDocument/inlayHint", "textDocument/codeLens",
    "window/workDoneProgress/cancel", "textDocument/definition", "$/unknown", "", "client/registerCapability",
]
URIS = ["file:///a.txt", "file:///b.csv", "untitled:c", "file:///d.json", "file:///e.md", "file:///%", "", "\u0000", "x" * 3000]
STRINGS = [
    "", "x", BAD, "\u0000", "\ud83d", "\udc00\ud800", "\ufeff", "\u2028", "👩‍👩‍👧", "e\u0301" * 50, "a" * 20_000, "\r", "\r\n", "\n" * 500,
    '"', "\\", "\\ud83d", "{}", "[" * 500, "sentiment:ignore-file", 'a,text\n1,"' + BAD, '{"text":"' + BAD + '"}', "utf-8", "off",
    "markdown", "csv", "json", "-1", "(a+)+$", "((((", "**/*", "~/", "../..", "\U0010ffff", "ﷺ" * 30, "\u202e",
]
NUMBERS = [0, 1, -1, 2, 3, 7, 2**31 - 1, 2**31, -(2**31), 2**53, 2**63 - 1, 2**63, 2**64 - 1, 2**64, -(2**63), -(2**63) - 1, 10**30,
           0.5, -0.0, 1e300, -1e300, 1e-300, 1.0]


class Generator:
    """Makes messages from a seed, and counts the answers that each id must get: at least and at most."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.asked = {}

    def value(self, depth=0):
        """Any JSON value."""
        kind = self.random.random()
        if kind < 0.3:
            return self.random.choice(STRINGS)
        if kind < 0.55:
            return self.random.choice(NUMBERS)
        if kind < 0.65 or depth > 3:
            return self.random.choice([None, True, False, [], {}])
        if kind < 0.8:
            return [self.value(depth + 1) for _ in range(self.random.randrange(4))]
        if kind < 0.82:
            nested = 0
            for _ in range(self.random.choice([10, 100, 480, 700])):
                nested = [nested] if self.random.random() < 0.5 else {"a": nested}
            return nested
        keys = ["uri", "text", "range", "start", "line", "settings", "sentiment", "severity", "a", "", "\u0000"]
        return {self.random.choice(keys): self.value(depth + 1) for _ in range(self.random.randrange(4))}

    def place(self):
        return {"line": self.random.choice(NUMBERS), "character": self.random.choice(NUMBERS)}

    def span(self):
        return {"start": self.place(), "end": self.place()}

    def params(self, method):
        """Parameters of a method's usual shape."""
        choice = self.random.choice
        document = {"uri": choice(URIS)}
        shapes = {
            "initialize": lambda: {"processId": None, "capabilities": self.value(), "initializationOptions": self.settings()},
            "textDocument/didOpen": lambda: {"textDocument": {
                **document, "languageId": choice(["plaintext", "csv", "json", "jsonl", "markdown", "tsv", "", "x"]),
                "version": choice(NUMBERS), "text": choice(STRINGS) + choice(STRINGS)}},
            "textDocument/didChange": lambda: {
                "textDocument": {**document, "version": choice(NUMBERS)},
                "contentChanges": [{"range": self.span(), "text": choice(STRINGS)} if self.random.random() < 0.8
                                   else {"text": choice(STRINGS)} for _ in range(self.random.randrange(4))]},
            "textDocument/hover": lambda: {"textDocument": document, "position": self.place()},
            "workspace/diagnostic": lambda: {"previousResultIds": choice([[], [{"uri": choice(URIS), "value": "x"}]])},
            "workspace/symbol": lambda: {"query": choice(STRINGS)},
            "textDocument/documentHighlight": lambda: {"textDocument": document, "position": self.place()},
            "textDocument/codeAction": lambda: {
                "textDocument": document, "range": self.span(), "context": {"diagnostics": [], "only": choice([None, ["quickfix"]])}},
            "textDocument/semanticTokens/full/delta": lambda: {"textDocument": document, "previousResultId": choice(["1", "2", "x"])},
            "textDocument/semanticTokens/range": lambda: {"textDocument": document, "range": self.span()},
            "textDocument/inlayHint": lambda: {"textDocument": document, "range": self.span()},
            "textDocument/diagnostic": lambda: {"textDocument": document, "previousResultId": choice(STRINGS)},
            "sentiment/classify": lambda: {"texts": [choice(STRINGS) for _ in range(self.random.randrange(3))],
                                           "explain": choice([True, False, None]), "details": choice([True, False])},
            "sentiment/explain": lambda: {"text": choice(STRINGS)[:300], "method": choice(["quick", "full", None])},
            "workspace/didChangeConfiguration": lambda: {"settings": {"sentiment": self.settings()}},
            "workspace/didChangeWorkspaceFolders": lambda: {"event": {
                "added": [{"uri": choice(URIS), "name": "x"}], "removed": [{"uri": choice(URIS), "name": "x"}]}},
            "$/cancelRequest": lambda: {"id": self.random.randrange(400)},
            "$/setTrace": lambda: {"value": choice(["off", "messages", "verbose"])},
            "window/workDoneProgress/cancel": lambda: {"token": choice(["sentiment-1", 1])},
            "workspace/executeCommand": lambda: {
                # Those that write files (mark, ignore, report) would write beside any URI.
                "command": choice([
                    "sentiment.reloadModel", "sentiment.recheck", "sentiment.status", "sentiment.summary", "sentiment.export",
                    "sentiment.verify", "sentiment.counterfactual", "sentiment.explanation", "x"]),
                "arguments": choice([[self.value()], [choice(URIS), choice(STRINGS)[:200]]])},
        }
        return shapes.get(method, lambda: {"textDocument": document})()

    def settings(self):
        names = ["enable", "polarity", "uncertainBelow", "debounce", "severity", "minimumConfidence", "minimumLength",
                 "maximumFindings", "languages", "inlayHints", "exclude", "ignore", "split", "column", "files", "x", "model", "models"]
        return {name: self.value() for name in self.random.sample(names, 3)} if self.random.random() < 0.8 else self.value()

    def spoil(self, value):
        """Replaces or removes one part of a value."""
        if isinstance(value, dict) and value and self.random.random() < 0.85:
            value = dict(value)
            key = self.random.choice(list(value))
            if self.random.random() < 0.15:
                del value[key]
            else:
                value[key] = self.spoil(value[key])
            return value
        if isinstance(value, list) and value and self.random.random() < 0.7:
            place = self.random.randrange(len(value))
            return value[:place] + [self.spoil(value[place])] + value[place + 1:]
        return self.value()

    def message(self, number):
        method = self.random.choice(METHODS)
        message = {"method": method, "params": self.params(method)}
        if self.random.random() < 0.5:
            message["params"] = self.spoil(message["params"])
        elif self.random.random() < 0.1:
            del message["params"]
        is_request = self.random.random() < 0.5
        if is_request:
            message["id"] = self.random.choice([number, number, f"id {number}", 10**18 + number, -number])
            if self.random.random() < 0.05:
                message["id"] = number - 1
        # Every request gets an answer, if only an error.
        if self.random.random() < 0.03:
            message = self.spoil(message)
        if isinstance(message, dict) and "jsonrpc" not in message and isinstance(message.get("id"), (int, str)):
            is_number = isinstance(message["id"], int)
            if not isinstance(message["id"], bool) and (not is_number or -(2**63) <= message["id"] < 2**64):
                if isinstance(message.get("method", 0), str) or "method" in message or not {"result", "error"} & set(message):
                    key = json.dumps(message["id"])
                    minimum, maximum = self.asked.get(key, (0, 0))
                    self.asked[key] = minimum + is_sound(json.dumps(message)), maximum + 1
        return text_of(message) if isinstance(message, dict) else json.dumps(message).encode()


def is_sound(text):
    """Whether a text is valid Unicode and not deeply nested. The server may answer other texts without their id."""
    depth = maximum = 0
    for letter in text:
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(letter, 0)
        maximum = max(maximum, depth)
    try:
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return maximum < 100


INITIALIZE = {"id": "first", "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {
    "textDocument": {"publishDiagnostics": {"relatedInformation": True}}, "window": {"workDoneProgress": True},
    "workspace": {"configuration": False}}}}
LAST = {"id": "last", "method": "sentiment/status"}


def messages(seed, count):
    generator, server = Generator(seed), Server()
    if generator.random.random() < 0.5:
        capabilities = INITIALIZE["params"]["capabilities"]["textDocument"]
        capabilities["diagnostic"] = {} if generator.random.random() < 0.5 else None
        if capabilities["diagnostic"] is None:
            del capabilities["diagnostic"]
    server.send(framed(text_of(INITIALIZE)))
    server.wait('"first"')
    generator.asked['"first"'] = 1, 1
    for number in range(1, count + 1):
        server.send(framed(generator.message(number)))
    server.send(framed(text_of(LAST)))
    return server, server.finish(generator.asked)


# Bytes

def session():
    """The messages of an ordinary session."""
    uri = {"uri": "file:///a.txt"}
    yield framed(text_of({"method": "textDocument/didOpen", "params": {
        "textDocument": {**uri, "languageId": "plaintext", "version": 1, "text": f"{BAD}\r\n{BAD}\nGood and lovely.\n"}}}))
    for version in range(2, 6):
        yield framed(text_of({"method": "textDocument/didChange", "params": {
            "textDocument": {**uri, "version": version}, "contentChanges": [
                {"range": {"start": {"line": 0, "character": 2}, "end": {"line": 1, "character": version}}, "text": "x\r😀"}]}}))
        yield framed(text_of({"id": version, "method": "textDocument/hover", "params": {
            "textDocument": uri, "position": {"line": 0, "character": 3}}}))
    yield framed(text_of({"id": 9, "method": "sentiment/classify", "params": {"texts": [BAD, "好看。"], "explain": True}}))
    yield framed(text_of({"method": "workspace/didChangeConfiguration", "params": {"settings": {"sentiment": {"split": "line"}}}}))
    yield framed(text_of({"method": "$/cancelRequest", "params": {"id": 9}}))
    yield framed(text_of({"method": "textDocument/didClose", "params": {"textDocument": uri}}))


SPLICES = [
    b"Content-Length: 5\r\n", b"Content-Length: 99999\r\n\r\n", b"Content-Length: -1\r\n\r\n", b"Content-Length: 0\r\n\r\n",
    b"Content-Type: x\r\n", b"\r\n\r\n", b"\n\n", b"\xff\xfe", b"\x00" * 20, b"{", b"}", b"[" * 3000, b"\xed\xa0\x80", b"\\ud800",
    b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n", b"x" * 9000, b"content-length:2\n\n{}", b'"', b"1e999999", b"null",
]


def mutated(parts, chance):
    stream = bytearray(b"".join(parts))
    for _ in range(chance.choice([1, 1, 2, 4, 16])):
        place = chance.randrange(len(stream) + 1)
        kind = chance.randrange(6)
        if kind == 0 and place < len(stream):
            stream[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del stream[place:place + chance.choice([1, 2, 10, 200])]
        elif kind == 2:
            stream[place:place] = chance.choice(SPLICES)
        elif kind == 3:
            other = chance.randrange(len(stream) + 1)
            stream[place:place] = stream[other:other + chance.choice([5, 50, 500])]
        elif kind == 4:
            stream[place:place] = bytes(chance.randrange(256) for _ in range(chance.choice([1, 8, 64])))
        else:
            del stream[place:]
    return bytes(stream)


def bytes_round(seed, count):
    chance, server = random.Random(seed), Server()
    server.send(framed(text_of(INITIALIZE)))
    server.wait('"first"')
    parts = list(session())
    for _ in range(count):
        stream = mutated(parts, chance)
        while stream:
            size = chance.choice([1, 7, 100, 5000, 5000, 5000])
            server.send(stream[:size])
            stream = stream[size:]
    # A header may announce up to 64 MB. The server reads what follows as that body, so that filler must complete it first.
    filler = framed(text_of({"method": "$/filler", "params": {"x": "x" * 100_000}}))
    for _ in range(800):
        server.send(framed(text_of(LAST)))
        with server.changed:
            if server.changed.wait_for(lambda: '"last"' in server.answers or server.process.poll() is not None, 0.3):
                break
        server.send(filler)
    return server, server.finish({})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--failures", type=pathlib.Path, default=pathlib.Path("."))
    parser.add_argument("--kind", choices=["bytes", "messages", "both"], default="both")
    options = parser.parse_args()
    rounds = failed = 0
    start = time.monotonic()
    for seed in range(options.seed, options.seed + options.rounds):
        if time.monotonic() - start > options.seconds:
            break
        rounds += 1
        for kind, play, count in (("messages", messages, 400), ("bytes", bytes_round, 100)):
            if options.kind not in (kind, "both"):
                continue
            began = time.monotonic()
            server, problems = play(seed, count)
            if problems:
                failed += 1
                path = options.failures / f"fuzz-{kind}-{seed}.bin"
                path.write_bytes(b"".join(server.sent))
                print(f"{kind}, seed {seed}: {problems}; input in {path}", flush=True)
            elif time.monotonic() - began > 20:
                print(f"{kind}, seed {seed}: took {time.monotonic() - began:.0f} s", flush=True)
    print(f"{rounds} rounds, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
