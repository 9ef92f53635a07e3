"""An open page shows changes without a reload."""

from playwright.sync_api import expect

# Lets the story hide pages, and see whether their event streams are open.
HIDES = """
Object.defineProperty(window, "Notification", { value: class { static permission = "granted"; } });
Object.defineProperty(document, "hidden", { get: () => Boolean(window.isHidden) });
window.EventSource = class extends EventSource {
    constructor(address) {
        super(address);
        window.stream = this;
    }
};
"""

HIDE = """isHidden => {
    window.isHidden = isHidden;
    document.dispatchEvent(new Event("visibilitychange"));
}"""

IS_OPEN = "() => Boolean(window.stream) && stream.readyState !== EventSource.CLOSED"


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
    fax = bob.page.locator(".faxes input").first.get_attribute("value")
    box = bob.page.locator(f".faxes input[value='{fax}']")
    box.focus()
    # The request has a header that marks it as sent by the page, not by the user.
    with bob.page.expect_request(lambda it: "x-by-itself" in it.headers):
        visit.asks("a fax comes for bob")
    bob.sees(bob.link("Fire Brigade"))
    assert bob.field("Search").input_value() == "half a w"
    # The row that has the focus keeps it, although another row comes before it.
    expect(box).to_be_focused()
    # The open transcript stays open, and grows.
    visit.asks("a page goes on in alice's call")
    now.sees(now.page.locator(".ladder li", has_text="MPS"))
    visit.asks("alice's job is sent")
    visit.sees("2 / 2")
    visit.sees("Sent: 2 pages.")
    visit.misses(visit.button("Cancel"))
    now.misses(now.link("To 0991 2700614"))
    keeps_one_stream_in_the_background(visit)


def keeps_one_stream_in_the_background(visit):
    """Hides pages of a user with notifications. Only one list keeps its event stream."""
    alice = visit.browser.visit()
    context = alice.page.context
    context.add_init_script(HIDES)
    alice.logs_in("alice")
    alice.page.evaluate("() => localStorage.setItem('notify', 'yes')")
    pages = [alice.page, context.new_page(), context.new_page()]
    for page, address in zip(pages, ["/in", "/in", "/now"]):
        page.goto(address)
        page.evaluate(HIDE, True)
    waits_for_stream(pages[0])
    assert [page.evaluate(IS_OPEN) for page in pages] == [True, False, False]
    pages[2].evaluate(HIDE, False)
    assert pages[2].evaluate(IS_OPEN), "a page that is shown has a stream"
    pages[0].close()
    waits_for_stream(pages[1])


def waits_for_stream(page):
    for _ in range(600):
        if page.evaluate(IS_OPEN):
            return
        page.wait_for_timeout(100)
    raise AssertionError("the page opened no event stream")
