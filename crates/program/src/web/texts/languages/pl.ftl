# The Polish words of the web interface.

moment = %d.%m.%Y %H:%M
short-day = %d.%m

# Around all pages.
to-content = Przejdź do treści
pages = Menu główne
received = Odebrane
sent = Wysłane
now = Teraz
own = Moje konto
log-out = Wyloguj
languages = Język

# Before there is a spool.
not-ready = Ferrofax nie jest jeszcze gotowy
not-ready-text = Gdy na tej liście nie będzie już braków, interfejs WWW otworzy się na tej stronie.
not-ready-log = Administrator znajdzie adres, który pokazuje, czego brakuje, w dzienniku usługi Ferrofax: zawiera on kod.
not-ready-lines = Wiersze dla użytkownika, który może się zalogować („ferrofax setup” też je zapisuje):
no-logins = Nikt nie może się jeszcze zalogować: żaden użytkownik nie ma hasła.
no-logins-fix = Administrator tego serwera tworzy pierwszego użytkownika poleceniem „ferrofax setup”. Polecenie „ferrofax check” pokazuje, czego brakuje.

# Received faxes.
withheld = Numer zastrzeżony
unread = nieprzeczytane
unread-mark = Nowy
search = Wyszukiwanie
search-hint = Numer, nazwa, notatka…
show = Pokaż
which-all = Wszystkie
which-unread = Nieprzeczytane
which-mine = Przypisane do mnie
which-free = Nieprzypisane
find = Szukaj
no-faxes = Nie ma jeszcze faksów. Odebrany faks pojawi się tu sam.
device = Numer wewnętrzny
dealt-with-by = przypisany do:
dealt-with = Przypisany do
nobody = nikogo
cut-short = Dotąd przeszukano tylko część starszych faksów. Lista ma dalszy ciąg poniżej.
older = Starsze faksy
mark-these = { $count ->
    [one] Oznacz ten faks jako przeczytany
    [few] Oznacz te { $count } faksy jako przeczytane
   *[many] Oznacz te { $count } faksów jako przeczytane
}
marked = { $count ->
    [one] Oznaczono { $count } faks jako przeczytany.
    [few] Oznaczono { $count } faksy jako przeczytane.
   *[many] Oznaczono { $count } faksów jako przeczytane.
}
marked-in-part = Starsze faksy mogą być jeszcze nieprzeczytane.
undo = Cofnij
fax-from = Faks od
fetched-from = Faks pobrany z numeru
fetch-from = Pobranie faksu z numeru
fetches = Pobrany dokument
fax = Faks
the-pages = Strony
page = Strona
no-pages = Nie odebrano żadnej strony.
came = Odebrano
line = Linia
claim = Przypisz do mnie
release = Usuń przypisanie
mark-unread = Oznacz jako nieprzeczytany
tag = Etykieta
note = Notatka
keep = Zapisz
pass-on = Przekaż dalej
hand-to = Współpracownikowi
choose-colleague = (wybierz)
hand = Przekaż
mail-to = E-mailem na adres
mail = Wyślij e-mail
fax-to = Faksem na numer
send = Wyślij
printer = Drukarka
own-printer = Drukarka numeru wewnętrznego
print = Drukuj
delete = Usuń
delete-really = Usunąć ten faks?
delete-text = Zostanie usunięty dla wszystkich i nie będzie można go przywrócić.
keep-it = Zachowaj
history = Historia
back-to-fax = Wróć do faksu
smaller = Pomniejsz
larger = Powiększ
turn-left = Obróć w lewo
turn-right = Obróć w prawo
is-receiving = Trwa odbieranie
page-now = strona
is-received = Odebrano
is-incomplete = Niekompletny
is-failed = Niepowodzenie
part-so-far = Zapisz dotąd odebrane strony…
part-title = Ten faks nie jest jeszcze kompletny
part-text = Połączenie jeszcze trwa i mogą nadejść kolejne strony. Plik zapisany teraz zawiera tylko dotąd odebrane strony.
part-pass-on = Faks będzie można wysłać e-mailem lub faksem i wydrukować, gdy będzie kompletny.
deed-read = – przeczytano
deed-claimed = – przyjęto do załatwienia
deed-released = – usunięto przypisanie
deed-handed = – przekazano użytkownikowi
deed-noted = – dodano notatkę
deed-mailed = – wysłano e-mailem na adres
deed-printed = – wydrukowano na drukarce
deed-faxed = – wysłano faksem na numer
mail-waiting = w kolejce
mail-delivered = dostarczono
mail-rejected = odrzucono
mail-failed = nie udało się dostarczyć
done-unread = Oznaczono jako nieprzeczytany.
done-claimed = Faks jest teraz przypisany do Ciebie.
done-released = Faks nie jest już do nikogo przypisany.
done-handed = Przekazano.
done-noted = Zapisano.
done-mailed = E-mail jest w drodze.
done-printed = Trwa drukowanie faksu.
done-faxed = Faks jest w kolejce; patrz „Wysłane”.
gone = Ten faks został usunięty
denied = Brak uprawnień do tej czynności
somebody-has-it = Ten faks jest przypisany do kogoś innego
on-legal-hold = Obowiązuje prawny nakaz przechowywania i nie można tego usunąć. Administrator może go znieść
unfit = Nie przyjęto żądania

