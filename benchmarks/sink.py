"""python -m benchmarks.sink FILE: a mail server that takes everything. The first line of FILE is its port, each other one a letter: when it came, its Message-ID."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.MULTILINE | re.IGNORECASE)


class Sink:
    def __init__(self, file) -> None:
        self.file = file

    async def handle_DATA(self, server, session, envelope) -> str:
        found = MESSAGE_ID.search(envelope.content)
        self.file.write(f"{time.monotonic():.4f} {found[1].decode() if found else '-'}\n")
        self.file.flush()
        return "250 Taken"


async def serve(path: Path) -> None:
    with path.open("w") as file:
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(Sink(file), hostname="localhost"), "127.0.0.1", 0)
        file.write(f"{server.sockets[0].getsockname()[1]}\n")
        file.flush()
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
