"""A worker that is started again whenever it dies, as the real parent does; says the id of each.

    python -m tests.reviving
"""

import os
import sys

from shop.assembly import create_app
from shop.commands.supervising import work_until_told
from shop.kernel.database import db


def main() -> None:
    app = create_app()
    with app.app_context():
        db.engine.dispose()
    for line in sys.stdin:  # one line asks for one life; none left ends it all
        pid = os.fork()
        if not pid:
            work_until_told(app)
            os._exit(0)
        sys.stdout.write(f"{pid}{line}")
        sys.stdout.flush()
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
