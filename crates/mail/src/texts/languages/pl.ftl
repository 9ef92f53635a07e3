# The texts of the mails that the Ferrofax service writes.

# Words of others, such as the answer of a mail server, which are shown as they are.
original = „{ $text }”

# Labels.
label-number = Numer
label-reason = Przyczyna
label-advice = Co zrobić
label-subject = Temat
label-sender = Nadawca
label-origin = Pochodzenie
label-received = Otrzymano
label-mail = E-mail
label-since = Od
label-held = Wstrzymane
label-print-job = Wydruk
label-printed-by = Wydrukował
label-device = Numer wewn.
label-faxes = Utworzone faksy
nobody = nikt
nobody-report = nikt (raport serwera poczty)

# The answer to a mail that is not faxed.
refused-subject = Faks na { $number }: NIE WYSŁANO: { $why }
refused-about-subject = Faks na { $number } ({ $about }): NIE WYSŁANO: { $why }
numbers = { $count ->
    [one] { $count } numer
    [few] { $count } numery
   *[many] { $count } numerów
}
refused-text = Ten e-mail NIE ZOSTAŁ WYSŁANY FAKSEM.

# A mail on which the fax software fails.
set-aside-subject = E-mail { $mail } został odłożony: oprogramowanie faksu nie może go przetworzyć
set-aside-text = Ferrofax przyjął e-mail, ale każda próba jego przetworzenia kończyła się błędem oprogramowania faksu. E-mail NIE ZOSTANIE WYSŁANY FAKSEM. Wszystkie inne e-maile są przetwarzane.
set-aside-advice = E-mail jest w folderze mail/damaged w spoolu. Prosimy zgłosić błąd twórcom Ferrofax, a sam e-mail wysłać im tylko wtedy, gdy nie zawiera nic poufnego. `ferrofax mail-queue retry { $mail }` ponawia próbę, `ferrofax mail-queue delete { $mail }` usuwa e-mail.

# A mail to the postmaster.
postmaster-subject = Do postmastera: { $subject }
no-subject = (bez tematu)
postmaster-text = Ten e-mail napisano do postmastera serwera faksów. Nie zostanie wysłany faksem.
postmaster-mail = E-mail:
postmaster-more = { $count ->
    [one] nie pokazano jeszcze { $count } bajtu
    [few] nie pokazano jeszcze { $count } bajtów
   *[many] nie pokazano jeszcze { $count } bajtów
}

# An answer that should give a fax its number.
number-subject = Faks { $fax } nie ma jeszcze numeru: { $why }
number-unknown-subject = Faks nie ma jeszcze numeru: { $why }
number-text = Odpowiedź nie podała numeru faksu: { $why }.
number-advice = Prosimy jeszcze raz odpowiedzieć na e-mail z pytaniem o numer. W pierwszym wierszu należy wpisać tylko numer.

# A user who was blocked automatically.
stopped-subject = Użytkownik faksu { $user } jest zablokowany
stopped-text = Użytkownik faksu { $user } jest ZABLOKOWANY i nie może wysyłać faksów.
stopped-held = { $count ->
    [one] { $count } oczekujący faks tego użytkownika
    [few] { $count } oczekujące faksy tego użytkownika
   *[many] { $count } oczekujących faksów tego użytkownika
}
stopped-advice = Należy ustalić, czy użytkownik wie o tych faksach. Jeśli nie, najpierw trzeba zmienić hasło. `ferrofax users go-on { $user }` odblokowuje użytkownika i zwalnia wstrzymane faksy. Dziennik audytu (audit.log w folderze spoolu) zawiera wszystkie.

# A print job of which faxes were refused.
print-subject = Wydruk { $job } ({ $name }) NIE ZOSTANIE WYSŁANY FAKSEM
print-part-subject = Wydruk { $job } ({ $name }) NIE ZOSTANIE WYSŁANY W CAŁOŚCI
print-text = Wydruk został przyjęty, ale te jego części NIE zostaną wysłane:
print-rest = Pozostałe strony: { $why }
print-fax = Faks: { $why }
print-fax-to = Faks na { $number }: { $why }
print-more = { $count ->
    [one] … i jeszcze { $count }.
    [few] … i jeszcze { $count }.
   *[many] … i jeszcze { $count }.
}

