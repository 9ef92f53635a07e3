"""How users use a page: with the mouse, or only with the keyboard. A story works with both."""

import sys

from playwright.sync_api import expect

# The most presses of Tab to reach an element.
TABS = 400

# How often is checked whether the focus is visible.
LOOKS = 50

# Checks that the focus of an element is visible, and that the element itself is visible.
SHOWS_FOCUS = """it => {
    const style = getComputedStyle(it);
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const box = it.getClientRects()[0];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    const [x, y] = [box.left + box.width / 2, (top + bottom) / 2];
    const there = document.elementFromPoint(x, y);
    const seen = there !== null && (it.contains(there) || there.contains(it));
    return outlined && seen ? '' : `outlined: ${outlined}, seen: ${seen}`;
}"""

# How many presses of Tab should move the focus to an element.
STEPS = """it => {
    const kinds = 'a[href], button, input, select, textarea, summary, [tabindex]';
    const all = [...document.querySelectorAll(kinds)].filter(it => it.tabIndex >= 0 && it.checkVisibility());
    return all.indexOf(it) - all.indexOf(document.activeElement);
}"""


class Hand:
    """A user of a page. The subclasses define the actions, this class the checks."""

    def __init__(self, page, browser):
        self.page = page
        self.browser = browser

    def opens(self, address):
        """Opens an address."""
        self.page.goto(address)

    def logs_in(self, name):
        """Logs in as one of the house's users."""
        self.opens("/login")
        self.writes("User name", name)
        self.writes("Password", self.browser.house["people"][name])
        self.goes(self.button("Log in"))
        self.sees(self.page.get_by_role("button", name="Log out"))

    def asks(self, deed):
        """Causes an event in the house (house.rs)."""
        print(deed, flush=True)
        assert sys.stdin.readline() == "done\n", deed

    def link(self, name, exact=False):
        return self.page.get_by_role("link", name=name, exact=exact)

    def button(self, name, within=None):
        return (within or self.page).get_by_role("button", name=name, exact=True)

    def field(self, label, within=None):
        return (within or self.page).get_by_label(label)

    def _field(self, what):
        return self.field(what) if isinstance(what, str) else what

    def _choice(self, what):
        named = isinstance(what, str)
        return self.page.get_by_role("combobox", name=what) if named else what

    def sees(self, what):
        """Waits until a text or an element is visible."""
        found = self.page.get_by_text(what).first if isinstance(what, str) else what
        expect(found).to_be_visible(timeout=60_000)

    def misses(self, what):
        """Checks that a text or an element is not on the page."""
        found = self.page.get_by_text(what) if isinstance(what, str) else what
        expect(found).to_have_count(0)

    def goes(self, what):
        """Uses an element that opens another page, and waits for this page."""
        with self.page.expect_navigation(wait_until="load"):
            self.uses(what)

    def is_refused(self, what, status):
        """Uses an element whose request the server must reject with this status."""
        self.browser.expected.add(status)
        with self.page.expect_navigation(wait_until="load") as there:
            self.uses(what)
        assert there.value.status == status, f"{there.value.status} is not {status}"

    def downloads(self, what):
        """Downloads a file. Returns its name and its bytes."""
        with self.page.expect_download() as there:
            self.uses(what)
        with open(there.value.path(), "rb") as file:
            return there.value.suggested_filename, file.read()

    def adds(self, what, paths):
        """Adds files with the file dialogue of the browser."""
        with self.page.expect_file_chooser() as there:
            self.uses(self._field(what))
        there.value.set_files(paths)


    def addresses(self, *recipients):
        """Enters recipients of a new fax: as chips or, without scripts, as lines."""
        field = self.page.locator("#to-input")
        if not field.count():
            self.writes(self.page.locator("#to"), "\n".join(recipients))
            return
        for one in recipients:
            there = self.page.locator(".chips li").count()
            self.writes(field, one)
            self.page.keyboard.press("Enter")
            expect(self.page.locator(".chips li")).to_have_count(there + 1)

    def previews(self):
        """Waits for the preview of a new fax. Without scripts, presses the button for it."""
        if not self.page.locator("#to-input").count():
            self.goes(self.button("Preview"))
            return
        # A change is sent after a short delay. Then waits until all answers have arrived.
        self.page.wait_for_timeout(400)
        expect(self.page.locator("#making")).to_be_empty()

    def sends(self):
        """Returns the button that sends a new fax, which shows the number of faxes."""
        return self.page.locator("button[value=send]")


class Mouse(Hand):
    def uses(self, what):
        what.click()

    def writes(self, what, text):
        self._field(what).fill(text)

    def chooses(self, what, name):
        self._choice(what).select_option(label=name)

    def ticks(self, what):
        self._field(what).check()


class Keyboard(Hand):
    def uses(self, what):
        self.reaches(what)
        is_link = what.evaluate("it => it.tagName === 'A'")
        self.page.keyboard.press("Enter" if is_link else "Space")

    def writes(self, what, text):
        self.reaches(self._field(what))
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)
        if not text:
            self.page.keyboard.press("Delete")

    def chooses(self, what, name):
        field = self._choice(what)
        self.reaches(field)
        options = field.locator("option").all_inner_texts()
        wanted = options.index(name)
        self.page.keyboard.press("Home")
        for _ in range(wanted):
            self.page.keyboard.press("ArrowDown")
        assert field.evaluate("it => it.selectedIndex") == wanted, f"could not select {name}"

    def ticks(self, what):
        self.uses(self._field(what))

    def reaches(self, what):
        """Presses Tab until the element has the focus."""
        expect(what).to_be_visible()
        # Checking the focus after each Tab would take as long as the Tabs.
        for _ in range(what.evaluate(STEPS)):
            self.page.keyboard.press("Tab")
        for _ in range(TABS):
            if what.evaluate("it => it === document.activeElement"):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"{what} cannot be reached by Tab")
        # Pages of other servers are not checked.
        is_ours = self.page.url.startswith(self.browser.house["address"])
        fault = what.evaluate(SHOWS_FOCUS) if is_ours else ""
        # Pictures that are still loading can move the element out of sight, for a moment or until it gets the focus again.
        for look in range(LOOKS):
            if not fault:
                break
            self.page.wait_for_timeout(100)
            if look % 20 == 19:
                self.page.keyboard.press("Shift+Tab")
                self.page.keyboard.press("Tab")
            fault = what.evaluate(SHOWS_FOCUS)
        assert not fault, f"the focus of {what} is not visible: {fault}"


HANDS = {"mouse": Mouse, "keyboard": Keyboard, "without-script": Mouse}
