-- The server as `vim.lsp.enable('sentiment_lsp')` starts it. Any of it can be changed with `vim.lsp.config`.
return {
  cmd = { 'sentiment-lsp' },
  filetypes = { 'text', 'csv', 'tsv', 'jsonl' },
  root_markers = { '.sentiment.json', '.git' },
  get_language_id = function(_, filetype) return filetype == 'text' and 'plaintext' or filetype end,
}
