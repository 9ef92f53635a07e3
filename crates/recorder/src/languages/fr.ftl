# Drawings and replays of recorded calls, in French. Drawings have little room: keep labels short.

# The result of the call.
call-without-end = Un appel sans sa fin
sent-and-received = Fax envoyé, et un autre reçu
both-in-part = Fax dans les deux sens, en partie
nothing-either-way = Aucun fax envoyé ni reçu
received = Fax reçu
received-in-part = Fax reçu en partie
not-received = Aucun fax reçu
sent = Fax envoyé
sent-in-part = Fax envoyé en partie
not-sent = Fax non envoyé
to-unknown = vers un télécopieur qui n’a pas donné son numéro
from-unknown = d’un télécopieur qui n’a pas donné son numéro
to-number = vers { $number }
from-number = de { $number }
to-number-named = vers { $number }, identifiant { $ident }
from-number-named = de { $number }, identifiant { $ident }
of-device = poste { $device }
we-are = notre identifiant { $ident }

# Facts.
duration = Durée
pages = Pages
pages-of = { $confirmed } sur { $begun }
transport = Transport
audio = audio
with-ecm = { $line }, avec ECM
without-ecm = { $line }, sans ECM
rate = Vitesse
no-rate = non convenue
worst-noise = Plus bas signal/bruit
not-measured = non mesuré
lost = Perdu en chemin
nothing = rien
lost-audio = { $ms } ms de son
lost-packets = { $count ->
        [one] { $count } paquet
       *[other] { $count } paquets
    }
lost-both = { $ms } ms, { $count ->
        [one] { $count } paquet
       *[other] { $count } paquets
    }

# The lanes over time. What follows a name has short lines.
remote = Fax distant
level = niveau, dBm0
level-and-packets =
    niveau, dBm0
    pâle : T.38,
    octets
noise = Signal/bruit
noise-scale =
    dB ; en rouge :
    trop peu pour
    la vitesse
no-signal = aucun modem du télécopieur distant n’a été entendu : rien à mesurer
clock = Horloge
clock-scale =
    + avance,
    − retard, ppm
lost-lane = Perdu
lost-where = en venant ici
nothing-lost = rien n’a été perdu

# The messages of the call.
messages = Protocole de l’appel
message-colours = orange : Ferrofax, bleu : télécopieur distant
left-out = … { $count ->
        [one] { $count } autre message n’est pas montré
       *[other] { $count } autres messages ne sont pas montrés
    } …

# The constellation.
worst-signal = Le signal au plus mauvais moment
worst-moment = { $rate }, 0,2 seconde à partir de { $seconds } s : { $db } dB
symbols = points : symboles reçus, croix : leurs positions exactes

# The pages.
pages-both-ways = Pages à envoyer et pages reçues
pages-to-send = Pages à envoyer
pages-received = Pages telles que reçues
first-pages = les { $shown } premières sur { $all }
no-page = aucune
page-whole = { $number } : entière
page-bad = { $number } : { $bad } lignes sur { $rows } mauvaises
page-bad-short = { $number } : { $bad } mauv.
page-broken = { $number } : interrompue
page-broken-short = { $number } : part.

# The foot.
same-and-whole = Dessiné d’après l’enregistrement de l’appel, rejoué à l’identique. L’enregistrement est complet.
same-and-cut = Dessiné d’après l’enregistrement de l’appel, rejoué à l’identique. L’enregistrement est coupé.
other-and-whole = Dessiné d’après l’enregistrement de l’appel, rejoué autrement. L’enregistrement est complet.
other-and-cut = Dessiné d’après l’enregistrement de l’appel, rejoué autrement. L’enregistrement est coupé.

# Replays.
replay-was = Tel qu’enregistré : { $call }.
replay-same = La relecture est identique à l’enregistrement, au bit près : chaque échantillon et chaque paquet envoyé par Ferrofax, et la fin.
replay-differs = La relecture diffère de l’enregistrement : à partir de { $seconds } s, Ferrofax envoie autre chose. Ferrofax { $made } a fait l’enregistrement ; celui-ci est Ferrofax { $here }.
replay-cut = L’enregistrement s’arrête avant la fin de l’appel.
replay-with = Avec { $changes } : { $call }.
replay-until = À partir de { $seconds } s, Ferrofax aurait envoyé autre chose. L’enregistrement ne contient pas ce que le télécopieur distant aurait alors répondu.
replay-no-change = Avec ces réglages, Ferrofax aurait envoyé la même chose.
replay-call = { $end ->
        [sent] envoyé
        [received] reçu
        [incomplete] incomplet
       *[failed] échec
    } après { $seconds } s, { $count ->
        [one] { $count } page
       *[other] { $count } pages
    }, en phase { $phase } : { $why } ({ $name })
replay-no-end = { $seconds } s, sans fin
