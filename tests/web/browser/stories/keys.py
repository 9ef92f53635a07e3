"""An API key is created, works within its rights, and is revoked."""


def tell(visit, house):
    visit.logs_in("bob")
    visit.goes(visit.link("bob"))
    visit.writes("Purpose", "The scanner upstairs")
    visit.ticks("Read jobs")
    visit.writes("Valid for (days)", "30")
    visit.goes(visit.button("New key"))
    key = visit.field("The new key").input_value()
    # The key is shown only once.
    visit.opens("/own")
    visit.sees("The scanner upstairs")
    assert key not in visit.page.content()
    program = visit.browser.driver.request.new_context(
        base_url=house["address"], extra_http_headers={"Authorization": f"Bearer {key}"}
    )
    answer = program.get("/api/v1/me")
    assert answer.ok and answer.json()["user"] == "bob", answer.text()
    visit.goes(visit.page.get_by_role("button", name="The scanner upstairs"))
    answer = program.get("/api/v1/me")
    assert answer.status == 401, answer.status
