"""Storage as slow as a flash card's: builds the shim that makes each fsync take 10 ms longer."""

import os
import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")


def slow_fsync_env(folder: Path) -> dict[str, str] | None:
    """The environment that slows fsync down, or ``None`` where no C compiler is."""
    compiler = shutil.which(os.environ.get("CC", "cc")) or shutil.which("gcc")
    if compiler is None:
        return None
    library = folder / "slow_fsync.so"
    if not library.exists() or library.stat().st_mtime < SOURCE.stat().st_mtime:
        command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
        subprocess.run(command, check=True)
    return {"LD_PRELOAD": str(library.resolve())}
