"""TCP numbers for the sites that tests start: no two workers of one machine get the same."""

import os
import socket
from itertools import count

_FIRST, _HOW_MANY = 20_000, 10_000
"""Below what the kernel lends to clients: a site that starts again finds its own still free."""

_ASKED = count()


def free_port() -> int:
    """A TCP number that nobody listens on, another at each call and in each process."""
    for _ in range(_HOW_MANY):
        port = _FIRST + (os.getpid() * 101 + next(_ASKED)) % _HOW_MANY
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("every TCP number of the tests is taken")
