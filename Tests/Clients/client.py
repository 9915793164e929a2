"""A client that drives the real program and examines every byte that it sends."""

import json
import os
import pathlib
import queue
import signal
import subprocess
import threading
import time

import strict
from mirror import UNITS, Mirror

PACKAGE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("SENTIMENT_LSP", str(PACKAGE / ".build/release/sentiment-lsp"))
PATIENCE = float(os.environ.get("SENTIMENT_PATIENCE", "30"))
# As an answer to a request of the server: it is refused, or never answered.
REFUSED, SILENCE = object(), object()
REFRESHES = [f"workspace/{view}/refresh" for view in ("diagnostic", "semanticTokens", "inlayHint", "codeLens")]
# What may come at any time without a test's saying so. All of it is examined all the same.
UNASKED = {
    "window/logMessage", "$/progress", "window/workDoneProgress/create", "client/registerCapability",
    "workspace/configuration", *REFRESHES,
}


class Message:
    """A message of the server, and when it came."""

    def __init__(self, json, taken):
        self.json, self.taken, self.time = json, taken, time.monotonic()
        self.method, self.params = json.get("method"), json.get("params")


class Failure(Exception):
    """The answer to a request is an error."""

    def __init__(self, error):
        super().__init__(f"{error['code']} {error['message']}")
        self.code, self.message = error["code"], error["message"]


