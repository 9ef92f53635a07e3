# The texts of the mails that the Ferrofax service writes.

# Words of others, such as the answer of a mail server, which are shown as they are.
original = ‘{ $text }’

# Labels.
label-number = Nummer
label-reason = Reden
label-advice = Wat te doen
label-subject = Onderwerp
label-sender = Afzender
label-origin = Kwam van
label-received = Ontvangen
label-mail = E-mail
label-since = Sinds
label-held = Vastgehouden
label-print-job = Afdruktaak
label-printed-by = Afgedrukt door
label-device = Toestel
label-faxes = Gemaakte faxen
nobody = niemand
nobody-report = niemand (een melding van een mailserver)

# The answer to a mail that is not faxed.
refused-subject = Fax naar { $number }: NIET VERZONDEN: { $why }
refused-about-subject = Fax naar { $number } ({ $about }): NIET VERZONDEN: { $why }
numbers = { $count ->
    [one] { $count } nummer
   *[other] { $count } nummers
}
refused-text = Deze e-mail is NIET GEFAXT.

# A mail on which the fax software fails.
set-aside-subject = E-mail { $mail } is apart gezet: de faxsoftware kan deze niet verwerken
set-aside-text = Ferrofax heeft een e-mail aangenomen, maar de faxsoftware mislukte bij elke verwerking ervan. De e-mail wordt NIET GEFAXT. Alle andere e-mails worden verwerkt.
set-aside-advice = De e-mail staat in de map mail/damaged van de spool. Meld de fout aan de ontwikkelaars van Ferrofax en stuur hun de e-mail alleen als deze niets vertrouwelijks bevat. `ferrofax mail-queue retry { $mail }` probeert het opnieuw, `ferrofax mail-queue delete { $mail }` verwijdert de e-mail.

# A mail to the postmaster.
postmaster-subject = Aan de postmaster: { $subject }
no-subject = (geen onderwerp)
postmaster-text = Deze e-mail is geschreven aan de postmaster van de faxserver. De e-mail wordt niet gefaxt.
postmaster-mail = De e-mail:
postmaster-more = { $count ->
    [one] nog { $count } byte wordt niet getoond
   *[other] nog { $count } bytes worden niet getoond
}

# An answer that should give a fax its number.
number-subject = Fax { $fax } heeft nog geen nummer: { $why }
number-unknown-subject = De fax heeft nog geen nummer: { $why }
number-text = Uw antwoord gaf de fax geen nummer: { $why }.
number-advice = Beantwoord de e-mail die om het nummer vraagt nog een keer, met op de eerste regel alleen het nummer.

# A user who was blocked automatically.
stopped-subject = Faxgebruiker { $user } is geblokkeerd
stopped-text = Faxgebruiker { $user } is GEBLOKKEERD en kan geen faxen verzenden.
stopped-held = { $count ->
    [one] { $count } wachtende fax van deze gebruiker
   *[other] { $count } wachtende faxen van deze gebruiker
}
stopped-advice = Ga na of de gebruiker van deze faxen weet. Zo niet, wijzig dan eerst het wachtwoord. `ferrofax users go-on { $user }` heft de blokkering op en geeft de vastgehouden faxen vrij. Het auditlogboek (audit.log in de map van de spool) bevat alles.

# A print job of which faxes were refused.
print-subject = Afdruktaak { $job } ({ $name }) wordt NIET GEFAXT
print-part-subject = Afdruktaak { $job } ({ $name }) wordt NIET VOLLEDIG GEFAXT
print-text = Een afdruktaak is aangenomen, maar deze delen ervan worden NIET verzonden:
print-rest = De overige pagina’s: { $why }
print-fax = De fax: { $why }
print-fax-to = De fax naar { $number }: { $why }
print-more = { $count ->
    [one] … en nog { $count }.
   *[other] … en nog { $count }.
}

