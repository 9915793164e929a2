local M = {}

local function client()
  local found = vim.lsp.get_clients({ name = 'sentiment_lsp', bufnr = 0 })[1]
  if not found then
    vim.notify("sentiment-lsp is not attached to this buffer; see :checkhealth sentiment", vim.log.levels.WARN)
  end
  return found
end

--- Lets the server execute one of its commands. The server itself shows messages and pages.
local function execute(name, arguments, handle)
  local server = client()
  if not server then return end
  local buffer = vim.api.nvim_get_current_buf()
  server:request('workspace/executeCommand', { command = 'sentiment.' .. name, arguments = arguments },
    function(failure, result)
      if failure then return vim.notify('sentiment: ' .. failure.message, vim.log.levels.ERROR) end
      if handle then handle(result, buffer) end
    end)
end

local function uri() return vim.uri_from_bufnr(0) end

function M.summary() execute('summary', { uri() }) end
function M.report() execute('report', { uri() }) end
function M.status() execute('status', {}) end
function M.recheck() execute('recheck', { uri() }) end
function M.reload() execute('reloadModel', {}) end

--- Opens the findings as JSON lines in a new buffer.
function M.export()
  execute('export', { uri() }, function(lines)
    vim.cmd.new()
    vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(vim.trim(lines), '\n'))
    vim.bo.filetype = 'json'
    vim.bo.buftype = 'nofile'
  end)
end

--- Adds the review under the cursor to the feedback, as `positive`, `negative` or, if the model has such a label, `neutral` or `mixed`.
function M.mark(label)
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action) return action.title == 'Mark as ' .. label end,
  })
end

--- Copies the explanation of a label to the unnamed register and, if there is one, the clipboard.
function M.copy(explanation, context)
  vim.lsp.get_client_by_id(context.client_id):request('workspace/executeCommand', {
    command = explanation.command, arguments = explanation.arguments,
  }, function(failure, text)
    if failure then return vim.notify('sentiment: ' .. failure.message, vim.log.levels.ERROR) end
    vim.fn.setreg('"', text)
    if vim.fn.has('clipboard') == 1 then vim.fn.setreg('+', text) end
  end, context.bufnr)
end

local function is_negative(diagnostic)
  local data = vim.tbl_get(diagnostic, 'user_data', 'lsp', 'data')
  return diagnostic.source == 'sentiment' and data and data.polarity == 'negative'
    and diagnostic.code ~= 'mixed' and diagnostic.code ~= 'uncertain'
end

--- Moves `count` negative reviews on, or back if it is negative; wraps around at the ends.
function M.jump(count)
  local places = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    if is_negative(diagnostic) then table.insert(places, { diagnostic.lnum + 1, diagnostic.col }) end
  end
  if #places == 0 then return vim.notify('There is no negative review here.') end
  table.sort(places, function(a, b) return a[1] < b[1] or a[1] == b[1] and a[2] < b[2] end)
  local line, column = unpack(vim.api.nvim_win_get_cursor(0))
  local before = 0 -- the number of reviews that begin before the cursor, and at it
  local here = 0
  for _, place in ipairs(places) do
    if place[1] < line or place[1] == line and place[2] < column then before = before + 1 end
    if place[1] == line and place[2] == column then here = 1 end
  end
  local index = count > 0 and before + here + count or before + 1 + count
  vim.cmd("normal! m'")
  vim.api.nvim_win_set_cursor(0, places[(index - 1) % #places + 1])
end

return M
