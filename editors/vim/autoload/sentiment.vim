" Registers the server with ALE, and implements the commands.

function! sentiment#define(filetype, language) abort
  call ale#linter#Define(a:filetype, {
  \   'name': 'sentiment_lsp',
  \   'lsp': 'stdio',
  \   'executable': {-> get(g:, 'sentiment_executable', 'sentiment-lsp')},
  \   'command': '%e --stdio',
  \   'language': a:language,
  \   'project_root': function('sentiment#root'),
  \   'lsp_config': {-> {'sentiment': get(g:, 'sentiment_settings', {})}},
  \   'initialization_options': {-> get(g:, 'sentiment_settings', {})},
  \ })
endfunction

" The nearest folder with a .sentiment.json, else the folder of the file.
function! sentiment#root(buffer) abort
  let l:file = ale#path#FindNearestFile(a:buffer, '.sentiment.json')
  return fnamemodify(empty(l:file) ? bufname(a:buffer) : l:file, ':p:h')
endfunction

" Goes to the next or the previous negative review of the buffer; wraps around at the ends.
function! sentiment#jump(step) abort
  let l:lines = map(filter(copy(ale#engine#GetLoclist(bufnr(''))), "v:val.linter_name is# 'sentiment_lsp' && v:val.type is# 'W'"), 'v:val.lnum')
  if empty(l:lines)
    echo 'There is no negative review here.'
    return
  endif
  let l:here = line('.')
  if a:step > 0
    let l:next = filter(copy(l:lines), 'v:val > l:here')
    call cursor(empty(l:next) ? min(l:lines) : min(l:next), 1)
  else
    let l:next = filter(copy(l:lines), 'v:val < l:here')
    call cursor(empty(l:next) ? max(l:lines) : max(l:next), 1)
  endif
endfunction
