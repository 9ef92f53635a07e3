# The Dutch words of mails and reports.

date = %d-%m-%Y, %H:%M uur

# The mail of a received fax.
fax-subject = Fax van { $caller } (pagina’s: { $pages })
fax-headline = Er is een fax voor { $device } aangekomen.
failed-headline = Een fax voor { $device } is niet aangekomen.
polled-subject = Opgehaalde fax van { $caller } (pagina’s: { $pages })
polled-headline = Er is een opgehaalde fax voor { $device } aangekomen.
label-from = Van
label-machine = Faxapparaat
label-date = Datum
label-pages = Pagina’s
label-resolution = Resolutie
label-file = Bestand
unknown = onbekend
unknown-caller = een onbekende afzender
polled-by-job = De fax is opgehaald met opdracht { $job }.
incomplete-subject = [Onvolledig] { $subject }
failed-subject = [Mislukt] { $subject }
no-page = VAN DEZE FAX IS GEEN PAGINA ONTVANGEN.
incomplete = { $count ->
    [one] DEZE FAX IS ONVOLLEDIG: { $count } pagina is ontvangen.
   *[other] DEZE FAX IS ONVOLLEDIG: { $count } pagina’s zijn ontvangen.
}
page-broke-off = Pagina { $page } is afgebroken.
line-at-last = Toestand van de lijn aan het eind: { $line }.
not-attached-subject = [Niet bijgevoegd] { $subject }
not-attached = DEZE FAX IS NIET BIJGEVOEGD: { $why }.
not-attached-what-to-do = De faxserver bewaart hem als fax { $fax }. U kunt hem downloaden via de webinterface of de beheerder vragen hem op een andere manier te sturen.

# What goes to the faxmaster.
undeliverable-subject = Onbestelbaar: { $subject }
no-mailbox = Voor deze fax is geen postvak ingesteld.
fax-undelivered = Deze fax kon niet worden bezorgd bij { $mailbox }.
report-undelivered = Dit rapport kon niet worden bezorgd bij { $mailbox }.
letter-undelivered = Deze e-mail kon niet worden bezorgd bij { $mailbox }.
undelivered-reason = Reden: { $reason }
not-attached-either = Bijvoegen kan ook niet: { $why }

# The test mail.
test-subject = Test-e-mail van de faxserver
test-text = Dit is een test. Ontvangen faxen komen op dezelfde manier binnen als deze e-mail.

# The subject outside of an encrypted mail, and the notices instead of one.
protected-subject = Fax
withheld-subject = Er is een fax aangekomen
withheld-text = Er is een fax voor u aangekomen. Hij kon niet per e-mail worden verzonden: e-mails met faxen moeten versleuteld zijn, en er is geen bruikbare sleutel van u. Bekijk de fax in de webinterface. De beheerder is ingelicht.
withheld-report-subject = Een rapport over een fax
withheld-report-text = Er is een rapport over een fax die u hebt verzonden. Het kon niet per e-mail worden verzonden: e-mails met faxen moeten versleuteld zijn, en er is geen bruikbare sleutel van u. Bekijk de fax in de webinterface. De beheerder is ingelicht.
withheld-fault-subject = Een fax is niet per e-mail naar { $mailbox } verzonden
withheld-fault-text = { $mailbox } kreeg een bericht in plaats van een fax of rapport, omdat de e-mail niet kon worden versleuteld. Reden (Engels): { $why }.
link-text = Er is een fax voor u aangekomen. Deze link opent de fax:
link-code = Om de fax te openen hebt u uw code nodig, die nooit per e-mail wordt gestuurd. Hebt u geen code, vraag het dan aan { $faxmaster }.
link-login = Meld u aan bij de webinterface om de fax te openen.
link-once = De link opent de fax maar één keer.
link-until = De link is geldig tot { $until }.

# The report of a sent fax.
report-subject = Fax aan { $destination }: { $result }
report-no-number-subject = Fax zonder nummer ({ $documents }): { $result }
report-polled-subject = Fax van { $destination }: { $result }
label-reason = Reden
label-doubt = Onzeker
label-advice = Wat te doen
label-next-try = Volgende poging
label-number = Nummer
label-tag = Label
label-recipient = Ontvanger
label-sent-from = Verzonden vanaf
label-documents = Documenten
label-left-out = Niet opgenomen
label-pages-sent = Pagina’s
pages-of = { $done } van { $all }
label-polled = Opgehaald
label-calls = Oproepen
at-most = { $count } van hoogstens { $most }
label-tries = Pogingen
tries-at-most = { $count } van hoogstens { $most } (oproepen die een faxapparaat beantwoordde)
label-answered-by = Beantwoord door
label-line = Lijn
label-submitted = Aangeboden
label-job = Opdracht
label-technical = Technisch
sending-report = Verzendrapport
label-started = Begin
label-ended = Einde
label-duration = Duur
label-rate = Snelheid
label-result = Resultaat
label-page = Pagina
label-document = Document
page-confirmed = bevestigd
page-not-confirmed = niet bevestigd
page-in-doubt = onzeker
further-pages = Overige pagina’s: { $count }
proof-of-sending = Verzendbewijs
label-server = Server
label-document-hash = SHA-256 van het document
label-recording-hash = SHA-256 van de opname
label-signature = Handtekening
label-time-stamp = Tijdstempel
label-attached = Bijgevoegd
no-time-stamp-service = geen (er is geen dienst ingesteld)
no-time-stamp = geen ({ $why })
proof-attached = { $files }. De opdracht ferrofax verify controleert dit bestand.
recording-shows = De opname van de oproep laat zien: { $what }
report-not-attached = De fax is niet bijgevoegd: { $why }.
first-page = De eerste pagina
no-number-yet = nog geen nummer

