"""A site's process carries only what a site needs: it starts sooner and leaves memory to others."""

import os
import subprocess
import sys
from pathlib import Path

from service.__main__ import LEFT_OUT
from tests.bench.site_process import site_env
from tests.browser.site import copy_of

NEVER_AT_THE_START = {
    *("alembic", "openpyxl", "segno", "zxingcpp", "numpy", "PIL"),
    *("typer", "httpx", "pygments", "service.cli", "service.demo", "service.console.commands"),
    *("psycopg", "sqlalchemy.dialects.postgresql", "sqlalchemy.orm", "sqlmodel", *LEFT_OUT),
    *("service.hub_app", "service.hub_status", "service.open_hub", "service.postgres"),
    *("service.sync.hub_routes", "service.sync.held_store", "service.reconciliation"),
}
START = """
import sys
import uvicorn
from service.__main__ import main

def look(server):
    server.config.load()
    server.started = True
    print(*(name for name, module in sys.modules.items() if module), sep="\\n")
    app = server.config.loaded_app
    while not hasattr(app, "openapi"):
        app = app.app
    assert "/v1/check-ins" in app.openapi()["paths"]

uvicorn.Server.run = look
sys.argv = ["twogate", "site"]
main()
"""


def test_a_site_starts_without_what_it_rarely_or_never_uses(city: Path, tmp_path: Path) -> None:
    site = copy_of(city, tmp_path / "own")
    said = subprocess.run(
        [sys.executable, "-c", START],
        env={**os.environ, **site_env(site.settings)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(said.stdout.split())
    assert {"service.site_app", "service.checkin.routes", "httptools"} <= loaded, "it did start"
    assert loaded & NEVER_AT_THE_START == set()
    assert "Warning" not in said.stderr, "a log is read by people"