# Alarms.
alarm-subject = ALARM: { $what }
alarm-over-subject = Voorbij: { $what }
alarm-again = U krijgt opnieuw bericht als het probleem voorbij is.
alarm-began = Het alarm begon op { $date }.
unwatched-subject = het alarm { $name }
unwatched-text = De instellingen vragen niet meer om dit alarm. De tekst was: { $text }
disk-begins = de schijf van de spool is bijna vol
disk-over = de schijf van de spool heeft weer genoeg ruimte
disk-text = Er is nog maar { $free } MiB vrij in { $folder }. Als de schijf vol is, kan geen fax worden ontvangen.
disk-advice = Maak ruimte vrij: `retention_days` in ferrofax.conf en `ferrofax cleanup --keep-days N` verwijderen oude faxen.
relay-begins = er worden geen e-mails verzonden
relay-over = e-mails worden weer verzonden
relay-text = Er kon { $minutes } minuten lang geen e-mail worden verzonden, terwijl er e-mails wachten. Laatste antwoord van de mailserver: { $why }.
relay-advice = `asterisk -rx 'ferrofax show outbox'` toont de e-mails; `ferrofax outbox retry --all` verzendt ze direct.
failing-begins = veel faxen achter elkaar naar { $device } zijn mislukt
failing-over = { $device } ontvangt weer faxen
failing-text = { $count ->
    [one] Bij de laatste faxoproep naar { $device } is geen pagina ontvangen.
   *[other] Bij de laatste { $count } faxoproepen naar { $device } is geen pagina ontvangen.
}
failing-advice = `ferrofax faxes --device { $device }` toont hoe elke oproep eindigde.
silent-begins = er is lange tijd geen fax ontvangen
silent-over = er worden weer faxen ontvangen
silent-text = Geen enkel toestel heeft in { $minutes } minuten een fax ontvangen.
silent-device-begins = { $device } heeft lange tijd geen fax ontvangen
silent-device-over = { $device } ontvangt weer faxen
silent-device-text = { $device } heeft in { $minutes } minuten geen fax ontvangen.
silent-hours = Op deze tijden worden faxen verwacht: { $hours }.
silent-last = De laatste fax is ontvangen op { $last }.
silent-never = Er is nog nooit een fax ontvangen.
silent-advice = Test de lijn met `ferrofax selftest`. Deze opdracht verzendt een fax via de telefooncentrale.
folder-begins = faxen kunnen niet in de map { $folder } worden opgeslagen
folder-over = faxen worden weer in de map { $folder } opgeslagen
folder-text = Ontvangen faxen wachten, omdat er niet in de map { $path } ({ $folder }) kan worden geschreven: { $why }.
folder-kept = Ze worden daar opgeslagen zodra dat kan, tenzij hun bewaartermijn eerder afloopt. Intussen worden ze zoals altijd per e-mail verzonden.
folder-works = Faxen worden weer in de map { $path } ({ $folder }) opgeslagen.
filing-begins = faxen kunnen niet in { $folder } worden gearchiveerd
filing-over = faxen worden weer in { $folder } gearchiveerd
filing-text = Ontvangen faxen wachten, omdat ze niet in { $folder } ({ $path }) kunnen worden gearchiveerd: { $why }.
filing-kept = Ze worden daar gearchiveerd zodra dat kan, tenzij hun bewaartermijn eerder afloopt. Intussen worden ze zoals altijd per e-mail verzonden.
filing-works = Faxen worden weer in { $folder } ({ $path }) gearchiveerd.
node-begins = ontvangen faxen wachten op het uploaden
node-over = ontvangen faxen worden weer geüpload
node-text = { $count ->
    [one] { $count } ontvangen fax wacht op het uploaden naar de gedeelde database { $database }: { $why }.
   *[other] { $count } ontvangen faxen wachten op het uploaden naar de gedeelde database { $database }: { $why }.
}
node-kept = Er gaat niets verloren: de faxen staan in de spool van deze machine en worden zoals gewoonlijk per e-mail verzonden. Ze worden geüpload zodra de database ze aanneemt.
node-mails = { $count ->
    [one] { $count } e-mail van een fax in de gedeelde database wacht tot bekend is of een andere machine die heeft verzonden.
   *[other] { $count } e-mails van faxen in de gedeelde database wachten tot bekend is of een andere machine die heeft verzonden.
}
node-works = Ontvangen faxen worden weer geüpload.
mailbox-begins = de mailbox kan niet worden gelezen
mailbox-over = de mailbox kan weer worden gelezen
mailbox-text = De mailbox { $user } bij { $place } kan niet worden gelezen, daarom worden de e-mails erin niet gefaxt: { $why }.
mailbox-kept = Er gaat niets verloren: ze worden gefaxt zodra de mailbox kan worden gelezen, tenzij ze dan ouder zijn dan 5 dagen.
mailbox-works = De mailbox { $user } kan weer worden gelezen.
unclaimed-subject = { $count ->
    [one] { $count } fax is nog ongelezen en niet toegewezen
   *[other] { $count } faxen zijn nog ongelezen en niet toegewezen
}
unclaimed-text = { $count ->
    [one] Niemand heeft deze fax gelezen, en hij is aan niemand toegewezen. Meld u aan om hem te openen:
   *[other] Niemand heeft deze faxen gelezen, en ze zijn aan niemand toegewezen. Meld u aan om ze te openen:
}
unclaimed-more = { $count ->
    [one] en nog { $count } fax
   *[other] en nog { $count } faxen
}
unclaimed-advice = U hebt deze e-mails gekozen in ‘Mijn account’. Daar kunt u ze ook uitschakelen: { $link }

