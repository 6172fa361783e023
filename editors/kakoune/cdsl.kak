# cdsl in Kakoune: load it from kakrc with `source …/editors/kakoune/cdsl.kak`.
# The buffer's text is linted under its own name, so that `use "./…"` and `cdsl.toml` are found.

hook global BufCreate .*[.]cdsl %{
    set-option buffer filetype cdsl
}

hook global BufSetOption filetype=cdsl %{
    set-option buffer comment_line '#'
    # Kakoune takes whatever is said on standard error for a failure. Exit code 1 is a finding, not one.
    set-option buffer lintcmd %{
        lint() {
            cdsl lint --format gnu-bytes --stdin-filename "$kak_buffile" - <"$1" 2>"$1.said" ||
                [ $? -eq 1 ] || cat "$1.said" >&2
        }
        lint }
    set-option buffer formatcmd 'cdsl fmt -'
    # kakoune-lsp, where it is loaded.
    try %{
        set-option buffer lsp_servers %{
            [cdsl]
            args = ["lsp"]
            root_globs = ["cdsl.toml", "pyproject.toml", ".git"]
        }
    }
}