# What is sent, and what goes on.
new-fax = Nowy faks
no-jobs = Nie wysłano jeszcze żadnego faksu. Zacznij od „Nowy faks”.
to = Do
no-number = (jeszcze bez numeru)
number-missing = Brak numeru
number-missing-text = Te faksy czekają na odbiorcę. Proszę wpisać nazwę z książki adresowej albo numer faksu.
number-until = czeka do
which-open = W toku
which-failed = Nieudane
which-done = Wysłane
fax-to-whom = Faks do
confirmed = potwierdzono
confirmed-pages = Potwierdzone strony
taken-in = Przyjęto
sent-by = Nadawca
far-machine = Zdalny faks
let-go = Zwolnij
hold = Wstrzymaj
cancel = Anuluj
try-again = Spróbuj ponownie
number = Numer faksu
again-to = Wyślij ponownie na numer
send-again = Wyślij ponownie
document-pdf = Dokument (PDF)
sending-report-pdf = Raport wysłania (PDF)
report = Raport
documents = Dokumenty
documents-hint = PDF, TIFF, obrazy, tekst, HTML{ $more }. Kilka dokumentów zostanie wysłanych kolejno.
office-documents = dokumenty biurowe
no-document = Nie wybrano dokumentu.
from-device = Z numeru wewnętrznego
more = Więcej
resolution = Rozdzielczość
as-usual = Domyślnie
res-standard = Standardowa
res-fine = Wysoka
res-superfine = Bardzo wysoka
colour = Kolor
in-colours = Tak, jeśli zdalny faks to obsługuje
send-at = Nie wcześniej niż
cover = Strona tytułowa
with-cover = Ze stroną tytułową
without-cover = Bez strony tytułowej
recipient = Odbiorca
company = Firma
calls = Połączenia
no-calls = W tej chwili nie wysyła się ani nie odbiera żadnego faksu.
lines-free = Wolne linie
ladder = Przebieg połączenia
we-said = wysłane przez nas
we-heard = odebrane przez nas
coming-from = Od
talking = negocjowanie
dialling = wybieranie numeru
drop-here = Upuść dokumenty tutaj
queue = Kolejka
waiting-line = Oczekujące na linię
waiting-time = Oczekujące na swój czas
held = Wstrzymane
oldest = najstarszy od
state-number = Czeka na numer
state-suspended = Wstrzymany
state-pending = Zaplanowany
state-sleeping = Czeka na ponowną próbę
state-blocked = Czeka na inny faks na ten numer
state-ready = Czeka na linię
state-active = Trwa wysyłanie
state-done = Wysłano
state-fetched = Pobrano
state-failed = Nie wysłano
state-cancelled = Anulowano
done-cancelled = Faks anulowano.
done-held = Faks wstrzymano.
done-goes-on = Wznowiono.
done-sent = Faks przyjęto. Zostanie wysłany, gdy tylko zwolni się linia.

# Fetching a fax (polling).
fetch-fax = Pobierz faks
fetch-hint = Faks pod tym numerem zostanie wywołany i poproszony o przygotowany dokument (polling). Dokument nadejdzie jako odebrany faks.
for-device = Dla numeru wewnętrznego
sep = Numer dokumentu (SEP)
sep-hint = Tylko jeśli zdalny faks ma przygotowanych kilka dokumentów.
fetch-password = Hasło dokumentu (PWD)
fetch-password-hint = Cyfry, * i #; tylko jeśli wymagane jest hasło.
password-again = Jeśli wymagane jest hasło, podaj je ponownie: nie jest przechowywane.
fetch = Pobierz

# A fax that is written.
numbers-hint = Nazwy lub grupy z książki adresowej albo numery faksu. Każdy odbiorca otrzyma osobny faks. „Nazwa | Firma <numer>” podaje odbiorcę na stronie tytułowej.
group-hint = Słowa z „#”, na przykład „#dostawcy”, to grupy. Faks do „#dostawcy” trafia do wszystkich kontaktów grupy.
in-book = W książce adresowej:
check = Numery
suggestions = Podpowiedzi
faxed-lately = ostatnio używany
black-and-white = Czarno-biały
making-page = Tworzenie stron…
making-pages = Tworzenie stron… dokument { $this } z { $all }
usual = jak zwykle: { $value }
send-at-in = Nie wcześniej niż ({ $zone })
unknown-name = Osoby „{ $name }” nie ma w książce adresowej. Proszę wpisać numer faksu albo dodać kontakt do książki adresowej.
several-numbers = „{ $name }” ma kilka numerów. Proszę wybrać jeden:
unclear-name = „{ $name }” nie jest pełną nazwą z książki adresowej. Proszę wybrać kontakt:
send-faxes = { $count ->
    [one] Wyślij faks ({ $pages })
    [few] Wyślij { $count } faksy (każdy: { $pages })
   *[many] Wyślij { $count } faksów (każdy: { $pages })
}
contacts = Kontakty
book = Książka adresowa
up = W górę
down = W dół
remove = Usuń
more-documents = Więcej dokumentów
subject = Temat
message = Wiadomość
priority = Priorytet
priority-hint = Od 0 do 255; 0 jest wysyłany jako pierwszy.
look = Podgląd
discard = Odrzuć
preview = Podgląd
preview-hint = Wybierz dokumenty i naciśnij „Podgląd”, aby zobaczyć strony w postaci, w jakiej zostaną wysłane.
drafts = Wersje robocze
drafts-hint = Wersje robocze są przechowywane przez tydzień.
no-room = Masz 10 innych wersji roboczych.
no-room-text = Ta zostanie usunięta, gdy zaczniesz kolejną. Wyślij ją albo odrzuć jedną z pozostałych.
nothing-written = Nie ma jeszcze nic do wyświetlenia. Podaj numer lub wybierz dokument.
sent-in-part = Niektóre faksy wysłano. Pozostałe są nadal tutaj:
done-discarded = Wersję roboczą odrzucono.
price-inside = wewnętrzne
price-local = lokalne
price-national = krajowe
price-abroad = międzynarodowe
price-special = numer o podwyższonej opłacie

