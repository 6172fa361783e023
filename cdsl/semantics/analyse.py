"""From files to a program: the one door of this floor.

Floor 2. The passes in order: load the files, declare, gather what can be referred to, resolve and
check; each is a room of its own.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from cdsl.semantics.assemble import assemble, with_frames
from cdsl.semantics.assets import AssetKey
from cdsl.semantics.cases import Case
from cdsl.semantics.check.smart_lists import invalid_lists
from cdsl.semantics.declare.declarations import Declarations
from cdsl.semantics.declare.declare import declare
from cdsl.semantics.findings import Findings
from cdsl.semantics.gather import gather
from cdsl.semantics.known import Known
from cdsl.semantics.memory import AnalysisMemory
from cdsl.semantics.memory import resolving as begin
from cdsl.semantics.modules import load
from cdsl.semantics.places import Place, PlacedPart
from cdsl.semantics.program import Program
from cdsl.semantics.resolve.cases import case
from cdsl.semantics.resolve.tokens import type_chain
from cdsl.semantics.setting import Setting
from cdsl.semantics.surroundings import Surroundings
from cdsl.semantics.tokens import Chain
from cdsl.semantics.uses import ChannelTarget, Role, StatusTarget, Use, Uses
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic, Severity
from cdsl.source.span import Source
from cdsl.syntax.cases import Test
from cdsl.syntax.declarations import ChannelDeclaration


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a set of files means, as far as it could be understood.

    `declarations` are what was written, by what it declares, and `parts` what every campaign is
    made of. `uses` are the names in all texts, in order of finding. `cases` are the test blocks of
    the files that were asked for, not of those they use. An engine may run `program` only when
    there is no error among `diagnostics`.
    """

    declarations: Declarations
    parts: Mapping[AssetKey, tuple[PlacedPart, ...]]
    program: Program
    cases: tuple[Case, ...]
    uses: tuple[Use, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        """Whether anything forbids a run."""
        return any(found.severity is Severity.ERROR for found in self.diagnostics)


def analyse(
    roots: Sequence[Source], surroundings: Surroundings, memory: AnalysisMemory | None = None
) -> Analysis:
    """Load, resolve and check the files and all they use.

    Diagnostics are in order of finding. `roots` form one program together. `memory` is that of an
    earlier analysis of the same files: what has not changed since is not resolved again.
    """
    findings, uses = Findings(), Uses()
    modules = load(roots, surroundings, findings)
    declarations = declare(modules, findings, uses)
    known = gather(declarations, surroundings, findings, uses)
    resolving = begin(known, memory)
    program = assemble(resolving)
    invalid = invalid_lists(program.smart_lists)
    cases = tuple(
        with_frames(
            resolving,
            resolving.once(
                ("test", id(node)),
                (node, place.section, place.clone and place.clone.source),
                partial(_case, node, place, invalid),
            ),
            place,
            ("framed", "test", id(node)),
        )
        for node, place in declarations.tests
        if place.file in modules.roots
    )
    if memory is not None:
        memory.kept = resolving.kept
    _note_channels(known)
    return Analysis(declarations, known.parts, program, cases, uses.all(), findings.all())


def _case(node: Test, place: Place, invalid: frozenset[AssetKey], known: Known) -> Case:
    chain = type_chain(known, place)
    setting = Setting(known, place, chain, invalid=invalid, hints=False)
    return case(node, setting, Chain())


def _note_channels(known: Known) -> None:
    """Note the channels of programs, and the statuses that others stand beside."""
    for key, parts in known.declarations.programs.items():
        channel = known.channels_of.get(key)
        if parts.channel is not None and channel is not None:
            node, place = parts.channel
            known.uses.add(place, node.name.span, ChannelTarget(channel.name), Role.USES)
    for shared, place in known.declarations.shared:
        if isinstance(shared, ChannelDeclaration):
            for line in shared.statuses:
                if line.beside is not None:
                    target = StatusTarget(shared.name.text, line.beside.text)
                    known.uses.add(place, line.beside.span, target, Role.USES)
