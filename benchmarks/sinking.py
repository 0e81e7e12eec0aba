"""A real mail server that takes everything and keeps nothing but the count, in a process of its own.

    python -m benchmarks.sinking PORT
"""

import asyncio
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """What it took is told to whoever says NOOP."""

    def __init__(self) -> None:
        self.taken = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
        self.taken += 1
        return "250 taken"

    async def handle_NOOP(self, _server: SMTP, _session: Session, _envelope: Envelope, _words: str) -> str:
        return f"250 {self.taken}"


async def _serve(port: int) -> None:
    sink = Sink()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(sink, hostname="sink"), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