# Address books.
own-book = Osobista
house-book = Organizacja
which-book = Książka adresowa
name-of = Nazwa
new-contact = Nowy kontakt
change-contact = Edytuj kontakt
change = Edytuj
no-contacts = Brak kontaktów do wyświetlenia.
more-contacts = Więcej
fax-chosen = Nowy faks do wybranych kontaktów
import = Importuj
export = Eksportuj
import-hint = Plik CSV (UTF-8), którego pierwszy wiersz podaje kolumny: name, company, number, note. Importowane są wszystkie kontakty albo żaden.
table = Plik
done-put = Zapisano.
done-deleted = Usunięto.
done-imported = Kontakty zaimportowano.
delete-contact-really = Usunąć ten kontakt?

# Administration.
administration = Administracja
figures = Statystyki
health = Stan
devices = Numery wewnętrzne
users = Użytkownicy
mails = E-maile
log = Dziennik audytu
days = Dni
day = Dzień
week = Tydzień od
nothing-yet = Brak danych w tym okresie.
as-table = Jako tabela
went-well = udane
went-badly = nieudane
received-by-day = Odebrane faksy według dni
sent-by-day = Wysłane faksy według dni
minutes-by-day = Minuty połączeń według dni
minutes-in = odebrane
minutes-out = wysłane
sent-by-way = Wysłane, według sposobu transmisji
way = Transmisja
sent-by-machine = Wysłane, według zdalnego faksu
calls-by-trunk = Połączenia, według łącza
trunk = Łącze (trunk)
why-not-sent = Dlaczego faksy nie zostały wysłane
why-not-received = Dlaczego faksy nie zostały odebrane w całości
faxes-today = Faksy dzisiaj (wysłane i odebrane)
failed-today = Nieudane dzisiaj (wysłane i odebrane)
waiting-jobs = Oczekujące zlecenia
reason = Powód
count = Liczba
ended-by-someone = anulowane przez użytkownika
nobody-answered = żaden faks nie odpowiedział
alarm = Alarm
alarm-disk = Dysk jest prawie pełny
alarm-relay = E-maile nie są wysyłane
alarm-failing = Faksy na { $about } wciąż się nie udają
alarm-silent = Od dawna nie odebrano żadnego faksu
alarm-silent-device = { $about } od dawna nie odebrał faksu
alarm-folder = Nie można zapisywać w folderze { $about }
alarm-shipping = Faksy nie są przesyłane do wspólnej bazy danych
stuck-mail = E-mail czeka od
undeliverable = Niedostarczalne e-maile
mails-paused = E-maile nie są przyjmowane ani faksowane.
mails-run = E-maile są przyjmowane i faksowane.
converter-missing = Ustawienia wskazują program, który nie istnieje
converters = Obsługiwane dokumenty
folder = Folder
away-since = brak możliwości zapisu od
the-pbx = Centrala (PBX)
finding-well = OK
finding-wrong = BŁĄD
finding-warning = Uwaga
something-wrong = Wykryto problem: zobacz stan systemu
mails-waiting = E-maile
prints-waiting = Wydruki
the-pbx-text = Moduł w centrali sprawdza plan wybierania, łącza i serwer poczty. Może to potrwać minutę.
pbx-asked = Centrala jeszcze nie odpowiedziała.
look-again = Odśwież
clean-up = Czyszczenie
keep-days = Liczba dni do zachowania
would-clean-up = Zostałyby usunięte:
cleaned-up = Usunięto:
cleanup-faxes = Odebrane faksy
cleanup-jobs = Zlecenia
cleanup-keeps = Stare faksy i zlecenia, które pozostają:
keeps-undelivered = E-mail, wydruk lub raport nie został jeszcze dostarczony
keeps-on-hold = Prawny nakaz przechowywania
keeps-unshipped = Jeszcze nie ma we wspólnej bazie danych
keeps-unknown = Nieznana klasa przechowywania
clean-up-now = Usuń teraz
ask-pbx = Sprawdź centralę
mend = Jak to naprawić
machines = Serwery z centralą
machine = Serwer
version = Wersja
in-calls = Połączenia dla wspólnej bazy danych
to-ship = Do przesłania
drained-since = Nie przyjmuje zleceń od
lines-in-all = Linie wszystkich serwerów
lines-of-trunk = Linie łącza
lost-tries = Połączenia utracone przy awarii serwera
taken-for-dead = Uznany za uszkodzony
went-on = Kontynuowane przez
devices-text = Numery wewnętrzne utworzone tutaj można tutaj zmieniać. Wszystkie inne są zadeklarowane w plikach planu wybierania i można je zmieniać tylko tam.
mailboxes = Skrzynki pocztowe
format = Format
receives = Odbiera
sends = Wysyła
settings = Ustawienia
declared = Zadeklarowano w
yes = tak
no = nie
usual-settings = Wartości domyślne
users-text = Użytkowników z gateway.toml można zmieniać tylko tam. Użytkownicy katalogu lub usługi logowania pojawiają się po pierwszym zalogowaniu.
users-here = Wszystkich innych tworzy się i zmienia tutaj.
role-word = Rola
addresses = Adresy e-mail
groups = Grupy
members = Członkowie
sees = Widzi faksy
used = Wykorzystano
everything = wszystkich
faxes = Faksy
may-delete = może usuwać
stopped = Zablokowany od
stop-user = Zablokuj
let-user-go-on = Odblokuj
done-stopped = Użytkownik jest zablokowany i nie może wysyłać faksów.
done-may-go-on = Użytkownik może znów wysyłać faksy.
role-user = Użytkownik
role-desk = Operator
role-administrator = Administrator
role-auditor = Audytor
quota-day = dzisiaj
quota-month = w tym miesiącu
quota-night = tej nocy
faxmaster = administrator faksów
mail-queue = Przychodzące e-maile
mails-held = E-maile, które nie zostały wysłane faksem
no-mails-held = Brak.
mail-sender = Nadawca
mail-aside = Ferrofax nie mógł odczytać tego e-maila i sam nie ponawia próby:
mails-refused = Ferrofax nie przechowuje odrzuconych e-maili. Przyczyny odrzuceń:
pause = Wstrzymaj
resume = Wznów
all-delivered = Brak.
about = Dotyczy
given-up = Zaniechano
all-again = Ponów teraz wszystkie oczekujące i nieudane e-maile
asked = Czynność
decided = Decyzja
granted = dozwolone
refused = odmowa
when = Kiedy
no-lines = Brak wpisów do wyświetlenia.
older-lines = Starsze wpisy
check-chain = Zweryfikuj dziennik
chain-well = Dziennik nie został zmieniony.
chain-broken = Dziennik został zmieniony:
chain-unchained = Wpisy spoza łańcucha skrótów:
chain-last = Ostatni wpis i jego skrót; zachowaj kopię w innym miejscu:

