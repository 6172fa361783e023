-- What the language server brings to a buffer, as JSON: {before, after, settled} are the diagnostics,
-- the last some time after an edit that is not saved; what stands under the cursor; what becomes of
-- texts. The cursor is put on the word that is looked at.
local function request(method)
  local client = (vim.lsp.get_clients or vim.lsp.get_active_clients)()[1]
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 8000) or {}) do
    return answer.result
  end
end

local function shown(counted)
  local count = tonumber(vim.env[counted])
  vim.wait(8000, function() return #vim.diagnostic.get(0) == count end, 50)
  return vim.tbl_map(function(one)
    return { one.lnum + 1, one.col, one.end_lnum + 1, one.end_col, one.severity, one.message, one.code }
  end, vim.diagnostic.get(0))
end

local function lines(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), "\n") .. "\n"
end

local function cursor_on(word)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  vim.fn.search("\\V" .. word)
  local at = vim.api.nvim_win_get_cursor(0)
  vim.api.nvim_win_set_cursor(0, { at[1], at[2] + 2 })
end

local out = {}
vim.cmd("edit " .. vim.fn.fnameescape(vim.env.CDSL_FILE))
out.before = shown("CDSL_BEFORE")
vim.cmd("silent %substitute/emal/email/")
out.after = shown("CDSL_AFTER")
vim.wait(500)
out.settled = shown("CDSL_AFTER")

cursor_on("email is")
out.hover = request("textDocument/hover").contents.value
out.completion = vim.tbl_map(function(item) return item.label end, request("textDocument/completion").items)
cursor_on('"Bekannt"')
out.definition = request("textDocument/definition")
out.symbols = vim.tbl_map(function(symbol) return symbol.name end, request("textDocument/documentSymbol"))

vim.lsp.buf.rename("Stammkunden")
vim.wait(8000, function() return lines(0):find("Stammkunden") ~= nil end, 50)
out.renamed = lines(0)
local other = vim.fn.bufnr("shared lists.cdsl")
out.declared = other > 0 and lines(other) or vim.NIL

if vim.lsp.buf.format then
  vim.lsp.buf.format({ timeout_ms = 8000 })
else
  vim.lsp.buf.formatting_sync(nil, 8000)
end
out.formatted = lines(0)

vim.fn.writefile({ vim.fn.json_encode(out) }, vim.env.CDSL_OUT)
vim.cmd("qall!")
