# What happens to jobs and faxes, in Polish.

# A job waits, and is called.
taken-in = Zlecono ({ $origin }).
taken-in-without-number = Zlecono ({ $origin }). Czeka na numer.
# The submission method.
origin = { $method ->
    [cli] wiersz poleceń
    [ami] AMI
    [drop] obserwowany folder
    [mail] e-mail
    [print] drukarka
    [hylafax] klient HylaFAX
   *[web] interfejs WWW lub API
}
waits-for-line = Czeka na linię.
waits-for-time = Czeka na swój czas.
clock-put-back = Zegar tej maszyny spieszył się i został cofnięty: faks czeka ponownie.
dialled = Trwa łączenie z numerem.
dialled-by-node = Węzeł { $node } łączy się z numerem.
joined-call = Faks jest wysyłany w tym samym połączeniu co inny faks.
put-in-call = Faks jest wysyłany w połączeniu zestawionym dla niego.
fax-machine-answered = Odpowiedział faks.
not-dialled = Nie wybrano numeru: { $why }.
not-dialled-by-node = Węzeł { $node } nie wybrał numeru: { $why }.

# An attempt or a job ends.
pages-unanswered = { $count ->
    [one] { $count } strona została wysłana bez potwierdzenia i może dotrzeć dwa razy.
    [few] { $count } strony zostały wysłane bez potwierdzenia i mogą dotrzeć dwa razy.
   *[many] { $count } stron zostało wysłanych bez potwierdzenia i może dotrzeć dwa razy.
}
fetched-before = { $count ->
    [one] Wcześniej pobrano { $count } stronę, jako faks { $fax }.
    [few] Wcześniej pobrano { $count } strony, jako faks { $fax }.
   *[many] Wcześniej pobrano { $count } stron, jako faks { $fax }.
}
given-up-attempts = { $count ->
    [one] Zaniechano po { $count } próbie.
    [few] Zaniechano po { $count } próbach.
   *[many] Zaniechano po { $count } próbach.
}
given-up-calls = { $count ->
    [one] Zaniechano po { $count } połączeniu.
    [few] Zaniechano po { $count } połączeniach.
   *[many] Zaniechano po { $count } połączeniach.
}
given-up-calls-alike = { $count ->
    [one] Zaniechano po { $count } połączeniu, które tak się nie powiodło.
    [few] Zaniechano po { $count } połączeniach, które nie powiodły się w ten sam sposób.
   *[many] Zaniechano po { $count } połączeniach, które nie powiodły się w ten sam sposób.
}
last-attempt = Ostatnia próba: { $why }
sent = { $count ->
    [one] Wysłano: { $count } strona.
    [few] Wysłano: { $count } strony.
   *[many] Wysłano: { $count } stron.
}
fetched = { $count ->
    [one] Pobrano: { $count } strona, jako faks { $fax }.
    [few] Pobrano: { $count } strony, jako faks { $fax }.
   *[many] Pobrano: { $count } stron, jako faks { $fax }.
}
unconfirmed = { $count ->
    [one] Zdalny faks nie potwierdził { $count } z nich.
    [few] Zdalny faks nie potwierdził { $count } z nich.
   *[many] Zdalny faks nie potwierdził { $count } z nich.
}
perhaps-twice = { $count ->
    [one] { $count } strona mogła dotrzeć dwa razy.
    [few] { $count } strony mogły dotrzeć dwa razy.
   *[many] { $count } stron mogło dotrzeć dwa razy.
}

# Somebody changes a job.
cancelled = Anulowano { $by }.
held = Wstrzymano { $by }.
released = Zwolniono { $by }.
retried = Ponowiono { $by }.
changed = Zmieniono { $by }.
priority-changed = Priorytet zmieniono z { $from } na { $to } { $by }.
number-given = Numer { $number } podano { $by }.
held-by-stop = Wstrzymano: użytkownik „{ $user }” ma zablokowane wysyłanie ({ $why }).
released-by-stop = Zwolniono: użytkownik „{ $user }” może znowu wysyłać.
held-unfit = Wstrzymano, ponieważ jego wiersz w bazie danych nie nadaje się do użycia: { $why }.

