"""An administrator finds out why a fax failed: from the fax to its call recording, and from the list to a damaged recording."""


def tell(visit, house):
    visit.logs_in("chief")
    visit.opens(f"/in/{house['faxes']['withheld']}")
    visit.goes(visit.link("Recording of the call"))
    visit.sees("No fax machine was detected in")
    visit.sees("most likely the remote fax machine")
    visit.sees("Check the number, and that a fax machine answers there at this time of day.")
    drawing = visit.page.locator("img[src$='call.svg']")
    assert drawing.evaluate("it => it.complete && it.naturalWidth > 0"), "the call is drawn"
    # The messages of the fax machines can be read.
    visit.uses(visit.page.locator("summary").last)
    visit.sees("DIS up to V.17 14400")
    visit.goes(visit.link("Call recordings", exact=True))
    visit.chooses("Result", "succeeded")
    visit.goes(visit.button("Search"))
    visit.sees("There are no call recordings to show.")
    visit.chooses("Result", "failed")
    visit.goes(visit.button("Search"))
    rows = visit.page.locator("tbody tr")
    assert rows.count() == 2, rows.all_inner_texts()
    visit.goes(rows.first.get_by_role("link").first)
    visit.sees("This is not a call recording")
    visit.misses("most likely")
