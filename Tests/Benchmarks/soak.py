#!/usr/bin/env python3
"""Two servers with very many open documents and one feedback file, edited, asked and killed at random.

    python3 Tests/Benchmarks/soak.py [--programs .build/release] [--seconds 300] [--documents 10000] [--seed 1]

Prints messages, kills, memory and marks. Exits with 1 if a request has no response, an acknowledged mark is lost, a line of the
feedback file is no JSON, or a server ends by itself.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

PATIENCE = 120  # seconds for one response


class Server:
    """A server process: its pending requests, and the messages that it has sent."""

    def __init__(self, program, folder):
        self.process = subprocess.Popen(
            [program, "--framing", "ndjson"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self.folder, self.pending, self.sent, self.received = folder, {}, 0, 0
        self.arrival = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()
        self.call("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        self.send({"method": "initialized", "params": {}})

    def read(self):
        for line in self.process.stdout:
            message = json.loads(line)
            with self.arrival:
                self.received += 1
                if "method" not in message:
                    self.pending[message["id"]] = message
                    self.arrival.notify_all()

    def send(self, message):
        self.sent += 1
        print(json.dumps({"jsonrpc": "2.0"} | message), file=self.process.stdin, flush=True)

    def request(self, method, params):
        number = self.sent
        self.pending[number] = None
        self.send({"id": number, "method": method, "params": params})
        return number

    def response(self, number):
        with self.arrival:
            assert self.arrival.wait_for(lambda: self.pending[number], PATIENCE), f"no response in {PATIENCE} s"
            return self.pending.pop(number)

    def call(self, method, params):
        return self.response(self.request(method, params))

    def document(self, number, **more):
        return {"textDocument": {"uri": (self.folder / f"reviews-{number}.txt").as_uri()} | more}

    def open(self, number, version):
        text = f"Room {number} was cold, and breakfast {version} was late.\nI would come again.\n"
        self.send({"method": "textDocument/didOpen", "params": self.document(
            number, languageId="plaintext", version=version, text=text)})

    def memory(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS"))


class Client(threading.Thread):
    """Works with one server after the other until the time is over."""

    def __init__(self, name, options, folder, end):
        super().__init__()
        self.name, self.options, self.folder, self.end = name, options, folder, end
        self.chance = random.Random(f"{options.seed} {name}")
        self.marks, self.kills, self.messages, self.memory, self.failure = set(), 0, 0, [], None

    def run(self):
        try:
            while time.monotonic() < self.end:
                self.live(Server(self.options.programs / "sentiment-lsp", self.folder))
        except (AssertionError, OSError, ValueError) as error:
            self.failure = f"{type(error).__name__}: {error}"

    def live(self, server):
        death = time.monotonic() + self.chance.uniform(0.5, 1.5) * self.options.life
        for number in range(self.options.documents):
            server.open(number, 1)
        server.call("sentiment/status", {})
        first = server.memory()
        while time.monotonic() < min(death, self.end):
            self.step(server)
            assert server.process.poll() is None, f"the server exited with {server.process.returncode}"
        self.memory.append((first, server.memory()))
        if death < self.end:
            # With requests and edits on their way.
            server.request("sentiment/status", {})
            self.kills += 1
        else:
            unanswered = [number for number, response in server.pending.items() if response is None]
            for number in unanswered:
                server.response(number)
        server.process.kill()
        server.process.wait()
        self.messages += server.sent + server.received

    def step(self, server):
        number, version = self.chance.randrange(self.options.documents), 2 + server.sent
        kind = self.chance.randrange(10)
        if kind < 4:
            place = {"line": 0, "character": self.chance.randrange(10)}
            change = {"range": {"start": place, "end": place}, "text": self.chance.choice("xyz ")}
            server.send({"method": "textDocument/didChange", "params": server.document(number, version=version) | {
                "contentChanges": [change]}})
        elif kind < 5:
            server.send({"method": "textDocument/didClose", "params": server.document(number)})
            server.open(number, version)
        elif kind < 7:
            server.call("textDocument/hover", server.document(number) | {"position": {"line": 1, "character": 3}})
        elif kind < 8:
            request = server.request("sentiment/classify", {"texts": [f"Text {version} to cancel."]})
            server.send({"method": "$/cancelRequest", "params": {"id": request}})
            server.response(request)
        else:
            text = f"Mark {len(self.marks)} of client {self.name}."
            arguments = [server.document(number)["textDocument"]["uri"], text, "negative"]
            answer = server.call("workspace/executeCommand", {"command": "sentiment.mark", "arguments": arguments})
            assert "result" in answer, answer
            self.marks.add(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, default=pathlib.Path(".build/release"))
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--life", type=float, default=60, help="seconds between two kills of a server, on average")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, end = pathlib.Path(name), time.monotonic() + options.seconds
        clients = [Client(f"{number}", options, folder, end) for number in (1, 2)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        lines = (folder / ".sentiment-feedback.jsonl").read_text(encoding="utf-8").splitlines()
    failures = [f"client {client.name}: {client.failure}" for client in clients if client.failure]
    found, broken = set(), 0
    for line in lines:
        try:
            found.add(json.loads(line)["text"])
        except ValueError:
            broken += 1
    marks = set().union(*(client.marks for client in clients))
    for client in clients:
        lives = ", ".join(f"{first} to {last} MB" for first, last in client.memory)
        print(f"client {client.name}: {client.messages} messages, {client.kills} kills; memory of each server: {lives}")
    print(f"{len(marks)} marks acknowledged, {len(marks - found)} lost, {broken} broken lines")
    for failure in failures:
        print(failure, file=sys.stderr)
    sys.exit(bool(failures or marks - found or broken))


if __name__ == "__main__":
    main()
