import pathlib

import pytest

from client import PROGRAM, Client


@pytest.fixture
def start(request):
    """Starts servers. At the end of the test each must exit with 0, have answered everything and sent nothing unexpected."""
    assert pathlib.Path(PROGRAM).exists(), f"{PROGRAM} does not exist; build it, or set SENTIMENT_LSP"
    clients = []

    def start(*arguments, initialize=True, options=None, folders=None, **keywords):
        client = Client(*arguments, **keywords)
        clients.append(client)
        if initialize and client.framing == "lsp":
            params = {} if options is None else {"initializationOptions": options}
            if folders is not None:
                params["workspaceFolders"] = [{"uri": path.as_uri(), "name": path.name} for path in folders]
            client.initialize(**params)
        return client

    yield start
    try:
        if not request.node.is_failed:
            for client in clients:
                if client.process.poll() is None or client.reader is not None or client.messages:
                    client.finish() if client.process.returncode is None else client.wait_for_end(client.process.returncode)
    finally:
        for client in clients:
            client.kill()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    item.is_failed = getattr(item, "is_failed", False) or call.excinfo is not None
    yield


@pytest.fixture
def folder(tmp_path):
    """An empty folder whose name needs escaping in a URI."""
    path = tmp_path / "my reviews 评论"
    path.mkdir()
    return path
