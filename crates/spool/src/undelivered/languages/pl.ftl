# Dlaczego e-maile i faksy do druku nie zostały dostarczone, po polsku. Każdy tekst jest częścią zdania.

# Serwer poczty odrzuca e-mail albo nie można go użyć.
relay = serwer poczty { $host }: { $fault }
relay-refused = serwer poczty { $host } { $step ->
    [greeting] przywitał się słowami
    [ehlo] odrzucił EHLO
    [helo] odrzucił HELO
    [starttls] odrzucił STARTTLS
    [auth] odrzucił AUTH
    [user] odrzucił nazwę użytkownika
    [login] odrzucił logowanie
    [sender] odrzucił nadawcę
    [recipient] odrzucił odbiorcę
    [address] nie może przyjąć adresu
    [quit] odrzucił QUIT
   *[mail] odrzucił e-mail
}: { $answer }
with-remedy = { $fault }; { $remedy }
relay-name-unresolved = nie można rozwiązać jego nazwy: { $why }
relay-names-silent = nie można rozwiązać jego nazwy: serwery nazw nie odpowiadają
relay-names-still-silent = nie można rozwiązać jego nazwy: serwery nazw nadal nie odpowiadają
relay-connection-refused = { $address } odrzuca połączenie: { $why }
relay-unreachable = brak połączenia z { $address }: { $why }
relay-no-answer = brak połączenia z { $address }: brak odpowiedzi
relay-no-address = nie ma adresu osiągalnego z mailsourceaddress
relay-silent = nie odpowiadał przez { $seconds } s
relay-closed = zamknął połączenie
relay-broken = połączenie zostało przerwane: { $why }
relay-tls = TLS nie powiódł się: { $fault }
relay-tls-refused = odrzucił STARTTLS: { $answer }
relay-no-tls = nie oferuje STARTTLS
relay-not-smtp = nie mówi protokołem SMTP: „{ $line }”
relay-endless-line = nie mówi protokołem SMTP: wiersz jego odpowiedzi nie ma końca
relay-password-unprotected = hasło nie jest wysyłane, ponieważ połączenia nie chroni TLS
relay-no-login = nie oferuje ani AUTH PLAIN, ani AUTH LOGIN
relay-login-unwritable = danych logowania nie można zapisać jako AUTH PLAIN
relay-no-token = brak tokenu dostępu: { $why }
relay-token-unprotected = token dostępu nie zostaje wysłany, bo połączenie nie jest chronione przez TLS
relay-no-token-login = nie oferuje ani AUTH XOAUTH2, ani AUTH OAUTHBEARER
relay-stopped = zatrzymano

# Co pomaga. Podmiotem jest serwer poczty.
remedy-use-oauth2 = nie przyjmuje już haseł; ustaw mailauth = oauth2, zob. docs/mail-login.md
remedy-switch-on-smtp-auth = włącz uwierzytelniany SMTP dla tej skrzynki i dla organizacji; zob. docs/mail-login.md
remedy-grant-mailbox = pozwól aplikacji wysyłać w imieniu tej skrzynki i sprawdź scopes w [mail_login]; zob. docs/mail-login.md
remedy-check-password = sprawdź mailuser i mailpassword; konto z drugim składnikiem wymaga hasła aplikacji albo mailauth = oauth2
remedy-log-in = wymaga logowania; ustaw mailuser oraz mailpassword albo mailauth = oauth2
remedy-grant-send-as = ustaw w serveremail i mailenvelopefrom adres z mailuser albo daj mailuser prawo wysyłania jako ten adres
remedy-assign-licence = przydziel kontu z mailuser licencję ze skrzynką pocztową
remedy-empty-mailbox = skrzynka mailuser jest pełna; opróżnij jej folder wysłanych wiadomości
remedy-wait = ogranicza ilość wysyłanej poczty; wiadomość zostanie wysłana później, a to nie liczy się jako próba

