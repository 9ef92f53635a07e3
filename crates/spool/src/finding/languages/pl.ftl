# What checks find, in Polish, and how to fix it.

# The module in the PBX.
module-version = Ferrofax { $ferrofax } w Asterisku { $asterisk }
module-other-version = moduł to Ferrofax { $ferrofax } w Asterisku { $asterisk }, a ten program ma wersję { $program }
check-failed = kontrola nie powiodła się z powodu błędu wewnętrznego
module-silent = moduł działa z tym spoolem i nie odpowiada od { $seconds } s
module-never-ran = moduł nigdy nie działał z tym spoolem
module-not-running = moduł nie działa: zlecenia czekają, aż Asterisk go załaduje
config-complaint = { $complaint }
config-in-order = żaden wiersz ferrofax.conf i żaden numer wewnętrzny nie ma błędu
mail-servers-cut = { $file }: mailserver = { $server };{ $rest }: używany jest tylko { $server }, bo ; zaczyna komentarz

# Permissions of the spool.
group-works = Asterisk i usługa Ferrofax mogą pracować w { $folder }
group-missing = Asterisk nie działa w grupie { $folder }, więc Asterisk i usługa Ferrofax nie mogą nawzajem czytać swoich plików: { $reason }
reason-rungroup = `rungroup = { $group }` w asterisk.conf pomija wszystkie inne grupy
reason-option = `-G { $group }` w poleceniu, które uruchamia Asteriska, pomija wszystkie inne grupy
reason-no-member = { $user } nie należy do grupy { $group }
reason-started-before = jego użytkownik dołączył do grupy dopiero po uruchomieniu Asteriska
writable-by-all = każdy może zapisywać w { $folder }
readable-by-all = każdy na tym komputerze może czytać { $path }
rights-in-order = cała zawartość należy do { $owner }
rights-in-order-with-group = cała zawartość należy do { $owner } i grupy folderu
user-lacks-right = { $path } należy do { $owner } z trybem { $mode }: { $user } nie może tego { $right ->
    [write] zapisać
   *[read] odczytać
}
group-lacks-right = { $path } należy do { $owner } z trybem { $mode }: grupa folderu nie może tego { $right ->
    [write] zapisać
   *[read] odczytać
}
password-readable = { $file } zawiera hasło i każdy na tym komputerze może ten plik czytać
passwords-readable = { $file } zawiera hasła i każdy może ten plik czytać
folder-unencrypted = { $folder } pozostaje niezaszyfrowany, bo grupa spoola nie może tam zapisywać

# The spool and its disk.
disk-free = wolne { $mib } MiB w { $folder }
disk-low = wolne tylko { $mib } MiB w { $folder }
files-low = w { $folder } zmieści się jeszcze tylko tyle plików: { $files }
asterisk-installed = { $file } istnieje, więc Asterisk jest zainstalowany
asterisk-missing = { $file } nie istnieje, więc Asterisk nie jest tu zainstalowany
module-installed = moduł jest zainstalowany: { $file }
module-missing = app_ferrofax.so nie ma w { $folder }
spool-missing = w { $folder } nie ma spoola: moduł tworzy go, gdy Asterisk go załaduje
spool-usable = { $folder } można czytać i zapisywać
database-whole = baza danych nie jest uszkodzona
web-files-usable = użytkownicy, numery wewnętrzne i ustawienia interfejsu WWW dają się odczytać
web-file-unusable = { $file } nie może być użyty: { $error }
index-whole = każdy odebrany faks można znaleźć po jego słowach
index-lacks = { $count ->
    [one] w indeksie słów brakuje { $count } odebranego faksu
    [few] w indeksie słów brakuje { $count } odebranych faksów
   *[many] w indeksie słów brakuje { $count } odebranych faksów
}
index-broken = nie można odczytać indeksu słów: { $error }

