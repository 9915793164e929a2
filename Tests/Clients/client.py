"""A client that runs the server and validates every message of it."""

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
TIMEOUT = float(os.environ.get("SENTIMENT_TIMEOUT", "30"))
# Instead of an answer to a request of the server: an error, or no response at all.
REFUSED, SILENCE = object(), object()
REFRESHES = [f"workspace/{view}/refresh" for view in ("diagnostic", "semanticTokens", "inlayHint", "codeLens")]
# Messages that may arrive in any test. They are validated, too.
UNSOLICITED = {
    "window/logMessage", "$/progress", "window/workDoneProgress/create", "client/registerCapability",
    "workspace/configuration", *REFRESHES,
}


class Message:
    """A message of the server, the time of its arrival, and whether a test expected it."""

    def __init__(self, json, handled):
        self.json, self.handled, self.time = json, handled, time.monotonic()
        self.method, self.params = json.get("method"), json.get("params")


class ResponseError(Exception):
    """The error that a request was answered with."""

    def __init__(self, error):
        super().__init__(f"{error['code']} {error['message']}")
        self.code, self.message = error["code"], error["message"]


class Client:
    """Runs a server.

    - capabilities: the client's capabilities.
    - answers: by method, the answer to the server's requests: a value, a function of the parameters, REFUSED or SILENCE.
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
        # Every document that was opened under a URI, in order.
        self.opened = {}
        self.messages, self.problems = [], []
        self.changed = threading.Condition()
        self.count = 0
        self.answered_twice, self.expected, self.latest, self.percentages = set(), [], {}, {}
        self.progress, self.server_requests = {}, {}
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

    # Receiving

    def read(self):
        try:
            while (body := self.next_body()) is not None:
                message = strict.parse(body)
                strict.check_shape(message)
                with self.changed:
                    try:
                        self.receive(message)
                    finally:
                        self.changed.notify_all()
        except Exception as problem:
            self.report(problem)
        with self.changed:
            self.reader = None
            self.changed.notify_all()

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
        with self.changed:
            self.problems.append(f"{type(problem).__name__}: {problem}")
            self.changed.notify_all()

    def receive(self, message):
        """Validates a message, and answers it if it is a request."""
        method = message.get("method")
        handled = method in UNSOLICITED
        try:
            if method is None:
                self.receive_response(message)
            else:
                strict.check_type(message, method)
                self.receive_call(message)
        except Exception as problem:
            self.problems.append(f"{type(problem).__name__}: {str(problem)[:3000]}\n  in {str(message)[:3000]}")
        self.messages.append(Message(message, handled))

    def receive_response(self, message):
        if message["id"] is None:
            return strict.check_type(message, None)
        key = json.dumps(message["id"])
        assert key in self.requests, "a response to no open request"
        method, params, marks = self.requests[key]
        if key in self.answered_twice:
            self.answered_twice.remove(key)
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

    def receive_call(self, message):
        method, params = message["method"], message.get("params")
        assert method in strict.NEEDS, f"the server must not send {method}"
        assert self.is_answered or method in ("window/showMessage", "window/logMessage"), "before the answer to initialize"
        assert strict.has(self.capabilities, strict.NEEDS[method] or ()) or not strict.NEEDS[method], "the client does not support this"
        if method == "client/registerCapability":
            for each in params["registrations"]:
                area, name = each["method"].split("/")
                assert strict.has(self.capabilities, (area, name, "dynamicRegistration")), each
                options = strict.types.METHOD_TO_TYPES[each["method"]][3]
                strict.CONVERTER.structure(each["registerOptions"], options)
        elif method == "$/logTrace":
            assert self.trace != "off" and (self.trace == "verbose" or "verbose" not in params), self.trace
        elif method == "$/progress":
            self.receive_progress(params)
        elif method == "textDocument/publishDiagnostics":
            self.receive_diagnostics(params)
        if "id" in message:
            assert json.dumps(message["id"]) not in self.server_requests, "an id that was used before"
            self.server_requests[json.dumps(message["id"])] = method
            if method == "window/workDoneProgress/create":
                assert params["token"] not in self.progress
                self.progress[params["token"]] = "created"
            self.answer(message["id"], method, params)

    def receive_progress(self, params):
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

    def receive_diagnostics(self, params):
        assert "diagnostic" not in self.capabilities.get("textDocument", {}), "pushed diagnostics to a client that pulls them"
        uri, diagnostics = params["uri"], params["diagnostics"]
        documents = self.opened.get(uri, [])
        assert documents, f"{uri} was never opened"
        if not diagnostics and "version" not in params:
            return
        if len(documents) == 1:
            assert params["version"] >= self.latest.get(uri, params["version"]), "an earlier version than the last one"
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
            message["error"] = {"code": -32601, "message": "The client does not support this method."}
            if method == "window/workDoneProgress/create":
                self.progress[params["token"]] = "refused"
        else:
            message["result"] = answer(params) if callable(answer) else answer
        self.outbox.put(self.framed(json.dumps(message).encode()))

    # Sending

    def framed(self, body):
        return body + b"\n" if self.framing == "ndjson" else b"Content-Length: %d\r\n\r\n%s" % (len(body), body)

    def write_all(self):
        """Writes on a thread of its own, so that a full pipe does not block reading."""
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
        with self.changed:
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
        with self.changed:
            self.opened.setdefault(uri, []).append(self.documents[uri])
        self.notify("textDocument/didOpen", {
            "textDocument": {"uri": uri, "languageId": language, "version": version, "text": text}})
        return self.documents[uri]

    def change(self, uri, *changes, version=None):
        """Each change is the whole text, or a pair of a range and its new text."""
        changes = [{"text": each} if isinstance(each, str) else {"range": each[0], "text": each[1]} for each in changes]
        document = self.documents[uri]
        version = document.version + 1 if version is None else version
        with self.changed:
            document.change(changes, version)
        self.notify("textDocument/didChange", {
            "textDocument": {"uri": uri, "version": version}, "contentChanges": changes})

    def close_document(self, uri):
        del self.documents[uri]
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def hover(self, uri, part, number=0):
        """The hover over an occurrence of some text in a document."""
        place = self.documents[uri].range(part, number)["start"]
        return self.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": place})

    def ready(self):
        """Waits until the model is loaded: it has classified a text."""
        self.request("sentiment/classify", {"texts": ["Good."]})

    def pull(self, uri, previous=None):
        params = {"textDocument": {"uri": uri}, "identifier": "sentiment"}
        return self.request("textDocument/diagnostic", params | ({"previousResultId": previous} if previous else {}))

    def flagged(self, uri, diagnostics):
        """The texts of diagnostics' ranges."""
        text = self.documents[uri].text
        return [strict.cut(text, each["range"], self.encoding) for each in diagnostics]

    # Waiting

    def wait(self, name, condition, timeout=TIMEOUT):
        """Waits for an unhandled message that meets a condition, and marks it as handled."""
        end = time.monotonic() + timeout
        with self.changed:
            while True:
                self.raise_problems()
                for message in self.messages:
                    if not message.handled and condition(message):
                        message.handled = True
                        # The server may repeat the same diagnostics before it sends more.
                        if message.method == "textDocument/publishDiagnostics":
                            self.expected.append(message.json)
                        return message
                if self.reader is None:
                    raise AssertionError(f"The server exited before {name} arrived; stderr: {self.errors[-2000:]}")
                if time.monotonic() > end:
                    raise AssertionError(f"{name} did not arrive; the last messages are {[str(each.json)[:300] for each in self.messages[-5:]]}")
                self.changed.wait(min(1, max(0.01, end - time.monotonic())))

    def raise_problems(self):
        assert not self.problems, "\n".join(self.problems)

    def response(self, id, timeout=TIMEOUT):
        json = self.response_message(id, timeout).json
        if "error" in json:
            raise ResponseError(json["error"])
        return json["result"]

    def response_message(self, id, timeout=TIMEOUT):
        return self.wait(f"the answer to {id}", lambda each: each.method is None and each.json["id"] == id, timeout)

    def failure(self, method, params=None):
        try:
            result = self.request(method, params)
        except ResponseError as failure:
            return failure
        raise AssertionError(f"{method} was answered with {result}")

    def expect(self, method, condition=lambda params: True):
        return self.wait(method, lambda each: each.method == method and condition(each.params)).params

    def wait_seen(self, method, condition=lambda params: True, times=1):
        """The n-th message of a method, handled or not."""
        end = time.monotonic() + TIMEOUT
        with self.changed:
            while True:
                self.raise_problems()
                seen = [each for each in self.messages if each.method == method and condition(each.params)]
                if len(seen) >= times:
                    return seen[times - 1]
                assert self.reader and time.monotonic() < end, f"{method} did not arrive"
                self.changed.wait(0.1)

    def forget(self, method):
        """Marks all messages of a method so far as handled."""
        with self.changed:
            for message in self.messages:
                message.handled = message.handled or message.method == method

    def expect_two_answers(self, key):
        """Expects two responses to an id that was used twice."""
        with self.changed:
            self.answered_twice.add(key)

    def expect_log(self, part):
        """All log messages that contain some text; waits for the first."""
        def condition(message):
            return message.method == "window/logMessage" and part in message.params["message"]
        self.wait_seen("window/logMessage", lambda params: part in params["message"])
        with self.changed:
            return [each.params["message"] for each in self.messages if condition(each)]

    def expect_message(self, part):
        return self.expect("window/showMessage", lambda params: part in params["message"])

    def diagnostics(self, uri, version=None, condition=lambda diagnostics: True):
        """Waits for diagnostics of a version, by default the current one; discards those of earlier versions."""
        version = self.documents[uri].version if version is None else version

        def fits(message):
            if message.method != "textDocument/publishDiagnostics" or message.params["uri"] != uri:
                return False
            fits = message.params.get("version") == version and condition(message.params["diagnostics"])
            message.handled = not fits
            return fits

        return self.wait(f"the diagnostics of {uri}, version {version}", fits).params["diagnostics"]

    def finds(self, uri, expected, by="text"):
        """Waits for diagnostics of the current version with these texts or severities. A busy server may send some of them
        before the others."""
        def shown(diagnostics):
            return self.flagged(uri, diagnostics) if by == "text" else [each[by] for each in diagnostics]
        return self.diagnostics(uri, condition=lambda diagnostics: shown(diagnostics) == expected)

    def counts(self, uri, number):
        """Waits for this number of diagnostics of the current version."""
        return self.diagnostics(uri, condition=lambda diagnostics: len(diagnostics) == number)

    def cleared(self, uri):
        """Waits for the server to clear a document's diagnostics."""
        def fits(message):
            return (message.method == "textDocument/publishDiagnostics" and message.params["uri"] == uri
                    and not message.params["diagnostics"] and "version" not in message.params)
        self.wait(f"empty diagnostics of {uri}", fits)

    def cleared_at_last(self, uri):
        """Waits for the same, and discards all earlier diagnostics of the document."""
        self.cleared(uri)
        with self.changed:
            for message in self.messages:
                if message.method == "textDocument/publishDiagnostics" and message.params["uri"] == uri:
                    message.handled = True

    # Start and end

    def initialize(self, **params):
        self.trace = params.get("trace", "off")
        result = self.request("initialize", {
            "processId": os.getpid(), "rootUri": None, "capabilities": self.capabilities, **params})
        self.notify("initialized", {})
        self.is_initialized = True
        return result

    def end_input(self):
        self.outbox.put(None)
        self.writer.join(TIMEOUT)

    def wait_for_end(self, code):
        """Checks that the process exits with a code, has answered everything and has sent nothing unexpected."""
        assert self.process.wait(TIMEOUT) == code, f"exit code {self.process.returncode}; stderr: {self.errors[-2000:]}"
        self.drain()
        self.error_reader.join(TIMEOUT)
        self.raise_problems()
        assert b"Fatal error" not in self.errors, self.errors[-2000:]
        assert not self.requests, f"unanswered requests: {self.requests}"
        left = [each.json for each in self.messages if not each.handled and each.json not in self.expected]
        assert not left, f"unexpected messages: {str(left)[:2000]}"

    def drain(self):
        """Waits for the end of the server's output."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.reader is None, TIMEOUT)

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

