# The explanation of a recorded call, in Portuguese.

# What the recording shows. { $end } is the sentence for the end of the call.
nothing-wrong = Esta chamada não tem nada de anormal.
nothing-wrong-so-far = A gravação termina a meio da chamada. Até aí não há nada de anormal.
unexplained = { $end } Nada do que foi medido na linha o explica.
parts-repeated = O fax chegou, mas foi preciso repetir partes do fax ou treinos. Nada do que foi medido na linha o explica.
line-noise = A linha tem ruído: o sinal do fax remoto está { $above } dB acima do ruído.
line-noise-level = A linha tem ruído: o sinal do fax remoto está { $above } dB acima do ruído ({ $noise } dBm0).
line-clicks = A linha tem estalidos: { $count ->
        [one] um estalido
       *[other] { $count } estalidos
    } no sinal do fax remoto.
own-echo = O nosso próprio sinal volta como eco, { $delay } ms mais tarde e { $loss } dB mais fraco.
clocks-differ = Os relógios das duas extremidades diferem em { $ppm } partes por milhão: o relógio remoto está { $remote ->
        [fast] adiantado
       *[slow] atrasado
    }.
signal-too-quiet = O sinal do fax remoto é demasiado fraco: { $level } dBm0.
signal-too-quiet-clipped = O sinal do fax remoto é demasiado fraco: { $level } dBm0, e { $percent } % dos seus picos estão cortados.
signal-too-loud = O sinal do fax remoto é demasiado forte: { $level } dBm0.
signal-too-loud-clipped = O sinal do fax remoto é demasiado forte: { $level } dBm0, e { $percent } % dos seus picos estão cortados.
audio-lost = Faltam { $percent } % do áudio que nos foi enviado ({ $ms } ms em { $count ->
        [one] uma falha
       *[other] { $count } falhas
    }).
audio-lost-silenced = Faltam { $percent } % do áudio que nos foi enviado ({ $ms } ms em { $count ->
        [one] uma falha
       *[other] { $count } falhas
    }, das quais { $silenced } preenchidas com silêncio antes de chegarem aqui).
packets-lost = { $count ->
        [one] Um pacote T.38 nunca chegou
       *[other] { $count } pacotes T.38 nunca chegaram
    } ({ $percent } %). Chegaram tarde: { $late }; chegaram duas vezes: { $twice }.
samples-slipped = A rede omite ou insere amostras de áudio: { $count ->
        [one] uma vez
       *[other] { $count } vezes
    } no sinal do fax remoto.
samples-slipped-regularly = A rede omite ou insere amostras de áudio: { $count ->
        [one] uma vez
       *[other] { $count } vezes
    } no sinal do fax remoto, cerca de cada { $seconds } s.
jitter-buffer-changed = Um buffer de jitter mudou de comprimento durante a chamada: { $count ->
        [one] um fragmento de áudio foi repetido
       *[other] { $count } fragmentos de áudio foram repetidos
    } ({ $ms } ms no total).
no-t38-packet = A chamada passou para T.38 e não chegou nenhum pacote T.38.
t38-refused = O T.38 foi pedido e recusado. A chamada continuou como áudio.
pages-rejected = O fax remoto aceita o nosso treino ({ $cfr } CFR) e depois rejeita as páginas ({ $ppr } PPR, { $rtn } RTN).
training-rejected = O fax remoto rejeita o nosso treino a todas as velocidades ({ $ftt } FTT), embora o seu próprio sinal chegue limpo.
rows-undecodable = O treino do fax remoto foi bom e o seu sinal é limpo ({ $snr } dB), mas { $bad } das { $rows } linhas das suas páginas não podem ser descodificadas.
no-frame-sent = O fax remoto anuncia uma página com correção de erros ({ $pps } PPS), mas não chegou nenhuma trama da página, embora a linha esteja limpa ({ $snr } dB).
never-trained = O fax remoto anunciou { $count ->
        [one] uma vez
       *[other] { $count } vezes
    } como iria enviar (DCS), mas nunca treinou dessa forma, embora a linha esteja limpa.
call-ended = { $end }
call-ended-in-phase = { $end } A chamada estava na fase { $phase }.
no-fax-machine = Não se ouviu nenhum fax em { $seconds } s: { $heard ->
        [interrupted-tone] apenas um tom intermitente, como o de ocupado
        [exchange-tone] apenas um tom da central telefónica
        [silence] a linha estava em silêncio
        [fax-tone] apenas um tom de fax e nada depois
       *[voices] apenas vozes ou música
    }.
