-- How many findings a text has, as JSON: [before, after], where the name that it uses is changed in another
-- buffer, unsaved, between the two.
local function settled(buffer, count)
  vim.wait(8000, function() return #vim.diagnostic.get(buffer) == count end, 50)
  return #vim.diagnostic.get(buffer)
end

vim.o.hidden = true
vim.cmd("edit " .. vim.fn.fnameescape(vim.env.CDSL_FILE))
local user = vim.api.nvim_get_current_buf()
local before = settled(user, tonumber(vim.env.CDSL_BEFORE))
vim.cmd("edit " .. vim.fn.fnameescape(vim.fn.fnamemodify(vim.env.CDSL_FILE, ":h") .. "/shared lists.cdsl"))
vim.cmd("silent %substitute/Bekannt/Anders/")
vim.fn.writefile({ vim.fn.json_encode({ before, settled(user, before + 1) }) }, vim.env.CDSL_OUT)
vim.cmd("qall!")
