# Why nothing can be made of a call recording, in French.

no-recording = Ce n’est pas un enregistrement d’appel : le fichier ne commence pas comme il faudrait.
other-version = Cet enregistrement d’appel a la version { $version }. Ce Ferrofax lit la version { $reads }.
no-settings = Cet enregistrement d’appel s’arrête avant les réglages de l’appel.
damaged = Cet enregistrement d’appel est endommagé à l’octet { $at }.
corrupt = Le fichier de cet enregistrement d’appel est endommagé.
no-memory = Cet enregistrement d’appel demande plus de mémoire qu’il n’y en a.
too-long = Cet enregistrement d’appel est plus long que n’importe quel appel.
no-page-received = Aucune page n’est arrivée lors de cet appel.
no-page-to-send = Aucune page n’était à envoyer lors de cet appel.
no-t38 = Cet appel n’a pas utilisé T.38 : il n’a donc pas de paquets.
no-setting = « { $setting } » n’est pas un réglage d’appel. Les réglages sont max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh et level=-15 (dBm0).
too-slow = L’enregistrement d’appel n’a pas pu être examiné en { $seconds ->
        [one] une seconde
       *[other] { $seconds } secondes
    }. La commande `ferrofax call` n’a pas cette limite.
broke-time = L’examen de l’enregistrement d’appel demande trop de temps de processeur.
broke-memory = L’examen de l’enregistrement d’appel demande trop de mémoire.
broke-crash = L’enregistrement d’appel fait planter le programme qui l’examine.
too-large = Le résultat est trop volumineux pour être récupéré ici. La commande `ferrofax call export` l’écrit dans un fichier.
busy = D’autres enregistrements d’appels sont en cours d’examen. Réessayez dans une minute.
no-child = Le programme qui examine les enregistrements d’appels ne peut pas être lancé.
no-file = L’enregistrement d’appel ne peut pas être lu.
