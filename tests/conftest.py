"""Options that all tests share.

`--accept` rewrites expectations, `--long` searches longer, `--runs` more runs of both engines,
`--vscode` opens VS Code.
"""

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

_RELAXED = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile(
    "short", max_examples=60, deadline=None, derandomize=True, suppress_health_check=_RELAXED
)
# Said, as Hypothesis would begin everywhere at the same place where `CI` is set.
settings.register_profile(
    "long",
    max_examples=2_000,
    deadline=None,
    derandomize=False,
    suppress_health_check=_RELAXED,
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept",
        action="store_true",
        help="rewrite the expectations of the corpus with what comes out now; refused in CI",
    )
    parser.addoption(
        "--long",
        action="store_true",
        help="also run what is marked `long`, and search every property longer",
    )
    parser.addoption(
        "--runs",
        type=int,
        help="how many made-up runs both engines do at least: 200, and 20,000 with --long",
    )
    parser.addoption(
        "--vscode",
        action="store_true",
        help="also drive a real VS Code, which tests/editors/vscode/install installs",
    )


def pytest_configure(config: pytest.Config) -> None:
    # A shell starts what runs in the background deaf to Ctrl-C, and its children with it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.getoption("--accept") and os.environ.get("CI", "") not in ("", "0", "false"):
        raise pytest.UsageError("--accept is refused in CI: expectations are accepted by people")
    settings.load_profile("long" if config.getoption("--long") else "short")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    unwanted = {name for name in ("long", "vscode") if not config.getoption(f"--{name}")}
    left_out = [item for item in items if any(map(item.get_closest_marker, unwanted))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether expectations are to be rewritten."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Whether there is time for a longer search."""
    return bool(request.config.getoption("--long"))
