# Drawings and replays of recorded calls, in Italian. Drawings have little room: keep labels short.

# The result of the call.
call-without-end = Una chiamata senza la sua fine
sent-and-received = Fax inviato, e uno ricevuto
both-in-part = Fax nei due sensi, in parte
nothing-either-way = Nessun fax inviato o ricevuto
received = Fax ricevuto
received-in-part = Fax ricevuto in parte
not-received = Nessun fax ricevuto
sent = Fax inviato
sent-in-part = Fax inviato in parte
not-sent = Fax non inviato
to-unknown = a un fax che non ha dato il suo numero
from-unknown = da un fax che non ha dato il suo numero
to-number = a { $number }
from-number = da { $number }
to-number-named = a { $number }, identificativo { $ident }
from-number-named = da { $number }, identificativo { $ident }
of-device = interno { $device }
we-are = il nostro identificativo { $ident }

# Facts.
duration = Durata
pages = Pagine
pages-of = { $confirmed } di { $begun }
transport = Trasporto
audio = audio
with-ecm = { $line }, con ECM
without-ecm = { $line }, senza ECM
rate = Velocità
no-rate = non concordata
worst-noise = Peggior segnale/rumore
not-measured = non misurato
lost = Perso lungo il percorso
nothing = nulla
lost-audio = { $ms } ms di audio
lost-packets = { $count ->
        [one] 1 pacchetto
       *[other] { $count } pacchetti
    }
lost-both = { $ms } ms, { $count ->
        [one] 1 pacchetto
       *[other] { $count } pacchetti
    }

# The lanes over time. What follows a name has short lines.
remote = Fax remoto
level = livello, dBm0
level-and-packets =
    livello, dBm0
    chiaro: T.38,
    byte
noise = Rapporto S/N
noise-scale =
    dB; area rossa:
    troppo poco per
    la velocità
no-signal = nessun modem del fax remoto rilevato: nulla da misurare
clock = Clock remoto
clock-scale =
    + anticipo,
    − ritardo, ppm
lost-lane = Perso
lost-where = arrivando qui
nothing-lost = non si è perso nulla

# The messages of the call.
messages = Protocollo della chiamata
message-colours = arancione: Ferrofax, blu: fax remoto
left-out = … { $count ->
        [one] 1 altro messaggio non è mostrato
       *[other] { $count } altri messaggi non sono mostrati
    } …

# The constellation.
worst-signal = Il segnale nel momento peggiore
worst-moment = { $rate }, 0,2 secondi da { $seconds } s: { $db } dB
symbols = punti: simboli ricevuti, croci: il loro posto giusto

# The pages.
pages-both-ways = Pagine da inviare e ricevute
pages-to-send = Pagine da inviare
pages-received = Pagine come ricevute
first-pages = le prime { $shown } di { $all }
no-page = nessuna
page-whole = { $number }: intera
page-bad = { $number }: { $bad } di { $rows } righe errate
page-bad-short = { $number }: { $bad } err.
page-broken = { $number }: interrotta
page-broken-short = { $number }: parte

# The foot.
same-and-whole = Disegnato dalla registrazione, rieseguita con lo stesso risultato. La registrazione è completa.
same-and-cut = Disegnato dalla registrazione, rieseguita con lo stesso risultato. La registrazione è interrotta.
other-and-whole = Disegnato dalla registrazione, rieseguita con un altro risultato. La registrazione è completa.
other-and-cut = Disegnato dalla registrazione, rieseguita con un altro risultato. La registrazione è interrotta.

# Replays.
replay-was = Come registrato: { $call }.
replay-same = La riesecuzione è uguale alla registrazione fino all’ultimo bit: ogni campione e pacchetto inviato da Ferrofax, e la fine.
replay-differs = La riesecuzione differisce dalla registrazione: da { $seconds } s in poi Ferrofax invia altro. La registrazione è di Ferrofax { $made }, e questo è Ferrofax { $here }.
replay-cut = La registrazione finisce prima della chiamata.
replay-with = Con { $changes }: { $call }.
replay-until = Da { $seconds } s in poi Ferrofax avrebbe inviato altro. La registrazione non contiene ciò che il fax remoto avrebbe risposto allora.
replay-no-change = Con queste impostazioni Ferrofax avrebbe inviato lo stesso.
replay-call = { $end ->
        [sent] inviato
        [received] ricevuto
        [incomplete] incompleto
       *[failed] fallito
    } dopo { $seconds } s, { $count ->
        [one] 1 pagina
       *[other] { $count } pagine
    }, nella fase { $phase }: { $why } ({ $name })
replay-no-end = { $seconds } s, senza fine
