"""A print job gets its missing number. A failed fax is tried once more."""


def tell(visit, house):
    visit.logs_in("bob")
    visit.opens("/out")
    asked = visit.page.get_by_role("region", name="Number missing")
    visit.sees(asked)
    visit.writes(asked.get_by_role("combobox"), "0900 1")
    visit.is_refused(visit.button("Send", asked), 403)
    visit.goes(visit.link("Back"))
    visit.goes(visit.link("Number missing"))
    visit.goes(asked.get_by_role("link"))
    visit.sees("Waiting for a number")
    visit.writes(visit.page.locator("[name=to]"), "0900 1")
    visit.is_refused(visit.button("Send"), 403)
    visit.writes(visit.page.locator("[name=to]"), "0991 2700618")
    visit.goes(visit.button("Try again"))
    visit.sees("It continues now.")
    visit.sees("Waiting for a line")
    visit.opens("/out?which=failed")
    visit.goes(visit.link("0991 2700613"))
    visit.goes(visit.button("Try again"))
    visit.sees("Waiting for a line")
