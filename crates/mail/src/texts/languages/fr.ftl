# The texts of the mails that the Ferrofax service writes.

# Words of others, such as the answer of a mail server, which are shown as they are.
original = « { $text } »

# Labels.
label-number = Numéro
label-reason = Motif
label-advice = À faire
label-subject = Objet
label-sender = Expéditeur
label-origin = Provenance
label-received = Reçu
label-mail = E-mail
label-since = Depuis
label-held = Suspendus
label-print-job = Impression
label-printed-by = Imprimé par
label-device = Poste
label-faxes = Fax créés
nobody = personne
nobody-report = personne (un rapport d’un serveur de messagerie)

# The answer to a mail that is not faxed.
refused-subject = Fax au { $number } : NON ENVOYÉ : { $why }
refused-about-subject = Fax au { $number } ({ $about }) : NON ENVOYÉ : { $why }
numbers = { $count ->
    [one] { $count } numéro
   *[other] { $count } numéros
}
refused-text = Cet e-mail n’a PAS ÉTÉ FAXÉ.

# A mail on which the fax software fails.
set-aside-subject = L’e-mail { $mail } a été mis de côté : le logiciel de fax échoue à le traiter
set-aside-text = Ferrofax a accepté un e-mail, mais le logiciel de fax a échoué à chaque traitement de cet e-mail. L’e-mail N’EST PAS FAXÉ. Tous les autres e-mails sont traités.
set-aside-advice = L’e-mail se trouve dans le dossier mail/damaged du spool. Veuillez signaler l’erreur aux développeurs de Ferrofax et ne leur envoyer l’e-mail que s’il ne contient rien de confidentiel. `ferrofax mail-queue retry { $mail }` fait un nouvel essai, `ferrofax mail-queue delete { $mail }` le supprime.

# A mail to the postmaster.
postmaster-subject = Au postmaster : { $subject }
no-subject = (sans objet)
postmaster-text = Cet e-mail a été écrit au postmaster du serveur de fax. Il n’est pas faxé.
postmaster-mail = L’e-mail :
postmaster-more = { $count ->
    [one] { $count } autre octet n’est pas affiché
   *[other] { $count } autres octets ne sont pas affichés
}

# An answer that should give a fax its number.
number-subject = Le fax { $fax } n’a pas encore de numéro : { $why }
number-unknown-subject = Le fax n’a pas encore de numéro : { $why }
number-text = Votre réponse n’a donné aucun numéro au fax : { $why }.
number-advice = Répondez encore une fois à l’e-mail qui demande le numéro, avec le numéro seul sur la première ligne.

# A user who was blocked automatically.
stopped-subject = L’utilisateur { $user } est bloqué
stopped-text = L’utilisateur { $user } est BLOQUÉ et ne peut plus envoyer de fax.
stopped-held = { $count ->
    [one] { $count } fax en attente de cet utilisateur
   *[other] { $count } fax en attente de cet utilisateur
}
stopped-advice = Vérifiez si l’utilisateur a connaissance de ces fax. Si ce n’est pas le cas, changez d’abord le mot de passe. `ferrofax users go-on { $user }` débloque l’utilisateur et libère les fax suspendus. Le journal d’audit (audit.log dans le dossier du spool) contient tous les détails.

# A print job of which faxes were refused.
print-subject = L’impression { $job } ({ $name }) N’EST PAS FAXÉE
print-part-subject = L’impression { $job } ({ $name }) N’EST PAS FAXÉE EN ENTIER
print-text = Une impression a été acceptée, mais ces parties NE SERONT PAS envoyées :
print-rest = Les pages restantes : { $why }
print-fax = Le fax : { $why }
print-fax-to = Le fax au { $number } : { $why }
print-more = { $count ->
    [one] … et { $count } autre.
   *[other] … et { $count } autres.
}

