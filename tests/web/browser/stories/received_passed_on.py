"""A fax is forwarded by mail, by fax and on paper, and deleted by a user with that right."""


def tell(visit, house):
    fax = house["faxes"]["bakery"]
    visit.logs_in("dora")
    visit.opens(f"/in/{fax}")
    visit.writes("By e-mail to", "kitchen@example.com")
    visit.goes(visit.button("Send e-mail"))
    visit.sees("The e-mail is on its way.")
    visit.writes("As a fax to", "0900 123456")
    visit.is_refused(visit.button("Send"), 403)
    visit.sees("premium-rate numbers")
    assert visit.field("As a fax to").input_value() == "0900 123456"
    visit.writes("As a fax to", "0991 2700619")
    visit.goes(visit.button("Try again"))
    visit.sees("The fax is in the queue; see “Sent”.")
    visit.chooses("Printer", "office")
    visit.goes(visit.button("Print"))
    visit.sees("The fax is being printed.")
    visit.sees("Print on office")
    # A fax can be deleted when all its mails are sent.
    other = house["faxes"]["waterworks"]
    visit.opens(f"/in/{other}")
    visit.goes(visit.link("Delete"))
    visit.goes(visit.link("Keep it"))
    visit.goes(visit.link("Delete"))
    visit.goes(visit.button("Delete"))
    visit.misses(visit.link("Waterworks"))
    visit.browser.expected.add(410)
    visit.opens(f"/in/{other}")
    visit.sees("deleted by dora")
