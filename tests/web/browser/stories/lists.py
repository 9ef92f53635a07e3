"""A list is filtered, its view is saved, and several faxes are tagged at once."""


def tell(visit, house):
    visit.logs_in("bob")
    visit.opens("/in")
    visit.uses(visit.page.get_by_text("More filters"))
    visit.writes("Sender", "bakery")
    visit.goes(visit.button("Search"))
    visit.sees(visit.link("Bakery Huber"))
    visit.misses(visit.link("Waterworks"))
    visit.uses(visit.page.get_by_text("Save this view"))
    visit.writes("Name of the view", "Bakery")
    visit.goes(visit.button("Save"))
    visit.sees("The view is saved.")
    visit.opens("/in")
    visit.goes(visit.link("Bakery", exact=True))
    visit.misses(visit.link("Waterworks"))
    visit.goes(visit.button("Remove view: Bakery"))
    visit.sees("The view is removed.")
    visit.ticks("Select: Waterworks")
    visit.ticks("Select: Dr. Schmidt's surgery")
    visit.chooses("Action for selected", "Set tag")
    # The script shows only the field that the action needs. Without it, both fields are there.
    bulk = visit.page.locator("#bulk")
    has_script = bulk.locator("[name=all]").count() == 0
    assert bulk.get_by_role("textbox", name="To a colleague").is_visible() != has_script
    visit.writes(visit.page.locator("#bulk").get_by_role("textbox", name="Tag"), "Order 7")
    visit.goes(visit.button("Apply"))
    visit.sees("Changed: 2.")
    visit.sees("Order 7")
    visit.opens("/out")
    visit.writes("Search", "2700613")
    visit.goes(visit.button("Search"))
    visit.sees(visit.link("0991 2700613"))
    visit.ticks("Select all shown")
    visit.chooses("Action for selected", "Hold")
    visit.goes(visit.button("Apply"))
    visit.sees("Not changed: 1.")
