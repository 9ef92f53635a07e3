# The explanation of a recorded call, in English.

# What the recording shows. { $end } is the sentence for the end of the call.
nothing-wrong = Nothing is wrong with this call.
nothing-wrong-so-far = The recording ends in the middle of the call. Up to there, nothing is wrong.
unexplained = { $end } Nothing that was measured on the line explains this.
parts-repeated = The fax arrived, but parts of the fax or trainings had to be repeated. Nothing that was measured on the line explains this.
line-noise = The line is noisy: the remote fax machine's signal is { $above } dB above the noise.
line-noise-level = The line is noisy: the remote fax machine's signal is { $above } dB above the noise ({ $noise } dBm0).
line-clicks = The line clicks: there { $count ->
        [one] is one click
       *[other] are { $count } clicks
    } in the remote fax machine's signal.
own-echo = Our own signal comes back as an echo, { $delay } ms later and { $loss } dB weaker.
clocks-differ = The clocks of the two ends differ by { $ppm } parts per million: the remote clock is { $remote ->
        [fast] fast
       *[slow] slow
    }.
signal-too-quiet = The remote fax machine's signal is too quiet: { $level } dBm0.
signal-too-quiet-clipped = The remote fax machine's signal is too quiet: { $level } dBm0, and { $percent } % of its peaks are cut off.
signal-too-loud = The remote fax machine's signal is too loud: { $level } dBm0.
signal-too-loud-clipped = The remote fax machine's signal is too loud: { $level } dBm0, and { $percent } % of its peaks are cut off.
audio-lost = { $percent } % of the audio that was sent to us is missing ({ $ms } ms in { $count ->
        [one] one gap
       *[other] { $count } gaps
    }).
audio-lost-silenced = { $percent } % of the audio that was sent to us is missing ({ $ms } ms in { $count ->
        [one] one gap
       *[other] { $count } gaps
    }, { $silenced } filled with silence before the audio reached us).
packets-lost = { $count ->
        [one] One T.38 packet
       *[other] { $count } T.38 packets
    } never arrived ({ $percent } %). { $late } arrived late, and { $twice } arrived twice.
samples-slipped = The network drops or inserts audio samples: { $count ->
        [one] once
       *[other] { $count } times
    } within the remote fax machine's signal.
samples-slipped-regularly = The network drops or inserts audio samples: { $count ->
        [one] once
       *[other] { $count } times
    } within the remote fax machine's signal, about every { $seconds } s.
jitter-buffer-changed = A jitter buffer changed its length in the call: { $count ->
        [one] a piece of audio was
       *[other] { $count } pieces of audio were
    } repeated ({ $ms } ms in all).
no-t38-packet = The call switched to T.38, and no T.38 packet arrived.
t38-refused = T.38 was requested and refused. The call continued in audio.
pages-rejected = The remote fax machine accepts our training ({ $cfr } CFR) and then rejects the pages ({ $ppr } PPR, { $rtn } RTN).
training-rejected = The remote fax machine rejects our training at every rate ({ $ftt } FTT), although its own signal arrives clean.
rows-undecodable = The remote fax machine's training was good and its signal is clean ({ $snr } dB), but { $bad } of { $rows } rows of its pages cannot be decoded.
no-frame-sent = The remote fax machine reports a page with error correction ({ $pps } PPS), but no frame of the page arrived, although the line is clean ({ $snr } dB).
never-trained = The remote fax machine announced { $count ->
        [one] once
       *[other] { $count } times
    } how it would send (DCS), but never trained in that way, although the line is clean.
call-ended = { $end }
call-ended-in-phase = { $end } The call was in phase { $phase }.
no-fax-machine = No fax machine was detected in { $seconds } s: { $heard ->
        [interrupted-tone] there was only an interrupted tone, such as a busy tone
        [exchange-tone] there was only a tone of the telephone exchange
        [silence] the line was silent
        [fax-tone] there was a fax tone, and nothing after it
       *[voices] there were voices or music
    }.
