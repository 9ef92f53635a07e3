# Pourquoi des e-mails et des fax à imprimer ne sont pas remis, en français. Chaque texte est une partie de phrase.

# Un serveur de messagerie refuse un e-mail, ou est inutilisable.
relay = serveur de messagerie { $host } : { $fault }
relay-refused = le serveur de messagerie { $host } { $step ->
    [greeting] a répondu d’abord
    [ehlo] a refusé EHLO
    [helo] a refusé HELO
    [starttls] a refusé STARTTLS
    [auth] a refusé AUTH
    [user] a refusé le nom d’utilisateur
    [login] a refusé la connexion du compte
    [sender] a refusé l’expéditeur
    [recipient] a refusé le destinataire
    [address] ne peut pas accepter l’adresse
    [quit] a refusé QUIT
   *[mail] a refusé l’e-mail
} : { $answer }
with-remedy = { $fault }; { $remedy }
relay-name-unresolved = son nom ne peut pas être résolu : { $why }
relay-names-silent = son nom ne peut pas être résolu : les serveurs de noms ne répondent pas
relay-names-still-silent = son nom ne peut pas être résolu : les serveurs de noms ne répondent toujours pas
relay-connection-refused = { $address } refuse la connexion : { $why }
relay-unreachable = aucune connexion à { $address } : { $why }
relay-no-answer = aucune connexion à { $address } : pas de réponse
relay-no-address = il n’a aucune adresse joignable depuis mailsourceaddress
relay-silent = il n’a pas répondu pendant { $seconds } s
relay-closed = il a fermé la connexion
relay-broken = la connexion s’est rompue : { $why }
relay-tls = TLS a échoué : { $fault }
relay-tls-refused = il a refusé STARTTLS : { $answer }
relay-no-tls = il n’offre pas STARTTLS
relay-not-smtp = il ne parle pas SMTP : « { $line } »
relay-endless-line = il ne parle pas SMTP : une ligne de sa réponse ne finit pas
relay-password-unprotected = le mot de passe n’est pas envoyé, car la connexion n’est pas protégée par TLS
relay-no-login = il n’offre ni AUTH PLAIN ni AUTH LOGIN
relay-login-unwritable = le compte ne peut pas être écrit sous la forme AUTH PLAIN
relay-no-token = il n’y a pas de jeton d’accès : { $why }
relay-token-unprotected = le jeton d’accès n’est pas envoyé, car la connexion n’est pas protégée par TLS
relay-no-token-login = il ne propose ni AUTH XOAUTH2 ni AUTH OAUTHBEARER
relay-stopped = arrêté

# Ce qui aide. « Il » est le serveur de messagerie.
remedy-use-oauth2 = il n’accepte plus de mots de passe ; définissez mailauth = oauth2, voir docs/mail-login.md
remedy-switch-on-smtp-auth = activez le SMTP authentifié pour cette boîte aux lettres et pour l’organisation ; voir docs/mail-login.md
remedy-grant-mailbox = autorisez l’application à envoyer pour cette boîte aux lettres, et vérifiez scopes dans [mail_login] ; voir docs/mail-login.md
remedy-check-password = vérifiez mailuser et mailpassword ; un compte à second facteur exige un mot de passe d’application, ou mailauth = oauth2
remedy-log-in = il exige une connexion ; définissez mailuser, et mailpassword ou mailauth = oauth2
remedy-grant-send-as = indiquez dans serveremail et mailenvelopefrom l’adresse de mailuser, ou donnez à mailuser le droit d’envoyer en tant que cette adresse
remedy-assign-licence = attribuez au compte de mailuser une licence avec boîte aux lettres
remedy-empty-mailbox = la boîte aux lettres de mailuser est pleine ; videz son dossier des messages envoyés
remedy-wait = il limite la quantité envoyée ; le message partira plus tard, et ceci ne compte pas comme une tentative

