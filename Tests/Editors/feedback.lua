-- Marks a review in Neovim with the plugin of editors/neovim, trains on the feedback with the commands of its page, which
-- SENTIMENT_TRAIN holds, and waits until the review has its new label.
local function fail(message)
  io.stderr:write('feedback: ' .. message .. '\n')
  vim.cmd('cquit 1')
end

local function wait(name, condition)
  if not vim.wait(60000, condition, 20) then fail('timed out waiting for ' .. name) end
end

local folder = vim.fn.tempname()
vim.fn.mkdir(folder, 'p')
vim.cmd.cd(folder)
vim.fn.writefile({ 'The best meal I have had in years.', 'The soup could use more salt, but we will be back.' }, 'reviews.txt')
vim.fn.writefile({ '{"severity": {"uncertain": "information", "neutral": "information"}}' }, '.sentiment.json')
vim.cmd.edit('reviews.txt')
vim.cmd.setfiletype('text')

local function flagged()
  return vim.iter(vim.diagnostic.get(0)):map(function(diagnostic) return diagnostic.lnum + 1 end):join(',')
end

wait('a diagnostic on the second review', function() return flagged() == '2' end)
vim.api.nvim_win_set_cursor(0, { 2, 0 })
vim.cmd('SentimentMark positive')
wait('the mark', function() return vim.uv.fs_stat('.sentiment-feedback.jsonl') ~= nil end)

local training = vim.system({ 'bash', '-e', '-c', vim.env.SENTIMENT_TRAIN }, { cwd = folder, text = true }):wait(120000)
if training.code ~= 0 then fail(training.stderr) end
vim.cmd('SentimentReload')
wait('the diagnostic to go', function() return flagged() == '' end)

local client = vim.lsp.get_clients({ name = 'sentiment_lsp', bufnr = 0 })[1]
local place = vim.lsp.util.make_position_params(0, client.offset_encoding)
local hover = client:request_sync('textDocument/hover', place, 20000, 0)
if not (hover and hover.result and hover.result.contents.value:match('%*%*positive%*%* %d+%%')) then
  fail('unexpected hover: ' .. vim.inspect(hover))
end
client:stop()
wait('the server to end', function() return client:is_stopped() end)
print('feedback: the review has its new label\n')
vim.cmd('qall!')
