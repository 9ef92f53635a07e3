# Drawings and replays of recorded calls, in Portuguese. Drawings have little room: keep labels short.

# The result of the call.
call-without-end = Uma chamada sem o seu fim
sent-and-received = Fax enviado, e um recebido
both-in-part = Faxes nos dois sentidos, em parte
nothing-either-way = Nenhum fax enviado nem recebido
received = Fax recebido
received-in-part = Fax recebido em parte
not-received = Nenhum fax recebido
sent = Fax enviado
sent-in-part = Fax enviado em parte
not-sent = Fax não enviado
to-unknown = para um fax que não deu o seu número
from-unknown = de um fax que não deu o seu número
to-number = para { $number }
from-number = de { $number }
to-number-named = para { $number }, identificação { $ident }
from-number-named = de { $number }, identificação { $ident }
of-device = extensão { $device }
we-are = a nossa identificação { $ident }

# Facts.
duration = Duração
pages = Páginas
pages-of = { $confirmed } de { $begun }
transport = Transporte
audio = áudio
with-ecm = { $line }, com ECM
without-ecm = { $line }, sem ECM
rate = Velocidade
no-rate = não acordada
worst-noise = Pior sinal/ruído
not-measured = não medido
lost = Perdido no caminho
nothing = nada
lost-audio = { $ms } ms de áudio
lost-packets = { $count ->
        [one] { $count } pacote
       *[other] { $count } pacotes
    }
lost-both = { $ms } ms, { $count ->
        [one] { $count } pacote
       *[other] { $count } pacotes
    }

# The lanes over time. What follows a name has short lines.
remote = Fax remoto
level = nível, dBm0
level-and-packets =
    nível, dBm0
    claro: T.38,
    bytes
noise = Sinal/ruído
noise-scale =
    dB; área rubra:
    pouco para
    a velocidade
no-signal = não se ouviu nenhum modem do fax remoto: nada a medir
clock = Relógio
clock-scale =
    + adiantado,
    − atrasado, ppm
lost-lane = Perdido
lost-where = a caminho daqui
nothing-lost = nada se perdeu

# The messages of the call.
messages = Protocolo da chamada
message-colours = laranja: Ferrofax, azul: fax remoto
left-out = … { $count ->
        [one] { $count } outra mensagem não é mostrada
       *[other] { $count } outras mensagens não são mostradas
    } …

# The constellation.
worst-signal = O sinal no seu pior momento
worst-moment = { $rate }, 0,2 segundos desde { $seconds } s: { $db } dB
symbols = pontos: símbolos recebidos, cruzes: o seu lugar certo

# The pages.
pages-both-ways = Páginas a enviar e recebidas
pages-to-send = Páginas a enviar
pages-received = Páginas como recebidas
first-pages = as primeiras { $shown } de { $all }
no-page = nenhuma
page-whole = { $number }: inteira
page-bad = { $number }: { $bad } de { $rows } linhas más
page-bad-short = { $number }: { $bad } más
page-broken = { $number }: interrompida
page-broken-short = { $number }: parte

# The foot.
same-and-whole = Desenhado da gravação da chamada, repetida com o mesmo resultado. A gravação está completa.
same-and-cut = Desenhado da gravação da chamada, repetida com o mesmo resultado. A gravação está cortada.
other-and-whole = Desenhado da gravação da chamada, repetida com outro resultado. A gravação está completa.
other-and-cut = Desenhado da gravação da chamada, repetida com outro resultado. A gravação está cortada.

# Replays.
replay-was = Como gravada: { $call }.
replay-same = A repetição é igual à gravação até ao último bit: cada amostra e pacote que o Ferrofax enviou, e o fim.
replay-differs = A repetição difere da gravação: a partir de { $seconds } s, o Ferrofax envia outra coisa. A gravação é do Ferrofax { $made }, e este é o Ferrofax { $here }.
replay-cut = A gravação termina antes da chamada.
replay-with = Com { $changes }: { $call }.
replay-until = A partir de { $seconds } s, o Ferrofax teria enviado outra coisa. A gravação não contém o que o fax remoto teria então respondido.
replay-no-change = Com estas definições, o Ferrofax teria enviado o mesmo.
replay-call = { $end ->
        [sent] enviado
        [received] recebido
        [incomplete] incompleto
       *[failed] falhado
    } após { $seconds } s, { $count ->
        [one] { $count } página
       *[other] { $count } páginas
    }, na fase { $phase }: { $why } ({ $name })
replay-no-end = { $seconds } s, sem fim
