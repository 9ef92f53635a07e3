# The French words of mails and reports.

date = %d/%m/%Y à %H:%M

# The mail of a received fax.
fax-subject = Fax de { $caller } (pages : { $pages })
fax-headline = Un fax est arrivé pour { $device }.
polled-subject = Fax relevé auprès de { $caller } (pages : { $pages })
polled-headline = Un fax relevé est arrivé pour { $device }.
label-from = De
label-machine = Télécopieur
label-date = Date
label-pages = Pages
label-resolution = Résolution
label-file = Fichier
unknown = inconnu
unknown-caller = un expéditeur inconnu
polled-by-job = Il a été relevé par l’envoi { $job }.
incomplete-subject = [Incomplet] { $subject }
failed-subject = [Échec] { $subject }
no-page = AUCUNE PAGE DE CE FAX N’A ÉTÉ REÇUE.
incomplete = { $count ->
    [one] CE FAX EST INCOMPLET : { $count } page a été reçue.
   *[other] CE FAX EST INCOMPLET : { $count } pages ont été reçues.
}
page-broke-off = La page { $page } est coupée.
line-at-last = État de la ligne à la fin : { $line }.
not-attached-subject = [Non joint] { $subject }
not-attached = CE FAX N’EST PAS JOINT : { $why }.
not-attached-what-to-do = Le serveur de fax le conserve comme fax { $fax }. Vous pouvez le télécharger depuis l’interface web ou demander à l’administration de l’envoyer autrement.

# What goes to the faxmaster.
undeliverable-subject = Non distribuable : { $subject }
no-mailbox = Aucune boîte aux lettres n’est définie pour ce fax.
fax-undelivered = Ce fax n’a pas pu être remis à { $mailbox }.
report-undelivered = Ce rapport n’a pas pu être remis à { $mailbox }.
letter-undelivered = Cet e-mail n’a pas pu être remis à { $mailbox }.
undelivered-reason = Raison : { $reason }
not-attached-either = Il ne peut pas non plus être joint : { $why }

# The test mail.
test-subject = E-mail de test du serveur de fax
test-text = Ceci est un test. Les fax reçus vous parviendront de la même façon que cet e-mail.

# The report of a sent fax.
report-subject = Fax à { $destination } : { $result }
report-polled-subject = Fax de { $destination } : { $result }
label-reason = Raison
label-doubt = Incertain
label-advice = Que faire
label-next-try = Prochain essai
label-number = Numéro
label-tag = Étiquette
label-recipient = Destinataire
label-sent-from = Envoyé de
label-documents = Documents
label-left-out = Non inclus
label-pages-sent = Pages envoyées
pages-of = { $done } sur { $all }
label-polled = Relevé
label-calls = Appels
at-most = { $count } sur { $most } au maximum
label-tries = Essais
tries-at-most = { $count } sur { $most } au maximum (appels auxquels un télécopieur a répondu)
label-answered-by = Réponse de
label-line = Ligne
label-submitted = Déposé
label-job = Envoi
label-technical = Technique
recording-shows = L’enregistrement de l’appel montre : { $what }
report-not-attached = Le fax n’est pas joint : { $why }.
first-page = La première page
no-number-yet = pas encore de numéro

# The result in a few words, behind “Fax to 1234:”.
because = { $result } : { $reason }
result-sent = envoyé
result-in-doubt = { $count ->
    [one] envoyé, mais la page { $list } est incertaine
   *[other] envoyé, mais les pages { $list } sont incertaines
}
result-twice = { $count ->
    [one] envoyé, page { $list } peut-être en double
   *[other] envoyé, pages { $list } peut-être en double
}
result-number-wanted = numéro manquant
result-not-yet = pas encore envoyé
result-part-so-far = { $done } pages sur { $all } envoyées jusqu’ici
result-cancelled = annulé
result-cancelled-after = annulé après { $done } pages sur { $all }
result-not-sent = NON ENVOYÉ
result-part = SEULEMENT { $done } pages sur { $all } envoyées
result-polled = relevé
result-not-polled-yet = pas encore relevé
result-not-polled = NON RELEVÉ
result-polled-in-part = RELEVÉ EN PARTIE SEULEMENT
result-sent-and = envoyé, et { $result }
polled-pages = { $count ->
    [one] { $count } page, comme fax { $fax }
   *[other] { $count } pages, comme fax { $fax }
}

