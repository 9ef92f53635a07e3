# Kroki połączenia, po polsku.

# Ramki.
signal = { $frame }
ident = { $frame } { $ident }
rate = { $frame } { $rate }
no-rate = { $frame } prędkość zastrzeżona
dcs = { $frame } { $rate }, { $terms }
can = { $frame } do { $rate }, { $terms }, do { $width }
can-and-has = { $frame } do { $rate }, { $terms }, do { $width }, dokument do pobrania
block-end = { $frame }, strona { $page }, blok { $block }, ramki: { $frames }
wants-frames = { $frame }, ramki: { $count }
octets = { $frame }, bajty: { $count }
letters = { $frame }, znaki: { $count }
empty = { $frame } (puste)
refuses = { $frame } odrzuca { $fields }
refuses-a-field = { $frame } odrzuca pole
by-v34 = { $frame } przez V.34, { $terms }
reserved-rate = { $frame } prędkość zastrzeżona, { $terms }
row-time = { $terms }, { $ms } ms na wiersz
foreign = { $terms }, { $kind }
echo = { $frame } (nasze własne echo albo { $other })
another-caller = inne urządzenie dzwoniące
another-answerer = inne urządzenie odbierające
unexpected = { $frame } jest nieoczekiwane w { $state }
damaged-frame = uszkodzona ramka
taken-for-last = uznane za powtórzenie ostatniego polecenia
taken-for = uznane za { $frame }
signal-not-read = poprzedzający sygnał był nieczytelny
caller-does-not-repeat = dzwoniący nie powtarza polecenia
no-more-frames = nie nadchodzą już ramki
nothing-new = nie nadchodzi nic nowego

# Modemy.
data = dane
trained = dostrojono: { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
training-failed = dostrajanie nie powiodło się
training-check = kontrola dostrojenia { $result }: bity { $bits }, błędy { $errors }, serie błędów { $bursts } na { $covered } bitach, najdłuższy ciąg { $run }
no-training-check = brak kontroli dostrojenia
good = dobra
bad = zła
pages-go-at = strony idą z prędkością { $rate }
v8 = V.8: { $outcome }
v8-agreed = uzgodniono { $modulations }
v8-agreed-on-nothing = brak wspólnej modulacji
v8-plain-ced = zwykłe CED
v8-no-tone = brak tonu odpowiedzi
v8-no-cm = brak CM
v8-no-jm = brak JM na nasze CM
v8-no-cj = brak końca CM podczas naszego JM
v34-turns = V.34 wyłącza się i zaczyna od nowa w drugą stronę
v34-trained = V.34 dostrojono: { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
v34-control = kanał sterujący V.34 przez { $start } przy { $rate }, strony po { $symbols } symboli na sekundę
v34-probed = pomiar V.34: { $what }
v34-line = { $chosen }; L2 { $level } dBm0, { $hz } Hz, { $ppm } ppm, czas obiegu { $ms } ms, { $less } dB mniej
v34-candidate = { $symbols } symboli/s przy { $hz } Hz, preemfaza { $number }: { $db } dB, { $bps } bit/s z zapasem { $spare } dB
v34-no-rate = { $symbols } symboli/s przy { $hz } Hz, preemfaza { $number }: { $db } dB, brak prędkości (brakuje { $missing } dB)
v34-chosen = { $symbols } symboli/s, nośna { $carrier }, preemfaza { $number }, { $less } dB mniej
v34-over = koniec V.34: { $why }
v34-nothing = zbyt długo brak postępu
v34-again = kanał sterujący wciąż zaczyna od nowa
slower = odtąd najwyżej { $bps } bit/s: ramki były uszkodzone
faster = odtąd { $bps } bit/s: zostałoby tam { $db } dB

# Strony.
page = strona { $page }: bajty { $count }
block = blok { $block }: ramki { $count }
page-rows = strona: wiersze { $rows }, złe { $bad }, pod rząd { $run }
page-stands = strona już nie rośnie
page-beginning-missed = początek strony został pominięty
page-long = strona jest dłuższa niż limit { $rows } wierszy
page-broken = strony nie można było zdekodować po wierszu { $row }: { $why }
page-cut = strona jest ucięta po { $count } bajtach
colours-unshown = strony w kolorze nie można pokazać: { $why }
colours-no-planes = strona w kolorze jest ucięta: brakuje płaszczyzn bitowych lub ich części
colours-no-end = strona w kolorze jest ucięta: brakuje jej końca (EOI)
colours-width = strona w kolorze ma wiersze po { $found } pikseli zamiast zapowiedzianych { $wanted }
colours-rows = strona { $page } w kolorze: brakujące wiersze { $count }: { $why }

# Linia.
line-is = linia to odtąd { $line }
audio = dźwięk
t38 = T.38 wersja { $version }, najwyżej { $count } bajtów na pakiet
t38-packets = T.38: pakiety odebrane { $heard }, wysłane { $sent }, brakujące { $missing }, powtórzone { $repeated }, spóźnione { $late }, przestawione { $reordered }, wadliwe { $malformed }, nadmiarowe { $many }, obce { $strays }, ponowne starty { $restarts }, zmiany wersji { $versions }, uszkodzone ramki { $damaged }, naprawione { $repaired }
t38-flood = T.38: nadchodzi więcej pakietów lub danych, niż może przenieść modem faksowy; reszta jest odrzucana, a strony są tam uszkodzone. Może je wysyłać każdy komputer, który sięga portu UDPTL połączenia

# Koniec.
done-until-now = dotąd: { $end }
end = { $status } w fazie { $phase }: { $cause }, { $count ->
    [one] { $count } strona potwierdzona
    [few] { $count } strony potwierdzone
   *[many] { $count } stron potwierdzonych
}
received = Odebrano
incomplete = Niekompletne
failed = Niepowodzenie
many-frames = zdalny faks wysłał bardzo wiele ramek: dalej jest tylko koniec połączenia
rest-not-stored = reszta nie jest zapisana

# Początki kroków.
word-page = strona
word-block = blok
word-trained = dostrojono
