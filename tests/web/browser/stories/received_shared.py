"""Who deals with a fax, and what others read of it."""


def tell(visit, house):
    fax = house["faxes"]["bakery"]
    visit.logs_in("bob")
    visit.opens(f"/in/{fax}")
    visit.goes(visit.button("I deal with it"))
    visit.sees("You deal with it now.")
    visit.writes("Tag", "Order 7")
    visit.writes("Note", "Two hundred rolls,\nand pretzels.")
    visit.goes(visit.button("Save"))
    visit.sees("Saved.")
    visit.goes(visit.button("Nobody deals with it"))
    visit.sees("It is free for others now.")
    visit.goes(visit.button("I deal with it"))
    visit.chooses("To a colleague", "dora")
    visit.goes(visit.button("Hand over"))
    visit.sees("Handed over.")
    for line in ["bob</span> wrote a note", "handed it to dora"]:
        assert line in visit.page.content(), line
    visit.goes(visit.link("Received").last)
    visit.sees("dealt with by dora")
    visit.chooses("Show", "mine to deal with")
    visit.goes(visit.button("Find"))
    visit.sees("No faxes here.")
