-- Tests Neovim, headless: diagnostics of five reviews, a hover, highlights, an edit; with the plugin of editors/neovim also
-- its commands, code actions and a table. SENTIMENT_CAPTURE names a page into which the screen is copied.
local function fail(message)
  io.stderr:write('neovim: ' .. message .. '\n')
  vim.cmd('cquit 1')
end

local function wait(name, condition)
  if not vim.wait(20000, condition, 20) then fail('timed out waiting for ' .. name) end
end

local path = vim.fn.tempname() .. '.txt'
vim.fn.writefile({
  'A wonderful film, I loved every minute of it.',
  '😀 What a waste of time. The plot was confusing, acting was terrible.',
  'The best meal I have had in years.',
  'Broken after two days, and nobody answers. Avoid this shop.',
  'A warm and funny story with a great cast.',
}, path)
vim.cmd.edit(path)
vim.cmd.setfiletype('text')

local function flagged()
  local lines = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do table.insert(lines, diagnostic.lnum + 1) end
  table.sort(lines)
  return table.concat(lines, ',')
end

wait('diagnostics on the two negative reviews', function() return flagged() == '2,4' end)
local diagnostic = vim.diagnostic.get(0, { lnum = 1 })[1]
if diagnostic.source ~= 'sentiment' or not diagnostic.message:match('^negative %d+%%') then
  fail('unexpected diagnostic: ' .. vim.inspect(diagnostic))
end
if diagnostic.end_col ~= #vim.fn.getline(2) then fail('the range does not end where the review does') end

local client = vim.lsp.get_clients({ name = 'sentiment_lsp', bufnr = 0 })[1]
vim.api.nvim_win_set_cursor(0, { 2, 10 })
local hover = client:request_sync('textDocument/hover', vim.lsp.util.make_position_params(0, client.offset_encoding), 20000, 0)
if not (hover and hover.result and hover.result.contents.value:match('negative')) then
  fail('unexpected hover: ' .. vim.inspect(hover))
end

-- Copies the screen into the page.
local page = vim.env.SENTIMENT_CAPTURE
if page then
  vim.o.columns, vim.o.lines, vim.o.wrap, vim.o.laststatus, vim.o.number = 110, 9, true, 0, true
  vim.diagnostic.config({ virtual_text = { prefix = '■' } })
  vim.cmd.redraw()
  local rows = {}
  for row = 1, 7 do
    local cells = {}
    for column = 1, vim.o.columns do table.insert(cells, vim.fn.screenstring(row, column)) end
    table.insert(rows, (table.concat(cells):gsub('%s+$', '')))
  end
  local text = table.concat(vim.fn.readfile(page, 'b'), '\n')
  local first, last = text:find('<!-- capture: begin -->\n', 1, true), text:find('<!-- capture: end -->', 1, true)
  text = text:sub(1, first - 1) .. '<!-- capture: begin -->\n```text\n' .. table.concat(rows, '\n') .. '\n```\n' .. text:sub(last)
  vim.fn.writefile(vim.split(text, '\n'), page, 'b')
end

vim.api.nvim_buf_set_lines(0, 1, 2, false, { '😀 What a delight. The plot was clever, acting was superb.' })
wait('the diagnostic of the edited review to disappear', function() return flagged() == '4' end)

-- Neovim requests semantic tokens when it draws a window, so they are requested here.
local function ask(method, params)
  params = vim.tbl_extend('error', { textDocument = vim.lsp.util.make_text_document_params(0) }, params or {})
  local answer = client:request_sync(method, params, 20000, 0)
  if not answer or answer.err then fail(method .. ': ' .. vim.inspect(answer)) end
  return answer.result
end
if #ask('textDocument/semanticTokens/full').data == 0 then fail('no semantic tokens') end
if #ask('textDocument/documentSymbol') ~= 5 then fail('five reviews are not five symbols') end

if vim.fn.exists(':SentimentSummary') == 2 then
  local messages = {}
  vim.lsp.handlers['window/showMessage'] = function(_, result) table.insert(messages, result.message) end
  local function expect_message(part)
    wait('the message ' .. part, function() return table.concat(messages, '\n'):find(part, 1, true) ~= nil end)
  end
  vim.cmd('SentimentSummary')
  expect_message('5 reviews: 4 positive (80%), 1 negative (20%)')
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  vim.cmd('SentimentNext')
  if vim.fn.line('.') ~= 4 then fail('the cursor is not on the next negative review') end
  vim.cmd('SentimentPrevious')
  if vim.fn.line('.') ~= 4 then fail('jumps do not wrap around') end
  vim.cmd('SentimentMark positive')
  expect_message('Marked as positive')
  local feedback = vim.fs.joinpath(vim.fs.dirname(path), '.sentiment-feedback.jsonl')
  if not table.concat(vim.fn.readfile(feedback)):find('Broken after two days', 1, true) then fail('the mark is not in the feedback file') end
  vim.fn.delete(feedback)
  vim.cmd('SentimentStatus')
  expect_message('ready')
  vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.title == 'Copy the explanation' end })
  wait('the explanation', function() return vim.fn.getreg('"'):find('^negative %d+%%: .*Broken') ~= nil end)
  vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.title == 'Ignore this review' end })
  wait('the review to be ignored', function() return flagged() == '' end)
  if vim.fn.getline(4) ~= '# sentiment:ignore' then fail('the directive is not above the review') end
  vim.cmd('SentimentExport')
  wait('the export', function() return vim.bo.filetype == 'json' end)
  vim.cmd('bwipeout!')
  vim.cmd('checkhealth sentiment')
  local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
  if not health:find('model default: ready', 1, true) then fail('unexpected health: ' .. health) end
  vim.cmd('bwipeout!')

  local table_path = vim.fn.tempname() .. '.csv'
  vim.fn.writefile({ 'id,text', '1,"A fine film, warm and funny."', '2,"Dull, and far too long."' }, table_path)
  vim.cmd.edit(table_path)
  wait('the diagnostic in a table', function() return flagged() == '3' end)
end

client:stop()
wait('the server to end', function() return client:is_stopped() end)
print('neovim: everything works\n')
vim.cmd('qall!')
