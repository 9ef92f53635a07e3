# The French words of mails and reports.

date = %d/%m/%Y à %H:%M

# The mail of a received fax.
fax-subject = Fax de { $caller } (pages : { $pages })
fax-headline = Un fax est arrivé pour { $device }.
failed-headline = Un fax pour { $device } n’est pas arrivé.
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

# The subject outside of an encrypted mail, and the notices instead of one.
protected-subject = Fax
withheld-subject = Un fax est arrivé
withheld-text = Un fax est arrivé pour vous. Il n’a pas pu être envoyé par e-mail : les e-mails contenant des fax doivent être chiffrés, et il n’y a pas de clé utilisable pour vous. Veuillez consulter le fax dans l’interface web. L’administrateur est informé.
withheld-report-subject = Un rapport sur un fax
withheld-report-text = Il y a un rapport sur un fax que vous avez envoyé. Il n’a pas pu être envoyé par e-mail : les e-mails contenant des fax doivent être chiffrés, et il n’y a pas de clé utilisable pour vous. Veuillez consulter le fax dans l’interface web. L’administrateur est informé.
withheld-fault-subject = Un fax n’a pas été envoyé par e-mail à { $mailbox }
withheld-fault-text = { $mailbox } a reçu un avis au lieu d’un fax ou d’un rapport, car l’e-mail n’a pas pu être chiffré. Raison (en anglais) : { $why }.
link-text = Un fax est arrivé pour vous. Ce lien l’ouvre :
link-code = Pour ouvrir le fax, il vous faut votre code, qui n’est jamais envoyé par e-mail. Si vous n’en avez pas, demandez à { $faxmaster }.
link-login = Pour ouvrir le fax, connectez-vous à l’interface web.
link-once = Le lien n’ouvre le fax qu’une seule fois.
link-until = Le lien est valable jusqu’au { $until }.

# The report of a sent fax.
report-subject = Fax à { $destination } : { $result }
report-no-number-subject = Fax sans numéro ({ $documents }) : { $result }
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
sending-report = Rapport d’émission
label-started = Début
label-ended = Fin
label-duration = Durée
label-rate = Vitesse
label-result = Résultat
label-page = Page
label-document = Document
page-confirmed = confirmée
page-not-confirmed = non confirmée
page-in-doubt = incertaine
further-pages = Autres pages : { $count }
proof-of-sending = Preuve d’envoi
label-server = Serveur
label-document-hash = SHA-256 du document
label-recording-hash = SHA-256 de l’enregistrement
label-signature = Signature
label-time-stamp = Horodatage
label-attached = Joint
no-time-stamp-service = aucun (aucun service n’est configuré)
no-time-stamp = aucun ({ $why })
proof-attached = { $files }. La commande ferrofax verify vérifie ce fichier.
recording-shows = L’enregistrement de l’appel montre : { $what }
report-not-attached = Le fax n’est pas joint : { $why }.
first-page = La première page
no-number-yet = pas encore de numéro

# Why the fax is not attached, behind “not attached:”.
missing-unreadable = le document ne peut pas être lu : { $why }
missing-damaged = le document est abîmé : { $why }
missing-file-too-large = il fait { $megabytes } Mo, et le fichier d’un e-mail { $most } Mo au plus
missing-no-pages = il n’a aucune page
missing-too-much = il fait plus de { $most } Mo, le maximum d’un rapport
missing-document-too-large = « { $name } » est trop grand pour un e-mail
missing-page-too-large = « { $name } » a une page trop grande
missing-document-unreadable = « { $name } » ne peut pas être lu ({ $why })
missing-document-damaged = « { $name } » est abîmé ({ $why })

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
