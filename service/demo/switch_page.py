"""The demonstration's own page: where each screen opens, and the switch of each site's line."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from service.demo.line_switch import Lines

STYLE = """
body { font: 18px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; margin: 2rem auto;
  max-width: 60rem; padding: 0 1rem; color: #14201b; background: #f6f4ee }
section { background: #fff; border-radius: 12px; padding: 1rem 1.5rem; margin: 1rem 0 }
button { font: inherit; min-height: 48px; padding: 0 1.5rem; border: 0; border-radius: 8px;
  background: #17614a; color: #fff; cursor: pointer }
.cut button { background: #a4391f }
a { color: #17614a }
"""


@dataclass(frozen=True, slots=True)
class Screens:
    """A place of the demonstration: its site's number and name, and where its screens open."""

    site: str
    name: str
    links: Sequence[tuple[str, str]]


class SwitchPage:
    """Serves the page on this machine alone."""

    def __init__(self, port: int, lines: Lines, places: Sequence[Screens]) -> None:
        page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                said = page.html().encode()
                self.send_response(HTTPStatus.OK)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def do_POST(self) -> None:
                if (name := self.path.removeprefix("/switch/")) in lines.lines:
                    lines.switch(name)
                self.send_response(HTTPStatus.SEE_OTHER)
                self.send_header("Location", "/")
                self.end_headers()

            def log_message(self, *said: Any) -> None:
                """Nobody reads a log of the switches."""

        self.lines, self.places = lines, places
        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def html(self) -> str:
        """The page as things stand."""
        sections = "".join(self._section(each) for each in self.places)
        return (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Twogate demo</title>'
            f"<style>{STYLE}</style><h1>Twogate 两地通</h1>"
            "<p>Two places and a centre. Cut a line, work on, restore it, and watch the footers."
            f"</p>{sections}</html>"
        )

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _section(self, place: Screens) -> str:
        is_cut = self.lines.lines[place.site].is_cut
        state = "cut 已断开 bị ngắt" if is_cut else "connected 已连接 đã nối"
        act = "Restore the line 恢复 Nối lại" if is_cut else "Cut the line 断开 Ngắt"
        links = "".join(
            f'<li><a href="{escape(link)}" target="_blank">{escape(screen)}</a></li>'
            for screen, link in place.links
        )
        return (
            f'<section class="{"cut" if is_cut else ""}">'
            f"<h2>{escape(place.site)} {escape(place.name)}</h2><ul>{links}</ul>"
            f"<p>Line to the centre: {state}</p>"
            f'<form method="post" action="/switch/{escape(place.site)}">'
            f"<button>{act}</button></form></section>"
        )
