" What ALE shows of a buffer, before and after an edit that is not saved, and what its fixer makes:
" {before, after, fixed}.
function! s:Shown(count) abort
  ALELint
  for l:wait in range(200)
    if len(getloclist(0)) == str2nr(a:count)
      break
    endif
    sleep 50m
  endfor
  return map(copy(ale#engine#GetLoclist(bufnr(""))), {_, item ->
        \ [item.lnum, item.col, item.end_lnum, item.end_col, item.type, item.text, item.code]})
endfunction

execute "edit" fnameescape($CDSL_FILE)
let s:before = s:Shown($CDSL_BEFORE)
silent %substitute/emal/email/
let s:after = s:Shown($CDSL_AFTER)
ALEFix
for s:wait in range(200)
  if search('^  flow {$')
    break
  endif
  sleep 50m
endfor
let s:shown = {"before": s:before, "after": s:after, "fixed": join(getline(1, "$"), "\n") . "\n"}
call writefile([json_encode(s:shown)], $CDSL_OUT)
qall!
