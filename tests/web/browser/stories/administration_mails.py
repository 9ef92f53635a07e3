"""A mail that reached nobody is tried again, and the queue of mails is held up for a while."""


def tell(visit, house):
    visit.logs_in("chief")
    visit.opens("/admin/health")
    visit.goes(visit.link("Mails that reached nobody: 1"))
    visit.sees("550 no such user")
    visit.goes(visit.link("fax "))
    visit.sees(visit.page.get_by_role("heading", name="Fax from 09912345699"))
    visit.page.go_back()
    visit.goes(visit.page.get_by_role("button", name="Try again: "))
    visit.sees("It goes on.")
    visit.sees("None.")
    visit.goes(visit.button("Pause"))
    visit.sees("Mails are neither taken in nor made into faxes.")
    visit.goes(visit.button("Go on"))
    visit.sees("Mails are taken in and made into faxes.")
    visit.goes(visit.button("Try all that waits and failed now"))
    visit.sees("It goes on.")
