"""The tests' throw-away PostgreSQL, for benchmarks: as scripts they do not have the tests on their path."""

import sys

from children import HERE

sys.path.append(str(HERE.parent))

from tests.support.postgres import postgres_server

__all__ = ["postgres_server"]
