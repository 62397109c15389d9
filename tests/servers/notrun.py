"""No quiet omission: what this machine could not run is said loudly, and fails a run that may leave nothing out."""

import pytest

from tests.servers.locate import Need

_FIXTURES = {
    "postgres_server": Need.POSTGRES,
    "redis_server": Need.REDIS,
    "chromium_path": Need.CHROMIUM,
}


class NotRun:
    """A pytest plugin: marks tests by the servers they need, and reports every skip after the run.

    `strict` (the variable BUZON_NOTHING_LEFT_OUT) turns any skip, whatever its reason, into a failed run.
    """

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.left_out: dict[str, list[str]] = {}

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the marks known."""
        for need in Need:
            config.addinivalue_line("markers", f"{_mark(need)}: needs {need}; set by itself, from the fixtures used")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Mark each test by the server fixtures it uses, so that `-m needs_postgres` selects them."""
        for item in items:
            for fixture in getattr(item, "fixturenames", ()):
                if fixture in _FIXTURES:
                    item.add_marker(_mark(_FIXTURES[fixture]))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember a skipped test; an expected failure is also reported as skipped, and is none."""
        if not hasattr(report, "wasxfail"):
            self._remember(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember a file that was skipped as a whole."""
        self._remember(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a strict run that left something out."""
        if self.strict and self.left_out and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was not run, and why."""
        if not self.left_out:
            return
        terminalreporter.section("NOT RUN ON THIS MACHINE", sep="!", red=True, bold=True)
        for reason, tests in sorted(self.left_out.items()):
            terminalreporter.line(f"{len(tests)} × {reason}")
            for test in tests:
                terminalreporter.line(f"    {test}")
        if self.strict:
            terminalreporter.line("BUZON_NOTHING_LEFT_OUT is set: this run fails.", red=True)

    def _remember(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.left_out.setdefault(reason.removeprefix("Skipped: "), []).append(report.nodeid)


def _mark(need: Need) -> str:
    return f"needs_{need.name.lower()}"
