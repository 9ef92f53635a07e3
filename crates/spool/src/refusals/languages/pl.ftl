# The Polish texts of what other parts of Ferrofax say in English: see en.ftl.

# Frames around other sentences.
about = { $about }: { $said }
near-it = { $said }; podobne: { $near }
limited = { $said }; limit określa ustawienie „{ $setting }”
only-these = { $said }; można faksować PDF, TIFF, PNG, JPEG, GIF, BMP, WebP, HTML i tekst
line = wiersz { $line }
page = strona { $page }
text = { $text }
it = dokument

# Numbers.
number-no-digits = „{ $number }” nie zawiera cyfr
number-sign = „{ $number }” nie jest numerem: nie można wybrać znaku „{ $sign }”; dozwolone są cyfry, + na początku i separatory - . / ( )
number-long = „{ $number }” ma więcej niż 20 cyfr
number-wrong = „{ $number }” nie jest prawidłowym numerem telefonu: { $why }
number-prefix = to tylko prefiks, bez numeru
number-short = jest za krótki
number-zero-country = żaden numer kierunkowy kraju nie zaczyna się od 0; 0{ $rest } to numer krajowy, +{ $rest } międzynarodowy
number-zero = po +{ $code } numer nie zaczyna się od 0; wpisz +{ $right }
number-zero-meant = oznacza on +{ $meant }, a po +{ $code } numer nie zaczyna się od 0
number-short-country = jest za krótki: po +{ $code } numer ma co najmniej tyle cyfr: { $least }
number-long-country = jest za długi: z numerem kierunkowym kraju numer ma najwyżej tyle cyfr: { $most }
number-forbidden = faksy na numery { $beginning }… są zablokowane ustawieniem „forbidden”

# Values.
value-none-of = „{ $value }” nie należy do wartości { $known }
value-yes-no = „{ $value }” to ani yes, ani no
value-priority = „{ $value }” nie jest priorytetem; wpisz liczbę od 0 (pierwszy) do 255 (ostatni)
value-number = „{ $value }” nie jest liczbą od { $least } do { $most }
value-time = „{ $value }” nie jest czasem; wpisz 14:30, 2026-11-20 14:30, +2h lub 2026-11-20T14:30:00+01:00
value-window = { $value } nie jest przedziałem czasu; wpisz go jak Mon-Fri 08:00-18:00
value-zone = nieznana strefa czasowa { $value }
value-address = „{ $value }” nie jest adresem e-mail; wpisz go jak name@example.com
value-addresses = raporty o faksie może otrzymywać najwyżej { $most } adresów e-mail
value-sign = znaku nr { $place } nie można wysłać; dozwolone są cyfry, *, #, + i spacje
value-long = liczba znaków przekracza { $most }
value-digits = „{ $value }” zawiera „{ $found }”; dozwolone są tylko cyfry
value-name = „{ $value }” nie jest nazwą serwera ani łącza (trunk); dozwolone są litery, cyfry, -, _, ., /, @ i :
value-beginning = „{ $value }” nie jest początkiem numeru; wpisz go jak +49900
value-device = „{ $value }” nie jest numerem wewnętrznym; wpisz 2101 lub 2101@context
value-unknown = „{ $value }” jest nieznane; znane są { $known }

# What a fax needs.
no-number = nie podano numeru; wpisz numer faksu odbiorcy
no-device = nie podano numeru wewnętrznego; podaj numer wewnętrzny faksu, na przykład 2101
unknown-device = nie ma numeru wewnętrznego faksu „{ $device }”; `ferrofax show devices` w konsoli Asteriska pokazuje istniejące
no-devices = nie ma numeru wewnętrznego faksu „{ $device }”: ten spool nie zna żadnego; sprawdź, czy Asterisk załadował moduł
ambiguous-device = numer wewnętrzny { $exten } istnieje w kilku kontekstach; wpisz { $exten }@{ $first } lub { $exten }@{ $second }
device-receives = z numeru wewnętrznego { $device } nie można wysyłać faksów: sendenabled ma wartość no albo numer ma opcję x
no-document = nie podano dokumentu; nie ma czego wysłać
no-documents = nie ma dokumentu do wysłania
time-past = { $what }: { $time } już minął
expires-first = expires: { $time } nie jest po czasie wysłania
too-many-numbers = faks można wysłać jednocześnie najwyżej na tyle numerów: { $most }
some-numbers = faks można wysłać jednocześnie na tyle numerów: od 1 do { $most }
own-no-device = nie masz numeru wewnętrznego, z którego można wysyłać

# Drafts.
too-many-drafts = liczba Twoich wersji roboczych: { $most }; wyślij lub odrzuć jedną z nich
draft-order = dokumenty: { $document } nie istnieje albo podano go dwa razy
draft-documents = faks może mieć najwyżej tyle dokumentów: { $most }
draft-size = dokumenty jednego faksu mogą mieć najwyżej { $most } MiB
draft-gone = już nie istnieje; dodaj go ponownie
draft-pages-gone = jego strony już nie istnieją; usuń go i dodaj ponownie

