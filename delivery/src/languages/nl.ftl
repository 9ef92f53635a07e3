# The Dutch words of mails and reports.

date = %d-%m-%Y, %H:%M uur

# The mail of a received fax.
fax-subject = Fax van { $caller } (pagina’s: { $pages })
fax-headline = Er is een fax voor { $device } aangekomen.
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

# The report of a sent fax.
report-subject = Fax aan { $destination }: { $result }
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
recording-shows = De opname van de oproep laat zien: { $what }
report-not-attached = De fax is niet bijgevoegd: { $why }.
first-page = De eerste pagina
no-number-yet = nog geen nummer

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

# Why a fax was not sent, and what to do about it.
failure-busy = Het nummer was bezet.
advice-busy = Verzend de fax later opnieuw.
failure-no-answer = Niemand nam op.
advice-no-answer = Het externe faxapparaat staat misschien uit. Controleer het nummer of verzend de fax later opnieuw.
failure-no-fax = De oproep werd beantwoord, maar niet door een faxapparaat.
advice-no-fax = Controleer of dit een faxnummer is.
failure-dropped = De verbinding eindigde voordat de fax volledig was.
advice-dropped = Het externe faxapparaat heeft misschien geen papier of geheugen meer. Vraag het de ontvanger of verzend de fax later opnieuw.
failure-line-too-bad = De lijn was te slecht voor de fax.
advice-line-too-bad = Verzend de fax later opnieuw. Gebeurt dit vaak, controleer dan codec, jitter en versterking van de trunk.
failure-unconfirmed = Een pagina is verzonden, maar het externe faxapparaat heeft die nooit bevestigd. Ze is misschien aangekomen.
advice-unconfirmed = Vraag de ontvanger welke pagina’s zijn aangekomen voordat u de fax opnieuw verzendt.
failure-incompatible = Het externe faxapparaat kan deze fax niet ontvangen.
advice-incompatible = Het heeft misschien geen papier, kan alleen verzenden, of vraagt om een subadres of wachtwoord.
failure-nothing-to-fetch = Het externe faxapparaat heeft geen document klaarliggen.
advice-nothing-to-fetch = Vraag wanneer er een klaarligt en welk nummer (SEP) het heeft.
failure-fetch-refused = Het externe faxapparaat weigerde zijn document te verzenden.
advice-fetch-refused = Het vraagt misschien om een wachtwoord (PWD) of een ander documentnummer (SEP).
failure-field-refused = Het externe faxapparaat weigerde het subadres, het wachtwoord of een ander gegeven.
advice-field-refused = Vraag de ontvanger welk subadres en wachtwoord u moet gebruiken en verzend de fax daarmee opnieuw.
failure-t38-negotiation = De overgang naar T.38 is mislukt.
advice-t38-negotiation = Schakel T.38 voor deze trunk uit of vraag de provider.
failure-unknown-number = Het nummer bestaat niet.
advice-unknown-number = Controleer het nummer, het netnummer en de kiesregels.
failure-number-changed = Het nummer is gewijzigd.
advice-number-changed = Vraag de ontvanger om het nieuwe nummer.
failure-call-rejected = De oproep is geweigerd.
advice-call-rejected = De ontvanger of het netwerk accepteert geen oproepen van deze lijn.
failure-no-route = Er was geen route naar dit nummer.
advice-no-route = Controleer de trunk en de uitgaande route.
failure-lines-full = Alle lijnen waren bezet.
advice-lines-full = Verzend de fax later opnieuw of voeg lijnen toe.
failure-bad-number = Dit is geen geldig faxnummer.
advice-bad-number = Voer cijfers in, met + voor een landcode.
failure-no-number = Niemand heeft het nummer op tijd opgegeven.
advice-no-number = Bied de fax opnieuw aan, met het nummer.
failure-forbidden = De afzender mag geen faxen naar dit nummer verzenden.
advice-forbidden = Vraag het de beheerder.
failure-blocked = Er is nog een oproep naar dit nummer bezig.
advice-blocked = Niets te doen: de fax gaat vanzelf verder.
failure-time-of-day = De fax wacht op de uren waarin hij mag worden verzonden.
advice-time-of-day = Niets te doen: de fax gaat vanzelf verder.
failure-expired = De fax kon niet op tijd worden verzonden.
advice-expired = Verzend hem opnieuw met meer tijd.
failure-conversion-failed = Een document kon niet in faxpagina’s worden omgezet.
advice-conversion-failed = Open het document, sla het op als PDF en verzend dat.
failure-no-converter = Dit soort document kan niet worden gefaxt.
advice-no-converter = Verzend het als PDF, TIFF of tekst.
failure-too-many-pages = De fax heeft meer pagina’s dan toegestaan.
advice-too-many-pages = Verzend hem in delen.
failure-no-document = Er is niets om te verzenden.
advice-no-document = Voeg een document toe.
failure-cancelled = De fax is geannuleerd.
advice-cancelled = Niets te doen.
failure-internal = De telefooncentrale of de faxsoftware stopte tijdens de oproep.
advice-internal = De beheerder vindt meer in het log.