page-not-stored = Chegou uma página que não pôde ser guardada aqui.
page-broken-after-row = A página { $page } chegou com correção de erros, mas não pode ser descodificada depois da linha { $row }.
page-rows-bad = A página { $page } chegou com correção de erros, mas { $bad } das suas { $rows } linhas não podem ser descodificadas.

# Who most likely caused it.
fault-line = A causa mais provável é a linha telefónica.
fault-far-machine = A causa mais provável é o fax remoto.
fault-network = A causa mais provável é a rede.
fault-us = A causa mais provável é este servidor de fax.

# What to change.
advice-nothing = Nada.
advice-nothing-yet = Nada, se só acontecer nesta chamada.
advice-try-again = Envie o fax novamente. Se só voltarem a falhar os faxes para este aparelho, peça ajuda ao proprietário.
advice-check-line = Mande verificar a linha nas duas extremidades. Até lá, limite a velocidade a 9600 ou menos e use correção de erros.
advice-check-connectors = Mande verificar a linha e os seus conectores, e use correção de erros.
advice-remove-echo = Peça T.38 ao operador, ou uma linha cujos canceladores de eco obedeçam ao tom de 2100 Hz. Se um gateway ligar linhas analógicas, ajuste corretamente a sua impedância.
advice-synchronise-clocks = Faça com que os gateways usem o relógio da rede telefónica, e não o do seu próprio cristal.
advice-correct-gain = Corrija o ganho do gateway ou da placa de linha. Um fax deve chegar com um nível entre -10 e -30 dBm0.
advice-find-audio-loss = Procure onde se perdem os pacotes: uma ligação ascendente cheia, uma ligação sem fios, voz sem prioridade. Use T.38 com redundância se o operador a oferecer.
advice-find-packet-loss = Procure onde se perdem os pacotes. Faça com que os dois lados repitam cada pacote nos seguintes (redundância UDPTL).
advice-one-clock-source = Dois relógios no percurso diferem. Faça com que todos os gateways e centrais usem a mesma fonte de relógio.
advice-fixed-jitter-buffer = Dê às chamadas de fax um buffer de jitter de comprimento fixo (100 ms ou mais) sem ocultação de perdas de pacotes, ou use T.38.
advice-allow-udptl = Permita UDPTL na firewall e no NAT (as portas estão em udptl.conf), ou desligue o T.38 para este tronco.
advice-ask-about-t38 = Se o operador diz que suporta T.38, pergunte porque o recusa. Caso contrário, não peça T.38 neste tronco.
advice-limit-rate = Limite a velocidade para este número ou mude a correção de erros: desligue-a se estava ligada, ligue-a se estava desligada. Se outros aparelhos aceitam os nossos faxes, este precisa de assistência.
advice-find-who-hung-up = Procure no sistema telefónico quem terminou a chamada e porquê. Talvez uma pessoa tenha desligado do outro lado.
advice-check-remote-machine = O fax remoto terminou a chamada por si. Pode faltar-lhe papel ou memória, ou pode exigir uma palavra-passe ou uma identificação.
advice-check-nat-timeouts = Um router que traduz endereços (NAT) ou uma firewall pode fechar a ligação UDP a meio da chamada. Verifique os seus tempos limite, e t38_udptl_nat do tronco.
advice-lower-rate = Ou o fax remoto não nos ouve, ou nós não o ouvimos. Tente uma velocidade mais baixa, e sem T.38 se foi usado.
advice-update-remote-machine = O fax remoto não cumpre o T.30. Tente sem correção de erros e mande atualizar o seu software.
advice-avoid-repetition = O fax remoto envia sempre o mesmo pedido ou resposta. Tente sem correção de erros e a uma velocidade mais baixa.
advice-check-number = Verifique o número, e se a esta hora responde lá um fax.
advice-compare-capabilities = Compare o seu DIS ou DCS, no protocolo da chamada, com as velocidades e codificações permitidas aqui.
advice-ask-owner = Pergunte ao proprietário do aparelho que valor espera. Uma chamada com o mesmo valor seria novamente recusada.
advice-free-space = Liberte espaço no disco do spool e procure no registo porque a página não foi escrita.
advice-nothing-if-intended = Nada, se era essa a intenção. O registo indica quem terminou a chamada.
advice-find-late-page = Procure no registo porque a página seguinte não estava pronta: um disco lento, ou um documento que não se conseguiu ler.
advice-raise-limit = Aumente o limite da extensão se esses faxes são desejados.
advice-shorter-pages = Peça ao remetente que divida o documento em páginas mais curtas.
advice-report-bug = Comunique este erro, com o registo e esta gravação.
advice-send-again = O documento do fax contém o que chegou. Mande enviar a página novamente; se voltar a falhar, sem MMR nem JBIG.
