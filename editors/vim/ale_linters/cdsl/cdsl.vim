" ALE: what `cdsl lint` says of the buffer, saved or not.

call ale#Set("cdsl_executable", "cdsl")

" Its lines are documents of their own, and count columns in bytes as Vim does.
function! ale_linters#cdsl#cdsl#Handle(buffer, lines) abort
  let l:types = {"ERROR": "E", "WARNING": "W", "INFO": "I"}
  let l:items = []
  for l:line in filter(copy(a:lines), 'v:val[0] is# "{"')
    let l:found = json_decode(l:line)
    let l:range = get(l:found.location, "range", {"start": {"line": 1, "column": 1}})
    let l:item = {
          \ "filename": l:found.location.path,
          \ "lnum": l:range.start.line,
          \ "col": l:range.start.column,
          \ "type": l:types[l:found.severity],
          \ "text": l:found.message,
          \ "code": l:found.code.value,
          \}
    if has_key(l:range, "end")
      let l:item.end_lnum = l:range.end.line
      let l:item.end_col = max([l:range.end.column - 1, 1])
    endif
    call add(l:items, l:item)
  endfor
  return l:items
endfunction

call ale#linter#Define("cdsl", {
      \ "name": "cdsl",
      \ "executable": {buffer -> ale#Var(buffer, "cdsl_executable")},
      \ "command": "%e lint --format rdjsonl --stdin-filename %s -",
      \ "callback": "ale_linters#cdsl#cdsl#Handle",
      \})