# Received faxes.
hand-to-nobody = nie ma użytkownika „{ $user }”, który może zobaczyć ten faks
move-on-hold = faks { $fax } podlega prawnemu nakazowi przechowywania: nie można go przenieść, dopóki administrator go nie zniesie
move-junk = faks { $fax } jest zapisany jako niechciany; najpierw należy go dostarczyć
move-shared = faksów nie można przenosić, gdy kilka maszyn korzysta ze wspólnej bazy danych
move-nowhere = nie ma innego numeru wewnętrznego „{ $device }”, na który można przenieść ten faks
too-long = { $what }: liczba znaków przekracza { $most }
control-character = { $what } zawiera znak sterujący
the-tag = etykieta
the-note = notatka
the-tag-or-note = etykieta lub notatka
no-mailbox = faks { $fax } nie ma własnej skrzynki pocztowej; wpisz adres
no-printing = ten serwer nie drukuje; może to zrobić serwer, który odebrał faks
no-printer = nie ma drukarki „{ $printer }”
device-no-printer = numer wewnętrzny faksu { $fax } nie ma drukarki; wybierz drukarkę
too-many-addresses = faks można wysłać jednocześnie najwyżej na tyle adresów e-mail: { $most }
coming = faks { $fax } jest jeszcze odbierany
coming-later = faks { $fax } jest jeszcze odbierany; można go przekazać dalej, gdy będzie kompletny
no-fax-pages = faks { $fax } nie ma stron
fax-not-junk = faks { $fax } nie jest zapisany jako niechciany
fax-received-elsewhere = ten serwer nie doręcza faksów; faks { $fax } może zwolnić serwer, który go odebrał
undelivered = faks { $fax } jest jeszcze doręczany; można go usunąć potem albo gdy `ferrofax mail-queue` już go nie pokazuje
on-hold = faks { $fax } podlega prawnemu nakazowi przechowywania: nikt nie może go usunąć, dopóki administrator go nie zniesie
claimed = { $user } już zajmuje się faksem { $fax }
deleted = { $thing } – usunięto { $date }: { $why }
deleted-by = przez użytkownika { $user }
older = starsze niż { $days ->
    [one] { $days } dzień
    [few] { $days } dni
   *[many] { $days } dni
}
older-class = starsze niż { $days ->
    [one] { $days } dzień
    [few] { $days } dni
   *[many] { $days } dni
} (klasa { $class })
changed = { $thing } – w międzyczasie nastąpiła zmiana
busy = { $thing } – ktoś inny właśnie to zmienia; spróbuj ponownie za chwilę
there-is-no = { $thing } nie istnieje
not-for-user = { $thing } nie istnieje dla tego użytkownika
thing-fax = faks { $fax }
thing-job = zlecenie { $job }
thing-contact = kontakt { $contact }
thing-draft = wersja robocza { $draft }
thing-session = sesja { $session }
thing-view = widok { $view }
thing-record = nagranie { $record }
thing-key = klucz { $key }

# Jobs.
job-ended = zlecenie { $job } jest już { $state }
job-done = wykonane
job-failed = nieudane
job-no-number = zlecenie { $job } czeka na numer; `ferrofax number { $job } NUMER` go ustawia
job-has-number = zlecenie { $job } ma już numer, którego nie można zmienić
job-in-store = zlecenie { $job } jest we wspólnej bazie danych, w której nie można tego zmienić
job-without-number = zlecenie nie ma numeru
job-number-too-much = zlecenie ma już numer albo nie ma czasu, aby na niego czekać
job-without-document = zlecenie nie ma dokumentu
job-no-attempt = zlecenie nie pozwala na żadną próbę
job-past = czas wysłania już minął
job-expires = zlecenie wygasłoby przed wysłaniem
document-pages = { $document } ma { $count ->
    [one] { $count } stronę
    [few] { $count } strony
   *[many] { $count } stron
}; faks może mieć najwyżej { $most }
document-unfit = { $document } – nie można tego przefaksować: { $why }
document-empty = { $document } – pusty plik

# Address books.
table-large = tabela ma ponad { $most } MiB
table-not-utf8 = tabela nie jest w UTF-8; zapisz ją jako „CSV UTF-8”
table-empty = tabela jest pusta
table-columns = pierwszy wiersz musi zawierać nazwy kolumn name, company, number i note; name i number są wymagane
table-contacts = liczba kontaktów w tabeli przekracza { $most }
table-unreadable = nie można odczytać tabeli: { $why }
table-quote = komórkę ze znakiem cudzysłowu umieść w cudzysłowie, a każdy cudzysłów w niej podwój
table-quote-open = zaczynający się tam cudzysłów nie jest zamknięty
the-name = nazwa
the-company = firma
the-number = numer
contact-name = kontakt musi mieć nazwę
book-full = książka adresowa mieści najwyżej tyle kontaktów: { $most }
contact-unclear = żaden kontakt w książce adresowej z dokładnie jednym numerem nie nazywa się „{ $name }”; proszę wpisać numer faksu

# One's own, and administration.
no-pages-in = nie ma stron w języku „{ $language }”; wybierz spośród { $known }
no-user = nie ma użytkownika „{ $user }”
metrics-network = [web] metrics_networks nie wymienia tego adresu
clock-changed = Nic nie jest usuwane: w ciągu ostatniej godziny zegar serwera przestawiono do przodu lub do tyłu albo uruchomiono Ferrofax po ponad dobie przerwy.
key-name = klucz musi mieć przeznaczenie o długości od 1 do { $most } znaków, bez znaków sterujących
key-scope = klucz musi mieć co najmniej jedno uprawnienie: { $known }
key-days = klucz jest ważny od 1 do { $most } dni
key-test-scope = klucz testowy może mieć tylko te uprawnienia: { $known }
key-many = liczba kluczy tego użytkownika wynosi już { $most }; najpierw zakończ jeden z nich

# Requests.
no-such-request = Żadna strona tego serwera nie wysyła takiego żądania
no-folder = brak folderu na dokumenty: { $why }
many-fields = liczba pól przekracza { $most }
many-documents = liczba dokumentów przekracza { $most }
many-bytes = tekst ma więcej bajtów niż { $most }
field-bytes = liczba bajtów przekracza { $most }
form-large = dokumenty są za duże; limitem jest [web] max_upload_mb
form-bytes = liczba bajtów przekracza { $most }; limitem jest [web] max_upload_mb
form-empty = dokument jest pusty
form-unstored = nie można zapisać dokumentu: { $why }
internal-error = błąd wewnętrzny

# Call recordings.

