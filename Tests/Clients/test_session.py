"""Long random sessions of edits, hovers, pulls and settings; the client validates every message.

SENTIMENT_SESSIONS sets the number of sessions, SENTIMENT_SEED the first seed.
"""

import json
import os
import random
import time

import pytest

import profiles
from client import TIMEOUT

SESSIONS = int(os.environ.get("SENTIMENT_SESSIONS", "6"))
SEED = int(os.environ.get("SENTIMENT_SEED", "1"))
PIECES = [
    "What a waste of time, boring and terrible. ", "A wonderful film. ", "这部电影太糟糕了。", "好看！", "\n", "\r\n", "\r", "\n\n", " ", "\t",
    "😀", "👩‍👩‍👧", "e\u0301", "𠮷", "\ufeff", "\u2028", "\u0000", '"', '""', ",", ";", "\\n", "\\ud83d", "{", "}", '{"text": "', '"}', "[", "]",
    "text,stars\n", "- ", "# ", "> ", "```\n", "---\n", "sentiment:ignore\n", "# sentiment:ignore-begin\n", "<b>", "*", "a" * 300, "",
]
LANGUAGES = ["plaintext", "csv", "tsv", "jsonl", "json", "markdown", "", "python"]
SETTINGS = [
    {}, {"severity": {"positive": "hint", "neutral": "error"}}, {"split": "line"}, {"split": "paragraph"}, {"minimumLength": 0},
    {"maximumFindings": 2}, {"column": "text"}, {"column": 2}, {"ignore": ["bor+ing"]}, {"enable": False}, {"debounce": 0},
    {"languages": ["plaintext", "csv", "tsv", "jsonl", "json", "markdown"]}, {"uncertainBelow": 0.99}, {"sverity": 1}, {"split": 7},
    {"files": {"**/a*": {"language": "csv"}}}, {"exclude": ["**/b*"]},
]
# Every review gets a diagnostic, so that documents can be compared.
FINAL = {
    "languages": ["plaintext", "csv", "tsv", "jsonl", "json", "markdown"], "debounce": 0, "minimumLength": 1,
    "severity": {"positive": "hint", "neutral": "hint", "none": "hint"},
}