# Devices.
no-devices = nie jest znany żaden numer wewnętrzny; moduł odczytuje je z planu wybierania, gdy jest ładowany
no-device-may-send = żaden numer wewnętrzny nie może wysyłać: sendenabled ma wszędzie wartość no
devices = { $may_send ->
    [one] { $may_send } numer wewnętrzny z { $all } może wysyłać
    [few] { $may_send } numery wewnętrzne z { $all } mogą wysyłać
   *[many] { $may_send } numerów wewnętrznych z { $all } może wysyłać
}
device-unknown = nie ma numeru wewnętrznego faksu „{ $device }”
device-missing = { $table }: nie ma numeru wewnętrznego faksu „{ $device }”
device-ambiguous = { $table }: „{ $device }” to numer wewnętrzny w kilku kontekstach; zapisz go z @kontekst
durable-without-database = { $more ->
    [0] strony numeru wewnętrznego { $device }
   *[other] strony numeru wewnętrznego { $device } i innych (jeszcze { $more })
} muszą być we wspólnej bazie danych, zanim zostaną potwierdzone (durable = shared), a takiej bazy nie ma: żadna strona nie jest potwierdzana
durable-works = { $more ->
    [0] strony numeru wewnętrznego { $device }
   *[other] strony numeru wewnętrznego { $device } i innych (jeszcze { $more })
} są potwierdzane, gdy ma je wspólna baza danych
durable-unreported = { $more ->
    [0] strony numeru wewnętrznego { $device }
   *[other] strony numeru wewnętrznego { $device } i innych (jeszcze { $more })
} muszą być we wspólnej bazie danych, zanim zostaną potwierdzone (durable = shared), a ten komputer się u niej nie zgłasza: żadna strona nie jest potwierdzana

# The dialplan and the trunks.
dials-channel = połączenia idą do { $dial }
context-missing = dialstring = { $dial } w ferrofax.conf, a plan wybierania nie ma kontekstu [{ $context }]
hangup-missing = [{ $context }] { $exten }: nic nie rozłącza po Dial({ $dial }), więc ginie przyczyna końca połączenia, a z nią to, czy numer jest zajęty, czy błędny
context-jumps = [{ $context }] prowadzi dalej przez { $app }({ $args }), czego kontrola nie śledzi
dial-missing = faksy są wybierane przez [{ $context }], a nic w nim nie wybiera
context-in-order = [{ $context }] wybiera, a Hangup() za nim przekazuje przyczynę końca połączenia
jitter-step = [{ $context }] { $exten }: { $app }({ $args }) wstawia bufor jitter na drogę faksów
jitter-setting = { $setting } jest włączone w { $file }, a tędy idą faksy
no-jitter-buffer = na drodze faksów nie ma bufora jitter
no-endpoint-dialled = żaden endpoint PJSIP nie jest wybierany po nazwie, więc żaden nie jest sprawdzany
endpoint-unknown = Asterisk nie ma ustawień endpointu PJSIP „{ $endpoint }”, przez który wybierane są faksy
codec-good = endpoint { $endpoint } oferuje najpierw { $codec }
codec-bad = endpoint { $endpoint } oferuje najpierw { $codec }, przez który nie przejdzie żaden faks jako dźwięk
codec-missing = endpoint { $endpoint } nie oferuje żadnego kodeka, więc nie przejdzie żaden faks jako dźwięk
t38-offered = endpoint { $endpoint } oferuje T.38
t38-unwanted = endpoint { $endpoint } nie ma T.38, a w ferrofax.conf jest t38 = no
t38-missing = endpoint { $endpoint } nie oferuje T.38, bezpiecznej drogi faksu przez IP

# The mail relay.
relay-by-address = serwer przekazujący podano jako adres
relay-name-known = nazwa { $host } serwera przekazującego jest znana
relay-name-unknown = { $fault }
relay-answers = { $host }:{ $port } odpowiada
relay-unusable = port { $port }: { $fault }
faxmaster-missing = nie wskazano, kto otrzymuje to, czego nie można doręczyć
faxmaster-named = { $faxmaster } otrzymuje to, czego nie można doręczyć

# The clock.
swept = wygasłe dane usunięto ostatnio o { $time }
not-swept = wygasłych danych nie usunięto od { $time }
clock = { $time }
clock-wrong = zegar wskazuje { $time }
clocks-differ = zegar wskazuje { $here }, a zegar centrali { $pbx }
clock-behind-fax = zegar wskazuje { $time }, a faks { $fax } przyszedł o { $received }

# Converters.
conversion-works = dokumenty są zamieniane na strony w odizolowanym procesie
converter-missing = „{ $program }” z [convert] { $setting } w gateway.toml nie istnieje
converters-own = PDF, TIFF, obrazy, HTML i tekst; nie ma ani Ghostscripta, ani LibreOffice
converters-other = PDF, TIFF, obrazy, HTML, tekst, a z innymi programami: { $programs }

