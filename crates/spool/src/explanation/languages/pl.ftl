# The explanation of a recorded call, in Polish.

# What the recording shows. { $end } is the sentence for the end of the call.
nothing-wrong = W tym połączeniu nie ma żadnych nieprawidłowości.
nothing-wrong-so-far = Nagranie kończy się w środku połączenia. Do tego miejsca nie ma żadnych nieprawidłowości.
unexplained = { $end } Nic z tego, co zmierzono na linii, tego nie wyjaśnia.
parts-repeated = Faks nadszedł, ale części faksu lub treningi trzeba było powtarzać. Nic z tego, co zmierzono na linii, tego nie wyjaśnia.
line-noise = Linia szumi: sygnał zdalnego faksu jest o { $above } dB silniejszy od szumu.
line-noise-level = Linia szumi: sygnał zdalnego faksu jest o { $above } dB silniejszy od szumu ({ $noise } dBm0).
line-clicks = Linia trzeszczy: { $count ->
        [one] jeden trzask
        [few] { $count } trzaski
       *[many] { $count } trzasków
    } w sygnale zdalnego faksu.
own-echo = Nasz własny sygnał wraca jako echo, { $delay } ms później i o { $loss } dB słabszy.
clocks-differ = Zegary obu stron różnią się o { $ppm } milionowych: zegar zdalny { $remote ->
        [fast] się spieszy
       *[slow] się spóźnia
    }.
signal-too-quiet = Sygnał zdalnego faksu jest za cichy: { $level } dBm0.
signal-too-quiet-clipped = Sygnał zdalnego faksu jest za cichy: { $level } dBm0, a { $percent } % jego szczytów jest obciętych.
signal-too-loud = Sygnał zdalnego faksu jest za głośny: { $level } dBm0.
signal-too-loud-clipped = Sygnał zdalnego faksu jest za głośny: { $level } dBm0, a { $percent } % jego szczytów jest obciętych.
audio-lost = Brakuje { $percent } % dźwięku, który do nas wysłano ({ $ms } ms { $count ->
        [one] w jednej przerwie
        [few] w { $count } przerwach
       *[many] w { $count } przerwach
    }).
audio-lost-silenced = Brakuje { $percent } % dźwięku, który do nas wysłano ({ $ms } ms { $count ->
        [one] w jednej przerwie
        [few] w { $count } przerwach
       *[many] w { $count } przerwach
    }, wypełnionych ciszą, zanim dźwięk do nas dotarł: { $silenced }).
packets-lost = { $count ->
        [one] Jeden pakiet T.38 nigdy nie nadszedł
        [few] { $count } pakiety T.38 nigdy nie nadeszły
       *[many] { $count } pakietów T.38 nigdy nie nadeszło
    } ({ $percent } %). Spóźnionych: { $late }, nadeszłych dwa razy: { $twice }.
samples-slipped = Sieć gubi lub wstawia próbki dźwięku: { $count ->
        [one] raz
        [few] { $count } razy
       *[many] { $count } razy
    } w sygnale zdalnego faksu.
samples-slipped-regularly = Sieć gubi lub wstawia próbki dźwięku: { $count ->
        [one] raz
        [few] { $count } razy
       *[many] { $count } razy
    } w sygnale zdalnego faksu, mniej więcej co { $seconds } s.
jitter-buffer-changed = Bufor jitteru zmienił długość w trakcie połączenia: { $count ->
        [one] powtórzono jeden fragment dźwięku
        [few] powtórzono { $count } fragmenty dźwięku
       *[many] powtórzono { $count } fragmentów dźwięku
    } (razem { $ms } ms).
no-t38-packet = Połączenie przeszło na T.38 i nie nadszedł ani jeden pakiet T.38.
t38-refused = Zażądano T.38 i spotkano się z odmową. Połączenie trwało dalej jako dźwięk.
pages-rejected = Zdalny faks przyjmuje nasz trening ({ $cfr } CFR), a potem odrzuca strony ({ $ppr } PPR, { $rtn } RTN).
training-rejected = Zdalny faks odrzuca nasz trening przy każdej prędkości ({ $ftt } FTT), choć jego własny sygnał dociera czysty.
rows-undecodable = Trening zdalnego faksu był dobry, a jego sygnał jest czysty ({ $snr } dB), ale nie można odczytać { $bad } z { $rows } wierszy jego stron.
no-frame-sent = Zdalny faks zgłasza stronę z korekcją błędów ({ $pps } PPS), ale nie nadeszła ani jedna ramka tej strony, choć linia jest czysta ({ $snr } dB).
never-trained = Zdalny faks zapowiedział { $count ->
        [one] raz
        [few] { $count } razy
       *[many] { $count } razy
    }, jak będzie wysyłał (DCS), ale nigdy nie przeprowadził takiego treningu, choć linia jest czysta.
call-ended = { $end }
call-ended-in-phase = { $end } Połączenie było w fazie { $phase }.
no-fax-machine = W ciągu { $seconds } s nie było słychać faksu: { $heard ->
        [interrupted-tone] tylko przerywany sygnał, na przykład zajętości
        [exchange-tone] tylko sygnał centrali telefonicznej
        [silence] na linii była cisza
        [fax-tone] tylko sygnał faksu, a po nim nic
       *[voices] tylko głosy lub muzykę
    }.
