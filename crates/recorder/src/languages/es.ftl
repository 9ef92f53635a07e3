# Drawings and replays of recorded calls, in Spanish. Drawings have little room: keep labels short.

# The result of the call.
call-without-end = Una llamada sin su final
sent-and-received = Fax enviado, y otro recibido
both-in-part = Faxes en ambos sentidos, en parte
nothing-either-way = Ningún fax enviado ni recibido
received = Fax recibido
received-in-part = Fax recibido en parte
not-received = Ningún fax recibido
sent = Fax enviado
sent-in-part = Fax enviado en parte
not-sent = Fax no enviado
to-unknown = a un fax que no dio su número
from-unknown = de un fax que no dio su número
to-number = a { $number }
from-number = de { $number }
to-number-named = a { $number }, identificación { $ident }
from-number-named = de { $number }, identificación { $ident }
of-device = extensión { $device }
we-are = nuestra identificación { $ident }

# Facts.
duration = Duración
pages = Páginas
pages-of = { $confirmed } de { $begun }
transport = Transporte
audio = audio
with-ecm = { $line }, con ECM
without-ecm = { $line }, sin ECM
rate = Velocidad
no-rate = no acordada
worst-noise = Peor señal/ruido
not-measured = no medido
lost = Perdido en el camino
nothing = nada
lost-audio = { $ms } ms de audio
lost-packets = { $count ->
        [one] 1 paquete
       *[other] { $count } paquetes
    }
lost-both = { $ms } ms, { $count ->
        [one] 1 paquete
       *[other] { $count } paquetes
    }

# The lanes over time. What follows a name has short lines.
remote = Fax remoto
level = nivel, dBm0
level-and-packets =
    nivel, dBm0
    pálido: T.38,
    bytes
noise = Señal/ruido
noise-scale =
    dB; zona roja:
    muy poco para
    la velocidad
no-signal = no se oyó ningún módem del fax remoto: nada que medir
clock = Reloj remoto
clock-scale =
    + adelanta,
    − atrasa, ppm
lost-lane = Perdido
lost-where = de camino aquí
nothing-lost = no se perdió nada

# The messages of the call.
messages = Protocolo de la llamada
message-colours = naranja: Ferrofax, azul: fax remoto
left-out = … { $count ->
        [one] 1 mensaje más no se muestra
       *[other] { $count } mensajes más no se muestran
    } …

# The constellation.
worst-signal = La señal en su peor momento
worst-moment = { $rate }, 0,2 segundos desde { $seconds } s: { $db } dB
symbols = puntos: símbolos recibidos, cruces: su lugar correcto

# The pages.
pages-both-ways = Páginas por enviar y recibidas
pages-to-send = Páginas por enviar
pages-received = Páginas tal como llegaron
first-pages = las primeras { $shown } de { $all }
no-page = ninguna
page-whole = { $number }: entera
page-bad = { $number }: { $bad } de { $rows } líneas malas
page-bad-short = { $number }: { $bad } malas
page-broken = { $number }: interrumpida
page-broken-short = { $number }: parte

# The foot.
same-and-whole = Dibujado de la grabación de la llamada, repetida con igual resultado. La grabación está completa.
same-and-cut = Dibujado de la grabación de la llamada, repetida con igual resultado. La grabación está cortada.
other-and-whole = Dibujado de la grabación de la llamada, repetida con otro resultado. La grabación está completa.
other-and-cut = Dibujado de la grabación de la llamada, repetida con otro resultado. La grabación está cortada.

# Replays.
replay-was = Como se grabó: { $call }.
replay-same = La repetición es igual a la grabación hasta el último bit: cada muestra y paquete que envió Ferrofax, y el final.
replay-differs = La repetición difiere de la grabación: desde { $seconds } s, Ferrofax envía otra cosa. La grabación es de Ferrofax { $made }, y este es Ferrofax { $here }.
replay-cut = La grabación termina antes que la llamada.
replay-with = Con { $changes }: { $call }.
replay-until = Desde { $seconds } s, Ferrofax habría enviado otra cosa. La grabación no contiene lo que el fax remoto habría respondido entonces.
replay-no-change = Con estos ajustes, Ferrofax habría enviado lo mismo.
replay-call = { $end ->
        [sent] enviado
        [received] recibido
        [incomplete] incompleto
       *[failed] fallido
    } tras { $seconds } s, { $count ->
        [one] 1 página
       *[other] { $count } páginas
    }, en la fase { $phase }: { $why } ({ $name })
replay-no-end = { $seconds } s, sin final