# gateway.toml.
settings-wrong = { $file }:{ $problem }
settings-warning = { $file }:{ $warning }
settings-in-order = { $file } jest w porządku
settings-missing = nie ma pliku { $file }; obowiązują wartości domyślne
web-without-login = [web]: nikt nie może się zalogować: żaden [[user]] nie ma hasła (`ferrofax password`), a nie ma też [ldap] ani [openid]
web-without-certificate = [web] listen: { $address } jest dostępny z innych komputerów, ale bez certyfikatu (`certificate` i `key`) lub serwera proxy (`proxies`) są one odrzucane
network-of-administrator = [[network]] { $network }: każdy klient jest tam administratorem bez logowania i widzi wszystkie faksy i zlecenia przez protokół HylaFAX
network-of-all = [[network]] { $network }: cały świat może wysyłać faksy bez logowania
front-servers-of-all = [mail] trusted_front_servers: każdy adres jest zaufany
all-numbers-allowed = [limits] allowed: kto może wysyłać, może wysyłać na cały świat
cram-md5-without-passwords = [mail] cram_md5: potrzebne są hasła jawnym tekstem, a żaden [[user]] takiego nie ma
country-code-missing = country_code nie jest ustawiony w ferrofax.conf: każdy numer zapisany z kodem kraju jest blokowany, a numery o podwyższonej opłacie są rozpoznawane tylko po typowych prefiksach
country-code-set = country_code to { $code } w ferrofax.conf: numery, które się od niego zaczynają, należą do własnego kraju
senders = { $users ->
    [one] { $users } użytkownik
    [few] { $users } użytkowników
   *[many] { $users } użytkowników
} i { $networks ->
    [one] { $networks } sieć
    [few] { $networks } sieci
   *[many] { $networks } sieci
} może wysyłać, { $outside ->
    [owners] właściciele numerów wewnętrznych mogą pisać z zewnątrz, jeśli ręczy za nich ich domena
    [front-servers] serwery pośredniczące podają, kto pisze z zewnątrz
   *[nobody] nikt inny
}
mail-off = faks przez e-mail jest wyłączony
certificate-usable = certyfikat i klucz nadają się do użycia
certificate-by-acme = usługa zamawia certyfikat dla { $names } przez ACME
mail-without-certificate = nie ma certyfikatu, więc nie ma TLS, a zalogować się można tylko z clear_text_networks
printer-without-certificate = nie ma certyfikatu, więc zalogować się można tylko z clear_text_networks
web-for-this-machine = nie ma certyfikatu, więc interfejs WWW jest tylko dla tego komputera i `proxies`
address-free = { $address } jest wolny
address-taken = { $address } jest zajęty; przez `ferrofax serve`, jeśli działa
address-unusable = { $address }: { $error }
hylafax-without-login = nikt nie może się zalogować: żaden [[user]] nie ma hasła, a żaden [[network]] nie podaje `user`
token-fetched = pobrano token dostępu do serwera poczty; wygasa za { $minutes ->
    [one] { $minutes } minutę
    [few] { $minutes } minuty
   *[many] { $minutes } minut
}
secret-expires = sekret lub certyfikat do tokenów dostępu wygasa { $day }
keys-readable = odczytane pliki z kluczami odbiorców: { $count }
codes-readable = odczytane kody do linków do faksów: { $count }
links-without-web = e-maile zawierają linki do faksów, ale interfejs WWW jest wyłączony: proszę ustawić listen albo tls_listen w [web]
key-expires = klucz { $key } do szyfrowanych e-maili wygasa { $day }
proof-certificate = certyfikat, który podpisuje dowody wysłania, jest ważny do { $day }
mailbox-readable = { $mails ->
    [one] skrzynkę { $user } można odczytać; jej folder ma { $mails } wiadomość
    [few] skrzynkę { $user } można odczytać; jej folder ma { $mails } wiadomości
   *[many] skrzynkę { $user } można odczytać; jej folder ma { $mails } wiadomości
}
mailbox-folder-missing = w skrzynce brakuje folderu „{ $folder }”; ferrofax serve go utworzy
filing-reachable = { $server } jest osiągalny
mailbox-without-rule = żaden nadawca nie jest potwierdzony, więc każda wiadomość w skrzynce jest odrzucana
server-answers = { $url } odpowiada
provider-answers = { $count ->
    [one] { $url } odpowiada i ma { $count } klucz
    [few] { $url } odpowiada i ma { $count } klucze
   *[many] { $url } odpowiada i ma { $count } kluczy
}

