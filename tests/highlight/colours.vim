" Called with the names of files as arguments and `g:out`, a folder: writes there a file for each,
" in order, with the syntax groups of a line's bytes on each line.
set nocompatible encoding=utf-8 nomore noswapfile viminfo= nomodeline redrawtime=100000
execute "set runtimepath^=" . fnameescape(g:runtime)
syntax on
let s:number = 0
for s:file in argv()
  execute "silent edit" fnameescape(s:file)
  setlocal filetype=cdsl syntax=cdsl synmaxcol=0
  let s:lines = []
  for s:line in range(1, line("$"))
    call add(s:lines, join(map(range(1, col([s:line, "$"]) - 1),
          \ {_, column -> synIDattr(synID(s:line, column, 1), "name")})))
  endfor
  call writefile(s:lines, g:out . "/" . s:number)
  let s:number += 1
endfor
qall!