# One's own.
sessions = Twoje sesje
all-sessions = Sesje
sessions-text = Zakończ sesje, których nie rozpoznajesz, i poproś administratora o nowe hasło.
browser = Przeglądarka
address = Adres
since = Od
last-seen = Ostatnio używana
this-one = ta
end = Zakończ
choose = Zapisz
lists-look = Listy faksów
look-pictures = Z obrazkami
look-rows = Krótkie wiersze bez obrazków
look-text = Ta przeglądarka zapamiętuje wybór.
actions = Działania
forward-below = Przekaż dalej…
appearance = Wygląd
look-system = Jak w systemie
look-light = Jasny
look-dark = Ciemny

# API keys.
keys = Klucze API
keys-text = Programy korzystają z API za pomocą klucza. Klucz ma Twoje uprawnienia w zakresie, w jakim je przyznasz.
keys-api = Operacje API
key-name = Przeznaczenie
key-for = Uprawnienia
key-days = Ważny przez (dni)
key-test = Klucz testowy: jego faksy nigdy nie są wysyłane; wynik zależy od numeru
key-new = Nowy klucz
key-ends = Wygasa
key-used = Ostatnio używany
key-ended = wygasł
key-made = Nowy klucz
key-made-text = Skopiuj klucz teraz: nie zostanie ponownie wyświetlony.
scope-faxes-read = Czytanie odebranych faksów
scope-faxes-write = Oznaczanie, opisywanie, przekazywanie i usuwanie odebranych faksów
scope-jobs-read = Czytanie zleceń
scope-jobs-write = Wysyłanie faksów i zmiana zleceń
scope-events = Śledzenie zmian
scope-webhooks = Webhooki
scope-log-read = Czytanie dziennika audytu
scope-metrics = Czytanie statystyk
scope-keys = Własne klucze, sesje i język
scope-admin = Administracja

