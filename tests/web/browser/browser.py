"""Chromium, and the checks that apply to all stories."""

import os
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from hands import HANDS

# The timeout of all waits on a page in milliseconds, long enough for a busy machine.
PATIENCE = 60_000

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@contextmanager
def chromium():
    """Starts Chromium and its driver once for all stories, because the start takes seconds."""
    words = ["--disable-gpu"]
    if os.geteuid() == 0:
        # Chromium's sandbox does not work for root.
        words.append("--no-sandbox")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=os.environ["CHROMIUM"], args=words)
        yield driver, started
        started.close()


class Browser:
    """The browsers of a story, as a context manager. Collects the faults in `faults`."""

    def __init__(self, running, house, name):
        self.driver, self.chromium = running
        self.house = house
        self.name = name
        self.faults = []
        # HTTP errors that a story expects, such as 422.
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
        """Opens a new browser without a login."""
        settings = {"locale": "en-GB", "viewport": DESK, "reduced_motion": "reduce", "accept_downloads": True}
        context = self.chromium.new_context(base_url=self.house["address"], **(settings | wishes))
        context.set_default_timeout(PATIENCE)
        context.on("request", self._is_ours)
        context.on("console", self._is_quiet)
        context.on("weberror", lambda it: self.faults.append(f"a script failed: {it.error}"))
        self.contexts.append(context)
        return context

    def visit(self, hand="mouse", **wishes):
        """Opens a page in a new browser, for a user with this hand."""
        if hand == "without-script":
            wishes["java_script_enabled"] = False
        page = self.context(**wishes).new_page()
        return HANDS[hand](page, self)

    def _is_ours(self, request):
        ours = (self.house["address"], self._provider(), "data:", "blob:")
        # Requests by the pages of the OpenID provider are not checked.
        is_its_own = request.headers.get("referer", "").startswith(self._provider())
        if not request.url.startswith(ours) and not is_its_own:
            self.faults.append(f"a page requested a URL of another server: {request.url}")

    def _provider(self):
        """Returns the address of the OpenID provider, or that of the house if there is no provider."""
        return self.house.get("provider", self.house["address"])

    def _is_quiet(self, message):
        if message.type not in ("error", "warning"):
            return
        if "provider" in self.house and message.page.url.startswith(self._provider()):
            return
        if any(f"status of {status} " in message.text for status in self.expected):
            return
        self.faults.append(f"message on the console: {message.text} ({message.location})")

    def _pictures(self):
        return Path(self.house["screens"]) / "failed"

    def _keep_pictures(self):
        folder = self._pictures()
        folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(page for context in self.contexts for page in context.pages):
            page.screenshot(path=folder / f"{self.name}-{number}.jpg", type="jpeg", full_page=True)
