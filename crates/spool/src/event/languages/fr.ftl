# What happens to jobs and faxes, in French.

# A job waits, and is called.
taken-in = Déposé ({ $origin }).
taken-in-without-number = Déposé ({ $origin }). En attente d’un numéro.
# The submission method.
origin = { $method ->
    [cli] ligne de commande
    [ami] AMI
    [drop] dossier surveillé
    [mail] e-mail
    [print] imprimante
    [hylafax] client HylaFAX
   *[web] interface web ou API
}
waits-for-line = En attente d’une ligne.
waits-for-time = En attente de son heure.
clock-put-back = L’horloge de cette machine avançait et a été retardée : le fax attend de nouveau.
dialled = Appel du numéro en cours.
dialled-by-node = Le nœud { $node } appelle le numéro.
joined-call = Envoyé dans le même appel qu’un autre fax.
put-in-call = Envoyé dans un appel établi pour lui.
fax-machine-answered = Un télécopieur a répondu.
not-dialled = Numéro non composé : { $why }.
not-dialled-by-node = Numéro non composé par le nœud { $node } : { $why }.

# An attempt or a job ends.
pages-unanswered = { $count ->
    [one] { $count } page a été envoyée mais pas confirmée ; elle arrivera peut-être deux fois.
   *[other] { $count } pages ont été envoyées mais pas confirmées ; elles arriveront peut-être deux fois.
}
fetched-before = { $count ->
    [one] Avant cela, { $count } page a été relevée, comme fax { $fax }.
   *[other] Avant cela, { $count } pages ont été relevées, comme fax { $fax }.
}
given-up-attempts = { $count ->
    [one] Abandonné après { $count } tentative.
   *[other] Abandonné après { $count } tentatives.
}
given-up-calls = { $count ->
    [one] Abandonné après { $count } appel.
   *[other] Abandonné après { $count } appels.
}
given-up-calls-alike = { $count ->
    [one] Abandonné après { $count } appel qui a échoué ainsi.
   *[other] Abandonné après { $count } appels qui ont échoué de la même façon.
}
last-attempt = La dernière tentative : { $why }
sent = { $count ->
    [one] Envoyé : { $count } page.
   *[other] Envoyé : { $count } pages.
}
fetched = { $count ->
    [one] Relevé : { $count } page, comme fax { $fax }.
   *[other] Relevé : { $count } pages, comme fax { $fax }.
}
unconfirmed = { $count ->
    [one] Le télécopieur distant n’a jamais confirmé { $count } d’entre elles.
   *[other] Le télécopieur distant n’a jamais confirmé { $count } d’entre elles.
}
perhaps-twice = { $count ->
    [one] { $count } page est peut-être arrivée deux fois.
   *[other] { $count } pages sont peut-être arrivées deux fois.
}

# Somebody changes a job.
cancelled = Annulé { $by }.
held = Suspendu { $by }.
released = Libéré { $by }.
retried = Relancé { $by }.
changed = Modifié { $by }.
priority-changed = Priorité changée de { $from } à { $to } { $by }.
number-given = Numéro { $number } indiqué { $by }.
held-by-stop = Suspendu : les envois de « { $user } » sont bloqués ({ $why }).
released-by-stop = Libéré : « { $user } » peut de nouveau envoyer.
held-unfit = Suspendu, car sa ligne dans la base de données est inutilisable : { $why }.

# Who did it, behind “Cancelled” and the like.
by-user = par { $user }
by-administrator = par l’administration
by-ami = par AMI
by-console = par la console du PBX
by-printer = par l’imprimante
by-import = par la reprise depuis HylaFAX
by-shared = par la base de données partagée
by-node = par le nœud { $node }
by-stop = par le blocage de « { $user } »
by-stop-end = par le déblocage de « { $user } »
by-at-node = { $by } (nœud { $node })

# Why a user may not send.
stopped-by = bloqué { $by }
stopped-faxes = plus de { $most } fax en { $minutes } min
stopped-refusals = plus de { $most } numéros non autorisés en { $minutes } min