# TLS.
tls-processor = TLS nie jest możliwy na tym komputerze: jego procesorowi brakuje { $missing }
tls-file = { $option }: { $path } nie nadaje się do użycia: { $why }
tls-no-authorities = ten system nie ma certyfikatów urzędów; zainstaluj ca-certificates albo podaj plik z certyfikatami
tls-bad-name = „{ $server }” nie jest nazwą, która może być w certyfikacie
tls-setup = nie można skonfigurować TLS: { $why }
tls-early-answer = odpowiedział przed uzgodnieniem TLS
tls-failed = { $why }

# Sam e-mail.
bad-address = „{ $address }” nie jest adresem e-mail
bad-sender = nadawca „{ $address }” nie jest adresem e-mail; zob. serveremail, mailenvelopefrom i maildomain
mail-not-written = nie można napisać e-maila: { $why }
not-protected = e-mail z faksem musi być zaszyfrowany (mailprotect = required), a serwer poczty { $host } nie jest usługą Ferrofax, która szyfruje; ustaw mailserver na gniazdo usługi oraz [mail_protection] w gateway.toml
came-back = wrócił: { $why }
sent-elsewhere = wysłany przez { $node }, ponieważ ten komputer się nie zgłaszał
sent-without-fax = e-mail wysłano bez faksu: { $fault }
given-up = zaniechano po { $tries ->
    [one] { $tries } próbie
    [few] { $tries } próbach
   *[many] { $tries } próbach
}: { $fault }
stopped = zatrzymano, zanim serwer poczty przyjął e-mail
bug = błąd oprogramowania faksu zatrzymał ten e-mail; szczegóły są w jego dzienniku

# Dokument.
encrypted = dokument jest zaszyfrowany; `ferrofax serve` najpierw go odszyfruje
waits-for-explanation = czeka na wyjaśnienie połączenia
document-unreadable = nie można odczytać dokumentu { $path }: { $why }
document-damaged = dokument jest uszkodzony: { $why }
document-too-large = ma { $megabytes } MB, a plik w e-mailu ma najwyżej { $most } MB
document-empty = dokument { $path } nie ma stron

# Dlaczego faks dostaje administrator faksów.
no-mailbox = numer wewnętrzny nie ma skrzynki pocztowej
selftest-page = to strona testowa `ferrofax selftest`, która nie trafia do skrzynek numeru wewnętrznego

# Polecenia drukowania.
not-for-printer = to nie jest faks do drukarki
command = { $program }: { $why }
command-ended = { $program } zakończył się: { $status }
command-slow = { $program } nie skończył po { $seconds } s