# Why the fax is not attached, behind “not attached:”.
missing-unreadable = het document kan niet worden gelezen: { $why }
missing-damaged = het document is beschadigd: { $why }
missing-file-too-large = hij is { $megabytes } MB, en het bestand van een e-mail mag hoogstens { $most } MB zijn
missing-no-pages = hij heeft geen pagina’s
missing-too-much = hij is groter dan { $most } MB, het maximum van een rapport
missing-document-too-large = ‘{ $name }’ is te groot voor een e-mail
missing-page-too-large = ‘{ $name }’ heeft een pagina die te groot is
missing-document-unreadable = ‘{ $name }’ kan niet worden gelezen ({ $why })
missing-document-damaged = ‘{ $name }’ is beschadigd ({ $why })

# The result in a few words, behind “Fax to 1234:”.
because = { $result }: { $reason }
result-sent = verzonden
result-in-doubt = { $count ->
    [one] verzonden, maar pagina { $list } is onzeker
   *[other] verzonden, maar pagina’s { $list } zijn onzeker
}
result-twice = { $count ->
    [one] verzonden, pagina { $list } misschien dubbel
   *[other] verzonden, pagina’s { $list } misschien dubbel
}
result-number-wanted = heeft een nummer nodig
result-not-yet = nog niet verzonden
result-part-so-far = tot nu toe { $done } van { $all } pagina’s verzonden
result-cancelled = geannuleerd
result-cancelled-after = geannuleerd na { $done } van { $all } pagina’s
result-not-sent = NIET VERZONDEN
result-part = SLECHTS { $done } van { $all } pagina’s verzonden
result-polled = opgehaald
result-not-polled-yet = nog niet opgehaald
result-not-polled = NIET OPGEHAALD
result-polled-in-part = SLECHTS DEELS OPGEHAALD
result-sent-and = verzonden, en { $result }
polled-pages = { $count ->
    [one] { $count } pagina, als fax { $fax }
   *[other] { $count } pagina’s, als fax { $fax }
}

# The result as a sentence.
summary-sent = De fax aan { $number } is verzonden.
summary-in-doubt = { $count ->
    [one] De fax aan { $number } is verzonden, maar pagina { $list } is misschien niet aangekomen.
   *[other] De fax aan { $number } is verzonden, maar pagina’s { $list } zijn misschien niet aangekomen.
}
summary-number-wanted = De fax is zonder nummer aangeboden. Hij wordt verzonden zodra er een nummer is.
summary-not-yet = De fax aan { $number } is nog niet verzonden. { $next }
summary-part-so-far = De fax aan { $number } is nog niet volledig: { $done } van { $all } pagina’s zijn verzonden. { $next }
next-held = Hij wordt vastgehouden tot hij wordt vrijgegeven.
next-try = Er volgt een nieuwe poging.
summary-cancelled = De fax aan { $number } is geannuleerd.
summary-cancelled-after = De fax aan { $number } is geannuleerd na { $done } van { $all } pagina’s.
summary-timed-out = De fax aan { $number } is NIET op tijd VERZONDEN.
summary-not-sent = De fax aan { $number } is NIET VERZONDEN.
summary-part = SLECHTS { $done } van { $all } pagina’s van de fax aan { $number } zijn verzonden.
summary-polled = De fax van { $number } is opgehaald.
summary-not-polled-yet = De fax van { $number } is nog niet opgehaald. Er volgt een nieuwe poging.
summary-poll-cancelled = De fax van { $number } is niet opgehaald: de aanvraag is geannuleerd.
summary-not-polled = De fax van { $number } is NIET OPGEHAALD.
summary-polled-in-part = De fax van { $number } is SLECHTS DEELS opgehaald.
summary-sent-and = De fax aan { $number } is verzonden. { $rest }

# Pages whose arrival is not sure.
doubt-resent = { $count ->
    [one] Pagina { $list } is verzonden, maar niet bevestigd. Ze komt misschien dubbel aan als de fax opnieuw wordt verzonden.
   *[other] Pagina’s { $list } zijn verzonden, maar niet bevestigd. Ze komen misschien dubbel aan als de fax opnieuw wordt verzonden.
}
doubt-once = { $count ->
    [one] Pagina { $list } is verzonden, maar niet bevestigd. Het is onzeker of ze is aangekomen.
   *[other] Pagina’s { $list } zijn verzonden, maar niet bevestigd. Het is onzeker of ze zijn aangekomen.
}
doubt-both = { $count ->
    [one] Pagina { $list } is meer dan eens verzonden en nooit bevestigd. Ze kan één keer, twee keer of helemaal niet zijn aangekomen.
   *[other] Pagina’s { $list } zijn meer dan eens verzonden en nooit bevestigd. Ze kunnen één keer, twee keer of helemaal niet zijn aangekomen.
}
doubt-twice = { $count ->
    [one] Pagina { $list } is misschien dubbel aangekomen.
   *[other] Pagina’s { $list } zijn misschien dubbel aangekomen.
}

# What to do.
advice-answer-with-number = Beantwoord deze e-mail vóór { $until } met het nummer als eerste regel, of geef het op met `ferrofax number { $job } NUMMER`. Zonder nummer wordt de fax dan opgegeven.
advice-give-number = Geef het nummer vóór { $until } op met `ferrofax number { $job } NUMMER`. Zonder nummer wordt de fax dan opgegeven.
