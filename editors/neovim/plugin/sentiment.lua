-- Highlights of key phrases and the commands; nothing is started from here.
if vim.g.loaded_sentiment then return end
vim.g.loaded_sentiment = true

for name, link in pairs({
  ['@lsp.typemod.keyPhrase.negative'] = 'DiagnosticWarn',
  ['@lsp.typemod.keyPhrase.positive'] = 'DiagnosticOk',
}) do
  vim.api.nvim_set_hl(0, name, { link = link, default = true })
end

-- The server can but show what is to be copied.
vim.lsp.commands['sentiment.explanation'] = function(explanation, context)
  require('sentiment').copy(explanation, context)
end

local function command(name, description, run, options)
  vim.api.nvim_create_user_command(name, run, vim.tbl_extend('force', { desc = description }, options or {}))
end

local function sentiment() return require('sentiment') end
local labels = { nargs = 1, complete = function() return { 'positive', 'negative' } end }

command('SentimentSummary', 'How many reviews have which label', function() sentiment().summary() end)
command('SentimentReport', 'A page on this file, in the browser', function() sentiment().report() end)
command('SentimentExport', 'What was found, as JSON lines', function() sentiment().export() end)
command('SentimentStatus', 'How the server is', function() sentiment().status() end)
command('SentimentRecheck', 'Read this file again', function() sentiment().recheck() end)
command('SentimentReload', 'Load the model again', function() sentiment().reload() end)
command('SentimentMark', 'Note what this review is', function(call) sentiment().mark(call.args) end, labels)
command('SentimentNext', 'To the next negative review', function(call) sentiment().jump(call.count) end, { count = 1 })
command('SentimentPrevious', 'To the one before', function(call) sentiment().jump(-call.count) end, { count = 1 })
