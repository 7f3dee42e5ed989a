"""Where are we: scorecards that open down to the ledger."""
