"""Every page there is, by who sees it ("" is nobody yet); the names are those of the pictures."""

PAGES = {
    "": {
        "login": "/login",
    },
    "alice": {
        "now": "/now",
        "job-active": "/out/{active}",
        "fax-coming": "/in/{coming}",
    },
    "bob": {
        "received": "/in",
        "received-nothing": "/in?search=xyzzy",
        "fax": "/in/{bakery}",
        "fax-incomplete": "/in/{withheld}",
        "fax-page": "/in/{bakery}/page/1",
        "sent": "/out",
        "sent-nothing": "/out?which=done&below=1",
        "sent-new": "/out/new",
        "job-waiting": "/out/{waiting}",
        "job-number": "/out/{number}",
        "job-failed": "/out/{failed}",
        "job-done": "/out/{done}",
        "now-nothing": "/now",
        "book": "/book",
        "book-contact": "/book/new",
        "account": "/own",
        "nowhere": "/nowhere",
        "api": "/api/v1/docs",
    },
    "dora": {
        "fax-delete": "/in/{bakery}/delete",
    },
    "chief": {
        "received-all": "/in",
        "admin-figures": "/admin/figures",
        "admin-health": "/admin/health",
        "admin-devices": "/admin/devices",
        "admin-users": "/admin/users",
        "admin-sessions": "/admin/sessions",
        "admin-mails": "/admin/mails",
        "admin-log": "/admin/log",
    },
}