page-not-stored = Nadeszła strona, której nie można było tutaj zapisać.
page-broken-after-row = Strona { $page } nadeszła z korekcją błędów, ale nie można jej odczytać po wierszu { $row }.
page-rows-bad = Strona { $page } nadeszła z korekcją błędów, ale nie można odczytać { $bad } z jej { $rows } wierszy.

# Who most likely caused it.
fault-line = Najbardziej prawdopodobną przyczyną jest linia telefoniczna.
fault-far-machine = Najbardziej prawdopodobną przyczyną jest zdalny faks.
fault-network = Najbardziej prawdopodobną przyczyną jest sieć.
fault-us = Najbardziej prawdopodobną przyczyną jest ten serwer faksów.

# What to change.
advice-nothing = Nic.
advice-nothing-yet = Nic, jeśli dotyczy to tylko tego połączenia.
advice-try-again = Wyślij faks ponownie. Jeśli znowu nie udają się tylko faksy do tego urządzenia, poproś o pomoc jego właściciela.
advice-check-line = Zleć sprawdzenie linii po obu stronach. Do tego czasu ogranicz prędkość do 9600 lub mniej i używaj korekcji błędów.
advice-check-connectors = Zleć sprawdzenie linii i jej złączy i używaj korekcji błędów.
advice-remove-echo = Poproś operatora o T.38 lub o linię, której tłumiki echa reagują na sygnał 2100 Hz. Jeśli brama łączy linie analogowe, ustaw poprawnie jej impedancję.
advice-synchronise-clocks = Niech bramy biorą zegar z sieci telefonicznej, a nie każda z własnego kwarcu.
advice-correct-gain = Popraw wzmocnienie bramy lub karty liniowej. Faks powinien docierać z poziomem od -10 do -30 dBm0.
advice-find-audio-loss = Znajdź miejsce, w którym giną pakiety: przepełnione łącze wychodzące, łącze bezprzewodowe, głos bez priorytetu. Użyj T.38 z redundancją, jeśli operator ją oferuje.
advice-find-packet-loss = Znajdź miejsce, w którym giną pakiety. Niech obie strony powtarzają każdy pakiet w następnych (redundancja UDPTL).
advice-one-clock-source = Dwa zegary po drodze różnią się. Niech wszystkie bramy i centrale biorą zegar z tego samego źródła.
advice-fixed-jitter-buffer = Ustaw dla połączeń faksowych bufor jitteru o stałej długości (100 ms lub więcej) bez maskowania utraty pakietów lub użyj T.38.
advice-allow-udptl = Przepuść UDPTL przez zaporę i NAT (porty są w udptl.conf) lub wyłącz T.38 dla tego łącza.
advice-ask-about-t38 = Jeśli operator twierdzi, że obsługuje T.38, zapytaj, dlaczego odmawia. W przeciwnym razie nie żądaj T.38 na tym łączu.
advice-limit-rate = Ogranicz prędkość dla tego numeru lub zmień korekcję błędów: wyłącz ją, jeśli była włączona, włącz, jeśli była wyłączona. Jeśli inne urządzenia przyjmują nasze faksy, to urządzenie wymaga serwisu.
advice-find-who-hung-up = Sprawdź w systemie telefonicznym, kto zakończył połączenie i dlaczego. Być może ktoś po drugiej stronie odłożył słuchawkę.
advice-check-remote-machine = Zdalny faks sam zakończył połączenie. Może mu brakować papieru lub pamięci albo wymaga hasła lub identyfikacji.
advice-check-nat-timeouts = Router tłumaczący adresy (NAT) lub zapora może zamykać połączenie UDP w trakcie rozmowy. Sprawdź ich limity czasu oraz t38_udptl_nat łącza.
advice-lower-rate = Albo zdalny faks nas nie słyszy, albo my nie słyszymy jego. Spróbuj z mniejszą prędkością i bez T.38, jeśli było używane.
advice-update-remote-machine = Zdalny faks nie przestrzega T.30. Spróbuj bez korekcji błędów i zleć aktualizację jego oprogramowania.
advice-avoid-repetition = Zdalny faks wciąż wysyła to samo żądanie lub tę samą odpowiedź. Spróbuj bez korekcji błędów i z mniejszą prędkością.
advice-check-number = Sprawdź numer i to, czy o tej porze odbiera tam faks.
advice-compare-capabilities = Porównaj jego DIS lub DCS, w przebiegu połączenia, z dozwolonymi tutaj prędkościami i kodowaniami.
advice-ask-owner = Zapytaj właściciela urządzenia, jakiej wartości ono oczekuje. Połączenie z tą samą wartością zostałoby znowu odrzucone.
advice-free-space = Zwolnij miejsce na dysku spoola i sprawdź w dzienniku, dlaczego strona nie została zapisana.
advice-nothing-if-intended = Nic, jeśli tak miało być. W dzienniku jest zapisane, kto zakończył połączenie.
advice-find-late-page = Sprawdź w dzienniku, dlaczego następna strona nie była gotowa: wolny dysk lub dokument, którego nie można było odczytać.
advice-raise-limit = Zwiększ limit numeru wewnętrznego, jeśli takie faksy są pożądane.
advice-shorter-pages = Poproś nadawcę o podzielenie dokumentu na krótsze strony.
advice-report-bug = Zgłoś ten błąd, dołączając dziennik i to nagranie.
advice-send-again = Dokument faksu zawiera to, co nadeszło. Poproś o ponowne wysłanie strony; jeśli znowu się nie uda, to bez MMR i JBIG.