# Logging in.
log-in = Zaloguj
user = Nazwa użytkownika
password = Hasło
wrong-login = Nazwa użytkownika lub hasło są nieprawidłowe albo z Twojego adresu było zbyt wiele błędnych prób. Spróbuj ponownie za kilka minut.
directory-away = Nie można teraz sprawdzić nazwy użytkownika i hasła. Spróbuj ponownie później.
no-group = Nie masz uprawnień do tego serwera faksów: nie należysz do żadnej z jego grup.
name-taken = Ktoś inny ma tu już Twoją nazwę użytkownika. Zapytaj administratora.
name-of-password = Ta nazwa użytkownika loguje się hasłem; użyj formularza poniżej. Jeśli nigdy tego nie robiono, nazwa należy do kogoś innego: zapytaj administratora.
name-of-openid = Ta nazwa użytkownika nie loguje się hasłem; użyj drugiej metody poniżej. Jeśli nigdy tego nie robiono, nazwa należy do kogoś innego: zapytaj administratora.
provider-away = Dostawca logowania jest teraz nieosiągalny. Spróbuj ponownie później.
provider-refused = Dostawca logowania odmówił dostępu.
not-proved = Odpowiedź dostawcy logowania jest nieprawidłowa. Spróbuj ponownie.
login-stale = To logowanie rozpoczęto w innej przeglądarce lub zbyt dawno temu. Zacznij od nowa.
log-in-by = Zaloguj przez
left-here = Wylogowano z tego serwera.
leave-there = Wyloguj z
log-in-first = Najpierw się zaloguj.
session-ended = Sesja wygasła. Zaloguj się, aby kontynuować pisanie.
again = Kontynuuj od miejsca przerwania
again-text = Zalogowano ponownie. To, co zostało napisane, nadal tu jest.
go-on = Wyślij teraz

# Links to faxes.
link-title = Faks dla Państwa
link-with-code = Proszę podać swój kod i nacisnąć „Otwórz faks”. Przeglądarka pobierze wtedy faks jako plik PDF.
link-without-code = Proszę nacisnąć „Otwórz faks”. Przeglądarka pobierze wtedy faks jako plik PDF.
link-code = Kod
link-open = Otwórz faks
wrong-code = Kod jest błędny. Po pięciu błędnych kodach link nie otwiera już faksu.
no-such-link = Pod tym linkiem nie ma faksu. Proszę sprawdzić, czy skopiowano cały link. Faks mógł też zostać usunięty.
link-locked = Podano zbyt wiele błędnych kodów, więc ten link nie otwiera już faksu. Proszę poprosić organizację, która wysłała link, o ponowne wysłanie faksu.
link-expired = Ten link wygasł. Proszę poprosić organizację, która wysłała link, o ponowne wysłanie faksu.
link-used = Ten link został już użyty. Jeśli nie przez Państwa, proszę powiadomić organizację, która wysłała link.

# Recorded calls.
recorded-calls = Nagrania połączeń
no-recorded-calls = Brak nagrań połączeń do wyświetlenia.
older-calls = Starsze połączenia
call-of = Połączenie z dnia
its-record = Nagranie połączenia
ended = Wynik
seconds = Czas w sekundach, od pierwszego dzwonka
a-fax = Faks
a-job = Zlecenie
what-went-wrong = Co poszło nie tak
record-cut-off = Nagranie kończy się w środku połączenia. Oto, co pokazuje.
whose-fault = Prawdopodobna przyczyna
what-to-change = Co zmienić
found-too = Stwierdzono także
verdict-may-be-wrong = To ocena na podstawie tego, co było na linii, i może być błędna.
the-drawing = Diagram połączenia: komunikaty, poziomy, szum i straty w czasie
run-again = Odtwórz ponownie
run-again-with = Z innymi ustawieniami
run-again-text = max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh, level=-15 (dBm0), oddzielone spacjami; puste: jak w połączeniu
call-files-word = Pliki tego połączenia
file-svg = Diagram (SVG)
file-png = Diagram (PNG)
file-json = Wszystkie ustalenia (JSON)
file-wav = Dźwięk obu stron (WAV)
file-pcap = Pakiety T.38 (pcap)
file-received = Odebrane strony (TIFF)
file-sent = Strony do wysłania (TIFF)
file-record = Samo nagranie
file-anonymous = Nagranie bez numerów, nazw i stron
fault-nobody = brak
fault-line = najprawdopodobniej linia telefoniczna
fault-remote = najprawdopodobniej zdalny faks
fault-network = najprawdopodobniej sieć
fault-us = najprawdopodobniej ten serwer faksów

# Refusals.
not-possible = Nie udało się
still-here = To, co zostało napisane, nadal tu jest. Zmień to i spróbuj ponownie.
back = Wstecz
foreign = To żądanie przyszło z innej witryny, więc nic nie zrobiono. Otwórz stronę tutaj i spróbuj ponownie.
stale = Ten formularz pochodzi ze starszej sesji, więc nic nie zrobiono. Wróć, odśwież stronę i spróbuj ponownie.
in-the-clear = Inni mogliby odczytać to połączenie. Użyj https:// zamiast http://.
no-certificate = Inni mogliby odczytać to połączenie, a ten serwer nie ma jeszcze certyfikatu. Zwróć się do administratora.
nothing-there = Nie ma takiej strony.
not-there = To nie istnieje albo nie masz uprawnień, aby to zobaczyć.
wrong-form = Serwer nie zrozumiał tego formularza.
not-for-now = Dane serwera faksów są teraz nieosiągalne. Nic nie zmieniono. Spróbuj ponownie za minutę.
our-fault = Coś poszło nie tak. Administrator znajdzie więcej w dzienniku.
home = Przejdź do odebranych faksów

