"""What the house forbids and import-linter can't see, read from the source of every module."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "cdsl"
GENERATED = {"cdsl/syntax/tables.py"}
MODULES = sorted(str(path.relative_to(ROOT)) for path in PACKAGE.rglob("*.py"))

LONGEST_FILE = 450
LONGEST_FUNCTION = 70

LAZY = {
    "cdsl/api/engines.py": {"cdsl.api.clustered", "cdsl.api.everybody", "cdsl.api.foreseeing"},
    "cdsl/api/project.py": {
        "cdsl.api.asked",
        "cdsl.api.engines",
        "cdsl.api.explaining",
        "cdsl.api.linting",
        "cdsl.api.loading",
        "cdsl.api.settings",
        "cdsl.api.starting",
        "cdsl.api.testing",
    },
    "cdsl/faces/cli/__init__.py": {"cdsl.faces.cli.group"},
    "cdsl/faces/cli/lsp.py": {"cdsl.faces.lsp.serve"},
    "cdsl/faces/cli/repl.py": {"cdsl.faces.repl.prompt"},
    "cdsl/faces/repl/prompt.py": {"cdsl.faces.highlight.pygments"},
    "cdsl/world/tables/parquet.py": {"pyarrow", "pyarrow.parquet"},
}
"""Imports that may stand in a function: heavy optional guests, and commands loaded when named."""

PURE = ("source", "syntax", "semantics", "world", "interpreter")
"""Rooms without file, clock, chance and environment: these are handed in."""
EXEMPT = (
    "cdsl/source/resources.py",
    "cdsl/syntax/generate.py",
    "cdsl/world/tables/",
)
"""What ships is read in one module, data in one room; the generator is a developer's program."""
COMPILES = {"cdsl/source/data.py": 1}
"""How often a module calls `exec`: data classes are compiled."""
IMPURE_MODULES = {
    *("glob", "io", "os", "pathlib", "random", "secrets", "shutil", "socket", "subprocess"),
    *("sys", "tempfile", "threading", "time", "uuid"),
    "urllib.request",
}
IMPURE_CALLS = {"open", "print", "input", "exec", "eval", "breakpoint"}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}

MUTABLE_MAKERS = {"list", "dict", "set", "bytearray", "defaultdict", "deque", "Counter"}
MUTATORS = {
    *("add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove"),
    *("setdefault", "sort", "reverse", "update"),
}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc"}


def tree_of(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), module)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_its_room_is_for(module: str) -> None:
    assert ast.get_docstring(tree_of(module)), f"{module} has no docstring"


@pytest.mark.parametrize("module", MODULES)
def test_names_say_what_is_inside(module: str) -> None:
    assert not VAGUE.intersection(Path(module).with_suffix("").parts)


@pytest.mark.parametrize("module", sorted(set(MODULES) - GENERATED))
def test_files_and_functions_fit_the_eye(module: str) -> None:
    text = (ROOT / module).read_text(encoding="utf-8")
    long = [
        f"{module}:{node.lineno} {node.name}: {length} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long
    assert text.count("\n") <= LONGEST_FILE


@pytest.mark.parametrize("module", MODULES)
def test_imports_stand_at_the_top(module: str) -> None:
    hidden = {
        name
        for function in ast.walk(tree_of(module))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
        for name in imported(node)
    }
    assert hidden <= LAZY.get(module, set())


@pytest.mark.parametrize("module", sorted(set(MODULES) - GENERATED))
def test_nothing_changes_at_module_level(module: str) -> None:
    """A list, dict or set at module level is a private constant that nothing here changes.

    What other modules read is a tuple, a frozenset or a MappingProxyType.
    """
    assert not list(mutable_state(tree_of(module)))


def is_pure(module: str) -> bool:
    return Path(module).parts[1] in PURE and not module.startswith(EXEMPT)


@pytest.mark.parametrize("module", [module for module in MODULES if is_pure(module)])
def test_file_clock_chance_and_environment_are_handed_in(module: str) -> None:
    found = list(impurities(tree_of(module)))
    compiled = [impurity for impurity in found if impurity.endswith("exec()")]
    assert len(compiled) == COMPILES.get(module, 0)
    assert found == compiled


def test_starting_loads_no_guest_that_it_does_not_need() -> None:
    program = (
        "import sys, cdsl.faces.cli.group, cdsl.faces.cli.check\n"
        "print(*sorted({'lark', 'pyarrow', 'sqlite3', 'asyncio', 'http'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield node.module or "."


def impurities(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        for name in imported(node):
            if IMPURE_MODULES.intersection((name, name.split(".")[0])):
                yield f"line {line_of(node)}: import {name}"
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_CALLS:
                yield f"line {node.lineno}: {name}()"
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if (owner, name) in CLOCKS:
                yield f"line {node.lineno}: {owner}.{name}"


def mutable_state(tree: ast.Module) -> Iterator[str]:
    constants = set()
    for statement in tree.body:
        names, value = assigned(statement)
        if value is None or not is_mutable(value):
            continue
        for name in names:
            if name.startswith("_") and name.isupper():
                constants.add(name)
            elif not (name.startswith("__") and name.endswith("__")):
                yield f"line {statement.lineno}: {name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield f"line {node.lineno}: global {', '.join(node.names)}"
        elif constants.intersection(changed(node)):
            yield f"line {line_of(node)}: changes {', '.join(changed(node))}"


def assigned(statement: ast.stmt) -> tuple[list[str], ast.expr | None]:
    match statement:
        case ast.Assign(targets=targets, value=value):
            return [target.id for target in targets if isinstance(target, ast.Name)], value
        case ast.AnnAssign(target=ast.Name(id=name), value=value):
            return [name], value
        case _:
            return [], None


def is_mutable(value: ast.expr) -> bool:
    match value:
        case ast.List() | ast.Dict() | ast.Set() | ast.ListComp() | ast.DictComp() | ast.SetComp():
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in MUTABLE_MAKERS
        case ast.Call(func=ast.Attribute(value=ast.Name(id="dict"))):
            return True
        case ast.BinOp(left=left, op=ast.BitOr()):
            return is_mutable(left)
        case _:
            return False


def changed(node: ast.AST) -> list[str]:
    match node:
        case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
            return [name]
        case ast.AugAssign(target=ast.Name(id=name)):
            return [name]
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)):
            return [name] if method in MUTATORS else []
        case _:
            return []


def line_of(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 0))
