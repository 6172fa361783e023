" Campaign files.
autocmd BufNewFile,BufRead *.cdsl setfiletype cdsl
