"""Writes the snapshot of the newest schema into tests/snapshots: `python tools/make_snapshot.py`.

A schema that was released has its snapshot for ever. While a new one is still in the making, its
snapshot may be written again with ``--anew``.
"""

import sys

from tests.snapshots.making import make_snapshot, snapshot_of, versions


def main(arguments: list[str]) -> int:
    """Write it; status 1 if it is there and nobody said ``--anew``."""
    snapshot = snapshot_of(versions()[-1])
    if snapshot.exists() and "--anew" not in arguments:
        print(f"{snapshot} is there. Only if its schema was not released yet: --anew")
        return 1
    make_snapshot(snapshot)
    print(f"Wrote {snapshot}: {snapshot.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
