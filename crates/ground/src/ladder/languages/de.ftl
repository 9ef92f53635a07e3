# Die Schritte eines Anrufs, auf Deutsch.

# Frames.
signal = { $frame }
ident = { $frame } { $ident }
rate = { $frame } { $rate }
no-rate = { $frame } reservierte Rate
dcs = { $frame } { $rate }, { $terms }
can = { $frame } bis { $rate }, { $terms }, bis { $width }
can-and-has = { $frame } bis { $rate }, { $terms }, bis { $width }, ein Dokument zum Abruf
block-end = { $frame }, Seite { $page }, Block { $block }, { $frames } Frames
wants-frames = { $frame } für { $count } Frames
octets = { $frame }, { $count } Bytes
letters = { $frame }, { $count } Zeichen
empty = { $frame } (leer)
refuses = { $frame } lehnt { $fields } ab
refuses-a-field = { $frame } lehnt ein Feld ab
by-v34 = { $frame } über V.34, { $terms }
reserved-rate = { $frame } reservierte Rate, { $terms }
row-time = { $terms }, { $ms } ms je Zeile
foreign = { $terms }, { $kind }
echo = { $frame } (das eigene Echo oder { $other })
another-caller = ein anderes rufendes Gerät
another-answerer = ein anderes gerufenes Gerät
unexpected = { $frame } kommt in { $state } unerwartet
damaged-frame = beschädigter Frame
taken-for-last = gilt als Wiederholung des letzten Befehls
taken-for = gilt als { $frame }
signal-not-read = das Signal davor war nicht lesbar
caller-does-not-repeat = der Anrufer wiederholt seinen Befehl nicht
no-more-frames = es kommen keine Frames mehr
nothing-new = es kommt nichts Neues

# Modems.
data = Daten
trained = trainiert: { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
training-failed = Training fehlgeschlagen
training-check = Trainingsprüfung { $result }: { $bits } Bits, { $errors } Fehler, { $bursts } Häufungen über { $covered } Bits, längste Folge { $run }
no-training-check = keine Trainingsprüfung
good = gut
bad = schlecht
pages-go-at = Seiten gehen mit { $rate }
v8 = V.8: { $outcome }
v8-agreed = vereinbart: { $modulations }
v8-agreed-on-nothing = kein gemeinsames Modulationsverfahren
v8-plain-ced = einfaches CED
v8-no-tone = kein Antwortton
v8-no-cm = kein CM
v8-no-jm = kein JM auf unser CM
v8-no-cj = kein Ende von CM während unseres JM
v34-turns = V.34 wird abgeschaltet und beginnt in der anderen Richtung neu
v34-trained = V.34 trainiert: { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
v34-control = V.34-Steuerkanal durch { $start } mit { $rate }, Seiten mit { $symbols } Symbolen je Sekunde
v34-probed = V.34-Messung: { $what }
v34-line = { $chosen }; L2 { $level } dBm0, { $hz } Hz, { $ppm } ppm, Umlaufzeit { $ms } ms, { $less } dB weniger
v34-candidate = { $symbols } Symbole/s bei { $hz } Hz, Vorverzerrung { $number }: { $db } dB, { $bps } bit/s mit { $spare } dB Reserve
v34-no-rate = { $symbols } Symbole/s bei { $hz } Hz, Vorverzerrung { $number }: { $db } dB, keine Rate ({ $missing } dB fehlen)
v34-chosen = { $symbols } Symbole/s, Träger { $carrier }, Vorverzerrung { $number }, { $less } dB weniger
v34-over = kein V.34 mehr: { $why }
v34-nothing = zu lange kein Fortschritt
v34-again = der Steuerkanal beginnt immer wieder neu
slower = ab jetzt höchstens { $bps } bit/s: Frames waren beschädigt
faster = ab jetzt { $bps } bit/s: { $db } dB blieben dort übrig

# Seiten.
page = Seite { $page }: { $count } Bytes
block = Block { $block }: { $count } Frames
page-rows = Seite: { $rows } Zeilen, { $bad } fehlerhaft, { $run } in Folge
page-stands = die Seite wächst nicht mehr
page-beginning-missed = der Anfang einer Seite wurde verpasst
page-long = die Seite ist länger als die Grenze von { $rows } Zeilen
page-broken = die Seite ließ sich nach Zeile { $row } nicht mehr decodieren: { $why }
page-cut = die Seite ist nach { $count } Bytes abgeschnitten
colours-unshown = die farbige Seite lässt sich nicht darstellen: { $why }
colours-no-planes = die farbige Seite ist abgeschnitten: Bitebenen oder Teile davon fehlen
colours-no-end = die farbige Seite ist abgeschnitten: ihr Ende (EOI) fehlt
colours-width = die farbige Seite hat Zeilen mit { $found } Pixeln statt der angekündigten { $wanted }
colours-rows = Seite { $page } in Farbe: { $count } Zeilen fehlen: { $why }

# Die Leitung.
line-is = die Leitung ist ab jetzt { $line }
audio = Audio
t38 = T.38 Version { $version }, höchstens { $count } Bytes je Paket
t38-packets = T.38: { $heard } Pakete empfangen, { $sent } gesendet, { $missing } fehlend, { $repeated } doppelt, { $late } verspätet, { $reordered } vertauscht, { $malformed } fehlerhaft, { $many } zu viel, { $strays } fremd, { $restarts } Neustarts, { $versions } Versionswechsel, { $damaged } beschädigte Frames, { $repaired } repariert
t38-flood = T.38: es kommen mehr Pakete oder Daten, als ein Faxmodem übertragen kann; der Rest wird verworfen, und Seiten sind dort beschädigt. Jeder Rechner, der den UDPTL-Port eines Anrufs erreicht, kann sie senden

# Das Ende.
done-until-now = bis hierher: { $end }
end = { $status } in Phase { $phase }: { $cause }, { $count ->
    [one] { $count } Seite
   *[other] { $count } Seiten
} bestätigt
received = Empfangen
incomplete = Unvollständig
failed = Fehlgeschlagen
many-frames = die Gegenstelle sendete sehr viele Frames: es folgt nur das Ende des Anrufs
rest-not-stored = der Rest ist nicht gespeichert

# Anfänge von Schritten.
word-page = Seite
word-block = Block
word-trained = trainiert