# TLS.
tls-processor = TLS est impossible sur cette machine : il manque { $missing } à son processeur
tls-file = { $option } : { $path } est inutilisable : { $why }
tls-no-authorities = ce système n’a aucun certificat d’autorité ; installez ca-certificates, ou indiquez un fichier de certificats
tls-bad-name = « { $server } » n’est pas un nom possible dans un certificat
tls-setup = TLS ne peut pas être configuré : { $why }
tls-early-answer = il a répondu avant la négociation TLS
tls-failed = { $why }

# L’e-mail lui-même.
bad-address = « { $address } » n’est pas une adresse e-mail
bad-sender = l’expéditeur « { $address } » n’est pas une adresse e-mail ; voir serveremail, mailenvelopefrom et maildomain
mail-not-written = l’e-mail ne peut pas être écrit : { $why }
not-protected = un e-mail contenant un fax doit être chiffré (mailprotect = required), et le serveur de messagerie { $host } n’est pas le service Ferrofax, qui chiffre ; indiquer dans mailserver le socket du service, et régler [mail_protection] dans gateway.toml
came-back = revenu : { $why }
sent-elsewhere = envoyé par { $node }, car cette machine ne donnait plus de nouvelles
sent-without-fax = l’e-mail a été envoyé sans le fax : { $fault }
given-up = abandonné après { $tries ->
    [one] { $tries } essai
   *[other] { $tries } essais
} : { $fault }
stopped = arrêté avant que le serveur de messagerie n’ait accepté l’e-mail
bug = une erreur du logiciel de fax a arrêté cet e-mail ; son journal en donne les détails

# Le document.
encrypted = son document est chiffré ; `ferrofax serve` le déchiffre d’abord
waits-for-explanation = attend l’explication de l’appel
document-unreadable = le document { $path } est illisible : { $why }
document-damaged = le document est endommagé : { $why }
document-too-large = il a { $megabytes } Mo, et le fichier d’un e-mail a { $most } Mo au plus
document-empty = le document { $path } n’a pas de pages

# Pourquoi le responsable des fax reçoit un fax.
no-mailbox = le poste n’a pas de boîte aux lettres
selftest-page = c’est la page d’essai de `ferrofax selftest`, qui ne va pas aux boîtes aux lettres du poste

# Commandes d’impression.
not-for-printer = ce n’est pas un fax pour une imprimante
command = { $program } : { $why }
command-ended = { $program } s’est terminé par { $status }
command-slow = { $program } n’avait pas fini après { $seconds } s

