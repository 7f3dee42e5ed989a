"""Accounts: what the ledger's flows mean in tce, CO2, money, water, waste; flows times factors."""
