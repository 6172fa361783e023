"""Names and texts in quotes, as the language writes them.

Ground floor. Whatever shows a name in quotes asks here, so that what is shown can be written.
"""

from types import MappingProxyType
from typing import Final

_ESCAPES: Final = MappingProxyType(
    str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"})
)


def quoted(text: str) -> str:
    """A text or a name in quotes, with its escapes; braces in it begin no token."""
    return f'"{between_quotes(text)}"'


def between_quotes(text: str) -> str:
    """The same without the quotes."""
    return text.translate(_ESCAPES).replace("{{", "\\{\\{")
