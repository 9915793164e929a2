enum PlaceholderLanguageServerProtocol {}