# Several machines share a database.
taken-from-node = Déposé sur le nœud { $node }.
shared = Enregistré dans la base de données partagée comme envoi { $job }.
shared-attempt = Une tentative pour l’envoi { $job } de la base de données partagée.
shared-attempt-over = La tentative sur ce nœud est terminée. La base de données partagée décide de la suite de l’envoi.
shared-asked = { $deed ->
    [cancel] Annulation demandée à la base de données partagée { $by }.
    [hold] Suspension demandée à la base de données partagée { $by }.
    [release] Libération demandée à la base de données partagée { $by }.
    [retry] Nouvelle tentative demandée à la base de données partagée { $by }.
   *[priority] Changement de priorité demandé à la base de données partagée { $by }.
}
same-mail-of-node = C’est le même e-mail que l’envoi { $job } du nœud { $node }. Il est envoyé et signalé comme celui-ci.
same-mail-of-shared = C’est le même e-mail que l’envoi { $job } de la base de données partagée. Il est envoyé et signalé comme celui-ci.
same-mail = C’est le même e-mail qu’un autre qu’une autre machine a déjà reçu.
ended-while-away = { $end ->
    [sent] Envoyé pendant que cette machine était absente. La base de données partagée a supprimé l’envoi depuis.
   *[failed] Échoué pendant que cette machine était absente. La base de données partagée a supprimé l’envoi depuis.
}
ended-while-away-reported = Signalé par le nœud { $node }.
reported-elsewhere = Signalé par { $node }, car cette machine était injoignable.
ended-before = Déjà terminé auparavant, selon le nœud { $node }.

# A received fax ends.
damaged-more = { $count ->
    [one] Il en est de même pour { $count } autre page.
   *[other] Il en est de même pour { $count } autres pages.
}
document-trouble = Le document n’a pas pu être lu : { $why }.
page-broken = La page { $page } n’a pas pu être décodée après la ligne { $row } ; { $kept }.
page-long = La page { $page } dépasse la limite de { $rows } lignes ; { $kept }.
page-rows = Sur la page { $page }, { $bad } lignes sur { $rows } sont abîmées ; { $kept }.
kept = { $what ->
    [rows-before] les lignes précédentes sont conservées
    [all] ce qui est arrivé est conservé
   *[beginning] le début de ce qui est arrivé est conservé
}

# Why an attempt failed, or how a call ended.
call-lost = Le PBX n’a jamais signalé comment l’appel s’est terminé.
bug = Le logiciel de fax a échoué sur une erreur interne. Son journal en donne les détails.
ended-for-other-job = L’appel a été terminé à cause d’un autre fax.
spool-not-written = Rien n’a pu être enregistré pendant l’appel.
page-not-made = Une page ne peut pas être envoyée : { $why }.
page-not-sent = Une page n’a pas pu être transmise à la ligne : { $why }.
node-silent = Le nœud { $node } a passé l’appel puis n’a plus donné de nouvelles.
node-failed = Le nœud { $node } ne peut pas l’envoyer : { $why }.
shared-unreachable = Le nœud n’a pas pu joindre la base de données partagée et a terminé l’appel.
page-not-shared = La dernière page n’est pas parvenue à temps à la base de données partagée et n’a donc pas été confirmée.
caller-fetched = L’appelant a relevé un document ; aucun fax n’est arrivé.
spool-too-slow = L’appel n’a pas pu être enregistré à temps et a été refusé.

# Why a job was not dialled, behind “Not dialled:”.
obstacle-taken-out = il a été retiré de l’appel
obstacle-call-ended = l’appel s’est terminé avant lui
obstacle-encrypted = ses documents sont chiffrés ; `ferrofax serve` les déchiffre d’abord
obstacle-pbx-refuses = le PBX ne passe pas d’appel en ce moment : { $why }
obstacle-dial-string = « { $dial } » ne peut pas être composé ; Local/numéro@contexte ou PJSIP/numéro@terminal conviendrait
obstacle-no-device = il n’y a pas de poste de fax « { $device } »
obstacle-forbidden = les fax vers { $beginning }… sont bloqués
obstacle-not-begun = son PBX n’a pas commencé l’appel
obstacle-restarted = le nœud a été redémarré avant d’appeler
obstacle-no-keys = le nœud ne peut pas utiliser ses clés en ce moment

