# Drawings and replays of recorded calls, in German. Drawings have little room: keep labels short.

# The result of the call.
call-without-end = Ein Anruf ohne sein Ende
sent-and-received = Fax gesendet und eines empfangen
both-in-part = Faxe in beide Richtungen, zum Teil
nothing-either-way = Kein Fax gesendet oder empfangen
received = Fax empfangen
received-in-part = Fax zum Teil empfangen
not-received = Kein Fax empfangen
sent = Fax gesendet
sent-in-part = Fax zum Teil gesendet
not-sent = Fax nicht gesendet
to-unknown = an ein Faxgerät, das seine Nummer nicht genannt hat
from-unknown = von einem Faxgerät, das seine Nummer nicht genannt hat
to-number = an { $number }
from-number = von { $number }
to-number-named = an { $number }, Kennung { $ident }
from-number-named = von { $number }, Kennung { $ident }
of-device = Anschluss { $device }
we-are = unsere Kennung { $ident }

# Facts.
duration = Dauer
pages = Seiten
pages-of = { $confirmed } von { $begun }
transport = Übertragung
audio = Ton
with-ecm = { $line }, mit ECM
without-ecm = { $line }, ohne ECM
rate = Geschwindigkeit
no-rate = keine vereinbart
worst-noise = Kleinster Rauschabstand
not-measured = nicht gemessen
lost = Unterwegs verloren
nothing = nichts
lost-audio = { $ms } ms Ton
lost-packets = { $count ->
        [one] 1 Paket
       *[other] { $count } Pakete
    }
lost-both = { $ms } ms, { $count ->
        [one] 1 Paket
       *[other] { $count } Pakete
    }

# The lanes over time. What follows a name has short lines.
remote = Gegenstelle
level = Pegel, dBm0
level-and-packets =
    Pegel, dBm0
    blass: T.38,
    Bytes der Pakete
noise = Rauschabstand
noise-scale =
    dB; rote Fläche:
    zu wenig für
    die Rate
no-signal = kein Modem der Gegenstelle war zu hören: nichts zu messen
clock = Takt dort
clock-scale =
    + vor, − nach,
    Millionstel
lost-lane = Verloren
lost-where = auf dem Weg
nothing-lost = nichts ging verloren

# The messages of the call.
messages = Protokoll des Anrufs
message-colours = orange: Ferrofax, blau: Gegenstelle
left-out = … { $count ->
        [one] 1 weitere Meldung ist
       *[other] { $count } weitere Meldungen sind
    } hier nicht gezeigt …

# The constellation.
worst-signal = Das Signal, wo es am schlechtesten ist
worst-moment = { $rate }, 0,2 Sekunden ab { $seconds } s: { $db } dB
symbols = Punkte: empfangene Symbole, Kreuze: deren richtige Orte

# The pages.
pages-both-ways = Zu sendende und empfangene Seiten
pages-to-send = Zu sendende Seiten
pages-received = Seiten, wie sie ankamen
first-pages = die ersten { $shown } von { $all }
no-page = keine
page-whole = { $number }: vollständig
page-bad = { $number }: { $bad } von { $rows } Zeilen schlecht
page-bad-short = { $number }: { $bad } schlecht
page-broken = { $number }: abgebrochen
page-broken-short = { $number }: Teil

# The foot.
same-and-whole = Gezeichnet aus der Anrufaufzeichnung; Wiederholung mit gleichem Ergebnis. Sie ist vollständig.
same-and-cut = Gezeichnet aus der Anrufaufzeichnung; Wiederholung mit gleichem Ergebnis. Sie bricht ab.
other-and-whole = Gezeichnet aus der Anrufaufzeichnung; Wiederholung mit anderem Ergebnis. Sie ist vollständig.
other-and-cut = Gezeichnet aus der Anrufaufzeichnung; Wiederholung mit anderem Ergebnis. Sie bricht ab.

# Replays.
replay-was = Wie aufgezeichnet: { $call }.
replay-same = Die Wiederholung gleicht der Aufzeichnung bis aufs Bit: jeder Abtastwert und jedes Paket, das Ferrofax gesendet hat, und das Ende.
replay-differs = Die Wiederholung weicht von der Aufzeichnung ab: Ab { $seconds } s sendet Ferrofax etwas anderes. Die Aufzeichnung stammt von Ferrofax { $made }, dies ist Ferrofax { $here }.
replay-cut = Die Aufzeichnung endet vor dem Anruf.
replay-with = Mit { $changes }: { $call }.
replay-until = Ab { $seconds } s hätte Ferrofax etwas anderes gesendet. Was die Gegenstelle darauf geantwortet hätte, enthält die Aufzeichnung nicht.
replay-no-change = Mit diesen Einstellungen hätte Ferrofax dasselbe gesendet.
replay-call = { $end ->
        [sent] gesendet
        [received] empfangen
        [incomplete] unvollständig
       *[failed] fehlgeschlagen
    } nach { $seconds } s, { $count ->
        [one] 1 Seite
       *[other] { $count } Seiten
    }, in Phase { $phase }: { $why } ({ $name })
replay-no-end = { $seconds } s, ohne Ende