# The spool.
cannot = dostęp nie powiódł się ({ $action }): { $why }
no-space = brak miejsca na { $file }: { $why }; Ferrofax będzie działać dalej, gdy pojawi się miejsce
database-failed = błąd bazy danych spoola { $file }: { $why }
database-unsure = baza danych spoola { $file } nie potwierdziła zmiany, która być może została wykonana: { $why }
database-unfit = baza danych spoola { $file } odrzuca to: { $why }
database-row = nie można odczytać wiersza bazy danych spoola { $file }: { $why }
database-damaged = baza danych spoola { $file } jest uszkodzona ({ $why }) i nie jest używana; zatrzymaj Asteriska i usługę Ferrofax, a potem przywróć kopię zapasową: zobacz docs/backup.md
document-unusable = nie można użyć dokumentu { $file }: { $why }
database-other = wspólna baza danych została przywrócona lub zastąpiona; ten serwer najpierw zgłasza jej swoje zlecenia
database-keys = nie można zaszyfrować ani odszyfrować dokumentów wspólnej bazy danych: { $why }
bug = wystąpił błąd wewnętrzny; zobacz dziennik

# How the service is.
health-ok = w porządku: { $said }
health-wrong = BŁĄD: { $said }
disk = dysk
module = moduł
spool = spool
health-read = można go odczytać
health-works = działa z tym spoolem
health-never = nigdy nie działał z tym spoolem
health-stopped = nie działa: zlecenia czekają, aż Asterisk go załaduje
health-free = wolne { $count } MiB
health-free-gib = wolne { $count } GiB
health-little = wolne tylko { $count } MiB

# Documents as files.
plain-file = nie jest zwykłym plikiem
empty = jest pusty
large = ma ponad { $most } MiB
large-pages = jego strony mają ponad { $most } MiB
unreadable = nie można go odczytać ({ $why })
unwritable = nie można zapisać jego stron ({ $why })
pages-unreadable = nie można odczytać utworzonych stron
truncated = został skrócony podczas odczytu
document-truncated = dokument został skrócony podczas odczytu
not-one = nie jest jednym dokumentem
no-task = nie ma zadania
its-missing = brakuje: { $what }
not-faxable = nie można go przefaksować
the-mail-text = tekst e-maila
the-cover-page = strona tytułowa

# What a document is.
is-sound = to nagranie dźwiękowe
is-gzip = to archiwum gzip
is-bzip2 = to archiwum bzip2
is-xz = to archiwum xz
is-zstandard = to archiwum Zstandard
is-rar = to archiwum RAR
is-7zip = to archiwum 7-Zip
is-zip = to archiwum ZIP
is-cabinet = to archiwum Cabinet
is-ar = to archiwum ar
is-cpio = to archiwum cpio
is-tar = to archiwum tar
is-winmail = to winmail.dat z Outlooka
is-old-office = to plik starego programu biurowego
is-printer-data = to dane drukarki (PJL)
is-program = to program
is-mail = to e-mail zawierający PDF
is-svg = to rysunek SVG; można go przefaksować jako PDF lub PNG
is-called-pdf = według nazwy to PDF, ale zawartość nie jest w formacie PDF
is-neither = nie jest ani obrazem, ani tekstem
is-type = ma typ { $type }, który nie jest obsługiwany
is-unsupported = jego format nie jest obsługiwany
is-postscript = to PostScript, a Ghostscript nie jest zainstalowany
is-office = to dokument biurowy, a LibreOffice nie jest zainstalowany
is-locked = jest zaszyfrowany i wymaga hasła; zapisz go bez hasła
is-encrypted = jest zaszyfrowany w nieznany sposób
is-portfolio = to portfolio PDF, a pliki w nim nie są faksowane
is-xfa = to formularz, który mogą pokazać tylko niektóre programy (dynamiczny XFA); wydrukuj go z takiego programu do PDF i przefaksuj ten PDF
is-wrapper = to tylko opakowanie zaszyfrowanego dokumentu, którego nie można odczytać
is-half-text = zaczyna się jak tekst, ale nie wszystko w nim jest tekstem
is-without-text = nie zawiera tekstu
is-invisible = nie ma widocznej treści
is-blank = jego strony są puste
is-nested = jego elementy są zbyt głęboko zagnieżdżone
is-no-pdf = jest uszkodzony i nie można go odczytać jako PDF
is-no-picture = jest uszkodzony i nie można go odczytać jako obrazu

# Programs that convert.
no-child = nie można rozpocząć konwersji { $document }: { $why }
conversion-files = { $said }; konwersja używa plików tymczasowych w { $folder }
unconfined = nie można odizolować programu, który go odczytuje: { $why }
unconfined-limit = nie można ograniczyć: { $what } ({ $why })
unconfined-calls = nie można filtrować jego wywołań systemowych ({ $why })
unconfined-files = nie można ograniczyć jego dostępu do plików, bo to jądro nie ma Landlock ({ $why })
limit-life = czas życia
limit-memory = pamięć
limit-time = czas procesora
limit-output = wynik
limit-core = plik core
limit-processes = liczba procesów
program-unconfined = nie można odizolować { $program }: { $why }
program-unnamed = nie podano programu
program-not-started = nie można uruchomić { $program }: { $why }
program-processes = zatrzymano { $program }: za dużo uruchomionych procesów
program-disk = zatrzymano { $program }: za dużo danych zapisanych na dysku
program-memory = zatrzymano { $program }: za dużo użytej pamięci
program-cannot = { $program } nie może go odczytać
program-cannot-why = { $program } nie może go odczytać ({ $why })
program-nothing = { $program } nie utworzył ani PDF, ani TIFF, ani obrazu, ani tekstu
slow = { $part } wymaga więcej niż { $seconds } s pracy procesora
slow-fax = cały faks nie był gotowy po { $seconds } s
broke-time = { $part } wymaga zbyt długiej pracy procesora
broke-file = { $part } daje zbyt duży plik
broke-memory = { $part } wymaga zbyt dużo pamięci lub ma zbyt głębokie zagnieżdżenia
broke-crash = { $part } powoduje awarię programu odczytującego

