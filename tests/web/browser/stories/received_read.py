"""A received fax is found, opened, enlarged and saved."""


def tell(visit, house):
    visit.logs_in("bob")
    visit.opens("/in")
    visit.sees("4 unread")
    visit.writes("Search", "bakery")
    visit.chooses("Show", "Unread")
    visit.goes(visit.button("Search"))
    visit.misses(visit.link("Stadtwerke"))
    visit.goes(visit.link("Bakery Huber"))
    visit.sees(visit.page.get_by_role("heading", name="Fax from 09912345601"))
    for kind, end, begin in [("Download PDF", ".pdf", b"%PDF-"), ("TIFF", ".tif", b"II*\0")]:
        name, saved = visit.downloads(visit.link(kind, exact=True))
        assert name.endswith(end), name
        assert saved.startswith(begin) and len(saved) > 5_000, len(saved)
    looks_closely(visit)
    visit.goes(visit.link("Back to the fax"))
    visit.goes(visit.button("Mark as unread"))
    visit.sees("Marked as unread.")
    visit.goes(visit.link("Received").last)
    visit.sees("4 unread")
    visit.goes(visit.button("Mark these 4 faxes as read"))
    visit.sees("4 faxes marked as read.")
    visit.misses("4 unread")
    visit.goes(visit.button("Undo"))
    visit.sees("4 unread")
    # The words of the search are marked.
    visit.writes("Search", "bakery")
    visit.goes(visit.button("Search"))
    visit.goes(visit.button("Mark this fax as read"))
    visit.sees("3 unread")


def looks_closely(visit):
    """Turns pages, zooms and rotates."""
    visit.goes(visit.page.get_by_role("region", name="Pages").get_by_role("link").first)
    sheet = visit.page.get_by_role("img")
    width = sheet.evaluate("it => it.naturalWidth")
    visit.goes(visit.link("Larger"))
    assert sheet.evaluate("it => it.naturalWidth") > width
    visit.goes(visit.link("Turn right"))
    wide, high = sheet.evaluate("it => [it.naturalWidth, it.naturalHeight]")
    assert wide > high, f"{wide} x {high}"
    visit.goes(visit.link("Page 2"))
    visit.sees("Page 2 / 2")
    name, saved = visit.downloads(visit.link("PNG", exact=True))
    assert name.endswith("-2.png") and saved.startswith(b"\x89PNG"), name
