# Drawings and replays of recorded calls, in English. Drawings have little room: keep labels short.

# The result of the call.
call-without-end = A call without its end
sent-and-received = Fax sent, and one received
both-in-part = Faxes both ways, in part
nothing-either-way = No fax sent or received
received = Fax received
received-in-part = Fax received in part
not-received = No fax received
sent = Fax sent
sent-in-part = Fax sent in part
not-sent = Fax not sent
to-unknown = to a fax machine that did not give its number
from-unknown = from a fax machine that did not give its number
to-number = to { $number }
from-number = from { $number }
to-number-named = to { $number }, station ID { $ident }
from-number-named = from { $number }, station ID { $ident }
of-device = device { $device }
we-are = our station ID { $ident }

# Facts.
duration = Duration
pages = Pages
pages-of = { $confirmed } of { $begun }
transport = Transport
audio = audio
with-ecm = { $line }, with ECM
without-ecm = { $line }, no ECM
rate = Rate
no-rate = none agreed
worst-noise = Worst signal to noise
not-measured = not measured
lost = Lost on the way
nothing = nothing
lost-audio = { $ms } ms of audio
lost-packets = { $count ->
        [one] 1 packet
       *[other] { $count } packets
    }
lost-both = { $ms } ms, { $count ->
        [one] 1 packet
       *[other] { $count } packets
    }

# The lanes over time. What follows a name has short lines.
remote = Remote fax
level = level, dBm0
level-and-packets =
    level, dBm0
    pale: T.38,
    packet bytes
noise = Signal to noise
noise-scale =
    dB; red area:
    too little for
    the rate
no-signal = no modem of the remote fax machine was heard: nothing to measure
clock = Remote clock
clock-scale =
    + fast, − slow,
    ppm
lost-lane = Lost
lost-where = on the way to us
nothing-lost = nothing was lost

# The messages of the call.
messages = Protocol of the call
message-colours = orange: Ferrofax, blue: remote fax machine
left-out = … { $count ->
        [one] 1 more message is
       *[other] { $count } more messages are
    } not shown …

# The constellation.
worst-signal = The signal at its worst
worst-moment = { $rate }, 0.2 seconds from { $seconds } s on: { $db } dB
symbols = dots: received symbols, crosses: their correct places

# The pages.
pages-both-ways = Pages to be sent, and as received
pages-to-send = Pages to be sent
pages-received = Pages as received
first-pages = the first { $shown } of { $all }
no-page = none
page-whole = { $number }: whole
page-bad = { $number }: { $bad } of { $rows } rows bad
page-bad-short = { $number }: { $bad } bad
page-broken = { $number }: broken off
page-broken-short = { $number }: part

# The foot.
same-and-whole = Drawn from a replay of the call recording, with the same result. The recording is complete.
same-and-cut = Drawn from a replay of the call recording, with the same result. The recording is cut off.
other-and-whole = Drawn from a replay of the call recording, with another result. The recording is complete.
other-and-cut = Drawn from a replay of the call recording, with another result. The recording is cut off.

# Replays.
replay-was = As recorded: { $call }.
replay-same = The replay equals the recording to the last bit: each sample and packet that Ferrofax sent, and the end.
replay-differs = The replay differs from the recording: from { $seconds } s on, Ferrofax sends something else. Ferrofax { $made } made the recording, and this is Ferrofax { $here }.
replay-cut = The recording ends before the call did.
replay-with = With { $changes }: { $call }.
replay-until = From { $seconds } s on, Ferrofax would have sent something else. The recording does not contain what the remote fax machine would have answered then.
replay-no-change = With these settings, Ferrofax would have sent the same.
replay-call = { $end ->
        [sent] sent
        [received] received
        [incomplete] incomplete
       *[failed] failed
    } after { $seconds } s, { $count ->
        [one] 1 page
       *[other] { $count } pages
    }, in phase { $phase }: { $why } ({ $name })
replay-no-end = { $seconds } s, without an end
