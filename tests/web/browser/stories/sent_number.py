"""A print job gets the number that it waits for; a fax that failed is tried once more."""


def tell(visit, house):
    visit.logs_in("bob")
    visit.opens("/out?which=open")
    visit.goes(visit.link("(no number yet)"))
    visit.sees("Waiting for a number")
    visit.writes("Fax number", "0900 1")
    visit.is_refused(visit.button("Send"), 403)
    visit.goes(visit.link("Back"))
    visit.writes("Fax number", "0900 1")
    visit.is_refused(visit.button("Send"), 403)
    visit.writes("Fax number", "0991 2700618")
    visit.goes(visit.button("Try again"))
    visit.sees("It continues now.")
    visit.sees("Waiting for a line")
    visit.opens("/out?which=failed")
    visit.goes(visit.link("0991 2700613"))
    visit.goes(visit.button("Try again"))
    visit.sees("Waiting for a line")
