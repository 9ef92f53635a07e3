"""An undelivered mail is tried again, the queue is paused, and a fax is released from junk."""


def tell(visit, house):
    visit.logs_in("chief")
    visit.opens("/admin/health")
    visit.goes(visit.link("Undeliverable e-mails: 1"))
    visit.sees("550 no such user")
    visit.goes(visit.link("fax "))
    visit.sees(visit.page.get_by_role("heading", name="Fax from 09912345699"))
    visit.page.go_back()
    visit.goes(visit.page.get_by_role("button", name="Try again: "))
    visit.sees("It continues now.")
    visit.sees("None.")
    visit.goes(visit.button("Pause"))
    visit.sees("E-mails are neither accepted nor faxed.")
    visit.goes(visit.button("Resume"))
    visit.sees("E-mails are accepted and faxed.")
    visit.goes(visit.button("Retry all waiting and failed e-mails now"))
    visit.sees("It continues now.")
    junk(visit)


def junk(visit):
    """Opens a fax in junk, and releases it."""
    visit.goes(visit.link("Junk", exact=True))
    visit.sees("09912345667")
    visit.goes(visit.link("09912345666", exact=True))
    visit.sees("This fax is filed as junk and was not delivered.")
    visit.goes(visit.button("Not junk"))
    visit.sees("The fax is being delivered now.")
    visit.sees("No fax is filed as junk.")
