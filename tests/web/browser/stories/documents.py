"""Documents of a new fax are selected one by one, dropped, previewed, reordered and removed."""

import re
from pathlib import Path

from playwright.sync_api import expect

# Drops a file on a page, as a file manager does.
DROP = """([target, name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, {type: 'text/plain'}));
    for (const kind of ['dragenter', 'dragover', 'drop'])
        target.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def tell(visit, house):
    files = Path(house["files"])
    visit.logs_in("bob")
    visit.opens("/out/new")
    visit.addresses("0991 2700619")
    visit.writes("Tag", "Order 7") if visit.field("Tag").is_visible() else None
    # A document that cannot be faxed is rejected at once, and the others are kept.
    visit.browser.expected.add(422)
    # The picture of a page may still be loading when the page is removed.
    visit.browser.expected.add(404)
    visit.adds("Documents", [files / "letter.txt", files / "broken.pdf"])
    visit.sees(visit.page.get_by_role("alert").filter(has_text="broken.pdf"))
    visit.sees("Page 1 / 1")
    visit.adds("More documents", [files / "offer.html"])
    visit.sees("Page 2 / 2")
    form = visit.page.locator("form[enctype]").first
    visit.page.evaluate(DROP, [form.element_handle(), "dropped.txt", "Dropped.\n"])
    visit.sees("Page 3 / 3")
    visit.sees(visit.button("Send fax (3 pages)"))
    # The page has the address of the draft, so the selected documents are kept after a reload.
    assert re.search("/out/draft/[0-9]+$", visit.page.url), visit.page.url
    visit.page.reload()
    visit.goes(visit.button("Move up: dropped.txt"))
    visit.goes(visit.button("Move up: dropped.txt"))
    visit.goes(visit.button("Remove: letter.txt"))
    names = visit.page.locator("ol.documents .name").all_inner_texts()
    assert [name[:7] for name in names] == ["dropped", "offer.h"], names
    # While pages are converted, nothing can be sent. The test delays the answer.
    visit.page.route("**/out/draft/*", lambda route: hold(visit, route))
    visit.adds("More documents", [files / "letter.txt", files / "offer.html"])
    visit.sees("Page 4 / 4")
    visit.page.unroute("**/out/draft/*")
    visit.previews()
    visit.goes(visit.sends())
    visit.sees("Page 4 / 4")
    # Each page has a picture.
    pictures = visit.page.locator("figure img")
    assert pictures.count() == 4


def hold(visit, route):
    """Checks the page while its documents are being uploaded."""
    if route.request.method == "POST":
        expect(visit.page.locator("#making")).to_have_text(re.compile("Making pages … document [12] of 2"))
        expect(visit.sends()).to_be_disabled()
    route.continue_()