# Who did it, behind “Cancelled” and the like.
by-user = przez { $user }
by-administrator = przez administratora
by-ami = przez AMI
by-console = przez konsolę centrali
by-printer = przez drukarkę
by-import = przez import z HylaFAX
by-shared = przez wspólną bazę danych
by-node = przez węzeł { $node }
by-stop = przez blokadę użytkownika „{ $user }”
by-stop-end = przez odblokowanie użytkownika „{ $user }”
by-at-node = { $by } (węzeł { $node })

# Why a user may not send.
stopped-by = zablokowano { $by }
stopped-faxes = liczba faksów w ciągu { $minutes } min przekroczyła { $most }
stopped-refusals = ponad { $most } niedozwolonych numerów w ciągu { $minutes } min

# Several machines share a database.
taken-from-node = Zlecono na węźle { $node }.
shared = Zapisano we wspólnej bazie danych jako zlecenie { $job }.
shared-attempt = Próba dla zlecenia { $job } wspólnej bazy danych.
shared-attempt-over = Próba na tym węźle jest zakończona. Wspólna baza danych decyduje, co dalej ze zleceniem.
shared-asked = { $deed ->
    [cancel] Poproszono wspólną bazę danych o anulowanie zlecenia { $by }.
    [hold] Poproszono wspólną bazę danych o wstrzymanie zlecenia { $by }.
    [release] Poproszono wspólną bazę danych o zwolnienie zlecenia { $by }.
    [retry] Poproszono wspólną bazę danych o ponowienie zlecenia { $by }.
   *[priority] Poproszono wspólną bazę danych o zmianę priorytetu zlecenia { $by }.
}
same-mail-of-node = To ten sam e-mail co zlecenie { $job } węzła { $node }. Jest wysyłany i zgłaszany jako tamto.
same-mail-of-shared = To ten sam e-mail co zlecenie { $job } wspólnej bazy danych. Jest wysyłany i zgłaszany jako tamto.
same-mail = To ten sam e-mail, który wcześniej otrzymała inna maszyna.
ended-while-away = { $end ->
    [sent] Wysłano podczas nieobecności tej maszyny. Wspólna baza danych usunęła już to zlecenie.
   *[failed] Nie wysłano; stało się to podczas nieobecności tej maszyny. Wspólna baza danych usunęła już to zlecenie.
}
ended-while-away-reported = Zgłosił to węzeł { $node }.
reported-elsewhere = Zgłoszono przez { $node }, ponieważ ta maszyna była nieosiągalna.
ended-before = Zakończyło się już wcześniej, według węzła { $node }.

# A received fax ends.
damaged-more = { $count ->
    [one] To samo dotyczy jeszcze { $count } strony.
    [few] To samo dotyczy jeszcze { $count } stron.
   *[many] To samo dotyczy jeszcze { $count } stron.
}
document-trouble = Nie udało się odczytać dokumentu: { $why }.
page-broken = Strony { $page } nie udało się odczytać za wierszem { $row }; { $kept }.
page-long = Strona { $page } przekracza limit { $rows } wierszy; { $kept }.
page-rows = Na stronie { $page } uszkodzone są wiersze: { $bad } z { $rows }; { $kept }.
kept = { $what ->
    [rows-before] wcześniejsze wiersze zachowano
    [all] zachowano to, co dotarło
   *[beginning] zachowano początek tego, co dotarło
}

# Why an attempt failed, or how a call ended.
call-lost = Centrala nie zgłosiła, jak zakończyło się połączenie.
bug = Oprogramowanie faksu zawiodło z powodu błędu wewnętrznego. Szczegóły są w jego dzienniku.
ended-for-other-job = Połączenie zakończono z powodu innego faksu.
spool-not-written = Podczas połączenia nie można było niczego zapisać.
page-not-made = Nie można wysłać strony: { $why }.
page-not-sent = Nie udało się przekazać strony na linię: { $why }.
node-silent = Węzeł { $node } zestawił połączenie, a potem przestał się odzywać.
node-failed = Węzeł { $node } nie może wysłać faksu: { $why }.
shared-unreachable = Węzeł nie mógł połączyć się ze wspólną bazą danych i zakończył połączenie.
page-not-shared = Ostatnia strona nie dotarła na czas do wspólnej bazy danych, więc nie została potwierdzona.
caller-fetched = Dzwoniący pobrał dokument; żaden faks nie nadszedł.
spool-too-slow = Połączenia nie udało się zapisać na czas i zostało odrzucone.

