"""The language and the look are one's own, and sessions elsewhere can be ended. What goes on now is seen."""


def tell(visit, house):
    visit.logs_in("alice")
    visit.goes(visit.link("Now"))
    visit.sees(visit.page.get_by_role("heading", name="Queue"))
    # At another machine.
    elsewhere = visit.browser.visit(user_agent="Other/1.0")
    elsewhere.logs_in("alice")
    visit.goes(visit.link("alice"))
    visit.goes(visit.page.get_by_role("button", name="Other/1.0"))
    visit.misses(visit.page.get_by_role("button", name="Other/1.0"))
    elsewhere.opens("/own")
    elsewhere.sees(elsewhere.page.get_by_role("heading", name="Log in"))
    visit.chooses("Language", "Deutsch")
    visit.goes(visit.button("Save", visit.page.locator("form[action='/own/language']")))
    visit.sees(visit.page.get_by_role("heading", name="Mein Konto"))
    assert visit.page.locator("html").get_attribute("lang") == "de"
    # The look is there from the first paint on, in this browser also before a login.
    visit.chooses("Darstellung", "Dunkel")
    visit.goes(visit.button("Speichern", visit.page.locator("form[action='/own/look']")))
    assert visit.page.locator("html").get_attribute("data-look") == "dark"
    scheme = "getComputedStyle(document.documentElement).colorScheme"
    assert visit.page.evaluate(scheme) == "dark"
    visit.goes(visit.button("Abmelden"))
    assert visit.page.evaluate(scheme) == "dark"
