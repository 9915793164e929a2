"""The capabilities of some editors."""

EMPTY = {}

VSCODE = {
    "workspace": {
        "applyEdit": True, "configuration": True, "workspaceFolders": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True, "relativePatternSupport": True},
        "diagnostics": {"refreshSupport": True}, "semanticTokens": {"refreshSupport": True},
        "inlayHint": {"refreshSupport": True}, "codeLens": {"refreshSupport": True},
        "workspaceEdit": {"documentChanges": True},
    },
    "textDocument": {
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source"]}}},
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": False, "dataSupport": True,
                               "tagSupport": {"valueSet": [1, 2]}},
        "synchronization": {"dynamicRegistration": True, "didSave": True},
        "hover": {"dynamicRegistration": True, "contentFormat": ["markdown", "plaintext"]},
        "diagnostic": {"dynamicRegistration": True, "relatedInformation": True, "relatedDocumentSupport": False},
    },
    "window": {"showMessage": {"messageActionItem": {"additionalPropertiesSupport": True}}, "workDoneProgress": True,
               "showDocument": {"support": True}},
    "general": {
        "positionEncodings": ["utf-16"], "markdown": {"parser": "marked", "version": "1.1.0"},
        "staleRequestSupport": {"cancel": True, "retryOnContentModified": []},
    },
}

NEOVIM = {
    "workspace": {
        "applyEdit": True, "configuration": True, "workspaceFolders": True,
        "didChangeConfiguration": {"dynamicRegistration": False},
        "didChangeWatchedFiles": {"dynamicRegistration": False},
    },
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True, "dataSupport": True},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
    },
    "window": {"workDoneProgress": True, "showMessage": {"messageActionItem": {"additionalPropertiesSupport": True}}},
    "general": {"positionEncodings": ["utf-8", "utf-16", "utf-32"]},
}

EGLOT = {
    "workspace": {
        "applyEdit": True, "configuration": True, "workspaceFolders": True,
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": False, "versionSupport": True},
        "hover": {"dynamicRegistration": False, "contentFormat": ["plaintext"]},
    },
    "window": {"workDoneProgress": True},
    "general": {"positionEncodings": ["utf-32", "utf-8", "utf-16"]},
}

ALL = {"vscode": VSCODE, "neovim": NEOVIM, "eglot": EGLOT, "empty": EMPTY}


def with_encoding(encoding, **text_document):
    """The capabilities of a client with one position encoding and related information."""
    return {
        "general": {"positionEncodings": [encoding]},
        "textDocument": {"publishDiagnostics": {"relatedInformation": True}, **text_document},
    }
