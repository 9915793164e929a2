print("sentiment-lsp")
