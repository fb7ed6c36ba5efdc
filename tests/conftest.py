"""What all tests share: the real ledgers, and no silent skips where everything must run."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from cashbuoy_addin.refusals import REFUSALS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from cashbuoy_workbook.texts import Language

# A slow machine is no failure: timings belong in bench/.
# Many properties look at whole ledgers: fewer examples of each keep the run short.
settings.register_profile(
    "cashbuoy", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("cashbuoy")

os.environ["CASHBUOY_LANG"] = "en"  # what refuses says so in English, whatever the machine speaks

CHECKOUT = Path(__file__).parents[1]
_LONG_FIRST = {"e2e": 0, "addin": 1, "realdata": 2}


def shared_folder() -> Path:
    """The real data: CASHBUOY_SHARED_DATA, else shared/data beside the checkout."""
    named = os.environ.get("CASHBUOY_SHARED_DATA")
    return Path(named) if named else CHECKOUT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real ledgers; tests that need it are skipped where it is absent."""
    folder = shared_folder()
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set CASHBUOY_SHARED_DATA to its folder")
    return folder


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, Language], Path]:
    """Copies the demo's workbook and its policy into a folder; each language is built once."""
    from cashbuoy_addin.demo import build_demo  # noqa: PLC0415  # takes a while

    @cache
    def built(language: Language) -> Path:
        return build_demo(tmp_path_factory.mktemp("demo") / "demo.xlsx", language).output

    def copied(folder: Path, language: Language) -> Path:
        shutil.copytree(built(language).parent, folder, dirs_exist_ok=True)
        return folder / "demo.xlsx"

    return copied


@pytest.fixture(scope="session", autouse=True)
def _reasons_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What formulas refuse in tests is not written among the user's own."""
    REFUSALS.file = tmp_path_factory.mktemp("state") / "refusals.json"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "realdata: reads the real ledgers")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Folders whose files take long go first: else the last of them keeps one core busy while the
    others idle. The order within a folder stays."""
    items.sort(key=lambda item: _LONG_FIRST.get(item.path.parent.name, len(_LONG_FIRST)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CI=true a skipped test is a failed test: there, everything must have run."""
    report = yield
    expected_failure = hasattr(report, "wasxfail")
    if report.skipped and not expected_failure and _everything_must_run():
        reason = call.excinfo.value if call.excinfo else "no reason given"
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: skipped although CI=true: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for modules that skip themselves as a whole (pytest.importorskip)."""
    report = yield
    if report.outcome == "skipped" and _everything_must_run():
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid}: skipped although CI=true: {report.longrepr}"
    return report


def _everything_must_run() -> bool:
    return os.environ.get("CI", "").lower() == "true"
