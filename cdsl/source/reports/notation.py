"""How a report writes a character that an encoding lacks: as its own notation escapes it.

Ground floor.
"""

import json
from enum import StrEnum


class Notation(StrEnum):
    """What a report is written in."""

    PLAIN = "plain"
    JSON = "json"
    XML = "xml"


def fitted(text: str, notation: Notation, encoding: str) -> str:
    """The text, so that the encoding has every character of it; it means the same to a reader."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        match notation:
            case Notation.PLAIN:
                return text.encode(encoding, "backslashreplace").decode(encoding)
            case Notation.JSON:
                # Outside of its texts JSON is ASCII.
                return "".join(sign if sign.isascii() else json.dumps(sign)[1:-1] for sign in text)
            case Notation.XML:
                return text.encode("ascii", "xmlcharrefreplace").decode()
    return text
