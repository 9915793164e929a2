-- Drives a real Neovim, headless, with the README's configuration: five reviews, their diagnostics, a hover, an edit.
local function fail(message)
  io.stderr:write('neovim: ' .. message .. '\n')
  vim.cmd('cquit 1')
end

local function wait(what, condition)
  if not vim.wait(20000, condition, 20) then fail('waited in vain for ' .. what) end
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

vim.api.nvim_buf_set_lines(0, 1, 2, false, { '😀 What a delight. The plot was clever, acting was superb.' })
wait('the diagnostic of the mended review to go', function() return flagged() == '4' end)

client:stop()
wait('the server to end', function() return client:is_stopped() end)
print('neovim: diagnostics, hover and edit work\n')
vim.cmd('qall!')