# Why a job was not dialled, behind “Not dialled:”.
obstacle-taken-out = faks usunięto z połączenia
obstacle-call-ended = połączenie zakończyło się wcześniej
obstacle-encrypted = jego dokumenty są zaszyfrowane; `ferrofax serve` najpierw je odszyfruje
obstacle-pbx-refuses = centrala nie zestawia teraz połączeń: { $why }
obstacle-dial-string = nie można wybrać „{ $dial }”; prawidłowo byłoby Local/numer@kontekst lub PJSIP/numer@punkt
obstacle-no-device = nie ma numeru faksu „{ $device }”
obstacle-forbidden = faksy na numery { $beginning }… są zablokowane
obstacle-not-begun = jego centrala nie rozpoczęła połączenia
obstacle-restarted = węzeł uruchomiono ponownie, zanim zadzwonił
obstacle-no-keys = węzeł nie może teraz użyć swoich kluczy

# What a call takes care of.
max-rate = Najwyżej { $bps } bit/s: szybsze transmisje nie powiodły się { $since }.
without-t38 = T.38 nie jest żądany: przerywał połączenia z tym numerem, ostatnio { $since }.
without-ecm = Bez korekcji błędów, najwyżej { $bps } bit/s: z nią połączenia z tym numerem nie powiodły się, bez niej jedno udało się { $since }.

# What the line was like.
line = Linia: { $line }
line-grade = { $grade ->
    [good] dobra
    [fair] przeciętna
   *[poor] zła
}
line-even = { $grade }, { $bps } bit/s.
line-slowed = { $grade }, spowolniona z { $first } do { $slowest } bit/s.
line-frames = { $count ->
    [one] Powtórzono { $count } z { $frames } ramek.
    [few] Powtórzono { $count } z { $frames } ramek.
   *[many] Powtórzono { $count } z { $frames } ramek.
}
line-trainings = { $count ->
    [one] Nie powiodło się { $count } dostrojenie.
    [few] Nie powiodły się { $count } dostrojenia.
   *[many] Nie powiodło się { $count } dostrojeń.
}
line-pages = { $count ->
    [one] Ponownie wysłano { $count } stronę.
    [few] Ponownie wysłano { $count } strony.
   *[many] Ponownie wysłano { $count } stron.
}
line-commands = { $count ->
    [one] Powtórzono { $count } polecenie.
    [few] Powtórzono { $count } polecenia.
   *[many] Powtórzono { $count } poleceń.
}
line-faint = Sygnał zdalnego faksu był słaby.
line-noisy = Sygnał zdalnego faksu był zaszumiony.