# Pages.
no-pages = nie ma stron
many-pages = ma { $count ->
    [one] { $count } stronę
    [few] { $count } strony
   *[many] { $count } stron
}; faks może mieć najwyżej { $most }
many-pages-after = liczba jego stron to { $count }, po { $before } innych; faks może mieć najwyżej { $most }
more-than = więcej niż { $most }
not-that-page = zażądano strony { $page }, ale liczba stron to { $count }
range-wrong = { $first }-{ $last } nie jest zakresem stron
range-order = { $first }-{ $last } nie następuje po poprzednim zakresie
range-many = liczba żądanych zakresów stron przekracza { $most }
end-missing = brakuje końca; dokument nie został skopiowany w całości
pages-missing = liczba stron powinna wynosić { $declared }, ale znaleziono { $count }
header-cut = { $part } urywa się w nagłówku
cut-pages = urywa się: liczba stron to { $count } z { $declared }
cut-rows = { $part } urywa się: liczba wierszy to { $count } z { $declared }
cut-off = { $part } urywa się
ends-early = strona { $page } kończy się za wcześnie: liczba brakujących wierszy to { $missing } z { $rows }
after-page = po stronie { $page }: { $damage }
damaged-row = { $part } ma uszkodzenie w wierszu { $row }
damaged-rows = uszkodzone wiersze na stronie { $page }: { $rows }
damaged-part = { $part } ma uszkodzone dane
no-size = { $part } nie ma rozmiaru: { $width } × { $height } pikseli
no-resolution = { $part } ma rozdzielczość { $x } × { $y } dpi, której nie ma żadna drukarka
pixels = { $part } ma za dużo pikseli
pixels-size = { $part } ma za dużo pikseli: { $width } × { $height }
row-bytes = { $part } ma wiersze o liczbie bajtów { $found }, ale piksele wymagają { $least }
colours = { $part } ma kolory, których nie można przefaksować (przestrzeń kolorów { $space }, bity na piksel: { $bits }); można black, sGray i sRGB
too-long-page = { $part } miałaby długość { $length } mm; strona faksu ma najwyżej { $most } mm
picture-unreadable = nie można odczytać obrazu na stronie { $page }
picture-edges = obraz na stronie { $page } może mieć błędne krawędzie: jego kolory są zmieszane z tłem (Matte)
font-unreadable = nie można odczytać czcionki na stronie { $page }, więc brakowałoby jej tekstu
font-missing = na stronie { $page } brakowałoby tekstu ({ $language }): jego czcionki nie ma w dokumencie i nie jest zainstalowana
language-japanese = japoński
language-chinese = chiński
language-traditional = chiński tradycyjny
language-korean = koreański
drawings-missing = { $count ->
    [one] brakuje { $count } rysunku, który dodano bez jego wyglądu
    [few] brakuje { $count } rysunków, które dodano bez ich wyglądu
   *[many] brakuje { $count } rysunków, które dodano bez ich wyglądu
}
annotations-left-out = { $count ->
    [one] pominięto { $count } adnotację oznaczoną jako nie do druku
    [few] pominięto { $count } adnotacje oznaczone jako nie do druku
   *[many] pominięto { $count } adnotacji oznaczonych jako nie do druku
}
characters-missing = { $count ->
    [one] brakuje { $count } znaku, którego nie ma żadna czcionka
    [few] brakuje { $count } znaków, których nie ma żadna czcionka
   *[many] brakuje { $count } znaków, których nie ma żadna czcionka
}
controls-left-out = { $count ->
    [one] pominięto w nim { $count } znak sterujący
    [few] pominięto w nim { $count } znaki sterujące
   *[many] pominięto w nim { $count } znaków sterujących
}
objects-left-out = { $count ->
    [one] pominięto { $count } rysunek lub inny osadzony obiekt
    [few] pominięto { $count } rysunki lub inne osadzone obiekty
   *[many] pominięto { $count } rysunków lub innych osadzonych obiektów
}
layers = strony mogą pokazywać to, co jest tylko na ekran, lub nie pokazywać tego, co jest tylko do druku

# Fields in printed documents.
fields-not-looked-for = nie szuka się w nim pól: jego tekst nie jest znany
fields-fax-pages = faks od strony { $page } ma więcej stron niż { $most }
fields-no-number = strona { $page } nie ma pola FAX i nie następuje po żadnym, więc nie ma odbiorcy
fields-two = strona { $page } ma dwa różne pola { $field }: „{ $first }” i „{ $second }”
fields-differ = strona { $page }: { $field } to tutaj „{ $second }”, a na wcześniejszej stronie tego samego faksu „{ $first }”
fields-unreadable = strona { $page }: „{ $text }” wygląda jak pole { $field }, ale nie można go tak odczytać

# Faults of a TIFF file.
tiff-no-tiff = nie można go odczytać jako TIFF (nie zaczyna się od II ani MM)
tiff-short = nie można go odczytać jako TIFF (kończy się w nagłówku)
tiff-version = nie można go odczytać jako TIFF (wersja to { $version }, a nie 42)
tiff-many-pages = ma więcej stron niż { $most }
tiff-linked = jest dołączona po raz drugi
tiff-directory = katalog leży poza plikiem
tiff-field = nie można odczytać { $field }
tiff-no-width = brak szerokości
tiff-no-length = brak długości
tiff-width = szerokość w pikselach to { $width }
tiff-rows = liczba wierszy to { $rows }
tiff-pixels = za dużo pikseli ({ $width } × { $height })
tiff-no-tiles = kafelki nie mają rozmiaru
tiff-tiles = kafelki są za duże ({ $width } × { $height })
tiff-many-parts = obraz ma za dużo części ({ $count })
tiff-no-strips = brak pasków
tiff-parts = liczba części obrazu to { $found }, a potrzeba { $wanted }
tiff-lengths = brakuje długości niektórych części
tiff-outside = obraz leży poza plikiem
tiff-only-black = kompresja ({ $number }) jest tylko dla obrazów czarno-białych
tiff-not-black = kompresja ({ $number }) nie jest dla obrazów czarno-białych
tiff-compression = kompresja ({ $number }) jest nieznana dla szarości i kolorów
tiff-uncompressed = używa trybu bez kompresji T.{ $number }
tiff-fill-order = kolejność bitów ({ $number }) jest nieznana
tiff-large = liczba pikseli szarych lub kolorowych to { $width } × { $height }, więcej niż { $most } mln
tiff-pixel-kind = piksele (wartości: { $samples }, bity: { $bits }) są nieznanego rodzaju
tiff-sample-kind = wartości (bity: { $bits }) są nieznanego rodzaju
tiff-fractions = wartości nie są liczbami całkowitymi
tiff-predictor = predyktor ({ $number }) jest nieznany (bity: { $bits })
tiff-samples = liczba wartości na piksel to { $found }, a potrzeba { $wanted }
tiff-ycbcr = postać YCbCr jest nieznana
tiff-shared-colours = piksele dzielą kolory w nieznany sposób ({ $way })
tiff-colours = kolory są nieznanego rodzaju (interpretacja fotometryczna { $number })
tiff-no-palette = brak palety
tiff-old-jpeg = kompresja to stara postać JPEG (6), bezstratna, która jest tu nieznana
tiff-old-jpeg-tables = kompresja to stara postać JPEG (6), a brak zarówno JPEG, jak i tabel

