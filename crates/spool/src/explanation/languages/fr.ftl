# The explanation of a recorded call, in French.

# What the recording shows. { $end } is the sentence for the end of the call.
nothing-wrong = Cet appel ne présente aucune anomalie.
nothing-wrong-so-far = L’enregistrement s’arrête au milieu de l’appel. Jusque-là, aucune anomalie.
unexplained = { $end } Rien de ce qui a été mesuré sur la ligne ne l’explique.
parts-repeated = Le fax est arrivé, mais des parties du fax ou des apprentissages ont dû être répétés. Rien de ce qui a été mesuré sur la ligne ne l’explique.
line-noise = La ligne est bruitée : le signal du télécopieur distant dépasse le bruit de { $above } dB.
line-noise-level = La ligne est bruitée : le signal du télécopieur distant dépasse le bruit ({ $noise } dBm0) de { $above } dB.
line-clicks = La ligne craque : { $count ->
        [one] un craquement
       *[other] { $count } craquements
    } dans le signal du télécopieur distant.
own-echo = Notre propre signal revient en écho, { $delay } ms plus tard et affaibli de { $loss } dB.
clocks-differ = Les horloges des deux extrémités diffèrent de { $ppm } parties par million : l’horloge distante { $remote ->
        [fast] avance
       *[slow] retarde
    }.
signal-too-quiet = Le signal du télécopieur distant est trop faible : { $level } dBm0.
signal-too-quiet-clipped = Le signal du télécopieur distant est trop faible : { $level } dBm0, et { $percent } % de ses crêtes sont écrêtées.
signal-too-loud = Le signal du télécopieur distant est trop fort : { $level } dBm0.
signal-too-loud-clipped = Le signal du télécopieur distant est trop fort : { $level } dBm0, et { $percent } % de ses crêtes sont écrêtées.
audio-lost = Il manque { $percent } % du son qui nous a été envoyé ({ $ms } ms en { $count ->
        [one] une lacune
       *[other] { $count } lacunes
    }).
audio-lost-silenced = Il manque { $percent } % du son qui nous a été envoyé ({ $ms } ms en { $count ->
        [one] une lacune
       *[other] { $count } lacunes
    }, dont { $silenced } remplies de silence avant d’arriver chez nous).
packets-lost = { $count ->
        [one] Un paquet T.38 n’est jamais arrivé
       *[other] { $count } paquets T.38 ne sont jamais arrivés
    } ({ $percent } %). Arrivés en retard : { $late }, arrivés deux fois : { $twice }.
samples-slipped = Le réseau omet ou insère des échantillons audio : { $count } fois dans le signal du télécopieur distant.
samples-slipped-regularly = Le réseau omet ou insère des échantillons audio : { $count } fois dans le signal du télécopieur distant, environ toutes les { $seconds } s.
jitter-buffer-changed = Un tampon de gigue a changé de longueur pendant l’appel : { $count ->
        [one] un morceau de son a été répété
       *[other] { $count } morceaux de son ont été répétés
    } ({ $ms } ms en tout).
no-t38-packet = L’appel est passé en T.38, et aucun paquet T.38 n’est arrivé.
t38-refused = T.38 a été demandé et refusé. L’appel a continué en audio.
pages-rejected = Le télécopieur distant accepte notre apprentissage ({ $cfr } CFR), puis rejette les pages ({ $ppr } PPR, { $rtn } RTN).
training-rejected = Le télécopieur distant rejette notre apprentissage à toutes les vitesses ({ $ftt } FTT), alors que son propre signal arrive sans défaut.
rows-undecodable = L’apprentissage du télécopieur distant était bon et son signal est propre ({ $snr } dB), mais { $bad } lignes de ses pages sur { $rows } sont indécodables.
no-frame-sent = Le télécopieur distant annonce une page avec correction d’erreurs ({ $pps } PPS), mais aucune trame de la page n’est arrivée, alors que la ligne est propre ({ $snr } dB).
never-trained = Le télécopieur distant a annoncé { $count } fois comment il enverrait (DCS), mais n’a jamais fait l’apprentissage correspondant, alors que la ligne est propre.
call-ended = { $end }
call-ended-in-phase = { $end } L’appel était en phase { $phase }.
no-fax-machine = Aucun télécopieur n’a été entendu en { $seconds } s : { $heard ->
        [interrupted-tone] seulement une tonalité intermittente, comme la tonalité d’occupation
        [exchange-tone] seulement une tonalité du central téléphonique
        [silence] la ligne était silencieuse
        [fax-tone] seulement une tonalité de fax, puis plus rien
       *[voices] seulement des voix ou de la musique
    }.
page-not-stored = Une page est arrivée et n’a pas pu être enregistrée ici.
page-broken-after-row = La page { $page } est arrivée avec correction d’erreurs, mais elle est indécodable après la ligne { $row }.
page-rows-bad = La page { $page } est arrivée avec correction d’erreurs, mais { $bad } de ses { $rows } lignes sont indécodables.

