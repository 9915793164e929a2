#!/usr/bin/env python3
"""Times `sentiment check`, and the findings of another document, for a megabyte of one or two repeated characters.

    python3 Tests/Benchmarks/repeated.py [--pairs 200] [--programs .build/release]

Prints the slowest of each. Exits with 1 if a check took 3 s or more, or if findings were delayed by more than 200 ms.
"""
import argparse
import json
import pathlib
import queue
import random
import subprocess
import sys
import tempfile
import threading
import time

SIZE = 1 << 20
HEAD = "What a terrible film. "  # so that the text is a review
CHARACTERS = [chr(code) for code in range(0x21, 0x7F)] + list(
    "\t好。éß½①！…’“—\u00a0\u0301\u0323\u0344\u05d0\u0e01\u1100\u200b\u200d\u202e\u3099ア가\ufdfa\ufeffİﷺ😀𝐀\U0001F1E6")


def texts(pairs):
    for character in CHARACTERS:
        yield f"U+{ord(character):04X}", character
    for first, second in random.Random(9).sample([(a, b) for a in CHARACTERS for b in CHARACTERS if a != b], pairs):
        yield f"U+{ord(first):04X} U+{ord(second):04X}", first + second


def filled(pattern):
    return HEAD + (pattern * (SIZE // len(pattern.encode()) + 1)).encode()[:SIZE].decode(errors="ignore")


class Server:
    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, "--framing", "ndjson", "--no-config"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.published = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        self.send("initialize", {"capabilities": {}}, 1)
        self.send("initialized", {})

    def read(self):
        for line in self.process.stdout:
            message = json.loads(line)
            if message.get("method") == "textDocument/publishDiagnostics":
                self.published.put((time.monotonic(), message["params"]["uri"]))

    def send(self, method, params, number=None):
        message = {"jsonrpc": "2.0", "method": method, "params": params} | ({"id": number} if number else {})
        print(json.dumps(message), file=self.process.stdin, flush=True)

    def open(self, uri, text):
        self.send("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "plaintext", "version": 1, "text": text}})

    def close(self, uri):
        self.send("textDocument/didClose", {"textDocument": {"uri": uri}})

    def delay(self, number, text):
        """Seconds until the findings of a short document arrive, which is opened after a long one."""
        if text:
            self.open("long", text)
        uri = f"short-{number}"
        start = time.monotonic()
        self.open(uri, f"A terrible film, number {number}.")
        while True:
            when, found = self.published.get(timeout=60)
            if found == uri:
                break
        self.close(uri)
        if text:
            self.close("long")
        return when - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--programs", type=pathlib.Path, default=pathlib.Path(".build/release"))
    options = parser.parse_args()
    server = Server(options.programs / "sentiment-lsp")
    server.delay(0, None)
    alone = max(server.delay(-number, None) for number in range(1, 6))
    checks, delays = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, pattern) in enumerate(texts(options.pairs), 1):
            text = filled(pattern)
            path = pathlib.Path(folder, "text.txt")
            path.write_text(text, encoding="utf-8", newline="")
            start = time.monotonic()
            code = subprocess.run([options.programs / "sentiment", "check", path], capture_output=True).returncode
            checks.append((time.monotonic() - start, name))
            if code not in (0, 1):
                sys.exit(f"{name}: check ended with {code}")
            delays.append((server.delay(number, text) - alone, name))
    for title, rows in [("check", checks), ("delay of another document's findings", delays)]:
        print(f"{title}: " + ", ".join(f"{seconds:.3f} s {name}" for seconds, name in sorted(rows, reverse=True)[:5]))
    sys.exit(1 if max(checks)[0] >= 3 or max(delays)[0] > 0.2 else 0)


main()
