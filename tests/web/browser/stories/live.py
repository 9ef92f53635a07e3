"""An open page shows changes without a reload."""


def tell(visit, house):
    visit.logs_in("alice")
    visit.opens(f"/out/{house['jobs']['active']}")
    visit.sees("Being sent")
    visit.sees("1 / 2")
    now = visit.browser.visit()
    now.logs_in("alice")
    now.opens("/now")
    now.sees(now.link("To 0991 2700614"))
    ladder = now.page.locator("summary", has_text="CFR")
    now.sees(ladder)
    ladder.focus()
    now.page.keyboard.press("Enter")
    now.sees(now.page.get_by_text("TSI +49 991 23456"))
    bob = visit.browser.visit()
    bob.logs_in("bob")
    bob.opens("/in")
    bob.misses(bob.link("Fire Brigade"))
    # Text that the user is writing is kept.
    bob.writes("Search", "half a w")
    # The request has a header that marks it as sent by the page, not by the user.
    with bob.page.expect_request(lambda it: "x-by-itself" in it.headers):
        visit.asks("a fax comes for bob")
    bob.sees(bob.link("Fire Brigade"))
    assert bob.field("Search").input_value() == "half a w"
    # The open transcript stays open, and grows.
    visit.asks("a page goes on in alice's call")
    now.sees(now.page.locator(".ladder li", has_text="MPS"))
    visit.asks("alice's job is sent")
    visit.sees("2 / 2")
    visit.sees("Sent: 2 pages.")
    visit.misses(visit.button("Cancel"))
    now.misses(now.link("To 0991 2700614"))