# Łańcuch dziennika decyzji.
chain-changed = ten wiersz zmieniono po zapisaniu
chain-replaced = ten wiersz zajął miejsce innego: następny nawiązuje do wiersza o innym skrócie
chain-put-in = ten wiersz wstawiono
chain-taken-out = przed tym wierszem usunięto: { $lines }
chain-cut-off = po tym wierszu ucięto to, co zna audit.head: { $lines }
chain-line = wiersz { $first } łańcucha
chain-lines = wiersze od { $first } do { $last } łańcucha
chain-unchained = przed tym wierszem usunięto wiersze bez miejsca w łańcuchu
chain-moved = przed tym wierszem brakuje wiersza { $number } łańcucha; przeniesiono go do { $place }
chain-again = łańcuch zaczyna się od nowa od tego wiersza: usunięto starszy dziennik i audit.head

# Users and passwords.
people-name = nazwa użytkownika ma od 1 do 64 małych liter od a do z, cyfr, kropek, łączników i podkreśleń oraz zaczyna się literą lub cyfrą
people-name-taken = nazwa „{ $name }” należy do kogoś innego
people-address-many = użytkownik ma najwyżej 20 adresów e-mail i 50 grup
people-address-taken = adres „{ $address }” należy do innego użytkownika
people-group = nie ma grupy „{ $group }”
people-group-name = nazwa grupy ma od 1 do 64 małych liter od a do z, cyfr, kropek, łączników i podkreśleń oraz zaczyna się literą lub cyfrą
people-group-taken = grupa „{ $group }” już istnieje
people-no-group = w users.toml nie ma grupy „{ $group }”
people-group-devices = grupa ma najwyżej 500 numerów wewnętrznych
people-group-many = jest już 200 grup
people-class = w gateway.toml nie ma klasy „{ $class }”
people-device = nie ma numeru wewnętrznego faksu „{ $device }”, który mogą mieć użytkownicy
people-role = nie ma roli „{ $role }”
people-short = hasło musi mieć co najmniej 8 znaków
people-long = hasło ma najwyżej 200 znaków
people-differ = oba nowe hasła różnią się
people-in-settings = „{ $name }” jest w gateway.toml i można go zmienić tylko tam
people-not-ours = Twoje hasło nie znajduje się w users.toml
people-no-user = w users.toml nie ma użytkownika „{ $user }”
people-yourself = nie możesz tego zrobić z własnym użytkownikiem; poproś innego administratora
people-full = users.toml jest pełny
people-no-link = link jest już nieważny
people-wrong-password = obecne hasło jest błędne
people-wrong-code = kod jest błędny lub był już użyty
people-passkey = klucz dostępu nie został przyjęty
people-passkey-name = klucz dostępu potrzebuje nazwy o długości do 80 znaków
people-many-passkeys = użytkownik ma najwyżej 10 kluczy dostępu
people-no-passkey = nie ma takiego klucza dostępu
people-on = drugi składnik jest już włączony
people-off = drugi składnik jest wyłączony
people-required = Twoja organizacja wymaga drugiego składnika
people-file = users.toml nie można teraz odczytać ani zapisać; przyczynę podaje dziennik usługi
people-front = węzeł bezstanowy nie ma users.toml
people-unknown = Haseł nie można teraz sprawdzić, ponieważ nie można odczytać users.toml

