"""A fax of two documents is sent, followed, held, stopped and sent again."""

from pathlib import Path


def tell(visit, house):
    files = Path(house["files"])
    visit.logs_in("bob")
    visit.goes(visit.link("Sent"))
    visit.goes(visit.link("New fax"))
    visit.addresses("0991 2700619")
    visit.browser.expected.add(422)
    has_script = visit.page.locator("#to-input").count() > 0
    visit.adds("Documents", [files / "letter.txt", files / "broken.pdf"])
    if not has_script:
        visit.is_refused(visit.sends(), 422)
    visit.sees("broken.pdf")
    visit.sees("Page 1 / 1")
    assert visit.page.locator("#to").input_value() == "0991 2700619"
    # The documents that could be read are kept.
    visit.adds("More documents", [files / "offer.html"])
    if has_script:
        visit.sees("Page 2 / 2")
        visit.sees(visit.button("Send fax (2 pages)"))
    visit.uses(visit.page.locator("summary", has_text="More"))
    visit.writes("Tag", "Order 7")
    visit.chooses("Resolution", "Fine")
    visit.previews() if has_script else None
    visit.goes(visit.sends())
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
