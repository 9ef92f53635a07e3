"""On a phone: one line at the top, the main actions at the bottom, and nothing wider than the screen."""

WIDTH = 320


def tell(visit, house):
    visit.logs_in("bob")
    visit.page.set_viewport_size({"width": WIDTH, "height": 640})
    bakery = house["faxes"]["bakery"]
    for address in ("/in", "/out", "/out/new", f"/in/{bakery}", f"/out/{house['jobs']['waiting']}", "/own"):
        visit.opens(address)
        wide = visit.page.evaluate("() => document.scrollingElement.scrollWidth")
        assert wide <= WIDTH, f"{address} is {wide} pixels wide"
        head = visit.page.locator("header").bounding_box()
        assert head["height"] <= 60, f"the head of {address} is {head['height']} pixels high"
    visit.opens(f"/in/{bakery}")
    bar = visit.page.get_by_role("group", name="Actions")
    box = bar.bounding_box()
    assert box["y"] + box["height"] == 640 and box["height"] < 80, box
    visit.sees(visit.link("PDF"))
    visit.uses(visit.link("Forward …"))
    title = visit.page.get_by_role("heading", name="Forward")
    assert 0 <= title.bounding_box()["y"] < 640 - box["height"], title.bounding_box()
    visit.goes(visit.button("Assign to me"))
    visit.sees("The fax is now assigned to you.")
    administration(visit.browser.visit(viewport={"width": WIDTH, "height": 640}))


def administration(visit):
    """The tabs of an administrator are one row, which scrolls sideways and shows the tab of the page."""
    visit.logs_in("chief")
    for address in ("/admin/figures", "/admin/health", "/admin/users", "/admin/log"):
        visit.opens(address)
        wide = visit.page.evaluate("() => document.scrollingElement.scrollWidth")
        assert wide <= WIDTH, f"{address} is {wide} pixels wide"
        tabs = visit.page.locator("main > nav.buttons").first.bounding_box()
        assert tabs["height"] <= 60, f"the tabs of {address} are {tabs['height']} pixels high"
        shown = visit.page.locator("main > nav.buttons").first.locator("[aria-current=page]").bounding_box()
        assert 0 <= shown["x"] and shown["x"] + shown["width"] <= WIDTH, f"the tab of {address} is at {shown}"
