"""A project: campaign files, and what may be asked of them.

Floor 7. What running and testing need is imported when it is asked for, so that checking starts
fast.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from errno import ENOENT
from typing import TYPE_CHECKING, Unpack

from cdsl.api.analysis import Understood, understand
from cdsl.api.dependents import Dependents
from cdsl.api.files import (
    IN_MEMORY,
    CampaignFile,
    Path,
    Paths,
    campaign_files,
    given,
    path_of,
    paths_of,
)
from cdsl.semantics.program import CampaignKind
from cdsl.semantics.schema import Field
from cdsl.source.data import dataclass
from cdsl.source.diagnostic import Diagnostic
from cdsl.source.render import in_order

if TYPE_CHECKING:
    from cdsl.api.answers import Answer
    from cdsl.api.asked import Asked
    from cdsl.api.choices import Choice
    from cdsl.api.linting import Fixed
    from cdsl.api.loading import Progress, Tables
    from cdsl.api.running import RunResult
    from cdsl.api.testing import TestResult
    from cdsl.tools.lint.usage import Others


@dataclass(frozen=True, slots=True)
class TestName:
    """A test block: its file, its name, and the line on which it starts, from 1."""

    file: str
    name: str
    line: int

    __test__ = False  # pytest takes every class of such a name for its own


@dataclass(slots=True)
class Project:
    """Campaign files as they were when they were read; each is read and analysed once.

    Made by `Project.open` or `Project.from_texts`. `check` and `test` take each file as a program
    of its own, with what it uses; `run` takes all files together as one program.
    """

    _paths: Sequence[str]
    _root: str | None
    _texts: Mapping[str, str | bytes]
    _understood: dict[tuple[object, ...], Understood] = field(default_factory=dict)
    _dependents: Dependents | None = None

    @staticmethod
    def open(
        paths: Paths,
        *,
        root: Path | None = None,
        texts: Mapping[str, str | bytes] | None = None,
    ) -> "Project":
        """The files at some paths; a folder stands for all `.cdsl` files in it.

        `use` stays inside of `root`: if none is given, the nearest folder above a file that has a
        `cdsl.toml`, a `[tool.cdsl]` in its `pyproject.toml` or a `.git`, else the folder that the
        files have in common. `texts` stand in for files, by path, whether these are there or not.
        Raises OSError for a path that cannot be read.
        """
        texts = {} if texts is None else texts
        several = paths_of(paths)
        return Project(
            tuple(given(several, texts)),
            None if root is None else os.fspath(root),
            {os.path.realpath(path): text for path, text in texts.items()},
        )

    @staticmethod
    def from_texts(texts: Mapping[str, str]) -> "Project":
        """A project of texts by path (`campaign.cdsl`, `shared/lists.cdsl`); no file is read."""
        return Project(tuple(texts), IN_MEMORY, dict(texts))

    @property
    def files(self) -> tuple[str, ...]:
        """The files that were asked for, each once, as they are shown."""
        return tuple(file.shown for file in self._files(together=False))

    def check(self) -> tuple[Diagnostic, ...]:
        """Everything that is wrong or suspicious, in order of file and place, each once.

        Settings of the files' projects and allowances in the files hold as for `lint`.
        """
        from cdsl.api.settings import configured_for, judged

        return in_order(
            found
            for file in self._files(together=False)
            for understood in (self._understand((file,)),)
            for found in judged(
                understood.analysis.diagnostics, understood, configured_for(file, None)
            )
        )

    def lint(
        self, *, now: datetime | None = None, portable: bool | None = None
    ) -> tuple[Diagnostic, ...]:
        """What `check` says and what the linter says, in order of file and place, each once.

        Settings are those of the nearest `cdsl.toml` or `[tool.cdsl]` of each file; `portable`
        replaces what they say. `now` is what schedules are judged by; without it they are not.
        """
        from cdsl.api.linting import linted
        from cdsl.api.settings import configured_for

        return in_order(
            found
            for file in self._files(together=False)
            for found in linted(
                self._understand((file,)),
                configured_for(file, portable),
                now,
                others=self._others(file),
            )
        )

    def fix(
        self, *, now: datetime | None = None, portable: bool | None = None, unsafe: bool = False
    ) -> "tuple[Fixed, ...]":
        """What the files would be with their fixes taken: the safe ones, or with `unsafe` all.

        Nothing is written, see `Fixed.write`.
        """
        from cdsl.api.linting import fixed
        from cdsl.api.settings import configured_for

        return tuple(
            fixed(
                file,
                self._texts,
                configured_for(file, portable),
                now,
                self._others(file),
                unsafe=unsafe,
            )
            for file in self._files(together=False)
        )

    def again(self, texts: Mapping[str, str | bytes]) -> "Project":
        """The same files read anew, with some texts, by resolved path, before those on the disk."""
        return Project(self._paths, self._root, {**self._texts, **texts})

    def run(self, *, progress: "Progress | None" = None, **asked: "Unpack[Asked]") -> "RunResult":
        """Run campaigns over tables; see `cdsl.api.asked.Asked` and `cdsl.api.loading.Tables`.

        Every batch campaign runs, in order of loading and text, or one alone. What is written
        appears as a whole, and not after an error.

        Raises WrongArgumentError for an instant that is none, OSError for a path that cannot be
        read. All else that is wrong is a diagnostic of the result.
        """
        from cdsl.api.asked import asked_of
        from cdsl.api.engines import run_by
        from cdsl.api.loading import nobody_looks

        return run_by(self._program, *asked_of(asked), progress or nobody_looks)

    def engine(self, *, progress: "Progress | None" = None, **asked: "Unpack[Asked]") -> "Choice":
        """Which engine would do a run, and why; for a set-based one also what it would say.

        Arguments and errors are those of `run`. Nothing is written, and no flow is worked out. The
        tables are looked at as the run would do it; of Spark's tables no cell is.
        """
        from cdsl.api.asked import asked_of
        from cdsl.api.engines import engine_of
        from cdsl.api.loading import nobody_looks

        return engine_of(self._program, *asked_of(asked), progress or nobody_looks)

    def why(
        self,
        *,
        campaign: str,
        person: str,
        now: datetime | str,
        until: datetime | str | None = None,
        tokens: Mapping[str, str] | None = None,
        webhook_answers: Path | None = None,
        seed: int = 0,
        whole: bool = False,
        progress: "Progress | None" = None,
        **tables: "Unpack[Tables]",
    ) -> "Answer":
        """Why a person, known by id or email address, enters a campaign or does not.

        See `cdsl.api.explaining.explain`; instants and tables are those of `run`.
        """
        from cdsl.api.explaining import explain
        from cdsl.api.loading import nobody_looks, reading_of
        from cdsl.api.starting import Order

        order = Order(
            now=now,
            until=until,
            campaign=campaign,
            tokens={} if tokens is None else tokens,
            seed=seed,
            webhook_answers=path_of(webhook_answers),
        )
        progress = nobody_looks if progress is None else progress
        return explain(self._program, order, reading_of(tables), person, progress, whole=whole)

    def test(self, *, text: str = "") -> "tuple[TestResult, ...]":
        """Run the test blocks whose name has `text` in it; those of used files do not run."""
        from cdsl.api.testing import test

        return test(self._programs(), text)

    def tests(self, *, text: str = "") -> tuple[TestName, ...]:
        """The test blocks whose name has `text` in it, those of files with errors included."""
        return tuple(
            TestName(source.name, case.name, source.position(case.location.span.start).line)
            for understood in self._programs()
            for case in understood.analysis.cases
            if text.casefold() in case.name.casefold()
            for source in (understood.naming.source(case.location.source),)
        )

    def campaigns(self, *, startable: bool = False) -> tuple[str, ...]:
        """The names of campaigns, or of those that `run` can start: no executable ones.

        They are in order of loading and text.
        """
        program = self._program().analysis.program
        return tuple(
            key.name
            for key, campaign in program.campaigns.items()
            if not startable or campaign.kind is not CampaignKind.EXECUTABLE
        )

    def files_read(self) -> tuple[str, ...]:
        """The files that answers so far depend on, those that were looked for in vain included."""
        paths = [path for understood in self._understood.values() for path in understood.paths]
        return tuple(dict.fromkeys(paths))

    def _programs(self) -> list[Understood]:
        """Each file as a program of its own."""
        return [self._understand((file,)) for file in self._files(together=False)]

    def _program(self, inferred: tuple[Field, ...] = ()) -> Understood:
        """All files as one program; an OSError where there are none.

        Settings of the first file's project and allowances in the files hold as for `check`; what
        is wrong with the settings forbids no run, and is left to it.
        """
        from cdsl.api.settings import configured_for, judged

        files = self._files(together=True)
        if not files:
            raise FileNotFoundError(ENOENT, "there are no .cdsl files")
        understood = self._understand(files, inferred)
        found = understood.analysis.diagnostics
        configured = replace(configured_for(files[0], None), diagnostics=())
        return replace(understood, diagnostics=judged(found, understood, configured))

    def _files(self, *, together: bool) -> tuple[CampaignFile, ...]:
        return campaign_files(self._paths, self._root, together=together)

    def _others(self, file: CampaignFile) -> "Others":
        """The programs of the files that use a file."""
        from cdsl.api.linting import programs

        if self._dependents is None:
            self._dependents = Dependents(self._texts)
        dependents = self._dependents
        return lambda: programs(dependents.of(file), lambda one: self._understand((one,)))

    def _understand(
        self, files: tuple[CampaignFile, ...], inferred: tuple[Field, ...] = ()
    ) -> Understood:
        key = (files, tuple(field.name for field in inferred))
        found = self._understood.get(key)
        if found is None:
            found = self._understood[key] = understand(files, self._texts, inferred)
        return found


def files_at(paths: Paths) -> tuple[str, ...]:
    """The files that paths mean, as `Project.open` takes them; OSError as there."""
    return tuple(given(paths_of(paths), {}))
