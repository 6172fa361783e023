-- What the keys that the page names do in a buffer, as JSON.
local function wait_for(happened)
  return vim.wait(8000, happened, 50)
end

local function press(keys)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(keys, true, false, true), "mx", false)
end

local function cursor_on(word)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  vim.fn.search("\\V" .. word)
end

local out = {}
vim.o.hidden = true
vim.cmd("edit " .. vim.fn.fnameescape(vim.env.CDSL_FILE))
wait_for(function() return #vim.diagnostic.get(0) == tonumber(vim.env.CDSL_BEFORE) end)

vim.api.nvim_win_set_cursor(0, { 1, 0 })
press("]d")
out.next = vim.api.nvim_win_get_cursor(0)[1]
press("]d")
press("[d")
out.previous = vim.api.nvim_win_get_cursor(0)[1]

cursor_on("country")
local windows = #vim.api.nvim_list_wins()
press("K")
out.explained = wait_for(function() return #vim.api.nvim_list_wins() > windows end)

cursor_on("Bekannt")
press("<C-]>")
out.declared = vim.fn.expand("%:t")
press("<C-o>")
out.back = vim.fn.expand("%:t")

cursor_on("Grüße")
press("grr")
wait_for(function() return #vim.fn.getqflist() > 0 end)
out.references = #vim.fn.getqflist()
vim.cmd("cclose")

out.missing = vim.tbl_filter(function(keys)
  return vim.tbl_isempty(vim.fn.maparg(keys, "n", false, true))
end, { "grn", "gra", "gO" })
out.completes = vim.bo.omnifunc
out.lays_out = vim.bo.formatexpr

vim.fn.writefile({ vim.fn.json_encode(out) }, vim.env.CDSL_OUT)
vim.cmd("qall!")
