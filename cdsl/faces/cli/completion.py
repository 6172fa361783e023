"""`cdsl completion`: what makes a shell complete commands, options, files and names.

Roof.
"""

import os
import re
from typing import ClassVar, Final

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
)

from cdsl.faces.cli.options import debug_option
from cdsl.faces.cli.terminal import emit

_WHERE = (
    "For good: put the output of `cdsl completion bash` where bash-completion looks "
    "(~/.local/share/bash-completion/completions/cdsl), that of `cdsl completion zsh` as `_cdsl` "
    "in a folder of fpath, that of `cdsl completion fish` in ~/.config/fish/completions/cdsl.fish."
)

_SCRIPT: Final = """\
%(complete_func)s() {
    local response line value
    response=$(
        IFS=$'\\n'
        COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete "$1"
    )
    while IFS= read -r line; do
        value=${line#*,}
        case ${line%%%%,*} in
            dir) COMPREPLY=(); compopt -o dirnames ;;
            file) COMPREPLY=(); compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done <<< "$response"
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class _Bash(BashComplete):
    """Completes names with blanks and quotes, which the script of click's takes apart.

    Bash puts in what is offered as it is: so it comes quoted, as the word that is typed is.
    """

    source_template: ClassVar[str] = _SCRIPT

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before and the one being typed; `=` is a word of its own to bash."""
        words, incomplete = super().get_completion_args()
        return [word for word in words if word != "="], incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """A line of the answer: the type, and the value as it is to be typed."""
        words = os.environ["COMP_WORDS"].split("\n")
        position = int(os.environ["COMP_CWORD"])
        word = words[position] if position < len(words) else ""
        return f"{item.type},{_quoted(str(item.value), word[:1])}"


def _quoted(value: str, quote: str) -> str:
    """A value as it stands after an opening quote, or without one."""
    if quote == "'":
        return value.replace("'", "'\\''")
    return re.sub(r'(["$`\\])' if quote == '"' else r"([^\w@%+,./-])", r"\\\1", value)


add_completion_class(_Bash)


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
