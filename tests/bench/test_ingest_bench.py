"""The bench of the ingest, small, with real processes."""

import pytest

from bot.bench import ingest
from bot.bench.on import On
from tests.bench.test_push_benches import bench


@pytest.mark.soak
@pytest.mark.parametrize("on", On)
def test_small_ingest(on: On) -> None:
    """All that is pushed is accepted and kept, on either database, and somebody alone is told within seconds."""
    report = bench("ingest", "--on", on.value)
    goals = {goal["name"]: goal["value"] for goal in report["goals"]}
    assert goals["notices refused, or accepted and not kept"] == 0
    assert report["figures"][ingest.FULL]["alone_told_after_ms"] < 10_000