# What a call takes care of.
max-rate = Au plus { $bps } bit/s : des débits supérieurs ont échoué le { $since }.
without-t38 = T.38 n’est pas demandé : il a interrompu des appels vers ce numéro, la dernière fois le { $since }.
without-ecm = Sans correction d’erreurs, au plus { $bps } bit/s : avec elle, des appels vers ce numéro ont échoué ; sans elle, un appel a réussi le { $since }.

# What the line was like.
line = Ligne : { $line }
line-grade = { $grade ->
    [good] bonne
    [fair] moyenne
   *[poor] mauvaise
}
line-even = { $grade }, { $bps } bit/s.
line-slowed = { $grade }, ralentie de { $first } à { $slowest } bit/s.
line-frames = { $count ->
    [one] { $count } trame sur { $frames } a été répétée.
   *[other] { $count } trames sur { $frames } ont été répétées.
}
line-trainings = { $count ->
    [one] { $count } apprentissage a échoué.
   *[other] { $count } apprentissages ont échoué.
}
line-pages = { $count ->
    [one] { $count } page a été renvoyée.
   *[other] { $count } pages ont été renvoyées.
}
line-commands = { $count ->
    [one] { $count } commande a été répétée.
   *[other] { $count } commandes ont été répétées.
}
line-faint = Le signal du télécopieur distant était faible.
line-noisy = Le signal du télécopieur distant était bruité.

# Why a fax was not sent, and what to do about it.
failure-busy = Le numéro était occupé.
advice-busy = Renvoyez le fax plus tard.
failure-no-answer = Personne n’a répondu.
advice-no-answer = Le télécopieur est peut-être éteint. Vérifiez le numéro ou renvoyez le fax plus tard.
failure-no-fax = L’appel a été pris, mais pas par un télécopieur.
advice-no-fax = Vérifiez qu’il s’agit d’un numéro de fax.
failure-dropped = L’appel s’est terminé avant que le fax soit complet.
advice-dropped = Le télécopieur distant manque peut-être de papier ou de mémoire. Demandez au destinataire ou renvoyez le fax plus tard.
failure-line-too-bad = La ligne était trop mauvaise pour le fax.
advice-line-too-bad = Renvoyez le fax plus tard. Si cela se répète, vérifiez le codec, la gigue et le gain du trunk.
failure-unconfirmed = Une page a été envoyée, mais le télécopieur distant ne l’a jamais confirmée. Elle est peut-être arrivée.
advice-unconfirmed = Demandez au destinataire quelles pages sont arrivées avant de renvoyer le fax.
failure-incompatible = Le télécopieur distant ne peut pas recevoir ce fax.
advice-incompatible = Il manque peut-être de papier, ne peut qu’envoyer, ou demande une sous-adresse ou un mot de passe.
failure-nothing-to-fetch = Le télécopieur distant n’a pas de document à relever.
advice-nothing-to-fetch = Demandez quand un document sera disponible et sous quel numéro (SEP).
failure-fetch-refused = Le télécopieur distant a refusé d’envoyer son document.
advice-fetch-refused = Il demande peut-être un mot de passe (PWD) ou un autre numéro de document (SEP).
failure-field-refused = Le télécopieur distant a refusé la sous-adresse, le mot de passe ou une autre indication.
advice-field-refused = Demandez au destinataire la sous-adresse et le mot de passe, et renvoyez le fax avec ceux-ci.
failure-t38-negotiation = Le passage à T.38 a échoué.
advice-t38-negotiation = Désactivez T.38 pour ce trunk ou adressez-vous à son fournisseur.
failure-unknown-number = Ce numéro n’existe pas.
advice-unknown-number = Vérifiez le numéro, son indicatif et les règles de numérotation.
failure-number-changed = Le numéro a changé.
advice-number-changed = Demandez le nouveau numéro au destinataire.
failure-call-rejected = L’appel a été refusé.
advice-call-rejected = Le destinataire ou le réseau n’accepte pas les appels de cette ligne.
failure-no-route = Il n’y avait pas de route vers ce numéro.
advice-no-route = Vérifiez le trunk et la route sortante.
failure-lines-full = Toutes les lignes étaient occupées.
advice-lines-full = Renvoyez le fax plus tard ou ajoutez des lignes.
failure-bad-number = Ce n’est pas un numéro de fax valable.
advice-bad-number = Saisissez des chiffres, avec + devant un indicatif de pays.
failure-no-number = Personne n’a indiqué le numéro à temps.
advice-no-number = Déposez le fax à nouveau, avec son numéro.
failure-forbidden = L’expéditeur n’est pas autorisé à faxer à ce numéro.
advice-forbidden = Adressez-vous à l’administration.
failure-blocked = Un autre appel vers ce numéro est en cours.
advice-blocked = Rien à faire : le fax continue de lui-même.
failure-time-of-day = Le fax attend les heures auxquelles il peut être envoyé.
advice-time-of-day = Rien à faire : le fax continue de lui-même.
failure-expired = Le fax n’a pas pu être envoyé à temps.
advice-expired = Renvoyez-le avec plus de temps.
failure-conversion-failed = Un document n’a pas pu être converti en pages de fax.
advice-conversion-failed = Ouvrez le document, enregistrez-le en PDF et envoyez celui-ci.
failure-no-converter = Ce type de document ne peut pas être faxé.
advice-no-converter = Envoyez-le en PDF, TIFF ou texte.
failure-too-many-pages = Le fax a plus de pages que permis.
advice-too-many-pages = Envoyez-le en plusieurs parties.
failure-no-document = Il n’y a rien à envoyer.
advice-no-document = Ajoutez un document.
failure-cancelled = Le fax a été annulé.
advice-cancelled = Rien à faire.
failure-internal = Le PBX ou le logiciel de fax s’est arrêté pendant l’appel.
advice-internal = L’administration trouvera des détails dans le journal.

