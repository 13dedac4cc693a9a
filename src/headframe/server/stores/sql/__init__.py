"""Every port on SQLite and PostgreSQL.

`schema` declares the tables and `migrations` brings a database there. Statements are built with SQLAlchemy
Core and run by the engine's own driver (`database`); hot paths are SQL text of their engine.
"""
