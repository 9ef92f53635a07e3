"""The pages of a fax are previewed, reordered, sent to several recipients at a later time, or discarded."""

from pathlib import Path


def tell(visit, house):
    files = Path(house["files"])
    visit.logs_in("bob")
    looks(visit, ["0991 2700619", "0991 2700620"], [files / "letter.txt", files / "offer.html"])
    visit.sees("Page 2 / 2")
    names = visit.page.locator("ol.documents .name")
    assert names.first.inner_text().startswith("letter.txt"), names.all_inner_texts()
    large(visit)
    visit.goes(visit.page.locator("ol.documents").get_by_role("button", name="Move down: letter.txt"))
    assert names.first.inner_text().startswith("offer.html"), names.all_inner_texts()
    # The page for the other recipient has this recipient's number at its top.
    visit.goes(visit.link("0991 2700620", exact=True))
    visit.uses(visit.page.locator("summary").last)
    later(visit)
    assert visit.sends().inner_text() == "Send 2 faxes (2 pages each)", visit.sends().inner_text()
    visit.goes(visit.sends())
    visit.sees("The fax was accepted. It is sent as soon as a line is free.")
    for number in ("0991 2700619", "0991 2700620"):
        job = visit.link(number)
        visit.sees(job)
        assert "Scheduled" in job.inner_text(), job.inner_text()
    visit.goes(visit.link("0991 2700620"))
    visit.sees("Page 2 / 2")
    thrown_away(visit, files)


def later(visit):
    """The order of the parts of a time field depends on the browser, so day and month are equal here."""
    field = visit.field("Not before")
    if type(visit).__name__ == "Keyboard":
        visit.reaches(field)
        visit.page.keyboard.type("03032036")
        visit.page.keyboard.press("ArrowRight")
        visit.page.keyboard.type("1430")
    else:
        field.fill("2036-03-03T14:30")
    assert field.input_value() == "2036-03-03T14:30", field.input_value()


def looks(visit, to, documents):
    """Fills in a new fax without sending it."""
    visit.opens("/out/new")
    visit.addresses(*to)
    visit.adds("Documents", documents)
    visit.previews()


def large(visit):
    """Shows a page at the largest size."""
    pages = visit.page.get_by_role("region", name="Preview")
    small = pages.get_by_role("img").first
    width = small.evaluate("async it => { await it.decode(); return it.naturalWidth; }")
    visit.goes(pages.get_by_role("link").filter(has=visit.page.get_by_role("img")).first)
    assert visit.page.get_by_role("img").evaluate("it => it.naturalWidth") > width
    visit.goes(visit.link("Page 2"))
    visit.sees("Page 2 / 2")
    visit.goes(visit.link("New fax"))


def thrown_away(visit, files):
    """An unsent fax is kept as a draft until the user discards it."""
    looks(visit, ["0991 2700621"], [files / "letter.txt"])
    visit.opens("/out/new")
    visit.goes(visit.link("0991 2700621"))
    visit.sees("Page 1 / 1")
    visit.goes(visit.button("Discard"))
    visit.sees("The draft was discarded.")
    visit.misses(visit.link("0991 2700621"))
