# Why nothing can be made of a call recording, in English.

no-recording = This is not a call recording: it does not begin like one.
other-version = This call recording has version { $version }. This Ferrofax reads version { $reads }.
no-settings = This call recording ends before the settings of the call.
damaged = This call recording is damaged at byte { $at }.
corrupt = The file of this call recording is damaged.
no-memory = This call recording needs more memory than there is.
too-long = This call recording is longer than any call.
no-page-received = No page arrived in this call.
no-page-to-send = No page was to be sent in this call.
no-t38 = This call did not use T.38, so it has no packets.
no-setting = '{ $setting }' is not a setting of a call. Settings are max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh and level=-15 (dBm0).
too-slow = The call recording could not be examined within { $seconds ->
        [one] one second
       *[other] { $seconds } seconds
    }. The command `ferrofax call` has no such limit.
broke-time = Examining the call recording takes too much processor time.
broke-memory = Examining the call recording takes too much memory.
broke-crash = The call recording crashes the program that examines it.
too-large = The result is too large to be fetched here. The command `ferrofax call export` writes it to a file.
busy = Other call recordings are being examined. Try again in a minute.
no-child = The program that examines call recordings cannot be started.
no-file = The call recording cannot be read.
