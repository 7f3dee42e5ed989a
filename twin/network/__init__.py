"""The network: primitives compiled to columns and ledger rows, checked, and packed into arrays."""
