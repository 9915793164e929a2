-- Highlights of key phrases, and the commands. This does not start the server.
if vim.g.loaded_sentiment then return end
vim.g.loaded_sentiment = true

for name, link in pairs({
  ['@lsp.typemod.keyPhrase.negative'] = 'DiagnosticWarn',
  ['@lsp.typemod.keyPhrase.positive'] = 'DiagnosticOk',
}) do
  vim.api.nvim_set_hl(0, name, { link = link, default = true })
end

-- The server cannot copy, so the client does.
vim.lsp.commands['sentiment.explanation'] = function(explanation, context)
  require('sentiment').copy(explanation, context)
end

local function command(name, description, run, options)
  vim.api.nvim_create_user_command(name, run, vim.tbl_extend('force', { desc = description }, options or {}))
end

local function sentiment() return require('sentiment') end
local labels = { nargs = 1, complete = function() return { 'positive', 'negative', 'neutral', 'mixed' } end }

command('SentimentSummary', 'Show the number of reviews of each label', function() sentiment().summary() end)
command('SentimentReport', 'Open a report on this file in the browser', function() sentiment().report() end)
command('SentimentExport', 'Open the findings as JSON lines', function() sentiment().export() end)
command('SentimentStatus', 'Show the status of the server', function() sentiment().status() end)
command('SentimentRecheck', 'Classify this file again', function() sentiment().recheck() end)
command('SentimentReload', 'Load the model again', function() sentiment().reload() end)
command('SentimentMark', 'Add this review to the feedback', function(call) sentiment().mark(call.args) end, labels)
command('SentimentNext', 'Go to the next negative review', function(call) sentiment().jump(call.count) end, { count = 1 })
command('SentimentPrevious', 'Go to the previous negative review', function(call) sentiment().jump(-call.count) end, { count = 1 })
