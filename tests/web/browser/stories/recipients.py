"""Recipients of a new fax: names, suggestions, a pasted list, and removed chips."""

from pathlib import Path

from playwright.sync_api import expect

PASTE = """([target, text]) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', text);
    target.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
}"""


def tell(visit, house):
    visit.logs_in("bob")
    put(visit, "Anna Huber", "0991 2700619")
    put(visit, "Ben", "0991 2700620")
    put(visit, "Ben", "0991 2700621")
    visit.opens("/out/new")
    if visit.page.locator("#to-input").count():
        by_chips(visit)
    else:
        by_lines(visit)
    visit.adds("Documents", [Path(house["files"]) / "letter.txt"])
    visit.previews()
    visit.goes(visit.sends())
    for number in ("0991 2700619", "0991 2700621"):
        visit.sees(visit.link(number).first)


def put(visit, name, number):
    """Adds a contact."""
    visit.opens("/book/new")
    visit.writes("Name", name)
    visit.writes("Fax number", number)
    visit.goes(visit.button("Save"))


def by_chips(visit):
    field = visit.page.get_by_role("combobox", name="To", exact=True)
    chips = visit.page.get_by_role("list", name="To", exact=True).get_by_role("listitem")
    options = visit.page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    # A part of a name is enough, and the arrow keys select a suggestion.
    visit.writes(field, "hub")
    expect(options).to_have_count(1)
    visit.page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "to-0")
    visit.page.keyboard.press("Enter")
    expect(chips).to_have_count(1)
    expect(chips.first).to_contain_text("Anna Huber")
    # For a name with two numbers, the page asks which one.
    visit.writes(field, "ben")
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("Enter")
    visit.sees("“ben” has several numbers. Choose one:")
    visit.uses(visit.button("Ben <0991 2700621>"))
    expect(chips).to_have_count(2)
    visit.misses("has several numbers")
    # A pasted list is split, and duplicates are removed.
    visit.page.evaluate(PASTE, [field.element_handle(), "0991 2700622, 0991 2700623;0991 2700622\nNobody"])
    expect(chips).to_have_count(5)
    visit.sees("“Nobody” is not in the address book.")
    # Chips are removed with their buttons, and from the field with the keyboard.
    visit.uses(visit.button("Remove: Nobody"))
    expect(chips).to_have_count(4)
    expect(field).to_be_focused()
    for left in (3, 2):
        visit.page.keyboard.press("Backspace")
        visit.page.keyboard.press("Backspace")
        expect(chips).to_have_count(left)
        expect(field).to_be_focused()
    lines = visit.page.locator("#to").input_value().split("\n")
    assert lines == ["Anna Huber <0991 2700619>", "Ben <0991 2700621>"], lines


def by_lines(visit):
    visit.writes(visit.page.locator("#to"), "Anna Huber\nBen")
    visit.goes(visit.button("Preview"))
    visit.sees("“Ben” has several numbers. Choose one:")
    visit.goes(visit.button("Ben <0991 2700621>"))
    lines = visit.page.locator("#to").input_value().split("\n")
    assert lines == ["Anna Huber <0991 2700619>", "Ben <0991 2700621>"], lines
