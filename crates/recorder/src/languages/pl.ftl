# Drawings and replays of recorded calls, in Polish. Drawings have little room: keep labels short.

# The result of the call.
call-without-end = Połączenie bez zakończenia
sent-and-received = Faks wysłano, a jeden odebrano
both-in-part = Faksy w obie strony, częściowo
nothing-either-way = Nie wysłano ani nie odebrano faksu
received = Faks odebrano
received-in-part = Faks odebrano częściowo
not-received = Nie odebrano faksu
sent = Faks wysłano
sent-in-part = Faks wysłano częściowo
not-sent = Nie wysłano faksu
to-unknown = do faksu, który nie podał swojego numeru
from-unknown = od faksu, który nie podał swojego numeru
to-number = do { $number }
from-number = od { $number }
to-number-named = do { $number }, identyfikator { $ident }
from-number-named = od { $number }, identyfikator { $ident }
of-device = numer wewnętrzny { $device }
we-are = nasz identyfikator { $ident }

# Facts.
duration = Czas
pages = Strony
pages-of = { $confirmed } z { $begun }
transport = Transmisja
audio = dźwięk
with-ecm = { $line }, z ECM
without-ecm = { $line }, bez ECM
rate = Prędkość
no-rate = nieuzgodniona
worst-noise = Najgorszy sygnał/szum
not-measured = nie zmierzono
lost = Utracone po drodze
nothing = nic
lost-audio = { $ms } ms dźwięku
lost-packets = { $count ->
        [one] 1 pakiet
        [few] { $count } pakiety
       *[many] { $count } pakietów
    }
lost-both = { $ms } ms, { $count ->
        [one] 1 pakiet
        [few] { $count } pakiety
       *[many] { $count } pakietów
    }

# The lanes over time. What follows a name has short lines.
remote = Zdalny faks
level = poziom, dBm0
level-and-packets =
    poziom, dBm0
    blade: T.38,
    bajty
noise = Sygnał/szum
noise-scale =
    dB; czerwień:
    za mało dla
    prędkości
no-signal = nie słyszano modemu zdalnego faksu: nie ma czego mierzyć
clock = Zdalny zegar
clock-scale =
    + spieszy się,
    − późni, ppm
lost-lane = Utracone
lost-where = w drodze tutaj
nothing-lost = nic nie utracono

# The messages of the call.
messages = Przebieg połączenia
message-colours = pomarańczowy: Ferrofax, niebieski: zdalny faks
left-out = … { $count ->
        [one] 1 komunikatu więcej nie pokazano
        [few] { $count } komunikatów więcej nie pokazano
       *[many] { $count } komunikatów więcej nie pokazano
    } …

# The constellation.
worst-signal = Sygnał w najgorszej chwili
worst-moment = { $rate }, 0,2 sekundy od { $seconds } s: { $db } dB
symbols = kropki: odebrane symbole, krzyżyki: ich właściwe miejsca

# The pages.
pages-both-ways = Strony do wysłania i odebrane
pages-to-send = Strony do wysłania
pages-received = Strony, jak je odebrano
first-pages = pierwsze { $shown } z { $all }
no-page = brak
page-whole = { $number }: cała
page-bad = { $number }: { $bad } z { $rows } wierszy złych
page-bad-short = { $number }: { $bad } złych
page-broken = { $number }: przerwana
page-broken-short = { $number }: część

# The foot.
same-and-whole = Narysowano z nagrania połączenia, odtworzonego z tym samym wynikiem. Nagranie jest kompletne.
same-and-cut = Narysowano z nagrania połączenia, odtworzonego z tym samym wynikiem. Nagranie jest ucięte.
other-and-whole = Narysowano z nagrania połączenia, odtworzonego z innym wynikiem. Nagranie jest kompletne.
other-and-cut = Narysowano z nagrania połączenia, odtworzonego z innym wynikiem. Nagranie jest ucięte.

# Replays.
replay-was = Jak nagrano: { $call }.
replay-same = Odtworzenie jest co do bitu takie jak nagranie: każda próbka i każdy pakiet wysłany przez Ferrofax oraz zakończenie.
replay-differs = Odtworzenie różni się od nagrania: od { $seconds } s Ferrofax wysyła coś innego. Nagranie utworzył Ferrofax { $made }, a to jest Ferrofax { $here }.
replay-cut = Nagranie kończy się przed końcem połączenia.
replay-with = Z { $changes }: { $call }.
replay-until = Od { $seconds } s Ferrofax wysłałby coś innego. Nagranie nie zawiera tego, co zdalny faks by wtedy odpowiedział.
replay-no-change = Z tymi ustawieniami Ferrofax wysłałby to samo.
replay-call = { $end ->
        [sent] wysłano
        [received] odebrano
        [incomplete] niekompletne
       *[failed] nie powiodło się
    } po { $seconds } s, { $count ->
        [one] 1 strona
        [few] { $count } strony
       *[many] { $count } stron
    }, w fazie { $phase }: { $why } ({ $name })
replay-no-end = { $seconds } s, bez zakończenia
