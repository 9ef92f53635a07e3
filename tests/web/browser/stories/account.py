"""Each user has a language and a look, and can end other sessions. Present calls are shown."""


def tell(visit, house):
    visit.logs_in("alice")
    visit.goes(visit.link("Now"))
    visit.sees(visit.page.get_by_role("heading", name="Queue"))
    # On another machine.
    elsewhere = visit.browser.visit(user_agent="Other/1.0")
    elsewhere.logs_in("alice")
    visit.goes(visit.link("alice"))
    visit.goes(visit.page.get_by_role("button", name="Other/1.0"))
    visit.misses(visit.page.get_by_role("button", name="Other/1.0"))
    elsewhere.opens("/own")
    elsewhere.sees(elsewhere.page.get_by_role("heading", name="Log in"))
    rows(visit)
    reports(visit)
    visit.opens("/own")
    visit.chooses("Language", "Deutsch")
    visit.goes(visit.button("Save", visit.page.locator("form[action='/own/language']")))
    visit.sees(visit.page.get_by_role("heading", name="Mein Konto"))
    assert visit.page.locator("html").get_attribute("lang") == "de"
    # The look applies from the first paint on, in this browser also before a login.
    visit.chooses("Darstellung", "Dunkel")
    visit.goes(visit.button("Speichern", visit.page.locator("form[action='/own/look']")))
    assert visit.page.locator("html").get_attribute("data-look") == "dark"
    scheme = "getComputedStyle(document.documentElement).colorScheme"
    assert visit.page.evaluate(scheme) == "dark"
    visit.goes(visit.button("Abmelden"))
    assert visit.page.evaluate(scheme) == "dark"


def reports(visit):
    """The choices of reports and of mails about unread faxes are stored. A link opens the help."""
    visit.opens("/own")
    label = "Reports on faxes that you send here"
    visit.chooses(label, "To me, only when a fax could not be sent")
    visit.goes(visit.button("Save", visit.page.locator("form[action='/own/reports']")))
    assert visit.page.get_by_label(label).input_value() == "failure"
    label = "Mail me if a fax is still unread and unassigned after"
    visit.chooses(label, "4 hours")
    visit.goes(visit.button("Save", visit.page.locator("form[action='/own/unclaimed']")))
    assert visit.page.get_by_label(label).input_value() == "240"
    visit.goes(visit.link("Help"))
    visit.sees("My fax was not sent. What can I do?")


def rows(visit):
    """Lists without pictures are short: 24 rows are on a screen that is 1080 pixels high."""
    visit.opens("/own")
    visit.chooses("Lists of faxes", "Short rows without pictures")
    visit.goes(visit.button("Save", visit.page.locator("form[action='/own/lists']")))
    for address in ("/in", "/out"):
        visit.opens(address)
        visit.misses(visit.page.locator(".faxes img"))
    visit.opens("/in")
    first = visit.page.locator(".faxes li").first.bounding_box()
    fit = (1080 - first["y"]) / first["height"]
    assert fit >= 24, f"{fit} rows of {first['height']} pixels, the first at {first['y']}"
    visit.opens("/own")
    visit.chooses("Lists of faxes", "With pictures")
    visit.goes(visit.button("Save", visit.page.locator("form[action='/own/lists']")))
    visit.opens("/in")
    visit.sees(visit.page.locator(".faxes img").first)
