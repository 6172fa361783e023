"""What is remembered of files while somebody edits them.

Floor 7. Handed from one analysis to the next; whatever it holds only saves work.
"""

from dataclasses import field, replace

from cdsl.api.files import Stamp
from cdsl.semantics.memory import AnalysisMemory
from cdsl.source.data import dataclass
from cdsl.source.span import Source
from cdsl.syntax.parse import Parsed
from cdsl.syntax.rereading import reread
from cdsl.syntax.sections import Sections
from cdsl.tools.lint.memory import LintMemory


@dataclass(slots=True)
class Remembered:
    """Of one program: files on the disk, texts as they were read, assets as they were resolved."""

    disk: dict[str, tuple[Stamp, bytes]] = field(default_factory=dict)
    texts: dict[str, tuple[str, Parsed]] = field(default_factory=dict)
    sections: dict[str, Sections] = field(default_factory=dict)
    analysis: AnalysisMemory = field(default_factory=AnalysisMemory)
    lint: LintMemory = field(default_factory=LintMemory)

    def copy(self) -> "Remembered":
        """The same for an analysis that nothing follows on: what it adds is not kept here."""
        return Remembered(
            dict(self.disk), dict(self.texts), dict(self.sections), replace(self.analysis)
        )

    def read(self, source: Source) -> Parsed:
        """The tree of a file; only the sections that have changed are parsed."""
        known = self.texts.get(source.name)
        if known is not None and known[0] == source.text:
            return known[1]
        parsed, after = reread(source, self.sections.get(source.name))
        if after is not None:
            self.sections[source.name] = after
        self.texts[source.name] = (source.text, parsed)
        return parsed
