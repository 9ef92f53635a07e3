"""A fax of two documents is sent, followed, held, stopped and sent again."""

from pathlib import Path


def tell(visit, house):
    files = Path(house["files"])
    visit.logs_in("bob")
    visit.goes(visit.link("Sent"))
    visit.goes(visit.link("New fax"))
    visit.writes("Fax number", "0991 2700619")
    visit.adds("Documents", [files / "letter.txt", files / "broken.pdf"])
    visit.is_refused(visit.button("Send"), 422)
    visit.sees("broken.pdf")
    assert visit.field("Fax number").input_value() == "0991 2700619"
    # What could be read is kept.
    visit.adds("More documents", [files / "offer.html"])
    visit.uses(visit.page.locator("summary", has_text="More"))
    visit.writes("Tag", "Order 7")
    visit.chooses("Resolution", "Fine")
    visit.goes(visit.button("Send"))
    visit.sees("The fax was accepted. It is sent as soon as a line is free.")
    visit.sees("Page 2 / 2")
    for button, word in [("Hold", "The fax is on hold."), ("Release", "It continues now."), ("Cancel", "The fax was cancelled.")]:
        visit.goes(visit.button(button))
        visit.sees(word)
    visit.writes("Send again to", "0991 2700620")
    visit.goes(visit.button("Send again"))
    visit.sees("Fax to 0991 2700620")
    visit.goes(visit.link("Sent").last)
    visit.goes(visit.link("In progress"))
    visit.sees(visit.link("0991 2700620"))
    visit.misses(visit.link("0991 2700619"))