# The result as a sentence.
summary-sent = Le fax à { $number } a été envoyé.
summary-in-doubt = { $count ->
    [one] Le fax à { $number } a été envoyé, mais la page { $list } n’est peut-être pas arrivée.
   *[other] Le fax à { $number } a été envoyé, mais les pages { $list } ne sont peut-être pas arrivées.
}
summary-number-wanted = Le fax a été déposé sans numéro. Il sera envoyé dès qu’il en aura un.
summary-not-yet = Le fax à { $number } n’a pas encore été envoyé. { $next }
summary-part-so-far = Le fax à { $number } n’est pas encore complet : { $done } pages sur { $all } ont été envoyées. { $next }
next-held = Il est suspendu jusqu’à ce qu’il soit libéré.
next-try = Un nouvel essai sera fait.
summary-cancelled = Le fax à { $number } a été annulé.
summary-cancelled-after = Le fax à { $number } a été annulé après { $done } pages sur { $all }.
summary-timed-out = Le fax à { $number } N’A PAS ÉTÉ ENVOYÉ à temps.
summary-not-sent = Le fax à { $number } N’A PAS ÉTÉ ENVOYÉ.
summary-part = SEULEMENT { $done } pages sur { $all } du fax à { $number } ont été envoyées.
summary-polled = Le fax de { $number } a été relevé.
summary-not-polled-yet = Le fax de { $number } n’a pas encore été relevé. Un nouvel essai sera fait.
summary-poll-cancelled = Le fax de { $number } n’a pas été relevé : la demande a été annulée.
summary-not-polled = Le fax de { $number } N’A PAS ÉTÉ RELEVÉ.
summary-polled-in-part = Le fax de { $number } n’a été relevé QU’EN PARTIE.
summary-sent-and = Le fax à { $number } a été envoyé. { $rest }

# Pages whose arrival is not sure.
doubt-resent = { $count ->
    [one] La page { $list } a été envoyée, mais n’a pas été confirmée. Elle peut arriver en double si le fax est renvoyé.
   *[other] Les pages { $list } ont été envoyées, mais n’ont pas été confirmées. Elles peuvent arriver en double si le fax est renvoyé.
}
doubt-once = { $count ->
    [one] La page { $list } a été envoyée, mais n’a pas été confirmée. Il n’est pas sûr qu’elle soit arrivée.
   *[other] Les pages { $list } ont été envoyées, mais n’ont pas été confirmées. Il n’est pas sûr qu’elles soient arrivées.
}
doubt-both = { $count ->
    [one] La page { $list } a été envoyée plus d’une fois et n’a jamais été confirmée. Elle peut être arrivée une fois, deux fois ou pas du tout.
   *[other] Les pages { $list } ont été envoyées plus d’une fois et n’ont jamais été confirmées. Elles peuvent être arrivées une fois, deux fois ou pas du tout.
}
doubt-twice = { $count ->
    [one] La page { $list } est peut-être arrivée en double.
   *[other] Les pages { $list } sont peut-être arrivées en double.
}

# What to do.
advice-answer-with-number = Répondez à cet e-mail avant le { $until } avec le numéro en première ligne, ou indiquez-le avec `ferrofax number { $job } NUMÉRO`. Sans numéro, le fax sera alors abandonné.
advice-give-number = Indiquez le numéro avant le { $until } avec `ferrofax number { $job } NUMÉRO`. Sans numéro, le fax sera alors abandonné.

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
