"""A document is polled from another fax machine. Its password is entered, and never shown."""


def tell(visit, house):
    visit.logs_in("bob")
    visit.goes(visit.link("Sent"))
    visit.goes(visit.link("Poll a fax"))
    visit.writes("Fax number", "0900 123456")
    visit.writes("Number of the document (SEP)", "4711")
    visit.writes("Password for the document (PWD)", "90210")
    visit.is_refused(visit.button("Poll"), 422)
    # All entries except the password are kept.
    said = [visit.field(label).input_value() for label in ("Fax number", "SEP", "PWD")]
    assert said == ["0900 123456", "4711", ""], said
    visit.writes("Fax number", "0991 2700621")
    visit.writes("Password for the document (PWD)", "90210")
    visit.goes(visit.button("Poll"))
    visit.sees("The fax was accepted. It is sent as soon as a line is free.")
    visit.sees("Fax polled from 0991 2700621")
    visit.misses("90210")
    visit.goes(visit.button("Cancel"))
    visit.sees("The fax was cancelled.")
    # The job has no picture in the list. Its text begins at the same position as that of other jobs.
    visit.goes(visit.link("Sent").last)
    lines = visit.page.locator(".faxes .who")
    visit.sees(lines.filter(has_text="Fax polled from 0991 2700621"))
    begins = {line.bounding_box()["x"] for line in lines.all()}
    assert len(begins) == 1, begins