# How a T.30 session ended.
cause-ok = Le fax a été reçu en entier.
cause-hangup = La ligne a été raccrochée avant que le fax soit complet.
cause-cancelled = L’appel a été terminé de notre côté.
cause-t1-expired = Aucun télécopieur ne s’est fait entendre dans les 35 secondes après le décrochage.
cause-v34-failed = Les modems rapides (V.34) ne se sont pas atteints, et rien n’a été entendu sans eux.
cause-damaged-commands = Les commandes de l’émetteur étaient trop abîmées pour être lues.
cause-t38-negotiation = Un télécopieur a été entendu, mais le passage à T.38 a échoué : il a mis fin à l’appel, ou aucun paquet n’est venu ensuite.
cause-dcn-before-page = L’émetteur a coupé la communication avant d’envoyer une page.
cause-poll-refused = L’appelant a demandé à relever un document, et il n’y en a pas.
cause-nothing-to-fetch = L’appelé n’a pas de document que nous pourrions relever.
cause-fetch-not-answered = L’appelé n’a pas répondu quand nous avons demandé son document.
cause-fetch-refused = L’appelé n’a pas donné son document ; il demande peut-être un mot de passe ou un autre numéro.
cause-wrong-password = L’appelant n’a donné aucun mot de passe, ou un mauvais.
cause-unknown-document = L’appelant a demandé un document qui n’est pas tenu à disposition ici.
cause-not-offered = L’émetteur a voulu envoyer d’une façon qui ne lui était pas proposée.
cause-training-failed = Les modems n’ont pu s’accorder à aucun débit ; la ligne est trop mauvaise.
cause-no-page = L’émetteur est parvenu au début de la page et n’en a envoyé aucune.
cause-no-command-after-page = Après une page, l’émetteur s’est tu.
cause-silence-after-answer = Après notre réponse à une page, l’émetteur s’est tu.
cause-packets-stopped = Le réseau a cessé de transmettre les paquets du fax (T.38) au milieu d’une page.
cause-dcn-for-end = Le fax a été reçu en entier ; l’émetteur a coupé après la dernière page sans en demander la confirmation.
cause-dcn-before-end = L’émetteur a coupé la communication au milieu du fax.
cause-given-up-by-peer = L’émetteur a abandonné une page qui ne passait pas.
cause-page-not-decoded = Une page est arrivée qui n’a pas pu être décodée jusqu’au bout.
cause-page-refused = Une page était trop abîmée pour être acceptée et n’a pas été renvoyée.
cause-command-loop = L’émetteur a répété sans fin la même commande.
cause-unexpected-command = L’émetteur a envoyé une commande qui n’a pas sa place à cet endroit.
cause-password-refused = Le télécopieur distant refuse le mot de passe (PWD).
cause-selection-refused = Le télécopieur distant ne connaît pas le numéro du document (SEP).
cause-subaddress-refused = Le télécopieur distant refuse la sous-adresse (SUB).
cause-sender-refused = Le télécopieur distant refuse l’identification de l’expéditeur (SID).
cause-ident-refused = Le télécopieur distant refuse notre identification (TSI).
cause-field-refused = Le télécopieur distant refuse une de nos indications.
cause-cannot-receive = L’appelé ne peut pas recevoir de fax de notre part.
cause-no-receiver = L’appelé indique qu’il ne reçoit pas de fax.
cause-damaged-answers = Les réponses de l’appelé étaient trop abîmées pour être lues.
cause-no-answer-to-training = L’appelé n’a pas répondu quand les modems devaient s’accorder.
cause-no-answer-to-page = Après une page, l’appelé n’a pas répondu : il l’a peut-être reçue, ou pas.
cause-receiver-fell-silent = L’appelé s’est tu au milieu d’une page.
cause-dcn-from-receiver = L’appelé a coupé la communication avant que le fax soit complet.
cause-receiver-not-ready = L’appelé nous a fait attendre trop longtemps.
cause-refused-by-receiver = L’appelé a refusé une page comme trop abîmée, aussi souvent qu’elle ait été envoyée.
cause-not-getting-through = Une page n’est pas passée, aussi souvent que ses parties aient été renvoyées.
cause-no-progress = Les mêmes échanges se sont répétés pendant des minutes, et rien de nouveau n’est passé.
cause-answer-loop = L’appelé a répété sans fin la même réponse.
cause-unexpected-answer = L’appelé a donné une réponse qui n’a pas sa place à cet endroit.
cause-page-not-given = Une page n’était pas prête à temps pour l’envoi.
cause-storage = Le fax n’a pas pu être enregistré.
cause-call-too-long = L’appel a duré plus longtemps que permis.
cause-too-many-pages = Le fax a plus de pages, ou est plus grand, que permis.
cause-page-too-long = Une page est plus longue que permis.
cause-pbx-crashed = Le PBX s’est arrêté pendant la réception du fax.
cause-internal-error = Le logiciel de fax a échoué ; son journal en dit plus.

# Ce qui a arrêté une page, un envoi ou un document : une partie de phrase.
detail-no-page = le document n’a pas de page { $page }
detail-file-unreadable = { $path } est illisible : { $why }
detail-file-damaged = { $path } est endommagé : { $why }
detail-bug = le logiciel de fax a échoué dessus
detail-page-not-wanted = aucune page n’est attendue maintenant
detail-resolution = le télécopieur distant n’accepte aucune page de cette résolution
detail-too-wide = le télécopieur distant n’accepte aucune page aussi large
detail-wrong-width = l’image n’a pas la largeur indiquée
detail-page-empty = la page est vide
detail-colour = la page en couleurs ne peut pas être envoyée : { $why }
detail-row-unreadable = une ligne de la base de données { $path } est illisible : { $why }
detail-database-unfit = la base de données { $path } le refuse : { $why }
detail-document-unusable = le document { $path } est inutilisable : { $why }
detail-no-fax = il n’y a pas de fax { $fax }
detail-no-job = il n’y a pas d’envoi { $job }
detail-no-change = il n’y a pas de modification { $change } d’un envoi
detail-text = { $text }
