"""All pages of the web interface (PAGES, CALLS and BARE), by the user who opens them ("": without a login), with the names of their pictures.

Each page is an address, or a function that opens the page in any language.
"""

from pathlib import Path


def draft(visit, house):
    """A fax that is not sent yet."""
    check(visit, "Huber | Bakery <0991 2700619>\n0900 123456", Path(house["files"]) / "letter.txt")


def check(visit, numbers, document):
    """Fills in the form for a new fax, and waits for its preview."""
    page = visit.page
    visit.opens("/out/new")
    visit.addresses(*numbers.split("\n"))
    page.set_input_files("[name=document]", document)
    page.locator("figure img").first.wait_for()
    visit.previews()


def draft_page(visit, house):
    """A page of the last draft."""
    visit.opens("/out/new")
    visit.goes(visit.page.locator("a[href^='/out/draft/']"))
    visit.goes(visit.page.locator("figure a"))


def refused(visit, house):
    """A rejected form with its entries."""
    visit.opens(f"/in/{house['faxes']['bakery']}")
    form = visit.page.locator("form[action$='/fax']")
    form.locator("[name=to]").fill("0900 123456")
    visit.is_refused(form.locator("button"), 403)


def webhook(visit, house):
    """A webhook after a test message."""
    visit.opens("/own/webhooks")
    known = visit.page.locator("td a[href^='/own/webhooks/']")
    if known.count() == 0:
        visit.page.fill("[name=url]", "https://fax.invalid/a/rather/long/address/of/a/program/that/waits/for/faxes")
        visit.goes(visit.page.locator("form[action='/own/webhooks'] button"))
        visit.opens("/own/webhooks")
    visit.goes(known.first)
    visit.goes(visit.page.locator("form[action$='/test'] button"))
    delivered = visit.page.locator("td .bad")
    for _ in range(60):
        if delivered.count() > 0:
            break
        visit.page.wait_for_timeout(500)
        visit.page.reload()
    delivered.first.wait_for()


def missing(visit, house):
    """The list of missing steps before the first start."""
    before_the_first_start(visit, house["missing"])


def not_ready(visit, house):
    """The page before the first start without its code."""
    before_the_first_start(visit, "/")


def before_the_first_start(visit, address):
    """Opens a page without its refresh header, because a reload would interrupt axe."""
    visit.browser.expected.add(503)

    def once(route):
        answer = route.fetch()
        headers = {name: value for name, value in answer.headers.items() if name != "refresh"}
        route.fulfill(response=answer, headers=headers)

    visit.page.route("**/*", once)
    visit.opens(address)


def second_factor_begun(visit, house):
    """The QR code for the authenticator app."""
    visit.opens("/own/second-factor")
    visit.goes(visit.page.locator("form[action='/own/second-factor/begin'] button"))


def session_ended(visit, house):
    """The login page after the session has ended while a form was filled in."""
    visit.opens(f"/in/{house['faxes']['bakery']}")
    visit.page.fill("[name=tag]", "Order 7")
    visit.page.context.clear_cookies(name="session")
    visit.is_refused(visit.page.locator("form[action$='/note'] button"), 401)


def recipients(visit, house):
    """A new fax with suggestions, and with an unknown recipient."""
    page = visit.page
    visit.opens("/book/new")
    page.fill("[name=name]", "Anna Huber")
    page.fill("[name=company]", "Bakery Huber")
    page.fill("[name=number]", "0991 2700619")
    visit.goes(page.locator("form.card button"))
    visit.opens("/out/new")
    visit.addresses("0991 2700619", "0900 123456", "Nobody")
    page.fill("#to-input", "hub")
    page.locator("#to-list li").first.wait_for()


PAGES = {
    "": {
        "login": "/login",
    },
    "alice": {
        "now": "/now",
        "job-active": "/out/{active}",
        "fax-coming": "/in/{coming}",
        "fax-part": "/in/{coming}/part",
    },
    "bob": {
        "received": "/in",
        "received-nothing": "/in?search=xyzzy",
        "received-filtered": "/in?status=received&from=2026-01-01",
        "fax": "/in/{bakery}",
        "fax-incomplete": "/in/{withheld}",
        "fax-page": "/in/{bakery}/page/1",
        "fax-refused": refused,
        "sent": "/out",
        "sent-nothing": "/out?which=done&below=1",
        "sent-filtered": "/out?search=0991&from=2026-01-01",
        "sent-drafts": "/out?which=drafts",
        "sent-new": "/out/new",
        "sent-recipients": recipients,
        "sent-number-missing": "/out?which=number",
        "sent-fetch": "/out/fetch",
        "sent-draft": draft,
        "sent-draft-page": draft_page,
        "job-waiting": "/out/{waiting}",
        "job-number": "/out/{number}",
        "job-failed": "/out/{failed}",
        "job-done": "/out/{done}",
        "now-nothing": "/now",
        "book": "/book",
        "book-contact": "/book/new",
        "account": "/own",
        "account-password": "/own/password",
        "account-webhooks": "/own/webhooks",
        "account-webhook": webhook,
        "account-second-factor": "/own/second-factor",
        "account-second-factor-begun": second_factor_begun,
        "help": "/help",
        "nowhere": "/nowhere",
        "api": "/api/v1/docs",
        "login-again": session_ended,
    },
    "dora": {
        "fax-delete": "/in/{bakery}/delete",
    },
    "chief": {
        "received-all": "/in",
        "admin-figures": "/admin/figures",
        "admin-health": "/admin/health",
        "admin-cleanup": "/admin/cleanup",
        "admin-devices": "/admin/devices",
        "admin-device-new": "/admin/devices/new",
        "admin-lines": "/admin/lines",
        "admin-users": "/admin/users",
        "admin-user": "/admin/users/edit?user=alice",
        "admin-user-new": "/admin/users/new",
        "admin-group-new": "/admin/groups/new",
        "admin-sessions": "/admin/sessions",
        "admin-mails": "/admin/mails",
        "admin-junk": "/admin/junk",
        "admin-junk-fax": "/in/{junk}",
        "admin-calls-nothing": "/admin/calls?went=well",
        "admin-log": "/admin/log",
    },
}

# The pages before there is a spool.
BARE = {
    "": {
        "not-ready": not_ready,
        "not-ready-missing": missing,
    },
}

# The pages about call recordings.
CALLS = {
    "chief": {
        "admin-calls": "/admin/calls",
        "admin-call": "/admin/calls/{record}",
        "admin-call-damaged": "/admin/calls/{damaged}",
    },
}
