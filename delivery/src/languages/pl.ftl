# The Polish words of mails and reports.

date = %d.%m.%Y, %H:%M

# The mail of a received fax.
fax-subject = Faks od: { $caller } (stron: { $pages })
fax-headline = Nadszedł faks na numer { $device }.
polled-subject = Faks pobrany od: { $caller } (stron: { $pages })
polled-headline = Nadszedł pobrany faks na numer { $device }.
label-from = Od
label-machine = Urządzenie
label-date = Data
label-pages = Strony
label-resolution = Rozdzielczość
label-file = Plik
unknown = nieznany
unknown-caller = nieznany nadawca
polled-by-job = Pobrano go zleceniem { $job }.
incomplete-subject = [Niekompletny] { $subject }
failed-subject = [Niepowodzenie] { $subject }
no-page = NIE ODEBRANO ŻADNEJ STRONY TEGO FAKSU.
incomplete = { $count ->
    [one] TEN FAKS JEST NIEKOMPLETNY: odebrano { $count } stronę.
    [few] TEN FAKS JEST NIEKOMPLETNY: odebrano { $count } strony.
   *[many] TEN FAKS JEST NIEKOMPLETNY: odebrano { $count } stron.
}
page-broke-off = Strona { $page } jest urwana.
line-at-last = Stan linii na końcu: { $line }.
not-attached-subject = [Bez załącznika] { $subject }
not-attached = TEN FAKS NIE JEST ZAŁĄCZONY: { $why }.
not-attached-what-to-do = Serwer faksów przechowuje go jako faks { $fax }. Można go pobrać przez interfejs WWW lub poprosić administratora o przesłanie w inny sposób.

# What goes to the faxmaster.
undeliverable-subject = Nie można dostarczyć: { $subject }
no-mailbox = Dla tego faksu nie określono skrzynki pocztowej.
fax-undelivered = Nie udało się dostarczyć tego faksu na adres { $mailbox }.
report-undelivered = Nie udało się dostarczyć tego raportu na adres { $mailbox }.
letter-undelivered = Nie udało się dostarczyć tego e-maila na adres { $mailbox }.
undelivered-reason = Powód: { $reason }
not-attached-either = Nie można go też załączyć: { $why }

# The test mail.
test-subject = Testowy e-mail z serwera faksów
test-text = To jest test. Odebrane faksy będą przychodzić tak samo jak ten e-mail.

# The report of a sent fax.
report-subject = Faks do { $destination }: { $result }
report-polled-subject = Faks od { $destination }: { $result }
label-reason = Powód
label-doubt = Niepewne
label-advice = Co zrobić
label-next-try = Następna próba
label-number = Numer
label-tag = Etykieta
label-recipient = Odbiorca
label-sent-from = Wysłano z
label-documents = Dokumenty
label-left-out = Pominięto
label-pages-sent = Wysłane strony
pages-of = { $done } z { $all }
label-polled = Pobrano
label-calls = Połączenia
at-most = { $count } z najwyżej { $most }
label-tries = Próby
tries-at-most = { $count } z najwyżej { $most } (połączenia odebrane przez faks)
label-answered-by = Odebrał
label-line = Linia
label-submitted = Przyjęto
label-job = Zlecenie
label-technical = Dane techniczne
recording-shows = Nagranie połączenia pokazuje: { $what }
report-not-attached = Faks nie jest załączony: { $why }.
first-page = Pierwsza strona
no-number-yet = jeszcze bez numeru

# The result in a few words, behind “Fax to 1234:”.
because = { $result }: { $reason }
result-sent = wysłano
result-in-doubt = { $count ->
    [one] wysłano, ale strona { $list } jest niepewna
    [few] wysłano, ale strony { $list } są niepewne
   *[many] wysłano, ale strony { $list } są niepewne
}
result-twice = { $count ->
    [one] wysłano, strona { $list } być może dwukrotnie
    [few] wysłano, strony { $list } być może dwukrotnie
   *[many] wysłano, strony { $list } być może dwukrotnie
}
result-number-wanted = brak numeru
result-not-yet = jeszcze nie wysłano
result-part-so-far = dotąd wysłano { $done } z { $all } stron
result-cancelled = anulowano
result-cancelled-after = anulowano po { $done } z { $all } stron
result-not-sent = NIE WYSŁANO
result-part = WYSŁANO TYLKO { $done } z { $all } stron
result-polled = pobrano
result-not-polled-yet = jeszcze nie pobrano
result-not-polled = NIE POBRANO
result-polled-in-part = POBRANO TYLKO CZĘŚĆ
result-sent-and = wysłano oraz { $result }
polled-pages = { $count ->
    [one] { $count } strona, jako faks { $fax }
    [few] { $count } strony, jako faks { $fax }
   *[many] { $count } stron, jako faks { $fax }
}

