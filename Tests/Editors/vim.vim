" Tests Vim, silently, with ALE as editors/vim/README.md sets it up. The result is written to the file that SENTIMENT_RESULT
" names, because the exit code of a silent Vim is an error after any message of any plugin.

function! Fail(message) abort
  call writefile(['vim: ' . a:message], $SENTIMENT_RESULT)
  qall!
endfunction

function! Await(name, condition) abort
  for l:_ in range(1200)
    if a:condition()
      return
    endif
    sleep 50m
  endfor
  call Fail('timed out waiting for ' . a:name)
endfunction

function! Flagged() abort
  return sort(map(copy(ale#engine#GetLoclist(bufnr(''))), 'v:val.lnum'), 'n')
endfunction

let g:ale_hover_to_preview = 1
let g:folder = tempname()
call mkdir(g:folder)
call writefile(['A wonderful film, I loved every minute of it.', '😀 What a waste of time. The plot was confusing, acting was terrible.', 'A warm and funny story with a great cast.'], g:folder . '/reviews.txt')
execute 'edit ' . g:folder . '/reviews.txt'
setfiletype text
ALELint
call Await('the diagnostic', {-> Flagged() == [2]})
if ale#engine#GetLoclist(bufnr(''))[0].text !~# '^negative \d\+%'
  call Fail('unexpected diagnostic: ' . string(ale#engine#GetLoclist(bufnr(''))))
endif

SentimentNext
if line('.') != 2
  call Fail('the cursor is not on the next negative review')
endif

function! Shown() abort
  for l:window in range(1, winnr('$'))
    let l:text = join(getbufline(winbufnr(l:window), 1, '$'), ' ')
    if l:text =~# 'model: '
      return 1
    endif
  endfor
  return 0
endfunction
call cursor(2, 10)
ALEHover
call Await('the hover', function('Shown'))
pclose

" An edit.
call append('$', 'Dull, and far too long.')
ALELint
call Await('the diagnostic of what was added', {-> Flagged() == [2, 4]})

" A code action: the review is ignored.
call cursor(2, 10)
call ale#codefix#Execute(0, {items -> [ale#codefix#ApplyLSPCodeAction(items[0], items[1][0])]})
call Await('the review to be ignored', {-> getline(2) ==# '# sentiment:ignore'})

call writefile(['id,text', '1,"A fine film, warm and funny."', '2,"Dull, and far too long."'], g:folder . '/reviews.csv')
execute 'edit! ' . g:folder . '/reviews.csv'
setfiletype csv
ALELint
call Await('the diagnostic in a table', {-> Flagged() == [3]})
ALEStopAllLSPs
call writefile(['vim: everything works'], $SENTIMENT_RESULT)
qall!
