# The steps of a call in English. Logs have these texts, and sentences that an older version has stored
# are recognised by them. A value may be a text itself. Each text is in one line, without choices.

# Frames. What stands before the words is the frame of T.30.
signal = { $frame }
ident = { $frame } { $ident }
rate = { $frame } { $rate }
no-rate = { $frame } reserved rate
dcs = { $frame } { $rate }, { $terms }
can = { $frame } up to { $rate }, { $terms }, up to { $width }
can-and-has = { $frame } up to { $rate }, { $terms }, up to { $width }, a document to be fetched
block-end = { $frame }, page { $page }, block { $block }, { $frames } frames
wants-frames = { $frame } for { $count } frames
octets = { $frame }, { $count } octets
letters = { $frame }, { $count } letters
empty = { $frame } (empty)
refuses = { $frame } refuses { $fields }
refuses-a-field = { $frame } refuses a field
by-v34 = { $frame } by V.34, { $terms }
reserved-rate = { $frame } reserved rate, { $terms }
row-time = { $terms }, { $ms } ms a row
foreign = { $terms }, { $kind }
echo = { $frame } (our own echo, or { $other })
another-caller = another calling machine
another-answerer = another answering machine
unexpected = { $frame } is unexpected in { $state }
damaged-frame = damaged frame
taken-for-last = taken for the last command again
taken-for = taken for { $frame }
signal-not-read = the signal before it could not be read
caller-does-not-repeat = the caller does not repeat its command
no-more-frames = no more frames come
nothing-new = nothing new comes

# Modems.
data = data
trained = trained: { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
training-failed = training failed
training-check = training check { $result }: { $bits } bits, { $errors } errors, { $bursts } bursts over { $covered } bits, longest run { $run }
no-training-check = no training check
good = good
bad = bad
pages-go-at = pages are sent at { $rate }
v8 = V.8: { $outcome }
v8-agreed = agreed on { $modulations }
v8-agreed-on-nothing = agreed on no modulation mode
v8-plain-ced = plain CED
v8-no-tone = no answer tone
v8-no-cm = no CM
v8-no-jm = no JM to our CM
v8-no-cj = no end of CM under our JM
v34-turns = V.34 ends, and begins again in the other direction
v34-trained = V.34 trained: { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
v34-control = V.34 control channel up by { $start } at { $rate }, pages at { $symbols } symbols a second
v34-probed = V.34 probed: { $what }
v34-line = { $chosen }; L2 { $level } dBm0, { $hz } Hz, { $ppm } ppm, round trip { $ms } ms, { $less } dB less
v34-candidate = { $symbols } symbols/s at { $hz } Hz, pre-emphasis { $number }: { $db } dB, { $bps } bit/s with { $spare } dB to spare
v34-no-rate = { $symbols } symbols/s at { $hz } Hz, pre-emphasis { $number }: { $db } dB, no rate ({ $missing } dB missing)
v34-chosen = { $symbols } symbols/s, { $carrier } carrier, pre-emphasis { $number }, { $less } dB less
v34-over = no V.34 any more: { $why }
v34-nothing = no progress for too long
v34-again = the control channel starts again and again
slower = at most { $bps } bit/s from now on: frames were damaged
faster = { $bps } bit/s from now on: { $db } dB to spare at this rate

# Pages.
page = page { $page }: { $count } octets
block = block { $block }: { $count } frames
page-rows = page: { $rows } rows, { $bad } bad, { $run } in a row
page-stands = no further rows of the page arrive
page-beginning-missed = the beginning of a page was missed
page-long = the page is longer than the limit of { $rows } rows
page-broken = the page could not be decoded after row { $row }: { $why }
page-cut = the page is cut off after { $count } octets
colours-unshown = the page in colours cannot be shown: { $why }
colours-no-planes = the page in colours is cut off: bit planes, or parts of them, are missing
colours-no-end = the page in colours is cut off: its end (EOI) is missing
colours-width = the page in colours has rows of { $found } pixels, not of { $wanted } as was commanded
colours-rows = page { $page } in colours: { $count } rows are missing: { $why }

# The line.
line-is = the line is { $line } from now on
audio = audio
t38 = T.38 version { $version }, { $count } octets a packet at most
t38-packets = T.38: { $heard } packets received, { $sent } sent, { $missing } missing, { $repeated } repeated, { $late } late, { $reordered } reordered, { $malformed } malformed, { $many } too many, { $strays } strays, { $restarts } restarts, { $versions } version changes, { $damaged } damaged frames, { $repaired } repaired
t38-flood = T.38: more packets or data come than a fax modem can carry; the rest is dropped, and pages are damaged there. Every machine that reaches the UDPTL port of a call can send them

# The end.
done-until-now = done until now: { $end }
end = { $status } in phase { $phase }: { $cause }, { $count } pages confirmed
received = Received
incomplete = Incomplete
failed = Failed
many-frames = the remote fax machine sent very many frames: only the end of the call follows
rest-not-stored = the rest is not stored

# Some steps in a word, where there is little room.
word-page = page
word-block = block
word-trained = trained