# Who most likely caused it.
fault-line = La cause la plus probable est la ligne téléphonique.
fault-far-machine = La cause la plus probable est le télécopieur distant.
fault-network = La cause la plus probable est le réseau.
fault-us = La cause la plus probable est ce serveur de fax.

# What to change.
advice-nothing = Rien.
advice-nothing-yet = Rien, si cela ne concerne que cet appel.
advice-try-again = Renvoyez le fax. Si seuls les fax vers ce télécopieur échouent encore, demandez l’aide de son propriétaire.
advice-check-line = Faites vérifier la ligne aux deux extrémités. D’ici là, limitez la vitesse à 9600 ou moins et utilisez la correction d’erreurs.
advice-check-connectors = Faites vérifier la ligne et ses connecteurs, et utilisez la correction d’erreurs.
advice-remove-echo = Demandez au fournisseur T.38, ou une ligne dont les annuleurs d’écho obéissent à la tonalité de 2100 Hz. Si une passerelle raccorde des lignes analogiques, réglez correctement son impédance.
advice-synchronise-clocks = Faites prendre aux passerelles l’horloge du réseau téléphonique, et non celle de leur propre quartz.
advice-correct-gain = Corrigez le gain de la passerelle ou de la carte de ligne. Un fax doit arriver avec un niveau de -10 à -30 dBm0.
advice-find-audio-loss = Cherchez où les paquets se perdent : une liaison montante saturée, une liaison sans fil, la voix sans priorité. Utilisez T.38 avec redondance si le fournisseur le propose.
advice-find-packet-loss = Cherchez où les paquets se perdent. Faites répéter par les deux côtés chaque paquet dans les suivants (redondance UDPTL).
advice-one-clock-source = Deux horloges diffèrent sur le trajet. Faites prendre à toutes les passerelles et à tous les centraux la même source d’horloge.
advice-fixed-jitter-buffer = Donnez aux appels de fax un tampon de gigue de longueur fixe (100 ms ou plus) sans masquage des pertes de paquets, ou utilisez T.38.
advice-allow-udptl = Autorisez UDPTL dans le pare-feu et le NAT (ses ports sont dans udptl.conf), ou désactivez T.38 pour ce trunk.
advice-ask-about-t38 = Si le fournisseur dit prendre en charge T.38, demandez-lui pourquoi il le refuse. Sinon, ne demandez pas T.38 sur ce trunk.
advice-limit-rate = Limitez la vitesse pour ce numéro ou changez la correction d’erreurs : désactivez-la si elle était active, activez-la sinon. Si d’autres télécopieurs acceptent nos fax, celui-ci a besoin d’une révision.
advice-find-who-hung-up = Cherchez dans le système téléphonique qui a terminé l’appel et pourquoi. Une personne a peut-être raccroché à l’autre bout.
advice-check-remote-machine = Le télécopieur distant a terminé l’appel lui-même. Il manque peut-être de papier ou de mémoire, ou exige un mot de passe ou une identification.
advice-check-nat-timeouts = Un routeur qui traduit les adresses (NAT) ou un pare-feu ferme peut-être la connexion UDP au milieu de l’appel. Vérifiez leurs délais, et t38_udptl_nat du trunk.
advice-lower-rate = Ou bien le télécopieur distant ne nous entend pas, ou bien nous ne l’entendons pas. Essayez une vitesse plus basse, et sans T.38 s’il était utilisé.
advice-update-remote-machine = Le télécopieur distant ne respecte pas T.30. Essayez sans correction d’erreurs et faites mettre à jour son logiciel.
advice-avoid-repetition = Le télécopieur distant envoie sans cesse la même demande ou la même réponse. Essayez sans correction d’erreurs et à une vitesse plus basse.
advice-check-number = Vérifiez le numéro, et qu’un télécopieur y répond à cette heure.
advice-compare-capabilities = Comparez son DIS ou DCS, dans le protocole de l’appel, aux vitesses et aux codages autorisés ici.
advice-ask-owner = Demandez au propriétaire du télécopieur quelle valeur il attend. Un appel avec la même valeur serait de nouveau refusé.
advice-free-space = Libérez de l’espace sur le disque du spool, et cherchez dans le journal pourquoi la page n’a pas été écrite.
advice-nothing-if-intended = Rien, si c’était voulu. Le journal indique qui a terminé l’appel.
advice-find-late-page = Cherchez dans le journal pourquoi la page suivante n’était pas prête : un disque lent, ou un document illisible.
advice-raise-limit = Relevez la limite du poste si de tels fax sont souhaités.
advice-shorter-pages = Demandez à l’expéditeur de diviser le document en pages plus courtes.
advice-report-bug = Signalez cette erreur, avec le journal et cet enregistrement.
advice-send-again = Le document du fax contient ce qui est arrivé. Faites renvoyer la page ; si cela échoue encore, sans MMR ni JBIG.
