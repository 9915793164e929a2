" The commands. ALE finds the server through the folder ale_linters.
if exists('g:loaded_sentiment')
  finish
endif
let g:loaded_sentiment = 1

autocmd BufNewFile,BufRead *.jsonl setfiletype jsonl
autocmd BufNewFile,BufRead *.tsv setfiletype tsv
command! SentimentNext call sentiment#jump(1)
command! SentimentPrevious call sentiment#jump(-1)