# The shared database.
database-shared = { $count ->
    [one] wspólna baza danych { $database } ma { $count } węzeł
    [few] wspólna baza danych { $database } ma { $count } węzły
   *[many] wspólna baza danych { $database } ma { $count } węzłów
}
jobs-left = { $count ->
    [one] { $count } zlecenie przekazane temu komputerowi jest we wspólnej bazie danych, której gateway.toml już nie podaje: wysyła je inny węzeł, a wynik nie jest tu zgłaszany
    [few] { $count } zlecenia przekazane temu komputerowi są we wspólnej bazie danych, której gateway.toml już nie podaje: wysyłają je inne węzły, a wyniki nie są tu zgłaszane
   *[many] { $count } zleceń przekazanych temu komputerowi jest we wspólnej bazie danych, której gateway.toml już nie podaje: wysyłają je inne węzły, a wyniki nie są tu zgłaszane
}
node-drained = ten komputer nie przyjmuje zleceń wspólnej bazy danych aż do `ferrofax node undrain`
shared-key = dokumenty we wspólnej bazie danych są zaszyfrowane kluczem { $key }; bez niego są stracone, więc zachowaj kopię w innym miejscu
spool-key = dokumenty są zaszyfrowane kluczem { $key }; bez niego są stracone, więc zachowaj kopię w innym miejscu

# The self-test.
no-device-may-receive = żaden numer wewnętrzny z własnym numerem nie może odbierać
test-without-module = nie wysłano żadnej strony, bo moduł nie odpowiada
route-inside = { $from } do { $to }
route-trunk = { $from } przez łącze na { $number }
test-not-submitted = { $route }: nie wysłano: { $error }
test-not-sent = { $route }: nie wysłano: { $event }
test-timed-out = { $route }: nie wysłano w ciągu { $seconds } s: zlecenie { $job } ma stan { $state }. { $event }
test-not-received = { $route }: stronę potwierdzono, ale nie odebrał jej żaden numer wewnętrzny tej centrali
test-broken = { $route }: { $error }
receipt = { $device } jako faks { $fax } po { $seconds } s, { $is_ecm ->
    [true] { $bps } bit/s z korekcją błędów
   *[false] { $bps } bit/s
}, { $mode }
test-arrived = { $pages ->
    [one] { $route }: { $pages } strona dotarła do { $receipt }; wszystkie wiersze ({ $rows }) są takie, jak wysłano
    [few] { $route }: { $pages } strony dotarły do { $receipt }; wszystkie wiersze ({ $rows }) są takie, jak wysłano
   *[many] { $route }: { $pages } stron dotarło do { $receipt }; wszystkie wiersze ({ $rows }) są takie, jak wysłano
}
test-differs = { $route }: dotarło do { $receipt }, a { $difference }
difference-unreadable = nie można porównać: { $error }
difference-pages = wysłano stron: { $sent }, dotarło: { $received }
difference-rows = strona { $page } nie jest taka, jak wysłano: z { $sent_rows } wierszy po { $sent_pixels } pikseli zrobiło się { $received_rows } po { $received_pixels }
test-mailed = stronę z `{ $test }` wysłano e-mailem do { $recipient ->
    [mailboxes] skrzynek numeru wewnętrznego
   *[faxmaster] faxmastera
}; serwer poczty odpowiedział { $answer }
test-not-mailed = strony z `{ $test }` nie wysłano e-mailem do { $recipient ->
    [mailboxes] skrzynek numeru wewnętrznego
   *[faxmaster] faxmastera
}: { $error }
test-mail-waits = strony z `{ $test }` nie wysłano e-mailem do { $recipient ->
    [mailboxes] skrzynek numeru wewnętrznego
   *[faxmaster] faxmastera
}: e-mail czeka

# Anything else.
path-unreadable = { $path }: { $error }
error = { $error }
text = { $text }

# Fixes: the module in the PBX.
fix-see-asterisk-log = zobacz dziennik Asteriska
fix-load-module = `asterisk -rx 'module load app_ferrofax.so'`; jeśli się nie załaduje, przyczyna jest w dzienniku Asteriska
fix-install-newer-module = starszy moduł nie zna tego pytania: zainstaluj moduł i program w jednej wersji, potem uruchom Asteriska ponownie
fix-install-one-version = zainstaluj oba w jednej wersji, potem uruchom Asteriska ponownie
fix-correct-config-line = popraw ten wiersz, potem `asterisk -rx 'module reload app_ferrofax.so'`
fix-name-one-mail-server = podaj jeden serwer poczty; na wypadek awarii nadaj jednej nazwie kilka adresów