# Alarms.
alarm-subject = ALARME : { $what }
alarm-over-subject = Terminé : { $what }
alarm-again = Vous serez de nouveau averti quand le problème sera résolu.
alarm-began = L’alarme a commencé le { $date }.
unwatched-subject = l’alarme { $name }
unwatched-text = Les réglages ne demandent plus cette alarme. Son texte était : { $text }
disk-begins = le disque du spool est presque plein
disk-over = le disque du spool a de nouveau assez de place
disk-text = Il ne reste que { $free } Mio libres dans { $folder }. Si le disque est plein, aucun fax ne peut être reçu.
disk-advice = Libérez de la place : `retention_days` dans ferrofax.conf et `ferrofax cleanup --keep-days N` suppriment les anciens fax.
relay-begins = aucun e-mail n’est envoyé
relay-over = les e-mails sont de nouveau envoyés
relay-text = Aucun e-mail n’a pu être envoyé depuis { $minutes } minutes, alors que des e-mails attendent. Dernière réponse du serveur de messagerie : { $why }.
relay-advice = `asterisk -rx 'ferrofax show outbox'` affiche les e-mails ; `ferrofax outbox retry --all` les envoie immédiatement.
failing-begins = de nombreux fax de suite vers { $device } ont échoué
failing-over = { $device } reçoit de nouveau des fax
failing-text = { $count ->
    [one] Aucune page n’a été reçue lors du dernier appel de fax vers { $device }.
   *[other] Aucune page n’a été reçue lors des { $count } derniers appels de fax vers { $device }.
}
failing-advice = `ferrofax faxes --device { $device }` montre comment chaque appel s’est terminé.
silent-begins = aucun fax n’a été reçu depuis longtemps
silent-over = des fax sont de nouveau reçus
silent-text = Aucun poste n’a reçu de fax depuis { $minutes } minutes.
silent-device-begins = { $device } n’a reçu aucun fax depuis longtemps
silent-device-over = { $device } reçoit de nouveau des fax
silent-device-text = { $device } n’a reçu aucun fax depuis { $minutes } minutes.
silent-hours = Des fax sont attendus à ces heures : { $hours }.
silent-last = Le dernier fax a été reçu le { $last }.
silent-never = Aucun fax n’a encore été reçu.
silent-advice = Pour tester la ligne, lancez `ferrofax selftest`, qui envoie un fax à travers le central téléphonique.
folder-begins = les fax ne peuvent pas être enregistrés dans le dossier { $folder }
folder-over = les fax sont de nouveau enregistrés dans le dossier { $folder }
folder-text = Des fax reçus attendent, car il est impossible d’écrire dans le dossier { $path } ({ $folder }) : { $why }.
folder-kept = Ils y seront enregistrés dès que possible, sauf si leur durée de conservation se termine avant. Entre-temps, ils sont envoyés par e-mail comme toujours.
folder-works = Les fax sont de nouveau enregistrés dans le dossier { $path } ({ $folder }).
filing-begins = les fax ne peuvent pas être archivés dans { $folder }
filing-over = les fax sont de nouveau archivés dans { $folder }
filing-text = Des fax reçus attendent, car ils ne peuvent pas être archivés dans { $folder } ({ $path }) : { $why }.
filing-kept = Ils y seront archivés dès que possible, sauf si leur durée de conservation se termine avant. Entre-temps, ils sont envoyés par e-mail comme toujours.
filing-works = Les fax sont de nouveau archivés dans { $folder } ({ $path }).
node-begins = des fax reçus attendent leur transfert
node-over = les fax reçus sont de nouveau transférés
node-text = { $count ->
    [one] { $count } fax reçu attend son transfert vers la base de données partagée { $database } : { $why }.
   *[other] { $count } fax reçus attendent leur transfert vers la base de données partagée { $database } : { $why }.
}
node-kept = Aucun n’est perdu : ils sont dans le spool de cette machine et sont envoyés par e-mail comme d’habitude. Ils seront transférés dès que la base de données les acceptera.
node-mails = { $count ->
    [one] { $count } e-mail d’un fax de la base de données partagée attend que l’on sache si une autre machine l’a envoyé.
   *[other] { $count } e-mails de fax de la base de données partagée attendent que l’on sache si une autre machine les a envoyés.
}
node-works = Les fax reçus sont de nouveau transférés.
mailbox-begins = la boîte aux lettres ne peut pas être lue
mailbox-over = la boîte aux lettres peut de nouveau être lue
mailbox-text = La boîte aux lettres { $user } sur { $place } ne peut pas être lue, ses e-mails ne sont donc pas faxés : { $why }.
mailbox-kept = Aucun n’est perdu : ils seront faxés dès que la boîte aux lettres pourra être lue, sauf s’ils ont alors plus de 5 jours.
mailbox-works = La boîte aux lettres { $user } peut de nouveau être lue.
unclaimed-subject = { $count ->
    [one] { $count } fax n’est toujours ni lu ni attribué
   *[other] { $count } fax ne sont toujours ni lus ni attribués
}
unclaimed-text = { $count ->
    [one] Personne n’a lu ce fax, et il n’est attribué à personne. Connectez-vous pour l’ouvrir :
   *[other] Personne n’a lu ces fax, et ils ne sont attribués à personne. Connectez-vous pour les ouvrir :
}
unclaimed-more = { $count ->
    [one] et { $count } autre fax
   *[other] et { $count } autres fax
}
unclaimed-advice = Vous avez choisi ces e-mails dans « Mon compte », où vous pouvez aussi les désactiver : { $link }

