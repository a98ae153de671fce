"""How far a run is, as a bar in the terminal; nothing where standard error is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text

if TYPE_CHECKING:
    from flows.progress import Progress as Run


class _Words(ProgressColumn):
    """Documents done, how many a second, and the time that is left if the rest goes as fast."""

    def __init__(self, run: Run) -> None:
        self._run = run
        super().__init__()

    def render(self, task: Task) -> Text:
        done, fraction, elapsed = self._run.done, self._run.fraction, task.elapsed
        words = f"{done:,} documents"
        if elapsed and fraction:
            left = timedelta(seconds=round(elapsed * (1 - fraction) / fraction))
            words += f", {done / elapsed:,.0f}/s, {left} left"
        return Text(words)


@contextmanager
def bar(run: Run) -> Iterator[None]:
    """Show a run's progress on standard error until the end, then leave no trace of it."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield
        return

    class Polling(Progress):
        """Asks the run how far it is whenever it is drawn."""

        def get_renderables(self) -> Iterator[object]:  # type: ignore[override]
            for task in self.task_ids:
                self.update(task, completed=run.fraction)
            yield from super().get_renderables()

    columns = (
        TextColumn("extracting"),
        BarColumn(),
        _Words(run),
    )
    with Polling(*columns, console=console, transient=True, refresh_per_second=4) as shown:
        shown.add_task("extracting", total=1.0)
        yield
