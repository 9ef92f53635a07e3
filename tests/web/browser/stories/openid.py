"""Users log in and out with an OpenID provider."""


def tell(visit, house):
    visit.opens("/own")
    visit.goes(visit.link("Log in with the house"))
    visit.writes(visit.page.locator("[name=login]"), "dora")
    visit.writes(visit.page.locator("[name=password]"), "any")
    visit.goes(visit.page.get_by_role("button", name="Sign-in"))
    visit.goes(visit.page.get_by_role("button", name="Continue"))
    visit.sees(visit.page.get_by_role("heading", name="My account"))
    visit.sees(visit.link("dora"))
    visit.goes(visit.button("Log out"))
    visit.goes(visit.page.get_by_role("button", name="Yes"))
    visit.sees(visit.page.get_by_role("heading", name="Log in"))
