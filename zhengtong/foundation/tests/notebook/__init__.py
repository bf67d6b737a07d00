"""A made-up domain of two tables, installed in the test run only, for tests of the ledger."""
