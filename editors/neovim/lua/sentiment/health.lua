local M = {}

function M.check()
  vim.health.start('sentiment-lsp')
  local config = vim.lsp.config.sentiment_lsp
  local program = config and type(config.cmd) == 'table' and config.cmd[1] or 'sentiment-lsp'
  if vim.fn.executable(program) == 0 then
    return vim.health.error(program .. ' is not executable', {
      'install it, or set its path: vim.lsp.config("sentiment_lsp", { cmd = { "/path/to/sentiment-lsp" } })',
    })
  end
  vim.health.ok(vim.trim(vim.fn.system({ program, '--version' })) .. ' at ' .. vim.fn.exepath(program))
  if not vim.lsp.is_enabled('sentiment_lsp') then
    vim.health.warn('sentiment_lsp is not enabled', { 'vim.lsp.enable("sentiment_lsp")' })
  end
  local clients = vim.lsp.get_clients({ name = 'sentiment_lsp' })
  if #clients == 0 then return vim.health.info('no buffer uses the server; open a text or CSV file') end
  for _, client in ipairs(clients) do
    local answer = client:request_sync('sentiment/status', {}, 5000, 0)
    local status = answer and answer.result
    if not status then
      vim.health.error('the server does not answer')
    elseif status.state == 'failed' then
      vim.health.error('the model could not be loaded: ' .. status.error)
    else
      vim.health.ok(('model %s: %s; %d documents, %d reviews'):format(
        status.model or 'default', status.state, status.documents, status.reviews))
    end
  end
end

return M