class Client:
    """Runs a server.

    - capabilities: what the client declares.
    - answers: what the server's requests are answered with, by method: a value, a function of the parameters, REFUSED, SILENCE.
    """

    def __init__(self, *arguments, capabilities=None, framing="lsp", answers=None, environment=None):
        self.capabilities, self.framing = capabilities or {}, framing
        self.settings = {}
        self.answers = {
            "client/registerCapability": None, "window/workDoneProgress/create": None, **dict.fromkeys(REFRESHES),
            "workspace/configuration": self.configuration, **(answers or {}),
        }
        self.encoding = "utf-16"
        self.trace = "off"
        self.documents, self.requests = {}, {}
        # Every document that was opened under a name, in order.
        self.opened = {}
        self.messages, self.problems = [], []
        self.news = threading.Condition()
        self.count = 0
        self.twice, self.expected, self.latest, self.percentages = set(), [], {}, {}
        self.progress, self.own = {}, {}
        self.is_initialized = self.is_answered = False
        if framing == "ndjson":
            arguments += ("--framing", "ndjson")
        self.process = subprocess.Popen(
            [PROGRAM, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})})
        self.errors = b""
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.error_reader = threading.Thread(target=self.read_errors, daemon=True)
        self.outbox = queue.Queue()
        self.writer = threading.Thread(target=self.write_all, daemon=True)
        for thread in (self.reader, self.error_reader, self.writer):
            thread.start()

    # What comes in

    def read(self):
        try:
            while (body := self.next_body()) is not None:
                message = strict.parsed(body)
                strict.check_shape(message)
                with self.news:
                    try:
                        self.take(message)
                    finally:
                        self.news.notify_all()
        except Exception as problem:
            self.report(problem)
        with self.news:
            self.reader = None
            self.news.notify_all()

    def next_body(self):
        stream = self.process.stdout
        if self.framing == "ndjson":
            line = stream.readline()
            assert not line or line.endswith(b"\n"), f"a line that does not end: {line[:200]}"
            return line or None
        header = stream.readline()
        if not header:
            return None
        name, length = header.split(b": ")
        assert name == b"Content-Length" and header.endswith(b"\r\n") and stream.readline() == b"\r\n", header
        body = stream.read(int(length))
        assert len(body) == int(length), "a message that is cut off"
        return body

    def read_errors(self):
        for line in self.process.stderr:
            self.errors += line

    def report(self, problem):
        with self.news:
            self.problems.append(f"{type(problem).__name__}: {problem}")
            self.news.notify_all()

    def take(self, message):
        """Examines a message, and answers it where it is a request."""
        method = message.get("method")
        taken = method in UNASKED
        try:
            if method is None:
                self.take_response(message)
            else:
                strict.check_type(message, method)
                self.take_call(message)
        except Exception as problem:
            self.problems.append(f"{type(problem).__name__}: {str(problem)[:3000]}\n  in {str(message)[:3000]}")
        self.messages.append(Message(message, taken))

    def take_response(self, message):
        if message["id"] is None:
            return strict.check_type(message, None)
        key = json.dumps(message["id"])
        assert key in self.requests, "answers no request, or one that is answered"
        method, params, marks = self.requests[key]
        if key in self.twice:
            self.twice.remove(key)
        else:
            del self.requests[key]
        strict.check_type(message, method)
        if method == "initialize" and "result" in message:
            self.is_answered = True
            self.encoding = message["result"]["capabilities"]["positionEncoding"]
            offered = (self.capabilities.get("general") or {}).get("positionEncodings") or ["utf-16"]
            assert self.encoding in offered and self.encoding in UNITS, self.encoding
        if method not in strict.ABOUT_DOCUMENTS:
            return
        uri = ((params or {}).get("textDocument") or {}).get("uri") if isinstance(params, dict) else None
        if "result" in message and isinstance(uri, str):
            number, version = marks.get(uri, (0, 0))
            texts = [text for document in self.opened.get(uri, [])[number:] for _, text in document.versions[version:]]
            texts += [text for document in self.opened.get(uri, [])[number + 1:] for _, text in document.versions]
            strict.check_result(method, message["result"], texts[::-1], uri, self.encoding, self.shows_related)

    @property
    def shows_related(self):
        capabilities = self.capabilities.get("textDocument", {})
        which = "diagnostic" if "diagnostic" in capabilities else "publishDiagnostics"
        return bool(capabilities.get(which, {}).get("relatedInformation"))

    def take_call(self, message):
        method, params = message["method"], message.get("params")
        assert method in strict.NEEDS, f"the server must not send {method}"
        assert self.is_answered or method in ("window/showMessage", "window/logMessage"), "before the answer to initialize"
        assert strict.has(self.capabilities, strict.NEEDS[method] or ()) or not strict.NEEDS[method], "the client cannot that"
        if method == "client/registerCapability":
            for each in params["registrations"]:
                area, name = each["method"].split("/")
                assert strict.has(self.capabilities, (area, name, "dynamicRegistration")), each
                options = strict.types.METHOD_TO_TYPES[each["method"]][3]
                strict.CONVERTER.structure(each["registerOptions"], options)
        elif method == "$/logTrace":
            assert self.trace != "off" and (self.trace == "verbose" or "verbose" not in params), self.trace
        elif method == "$/progress":
            self.take_progress(params)
        elif method == "textDocument/publishDiagnostics":
            self.take_diagnostics(params)
        if "id" in message:
            assert json.dumps(message["id"]) not in self.own, "an id that was used before"
            self.own[json.dumps(message["id"])] = method
            if method == "window/workDoneProgress/create":
                assert params["token"] not in self.progress
                self.progress[params["token"]] = "created"
            self.answer(message["id"], method, params)

    def take_progress(self, params):
        token, value = params["token"], params["value"]
        kind, state = value["kind"], self.progress.get(token)
        assert token in self.progress, "progress of a token that was not created"
        allowed = {"begin": {"created"}, "report": {"begun"}, "end": {"begun"}}[kind]
        assert state in allowed, f"{kind} after {state}"
        kinds = {"begin": strict.types.WorkDoneProgressBegin, "report": strict.types.WorkDoneProgressReport,
                 "end": strict.types.WorkDoneProgressEnd}
        back = strict.CONVERTER.unstructure(strict.CONVERTER.structure(value, kinds[kind]))
        assert strict.canonical(back) == strict.canonical(value)
        if kind != "end":
            assert self.percentages.get(token, 0) <= value["percentage"] <= 100, "progress that falls"
            self.percentages[token] = value["percentage"]
        self.progress[token] = "ended" if kind == "end" else "begun"

    def take_diagnostics(self, params):
        assert "diagnostic" not in self.capabilities.get("textDocument", {}), "told to a client that asks"
        uri, diagnostics = params["uri"], params["diagnostics"]
        documents = self.opened.get(uri, [])
        assert documents, f"{uri} was never opened"
        if not diagnostics and "version" not in params:
            return
        if len(documents) == 1:
            assert params["version"] >= self.latest.get(uri, params["version"]), "an earlier version than was told before"
            self.latest[uri] = params["version"]
        texts = [text for document in documents for version, text in document.versions if version == params["version"]]
        failures = []
        for text in texts[::-1]:
            try:
                for each in diagnostics:
                    strict.check_diagnostic(each, uri, text, self.encoding, self.shows_related)
                return
            except AssertionError as failure:
                failures.append(str(failure))
        raise AssertionError("; ".join(failures) or f"there is no version {params['version']}")

    def configuration(self, params):
        return [self.settings.get(item.get("scopeUri")) for item in params["items"]]

    def answer(self, id, method, params):
        answer = self.answers.get(method, REFUSED)
        if answer is SILENCE:
            return
        message = {"jsonrpc": "2.0", "id": id}
        if answer is REFUSED:
            message["error"] = {"code": -32601, "message": "The client does not know that."}
            if method == "window/workDoneProgress/create":
                self.progress[params["token"]] = "refused"
        else:
            message["result"] = answer(params) if callable(answer) else answer
        self.outbox.put(self.framed(json.dumps(message).encode()))

    # What goes out

    def framed(self, body):
        return body + b"\n" if self.framing == "ndjson" else b"Content-Length: %d\r\n\r\n%s" % (len(body), body)

    def write_all(self):
        """Writing must never hold reading up."""
        while (data := self.outbox.get()) is not None:
            try:
                self.process.stdin.write(data)
                self.process.stdin.flush()
            except (BrokenPipeError, ValueError):
                pass
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass

    def send_bytes(self, data):
        self.outbox.put(data)

    def send(self, message):
        self.send_bytes(self.framed(json.dumps({"jsonrpc": "2.0", **message}).encode()))

    def notify(self, method, params=None):
        self.send({"method": method} | ({} if params is None else {"params": params}))

    def ask(self, method, params=None, id=None):
        """Sends a request and returns its id."""
        with self.news:
            self.count += 1
            id = self.count if id is None else id
            marks = {uri: (len(each) - 1, len(each[-1].versions) - 1) for uri, each in self.opened.items()}
            self.requests[json.dumps(id)] = method, params, marks
        self.send({"id": id, "method": method} | ({} if params is None else {"params": params}))
        return id

    def request(self, method, params=None):
        return self.response(self.ask(method, params))

    # Documents

    def open(self, uri, text, language="plaintext", version=1):
        self.documents[uri] = Mirror(text, version, self.encoding)
        with self.news:
            self.opened.setdefault(uri, []).append(self.documents[uri])
        self.notify("textDocument/didOpen", {
            "textDocument": {"uri": uri, "languageId": language, "version": version, "text": text}})
        return self.documents[uri]

    def change(self, uri, *changes, version=None):
        """Each change is a text for all, or a range and what is put there."""
        changes = [{"text": each} if isinstance(each, str) else {"range": each[0], "text": each[1]} for each in changes]
        document = self.documents[uri]
        version = document.version + 1 if version is None else version
        with self.news:
            document.change(changes, version)
        self.notify("textDocument/didChange", {
            "textDocument": {"uri": uri, "version": version}, "contentChanges": changes})

    def close_document(self, uri):
        del self.documents[uri]
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def hover(self, uri, part, number=0):
        """The hover over some text of a document."""
        place = self.documents[uri].range(part, number)["start"]
        return self.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": place})

    def ready(self):
        """Waits until the model is loaded: it has read something."""
        self.request("sentiment/classify", {"texts": ["Good."]})

    def pull(self, uri, previous=None):
        params = {"textDocument": {"uri": uri}, "identifier": "sentiment"}
        return self.request("textDocument/diagnostic", params | ({"previousResultId": previous} if previous else {}))

    def flagged(self, uri, diagnostics):
        """The texts that remarks are about."""
        text = self.documents[uri].text
        return [strict.cut(text, each["range"], self.encoding) for each in diagnostics]

    # Waiting

    def wait(self, what, condition, patience=PATIENCE):
        """The first message not taken yet that meets a condition."""
        end = time.monotonic() + patience
        with self.news:
            while True:
                self.raise_problems()
                for message in self.messages:
                    if not message.taken and condition(message):
                        message.taken = True
                        # What is told once more before the rest follows is nothing new.
                        if message.method == "textDocument/publishDiagnostics":
                            self.expected.append(message.json)
                        return message
                if self.reader is None:
                    raise AssertionError(f"The server ended before {what} came; stderr: {self.errors[-2000:]}")
                if time.monotonic() > end:
                    raise AssertionError(f"{what} did not come; there are {[str(each.json)[:300] for each in self.messages[-5:]]}")
                self.news.wait(min(1, max(0.01, end - time.monotonic())))

    def raise_problems(self):
        assert not self.problems, "\n".join(self.problems)

    def response(self, id, patience=PATIENCE):
        json = self.response_message(id, patience).json
        if "error" in json:
            raise Failure(json["error"])
        return json["result"]

    def response_message(self, id, patience=PATIENCE):
        return self.wait(f"the answer to {id}", lambda each: each.method is None and each.json["id"] == id, patience)

    def failure(self, method, params=None):
        try:
            result = self.request(method, params)
        except Failure as failure:
            return failure
        raise AssertionError(f"{method} was answered with {result}")

    def expect(self, method, condition=lambda params: True):
        return self.wait(method, lambda each: each.method == method and condition(each.params)).params

    def wait_seen(self, method, condition=lambda params: True, times=1):
        """The n-th message of a method that may come unasked."""
        end = time.monotonic() + PATIENCE
        with self.news:
            while True:
                self.raise_problems()
                seen = [each for each in self.messages if each.method == method and condition(each.params)]
                if len(seen) >= times:
                    return seen[times - 1]
                assert self.reader and time.monotonic() < end, f"{method} did not come"
                self.news.wait(0.1)

    def forget(self, method):
        """Whatever there is of a method so far is no concern of the test."""
        with self.news:
            for message in self.messages:
                message.taken = message.taken or message.method == method

    def requests_twice(self, key):
        """Two answers are to come for an id that was used twice."""
        with self.news:
            self.twice.add(key)

    def expect_log(self, part):
        """A line of the client's log, which may be read more than once."""
        def condition(message):
            return message.method == "window/logMessage" and part in message.params["message"]
        self.wait_seen("window/logMessage", lambda params: part in params["message"])
        with self.news:
            return [each.params["message"] for each in self.messages if condition(each)]

    def told(self, part):
        return self.expect("window/showMessage", lambda params: part in params["message"])

    def diagnostics(self, uri, version=None, condition=lambda diagnostics: True):
        """The remarks that are told of a version, the current one where none is named; those before are passed over."""
        version = self.documents[uri].version if version is None else version

        def fits(message):
            if message.method != "textDocument/publishDiagnostics" or message.params["uri"] != uri:
                return False
            fits = message.params.get("version") == version and condition(message.params["diagnostics"])
            message.taken = not fits
            return fits

        return self.wait(f"the remarks on {uri}, version {version}", fits).params["diagnostics"]

    def finds(self, uri, expected, by="text"):
        """Waits for remarks on the current version about these texts, or of these severities. While a server is busy it may
        tell some before the others."""
        def shown(remarks):
            return self.flagged(uri, remarks) if by == "text" else [each[by] for each in remarks]
        return self.diagnostics(uri, condition=lambda remarks: shown(remarks) == expected)

    def counts(self, uri, number):
        """Waits for so many remarks on the current version."""
        return self.diagnostics(uri, condition=lambda remarks: len(remarks) == number)

    def cleared(self, uri):
        """Waits for the remarks on a document to be taken back."""
        def fits(message):
            return (message.method == "textDocument/publishDiagnostics" and message.params["uri"] == uri
                    and not message.params["diagnostics"] and "version" not in message.params)
        self.wait(f"no remarks on {uri}", fits)

    def cleared_at_last(self, uri):
        """The same, whatever was told before."""
        self.cleared(uri)
        with self.news:
            for message in self.messages:
                if message.method == "textDocument/publishDiagnostics" and message.params["uri"] == uri:
                    message.taken = True

    # Beginning and end

    def initialize(self, **params):
        self.trace = params.get("trace", "off")
        result = self.request("initialize", {
            "processId": os.getpid(), "rootUri": None, "capabilities": self.capabilities, **params})
        self.notify("initialized", {})
        self.is_initialized = True
        return result

    def end_input(self):
        self.outbox.put(None)
        self.writer.join(PATIENCE)

    def wait_for_end(self, code):
        """The process ends as it should, with nothing left unsaid or unasked."""
        assert self.process.wait(PATIENCE) == code, f"exit code {self.process.returncode}; stderr: {self.errors[-2000:]}"
        self.drain()
        self.error_reader.join(PATIENCE)
        self.raise_problems()
        assert b"Fatal error" not in self.errors, self.errors[-2000:]
        assert not self.requests, f"not answered: {self.requests}"
        left = [each.json for each in self.messages if not each.taken and each.json not in self.expected]
        assert not left, f"nobody expected {str(left)[:2000]}"

    def drain(self):
        """Waits for the end of what the server sends."""
        with self.news:
            assert self.news.wait_for(lambda: self.reader is None, PATIENCE)

    def finish(self, code=0):
        if self.process.poll() is None:
            if self.is_initialized:
                assert self.request("shutdown") is None
                self.notify("exit")
            else:
                self.end_input()
        self.wait_for_end(code)

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.outbox.put(None)