# Why a right is denied.
denied-auditor = Les auditeurs lisent le journal d’audit et ne peuvent pas envoyer de fax.
denied-administrators = Cela est réservé à l’administration.
denied-reads-log = Seuls les administrateurs et les auditeurs peuvent lire le journal d’audit.
denied-house-book = Seuls les administrateurs peuvent modifier le carnet d’adresses de l’organisation.
denied-delete = Vous n’êtes pas autorisé à supprimer des fax.
denied-priority = Vous pouvez abaisser la priorité de vos fax, mais pas l’augmenter.
denied-post-dial = Vous n’êtes pas autorisé à faire envoyer des chiffres après la prise d’appel (post_dial).
denied-job-stopped = Ce fax est compté pour « { $user } », dont les envois sont bloqués : { $why }
denied-not-your-job = L’envoi { $job } appartient à quelqu’un d’autre. Seuls cette personne et les opérateurs peuvent le modifier.
denied-no-device = « { $user } » n’a pas de poste de fax pour envoyer.
denied-device-away = Le poste d’envoi n’existe pas. L’administration a été avertie.
denied-not-your-device = « { $user } » ne peut pas envoyer depuis le poste { $device }.
denied-device-receives = Aucun fax ne peut être envoyé depuis le poste { $device }.
denied-stranger = Seuls les titulaires d’un poste de fax peuvent envoyer des fax.
denied-stopped = Vos envois de fax sont bloqués jusqu’à ce que l’administration vous débloque : { $why }
denied-forbidden = Les fax vers { $beginning }… sont bloqués ici.
denied-not-among = Les fax ne peuvent être envoyés qu’à { $beginnings }….
denied-country-unset = Les fax vers des numéros avec indicatif de pays sont bloqués ici tant que notre propre indicatif (country_code) n’est pas défini.
denied-abroad = Les fax vers l’étranger sont bloqués ici.
denied-premium = Les fax vers { $beginning }… (numéros surtaxés) sont bloqués ici.
denied-hours = Les fax ne sont acceptés qu’à ces heures : { $hours }
denied-quota = Cela dépasse { $whose ->
    [user] votre limite
    [device] la limite du poste
   *[all] la limite commune
} de { $most } { $period ->
    [night] par nuit
    [month] par mois
   *[day] par jour
}.
denied-burst = Vous pouvez envoyer { $faxes } en { $minutes } min. Renvoyez les autres fax plus tard.
faxes-and-pages = { $faxes } et { $pages }
denied-without-number = { $count ->
    [one] Un de vos fax attend un numéro. Saisissez d’abord ce numéro ou annulez le fax.
   *[other] { $count } de vos fax attendent un numéro. Saisissez d’abord ces numéros ou annulez les fax.
}
denied-pages = Le fax compte { $pages } ; la limite est de { $most }.
denied-not-now = Les fax ne peuvent pas être acceptés pour le moment. L’administration a été avertie.

# Counted things.
count-pages = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
count-faxes = { $count ->
    [one] { $count } fax
   *[other] { $count } fax
}
