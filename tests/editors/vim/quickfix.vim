" What `:make` brings, before and after an edit: {before, after}, each the items of the quickfix list,
" with the columns that the cursor gets to.
function! s:Made() abort
  silent make!
  let l:shown = []
  for l:number in range(1, len(getqflist()))
    execute "silent cc" l:number
    let l:item = getqflist()[l:number - 1]
    call add(l:shown, [line("."), charcol("."), l:item.type, l:item.text, expand("%:p")])
  endfor
  return l:shown
endfunction

execute "edit" fnameescape($CDSL_FILE)
let s:before = s:Made()
silent %substitute/emal/email/
silent write
call writefile([json_encode({"before": s:before, "after": s:Made()})], $CDSL_OUT)
qall!
