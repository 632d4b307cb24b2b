"""Alembic's history of the tables, in the order in which they came."""
