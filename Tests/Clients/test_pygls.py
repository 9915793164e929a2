"""A session with another client: pygls."""

import asyncio

from lsprotocol import types
from pygls.lsp.client import BaseLanguageClient

from client import TIMEOUT, PROGRAM

GOOD, BAD = "A wonderful film, I loved every minute of it.", "What a waste of time, boring and terrible."
URI = "file:///a.txt"


class Client(BaseLanguageClient):
    """Collects the diagnostics."""

    def __init__(self):
        super().__init__("pygls", "2")
        self.diagnostics, self.errors = asyncio.Queue(), []
        self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: self.diagnostics.put_nowait(params))
        self.feature(types.WINDOW_LOG_MESSAGE)(lambda params: None)
        self.feature(types.WORKSPACE_CONFIGURATION)(lambda params: [None for _ in params.items])

    def report_server_error(self, error, source):
        self.errors.append(error)

    async def next_diagnostics(self):
        return await asyncio.wait_for(self.diagnostics.get(), TIMEOUT)


async def converse():
    client = Client()
    await client.start_io(PROGRAM, "--stdio")
    answer = await client.initialize_async(types.InitializeParams(
        process_id=None, root_uri=None,
        capabilities=types.ClientCapabilities(
            workspace=types.WorkspaceClientCapabilities(configuration=True),
            text_document=types.TextDocumentClientCapabilities(
                publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True)),
            general=types.GeneralClientCapabilities(position_encodings=["utf-32"]))))
    assert answer.capabilities.position_encoding == "utf-32" and answer.server_info.name == "sentiment-lsp"
    client.initialized(types.InitializedParams())
    client.text_document_did_open(types.DidOpenTextDocumentParams(
        types.TextDocumentItem(uri=URI, language_id="plaintext", version=1, text=f"{GOOD}\n😀 {BAD}\n")))
    published = await client.next_diagnostics()
    assert published.version == 1 and [each.range.start.line for each in published.diagnostics] == [1]
    assert published.diagnostics[0].range.end.character == 2 + len(BAD)
    hover = await client.text_document_hover_async(types.HoverParams(
        types.TextDocumentIdentifier(URI), types.Position(line=0, character=3)))
    assert "positive" in hover.contents.value
    client.text_document_did_change(types.DidChangeTextDocumentParams(
        types.VersionedTextDocumentIdentifier(uri=URI, version=2),
        [types.TextDocumentContentChangePartial(
            range=types.Range(types.Position(1, 0), types.Position(2, 0)), text="")]))
    published = await client.next_diagnostics()
    assert published.version == 2 and not published.diagnostics
    client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(URI)))
    assert not (await client.next_diagnostics()).diagnostics
    assert await client.shutdown_async(None) is None
    client.exit(None)
    assert await asyncio.wait_for(client._server.wait(), TIMEOUT) == 0
    assert client.diagnostics.empty() and not client.errors
    await client.stop()


def test_a_session_with_pygls():
    asyncio.run(converse())
