#!/usr/bin/env python3
"""Two servers with thousands of open documents share a folder; both are edited, asked and killed at random.

    python3 Tests/Benchmarks/soak.py [--seconds 3600] [--documents 10000] [--kill-every 300] [--programs .build/release]

Prints, for every server process, how long it took to open the documents, the times of its answers, and its memory. Exits with 1
if a request is not answered exactly once within a minute, if an acknowledged mark is lost, if a line of the feedback file is
broken, if an unfinished file is left, if a server ends on its own, or if its memory grows by more than 5 % after its first minute.
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

OPINIONS = ["a wonderful film", "boring and far too long", "the room was dirty", "friendly staff", "broke after a week", "works as described"]


class Client:
    """An editor with one server, which it starts again after each kill."""

    def __init__(self, number, folder, options):
        self.chance, self.folder, self.options, self.name = random.Random(number), folder, options, f"server {number}"
        self.marked, self.problems, self.kills, self.messages = set(), [], 0, 0
        self.until = time.monotonic() + options.seconds

    def run(self):
        while time.monotonic() < self.until and not self.problems:
            try:
                self.live(min(self.until, time.monotonic() + self.chance.expovariate(1 / self.options.kill_every)))
            except BrokenPipeError:
                self.problems.append(f"{self.name}: ended with status {self.process.wait()}")

    def live(self, end):
        """The life of one process; it ends with a kill, or at the end of the test with `shutdown`."""
        self.process = subprocess.Popen(
            [self.options.programs / "sentiment-lsp", "--framing", "ndjson"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.results, self.answered, self.writing, self.times = {}, threading.Condition(), threading.Lock(), []
        reader = threading.Thread(target=self.read, daemon=True)
        reader.start()
        self.ask("initialize", {"processId": None, "rootUri": self.folder.as_uri(), "capabilities": {}})
        self.send("initialized", {})
        start = time.monotonic()
        self.versions = [0] * self.options.documents
        for document in range(self.options.documents):
            self.open(document)
        self.ask("sentiment/status", {})
        opened, early, nextLook = time.monotonic() - start, None, 0
        while (now := time.monotonic()) < end and not self.problems:
            self.step()
            if now - start - opened > 60 and now > nextLook:
                early, nextLook = early or self.memory(), now + 10
                if self.memory() > 1.05 * early:
                    self.problems.append(f"{self.name}: memory grew from {early / 1e6:.0f} to {self.memory() / 1e6:.0f} MB")
        memory, times = self.memory(), sorted(self.times)
        if now < self.until and not self.problems:
            self.kills += 1
            self.process.kill()
        else:
            self.ask("shutdown", None)
            self.send("exit", None)
            if code := self.process.wait(60):
                self.problems.append(f"{self.name}: exit status {code}")
        self.process.wait()
        reader.join()
        percentile = f"{1000 * times[len(times) * 95 // 100]:.1f} ms" if times else "none"
        print(f"{self.name}: {now - start:.0f} s; opening {opened:.1f} s; {len(times)} answers, 95th percentile {percentile}; "
              f"{memory / 1e6:.0f} MB, after the first minute {(early or memory) / 1e6:.0f} MB", flush=True)

    def step(self):
        """One thing that a person does, then a short pause."""
        document = self.chance.randrange(self.options.documents)
        position = {"textDocument": {"uri": self.uri(document)}, "position": {"line": 0, "character": 3}}
        kind = self.chance.randrange(10)
        if kind < 4:
            self.versions[document] += 1
            version = {"uri": self.uri(document), "version": self.versions[document]}
            self.send("textDocument/didChange", {"textDocument": version, "contentChanges": [{"text": self.text()}]})
        elif kind < 7:
            self.ask("textDocument/hover", position)
        elif kind == 7:
            self.send("textDocument/didClose", {"textDocument": {"uri": self.uri(document)}})
            self.open(document)
        elif kind == 8:
            review = f"{self.text()} {self.name}, {self.chance.random()}"
            if self.ask("workspace/executeCommand", {"command": "sentiment.mark", "arguments": [self.uri(document), review, "negative"]}):
                self.marked.add(review)
        else:
            self.ask("textDocument/documentSymbol", position, cancel=True)
        time.sleep(self.chance.uniform(0, 0.05))

    def uri(self, document): return (self.folder / f"{document}.txt").as_uri()

    def text(self): return f"It was {self.chance.choice(OPINIONS)}, and {self.chance.choice(OPINIONS)}. Number {self.chance.randrange(50)}."

    def open(self, document):
        item = {"uri": self.uri(document), "languageId": "plaintext", "version": self.versions[document], "text": self.text()}
        self.send("textDocument/didOpen", {"textDocument": item})

    def send(self, method, params, **rest):
        self.write({"method": method, **({} if params is None else {"params": params}), **rest})

    def write(self, message):
        with self.writing:
            self.messages += 1
            print(json.dumps({"jsonrpc": "2.0", **message}), file=self.process.stdin, flush=True)

    def ask(self, method, params, cancel=False):
        """Whether the request succeeded."""
        number, start = self.messages, time.monotonic()
        self.send(method, params, id=number)
        if cancel:
            self.send("$/cancelRequest", {"id": number})
        with self.answered:
            if not self.answered.wait_for(lambda: number in self.results, 60):
                self.problems.append(f"{self.name}: no answer to {method} within a minute")
                return False
        if method != "sentiment/status":  # it waits for the documents that are being opened
            self.times.append(time.monotonic() - start)
        return self.results[number]

    def read(self):
        for line in self.process.stdout:
            message = json.loads(line) if line.endswith("\n") else {}  # a kill may cut off the last line
            if "id" in message and "method" in message:
                try:
                    self.write({"id": message["id"], "result": None})
                except BrokenPipeError:
                    return
            elif "id" in message:
                with self.answered:
                    if message["id"] in self.results:
                        self.problems.append(f"{self.name}: a second answer to {message['id']}")
                    self.results[message["id"]] = "result" in message
                    self.answered.notify_all()

    def memory(self):
        """Bytes in use, without those of mapped files."""
        lines = pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(1024 * int(line.split()[1]) for line in lines if line.startswith("RssAnon"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--kill-every", type=float, default=300, help="mean seconds between the kills of a server")
    parser.add_argument("--programs", type=pathlib.Path, default=pathlib.Path(".build/release"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        for number in range(options.documents):
            (folder / f"{number}.txt").touch()
        clients = [Client(number, folder, options) for number in (1, 2)]
        threads = [threading.Thread(target=client.run) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        feedback = folder / ".sentiment-feedback.jsonl"
        problems, written = [problem for client in clients for problem in client.problems], set()
        for line in feedback.read_text(encoding="utf-8").splitlines() if feedback.exists() else []:
            try:
                written.add(json.loads(line)["text"])
            except ValueError:
                problems.append(f"a broken line of feedback: {line[:80]}")
        problems += [f"{client.name}: {len(client.marked - written)} marks lost" for client in clients if client.marked - written]
        problems += [f"left over: {file.name}" for file in folder.iterdir() if file.suffix != ".txt" and file != feedback]
        print(f"{sum(client.messages for client in clients)} messages, {sum(client.kills for client in clients)} kills, "
              f"{sum(len(client.marked) for client in clients)} marks")
        print("\n".join(problems) or "nothing was lost")
        sys.exit(1 if problems else 0)


main()