# The result as a sentence.
summary-sent = Faks do { $number } został wysłany.
summary-in-doubt = { $count ->
    [one] Faks do { $number } został wysłany, ale strona { $list } mogła nie dotrzeć.
    [few] Faks do { $number } został wysłany, ale strony { $list } mogły nie dotrzeć.
   *[many] Faks do { $number } został wysłany, ale strony { $list } mogły nie dotrzeć.
}
summary-number-wanted = Faks przyjęto bez numeru. Zostanie wysłany, gdy numer zostanie podany.
summary-not-yet = Faks do { $number } nie został jeszcze wysłany. { $next }
summary-part-so-far = Faks do { $number } nie jest jeszcze kompletny: wysłano { $done } z { $all } stron. { $next }
next-held = Jest wstrzymany, dopóki nie zostanie zwolniony.
next-try = Zostanie podjęta kolejna próba.
summary-cancelled = Faks do { $number } został anulowany.
summary-cancelled-after = Faks do { $number } został anulowany po { $done } z { $all } stron.
summary-timed-out = Faks do { $number } NIE ZOSTAŁ WYSŁANY na czas.
summary-not-sent = Faks do { $number } NIE ZOSTAŁ WYSŁANY.
summary-part = Wysłano TYLKO { $done } z { $all } stron faksu do { $number }.
summary-polled = Faks od { $number } został pobrany.
summary-not-polled-yet = Faks od { $number } nie został jeszcze pobrany. Zostanie podjęta kolejna próba.
summary-poll-cancelled = Faks od { $number } nie został pobrany: zlecenie anulowano.
summary-not-polled = Faks od { $number } NIE ZOSTAŁ POBRANY.
summary-polled-in-part = Faks od { $number } został pobrany TYLKO CZĘŚCIOWO.
summary-sent-and = Faks do { $number } został wysłany. { $rest }

# Pages whose arrival is not sure.
doubt-resent = { $count ->
    [one] Strona { $list } została wysłana, ale nie potwierdzona. Po ponownym wysłaniu faksu może dotrzeć dwukrotnie.
    [few] Strony { $list } zostały wysłane, ale nie potwierdzone. Po ponownym wysłaniu faksu mogą dotrzeć dwukrotnie.
   *[many] Strony { $list } zostały wysłane, ale nie potwierdzone. Po ponownym wysłaniu faksu mogą dotrzeć dwukrotnie.
}
doubt-once = { $count ->
    [one] Strona { $list } została wysłana, ale nie potwierdzona. Nie wiadomo, czy dotarła.
    [few] Strony { $list } zostały wysłane, ale nie potwierdzone. Nie wiadomo, czy dotarły.
   *[many] Strony { $list } zostały wysłane, ale nie potwierdzone. Nie wiadomo, czy dotarły.
}
doubt-both = { $count ->
    [one] Strona { $list } została wysłana więcej niż raz i nigdy nie potwierdzona. Mogła dotrzeć raz, dwa razy lub wcale.
    [few] Strony { $list } zostały wysłane więcej niż raz i nigdy nie potwierdzone. Mogły dotrzeć raz, dwa razy lub wcale.
   *[many] Strony { $list } zostały wysłane więcej niż raz i nigdy nie potwierdzone. Mogły dotrzeć raz, dwa razy lub wcale.
}
doubt-twice = { $count ->
    [one] Strona { $list } mogła dotrzeć dwukrotnie.
    [few] Strony { $list } mogły dotrzeć dwukrotnie.
   *[many] Strony { $list } mogły dotrzeć dwukrotnie.
}

# What to do.
advice-answer-with-number = Odpowiedz na ten e-mail do { $until }, podając numer w pierwszym wierszu, albo podaj go poleceniem `ferrofax number { $job } NUMER`. Bez numeru faks zostanie wtedy porzucony.
advice-give-number = Podaj numer do { $until } poleceniem `ferrofax number { $job } NUMER`. Bez numeru faks zostanie wtedy porzucony.

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
