"""Keyboard shortcuts move through the lists, and can be switched off."""

from playwright.sync_api import expect


def tell(visit, house):
    visit.logs_in("bob")
    visit.opens("/out")
    expect(visit.page.locator("header .count")).to_have_text("4")
    visit.opens("/in")
    assert visit.page.title().startswith("(4) Received"), visit.page.title()
    keys = visit.page.keyboard
    keys.press("?")
    visit.sees(visit.page.get_by_role("heading", name="Keyboard shortcuts"))
    keys.press("Escape")
    rows = visit.page.locator(".faxes li")
    keys.press("j")
    keys.press("j")
    expect(rows.nth(1).locator("a")).to_be_focused()
    keys.press("k")
    keys.press("x")
    expect(rows.nth(0).locator("input")).to_be_checked()
    keys.press("/")
    keys.type("bakery")
    goes(visit, "Enter")
    keys.press("j")
    goes(visit, "Enter")
    visit.sees(visit.page.get_by_role("heading", name="Fax from"))
    goes(visit, "e")
    visit.sees("The fax is now assigned to you.")
    goes(visit, "j")
    visit.misses(visit.page.get_by_role("heading", name="Bakery Huber"))
    goes(visit, "k")
    visit.sees(visit.page.get_by_role("heading", name="Bakery Huber"))
    keys.press("?")
    visit.page.get_by_label("Use these shortcuts").uncheck()
    visit.button("Close").click()
    keys.press("n")
    visit.page.wait_for_timeout(300)
    assert "/in/" in visit.page.url, visit.page.url
    keys.press("?")
    visit.page.get_by_label("Use these shortcuts").check()
    visit.button("Close").click()
    goes(visit, "n")
    assert visit.page.url.endswith("/out/new"), visit.page.url


def goes(visit, key):
    """Presses a key that opens another page."""
    with visit.page.expect_navigation(wait_until="load"):
        visit.page.keyboard.press(key)