# Why a right is denied.
denied-auditor = Audytorzy czytają dziennik audytu i nie mogą wysyłać faksów.
denied-administrators = Mogą to robić tylko administratorzy.
denied-reads-log = Dziennik audytu mogą czytać tylko administratorzy i audytorzy.
denied-house-book = Książkę adresową organizacji mogą zmieniać tylko administratorzy.
denied-delete = Nie masz uprawnień do usuwania faksów.
denied-priority = Możesz obniżyć priorytet swoich faksów, ale nie możesz go podnieść.
denied-post-dial = Nie masz uprawnień do wysyłania cyfr po odebraniu połączenia (post_dial).
denied-job-stopped = Faks jest liczony dla użytkownika „{ $user }”, który ma zablokowane wysyłanie: { $why }
denied-not-your-job = Zlecenie { $job } należy do kogoś innego. Mogą je zmienić tylko jego właściciel i operatorzy.
denied-no-device = Użytkownik „{ $user }” nie ma numeru wewnętrznego, z którego można wysłać faks.
denied-device-away = Numer wewnętrzny, z którego ma być wysłany faks, nie istnieje. Powiadomiono administratora.
denied-not-your-device = Użytkownik „{ $user }” nie może wysyłać z numeru wewnętrznego { $device }.
denied-device-receives = Z numeru wewnętrznego { $device } nie można wysyłać faksów.
denied-stranger = Faksy mogą wysyłać tylko posiadacze numeru wewnętrznego faksu.
denied-stopped = Wysyłanie faksów jest zablokowane, dopóki administrator go nie odblokuje: { $why }
denied-forbidden = Faksy na numery { $beginning }… są tu zablokowane.
denied-not-among = Faksy można wysyłać tylko na numery { $beginnings }….
denied-country-unset = Faksy na numery z kodem kraju są tu zablokowane, dopóki nie zostanie ustawiony własny kod (country_code).
denied-abroad = Faksy do innych krajów są tu zablokowane.
denied-premium = Faksy na numery { $beginning }… (o podwyższonej opłacie) są tu zablokowane.
denied-hours = Faksy są przyjmowane tylko w tych godzinach: { $hours }
denied-quota = Przekroczono { $whose ->
    [user] Twój limit
    [device] limit numeru wewnętrznego
   *[all] limit wspólny
}: { $most } { $period ->
    [night] na noc
    [month] na miesiąc
   *[day] na dzień
}.
faxes-and-pages = { $faxes } i { $pages }
denied-without-number = { $count ->
    [one] Jeden z Twoich faksów czeka na numer. Najpierw podaj numer lub anuluj faks.
    [few] { $count } Twoje faksy czekają na numer. Najpierw podaj numery lub anuluj faksy.
   *[many] { $count } Twoich faksów czeka na numer. Najpierw podaj numery lub anuluj faksy.
}
denied-pages = Liczba stron faksu: { $pages }; limit: { $most }.
denied-not-now = W tej chwili nie można przyjmować faksów. Powiadomiono administratora.

# Counted things.
count-pages = { $count ->
    [one] { $count } strona
    [few] { $count } strony
   *[many] { $count } stron
}
count-faxes = { $count ->
    [one] { $count } faks
    [few] { $count } faksy
   *[many] { $count } faksów
}

