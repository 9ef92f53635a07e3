"""Chromium, and what must never happen in it, whatever the story."""

import os
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from hands import HANDS

# Milliseconds that anything on a page may take on a busy machine.
PATIENCE = 60_000

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@contextmanager
def chromium():
    """Chromium and its driver, for as many houses as there are: to start them takes seconds."""
    words = ["--disable-gpu"]
    if os.geteuid() == 0:
        # Its walls need a user who is not root.
        words.append("--no-sandbox")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=os.environ["CHROMIUM"], args=words)
        yield driver, started
        started.close()


class Browser:
    """A house's browsers until the end of a `with`. What was wrong by then stands in `faults`."""

    def __init__(self, running, house, name):
        self.driver, self.chromium = running
        self.house = house
        self.name = name
        self.faults = []
        # Answers that a story has asked for, as 422.
        self.expected = set()
        self.contexts = []

    def __enter__(self):
        for old in self._pictures().glob(f"{self.name}-*.jpg"):
            old.unlink()
        return self

    def __exit__(self, kind, error, trace):
        if error is not None:
            self._keep_pictures()
        for context in self.contexts:
            context.close()

    def context(self, **wishes):
        """Somebody's browser, in which nobody has logged in."""
        settings = {"locale": "en-GB", "viewport": DESK, "reduced_motion": "reduce", "accept_downloads": True}
        context = self.chromium.new_context(base_url=self.house["address"], **(settings | wishes))
        context.set_default_timeout(PATIENCE)
        context.on("request", self._is_ours)
        context.on("console", self._is_quiet)
        context.on("weberror", lambda it: self.faults.append(f"a script failed: {it.error}"))
        self.contexts.append(context)
        return context

    def visit(self, hand="mouse", **wishes):
        """Somebody at a page, who uses this hand."""
        if hand == "without-script":
            wishes["java_script_enabled"] = False
        page = self.context(**wishes).new_page()
        return HANDS[hand](page, self)

    def _is_ours(self, request):
        ours = (self.house["address"], self._provider(), "data:", "blob:")
        # What a provider's pages fetch is its affair.
        is_its_own = request.headers.get("referer", "").startswith(self._provider())
        if not request.url.startswith(ours) and not is_its_own:
            self.faults.append(f"something from elsewhere was asked for: {request.url}")

    def _provider(self):
        """Where people log in who do so elsewhere; where there is no such place, none is."""
        return self.house.get("provider", self.house["address"])

    def _is_quiet(self, message):
        if message.type not in ("error", "warning"):
            return
        if "provider" in self.house and message.page.url.startswith(self._provider()):
            return
        if any(f"status of {status} " in message.text for status in self.expected):
            return
        self.faults.append(f"the console says: {message.text} ({message.location})")

    def _pictures(self):
        return Path(self.house["screens"]) / "failed"

    def _keep_pictures(self):
        folder = self._pictures()
        folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(page for context in self.contexts for page in context.pages):
            page.screenshot(path=folder / f"{self.name}-{number}.jpg", type="jpeg", full_page=True)