class RandomSession:
    """One session."""

    def __init__(self, client, seed):
        self.client, self.random = client, random.Random(seed)
        self.names = [f"{scheme}{name}" for scheme in ("file:///x/", "untitled:") for name in ("a.txt", "b é.csv", "c")]
        self.asked, self.languages = [], {}

    def text(self, maximum):
        return "".join(self.random.choices(PIECES, k=self.random.randrange(maximum)))

    def place(self, document):
        if self.random.random() < 0.15:
            return {"line": self.random.choice([0, 1, 5, 2**31 - 1]), "character": self.random.choice([0, 1, 3, 2**31 - 1])}
        place = document.position(self.random.randrange(len(document.text) + 1))
        # A position off by one may be inside of a character.
        place["character"] = max(0, place["character"] + self.random.choice([0, 0, 0, 0, 1, -1]))
        return place

    def step(self):
        client, document = self.client, None
        uri = self.random.choice(self.names)
        kind = self.random.random()
        if uri not in client.documents:
            self.languages[uri] = self.random.choice(LANGUAGES)
            client.open(uri, self.text(30), self.languages[uri], self.random.randrange(5))
        elif kind < 0.55:
            self.edit(uri)
        elif kind < 0.75:
            document = client.documents[uri]
            params = {"textDocument": {"uri": uri}, "position": self.place(document)}
            self.asked.append(client.ask("textDocument/hover", params))
        elif kind < 0.82 and "diagnostic" in client.capabilities.get("textDocument", {}):
            self.asked.append(client.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}}))
        elif kind < 0.86 and self.asked:
            client.notify("$/cancelRequest", {"id": self.random.choice(self.asked)})
        elif kind < 0.9:
            self.change_settings()
        elif kind < 0.94:
            texts = [self.text(4) for _ in range(3)]
            self.asked.append(client.ask("sentiment/classify", {"texts": texts, "explain": self.random.random() < 0.5}))
        elif kind < 0.97:
            client.close_document(uri)
        else:
            client.request("sentiment/status")

    def edit(self, uri):
        # Each change of a message applies to the result of the previous one, so positions are made one by one.
        document = self.client.documents[uri]
        before, changes = len(document.versions), []
        for _ in range(self.random.choice([1, 1, 1, 2, 4])):
            change = {"text": self.text(5)}
            if self.random.random() < 0.93:
                change["range"] = {"start": self.place(document), "end": self.place(document)}
                if self.random.random() < 0.4:
                    change["range"]["end"] = change["range"]["start"]
                if self.random.random() < 0.2:
                    change["rangeLength"] = 3
            changes.append(change)
            with self.client.changed:
                document.change([change], document.version)
        with self.client.changed:
            text, version = document.text, document.versions[before - 1][0] + self.random.choice([1, 1, 1, 2, 30])
            del document.versions[before:]
            document.versions.append((version, text))
        self.client.notify("textDocument/didChange", {
            "textDocument": {"uri": uri, "version": version}, "contentChanges": changes})

    def change_settings(self):
        settings = self.random.choice(SETTINGS)
        if self.client.capabilities.get("workspace", {}).get("configuration"):
            self.client.settings[None] = settings
            self.client.notify("workspace/didChangeConfiguration", {"settings": None})
        else:
            self.client.notify("workspace/didChangeConfiguration", {"settings": {"sentiment": settings}})

    def settle(self):
        """Waits for all answers. The client has validated the other messages on arrival."""
        for id in self.asked:
            self.client.response_message(id)
        self.asked = []
        for method in ("textDocument/publishDiagnostics", "window/showMessage"):
            self.client.forget(method)

    def diagnostics(self, uri):
        """The latest diagnostics of the current version: ranges and codes."""
        client, version = self.client, self.client.documents[uri].version
        if "diagnostic" in client.capabilities.get("textDocument", {}):
            items = client.pull(uri)["items"]
        else:
            with client.changed:
                published = [each.params for each in client.messages if each.method == "textDocument/publishDiagnostics"]
            published = [each for each in published if each["uri"] == uri and each.get("version") == version]
            items = published[-1]["diagnostics"] if published else None
        return items if items is None else [(json.dumps(each["range"]), each["code"]) for each in items]

    def check_documents(self):
        """Checks that each document gets the diagnostics of a new document with the same text."""
        client = self.client
        self.settle()
        client.settings[None] = FINAL
        client.notify("workspace/didChangeConfiguration", {"settings": {"sentiment": FINAL}})
        nothing = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
        twins = {}
        for uri, document in list(client.documents.items()):
            if self.languages[uri] == "python":
                continue
            client.change(uri, (nothing, ""))
            twins[uri] = uri.replace("x/", "y/").replace("untitled:", "inmemory:")
            client.open(twins[uri], document.text, self.languages[uri])
        end = time.monotonic() + TIMEOUT
        for uri, twin in twins.items():
            while (one := self.diagnostics(uri)) is None or one != (other := self.diagnostics(twin)):
                client.raise_problems()
                assert time.monotonic() < end, f"{uri} has {one}, a new document with its text {other}"
                client.request("sentiment/status")
        self.settle()


@pytest.mark.parametrize("seed", range(SEED, SEED + SESSIONS))
def test_a_random_session_conforms_to_the_protocol(start, seed):
    session = RandomSession(start(capabilities=profiles.ALL[list(profiles.ALL)[seed % 4]]), seed)
    for number in range(400):
        session.step()
        # Waits now and then, so that the server classifies.
        if number % 20 == 0:
            session.client.ready()
    session.check_documents()
    # Messages may still arrive after shutdown.
    session.client.request("shutdown")
    session.client.notify("exit")
    session.client.process.wait(TIMEOUT)
    session.client.drain()
    session.settle()
