# De stappen van een oproep, in het Nederlands.

# Frames.
signal = { $frame }
ident = { $frame } { $ident }
rate = { $frame } { $rate }
no-rate = { $frame } gereserveerde snelheid
dcs = { $frame } { $rate }, { $terms }
can = { $frame } tot { $rate }, { $terms }, tot { $width }
can-and-has = { $frame } tot { $rate }, { $terms }, tot { $width }, een document om op te halen
block-end = { $frame }, pagina { $page }, blok { $block }, { $frames } frames
wants-frames = { $frame } voor { $count } frames
octets = { $frame }, { $count } octetten
letters = { $frame }, { $count } tekens
empty = { $frame } (leeg)
refuses = { $frame } weigert { $fields }
refuses-a-field = { $frame } weigert een veld
by-v34 = { $frame } met V.34, { $terms }
reserved-rate = { $frame } gereserveerde snelheid, { $terms }
row-time = { $terms }, { $ms } ms per regel
foreign = { $terms }, { $kind }
echo = { $frame } (onze eigen echo, of { $other })
another-caller = een ander bellend apparaat
another-answerer = een ander gebeld apparaat
unexpected = { $frame } is onverwacht in { $state }
damaged-frame = beschadigd frame
taken-for-last = opgevat als herhaling van de laatste opdracht
taken-for = opgevat als { $frame }
signal-not-read = het signaal ervoor was niet leesbaar
caller-does-not-repeat = de beller herhaalt de opdracht niet
no-more-frames = er komen geen frames meer
nothing-new = er komt niets nieuws

# Modems.
data = gegevens
trained = getraind: { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
training-failed = training mislukt
training-check = trainingscontrole { $result }: { $bits } bits, { $errors } fouten, { $bursts } reeksen over { $covered } bits, langste reeks { $run }
no-training-check = geen trainingscontrole
good = goed
bad = slecht
pages-go-at = pagina’s gaan met { $rate }
v8 = V.8: { $outcome }
v8-agreed = overeenstemming over { $modulations }
v8-agreed-on-nothing = geen gemeenschappelijke modulatie
v8-plain-ced = gewone CED
v8-no-tone = geen antwoordtoon
v8-no-cm = geen CM
v8-no-jm = geen JM op onze CM
v8-no-cj = geen einde van CM tijdens onze JM
v34-turns = V.34 wordt uitgezet en begint opnieuw in de andere richting
v34-trained = V.34 getraind: { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
v34-control = V.34-stuurkanaal door { $start } met { $rate }, pagina’s met { $symbols } symbolen per seconde
v34-probed = V.34-meting: { $what }
v34-line = { $chosen }; L2 { $level } dBm0, { $hz } Hz, { $ppm } ppm, rondreis { $ms } ms, { $less } dB minder
v34-candidate = { $symbols } symbolen/s bij { $hz } Hz, pre-emphasis { $number }: { $db } dB, { $bps } bit/s met { $spare } dB over
v34-no-rate = { $symbols } symbolen/s bij { $hz } Hz, pre-emphasis { $number }: { $db } dB, geen snelheid ({ $missing } dB te weinig)
v34-chosen = { $symbols } symbolen/s, draaggolf { $carrier }, pre-emphasis { $number }, { $less } dB minder
v34-over = geen V.34 meer: { $why }
v34-nothing = te lang geen voortgang
v34-again = het stuurkanaal begint steeds opnieuw
slower = vanaf nu hoogstens { $bps } bit/s: frames waren beschadigd
faster = vanaf nu { $bps } bit/s: daar zou { $db } dB overblijven

# Pagina’s.
page = pagina { $page }: { $count } octetten
block = blok { $block }: { $count } frames
page-rows = pagina: { $rows } regels, { $bad } slecht, { $run } achter elkaar
page-stands = de pagina groeit niet meer
page-beginning-missed = het begin van een pagina werd gemist
page-long = de pagina is langer dan de grens van { $rows } regels
page-broken = de pagina kon na regel { $row } niet worden gedecodeerd: { $why }
page-cut = de pagina is na { $count } octetten afgekapt
colours-unshown = de pagina in kleur kan niet worden getoond: { $why }
colours-no-planes = de pagina in kleur is afgekapt: bitvlakken of delen daarvan ontbreken
colours-no-end = de pagina in kleur is afgekapt: het einde (EOI) ontbreekt
colours-width = de pagina in kleur heeft regels van { $found } pixels in plaats van de aangekondigde { $wanted }
colours-rows = pagina { $page } in kleur: { $count } regels ontbreken: { $why }

# De lijn.
line-is = de lijn is vanaf nu { $line }
audio = audio
t38 = T.38 versie { $version }, hoogstens { $count } octetten per pakket
t38-packets = T.38: { $heard } pakketten ontvangen, { $sent } verzonden, { $missing } ontbrekend, { $repeated } herhaald, { $late } te laat, { $reordered } verwisseld, { $malformed } misvormd, { $many } te veel, { $strays } vreemd, { $restarts } herstarts, { $versions } versiewisselingen, { $damaged } beschadigde frames, { $repaired } hersteld
t38-flood = T.38: er komen meer pakketten of gegevens dan een faxmodem kan overbrengen; de rest wordt weggegooid, en pagina’s zijn daar beschadigd. Elke machine die de UDPTL-poort van een oproep bereikt, kan ze sturen

# Het einde.
done-until-now = tot hier: { $end }
end = { $status } in fase { $phase }: { $cause }, { $count ->
    [one] { $count } pagina
   *[other] { $count } pagina’s
} bevestigd
received = Ontvangen
incomplete = Onvolledig
failed = Mislukt
many-frames = het externe faxapparaat stuurde zeer veel frames: alleen het einde van de oproep volgt
rest-not-stored = de rest wordt niet opgeslagen

# Beginwoorden van stappen.
word-page = pagina
word-block = blok
word-trained = getraind
