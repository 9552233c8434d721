"""A barcode reader that types like a keyboard, faster than any finger."""

import time
from typing import Any, Final

from playwright.sync_api import CDPSession, Page

KEY_EVERY_SECONDS: Final = 0.005
_SIGNS: Final = {"-": "Minus", ".": "Period", "/": "Slash", " ": "Space"}

# With the page's clock in the test's hands a key's time is when the page first looks at it, so
# all keys must come within one turn of the page.
_TYPE_IN_PAGE: Final = """keys => keys.forEach(({ key, code }) =>
  document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true })))"""


def read_into(page: Page, text: str) -> None:
    """Type ``text`` and Enter as a reader does: each key carries its own time, 5 ms apart.

    The times are those of the keys, not of their arrival, so a busy machine makes no difference.
    """
    reader = page.context.new_cdp_session(page)
    at = time.time()
    for place, key in enumerate([*text, "Enter"], 1):
        _press(reader, key, at + place * KEY_EVERY_SECONDS)
    reader.detach()


def read_into_stopped_time(page: Page, text: str) -> None:
    """The same for a page whose clock the test has taken over."""
    page.evaluate(_TYPE_IN_PAGE, [{"key": key, "code": _code(key)} for key in [*text, "Enter"]])


def _press(reader: CDPSession, key: str, at: float) -> None:
    said = "\r" if key == "Enter" else key
    stroke: dict[str, Any] = {"key": key, "code": _code(key), "timestamp": at}
    reader.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": said, **stroke})
    reader.send("Input.dispatchKeyEvent", {"type": "keyUp", **stroke})


def _code(key: str) -> str:
    """The place of the key on the keyboard."""
    if key.isdigit():
        return f"Digit{key}"
    return f"Key{key}" if len(key) == 1 and key.isalpha() else _SIGNS.get(key, key)
