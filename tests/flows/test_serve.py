"""What serving anew makes of runs that are overdue."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from flows.cli.serve import MISSED, make_up_for_missed


class Server:
    """Hands out runs that are overdue, a few at a time, and notes what becomes of them."""

    def __init__(self, *overdue: int) -> None:
        self.overdue = list(overdue)
        self.moments: list[datetime] = []
        self.deleted: list[UUID] = []
        self.created: list[list[str]] = []

    def read_flow_runs(self, *, flow_run_filter: Any, **_: Any) -> list[SimpleNamespace]:
        if flow_run_filter.expected_start_time is None:
            return []
        self.moments.append(flow_run_filter.expected_start_time.before_)
        count = self.overdue.pop(0) if self.overdue else 0
        facts = {"auto_scheduled": True, "tags": [], "run_count": 0}
        return [SimpleNamespace(id=uuid4(), **facts) for _ in range(count)]

    def delete_flow_run(self, run_id: UUID) -> None:
        self.deleted.append(run_id)

    def create_flow_run_from_deployment(self, _: UUID, *, tags: list[str]) -> None:
        self.created.append(tags)


@pytest.mark.parametrize(("overdue", "created"), [((), []), ((2, 1), [[MISSED]])])
def test_one_run_in_place_of_all_that_were_overdue_when_it_was_served(
    monkeypatch: pytest.MonkeyPatch, overdue: tuple[int, ...], created: list[list[str]]
) -> None:
    server = Server(*overdue)
    monkeypatch.setattr("prefect.client.orchestration.get_client", lambda **_: nullcontext(server))
    deployment: Any = SimpleNamespace(apply=uuid4)
    make_up_for_missed([deployment])
    assert (len(server.deleted), server.created) == (sum(overdue), created)
    # However long deleting them takes: what comes due meanwhile is started.
    assert len(set(server.moments)) == 1
