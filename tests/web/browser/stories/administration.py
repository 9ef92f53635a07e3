"""An administrator looks at the figures, blocks a user, ends a session, checks the health, and reads the audit log."""


def tell(visit, house):
    visit.logs_in("chief")
    visit.goes(visit.link("Administration"))
    visit.goes(visit.link("7", exact=True))
    # The data of a diagram can also be read as text.
    visit.uses(visit.page.locator("summary").last)
    visit.sees(visit.page.get_by_role("cell", name="The line was hung up before the fax was complete."))
    visit.goes(visit.link("Devices", exact=True))
    visit.sees("2102@fax-devices")
    visit.sees("extensions.conf:12")
    device(visit)
    lines(visit)
    people(visit)
    visit.goes(visit.link("Health", exact=True))
    visit.sees("iB are free")
    visit.goes(visit.button("Check the PBX"))
    visit.sees("has not answered yet")
    visit.goes(visit.link("Refresh"))
    log(visit)


def device(visit):
    """Adds a device, whose lines Asterisk must read."""
    visit.goes(visit.link("New device"))
    visit.writes("Extension", "2101")
    visit.writes("Mailboxes", "erna@example.com")
    visit.is_refused(visit.button("Save"), 422)
    visit.sees("extension 2101 is a device already")
    visit.writes("Extension", "2150")
    visit.goes(visit.button("Save"))
    visit.sees("The device was saved.")
    visit.sees("#tryinclude")
    visit.goes(visit.link("2150@fax-devices"))
    visit.writes("Name", "Erna")
    visit.goes(visit.button("Save"))
    visit.goes(visit.link("2150@fax-devices"))
    visit.goes(visit.button("Remove this device"))
    visit.sees("The device was removed.")
    visit.misses("2150@fax-devices")


def lines(visit):
    """Sets the telephone lines and the mail server."""
    visit.goes(visit.link("Lines and mail server"))
    visit.writes("Fax calls at the same time", "8")
    visit.writes("Of these, reserved for incoming faxes", "0")
    visit.goes(visit.button("Save: Telephone lines"))
    visit.sees("The settings were saved.")
    visit.sees("Asterisk has not read the last change yet.")
    visit.writes(visit.page.get_by_role("spinbutton", name="Port"), "587")
    visit.is_refused(visit.button("Save: Mail server"), 422)
    visit.sees("is not the name of a mail server")


def people(visit):
    """Blocks a user from sending, and ends a session."""
    visit.goes(visit.link("Users", exact=True))
    visit.goes(visit.button("Block: bob"))
    visit.sees("The user is blocked and cannot send faxes.")
    visit.sees("blocked by chief")
    visit.goes(visit.button("Unblock: bob"))
    visit.sees("The user can send faxes again.")
    visit.misses("blocked by chief")
    group(visit)
    # On another machine.
    elsewhere = visit.browser.visit(user_agent="Other/1.0")
    elsewhere.logs_in("bob")
    visit.goes(visit.link("Sessions"))
    visit.goes(visit.page.get_by_role("button", name="End: bob"))
    elsewhere.opens("/in")
    elsewhere.sees(elsewhere.page.get_by_role("heading", name="Log in"))


def group(visit):
    """Adds a group and removes it."""
    visit.goes(visit.link("New group"))
    visit.writes("Name", "sales")
    visit.is_refused(visit.button("Save"), 422)
    visit.sees("there is a group 'sales' already")
    visit.writes("Name", "purchase")
    visit.ticks("2102@fax-devices")
    visit.goes(visit.button("Save"))
    visit.sees("The group was saved.")
    visit.goes(visit.link("purchase"))
    visit.goes(visit.button("Remove this group"))
    visit.sees("The group was removed.")
    visit.misses(visit.link("purchase"))


def log(visit):
    """Shows the decisions in the audit log, and verifies the log."""
    visit.goes(visit.link("Audit log"))
    visit.writes("User name", "chief")
    visit.writes("Action", "stop-user")
    visit.chooses("Decision", "allowed")
    visit.goes(visit.button("Search"))
    rows = visit.page.locator("tbody tr")
    assert rows.count() == 1 and "Block a user" in rows.inner_text(), rows.all_inner_texts()
    visit.goes(visit.link("Verify the log"))
    visit.sees("The log is unchanged.")