# Why a right is denied.
denied-auditor = Auditors lezen het auditlog en kunnen geen faxen verzenden.
denied-administrators = Dit kunnen alleen beheerders.
denied-reads-log = Alleen beheerders en auditors kunnen het auditlog lezen.
denied-house-book = Alleen beheerders kunnen het adresboek van de organisatie wijzigen.
denied-delete = U mag geen faxen verwijderen.
denied-priority = U mag de prioriteit van uw faxen verlagen, maar niet verhogen.
denied-post-dial = U mag na het opnemen geen cijfers laten verzenden (post_dial).
denied-job-stopped = De fax telt voor ‘{ $user }’, voor wie verzenden is geblokkeerd: { $why }
denied-not-your-job = Opdracht { $job } is van iemand anders. Alleen de eigenaar en operators kunnen die wijzigen.
denied-no-device = ‘{ $user }’ heeft geen faxtoestel om vanaf te verzenden.
denied-device-away = Het toestel waarvan verzonden moet worden, bestaat niet. De beheerder is gewaarschuwd.
denied-not-your-device = ‘{ $user }’ mag niet vanaf toestel { $device } verzenden.
denied-device-receives = Vanaf toestel { $device } mogen geen faxen worden verzonden.
denied-stranger = Alleen houders van een faxtoestel kunnen faxen verzenden.
denied-stopped = Verzenden van faxen is voor u geblokkeerd tot een beheerder u deblokkeert: { $why }
denied-forbidden = Faxen aan { $beginning }… zijn hier geblokkeerd.
denied-not-among = Faxen kunnen alleen aan { $beginnings }… worden verzonden.
denied-country-unset = Faxen aan nummers met een landcode zijn hier geblokkeerd zolang de eigen landcode (country_code) niet is ingesteld.
denied-abroad = Faxen naar andere landen zijn hier geblokkeerd.
denied-premium = Faxen aan { $beginning }… (betaalnummers) zijn hier geblokkeerd.
denied-hours = Faxen worden alleen op deze tijden geaccepteerd: { $hours }
denied-quota = Dit overschrijdt { $whose ->
    [user] uw limiet
    [device] de limiet van het toestel
   *[all] de limiet voor iedereen
} van { $most } { $period ->
    [night] per nacht
    [month] per maand
   *[day] per dag
}.
denied-burst = U kunt { $faxes } in { $minutes } min verzenden. Probeer de andere faxen later opnieuw.
faxes-and-pages = { $faxes } en { $pages }
denied-without-number = { $count ->
    [one] Een van uw faxen wacht op een nummer. Voer eerst het nummer in of annuleer de fax.
   *[other] { $count } van uw faxen wachten op een nummer. Voer eerst de nummers in of annuleer de faxen.
}
denied-pages = De fax heeft { $pages }; de limiet is { $most }.
denied-not-now = Er kunnen nu geen faxen worden geaccepteerd. De beheerder is gewaarschuwd.

# Counted things.
count-pages = { $count ->
    [one] { $count } pagina
   *[other] { $count } pagina’s
}
count-faxes = { $count ->
    [one] { $count } fax
   *[other] { $count } faxen
}
