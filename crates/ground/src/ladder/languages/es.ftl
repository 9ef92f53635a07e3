# Los pasos de una llamada, en español.

# Tramas.
signal = { $frame }
ident = { $frame } { $ident }
rate = { $frame } { $rate }
no-rate = { $frame } velocidad reservada
dcs = { $frame } { $rate }, { $terms }
can = { $frame } hasta { $rate }, { $terms }, hasta { $width }
can-and-has = { $frame } hasta { $rate }, { $terms }, hasta { $width }, un documento para recoger
block-end = { $frame }, página { $page }, bloque { $block }, { $frames } tramas
wants-frames = { $frame } para { $count } tramas
octets = { $frame }, { $count } octetos
letters = { $frame }, { $count } caracteres
empty = { $frame } (vacío)
refuses = { $frame } rechaza { $fields }
refuses-a-field = { $frame } rechaza un campo
by-v34 = { $frame } por V.34, { $terms }
reserved-rate = { $frame } velocidad reservada, { $terms }
row-time = { $terms }, { $ms } ms por línea
foreign = { $terms }, { $kind }
echo = { $frame } (nuestro propio eco, o { $other })
another-caller = otro equipo que llama
another-answerer = otro equipo que contesta
unexpected = { $frame } es inesperado en { $state }
damaged-frame = trama dañada
taken-for-last = se toma por la última orden repetida
taken-for = se toma por { $frame }
signal-not-read = la señal anterior no se pudo leer
caller-does-not-repeat = quien llama no repite su orden
no-more-frames = no llegan más tramas
nothing-new = no llega nada nuevo

# Módems.
data = datos
trained = entrenado: { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
training-failed = falló el entrenamiento
training-check = comprobación del entrenamiento { $result }: { $bits } bits, { $errors } errores, { $bursts } ráfagas en { $covered } bits, serie más larga { $run }
no-training-check = sin comprobación del entrenamiento
good = buena
bad = mala
pages-go-at = las páginas van a { $rate }
v8 = V.8: { $outcome }
v8-agreed = acuerdo en { $modulations }
v8-agreed-on-nothing = ningún modo de modulación común
v8-plain-ced = CED simple
v8-no-tone = sin tono de respuesta
v8-no-cm = sin CM
v8-no-jm = sin JM a nuestro CM
v8-no-cj = sin fin de CM durante nuestro JM
v34-turns = V.34 se apaga y empieza de nuevo en el otro sentido
v34-trained = V.34 entrenado: { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
v34-control = canal de control V.34 por { $start } a { $rate }, páginas a { $symbols } símbolos por segundo
v34-probed = medición V.34: { $what }
v34-line = { $chosen }; L2 { $level } dBm0, { $hz } Hz, { $ppm } ppm, ida y vuelta { $ms } ms, { $less } dB menos
v34-candidate = { $symbols } símbolos/s a { $hz } Hz, preénfasis { $number }: { $db } dB, { $bps } bit/s con { $spare } dB de margen
v34-no-rate = { $symbols } símbolos/s a { $hz } Hz, preénfasis { $number }: { $db } dB, ninguna velocidad (faltan { $missing } dB)
v34-chosen = { $symbols } símbolos/s, portadora { $carrier }, preénfasis { $number }, { $less } dB menos
v34-over = ya no hay V.34: { $why }
v34-nothing = sin avances durante demasiado tiempo
v34-again = el canal de control empieza una y otra vez
slower = como máximo { $bps } bit/s desde ahora: había tramas dañadas
faster = { $bps } bit/s desde ahora: allí quedarían { $db } dB

# Páginas.
page = página { $page }: { $count } octetos
block = bloque { $block }: { $count } tramas
page-rows = página: { $rows } líneas, { $bad } malas, { $run } seguidas
page-stands = la página ya no crece
page-beginning-missed = se perdió el comienzo de una página
page-long = la página supera el límite de { $rows } líneas
page-broken = la página no se pudo decodificar después de la línea { $row }: { $why }
page-cut = la página está cortada después de { $count } octetos
colours-unshown = la página en color no se puede mostrar: { $why }
colours-no-planes = la página en color está cortada: faltan planos de bits o partes de ellos
colours-no-end = la página en color está cortada: falta su fin (EOI)
colours-width = la página en color tiene líneas de { $found } píxeles, no de los { $wanted } anunciados
colours-rows = página { $page } en color: faltan { $count } líneas: { $why }

# La línea.
line-is = la línea es desde ahora { $line }
audio = audio
t38 = T.38 versión { $version }, { $count } octetos por paquete como máximo
t38-packets = T.38: { $heard } paquetes recibidos, { $sent } enviados, { $missing } perdidos, { $repeated } repetidos, { $late } tardíos, { $reordered } desordenados, { $malformed } malformados, { $many } de más, { $strays } ajenos, { $restarts } reinicios, { $versions } cambios de versión, { $damaged } tramas dañadas, { $repaired } reparadas
t38-flood = T.38: llegan más paquetes o datos de los que puede llevar un módem de fax; el resto se descarta, y las páginas quedan dañadas allí. Cualquier máquina que alcance el puerto UDPTL de una llamada puede enviarlos

# El final.
done-until-now = hasta aquí: { $end }
end = { $status } en la fase { $phase }: { $cause }, { $count ->
    [one] { $count } página confirmada
   *[other] { $count } páginas confirmadas
}
received = Recibido
incomplete = Incompleto
failed = Fallido
many-frames = el fax remoto envió muchísimas tramas: solo sigue el final de la llamada
rest-not-stored = el resto no se guarda

# Comienzos de pasos.
word-page = página
word-block = bloque
word-trained = entrenado
