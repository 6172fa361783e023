-- Neovim 0.11 or later starts the language server by `vim.lsp.enable("cdsl")`.

local capabilities = vim.lsp.protocol.make_client_capabilities()
capabilities.workspace.diagnostics = { refreshSupport = true }

-- Neovim asks for the diagnostics of a text when that changes, and before 0.12 does not know how a server
-- has it ask again for those that use it.
local function ask_again(_, _, context)
  for _, buffer in ipairs(vim.lsp.get_buffers_by_client_id(context.client_id)) do
    local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
    vim.lsp.buf_request(buffer, "textDocument/diagnostic", params)
  end
  return vim.NIL
end

return {
  cmd = { "cdsl", "lsp" },
  filetypes = { "cdsl" },
  root_markers = { "cdsl.toml", "pyproject.toml", ".git" },
  capabilities = capabilities,
  handlers = { ["workspace/diagnostic/refresh"] = ask_again },
}
