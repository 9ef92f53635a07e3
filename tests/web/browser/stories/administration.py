"""An administrator looks at the house, stops a user, ends a session, asks for health, and checks the log."""


def tell(visit, house):
    visit.logs_in("chief")
    visit.goes(visit.link("Administration"))
    visit.goes(visit.link("7", exact=True))
    # What a picture draws can be read.
    visit.uses(visit.page.locator("summary").last)
    visit.sees(visit.page.get_by_role("cell", name="The line was hung up before the fax was complete."))
    visit.goes(visit.link("Devices", exact=True))
    visit.sees("2102@fax-devices")
    visit.sees("extensions.conf:12")
    people(visit)
    visit.goes(visit.link("Health", exact=True))
    visit.sees("iB are free")
    visit.goes(visit.button("Check the PBX"))
    visit.sees("has not answered yet")
    visit.goes(visit.link("Refresh"))
    log(visit)


def people(visit):
    """Who may send, and who is logged in."""
    visit.goes(visit.link("Users", exact=True))
    visit.goes(visit.button("Block: bob"))
    visit.sees("The user is blocked and cannot send faxes.")
    visit.sees("blocked by chief")
    visit.goes(visit.button("Unblock: bob"))
    visit.sees("The user can send faxes again.")
    visit.misses("blocked by chief")
    # At another machine.
    elsewhere = visit.browser.visit(user_agent="Other/1.0")
    elsewhere.logs_in("bob")
    visit.goes(visit.link("Sessions"))
    visit.goes(visit.page.get_by_role("button", name="End: bob"))
    elsewhere.opens("/in")
    elsewhere.sees(elsewhere.page.get_by_role("heading", name="Log in"))


def log(visit):
    """What was decided, and whether it stands as it was written."""
    visit.goes(visit.link("Audit log"))
    visit.writes("User name", "chief")
    visit.writes("Action", "stop-user")
    visit.chooses("Decision", "allowed")
    visit.goes(visit.button("Search"))
    rows = visit.page.locator("tbody tr")
    assert rows.count() == 1 and "stop-user" in rows.inner_text(), rows.all_inner_texts()
    visit.goes(visit.link("Verify the log"))
    visit.sees("The log is unchanged.")