page-not-stored = A page arrived and could not be stored here.
page-broken-after-row = Page { $page } arrived with error correction, but cannot be decoded after row { $row }.
page-rows-bad = Page { $page } arrived with error correction, but { $bad } of its { $rows } rows cannot be decoded.

# Who most likely caused it.
fault-line = The most likely cause is the telephone line.
fault-far-machine = The most likely cause is the remote fax machine.
fault-network = The most likely cause is the network.
fault-us = The most likely cause is this fax server.

# What to change.
advice-nothing = Nothing.
advice-nothing-yet = Nothing, if this happens in one call only.
advice-try-again = Send the fax again. If faxes to this machine alone fail again, ask its owner for help.
advice-check-line = Have the line checked at both ends. Until then, limit the rate to 9600 or less, and use error correction.
advice-check-connectors = Have the line and its connectors checked, and use error correction.
advice-remove-echo = Ask the provider for T.38, or for a line whose echo cancellers obey the 2100 Hz tone. If a gateway connects analogue lines, set its impedance correctly.
advice-synchronise-clocks = Let the gateways take their clock from the telephone network, instead of each from its own crystal.
advice-correct-gain = Correct the gain of the VoIP gateway or of the line card. A fax should arrive with a level between -10 and -30 dBm0.
advice-find-audio-loss = Find where the packets are lost: a full uplink, a wireless link, voice without priority. Use T.38 with redundancy if the provider supports it.
advice-find-packet-loss = Find where the packets are lost. Let both ends repeat each packet in the packets that follow (UDPTL redundancy).
advice-one-clock-source = Two clocks on the way differ. Let all gateways and exchanges take their clock from the same source.
advice-fixed-jitter-buffer = Give fax calls a jitter buffer of fixed length (100 ms or more) without packet loss concealment, or use T.38.
advice-allow-udptl = Allow UDPTL through the firewall and NAT (udptl.conf has its ports), or switch T.38 off for this trunk.
advice-ask-about-t38 = If the provider claims to support T.38, ask why it refuses. Otherwise do not request T.38 on this trunk.
advice-limit-rate = Limit the rate for this number, or change error correction: off if it was on, on if it was off. If other machines accept our faxes, this machine needs service.
advice-find-who-hung-up = Find out in the telephone system who ended the call, and why. A person at the other end may have hung up.
advice-check-remote-machine = The remote fax machine ended the call itself. It may be out of paper or memory, or want a password or an identification.
advice-check-nat-timeouts = A router that translates addresses (NAT) or a firewall may close the UDP connection in the middle of a call. Check its timeouts, and t38_udptl_nat of the trunk.
advice-lower-rate = Either the remote fax machine does not hear us, or we do not hear it. Try a lower rate, and no T.38 if it was used.
advice-update-remote-machine = The remote fax machine does not follow T.30. Try without error correction, and have its software updated.
advice-avoid-repetition = The remote fax machine sends the same request or answer again and again. Try without error correction, and at a lower rate.
advice-check-number = Check the number, and that a fax machine answers there at this time of day.
advice-compare-capabilities = Look in the protocol of the call at its DIS or DCS, and compare it with the rates and codings that are allowed here.
advice-ask-owner = Ask the owner of the machine which value it wants. A call with the same value would be refused again.
advice-free-space = Free space on the disk of the spool. The log contains the reason why the page was not written.
advice-nothing-if-intended = Nothing, if that was intended. The log names who ended the call.
advice-find-late-page = Look in the log for the reason why the next page was not ready: a slow disk, or a document that could not be read.
advice-raise-limit = Raise the limit of the device if such faxes are wanted.
advice-shorter-pages = Ask the sender to divide the document into shorter pages.
advice-report-bug = Report this as a bug, with the log and this recording.
advice-send-again = The document of the fax contains what arrived. Have the page sent again; if it fails again, without MMR and JBIG.