# Drukarki.
printer = { $fault }
printer-text = { $text }
printer-unreached = drukarka jest nieosiągalna: { $why }
printer-silent = drukarka nie odpowiadała przez { $seconds } s
printer-stopped = ten program zatrzymał się przed końcem
printer-no-tls = brak TLS z drukarką: { $why }
printer-tls = { $fault }
printer-broken = połączenie zostało przerwane: { $why }
printer-answer-broken = odpowiedź drukarki urywa się albo nie ma końca: { $why }
printer-not-ipp = odpowiedź drukarki nie jest zgodna z IPP: { $why }
printer-no-job-number = drukarka przyjęła zadanie i nie podała jego numeru
printer-login-required = drukarka wymaga logowania: ustaw user i password_file
printer-login-rejected = drukarka odrzuca logowanie swojego użytkownika
printer-login-unprotected = drukarka wymaga niezaszyfrowanego hasła; użyj ipps:// w jej uri
printer-login-unknown = drukarka wymaga nieobsługiwanego rodzaju logowania
printer-redirects = drukarka kieruje do { $to }; ustaw to jako jej uri
printer-forbidden = drukarka nikomu nie pozwala stąd drukować (HTTP 403)
printer-no-path = pod tą ścieżką nie ma drukarki (HTTP 404)
printer-tls-required = drukarka wymaga TLS; użyj ipps:// w jej uri
printer-http = drukarka odpowiada HTTP { $status }
printer-refused = { $refusal ->
    [bad-request] drukarka nie rozumie żądania
    [forbidden] drukarka tego zabrania
    [not-logged-in] drukarka wymaga logowania
    [not-allowed] użytkownik drukarki nie ma do tego prawa
    [not-possible] drukarka nie może tego teraz zrobić
    [not-found] pod tą ścieżką nie ma niczego takiego
    [too-large] faks jest za duży dla drukarki
    [format] drukarka nie obsługuje tego rodzaju dokumentu
    [options] drukarka nie obsługuje jednej z opcji zadania
    [damaged] drukarka uważa dokument za uszkodzony
    [operation] drukarka nie obsługuje tej operacji
    [out-of-service] drukarka jest nieczynna
    [version] drukarka używa innej wersji IPP
    [passing-fault] drukarka ma przejściową usterkę
    [no-jobs] drukarka nie przyjmuje zadań
    [busy] drukarka jest zajęta
    [cancelled] drukarka anulowała zadanie
   *[fault] drukarka ma usterkę
}
printer-refused-with-status = drukarka odmawia ze stanem { $status }
printer-refused-saying = { $fault } ({ $message })
printer-no-description = drukarka nie podaje swojego opisu
printer-no-jobs = drukarka nie przyjmuje zadań
printer-no-format = Ferrofax nie może wysłać drukarce żadnego z formatów, na które pozwala ustawienie format tej drukarki; drukarka podaje { $formats }
printer-no-format-named = Ferrofax nie może wysłać drukarce żadnego z formatów, na które pozwala ustawienie format tej drukarki; drukarka nie podaje żadnego formatu
printer-job-cut-short = zadanie { $job } skończyło się, zanim wszystko wydrukowano
printer-job-aborted = zadanie { $job } zostało przerwane
printer-job-cancelled = zadanie { $job } anulowano na drukarce
printer-job-cancelled-early = zadanie { $job } anulowano, zanim drukarka miała wszystko
printer-job-unknown = drukarka nie zna już zadania; faks mógł zostać wydrukowany
printer-job-not-printed = zadanie { $job } nadal nie jest wydrukowane
printer-job-under-way = zadanie { $job } jest w drukarce
printer-may-still-print = { $fault }; nie udało się wycofać zadania { $job }, drukarka może je jeszcze wydrukować
printer-explained = { $fault }: { $reasons }

# Co drukarka mówi o sobie i swoich zadaniach.
reason-aborted-by-system = przerwane przez drukarkę
reason-connecting-to-device = trwa łączenie z urządzeniem
reason-cover-open = otwarta pokrywa
reason-document-access-error = nie udało się odczytać dokumentu
reason-document-format-error = dokument wygląda na uszkodzony
reason-document-unprintable-error = dokumentu nie można wydrukować
reason-door-open = otwarte drzwiczki
reason-fuser-over-temp = zespół utrwalający jest za gorący
reason-input-tray-missing = brak podajnika papieru
reason-interlock-open = otwarta blokada
reason-job-canceled-at-device = anulowane na drukarce
reason-job-canceled-by-operator = anulowane przez opiekuna drukarki
reason-job-canceled-by-user = anulowane
reason-job-data-insufficient = czeka na resztę dokumentu
reason-job-incoming = dokument nadchodzi
reason-job-printing = drukowanie trwa
reason-job-queued = czeka na inne zadania
reason-marker-supply-empty = brak tuszu lub tonera
reason-marker-supply-low = mało tuszu lub tonera
reason-marker-waste-full = pojemnik na zużyty toner jest pełny
reason-media-empty = brak papieru
reason-media-jam = zacięcie papieru
reason-media-low = mało papieru
reason-media-needed = potrzebny inny papier
reason-offline = odłączona
reason-opc-life-over = bęben jest zużyty
reason-output-area-full = taca odbiorcza jest pełna
reason-output-tray-missing = brak tacy odbiorczej
reason-paused = wstrzymana
reason-printer-stopped = drukarka stoi
reason-shutdown = wyłączona
reason-spool-area-full = pamięć jest pełna
reason-timed-out = brak odpowiedzi
reason-toner-empty = brak tonera
reason-toner-low = mało tonera
reason-unsupported-document-format = ten rodzaj dokumentu nie jest obsługiwany

# Słowa innych.
text = { $text }
