" Indents the files that are arguments, from nothing; writes the names of those that look otherwise now.
let s:changed = []
for s:file in argv()
  execute "edit!" fnameescape(s:file)
  let s:text = getline(1, "$")
  silent %left
  silent normal! gg=G
  if getline(1, "$") !=# s:text
    call add(s:changed, s:file)
  endif
endfor
call writefile([json_encode(s:changed)], $CDSL_OUT)
qall!
