-- Neovim 0.11 or later starts the language server by `vim.lsp.enable("cdsl")`.
return {
  cmd = { "cdsl", "lsp" },
  filetypes = { "cdsl" },
  root_markers = { "cdsl.toml", "pyproject.toml", ".git" },
}
