"""A webhook is created, gets a test message that does not arrive, and is removed. A user chooses the start page."""


def tell(visit, house):
    visit.logs_in("bob")
    visit.goes(visit.link("bob"))
    visit.goes(visit.link("Webhooks", exact=True))
    visit.writes("Address (URL)", "http://127.0.0.1:9/hook")
    visit.is_refused(visit.button("New webhook"), 422)
    visit.sees("is no public address")
    visit.writes("Address (URL)", "https://fax.invalid/hook")
    visit.goes(visit.button("New webhook"))
    secret = visit.field("The secret").input_value()
    assert secret.startswith("whsec_"), secret
    # The secret is shown only once.
    visit.opens("/own/webhooks")
    assert secret not in visit.page.content()
    visit.goes(visit.link("https://fax.invalid/hook"))
    visit.goes(visit.button("Send a test message"))
    visit.sees("The test message will be sent in a moment.")
    visit.goes(visit.button("Remove this webhook"))
    visit.sees("The webhook was removed.")
    visit.misses(visit.link("https://fax.invalid/hook"))
    visit.opens("/own")
    visit.chooses("Start page", "New fax")
    visit.goes(visit.button("Save", visit.page.locator("form[action='/own/start']")))
    visit.opens("/")
    assert visit.page.url.endswith("/out/new"), visit.page.url
