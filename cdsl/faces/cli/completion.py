"""`cdsl completion`: what makes a shell complete commands, options, files and names.

Roof.
"""

import click
from click.shell_completion import ShellComplete, get_completion_class

from cdsl.faces.cli.options import debug_option
from cdsl.faces.cli.terminal import emit

_WHERE = (
    "For good: put the output of `cdsl completion bash` where bash-completion looks "
    "(~/.local/share/bash-completion/completions/cdsl), that of `cdsl completion zsh` as `_cdsl` "
    "in a folder of fpath, that of `cdsl completion fish` in ~/.config/fish/completions/cdsl.fish."
)


@click.command("completion", epilog=_WHERE)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@debug_option
@click.pass_context
def command(context: click.Context, shell: str) -> int:
    """Print what makes a shell complete `cdsl`, names of campaigns and tests included."""
    found = get_completion_class(shell)
    assert found is not None
    complete = found(context.find_root().command, {}, "cdsl", "_CDSL_COMPLETE")
    # The classes ask the installed shell for its version first; the text needs none.
    emit(ShellComplete.source(complete))
    return 0
