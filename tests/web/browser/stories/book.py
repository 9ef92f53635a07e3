"""Contacts are added to an address book, selected for a fax, and imported and exported as a table."""

from pathlib import Path


def tell(visit, house):
    files = Path(house["files"])
    visit.logs_in("bob")
    visit.goes(visit.link("Address book"))
    put(visit, {"Name": "Anna Huber", "Company": "Bakery Huber", "Fax number": "0991 2700619"})
    # A table is imported completely or not at all.
    visit.adds("File", [files / "broken.csv"])
    visit.is_refused(visit.button("Import"), 422)
    visit.sees("line 3")
    visit.misses("Garage Winkler")
    visit.adds("File", [files / "contacts.csv"])
    visit.goes(visit.button("Import"))
    visit.sees("The contacts were imported.")
    name, table = visit.downloads(visit.link("Personal (CSV)"))
    assert name == "contacts.csv" and table.count(b"0991 ") == 3, table
    visit.writes("Search", "hub")
    visit.goes(visit.button("Search"))
    visit.misses("Garage Winkler")
    visit.ticks(visit.page.get_by_role("checkbox", name="Anna Huber"))
    visit.goes(visit.button("New fax to selected contacts"))
    said = visit.page.locator("#to").input_value()
    assert "Anna Huber" in said and "0991 2700619" in said, said
    visit.adds("Documents", [files / "letter.txt"])
    visit.previews()
    visit.goes(visit.sends())
    visit.sees("The fax was accepted. It is sent as soon as a line is free.")
    of_the_house(visit)


def put(visit, written, **chosen):
    """Adds a contact."""
    # An empty address book has two buttons for this.
    visit.goes(visit.link("New contact").first)
    for label, text in written.items():
        visit.writes(label, text)
    for label, name in chosen.items():
        visit.chooses(label, name)
    visit.goes(visit.button("Save"))
    visit.sees("Saved.")


def of_the_house(visit):
    """The contacts of an administrator can be read by all users, and changed by no other user."""
    visit.goes(visit.button("Log out"))
    visit.logs_in("chief")
    visit.goes(visit.link("Address book"))
    put(visit, {"Name": "Townhall", "Fax number": "0991 2700"}, Book="Organisation")
    visit.goes(visit.button("Log out"))
    visit.logs_in("bob")
    visit.goes(visit.link("Address book"))
    visit.sees("Townhall")
    visit.misses(visit.link("Edit: Townhall"))
    visit.goes(visit.link("Edit: Anna Huber"))
    visit.goes(visit.button("Delete"))
    visit.sees("Deleted.")
    visit.misses("Anna Huber")
