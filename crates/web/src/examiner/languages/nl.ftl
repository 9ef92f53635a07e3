# Why nothing can be made of a call recording, in Dutch.

no-recording = Dit is geen oproepopname: het bestand begint niet zo.
other-version = Deze oproepopname heeft versie { $version }. Deze Ferrofax leest versie { $reads }.
no-settings = Deze oproepopname eindigt vóór de instellingen van de oproep.
damaged = Deze oproepopname is vanaf byte { $at } beschadigd.
corrupt = Het bestand van deze oproepopname is beschadigd.
no-memory = Deze oproepopname heeft meer geheugen nodig dan er is.
too-long = Deze oproepopname is langer dan welke oproep ook.
no-page-received = In deze oproep kwam geen pagina aan.
no-page-to-send = In deze oproep was er geen pagina te verzenden.
no-t38 = Deze oproep gebruikte geen T.38 en heeft dus geen pakketten.
no-setting = ‘{ $setting }’ is geen instelling van een oproep. Instellingen zijn max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh en level=-15 (dBm0).
too-slow = De oproepopname kon niet binnen { $seconds ->
        [one] één seconde
       *[other] { $seconds } seconden
    } worden onderzocht. De opdracht `ferrofax call` heeft die grens niet.
broke-time = Het onderzoek van de oproepopname kost te veel processortijd.
broke-memory = Het onderzoek van de oproepopname kost te veel geheugen.
broke-crash = De oproepopname laat het programma crashen dat haar onderzoekt.
too-large = Het resultaat is te groot om hier op te halen. De opdracht `ferrofax call export` schrijft het naar een bestand.
busy = Er worden andere oproepopnamen onderzocht. Probeer het over een minuut opnieuw.
no-child = Het programma dat oproepopnamen onderzoekt, kan niet worden gestart.
no-file = De oproepopname kan niet worden gelezen.