# Webhooks.
webhook-not-there = Nie ma webhooka { $id }
webhook-many-wait = Na ten webhook czeka zbyt wiele wiadomości. Powód podaje jego ostatni błąd.
webhook-too-soon = Ten webhook dostał wiadomość testową w ciągu ostatnich dziesięciu sekund.
webhook-event = „{ $word }” nie jest zdarzeniem; są nimi { $known } oraz job.*, fax.* i *
webhook-many = { $user } ma { $count } webhooków, a więcej nie wolno (max_per_user)
webhook-address = „{ $text }” nie jest adresem serwera WWW; https://example.com/fax nim jest
webhook-number = „{ $text }” jest liczbą; adres ma ich cztery, 192.0.2.1, albo jest nazwą
webhook-login = w adresie nie może być nazwy z hasłem
webhook-https-here = http:// jest tylko dla tej maszyny; potrzebne jest https://
webhook-not-public = { $ip } nie jest adresem publicznym; dozwolone są też sieci z allow
webhook-target = cel { $host } nie jest adresem publicznym albo jego portu nie ma w ports
webhook-https = potrzebne jest https://; http:// jest dla sieci z allow
webhook-port = portu { $port } nie ma w ports
# Lists.
no-day = „{ $day }” nie jest dniem; dzień należy zapisać jak 2026-03-01
view-name-needed = zapisany widok musi mieć nazwę
views-full = liczba zapisanych widoków tej listy wynosi już { $most }; najpierw usuń jeden z nich
many-at-once = naraz można zmienić najwyżej { $most }
archive-empty = archiwum musi zawierać co najmniej jeden faks
archive-many = archiwum zawiera najwyżej { $most } faksów
archive-large = faksy w archiwum mają razem najwyżej { $most } MB
pdf-many = plik PDF zawiera najwyżej { $most } faksów
pdf-large = faksy w pliku PDF mają razem najwyżej { $most } MB
pdf-pages = plik PDF ma najwyżej { $most } stron
no-mail-address = proszę podać adres e-mail
many-passed-on = jednocześnie można utworzyć najwyżej { $most } e-maili lub wydruków
user-name-long = nazwa użytkownika ma najwyżej { $most } znaków
the-view = widok
# Devices, lines and the mail server.
device-extension = numer wewnętrzny składa się z 1 do 30 cyfr
device-addresses = numer wewnętrzny ma od 1 do 20 adresów e-mail, razem najwyżej 1500 znaków
device-text = '{ $text }' może mieć najwyżej 60 liter, cyfr, spacji i znaków . - ' / +
device-word = '{ $text }' może mieć najwyżej 40 liter, cyfr, kropek, łączników i podkreśleń
device-ident = identyfikator stacji ma najwyżej 20 cyfr, spacji i znaków +
device-digits = '{ $text }' może mieć najwyżej 10 cyfr
device-zone = nie ma strefy czasowej '{ $zone }'
line-trunk = '{ $trunk }' nie jest łączem; proszę napisać PJSIP/provider
mail-server-name = '{ $server }' nie jest nazwą serwera poczty; proszę napisać mail.example.com
mail-secret = nazwa użytkownika lub hasło ma najwyżej 200 znaków i żadnych znaków sterujących
mail-password-again = proszę ponownie wpisać hasło, ponieważ zmienił się serwer poczty lub jego użytkownik
mail-no-user = hasło wymaga nazwy użytkownika
lines-reserved = zarezerwowanych linii musi być mniej niż wszystkich
lines-both = proszę podać obie liczby linii albo żadnej; 0 nie rezerwuje żadnej linii
device-clash = numer { $extension } jest już zadeklarowany w { $place }
device-not-here = numer { $extension } nie został utworzony tutaj
device-full = jest już 2000 numerów
managed-changed = ktoś inny zmienił to w międzyczasie; proszę sprawdzić i wpisać zmianę ponownie
managed-file = pliku { $file } nie można teraz odczytać ani zapisać, albo został zmieniony ręcznie; dziennik usługi podaje przyczynę
managed-front = węzeł bezstanowy nie ma własnych numerów ani linii
last-node = zadań tego węzła nie można przekazać: żaden inny węzeł nie przyjmuje teraz zadań
no-node = nie ma takiego węzła

# Mails that are to be faxed.
mail-empty = e-mail jest pusty: nie ma czego wysłać
mail-attachments-alone = e-mail nie ma załącznika, a faksem wysyłane są tu tylko załączniki (mode = 1)
mail-no-attachment = e-mail nie ma załącznika do wysłania faksem
mail-nothing = niczego z e-maila nie można wysłać faksem
mail-parts = niektórych części nie można wysłać faksem
part-signature = to podpis cyfrowy
part-encrypted = jest zaszyfrowane i tylko odbiorca mógłby to odczytać
part-logo = to mały obrazek z szaty graficznej, na przykład logo
part-small-picture = to mały obrazek, na przykład logo lub ikona
part-card = to wizytówka elektroniczna
part-calendar = to wpis do kalendarza
part-report = to raport dla programów
part-elsewhere = jest gdzie indziej, a nie w tym e-mailu
part-damaged = jest uszkodzone i nie udało się tego odczytać
part-sound = to dźwięk lub wideo
part-too-deep = jest zbyt głęboko zagnieżdżone w innych e-mailach i częściach
mail-no-mail = to nie jest e-mail: nie zaczyna się od wierszy nagłówka
mail-many-parts = ma więcej części niż { $most }
mail-slow = e-maila nie udało się odczytać w ciągu { $seconds } s
mail-ended = program za każdym razem kończył działanie podczas przetwarzania e-maila
mail-bug = ten e-mail trafił na błąd oprogramowania faksu; więcej jest w dzienniku
mail-unread = nie można go odczytać: { $why }
mail-reader = nie można uruchomić programu, który czyta e-maile: { $why }
mail-temp-file = nie można odczytać lub zapisać pliku tymczasowego e-maila w { $folder }: { $why }
mail-no-sender = jego koperta nie podaje nadawcy, jak w raportach doręczenia
mail-is-report = to raport o innym e-mailu
mail-is-answer = to automatyczna odpowiedź
mail-is-loop = jest w pętli
mail-is-ours = napisał go ten serwer faksów
mail-is-of-program = napisał go program (Auto-Submitted)
mail-is-bulk = pochodzi z listy dyskusyjnej lub jest masową wysyłką
mail-not-faxed = Ten e-mail nie zostanie wysłany faksem: { $why }
mail-own = Ten e-mail serwera faksów wrócił do niego: pętla
wish-unknown = „{ $word }” nie jest opcją faksu; znane są { $known }
parts-large = jego części mają razem ponad { $most } MB (max_joined_mb)
parts-behind = e-mail przyszedł w częściach, a po części { $last } nie przyszła żadna
parts-missing = e-mail przyszedł w częściach (razem { $total }), a brakuje: { $parts }
parts-missing-last = e-mail przyszedł w częściach, a brakuje: { $parts } i ostatniej
the-part = część { $part }
the-parts = części { $parts } i { $last }
part-unnumbered = to część e-maila (message/partial), która nie mówi, która to
part-many = to część e-maila o liczbie części większej niż { $most }
part-nested = jego części tworzą znów część e-maila
part-coded = to część e-maila (message/partial), którą po drodze zakodowano w nieznany sposób
part-base64 = to część e-maila (message/partial), którą po drodze zakodowano w base64 i uszkodzono
number-not-asked = to nie Państwa zapytano o numer
number-no-line = pierwszy wiersz nie zawiera numeru
number-no-question = nie jest odpowiedzią na e-mail z pytaniem o numer faksu albo tego faksu już nie ma
mailbox-many = E-mail może tu mieć najwyżej tylu odbiorców: { $most }
mailbox-no-address = pola Do i DW nie zawierają adresu faksu
mailbox-no-address-form = pola Do i DW nie zawierają adresu faksu; takim adresem jest { $local }+NUMER@{ $domain }, z numerem faksu zamiast NUMER

