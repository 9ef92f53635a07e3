# Drawings and replays of recorded calls, in Dutch. Drawings have little room: keep labels short.

# The result of the call.
call-without-end = Een oproep zonder einde
sent-and-received = Fax verzonden, en één ontvangen
both-in-part = Faxen in beide richtingen, deels
nothing-either-way = Geen fax verzonden of ontvangen
received = Fax ontvangen
received-in-part = Fax deels ontvangen
not-received = Geen fax ontvangen
sent = Fax verzonden
sent-in-part = Fax deels verzonden
not-sent = Fax niet verzonden
to-unknown = naar een faxapparaat dat zijn nummer niet gaf
from-unknown = van een faxapparaat dat zijn nummer niet gaf
to-number = naar { $number }
from-number = van { $number }
to-number-named = naar { $number }, identificatie { $ident }
from-number-named = van { $number }, identificatie { $ident }
of-device = toestel { $device }
we-are = onze identificatie { $ident }

# Facts.
duration = Duur
pages = Pagina’s
pages-of = { $confirmed } van { $begun }
transport = Overdracht
audio = geluid
with-ecm = { $line }, met ECM
without-ecm = { $line }, zonder ECM
rate = Snelheid
no-rate = niet afgesproken
worst-noise = Laagste signaal/ruis
not-measured = niet gemeten
lost = Onderweg verloren
nothing = niets
lost-audio = { $ms } ms geluid
lost-packets = { $count ->
        [one] 1 pakket
       *[other] { $count } pakketten
    }
lost-both = { $ms } ms, { $count ->
        [one] 1 pakket
       *[other] { $count } pakketten
    }

# The lanes over time. What follows a name has short lines.
remote = Externe fax
level = niveau, dBm0
level-and-packets =
    niveau, dBm0
    bleek: T.38,
    bytes
noise = Signaal/ruis
noise-scale =
    dB; rood vlak:
    te weinig voor
    de snelheid
no-signal = geen modem van het externe faxapparaat gehoord: niets te meten
clock = Externe klok
clock-scale =
    + voor, − achter,
    ppm
lost-lane = Verloren
lost-where = onderweg
nothing-lost = er ging niets verloren

# The messages of the call.
messages = Protocol van de oproep
message-colours = oranje: Ferrofax, blauw: extern faxapparaat
left-out = … { $count ->
        [one] 1 ander bericht wordt
       *[other] { $count } andere berichten worden
    } niet getoond …

# The constellation.
worst-signal = Het signaal op zijn slechtst
worst-moment = { $rate }, 0,2 seconden vanaf { $seconds } s: { $db } dB
symbols = punten: ontvangen symbolen, kruisjes: hun juiste plaats

# The pages.
pages-both-ways = Te verzenden en ontvangen pagina’s
pages-to-send = Te verzenden pagina’s
pages-received = Pagina’s zoals ontvangen
first-pages = de eerste { $shown } van { $all }
no-page = geen
page-whole = { $number }: volledig
page-bad = { $number }: { $bad } van { $rows } regels slecht
page-bad-short = { $number }: { $bad } slecht
page-broken = { $number }: afgebroken
page-broken-short = { $number }: deel

# The foot.
same-and-whole = Getekend uit de oproepopname, herhaald met hetzelfde resultaat. De opname is volledig.
same-and-cut = Getekend uit de oproepopname, herhaald met hetzelfde resultaat. De opname is afgebroken.
other-and-whole = Getekend uit de oproepopname, herhaald met een ander resultaat. De opname is volledig.
other-and-cut = Getekend uit de oproepopname, herhaald met een ander resultaat. De opname is afgebroken.

# Replays.
replay-was = Zoals opgenomen: { $call }.
replay-same = De herhaling is tot op de bit gelijk aan de opname: elk monster en pakket dat Ferrofax verzond, en het einde.
replay-differs = De herhaling wijkt af van de opname: vanaf { $seconds } s verzendt Ferrofax iets anders. Ferrofax { $made } maakte de opname, en dit is Ferrofax { $here }.
replay-cut = De opname eindigt vóór de oproep.
replay-with = Met { $changes }: { $call }.
replay-until = Vanaf { $seconds } s had Ferrofax iets anders verzonden. De opname bevat niet wat het externe faxapparaat dan had geantwoord.
replay-no-change = Met deze instellingen had Ferrofax hetzelfde verzonden.
replay-call = { $end ->
        [sent] verzonden
        [received] ontvangen
        [incomplete] onvolledig
       *[failed] mislukt
    } na { $seconds } s, { $count ->
        [one] 1 pagina
       *[other] { $count } pagina’s
    }, in fase { $phase }: { $why } ({ $name })
replay-no-end = { $seconds } s, zonder einde
