"""Leave out of the linear programme what can never run, so that it costs nothing.

A column of zero capacity, a converter without a possible input, or a supply that nobody can take
stays in the ledger (as zeros) and out of the arrays. A zero-size asset therefore changes not one
bit of a run.
"""

from __future__ import annotations

from twin.network.compile import Column, Compiled


def live_columns(compiled: Compiled) -> tuple[Column, ...]:
    """Return the columns that can run in some interval, in their order."""
    forced_in = {f.row.into for f in compiled.fixed if f.row.into}
    forced_out = {f.row.out_of for f in compiled.fixed if f.row.out_of}
    live = [column for column in compiled.columns if not column.never_runs]
    while True:
        supplied = forced_in | {e.bus for c in live for e in c.entries if e.sign > 0}
        taken = forced_out | {e.bus for c in live for e in c.entries if e.sign < 0}
        kept = [c for c in live if _can_run(c, supplied, taken)]
        if len(kept) == len(live):
            return tuple(kept)
        live = kept


def _can_run(column: Column, supplied: set[str], taken: set[str]) -> bool:
    inputs = [e.bus for e in column.entries if e.bus and e.sign < 0]
    outputs = [e.bus for e in column.entries if e.bus and e.sign > 0]
    if any(bus not in supplied for bus in inputs):
        return False
    wanted = any(bus in taken for bus in outputs) or len(outputs) < len(
        [e for e in column.entries if e.sign > 0]
    )
    is_outlet = bool(inputs) and not outputs
    return wanted or is_outlet or column.may_pay