# Dlaczego skrzynki nie można odczytać albo e-mail nie jest przyjęty.
mailbox-unreachable = serwer { $server } jest nieosiągalny: { $why }
mailbox-no-tls = brak TLS z { $server }: { $why }
mailbox-password = [mailbox] password_file: { $why }
mailbox-no-token = logowanie wymaga tokenu dostępu: { $why }
mailbox-login = serwer odrzuca logowanie: { $why }
mailbox-forbidden = serwer odmawia dostępu do skrzynki pocztowej: { $why }; aplikacja potrzebuje uprawnienia Mail.ReadWrite do tej skrzynki
mailbox-none = nie ma takiej skrzynki pocztowej: { $why }; porównaj `user` z jej adresem i sprawdź, czy ma licencję
mailbox-limited = serwer ogranicza odczyt; następne zapytanie za { $seconds } s
mailbox-folder = folder „{ $folder }”: { $why }
mailbox-refused = serwer odrzuca { $command }: { $why }
mailbox-late = serwer nie odpowiedział na { $command } w ciągu { $seconds } s
mailbox-answer-long = odpowiedź serwera na { $command } ma ponad { $most } bajtów
mailbox-answer-strange = odpowiedź serwera na { $command } jest niezrozumiała: { $why }
mailbox-ended = połączenie z serwerem zakończyło się: { $why }
mailbox-server-says = serwer podaje: { $why }
service-stopping = usługa jest zatrzymywana
mailbox-is-missing = brak
mailbox-login-characters = nazwa użytkownika lub hasło zawiera nietypowe znaki
mailbox-no-password-login = nie przyjmuje logowania hasłem
mailbox-no-token-login = nie przyjmuje logowania tokenem
mailbox-token-tls = token nie jest wysyłany bez TLS
mailbox-folder-missing = nie istnieje i nie można go utworzyć: { $why }
mailbox-read-only = jest tylko do odczytu, więc nie można przenieść żadnego e-maila
mailbox-name-unwritable = nazwy nie można zapisać
mailbox-no-name = nie ma nazwy
mailbox-exists-nowhere = Graph podaje, że istnieje, ale nie gdzie
mailbox-no-list = to nie jest lista
mailbox-mail-no-id = e-mail nie ma identyfikatora
mailbox-mail-no-time = e-mail nie ma czasu
mailbox-no-next = odnośnik do następnej strony jest nieprawidłowy
mailbox-circle = jej strony tworzą pętlę
mailbox-is-page = to strona internetowa; być może pośredniczy serwer proxy
mailbox-status = status, którego nie ma e-mail
mailbox-bytes-of-it = { $count } bajtów z niej
mailbox-answer-unread = odpowiedzi o e-mailu nie można odczytać
mailbox-no-address-of-name = nazwa nie ma adresu
mailbox-no-certificate = żaden certyfikat nie może mieć tej nazwy
mailbox-greeting = powitanie serwera nie jest OK
mailbox-ask-folder = żądanie folderu
mailbox-ask-list = żądanie listy e-maili
mailbox-ask-mail = żądanie e-maila
mailbox-ask-move = żądanie przeniesienia e-maila
mailbox-closed = serwer je zamknął
mailbox-closed-connection = serwer zamknął połączenie
mailbox-early = serwer wysłał odpowiedź przed uzgodnieniem TLS
mailbox-no-starttls = serwer odrzuca STARTTLS
mailbox-starttls-late = serwer nie odpowiada na STARTTLS
mailbox-endless = serwer wysyła wiersz bez końca
mailbox-other-piece = fragment jest inny niż żądany
mailbox-long-piece = fragment jest dłuższy niż żądany
mail-scanned = Ten e-mail odrzucił tutejszy program sprawdzający
mail-scanned-why = Ten e-mail odrzucił tutejszy program sprawdzający: { $why }
mail-scan-later = Tego e-maila nie można teraz sprawdzić
mail-spam = E-mail jest oznaczony jako spam, a spam nie jest wysyłany faksem
mail-only-bounces = Ten adres jest tylko na zwroty e-maili serwera faksów
mail-bounces-alone = Ten adres przyjmuje tylko zwroty e-maili serwera faksów, bez innych odbiorców
mail-came-back = Zwrócony e-mail nie jest wysyłany faksem
mail-reply-alone = Odpowiedź z numerem faksu musi mieć jego adres jako jedynego odbiorcę
mail-unproved = Nadawca e-maila nie jest potwierdzony: { $why }

# Fax addresses.
address-none = to nie jest adres; adresem byłoby number@domain lub name@number.fax
address-not-ours = do tej domeny nie są tu wysyłane faksy, a e-maile nie są przekazywane
address-no-number = w „{ $address }” nie ma numeru faksu; poprawnie byłoby number@domain lub FAX=number@domain
address-sign = „{ $number }” nie jest numerem faksu: „{ $sign }” nie można wybrać; dozwolone są cyfry, + na początku, * i # oraz znaki - . ( ) jako odstępy
address-backwards = „{ $number }” nie jest numerem od ostatniej cyfry do pierwszej; 1.6.0.0.7.2.1.9.9.9.4 to +49991270061
address-long = numer faksu w tym adresie ma ponad 40 znaków
address-two = ten adres zawiera dwa numery faksu, „{ $first }” i „{ $second }”; należy podać jeden
address-sub = „{ $sub }” nie jest podadresem: dozwolone jest do 20 cyfr, * i #
address-not-obeyed = „{ $word }=” w adresie nie jest tu stosowane, więc faks nie zostanie wysłany; należy to pominąć
address-unknown-word = „{ $word }” w tym adresie jest nieznane; znane są { $known }
sender-none = E-mail bez nadawcy nie jest faksem
sender-no-address = Nadawca nie jest adresem e-mail
sender-gone = Użytkownika „{ $login }” już nie ma
sender-other = „{ $login }” nie może wysyłać w imieniu tego nadawcy
sender-no-device = Ten nadawca nie ma numeru faksu, którego można stąd używać
mail-unknown = Faks mógł zostać już wysłany, a wynik jest nieznany. Przed ponownym wysłaniem należy zapytać odbiorcę