# Users, passwords and second factors.
new-user = Nowy użytkownik
user-name-text = Małe litery od a do z, cyfry, kropki, łączniki i podkreślenia. Nazwy nie można później zmienić.
addresses-text = Oddzielone przecinkami. Jeśli nie podasz żadnego, obowiązują skrzynki pocztowe numeru wewnętrznego.
limits-class = Klasa limitów
in-gateway = w gateway.toml
not-yet = nie ustawił jeszcze hasła
user-elsewhere = Tym użytkownikiem nie zarządza się tutaj, lecz w gateway.toml lub w usłudze logowania Twojej organizacji.
end-user = Usuń tego użytkownika
end-user-text = Sesje, klucze API i webhooki użytkownika kończą się natychmiast. Oczekujące faksy zostaną jeszcze wysłane.
done-user-changed = Użytkownik został zmieniony.
done-user-ended = Użytkownik został usunięty.
new-group = Nowa grupa
group-text = Członkowie widzą i wysyłają faksy wszystkich numerów wewnętrznych swojej grupy. Grupę z gateway.toml można zmienić tylko tam.
group-name-text = Małe litery od a do z, cyfry, kropki, łączniki i podkreślenia. Nazwy nie można później zmienić.
end-group = Usuń tę grupę
end-group-text = Członkowie nadal mogą się logować, ale nie widzą już numerów wewnętrznych tej grupy.
done-group-saved = Grupa została zapisana.
done-group-ended = Grupa została usunięta.
webhook = Webhook
webhooks = Webhooki
webhooks-text = Ferrofax wysyła podpisaną wiadomość na każdy z tych adresów, gdy coś dzieje się z faksem lub zleceniem, które możesz widzieć.
webhook-url = Adres (URL)
webhook-url-text = Adres https:// Twojego programu. Administrator może też zezwolić na serwery Twojej organizacji.
webhook-events = Zdarzenia
webhook-event = Zdarzenie
webhook-new = Nowy webhook
webhook-secret = Sekret
webhook-secret-text = Skopiuj go teraz: jest pokazywany tylko ten jeden raz. Za jego pomocą Twój program sprawdza, że wiadomości pochodzą z Ferrofax.
webhook-delivered = dostarczone
webhook-waiting = oczekujące
webhook-dead = niedostarczalne
webhook-test = Wyślij wiadomość testową
webhook-deliveries = Ostatnie dostarczenia
webhook-none = Nie wysłano jeszcze żadnej wiadomości.
webhook-attempt = Próba
webhook-result = Wynik
webhook-end = Usuń ten webhook
webhook-end-text = Oczekujące wiadomości zostaną odrzucone.
done-webhook-tested = Wiadomość testowa zostanie za chwilę wysłana.
done-webhook-ended = Webhook został usunięty.
event-fax-received = Odebrano faks
event-fax-failed = W połączeniu niczego nie odebrano
event-fax-changed = Odebrany faks został przeczytany, przydzielony lub przekazany
event-job-sent = Wysłano faks
event-job-failed = Faksu nie udało się wysłać lub został anulowany
event-job-changed = Z wysyłanym faksem stało się coś innego
event-job-progress = Połączenie faksu postępuje
start-page = Strona początkowa
invitation-link = Link
invitation-once = Przekaż ten link użytkownikowi. Jest pokazywany tylko teraz, działa raz i wygasa po 7 dniach.
invitation-mailed = Link zostanie też wysłany pocztą na adres
invitation-text = Za pomocą linku użytkownik ustawia nowe hasło. Wcześniejsze linki przestają działać. Obecne hasło obowiązuje, dopóki nie zostanie ustawione nowe.
invitation-new = Utwórz link do nowego hasła
second-reset = Usuń drugi składnik
second-reset-text = Dla użytkownika, który stracił telefon i kody odzyskiwania. Logowanie wymaga potem tylko hasła. Jeśli Twoja organizacja wymaga drugiego składnika, użytkownik musi włączyć nowy.
done-second-reset = Drugi składnik został usunięty.
choose-password = Ustaw hasło
no-invitation = Ten link jest już nieważny: został użyty, wygasł albo istnieje nowszy. Poproś administratora o nowy link.
change-password = Zmień hasło
present-password = Obecne hasło
new-password = Nowe hasło (co najmniej 8 znaków)
new-password-again = Powtórz nowe hasło
password-elsewhere = Twojego hasła nie można zmienić tutaj: znajduje się w gateway.toml albo w usłudze logowania Twojej organizacji. Zwróć się do administratora.
done-password = Twoje hasło zostało zmienione. Pozostałe Twoje sesje zostały zakończone.
second-factor = Drugi składnik
second-factor-text = Z drugim składnikiem logowanie wymaga też kodu z aplikacji na telefonie. Kto zna tylko Twoje hasło, nie może się wtedy zalogować. W programach pocztowych i dla drukarek użyj klucza API zamiast hasła.
second-is-on = Drugi składnik jest włączony.
second-is-off = Drugi składnik jest wyłączony.
second-elsewhere = Drugiego składnika nie można tu włączyć. Jeśli logujesz się kontem katalogu lub usługi logowania, użyj drugiego składnika tego konta. W przeciwnym razie zwróć się do administratora.
second-must = Twoja organizacja wymaga drugiego składnika. Po jego włączeniu możesz pracować dalej.
switch-on = Włącz
switch-off = Wyłącz
second-scan = Zeskanuj ten obraz w aplikacji uwierzytelniającej albo wpisz w niej klucz. Następnie wpisz kod, który pokazuje aplikacja.
second-key = Klucz dla aplikacji
second-code = Kod z aplikacji
second-code-or = Kod z aplikacji lub kod odzyskiwania
second-on-now = Drugi składnik jest włączony. Jeśli stracisz telefon, każdy z tych kodów odzyskiwania zastąpi jeden raz kod z aplikacji. Nie zostaną pokazane ponownie: przechowuj je w bezpiecznym miejscu.
second-continue = Kody zapisane: dalej
second-step-text = Wpisz kod, który pokazuje aplikacja na telefonie. Jeśli nie masz telefonu, wpisz kod odzyskiwania.

# Passkeys.
passkeys = Klucze dostępu
passkeys-text = Klucz dostępu jest w telefonie, w komputerze lub w kluczu sprzętowym. Pozwala zalogować się bez hasła. Dopóki masz klucz dostępu, samo hasło nie wystarcza. W programach pocztowych i dla drukarek użyj wtedy klucza API.
passkey-name = Nazwa klucza dostępu
passkey-new = Dodaj klucz dostępu
passkey-made = Dodano
passkey-remove = Usuń klucz dostępu
passkey-login = Zaloguj się kluczem dostępu
passkey-ask = Przeglądarka prosi o klucz dostępu. Jeśli nie, naciśnij przycisk.
passkey-go = Dalej
passkey-other = Zaloguj się w inny sposób
passkey-script = Klucze dostępu wymagają JavaScriptu, który w tej przeglądarce jest wyłączony.
passkey-none = Ta przeglądarka nie użyła klucza dostępu. Spróbuj ponownie lub wybierz inny sposób.
passkey-address = Klucze dostępu działają tylko pod adresem internetowym z nazwą i HTTPS. Zapytaj administratora.
second-too-late = Logowanie trwało zbyt długo albo zbyt wiele kodów było błędnych. Wpisz hasło jeszcze raz.
invitation-subject = Twoje konto w { $house }
invitation-mail =
    Dzień dobry,

    utworzono dla Ciebie konto w { $house }. Nazwa użytkownika to { $user }. Ustaw hasło pod tym adresem:

    { $link }

    Link działa raz i wygasa po 7 dniach. Jeśli to nie Ty oczekujesz tej wiadomości, zignoruj ją.
