# Os passos de uma chamada, em português.

# Tramas.
signal = { $frame }
ident = { $frame } { $ident }
rate = { $frame } { $rate }
no-rate = { $frame } débito reservado
dcs = { $frame } { $rate }, { $terms }
can = { $frame } até { $rate }, { $terms }, até { $width }
can-and-has = { $frame } até { $rate }, { $terms }, até { $width }, um documento para recolher
block-end = { $frame }, página { $page }, bloco { $block }, { $frames } tramas
wants-frames = { $frame } para { $count } tramas
octets = { $frame }, { $count } octetos
letters = { $frame }, { $count } caracteres
empty = { $frame } (vazio)
refuses = { $frame } recusa { $fields }
refuses-a-field = { $frame } recusa um campo
by-v34 = { $frame } por V.34, { $terms }
reserved-rate = { $frame } débito reservado, { $terms }
row-time = { $terms }, { $ms } ms por linha
foreign = { $terms }, { $kind }
echo = { $frame } (o nosso próprio eco, ou { $other })
another-caller = outro aparelho que liga
another-answerer = outro aparelho que atende
unexpected = { $frame } é inesperado em { $state }
damaged-frame = trama danificada
taken-for-last = tomado pela última ordem repetida
taken-for = tomado por { $frame }
signal-not-read = o sinal anterior não pôde ser lido
caller-does-not-repeat = quem ligou não repete a sua ordem
no-more-frames = não chegam mais tramas
nothing-new = não chega nada de novo

# Modems.
data = dados
trained = treinado: { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
training-failed = o treino falhou
training-check = verificação do treino { $result }: { $bits } bits, { $errors } erros, { $bursts } rajadas em { $covered } bits, série mais longa { $run }
no-training-check = sem verificação do treino
good = boa
bad = má
pages-go-at = as páginas vão a { $rate }
v8 = V.8: { $outcome }
v8-agreed = acordo em { $modulations }
v8-agreed-on-nothing = nenhum modo de modulação comum
v8-plain-ced = CED simples
v8-no-tone = sem tom de resposta
v8-no-cm = sem CM
v8-no-jm = sem JM ao nosso CM
v8-no-cj = sem fim de CM durante o nosso JM
v34-turns = o V.34 é desligado e recomeça no outro sentido
v34-trained = V.34 treinado: { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
v34-control = canal de controlo V.34 por { $start } a { $rate }, páginas a { $symbols } símbolos por segundo
v34-probed = medição V.34: { $what }
v34-line = { $chosen }; L2 { $level } dBm0, { $hz } Hz, { $ppm } ppm, ida e volta { $ms } ms, { $less } dB a menos
v34-candidate = { $symbols } símbolos/s a { $hz } Hz, pré-ênfase { $number }: { $db } dB, { $bps } bit/s com { $spare } dB de margem
v34-no-rate = { $symbols } símbolos/s a { $hz } Hz, pré-ênfase { $number }: { $db } dB, nenhum débito (faltam { $missing } dB)
v34-chosen = { $symbols } símbolos/s, portadora { $carrier }, pré-ênfase { $number }, { $less } dB a menos
v34-over = já não há V.34: { $why }
v34-nothing = sem progresso há demasiado tempo
v34-again = o canal de controlo recomeça sem parar
slower = no máximo { $bps } bit/s a partir de agora: havia tramas danificadas
faster = { $bps } bit/s a partir de agora: lá sobrariam { $db } dB

# Páginas.
page = página { $page }: { $count } octetos
block = bloco { $block }: { $count } tramas
page-rows = página: { $rows } linhas, { $bad } más, { $run } seguidas
page-stands = a página já não cresce
page-beginning-missed = o início de uma página perdeu-se
page-long = a página excede o limite de { $rows } linhas
page-broken = a página não pôde ser descodificada após a linha { $row }: { $why }
page-cut = a página está cortada após { $count } octetos
colours-unshown = a página a cores não pode ser mostrada: { $why }
colours-no-planes = a página a cores está cortada: faltam planos de bits ou partes deles
colours-no-end = a página a cores está cortada: falta o seu fim (EOI)
colours-width = a página a cores tem linhas de { $found } pixels, e não dos { $wanted } anunciados
colours-rows = página { $page } a cores: faltam { $count } linhas: { $why }

# A linha.
line-is = a linha é agora { $line }
audio = áudio
t38 = T.38 versão { $version }, no máximo { $count } octetos por pacote
t38-packets = T.38: { $heard } pacotes recebidos, { $sent } enviados, { $missing } em falta, { $repeated } repetidos, { $late } atrasados, { $reordered } trocados, { $malformed } malformados, { $many } a mais, { $strays } alheios, { $restarts } reinícios, { $versions } mudanças de versão, { $damaged } tramas danificadas, { $repaired } reparadas
t38-flood = T.38: chegam mais pacotes ou dados do que um modem de fax pode levar; o resto é rejeitado, e as páginas ficam aí danificadas. Qualquer máquina que alcance a porta UDPTL de uma chamada pode enviá-los

# O fim.
done-until-now = até aqui: { $end }
end = { $status } na fase { $phase }: { $cause }, { $count ->
    [one] { $count } página confirmada
   *[other] { $count } páginas confirmadas
}
received = Recebido
incomplete = Incompleto
failed = Falhado
many-frames = o fax remoto enviou muitíssimas tramas: só se segue o fim da chamada
rest-not-stored = o resto não é guardado

# Inícios de passos.
word-page = página
word-block = bloco
word-trained = treinado