# Why a fax was not sent, and what to do about it.
failure-busy = Numer był zajęty.
advice-busy = Wyślij faks ponownie później.
failure-no-answer = Nikt nie odebrał.
advice-no-answer = Zdalny faks może być wyłączony. Sprawdź numer lub wyślij faks ponownie później.
failure-no-fax = Połączenie odebrano, ale nie przez faks.
advice-no-fax = Sprawdź, czy to numer faksu.
failure-dropped = Połączenie zakończyło się, zanim faks był kompletny.
advice-dropped = W zdalnym faksie może brakować papieru lub pamięci. Zapytaj odbiorcę lub wyślij faks ponownie później.
failure-line-too-bad = Linia była zbyt zła dla faksu.
advice-line-too-bad = Wyślij faks ponownie później. Jeśli zdarza się to często, sprawdź kodek, jitter i wzmocnienie łącza.
failure-unconfirmed = Strona została wysłana, ale zdalny faks jej nie potwierdził. Mogła dotrzeć.
advice-unconfirmed = Przed ponownym wysłaniem faksu zapytaj odbiorcę, które strony dotarły.
failure-incompatible = Zdalny faks nie może odebrać tego faksu.
advice-incompatible = Może nie mieć papieru, tylko wysyłać albo wymagać podadresu lub hasła.
failure-nothing-to-fetch = Zdalny faks nie ma dokumentu do pobrania.
advice-nothing-to-fetch = Zapytaj, kiedy dokument będzie gotowy i jaki ma numer (SEP).
failure-fetch-refused = Zdalny faks odmówił wysłania dokumentu.
advice-fetch-refused = Może wymagać hasła (PWD) lub innego numeru dokumentu (SEP).
failure-field-refused = Zdalny faks odrzucił podadres, hasło lub inne pole.
advice-field-refused = Zapytaj odbiorcę o podadres i hasło, a następnie wyślij faks ponownie z nimi.
failure-t38-negotiation = Przejście na T.38 nie powiodło się.
advice-t38-negotiation = Wyłącz T.38 dla tego łącza lub zapytaj operatora.
failure-unknown-number = Nie ma takiego numeru.
advice-unknown-number = Sprawdź numer, numer kierunkowy i reguły wybierania.
failure-number-changed = Numer uległ zmianie.
advice-number-changed = Zapytaj odbiorcę o nowy numer.
failure-call-rejected = Połączenie odrzucono.
advice-call-rejected = Odbiorca lub sieć nie przyjmuje połączeń z tej linii.
failure-no-route = Nie było trasy do tego numeru.
advice-no-route = Sprawdź łącze i trasę wychodzącą.
failure-lines-full = Wszystkie linie były zajęte.
advice-lines-full = Wyślij faks ponownie później lub dodaj linie.
failure-bad-number = To nie jest prawidłowy numer faksu.
advice-bad-number = Podaj cyfry, ze znakiem + przed kodem kraju.
failure-no-number = Nikt nie podał numeru na czas.
advice-no-number = Zleć faks ponownie, podając numer.
failure-forbidden = Nadawca nie może wysyłać faksów na ten numer.
advice-forbidden = Zapytaj administratora.
failure-blocked = Trwa inne połączenie z tym numerem.
advice-blocked = Nic nie trzeba robić: faks zostanie wysłany sam.
failure-time-of-day = Faks czeka na godziny, w których można go wysłać.
advice-time-of-day = Nic nie trzeba robić: faks zostanie wysłany sam.
failure-expired = Nie udało się wysłać faksu na czas.
advice-expired = Wyślij go ponownie, dając więcej czasu.
failure-conversion-failed = Nie udało się zamienić dokumentu na strony faksu.
advice-conversion-failed = Otwórz dokument, zapisz go jako PDF i wyślij ten plik.
failure-no-converter = Tego rodzaju dokumentu nie można wysłać faksem.
advice-no-converter = Wyślij go jako PDF, TIFF lub tekst.
failure-too-many-pages = Faks ma więcej stron, niż jest dozwolone.
advice-too-many-pages = Wyślij go w kilku częściach.
failure-no-document = Nie ma nic do wysłania.
advice-no-document = Dodaj dokument.
failure-cancelled = Faks został anulowany.
advice-cancelled = Nic nie trzeba robić.
failure-internal = Centrala lub oprogramowanie faksu zatrzymało się podczas połączenia.
advice-internal = Administrator znajdzie więcej w dzienniku.

