"""`cdsl explain-code`: the page of a diagnostic code, from what is installed.

Roof.
"""

import sys

import click
from click.shell_completion import CompletionItem

from cdsl.faces.cli.exits import EPILOG, Exit
from cdsl.faces.cli.layout import table
from cdsl.faces.cli.markdown import markdown
from cdsl.faces.cli.options import debug_option, format_option, offered
from cdsl.faces.cli.terminal import emit, emit_document, has_color, is_terminal, width
from cdsl.source.codes import SEVERITIES, TITLES, spelled
from cdsl.source.reports.document import Json
from cdsl.source.resources import page_text
from cdsl.source.suggest import nearest


def _codes(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    return offered(TITLES, incomplete)


@click.command("explain-code", epilog=EPILOG)
@click.argument("code", required=False, shell_complete=_codes)
@format_option("text", "json")
@debug_option
def command(code: str | None, output_format: str) -> int:
    """Print the page of a diagnostic code: why it is reported, and what to write instead.

    CODE is one such as CDS101; 101 means the same. Without a code, all codes are listed.
    """
    known = None if code is None else _known(code)
    if output_format == "json":
        codes = [_entry(each) for each in TITLES] if known is None else [_explained(known)]
        emit_document({"version": 1, "codes": codes})
    elif known is None:
        emit(_list())
    else:
        emit(_page(known))
    return Exit.GOOD


def _known(code: str) -> str:
    """The code that is meant; a usage error if there is none."""
    meant = spelled(code)
    if meant in TITLES:
        return meant
    near = nearest(meant, TITLES)
    hint = f"Did you mean {near}?" if near else "`cdsl explain-code` lists all codes."
    raise click.UsageError(f"There is no code {code!r}. {hint}")


def _page(code: str) -> str:
    page = page_text(code) or f"# {code}: {TITLES[code]}\n"
    if not is_terminal(sys.stdout):
        return page
    return markdown(page, color=has_color(sys.stdout), width=width(sys.stdout))


def _list() -> str:
    rows = [(code, str(SEVERITIES[code]), title) for code, title in sorted(TITLES.items())]
    return "\n".join(table(("code", "severity", "about"), rows, has_color(sys.stdout)))


def _entry(code: str) -> Json:
    return {"code": code, "severity": str(SEVERITIES[code]), "title": TITLES[code]}


def _explained(code: str) -> Json:
    return {**_entry(code), "page": page_text(code)}
