" `:make` lints the file as it is on the disk, and fills the quickfix list.
if exists("current_compiler")
  finish
endif
let current_compiler = "cdsl"

let s:compatible = &cpoptions
set cpoptions&vim

" Vim counts columns in bytes.
CompilerSet makeprg=cdsl\ lint\ --format\ gnu-bytes\ %:S
CompilerSet errorformat=%f:%l:%c:\ %trror:\ %m,
      \%f:%l:%c:\ %tarning:\ %m,
      \%f:%l:%c:\ %tote:\ %m,
      \%-Gno\ problems\ in\ %.%#,
      \%-G%\\d%\\+\ %.%#\ in\ %\\d%\\+\ file%.%#

let &cpoptions = s:compatible
unlet s:compatible
