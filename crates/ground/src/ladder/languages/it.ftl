# I passi di una chiamata, in italiano.

# Trame.
signal = { $frame }
ident = { $frame } { $ident }
rate = { $frame } { $rate }
no-rate = { $frame } velocità riservata
dcs = { $frame } { $rate }, { $terms }
can = { $frame } fino a { $rate }, { $terms }, fino a { $width }
can-and-has = { $frame } fino a { $rate }, { $terms }, fino a { $width }, un documento da prelevare
block-end = { $frame }, pagina { $page }, blocco { $block }, { $frames } trame
wants-frames = { $frame } per { $count } trame
octets = { $frame }, { $count } ottetti
letters = { $frame }, { $count } caratteri
empty = { $frame } (vuoto)
refuses = { $frame } rifiuta { $fields }
refuses-a-field = { $frame } rifiuta un campo
by-v34 = { $frame } con V.34, { $terms }
reserved-rate = { $frame } velocità riservata, { $terms }
row-time = { $terms }, { $ms } ms per riga
foreign = { $terms }, { $kind }
echo = { $frame } (la nostra eco, o { $other })
another-caller = un altro apparecchio chiamante
another-answerer = un altro apparecchio chiamato
unexpected = { $frame } è inatteso in { $state }
damaged-frame = trama danneggiata
taken-for-last = considerato come l’ultimo comando ripetuto
taken-for = considerato come { $frame }
signal-not-read = il segnale precedente non era leggibile
caller-does-not-repeat = il chiamante non ripete il comando
no-more-frames = non arrivano altre trame
nothing-new = non arriva niente di nuovo

# Modem.
data = dati
trained = sincronizzato: { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
training-failed = sincronizzazione fallita
training-check = controllo della sincronizzazione { $result }: { $bits } bit, { $errors } errori, { $bursts } raffiche su { $covered } bit, serie più lunga { $run }
no-training-check = nessun controllo della sincronizzazione
good = buono
bad = cattivo
pages-go-at = le pagine vanno a { $rate }
v8 = V.8: { $outcome }
v8-agreed = accordo su { $modulations }
v8-agreed-on-nothing = nessuna modulazione comune
v8-plain-ced = CED semplice
v8-no-tone = nessun tono di risposta
v8-no-cm = nessun CM
v8-no-jm = nessun JM al nostro CM
v8-no-cj = nessuna fine di CM durante il nostro JM
v34-turns = V.34 si spegne e ricomincia nell’altro verso
v34-trained = V.34 sincronizzato: { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
v34-control = canale di controllo V.34 con { $start } a { $rate }, pagine a { $symbols } simboli al secondo
v34-probed = misura V.34: { $what }
v34-line = { $chosen }; L2 { $level } dBm0, { $hz } Hz, { $ppm } ppm, andata e ritorno { $ms } ms, { $less } dB in meno
v34-candidate = { $symbols } simboli/s a { $hz } Hz, preenfasi { $number }: { $db } dB, { $bps } bit/s con { $spare } dB di margine
v34-no-rate = { $symbols } simboli/s a { $hz } Hz, preenfasi { $number }: { $db } dB, nessuna velocità (mancano { $missing } dB)
v34-chosen = { $symbols } simboli/s, portante { $carrier }, preenfasi { $number }, { $less } dB in meno
v34-over = niente più V.34: { $why }
v34-nothing = nessun progresso da troppo tempo
v34-again = il canale di controllo ricomincia di continuo
slower = al massimo { $bps } bit/s d’ora in poi: delle trame erano danneggiate
faster = { $bps } bit/s d’ora in poi: vi resterebbero { $db } dB

# Pagine.
page = pagina { $page }: { $count } ottetti
block = blocco { $block }: { $count } trame
page-rows = pagina: { $rows } righe, { $bad } cattive, { $run } di seguito
page-stands = la pagina non cresce più
page-beginning-missed = l’inizio di una pagina è andato perso
page-long = la pagina supera il limite di { $rows } righe
page-broken = la pagina non si è potuta decodificare dopo la riga { $row }: { $why }
page-cut = la pagina è tagliata dopo { $count } ottetti
colours-unshown = la pagina a colori non si può mostrare: { $why }
colours-no-planes = la pagina a colori è tagliata: mancano piani di bit o loro parti
colours-no-end = la pagina a colori è tagliata: manca la sua fine (EOI)
colours-width = la pagina a colori ha righe di { $found } pixel, non dei { $wanted } annunciati
colours-rows = pagina { $page } a colori: mancano { $count } righe: { $why }

# La linea.
line-is = la linea è d’ora in poi { $line }
audio = audio
t38 = T.38 versione { $version }, al massimo { $count } ottetti per pacchetto
t38-packets = T.38: { $heard } pacchetti ricevuti, { $sent } inviati, { $missing } mancanti, { $repeated } ripetuti, { $late } in ritardo, { $reordered } spostati, { $malformed } malformati, { $many } di troppo, { $strays } estranei, { $restarts } riavvii, { $versions } cambi di versione, { $damaged } trame danneggiate, { $repaired } riparate
t38-flood = T.38: arrivano più pacchetti o dati di quanti un modem fax possa portare; il resto viene scartato, e le pagine lì sono danneggiate. Ogni macchina che raggiunge la porta UDPTL di una chiamata può inviarli

# La fine.
done-until-now = fin qui: { $end }
end = { $status } nella fase { $phase }: { $cause }, { $count ->
    [one] { $count } pagina confermata
   *[other] { $count } pagine confermate
}
received = Ricevuto
incomplete = Incompleto
failed = Fallito
many-frames = il fax remoto ha inviato moltissime trame: segue solo la fine della chiamata
rest-not-stored = il resto non viene salvato

# Inizi di passi.
word-page = pagina
word-block = blocco
word-trained = sincronizzato
