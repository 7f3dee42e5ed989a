"""Live progress of a run on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from scenarios.simulate import Progress as Step
from scenarios.simulate import Watch


@contextmanager
def live_progress() -> Iterator[Watch]:
    """Yield a watcher that shows month, events and unserved energy so far."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[detail]}"),
        TimeElapsedColumn(),
        console=console,
        transient=not console.is_terminal,
    )
    with bar:
        task = bar.add_task("preparing", total=1.0, detail="")

        def watch(step: Step) -> None:
            if step.stage == "compiling":
                bar.update(task, description="compiling kernels (first run only)")
                return
            detail = f"{step.month}  {step.events:,} events  {step.unserved_mwh:,.3f} MWh unserved"
            bar.update(task, completed=step.share, description=step.stage, detail=detail)

        yield watch
