# The Polish words of mails and reports.

date = %d.%m.%Y, %H:%M

# The mail of a received fax.
fax-subject = Faks od: { $caller } (stron: { $pages })
fax-headline = Nadszedł faks na numer { $device }.
failed-headline = Faks dla { $device } nie dotarł.
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

# The subject outside of an encrypted mail, and the notices instead of one.
protected-subject = Faks
withheld-subject = Nadszedł faks
withheld-text = Nadszedł faks dla Państwa. Nie można było wysłać go e-mailem: e-maile z faksami muszą być szyfrowane, a nie ma Państwa klucza, którego można użyć. Faks jest w interfejsie WWW. Administrator został powiadomiony.
withheld-report-subject = Raport o faksie
withheld-report-text = Jest raport o wysłanym przez Państwa faksie. Nie można było wysłać go e-mailem: e-maile z faksami muszą być szyfrowane, a nie ma Państwa klucza, którego można użyć. Faks jest w interfejsie WWW. Administrator został powiadomiony.
withheld-fault-subject = Faks nie został wysłany e-mailem do { $mailbox }
withheld-fault-text = { $mailbox } otrzymał(a) powiadomienie zamiast faksu lub raportu, ponieważ e-maila nie można było zaszyfrować. Powód (po angielsku): { $why }.
link-text = Nadszedł faks dla Państwa. Ten link go otwiera:
link-code = Do otwarcia faksu potrzebny jest Państwa kod, którego nigdy nie wysyłamy e-mailem. Jeśli nie mają Państwo kodu, prosimy zwrócić się do { $faxmaster }.
link-login = Aby otworzyć faks, proszę zalogować się do interfejsu WWW.
link-once = Link otwiera faks tylko raz.
link-until = Link jest ważny do: { $until }.

# The report of a sent fax.
report-subject = Faks do { $destination }: { $result }
report-no-number-subject = Faks bez numeru ({ $documents }): { $result }
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
sending-report = Raport wysłania
label-started = Początek
label-ended = Koniec
label-duration = Czas trwania
label-rate = Szybkość
label-result = Wynik
label-page = Strona
label-document = Dokument
page-confirmed = potwierdzona
page-not-confirmed = niepotwierdzona
page-in-doubt = niepewna
further-pages = Pozostałe strony: { $count }
proof-of-sending = Dowód wysłania
label-server = Serwer
label-document-hash = SHA-256 dokumentu
label-recording-hash = SHA-256 nagrania
label-signature = Podpis
label-time-stamp = Znacznik czasu
label-attached = Załączniki
no-time-stamp-service = brak (nie ustawiono żadnej usługi)
no-time-stamp = brak ({ $why })
proof-attached = { $files }. Polecenie ferrofax verify sprawdza ten plik.
recording-shows = Nagranie połączenia pokazuje: { $what }
report-not-attached = Faks nie jest załączony: { $why }.
first-page = Pierwsza strona
no-number-yet = jeszcze bez numeru

# Why the fax is not attached, behind “not attached:”.
missing-unreadable = nie można odczytać dokumentu: { $why }
missing-damaged = dokument jest uszkodzony: { $why }
missing-file-too-large = ma { $megabytes } MB, a plik w e-mailu może mieć najwyżej { $most } MB
missing-no-pages = nie ma stron
missing-too-much = ma ponad { $most } MB, a tyle najwyżej mieści raport
missing-document-too-large = „{ $name }” jest za duży na e-mail
missing-page-too-large = „{ $name }” ma zbyt dużą stronę
missing-document-unreadable = nie można odczytać „{ $name }” ({ $why })
missing-document-damaged = „{ $name }” jest uszkodzony ({ $why })

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
