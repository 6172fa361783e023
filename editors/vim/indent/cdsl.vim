" Indentation as `cdsl fmt` makes it: further right for an open bracket, and for a line that goes on
" with what the one before began.
if exists("b:did_indent")
  finish
endif
let b:did_indent = 1

setlocal indentexpr=GetCdslIndent(v:lnum)
execute 'setlocal indentkeys=0{,0},0],0),!^F,o,O,0=and\ ,0=or\ ,0=where\ '
let b:undo_indent = "setlocal indentexpr< indentkeys<"

if exists("*GetCdslIndent")
  finish
endif

let s:closing = '^\s*[])}]'
let s:comment = '^\s*#'
let s:whole = '"\%(\\.\|[^"\\]\)*"\|{{[^{}"\\]*}}' " a text or token

function! GetCdslIndent(number) abort
  " A comment stands where the line below it will.
  let l:at = a:number
  while getline(l:at) =~# s:comment && nextnonblank(l:at + 1)
    let l:at = nextnonblank(l:at + 1)
  endwhile
  let [l:bracket, l:column] = s:Bracket(l:at)
  if getline(l:at) =~# s:closing
    return indent(l:bracket) + (l:at == a:number ? 0 : shiftwidth())
  endif
  let l:inside = l:bracket ? indent(l:bracket) + shiftwidth() : 0
  if l:bracket && getline(l:bracket)[l:column - 1] !=# "{"
    return l:inside
  endif
  let l:last = prevnonblank(a:number - 1)
  while getline(l:last) =~# s:comment
    let l:last = prevnonblank(l:last - 1)
  endwhile
  return l:last == l:bracket ? l:inside : s:Continued(s:Bare(getline(l:at)), l:last, l:inside)
endfunction

" Line and column of the innermost bracket that is open before a line; of its own, if it closes one.
function! s:Bracket(number) abort
  if getline(prevnonblank(a:number - 1)) =~# '^}' && getline(a:number) !~# s:closing
    return [0, 0] " a brace in the first column ends a declaration: no need to search the file
  endif
  let l:cursor = getcurpos()
  call cursor(a:number, match(getline(a:number), '\S') + 1)
  let l:found = searchpairpos('[{[(]', "", '[]})]', "bnW", "s:IsText()")
  call setpos(".", l:cursor)
  return l:found
endfunction

" Whether the cursor is in a text or comment.
function! s:IsText() abort
  let l:before = strpart(getline("."), 0, col(".") - 1)
  return substitute(l:before, s:whole, "", "g") =~# '["#]'
endfunction

" A line without its comment and the inside of its texts and tokens.
function! s:Bare(line) abort
  return substitute(substitute(a:line, s:whole, '""', "g"), '\s*#.*', "", "")
endfunction

" The indentation of a line that may go on with what the last one began.
function! s:Continued(line, last, inside) abort
  let l:before = s:Bare(getline(a:last))
  if a:line =~# '^\s*where\>' || l:before =~# '^\s*where\>.*,$'
    return indent(a:last) + shiftwidth()
  elseif l:before =~# ',$' && indent(a:last) > a:inside
    return indent(a:last)
  elseif l:before =~# ',$'
    return a:inside + (l:before =~# '^\s*[^ :]\+:' ? 0 : shiftwidth())
  elseif a:line =~# '^\s*\%(and\|or\|at\|until\)\>' || l:before =~# '\%(:\|\<with\)$'
    return a:inside + shiftwidth()
  endif
  return a:inside
endfunction
