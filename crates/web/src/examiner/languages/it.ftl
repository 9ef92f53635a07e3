# Why nothing can be made of a call recording, in Italian.

no-recording = Questa non è la registrazione di una chiamata: il file non comincia come tale.
other-version = Questa registrazione ha la versione { $version }. Questo Ferrofax legge la versione { $reads }.
no-settings = Questa registrazione si interrompe prima delle impostazioni della chiamata.
damaged = Questa registrazione è danneggiata al byte { $at }.
corrupt = Il file di questa registrazione è danneggiato.
no-memory = Questa registrazione richiede più memoria di quella disponibile.
too-long = Questa registrazione è più lunga di qualsiasi chiamata.
no-page-received = In questa chiamata non è arrivata nessuna pagina.
no-page-to-send = In questa chiamata non c’erano pagine da inviare.
no-t38 = Questa chiamata non ha usato T.38, quindi non ha pacchetti.
no-setting = “{ $setting }” non è un’impostazione di una chiamata. Le impostazioni sono max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh e level=-15 (dBm0).
too-slow = Non è stato possibile esaminare la registrazione entro { $seconds ->
        [one] un secondo
       *[other] { $seconds } secondi
    }. Il comando `ferrofax call` non ha questo limite.
broke-time = L’esame della registrazione richiede troppo tempo di processore.
broke-memory = L’esame della registrazione richiede troppa memoria.
broke-crash = La registrazione manda in crash il programma che la esamina.
too-large = Il risultato è troppo grande per essere scaricato qui. Il comando `ferrofax call export` lo scrive in un file.
busy = Altre registrazioni sono in esame. Riprovare tra un minuto.
no-child = Il programma che esamina le registrazioni non può essere avviato.
no-file = La registrazione non può essere letta.