# Alarms.
alarm-subject = ALARM: { $what }
alarm-over-subject = Koniec: { $what }
alarm-again = Kolejna wiadomość przyjdzie, gdy problem ustąpi.
alarm-began = Alarm rozpoczął się { $date }.
unwatched-subject = alarm { $name }
unwatched-text = Ustawienia nie wymagają już tego alarmu. Jego treść: { $text }
disk-begins = dysk spoolu jest prawie pełny
disk-over = na dysku spoolu znów jest dość miejsca
disk-text = W { $folder } jest wolne tylko { $free } MiB. Gdy dysk będzie pełny, nie będzie można odebrać żadnego faksu.
disk-advice = Należy zwolnić miejsce: `retention_days` w ferrofax.conf i `ferrofax cleanup --keep-days N` usuwają stare faksy.
relay-begins = e-maile nie są wysyłane
relay-over = e-maile są znów wysyłane
relay-text = Od { $minutes } min nie udało się wysłać żadnego e-maila, choć e-maile czekają. Ostatnia odpowiedź serwera poczty: { $why }.
relay-advice = `asterisk -rx 'ferrofax show outbox'` pokazuje e-maile, `ferrofax outbox retry --all` wysyła je od razu.
failing-begins = wiele kolejnych faksów do { $device } nie powiodło się
failing-over = { $device } znów odbiera faksy
failing-text = { $count ->
    [one] W ostatnim połączeniu faksowym do { $device } nie odebrano żadnej strony.
    [few] W ostatnich { $count } połączeniach faksowych do { $device } nie odebrano żadnej strony.
   *[many] W ostatnich { $count } połączeniach faksowych do { $device } nie odebrano żadnej strony.
}
failing-advice = `ferrofax faxes --device { $device }` pokazuje, jak zakończyło się każde połączenie.
silent-begins = od dawna nie odebrano żadnego faksu
silent-over = faksy są znów odbierane
silent-text = Od { $minutes } min żaden numer wewnętrzny nie odebrał faksu.
silent-device-begins = { $device } od dawna nie odebrał żadnego faksu
silent-device-over = { $device } znów odbiera faksy
silent-device-text = Od { $minutes } min { $device } nie odebrał żadnego faksu.
silent-hours = Faksy są spodziewane w tych godzinach: { $hours }.
silent-last = Ostatni faks odebrano { $last }.
silent-never = Nie odebrano jeszcze żadnego faksu.
silent-advice = Linię można sprawdzić poleceniem `ferrofax selftest`, które wysyła faks przez centralę telefoniczną.
folder-begins = faksów nie można zapisać w folderze { $folder }
folder-over = faksy są znów zapisywane w folderze { $folder }
folder-text = Odebrane faksy czekają, ponieważ w folderze { $path } ({ $folder }) nie można zapisywać: { $why }.
folder-kept = Zostaną tam zapisane, gdy tylko będzie to możliwe, chyba że wcześniej upłynie ich okres przechowywania. Tymczasem są wysyłane e-mailem jak zawsze.
folder-works = Faksy są znów zapisywane w folderze { $path } ({ $folder }).
filing-begins = faksów nie można zarchiwizować w { $folder }
filing-over = faksy są znów archiwizowane w { $folder }
filing-text = Odebrane faksy czekają, ponieważ nie można ich zarchiwizować w { $folder } ({ $path }): { $why }.
filing-kept = Zostaną tam zarchiwizowane, gdy tylko będzie to możliwe, chyba że wcześniej upłynie ich okres przechowywania. Tymczasem są wysyłane e-mailem jak zawsze.
filing-works = Faksy są znów archiwizowane w { $folder } ({ $path }).
node-begins = odebrane faksy czekają na przesłanie
node-over = odebrane faksy są znów przesyłane
node-text = { $count ->
    [one] { $count } odebrany faks czeka na przesłanie do wspólnej bazy danych { $database }: { $why }.
    [few] { $count } odebrane faksy czekają na przesłanie do wspólnej bazy danych { $database }: { $why }.
   *[many] { $count } odebranych faksów czeka na przesłanie do wspólnej bazy danych { $database }: { $why }.
}
node-kept = Żaden nie zginie: są w spoolu tego komputera i są wysyłane e-mailem jak zwykle. Zostaną przesłane, gdy tylko baza danych je przyjmie.
node-mails = { $count ->
    [one] { $count } e-mail z faksem ze wspólnej bazy danych czeka, aż będzie wiadomo, czy wysłał go inny komputer.
    [few] { $count } e-maile z faksami ze wspólnej bazy danych czekają, aż będzie wiadomo, czy wysłał je inny komputer.
   *[many] { $count } e-maili z faksami ze wspólnej bazy danych czeka, aż będzie wiadomo, czy wysłał je inny komputer.
}
node-works = Odebrane faksy są znów przesyłane.
mailbox-begins = nie można odczytać skrzynki pocztowej
mailbox-over = skrzynkę pocztową można znów odczytać
mailbox-text = Nie można odczytać skrzynki pocztowej { $user } na { $place }, więc jej e-maile nie są wysyłane faksem: { $why }.
mailbox-kept = Żaden nie zginie: zostaną wysłane faksem, gdy tylko skrzynkę będzie można odczytać, chyba że będą wtedy starsze niż 5 dni.
mailbox-works = Skrzynkę pocztową { $user } można znów odczytać.
unclaimed-subject = { $count ->
    [one] { $count } faks jest nadal nieprzeczytany i nieprzypisany
    [few] { $count } faksy są nadal nieprzeczytane i nieprzypisane
   *[many] { $count } faksów jest nadal nieprzeczytanych i nieprzypisanych
}
unclaimed-text = { $count ->
    [one] Nikt nie przeczytał tego faksu i nie jest on nikomu przypisany. Zaloguj się, aby go otworzyć:
    [few] Nikt nie przeczytał tych faksów i nie są one nikomu przypisane. Zaloguj się, aby je otworzyć:
   *[many] Nikt nie przeczytał tych faksów i nie są one nikomu przypisane. Zaloguj się, aby je otworzyć:
}
unclaimed-more = { $count ->
    [one] i jeszcze { $count } faks
    [few] i jeszcze { $count } faksy
   *[many] i jeszcze { $count } faksów
}
unclaimed-advice = Te e-maile wybrano w „Moje konto”. Tam możesz je też wyłączyć: { $link }

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
denied-burst = W ciągu { $minutes } min można wysłać { $faxes }. Pozostałe faksy ponów później.
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