# Imprimantes.
printer = { $fault }
printer-text = { $text }
printer-unreached = l’imprimante est injoignable : { $why }
printer-silent = l’imprimante n’a pas répondu pendant { $seconds } s
printer-stopped = ce programme s’est arrêté avant la fin
printer-no-tls = pas de TLS avec l’imprimante : { $why }
printer-tls = { $fault }
printer-broken = la connexion s’est rompue : { $why }
printer-answer-broken = la réponse de l’imprimante s’interrompt, ou ne finit pas : { $why }
printer-not-ipp = la réponse de l’imprimante n’est pas de l’IPP : { $why }
printer-no-job-number = l’imprimante a accepté le travail sans lui donner de numéro
printer-login-required = l’imprimante exige une connexion : indiquez user et password_file
printer-login-rejected = l’imprimante refuse la connexion de son utilisateur
printer-login-unprotected = l’imprimante exige le mot de passe en clair ; mettez ipps:// dans son uri
printer-login-unknown = l’imprimante exige une sorte de connexion qui n’est pas prise en charge
printer-redirects = l’imprimante renvoie vers { $to } ; mettez cela dans son uri
printer-forbidden = l’imprimante ne laisse personne imprimer d’ici (HTTP 403)
printer-no-path = il n’y a pas d’imprimante à ce chemin (HTTP 404)
printer-tls-required = l’imprimante exige TLS ; mettez ipps:// dans son uri
printer-http = l’imprimante répond par HTTP { $status }
printer-refused = { $refusal ->
    [bad-request] l’imprimante ne comprend pas la demande
    [forbidden] l’imprimante l’interdit
    [not-logged-in] l’imprimante exige une connexion
    [not-allowed] l’utilisateur de l’imprimante n’en a pas le droit
    [not-possible] l’imprimante ne le peut pas maintenant
    [not-found] il n’y a rien de tel à ce chemin
    [too-large] le fax est trop grand pour l’imprimante
    [format] l’imprimante ne prend pas en charge ce type de document
    [options] l’imprimante ne prend pas en charge une option du travail
    [damaged] l’imprimante dit que le document est endommagé
    [operation] l’imprimante ne prend pas en charge cette opération
    [out-of-service] l’imprimante est hors service
    [version] l’imprimante parle une autre version d’IPP
    [passing-fault] l’imprimante a une panne passagère
    [no-jobs] l’imprimante n’accepte pas de travaux
    [busy] l’imprimante est occupée
    [cancelled] l’imprimante a annulé le travail
   *[fault] l’imprimante est en panne
}
printer-refused-with-status = l’imprimante le refuse avec l’état { $status }
printer-refused-saying = { $fault } ({ $message })
printer-no-description = l’imprimante ne se décrit pas
printer-no-jobs = l’imprimante n’accepte pas de travaux
printer-no-format = Ferrofax ne peut envoyer à l’imprimante aucun des formats que le réglage format de cette imprimante autorise ; l’imprimante indique { $formats }
printer-no-format-named = Ferrofax ne peut envoyer à l’imprimante aucun des formats que le réglage format de cette imprimante autorise ; l’imprimante n’indique aucun format
printer-job-cut-short = le travail { $job } s’est terminé avant que tout soit imprimé
printer-job-aborted = le travail { $job } a été interrompu
printer-job-cancelled = le travail { $job } a été annulé sur l’imprimante
printer-job-cancelled-early = le travail { $job } a été annulé avant que l’imprimante ait tout reçu
printer-job-unknown = l’imprimante ne connaît plus le travail ; le fax a peut-être été imprimé
printer-job-not-printed = le travail { $job } n’est toujours pas imprimé
printer-job-under-way = le travail { $job } est à l’imprimante
printer-may-still-print = { $fault } ; le travail { $job } n’a pas pu être retiré, et l’imprimante peut encore l’imprimer
printer-explained = { $fault } : { $reasons }

# Ce qu’une imprimante dit d’elle-même et de ses travaux.
reason-aborted-by-system = interrompu par l’imprimante
reason-connecting-to-device = connexion à l’appareil en cours
reason-cover-open = un capot est ouvert
reason-document-access-error = le document était illisible
reason-document-format-error = le document semble endommagé
reason-document-unprintable-error = le document ne peut pas être imprimé
reason-door-open = une porte est ouverte
reason-fuser-over-temp = l’unité de fusion est trop chaude
reason-input-tray-missing = un bac à papier manque
reason-interlock-open = un verrou est ouvert
reason-job-canceled-at-device = annulé sur l’imprimante
reason-job-canceled-by-operator = annulé par le responsable de l’imprimante
reason-job-canceled-by-user = annulé
reason-job-data-insufficient = attend la suite du document
reason-job-incoming = le document arrive
reason-job-printing = impression en cours
reason-job-queued = attend d’autres travaux
reason-marker-supply-empty = plus d’encre ou de toner
reason-marker-supply-low = peu d’encre ou de toner
reason-marker-waste-full = le bac de récupération est plein
reason-media-empty = plus de papier
reason-media-jam = bourrage de papier
reason-media-low = peu de papier
reason-media-needed = un autre papier est nécessaire
reason-offline = hors ligne
reason-opc-life-over = le tambour est usé
reason-output-area-full = le bac de sortie est plein
reason-output-tray-missing = le bac de sortie manque
reason-paused = en pause
reason-printer-stopped = l’imprimante est arrêtée
reason-shutdown = éteinte
reason-spool-area-full = la mémoire est pleine
reason-timed-out = pas de réponse
reason-toner-empty = plus de toner
reason-toner-low = peu de toner
reason-unsupported-document-format = ce type de document n’est pas pris en charge

# Les mots d’autrui.
text = { $text }
