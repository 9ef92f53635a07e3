"""Documents of a new fax are chosen one by one, dropped, put in order and taken out."""

from pathlib import Path

# What a file manager hands over to a page.
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
    visit.writes("Fax number", "0991 2700619")
    visit.adds("Documents", [files / "letter.txt"])
    visit.adds("Documents", [files / "broken.pdf", files / "offer.html"])
    form = visit.page.locator("form[enctype]")
    visit.page.evaluate(DROP, [form.element_handle(), "dropped.txt", "Dropped.\n"])
    listed = form.locator("ol li")
    assert listed.count() == 4, listed.all_inner_texts()
    visit.uses(visit.button("Remove: broken.pdf"))
    visit.uses(visit.button("Move up: dropped.txt"))
    visit.uses(visit.button("Move up: dropped.txt"))
    names = [text.split("\n")[0] for text in listed.all_inner_texts()]
    assert [name[:7] for name in names] == ["dropped", "letter.", "offer.h"], names
    visit.goes(visit.button("Send"))
    visit.sees("Page 3 / 3")
    # With the picture of each.
    pictures = visit.page.locator("figure img")
    assert pictures.count() == 3
