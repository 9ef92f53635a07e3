"""A passkey is added, used for a login without a password, and removed. Chromium simulates the authenticator."""

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def tell(visit, house):
    # Browsers support passkeys only for host names, not for addresses.
    house["address"] = house["address"].replace("127.0.0.1", "localhost")
    kind = "keyboard" if type(visit).__name__ == "Keyboard" else "mouse"
    visit = visit.browser.visit(kind)
    keys = visit.page.context.new_cdp_session(visit.page)
    keys.send("WebAuthn.enable")
    made = keys.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    authenticator = {"authenticatorId": made["authenticatorId"]}
    password = house["people"]["alice"]
    visit.logs_in("alice")
    visit.opens("/own/second-factor")
    form = visit.page.locator("form[action$='/passkeys/begin']")
    visit.writes("Name of the passkey", "This computer")
    visit.writes(form.locator("[name=password]"), password)
    visit.goes(visit.button("Add a passkey"))
    visit.goes(visit.button("Continue"))
    visit.sees("This computer")
    assert len(keys.send("WebAuthn.getCredentials", authenticator)["credentials"]) == 1
    visit.goes(visit.button("Log out"))
    visit.goes(visit.button("Log in with a passkey"))
    visit.sees(visit.button("Log out"))
    # Without a passkey, the page says what to do.
    visit.goes(visit.button("Log out"))
    keys.send("WebAuthn.setUserVerified", authenticator | {"isUserVerified": False})
    visit.goes(visit.button("Log in with a passkey"))
    visit.sees("This browser did not use a passkey")
    keys.send("WebAuthn.setUserVerified", authenticator | {"isUserVerified": True})
    visit.goes(visit.button("Continue"))
    visit.sees(visit.button("Log out"))
    visit.opens("/own/second-factor")
    form = visit.page.locator("form[action$='/passkeys/remove']")
    visit.writes(form.locator("[name=password]"), password)
    visit.goes(form.get_by_role("button"))
    visit.misses("This computer")
    plain = visit.browser.visit("without-script")
    plain.logs_in("alice")
    plain.opens("/own/second-factor")
    plain.sees("Passkeys need JavaScript")