# Fixes: permissions of the spool.
fix-share-spool = `systemd-tmpfiles --create ferrofax.conf` udostępnia spool bez grupy; albo { $remedy }; o tym, co odebrano wcześniej: /usr/share/doc/ferrofax/spool.md
remedy-rungroup = usuń `rungroup = { $group }` z asterisk.conf i uruchom Asteriska ponownie (`systemctl restart asterisk`; `core restart` nie wystarczy)
remedy-option = usuń `-G { $group }` z polecenia, które uruchamia Asteriska, i uruchom Asteriska ponownie (`systemctl restart asterisk`; `core restart` nie wystarczy)
remedy-no-member = `usermod -a -G { $group } { $user }` i uruchom Asteriska ponownie (`systemctl restart asterisk`; `core restart` nie wystarczy)
remedy-started-before = uruchom Asteriska ponownie (`systemctl restart asterisk`; `core restart` nie wystarczy)
fix-set-permissions = chown, chgrp i chmod jak w /usr/share/doc/ferrofax/spool.md, dla { $folder }
fix-close-folder = chmod -R o= { $folder }
fix-close-folder-on-freepbx = chmod -R o= { $folder } i wpisz `directory = { $folder }` pod [blacklist] w /etc/asterisk/freepbx_chown.conf, inaczej FreePBX otworzy folder ponownie (/usr/share/doc/ferrofax/freepbx.md)
fix-close-file = chmod o= { $file }
fix-close-file-on-freepbx = chmod o= { $file } i wpisz `item = { $file }` pod [blacklist] w /etc/asterisk/freepbx_chown.conf, inaczej FreePBX otworzy plik ponownie (/usr/share/doc/ferrofax/freepbx.md)
fix-permit-group = załaduj w centrali moduł tej wersji, który na to pozwala, albo chmod g+w { $folder }/received/*

# Fixes: the spool and its disk.
fix-free-space = zwolnij tam miejsce; `retention_days` w ferrofax.conf i `ferrofax cleanup --keep-days N` usuwają stare faksy
fix-install-asterisk = zainstaluj Asterisk od 16 do 24: /usr/share/doc/ferrofax/install.md
fix-install-module = zainstaluj pakiet ferrofax-asterisk albo uruchom `make install`: /usr/share/doc/ferrofax/install.md
fix-create-spool = uruchom Asterisk albo załaduj moduł: `asterisk -rx 'module load app_ferrofax.so'`. Inny folder podaj przez --spool lub FERROFAX_SPOOL
fix-run-as-root = uruchom to jako root albo dodaj użytkownika do grupy folderu: /usr/share/doc/ferrofax/spool.md
fix-restore-backup = zatrzymaj centralę i przywróć w to miejsce kopię zapasową: /usr/share/doc/ferrofax/backup.md
fix-undo-or-remove = cofnij zmianę w { $file } albo usuń plik i wprowadź jego zawartość ponownie w interfejsie WWW
fix-rebuild-index = `ferrofax index` odbudowuje go, gdy usługa działa

# Fixes: devices.
fix-declare-device = zadeklaruj go w extensions.conf (FreePBX: extensions_custom.conf): [fax-devices], exten => 2101,1,FaxDevice(alice@example.com); potem `dialplan reload`. `contexts` w ferrofax.conf podaje konteksty
fix-allow-sending = sendenabled = yes w ferrofax.conf, w [general] albo w klasie
fix-name-device = podaj numer wewnętrzny, który deklaruje plan wybierania
fix-configure-node = dodaj [node] do gateway.toml (/usr/share/doc/ferrofax/nodes.md) albo usuń durable = shared z ferrofax.conf i planu wybierania
fix-start-service = systemctl start ferrofax: `ferrofax serve` przesyła strony do wspólnej bazy danych; błąd jest w jego dzienniku
fix-resume-deletion = systemctl start ferrofax: usługa usuwa przeterminowane dane co godzinę; błąd jest w jej dzienniku
fix-mount-folder = zamontuj folder ponownie i daj użytkownikowi Ferrofaksa prawo odczytu i zapisu
fix-read-failures = otwórz nieudane faksy: każdy pokazuje, dlaczego połączenie się nie udało i co pomaga

# Fixes: the dialplan and the trunks.
fix-write-context = w extensions.conf (FreePBX: extensions_custom.conf): [{ $context }], exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) oraz same => n,Hangup(); potem `dialplan reload`
fix-hang-up = same => n,Hangup() za nim w extensions.conf, potem `dialplan reload`
fix-dial-in-context = tam exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) oraz same => n,Hangup(), potem `dialplan reload`
fix-remove-jitter-step = bufor jitter gubi i zmyśla dźwięk w środku faksu: usuń ten wiersz z extensions.conf, potem `dialplan reload`
fix-switch-jitter-off = bufor jitter gubi i zmyśla dźwięk w środku faksu: { $setting } = no dla łącza w { $file }
fix-name-endpoint = podaj w Dial() endpoint z pjsip.conf; jeśli tam jest, `module load func_pjsip_endpoint.so`
fix-allow-g711 = `disallow = all` oraz `allow = alaw,ulaw` (G.711) dla { $endpoint } w pjsip.conf, potem `module reload res_pjsip.so`
fix-offer-t38 = `t38_udptl = yes` dla { $endpoint } w pjsip.conf, potem `module reload res_pjsip.so`; jeśli operator nie ma T.38, `t38 = no` w ferrofax.conf [general]
fix-check-trunk = wyślij faks próbny na ten numer; jeśli nie dotrze, sprawdź linię i plan wybierania

# Fixes: the mail relay.
fix-correct-relay-name = popraw `mailserver = …` w ferrofax.conf [general] albo /etc/resolv.conf
fix-correct-relay = popraw `mailserver`, `mailport` i dane logowania w ferrofax.conf [general] albo uruchom serwer przekazujący; oczekujące e-maile zostaną wtedy wysłane
fix-name-faxmaster = wpisz `faxmaster = postmaster@example.com` w ferrofax.conf [general], ze swoim adresem
fix-retry-mails = popraw adres lub serwer poczty i wyślij wiadomość ponownie
fix-resume-mails = wznów wiadomości na tej stronie albo poleceniem `ferrofax mail-queue resume`

# Fixes: the clock.
fix-set-clock = ustaw zegar komputera: `timedatectl set-ntp true`

# Fixes: converters.
fix-allow-conversion = miejsce i prawa w folderze plików tymczasowych; `memory_mb` w [convert] w gateway.toml
fix-install-converter = zainstaluj go albo usuń ten wiersz z [convert]

# Fixes: gateway.toml.
fix-correct-settings = popraw to; `man gateway.toml` zawiera każde ustawienie
fix-correct-table = popraw [{ $table }] w gateway.toml
fix-correct-table-as-in = popraw [{ $table }] w gateway.toml: { $page }
fix-other-address = inny adres lub port w [{ $table }] w gateway.toml albo prawo do niskiego portu
fix-other-mail-address = inny adres lub port w [mail] w gateway.toml albo prawo roota do niskiego portu
fix-other-hylafax-address = inny adres lub port w [hylafax] w gateway.toml
fix-give-passwords = nadaj hasła osobom, które używają klientów HylaFAX (`ferrofax password`)
fix-name-plain-user = przypisz sieci użytkownika z role = "user"
fix-limit-senders = zezwól w gateway.toml tylko tym, którzy mają wysyłać

# Fixes: the shared database.
fix-name-node-again = przywróć [node] w gateway.toml, z share_jobs = false, aż się zakończą
fix-correct-node = uruchom jej serwer albo popraw [node] w gateway.toml; faksy są odbierane i czekają
fix-correct-node-keys = popraw key_file, key_command lub key_name w [node] w gateway.toml: /usr/share/doc/ferrofax/sealed.md; faksy są odbierane i czekają
fix-correct-keys = popraw key_file, key_command lub key_name w [sealing] w gateway.toml: /usr/share/doc/ferrofax/sealed.md; w tym czasie faksy są odbierane i wysyłane

# Fixes: the self-test.
fix-see-devices = zobacz `devices` powyżej albo podaj inne przez --from i --to
fix-see-module = zobacz `module` powyżej
fix-see-mail = zobacz `relay` i `faxmaster` powyżej; `asterisk -rx 'ferrofax show outbox'` pokazuje każdy e-mail
fix-see-calls = `asterisk -rx 'ferrofax show calls'` i dziennik pokazują stan linii; /usr/share/doc/ferrofax/rtp.md i /usr/share/doc/ferrofax/t38.md
fix-see-jobs = `ferrofax jobs` pokazuje wcześniejsze zlecenia, a `asterisk -rx 'ferrofax show calls'`, czy linia jest wolna
fix-fix-that-first = najpierw usuń ten błąd
fix-route-back = numer musi prowadzić z powrotem do numeru wewnętrznego faksu: Goto(fax-devices,2101,1) w kontekście łącza
fix-follow-advice = { $failure }

# Fixes: anything else.
fix-text = { $text }
