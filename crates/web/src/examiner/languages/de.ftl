# Why nothing can be made of a call recording, in German.

no-recording = Das ist keine Anrufaufzeichnung: Die Datei beginnt nicht wie eine.
other-version = Diese Anrufaufzeichnung hat Version { $version }. Dieses Ferrofax liest Version { $reads }.
no-settings = Diese Anrufaufzeichnung endet vor den Einstellungen des Anrufs.
damaged = Diese Anrufaufzeichnung ist ab Byte { $at } beschädigt.
corrupt = Die Datei dieser Anrufaufzeichnung ist beschädigt.
no-memory = Diese Anrufaufzeichnung braucht mehr Arbeitsspeicher, als es gibt.
too-long = Diese Anrufaufzeichnung ist länger als jeder Anruf.
no-page-received = In diesem Anruf kam keine Seite an.
no-page-to-send = In diesem Anruf war keine Seite zu senden.
no-t38 = Dieser Anruf benutzte kein T.38, deshalb hat er keine Pakete.
no-setting = „{ $setting }“ ist keine Einstellung eines Anrufs. Einstellungen sind max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh und level=-15 (dBm0).
too-slow = Die Anrufaufzeichnung konnte nicht innerhalb von { $seconds ->
        [one] einer Sekunde
       *[other] { $seconds } Sekunden
    } untersucht werden. Der Befehl `ferrofax call` hat diese Grenze nicht.
broke-time = Die Untersuchung der Anrufaufzeichnung braucht zu viel Rechenzeit.
broke-memory = Die Untersuchung der Anrufaufzeichnung braucht zu viel Arbeitsspeicher.
broke-crash = Die Anrufaufzeichnung bringt das Programm zum Absturz, das sie untersucht.
too-large = Das Ergebnis ist zu groß, um es hier abzurufen. Der Befehl `ferrofax call export` schreibt es in eine Datei.
busy = Gerade werden andere Anrufaufzeichnungen untersucht. Versuchen Sie es in einer Minute noch einmal.
no-child = Das Programm, das Anrufaufzeichnungen untersucht, lässt sich nicht starten.
no-file = Die Anrufaufzeichnung lässt sich nicht lesen.
