" Comments, the width of indentation, `:make` with the linter, and ALE's fixer.
if exists("b:did_ftplugin")
  finish
endif
let b:did_ftplugin = 1

setlocal comments=:##,:# commentstring=#\ %s
setlocal formatoptions-=t formatoptions+=croql
setlocal expandtab shiftwidth=2 softtabstop=2
compiler cdsl

let b:undo_ftplugin = "setlocal comments< commentstring< formatoptions<"
      \ . " expandtab< shiftwidth< softtabstop< makeprg< errorformat<"
      \ . " | unlet! b:current_compiler"

if exists(":ALEFix") == 2
  call ale#fix#registry#Add("cdsl", "ale#fixers#cdsl#Fix", ["cdsl"], "Lay out campaigns with cdsl fmt.")
endif
