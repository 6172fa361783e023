"""Marketing campaigns as text: parsed, checked, run over people and activities, and tested."""

from typing import Final

__version__: Final = "0.1.0"