# How a T.30 session ended.
cause-ok = Faks został odebrany w całości.
cause-hangup = Rozłączono się, zanim faks był kompletny.
cause-cancelled = Połączenie zakończono po naszej stronie.
cause-t1-expired = W ciągu 35 sekund od odebrania nie było słychać żadnego faksu.
cause-v34-failed = Szybkie modemy (V.34) nie nawiązały łączności, a bez nich nic nie było słychać.
cause-damaged-commands = Polecenia nadawcy były zbyt uszkodzone, by je odczytać.
cause-t38-negotiation = Słychać było faks, ale przejście na T.38 nie powiodło się: zakończyło połączenie albo potem nie nadszedł żaden pakiet.
cause-dcn-before-page = Nadawca rozłączył się, zanim wysłał stronę.
cause-poll-refused = Dzwoniący chciał pobrać dokument, a żadnego nie ma.
cause-nothing-to-fetch = Wywołany faks nie ma dokumentu, który można pobrać.
cause-fetch-not-answered = Wywołany faks nie odpowiedział na prośbę o dokument.
cause-fetch-refused = Wywołany faks nie wydał dokumentu; może wymagać hasła lub innego numeru.
cause-wrong-password = Dzwoniący nie podał hasła albo podał błędne.
cause-unknown-document = Dzwoniący poprosił o dokument, którego tu nie ma.
cause-not-offered = Nadawca chciał wysyłać w sposób, którego mu nie zaproponowano.
cause-training-failed = Modemy nie dostroiły się przy żadnej szybkości; linia jest zbyt zła.
cause-no-page = Nadawca dotarł do początku strony i żadnej nie wysłał.
cause-no-command-after-page = Po stronie nadawca zamilkł.
cause-silence-after-answer = Po naszej odpowiedzi na stronę nadawca zamilkł.
cause-packets-stopped = Sieć przestała przekazywać pakiety faksu (T.38) w środku strony.
cause-dcn-for-end = Faks został odebrany w całości; nadawca rozłączył się po ostatniej stronie, nie prosząc o jej potwierdzenie.
cause-dcn-before-end = Nadawca rozłączył się w środku faksu.
cause-given-up-by-peer = Nadawca zrezygnował ze strony, która nie przechodziła.
cause-page-not-decoded = Nadeszła strona, której nie udało się odczytać do końca.
cause-page-refused = Strona była zbyt uszkodzona, by ją przyjąć, i nie wysłano jej ponownie.
cause-command-loop = Nadawca bez końca powtarzał to samo polecenie.
cause-unexpected-command = Nadawca wysłał polecenie, które tam nie pasuje.
cause-password-refused = Zdalny faks odrzuca hasło (PWD).
cause-selection-refused = Zdalny faks nie zna numeru dokumentu (SEP).
cause-subaddress-refused = Zdalny faks odrzuca podadres (SUB).
cause-sender-refused = Zdalny faks odrzuca identyfikację nadawcy (SID).
cause-ident-refused = Zdalny faks odrzuca naszą identyfikację (TSI).
cause-field-refused = Zdalny faks odrzuca jedno z naszych pól.
cause-cannot-receive = Wywołany faks nie może odebrać od nas faksu.
cause-no-receiver = Wywołany faks zgłasza, że nie odbiera faksów.
cause-damaged-answers = Odpowiedzi wywołanego faksu były zbyt uszkodzone, by je odczytać.
cause-no-answer-to-training = Wywołany faks nie odpowiedział, gdy modemy miały się dostroić.
cause-no-answer-to-page = Po stronie wywołany faks nie odpowiedział; może ją mieć albo nie.
cause-receiver-fell-silent = Wywołany faks zamilkł w środku strony.
cause-dcn-from-receiver = Wywołany faks rozłączył się, zanim faks był kompletny.
cause-receiver-not-ready = Wywołany faks kazał nam zbyt długo czekać.
cause-refused-by-receiver = Wywołany faks odrzucał stronę jako zbyt uszkodzoną, ilekroć ją wysyłano.
cause-not-getting-through = Strona nie przeszła, ilekroć powtarzano jej części.
cause-no-progress = Przez kilka minut powtarzano w kółko to samo i nic nowego nie przeszło.
cause-answer-loop = Wywołany faks bez końca powtarzał tę samą odpowiedź.
cause-unexpected-answer = Wywołany faks dał odpowiedź, która tam nie pasuje.
cause-page-not-given = Strona nie była na czas gotowa do wysłania.
cause-storage = Nie udało się zapisać faksu.
cause-call-too-long = Połączenie trwało dłużej, niż jest dozwolone.
cause-too-many-pages = Faks ma więcej stron lub jest większy, niż jest dozwolone.
cause-page-too-long = Strona jest dłuższa, niż jest dozwolone.
cause-pbx-crashed = Centrala zatrzymała się podczas odbierania faksu.
cause-internal-error = Oprogramowanie faksu zawiodło; więcej jest w jego dzienniku.

# Co zatrzymało stronę, zlecenie lub dokument: część zdania.
detail-no-page = dokument nie ma strony { $page }
detail-file-unreadable = nie można odczytać { $path }: { $why }
detail-file-damaged = { $path } jest uszkodzony: { $why }
detail-bug = oprogramowanie faksu sobie z tym nie poradziło
detail-page-not-wanted = żadna strona nie jest teraz oczekiwana
detail-resolution = zdalny faks nie przyjmuje stron o tej rozdzielczości
detail-too-wide = zdalny faks nie przyjmuje tak szerokich stron
detail-wrong-width = obraz nie ma podanej szerokości
detail-page-empty = strona jest pusta
detail-colour = strony w kolorze nie można wysłać: { $why }
detail-row-unreadable = nie można odczytać wiersza bazy danych { $path }: { $why }
detail-database-unfit = baza danych { $path } to odrzuca: { $why }
detail-document-unusable = dokument { $path } nie nadaje się do użycia: { $why }
detail-no-fax = nie ma faksu { $fax }
detail-no-job = nie ma zlecenia { $job }
detail-no-change = nie ma zmiany { $change } żadnego zlecenia
detail-text = { $text }
