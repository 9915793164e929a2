-- The configuration of `vim.lsp.enable('sentiment_lsp')`. `vim.lsp.config` overrides any part of it.
local config = {
  cmd = { 'sentiment-lsp' },
  filetypes = { 'text', 'csv', 'tsv', 'jsonl' },
  root_markers = { '.sentiment.json', '.git' },
  get_language_id = function(_, filetype) return filetype == 'text' and 'plaintext' or filetype end,
}

-- Neovim 0.11 ignores the server's request to pull diagnostics again, as after a change of the model; this handles it.
local refresh = 'workspace/diagnostic/refresh'
if not vim.lsp.handlers[refresh] then
  config.capabilities = { workspace = { diagnostics = { refreshSupport = true } } }
  config.handlers = {
    [refresh] = function(_, _, context)
      local client = vim.lsp.get_client_by_id(context.client_id)
      for buffer in pairs(client and client.attached_buffers or {}) do
        local document = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
        client:request('textDocument/diagnostic', document, nil, buffer)
      end
      return vim.NIL
    end,
  }
end
return config