# Print jobs.
print-unknown = Faks był właśnie przekazywany, gdy program się zatrzymał, i wynik jest nieznany.
print-fields-changed = Zmieniono [fields], gdy wydruk był dzielony na faksy. Utworzone faksy są na liście zleceń; inne nie powstaną.
print-no-page = Nie ma w nim żadnej strony.
print-client-stopped = Program drukujący przestał wysyłać dokumenty.

# The login of [mail_login] at the mail server, by an access token.
login-fetched-none = `ferrofax serve` nie pobrał tokenu dostępu
login-expired = token dostępu wygasł, a `ferrofax serve` nie pobrał innego
login-nobody = nikt się nie zalogował; uruchom `ferrofax login mail`
login-secret = [mail_login] secret_file: { $why }
login-secret-unreadable = nie można odczytać { $file }: { $why }
login-secret-empty = w pierwszym wierszu { $file } nie ma sekretu
login-command = [mail_login] command { $program }: { $why }
login-command-unheard = nie można odczytać jego wyjścia
login-command-late = brak odpowiedzi po { $seconds } sekundach
login-command-ended = zakończył się z { $status }
login-file = [mail_login] { $key }: nie można użyć { $file }: { $why }
login-file-no-rsa = to nie jest klucz RSA
login-file-large = jest większy niż 64 kB
login-file-account = to nie jest plik klucza konta usługi w formacie JSON
login-file-no-key = jego private_key nie jest kluczem
login-file-no-rsa-key = jego private_key nie jest kluczem RSA
login-unsigned = kluczem z [mail_login] nie można podpisać: { $why }
login-no-random = brak liczb losowych: { $why }
login-other-issuer = { $url } należy do „{ $found }”, a nie do „{ $issuer }” z [mail_login] issuer
login-answers = { $url } odpowiada { $status }
login-no-metadata = { $issuer } nie ma metadanych
login-answers-kind = { $url } odpowiada: { $kind }; być może pośredniczy serwer proxy lub strona logowania
login-kind-page = strona HTML
login-kind-no-json = to nie jest JSON
login-token-kind = token dostępu nie jest typu Bearer
login-token-none = w odpowiedzi nie ma tokenu dostępu
login-token-long = token dostępu ma ponad 10 000 bajtów
login-token-characters = token dostępu zawiera niedozwolone znaki
login-refused-remedy = dostawca odmawia ({ $error }): { $said }; { $remedy }
login-refused = dostawca odmawia ({ $error }): { $said }
login-secret-expired = klucz tajny klienta wygasł; utwórz nowy w centrum administracyjnym Entra i wpisz jego wartość do secret_file
login-secret-wrong = klucz tajny klienta jest błędny; w secret_file musi być wartość klucza, a nie jego ID
login-certificate = certyfikat nie jest zarejestrowany dla aplikacji albo key nie jest jego kluczem; prześlij go w centrum administracyjnym Entra
login-clock = zegar tej maszyny jest błędny; ustaw go przez NTP
login-no-application = w dzierżawie nie ma aplikacji o tym client_id; porównaj oba z centrum administracyjnym Entra
login-no-tenant = nie ma takiej dzierżawy; porównaj tenant z centrum administracyjnym Entra
login-no-consent-entra = brakuje zgody; administrator udziela jej w centrum administracyjnym Entra
login-no-permission = brakuje uprawnienia SMTP.SendAsApp; dodaj je w centrum administracyjnym Entra i udziel zgody
login-scopes = scopes jest błędne; pozostaw puste, aby użyć zwykłych
login-public = aplikacja musi zezwalać na przepływy klientów publicznych albo potrzebuje secret_file
login-conditional = reguła dostępu warunkowego zabrania logowania; wyłącz z niej to konto lub tę aplikację
login-second-factor = konto wymaga drugiego składnika; uruchom ponownie `ferrofax login mail`
login-over = logowanie wygasło; uruchom ponownie `ferrofax login mail`
login-revoked-password = logowanie zostało cofnięte lub zmieniono hasło; uruchom ponownie `ferrofax login mail`
login-disabled = konto jest wyłączone
login-revoked = logowanie zostało cofnięte; uruchom ponownie `ferrofax login mail`
login-key-deleted = klucz konta usługi został usunięty; utwórz nowy
login-delegation = brakuje delegowania na poziomie domeny; dodaj identyfikator klienta konta usługi z zakresem https://mail.google.com/ w konsoli administracyjnej Google
login-no-account = nie ma takiego konta w organizacji
login-client = porównaj client_id oraz klucz tajny lub certyfikat z rejestracją u dostawcy
login-way = aplikacja nie może logować się w ten sposób; zezwól na to u dostawcy
login-grant = logowanie wygasło lub zostało cofnięte; uruchom ponownie `ferrofax login mail`
login-no-consent = brakuje zgody; administrator udziela jej u dostawcy
login-again = uruchom ponownie `ferrofax login mail`
login-denied = logowanie zostało odrzucone w przeglądarce
login-code-expired = kod wygasł; uruchom ponownie `ferrofax login mail`

# What is stored with faxes and jobs that were imported from HylaFAX.
hylafax-sent = Wysłano przez HylaFAX jako jego zadanie { $job }: { $count ->
    [one] { $count } strona
    [few] { $count } strony
   *[many] { $count } stron
}.
hylafax-not-sent = Nie wysłano przez HylaFAX, jego zadanie { $job }.
hylafax-not-sent-why = Nie wysłano przez HylaFAX, jego zadanie { $job }. HylaFAX podał: { $why }
hylafax-received = Odebrano przez HylaFAX i zaimportowano.
hylafax-received-why = Odebrano przez HylaFAX i zaimportowano. HylaFAX podał: { $why }.
hylafax-received-notes = Odebrano przez HylaFAX i zaimportowano. Uwagi do pliku: { $notes }.
hylafax-received-why-notes = Odebrano przez HylaFAX i zaimportowano. HylaFAX podał: { $why }. Uwagi do pliku: { $notes }.
