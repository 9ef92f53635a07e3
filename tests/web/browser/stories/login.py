"""After the login, users get the page that they requested. A wrong password is reported."""


def tell(visit, house):
    visit.opens("/own")
    visit.writes("User name", "alice")
    visit.writes("Password", "guess")
    visit.is_refused(visit.button("Log in"), 401)
    visit.sees("The user name or password is wrong")
    visit.writes("Password", house["people"]["alice"])
    visit.goes(visit.button("Log in"))
    visit.sees(visit.page.get_by_role("heading", name="My account"))
    visit.goes(visit.button("Log out"))
    visit.sees(visit.page.get_by_role("heading", name="Log in"))
    visit.opens("/in")
    visit.sees(visit.page.get_by_role("heading", name="Log in"))
