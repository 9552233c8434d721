"""One page of the site in one browser: found by its words, touched, typed at, scanned into."""

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.reader import read_into, read_into_stopped_time
from tests.browser.site import PINS, Site
from tests.browser.watch import Watch
from tests.browser.words import LANGUAGES, Language, Surface, Words

Size = Literal["kiosk", "phone", "small_phone", "desk", "office", "hall"]

SIZES: Final[dict[Size, tuple[int, int]]] = {
    "kiosk": (1080, 1920),
    "phone": (390, 844),
    "small_phone": (320, 568),
    "desk": (1366, 768),
    "office": (1280, 800),
    "hall": (1920, 1080),
}
OWN_NAMES: Final[dict[Language, str]] = {
    "zh-CN": "中文",
    "vi": "Tiếng Việt",
    "en": "English",
}


@dataclass(slots=True)
class Screen:
    """An open page; ``t`` gives its words, in the language that it is read in now."""

    surface: Surface
    site: Site
    context: BrowserContext
    page: Page
    t: Words
    watch: Watch
    time_is_ours: bool = False
    _shown: Locator = field(init=False)

    def __post_init__(self) -> None:
        self._shown = self.page.locator("h1").first

    def shows(self, key: str, *, within: float = 10, **parameters: object) -> None:
        """The title of the screen is this, or becomes it within so many seconds."""
        expect(self._shown).to_have_text(self.t(key, **parameters), timeout=within * 1000)

    def says(self, key: str, *, within: float = 10, **parameters: object) -> None:
        """This text can be read somewhere on the screen."""
        found = self.page.get_by_text(self.t(key, **parameters)).filter(visible=True)
        expect(found.first).to_be_visible(timeout=within * 1000)

    def button(self, key: str, **parameters: object) -> Locator:
        """The button whose word this is; a hint or the name of a key may follow it."""
        begins = re.compile(rf"^\s*{re.escape(self.t(key, **parameters))}(?=\s|$)")
        return self.page.get_by_role("button", name=begins)

    def press(self, key: str, **parameters: object) -> None:
        self.button(key, **parameters).first.click()

    def scan(self, text: str) -> None:
        """A card before the reader."""
        (read_into_stopped_time if self.time_is_ours else read_into)(self.page, text)

    def touch_digits(self, digits: str) -> None:
        """Type on the keypad of the screen."""
        for digit in digits:
            self.page.get_by_role("button", name=digit, exact=True).click()

    def keys(self, *names: str) -> None:
        """Press keys of a real keyboard, one after another."""
        for name in names:
            self.page.keyboard.press(name)

    def go_back(self) -> None:
        """The browser's back button; a page that was kept warm does not load again."""
        self.page.go_back(wait_until="commit")

    def go_forward(self) -> None:
        self.page.go_forward(wait_until="commit")

    def text(self) -> str:
        """All that can be read on the page."""
        return self.page.locator("body").inner_text()

    def speak(self, language: Language) -> None:
        """Choose the language as people do: by its own name, or by the button of the desk."""
        self.t = Words(self.surface, language)
        if self.surface == "display":
            self._await_turn_of(language)
            return
        bar = self.page.locator(".languages").get_by_role("button", name=OWN_NAMES[language])
        turn = self.page.locator(".choice button").first
        expect(bar.or_(turn).first).to_be_visible()
        if bar.count():
            bar.click()
        else:
            self._turn_to(language, turn)
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def write_large(self, large: bool) -> None:
        """As the button for large text does it, on screens that have none as well."""
        turn = "on => document.documentElement.classList.toggle('large-text', on)"
        self.page.evaluate(turn, large)

    def touch(self) -> None:
        """A sign of life, so that the screen does not go away while it is looked at."""
        self.page.evaluate("dispatchEvent(new Event('pointerdown'))")

    def wait(self, seconds: float) -> None:
        """Let time pass at once, in a page whose clock the test has taken over."""
        assert self.time_is_ours
        self.page.clock.fast_forward(int(seconds * 1000))

    def comes_to_show(self, key: str, *, within: int) -> None:
        """After so many seconds at most, which pass at once but for the site's own answers."""
        self._hurry(self.page.locator("h1", has_text=self.t(key)), within)
        self.shows(key, within=1)

    def comes_to_say(self, key: str, *, within: int) -> None:
        """The same for a text anywhere on the screen."""
        self._hurry(self.page.get_by_text(self.t(key)), within)

    def _turn_to(self, language: Language, turn: Locator) -> None:
        """The desk has one button, which goes from language to language."""
        page = self.page.locator("html")
        for _ in LANGUAGES:
            shown = page.get_attribute("lang") or ""
            if shown == language:
                return
            turn.click()
            # A page that is busy turns a moment later: looked at sooner, it would be turned twice.
            expect(page).not_to_have_attribute("lang", shown)

    def _await_turn_of(self, language: Language) -> None:
        """The display speaks each language for ten seconds."""
        for _ in LANGUAGES:
            if self.page.locator("html").get_attribute("lang") == language:
                return
            self.wait(10)
            self.page.wait_for_timeout(50)
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def _hurry(self, wanted: Locator, seconds: int) -> None:
        for _ in range(seconds):
            if wanted.first.is_visible():
                return
            self.wait(1)
            self.page.wait_for_timeout(80)
        expect(wanted.first).to_be_visible()

    def sign_in(self, officer: str, pin: str | None = None) -> None:
        """Give the code, then the PIN, on the keyboard."""
        self.shows("lock.title")
        self.page.get_by_label(self.t("lock.code")).fill(officer)
        self.keys("Enter")
        self.give_pin(pin or PINS[officer])

    def give_pin(self, pin: str) -> None:
        """Type a PIN where one is asked for, once the pad takes it."""
        self.page.get_by_label(self.t("lock.pin"), exact=True).fill(pin)
        expect(self.page.locator(".pin .keypad .done")).to_be_enabled()
        self.keys("Enter")
