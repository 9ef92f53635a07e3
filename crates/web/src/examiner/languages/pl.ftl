# Why nothing can be made of a call recording, in Polish.

no-recording = To nie jest nagranie połączenia: plik nie zaczyna się jak nagranie.
other-version = To nagranie połączenia ma wersję { $version }. Ten Ferrofax czyta wersję { $reads }.
no-settings = To nagranie połączenia kończy się przed ustawieniami połączenia.
damaged = To nagranie połączenia jest uszkodzone od bajtu { $at }.
corrupt = Plik tego nagrania połączenia jest uszkodzony.
no-memory = To nagranie połączenia wymaga więcej pamięci, niż jest dostępne.
too-long = To nagranie połączenia jest dłuższe niż jakiekolwiek połączenie.
no-page-received = W tym połączeniu nie nadeszła żadna strona.
no-page-to-send = W tym połączeniu nie było żadnej strony do wysłania.
no-t38 = To połączenie nie używało T.38, więc nie ma pakietów.
no-setting = „{ $setting }” nie jest ustawieniem połączenia. Ustawienia to max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh i level=-15 (dBm0).
too-slow = Nagrania połączenia nie udało się zbadać w ciągu { $seconds ->
        [one] jednej sekundy
        [few] { $seconds } sekund
       *[many] { $seconds } sekund
    }. Polecenie `ferrofax call` nie ma tego limitu.
broke-time = Badanie nagrania połączenia zajmuje zbyt dużo czasu procesora.
broke-memory = Badanie nagrania połączenia zajmuje zbyt dużo pamięci.
broke-crash = Nagranie połączenia powoduje awarię programu, który je bada.
too-large = Wynik jest zbyt duży, aby go tutaj pobrać. Polecenie `ferrofax call export` zapisuje go do pliku.
busy = Trwa badanie innych nagrań połączeń. Spróbuj ponownie za minutę.
no-child = Nie można uruchomić programu, który bada nagrania połączeń.
no-file = Nie można odczytać nagrania połączenia.
