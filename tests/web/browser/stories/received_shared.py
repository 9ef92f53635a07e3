"""A fax is assigned to a user, and other users see that and the notes."""


def tell(visit, house):
    fax = house["faxes"]["bakery"]
    visit.logs_in("bob")
    visit.opens(f"/in/{fax}")
    visit.goes(visit.button("Assign to me"))
    visit.sees("The fax is now assigned to you.")
    visit.writes("Tag", "Order 7")
    visit.writes("Note", "Two hundred rolls,\nand pretzels.")
    visit.goes(visit.button("Save"))
    visit.sees("Saved.")
    visit.goes(visit.button("Unassign"))
    visit.sees("The fax is no longer assigned to anybody.")
    visit.goes(visit.button("Assign to me"))
    visit.chooses("To a colleague", "dora")
    visit.goes(visit.button("Hand over"))
    visit.sees("Handed over.")
    for line in ["bob</span> wrote a note", "handed it over to dora"]:
        assert line in visit.page.content(), line
    visit.goes(visit.link("Received").last)
    visit.sees("assigned to dora")
    visit.chooses("Show", "Assigned to me")
    visit.goes(visit.button("Search"))
    visit.sees("No fax matches these filters.")
