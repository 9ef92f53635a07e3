"""How people use a page: by mouse, or by keyboard alone. A story works with either."""

import sys

from playwright.sync_api import expect

# Tab is pressed so often, at most, to reach something.
TABS = 400

# So often is looked, at most, whether it can be seen.
LOOKS = 50

# Whether what has the focus can be seen to have it, and is seen itself.
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

# After how many Tabs something should have the focus.
STEPS = """it => {
    const kinds = 'a[href], button, input, select, textarea, summary, [tabindex]';
    const all = [...document.querySelectorAll(kinds)].filter(it => it.tabIndex >= 0 && it.checkVisibility());
    return all.indexOf(it) - all.indexOf(document.activeElement);
}"""


class Hand:
    """Somebody at a page. What he does is the child classes' matter, what he sees is here."""

    def __init__(self, page, browser):
        self.page = page
        self.browser = browser

    def opens(self, address):
        """By the address line."""
        self.page.goto(address)

    def logs_in(self, name):
        """As one of the house's people."""
        self.opens("/login")
        self.writes("User name", name)
        self.writes("Password", self.browser.house["people"][name])
        self.goes(self.button("Log in"))
        self.sees(self.page.get_by_role("button", name="Log out"))

    def asks(self, deed):
        """Has something happen in the house (house.rs)."""
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
        """Text, or an element."""
        found = self.page.get_by_text(what).first if isinstance(what, str) else what
        expect(found).to_be_visible(timeout=60_000)

    def misses(self, what):
        """Text, or an element, that must not be there."""
        found = self.page.get_by_text(what) if isinstance(what, str) else what
        expect(found).to_have_count(0)

    def goes(self, what):
        """Uses what leads to another page, and waits for that."""
        with self.page.expect_navigation(wait_until="load"):
            self.uses(what)

    def is_refused(self, what, status):
        """The same, and the server says no."""
        self.browser.expected.add(status)
        with self.page.expect_navigation(wait_until="load") as there:
            self.uses(what)
        assert there.value.status == status, f"{there.value.status} is not {status}"

    def downloads(self, what):
        """The name of the file, and its bytes."""
        with self.page.expect_download() as there:
            self.uses(what)
        with open(there.value.path(), "rb") as file:
            return there.value.suggested_filename, file.read()

    def adds(self, what, paths):
        """Files, by the dialogue that the browser opens."""
        with self.page.expect_file_chooser() as there:
            self.uses(self._field(what))
        there.value.set_files(paths)


    def addresses(self, *recipients):
        """Writes recipients of a new fax: as chips or, without script, as lines."""
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
        """The pages of a new fax: with script they come by themselves."""
        if not self.page.locator("#to-input").count():
            self.goes(self.button("Preview"))
            return
        # A change is kept a moment later. The answer has come, and no other is under way.
        self.page.wait_for_timeout(400)
        expect(self.page.locator("#making")).to_be_empty()

    def sends(self):
        """The button that sends a new fax says how many."""
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
        assert field.evaluate("it => it.selectedIndex") == wanted, f"{name} could not be chosen"

    def ticks(self, what):
        self.uses(self._field(what))

    def reaches(self, what):
        """Tab after Tab, until it has the focus."""
        expect(what).to_be_visible()
        # To look after each one where the focus is takes as long as the Tabs.
        for _ in range(what.evaluate(STEPS)):
            self.page.keyboard.press("Tab")
        for _ in range(TABS):
            if what.evaluate("it => it === document.activeElement"):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"{what} cannot be reached by Tab")
        # How it looks elsewhere is not our affair.
        is_ours = self.page.url.startswith(self.browser.house["address"])
        fault = what.evaluate(SHOWS_FOCUS) if is_ours else ""
        # Pictures that still come move it out of sight, for a moment or until somebody comes to it anew.
        for look in range(LOOKS):
            if not fault:
                break
            self.page.wait_for_timeout(100)
            if look % 20 == 19:
                self.page.keyboard.press("Shift+Tab")
                self.page.keyboard.press("Tab")
            fault = what.evaluate(SHOWS_FOCUS)
        assert not fault, f"nobody sees that {what} has the focus: {fault}"


HANDS = {"mouse": Mouse, "keyboard": Keyboard, "without-script": Mouse}