# Lists: filters, saved views, selections, and the keyboard.
today-at = dziś %H:%M
yesterday-at = wczoraj %H:%M
day-month = %-d MMM
months = sty lut mar kwi maj cze lip sie wrz paź lis gru
more-filters = Więcej filtrów
all-devices = Wszystkie numery
from-day = Od (dzień)
to-day = Do (dzień)
sender = Nadawca
status = Stan
newer = Nowsze faksy
nothing-found = Żaden faks nie pasuje do tych filtrów.
show-all = Pokaż wszystkie
views = Zapisane widoki
save-view = Zapisz ten widok
view-name = Nazwa widoku
remove-view = Usuń widok
done-view-saved = Widok został zapisany.
done-view-removed = Widok został usunięty.
select-all = Zaznacz wszystkie wyświetlone
select-this = Zaznacz
with-selected = Z zaznaczonymi
apply = Zastosuj
mark-read = Oznacz jako przeczytany
set-tag = Ustaw etykietę
download-zip = Pobierz jako ZIP
none-selected = Niczego nie zaznaczono.
entries-changed = Zmieniono: { $count }.
entries-refused = Nie zmieniono: { $count }.
delete-these = Usunąć zaznaczone faksy ({ $count })?
delete-all-text = Zostaną usunięte dla wszystkich i nie będzie można ich przywrócić.
keep-them = Zachowaj
search-jobs-hint = Numer, nazwa, etykieta, dokument…
job = Zlecenie
no-drafts = Nie ma żadnych wersji roboczych.
shortcuts = Skróty klawiszowe
shortcuts-on = Używaj tych skrótów
next-fax = Następny
previous-fax = Poprzedni
close = Zamknij
notify-on = Powiadamiaj o nowych faksach w tej przeglądarce
notify-off = Wyłącz powiadomienia

# Devices, lines and the mail server.
new-device = Nowy numer wewnętrzny
device-waits = jeszcze nie działa
device-removed = usunięty; odbiera jeszcze faksy do ponownego wczytania planu wybierania
include-text = Asterisk jeszcze nie czyta tych numerów. Proszę raz dodać pierwszy wiersz na końcu extensions.conf, a potem wykonać drugi wiersz. Jeśli ferrofax.conf ustawia contexts, lista musi zawierać fax-devices.
reload-text = Asterisk jeszcze nie przeczytał ostatniej zmiany. Proszę wykonać ten wiersz.
extension-word = Numer
extension-text = Tylko cyfry. Numeru nie można później zmienić.
mailboxes-text = Adresy e-mail, które otrzymują faksy, oddzielone przecinkami.
station-id = Identyfikator stacji
device-off = Wyłączony: połączenia są odrzucane
printers = Drukarki
header-text = Nadawca w nagłówku
time-zone = Strefa czasowa
class-of-devices = Klasa numerów
account-code = Kod rozliczeniowy
retention-class = Klasa przechowywania
error-correction = Korekcja błędów (ECM)
reports-word = Raporty
end-device = Usuń ten numer
end-device-text = Połączenia z tym numerem są odrzucane, gdy Asterisk ponownie wczyta plan wybierania. Odebrane faksy pozostają.
done-device-saved = Numer został zapisany.
done-device-ended = Numer został usunięty.
lines-and-mail = Linie i serwer poczty
lines-text = Przy pustym polu decyduje ferrofax.conf. Wartości wpisane tutaj mają pierwszeństwo. Ponowne uruchomienie nie jest potrzebne.
settings-in-effect = Asterisk używa tych ustawień.
settings-wait = Asterisk jeszcze nie przeczytał ostatniej zmiany. Gdy Asterisk działa, trwa to kilka sekund.
lines-word = Linie telefoniczne
max-lines = Jednoczesne połączenia faksowe
inbound-lines = W tym zarezerwowane dla faksów przychodzących
trunk-text = Łącze, którym wysyłane są faksy, na przykład PJSIP/provider.
dial-timeout = Sekundy dzwonienia
country-code = Kod kraju
area-code = Numer kierunkowy
outside-prefix = Cyfry wyjścia na miasto
mail-server = Serwer poczty
mail-port = Port
encryption = Szyfrowanie
password-kept = Hasło jest zapisane. Pozostanie, jeśli to pole będzie puste.
from-address = Adres nadawcy
done-settings-saved = Ustawienia zostały zapisane.
drain = Przekaż zadania innym
drain-text = Potem serwer nie zaczyna nowych zadań, a inne serwery wysyłają to, co czeka. Serwer nadal odbiera faksy.
undrain = Przyjmuj znowu zadania
done-drained = Inne serwery wysyłają teraz oczekujące zadania.
done-undrained = Serwer znowu przyjmuje zadania.
