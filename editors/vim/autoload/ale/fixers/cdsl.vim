" ALE's fixer: the buffer as `cdsl fmt` lays it out. What does not parse stays as it is.

call ale#Set("cdsl_executable", "cdsl")

function! ale#fixers#cdsl#Fix(buffer) abort
  let l:executable = ale#Escape(ale#Var(a:buffer, "cdsl_executable"))
  return {"command": l:executable . " fmt --stdin-filename %s -"}
endfunction
