"""What runs of the long and the short tests came to, kept as JSON for the reliability page."""

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path("build/reliability")


def keep(name: str, facts: dict[str, Any]) -> None:
    """Keep the facts of one harness under its name, with the day and the machine of the run."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = {
        "day": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        **facts,
    }
    text = json.dumps(written, ensure_ascii=False, indent=1, sort_keys=True)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
