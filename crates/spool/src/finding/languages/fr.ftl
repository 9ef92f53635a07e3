# What checks find, in French, and how to fix it.

# The module in the PBX.
module-version = Ferrofax { $ferrofax } dans Asterisk { $asterisk }
module-other-version = le module est Ferrofax { $ferrofax } dans Asterisk { $asterisk }, et ce programme est en version { $program }
check-failed = une vérification a échoué sur une erreur interne
module-silent = le module fonctionne avec ce spool et n’a pas répondu depuis { $seconds } s
module-never-ran = le module n’a jamais fonctionné avec ce spool
module-not-running = le module n’est pas en marche : les envois attendent qu’Asterisk l’ait chargé
config-complaint = { $complaint }
config-in-order = aucune ligne de ferrofax.conf et aucun poste n’est en erreur
mail-servers-cut = { $file } : mailserver = { $server };{ $rest } : seul { $server } est utilisé, car un ; commence un commentaire

# Permissions of the spool.
group-works = Asterisk et le service Ferrofax peuvent tous deux travailler dans { $folder }
group-missing = Asterisk ne tourne pas dans le groupe de { $folder }, donc Asterisk et le service Ferrofax ne peuvent pas lire les fichiers l’un de l’autre : { $reason }
reason-rungroup = `rungroup = { $group }` dans asterisk.conf laisse de côté tous les autres groupes
reason-option = `-G { $group }` dans la commande qui démarre Asterisk laisse de côté tous les autres groupes
reason-no-member = { $user } n’est pas dans le groupe { $group }
reason-started-before = son utilisateur est entré dans le groupe après le démarrage d’Asterisk
writable-by-all = tout le monde peut écrire dans { $folder }
readable-by-all = tout le monde sur cette machine peut lire { $path }
rights-in-order = tout son contenu appartient à { $owner }
rights-in-order-with-group = tout son contenu appartient à { $owner } et au groupe du dossier
user-lacks-right = { $path } appartient à { $owner } avec le mode { $mode } : { $user } ne peut pas { $right ->
    [write] écrire ce fichier
   *[read] lire ce fichier
}
group-lacks-right = { $path } appartient à { $owner } avec le mode { $mode } : le groupe du dossier ne peut pas { $right ->
    [write] écrire ce fichier
   *[read] lire ce fichier
}
password-readable = { $file } contient un mot de passe et tout le monde sur cette machine peut le lire
passwords-readable = { $file } contient des mots de passe et tout le monde peut le lire
folder-unencrypted = { $folder } reste non chiffré, car le groupe du spool ne peut pas y écrire

# The spool and its disk.
disk-free = { $mib } MiB sont libres dans { $folder }
disk-low = seulement { $mib } MiB sont libres dans { $folder }
files-low = seulement { $files } fichiers de plus tiennent dans { $folder }
asterisk-installed = { $file } existe, donc Asterisk est installé
asterisk-missing = { $file } n’existe pas, donc Asterisk n’est pas installé ici
module-installed = le module est installé : { $file }
module-missing = app_ferrofax.so n’est pas dans { $folder }
spool-missing = il n’y a pas de spool dans { $folder } : le module le crée quand Asterisk le charge
spool-usable = { $folder } peut être lu et écrit
database-whole = la base de données est intacte
web-files-usable = les utilisateurs, postes et réglages de l’interface web peuvent être lus
web-file-unusable = { $file } ne peut pas être utilisé : { $error }
index-whole = chaque fax reçu peut être trouvé par ses mots
index-lacks = { $count ->
    [one] { $count } fax reçu manque dans l’index des mots
   *[other] { $count } fax reçus manquent dans l’index des mots
}
index-broken = l’index des mots ne peut pas être lu : { $error }

# Devices.
no-devices = aucun poste n’est connu ; le module les lit dans le plan de numérotation quand il est chargé
no-device-may-send = aucun poste ne peut envoyer : sendenabled est à no pour chacun
devices = { $may_send ->
    [one] { $may_send } poste sur { $all } peut envoyer
   *[other] { $may_send } postes sur { $all } peuvent envoyer
}
device-unknown = il n’y a pas de poste de fax « { $device } »
device-missing = { $table } : il n’y a pas de poste de fax « { $device } »
device-ambiguous = { $table } : « { $device } » est un poste dans plusieurs contextes ; écrivez-le avec @contexte
durable-without-database = { $more ->
    [0] les pages du poste { $device }
   *[other] les pages du poste { $device } et de { $more } autres
} doivent être dans la base de données partagée avant d’être confirmées (durable = shared), et il n’y en a pas : aucune page n’est confirmée
durable-works = { $more ->
    [0] les pages du poste { $device }
   *[other] les pages du poste { $device } et de { $more } autres
} sont confirmées dès que la base de données partagée les a
durable-unreported = { $more ->
    [0] les pages du poste { $device }
   *[other] les pages du poste { $device } et de { $more } autres
} doivent être dans la base de données partagée avant d’être confirmées (durable = shared), et cette machine ne lui donne pas de nouvelles : aucune page n’est confirmée

# The dialplan and the trunks.
dials-channel = les appels passent par { $dial }
context-missing = dialstring = { $dial } dans ferrofax.conf, et le plan de numérotation n’a pas de contexte [{ $context }]
hangup-missing = [{ $context }] { $exten } : rien ne raccroche après Dial({ $dial }), donc la cause de la fin d’un appel est perdue, et avec elle si un numéro est occupé ou faux
context-jumps = [{ $context }] continue par { $app }({ $args }), qui n’est pas suivi
dial-missing = les fax sont composés par [{ $context }], et rien n’y compose
context-in-order = [{ $context }] compose, et Hangup() derrière transmet la cause de la fin d’un appel
jitter-step = [{ $context }] { $exten } : { $app }({ $args }) met un tampon de gigue sur le chemin des fax
jitter-setting = { $setting } est activé dans { $file }, par où passent les fax
no-jitter-buffer = aucun tampon de gigue n’est sur le chemin des fax
no-endpoint-dialled = aucun endpoint PJSIP n’est composé par son nom, donc aucun n’est vérifié
endpoint-unknown = Asterisk n’a pas de paramètres pour un endpoint PJSIP « { $endpoint } », par lequel les fax sont composés
codec-good = l’endpoint { $endpoint } propose d’abord { $codec }
codec-bad = l’endpoint { $endpoint } propose d’abord { $codec }, par lequel aucun fax en audio ne passe
codec-missing = l’endpoint { $endpoint } ne propose aucun codec, donc aucun fax en audio ne passe
t38-offered = l’endpoint { $endpoint } propose T.38
t38-unwanted = l’endpoint { $endpoint } n’a pas T.38, et t38 = no dans ferrofax.conf
t38-missing = l’endpoint { $endpoint } ne propose pas T.38, la voie sûre d’un fax par IP

# The mail relay.
relay-by-address = le relais est indiqué par son adresse
relay-name-known = le nom { $host } du relais est connu
relay-name-unknown = { $fault }
relay-answers = { $host }:{ $port } répond
relay-unusable = port { $port } : { $fault }
faxmaster-missing = personne n’est désigné pour recevoir ce qui n’est pas distribuable
faxmaster-named = { $faxmaster } reçoit ce qui n’est pas distribuable

# The clock.
swept = les données expirées ont été supprimées pour la dernière fois à { $time }
not-swept = les données expirées n’ont pas été supprimées depuis { $time }
clock = { $time }
clock-wrong = l’horloge indique { $time }
clocks-differ = l’horloge indique { $here }, et celle du PBX { $pbx }
clock-behind-fax = l’horloge indique { $time }, et le fax { $fax } est arrivé à { $received }

# Converters.
conversion-works = les documents deviennent des pages dans un processus confiné
converter-missing = « { $program } » de [convert] { $setting } dans gateway.toml n’existe pas
converters-own = PDF, TIFF, images, HTML et texte ; ni Ghostscript ni LibreOffice n’est installé
converters-other = PDF, TIFF, images, HTML, texte, et par d’autres programmes : { $programs }

# gateway.toml.
settings-wrong = { $file }:{ $problem }
settings-warning = { $file }:{ $warning }
settings-in-order = { $file } est en ordre
settings-missing = { $file } n’existe pas ; les valeurs par défaut s’appliquent
web-without-login = [web] : personne ne peut se connecter : aucun [[user]] n’a de mot de passe (`ferrofax password`), et il n’y a ni [ldap] ni [openid]
web-without-certificate = [web] listen : { $address } est accessible depuis d’autres machines, mais sans certificat (`certificate` et `key`) ni proxy (`proxies`), elles sont refusées
network-of-administrator = [[network]] { $network } : chaque client y est administrateur sans se connecter, et voit tous les fax et envois par le protocole HylaFAX
network-of-all = [[network]] { $network } : le monde entier peut envoyer des fax sans se connecter
front-servers-of-all = [mail] trusted_front_servers : toute adresse est considérée comme fiable
all-numbers-allowed = [limits] allowed : toute personne qui peut envoyer peut le faire vers le monde entier
cram-md5-without-passwords = [mail] cram_md5 : il faut des mots de passe en clair, et aucun [[user]] n’en a
country-code-missing = country_code n’est pas défini dans ferrofax.conf : chaque numéro écrit avec un indicatif de pays est bloqué, et les numéros surtaxés ne sont reconnus que par des préfixes courants
country-code-set = country_code est { $code } dans ferrofax.conf : les numéros qui commencent ainsi sont ceux de votre pays
senders = { $users ->
    [one] { $users } utilisateur
   *[other] { $users } utilisateurs
} et { $networks ->
    [one] { $networks } réseau
   *[other] { $networks } réseaux
} peuvent envoyer, { $outside ->
    [owners] les titulaires de postes peuvent écrire de l’extérieur si leur domaine s’en porte garant
    [front-servers] des serveurs frontaux indiquent qui écrit de l’extérieur
   *[nobody] personne d’autre
}
mail-off = le fax par e-mail est désactivé
certificate-usable = le certificat et la clé sont utilisables
certificate-by-acme = le service commande le certificat pour { $names } par ACME
mail-without-certificate = il n’y a pas de certificat, donc pas de TLS, et on ne peut se connecter que depuis clear_text_networks
printer-without-certificate = il n’y a pas de certificat, donc on ne peut se connecter que depuis clear_text_networks
web-for-this-machine = il n’y a pas de certificat, donc l’interface web est réservée à cette machine et à `proxies`
address-free = { $address } est libre
address-taken = { $address } est occupée ; par `ferrofax serve`, s’il est en marche
address-unusable = { $address } : { $error }
hylafax-without-login = personne ne peut se connecter : aucun [[user]] n’a de mot de passe, et aucun [[network]] n’indique un `user`
token-fetched = un jeton d’accès pour le serveur de messagerie a été obtenu ; il expire dans { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}
secret-expires = le secret ou le certificat pour les jetons d’accès expire le { $day }
keys-readable = fichiers de clés de destinataires lus : { $count }
codes-readable = codes pour les liens vers des fax lus : { $count }
links-without-web = les e-mails contiennent des liens vers des fax, mais l’interface web est désactivée : définissez listen ou tls_listen dans [web]
key-expires = la clé { $key } pour les e-mails chiffrés expire le { $day }
proof-certificate = le certificat qui signe les preuves d’envoi est valable jusqu’au { $day }
mailbox-readable = { $mails ->
    [one] la boîte aux lettres { $user } peut être lue ; son dossier contient { $mails } message
   *[other] la boîte aux lettres { $user } peut être lue ; son dossier contient { $mails } messages
}
mailbox-folder-missing = le dossier « { $folder } » manque dans la boîte aux lettres ; ferrofax serve le crée
filing-reachable = { $server } est joignable
mailbox-without-rule = aucun expéditeur n’est prouvé, donc chaque message de la boîte aux lettres est refusé
server-answers = { $url } répond
provider-answers = { $count ->
    [one] { $url } répond, avec { $count } clé
   *[other] { $url } répond, avec { $count } clés
}

# The shared database.
database-shared = { $count ->
    [one] la base de données partagée { $database } a { $count } nœud
   *[other] la base de données partagée { $database } a { $count } nœuds
}
jobs-left = { $count ->
    [one] { $count } envoi confié à cette machine est dans une base de données partagée que gateway.toml n’indique plus : un autre nœud l’envoie, et son résultat n’est pas signalé ici
   *[other] { $count } envois confiés à cette machine sont dans une base de données partagée que gateway.toml n’indique plus : d’autres nœuds les envoient, et leurs résultats ne sont pas signalés ici
}
node-drained = cette machine n’accepte plus d’envois de la base de données partagée jusqu’à `ferrofax node undrain`
shared-key = les documents de la base de données partagée sont chiffrés avec la clé { $key } ; sans elle ils sont perdus, gardez-en donc une copie ailleurs
spool-key = les documents sont chiffrés avec la clé { $key } ; sans elle ils sont perdus, gardez-en donc une copie ailleurs

# The self-test.
no-device-may-receive = aucun poste qui a son propre numéro ne peut recevoir
test-without-module = aucune page n’a été envoyée, car le module ne répond pas
route-inside = { $from } vers { $to }
route-trunk = { $from } par le trunk avec { $number }
test-not-submitted = { $route } : non envoyée : { $error }
test-not-sent = { $route } : non envoyée : { $event }
test-timed-out = { $route } : non envoyée en { $seconds } s : l’envoi { $job } est dans l’état { $state }. { $event }
test-not-received = { $route } : la page a été confirmée, et aucun poste de ce PBX ne l’a reçue
test-broken = { $route } : { $error }
receipt = { $device } comme fax { $fax } après { $seconds } s, { $is_ecm ->
    [true] { $bps } bit/s avec correction d’erreurs
   *[false] { $bps } bit/s
}, { $mode }
test-arrived = { $pages ->
    [one] { $route } : { $pages } page est arrivée à { $receipt } ; toutes les { $rows } lignes sont identiques à l’envoi
   *[other] { $route } : { $pages } pages sont arrivées à { $receipt } ; toutes les { $rows } lignes sont identiques à l’envoi
}
test-differs = { $route } : arrivée à { $receipt }, et { $difference }
difference-unreadable = la comparaison est impossible : { $error }
difference-pages = { $sent } pages ont été envoyées, { $received } sont arrivées
difference-rows = la page { $page } n’est pas comme à l’envoi : { $sent_rows } lignes de { $sent_pixels } pixels sont devenues { $received_rows } de { $received_pixels }
test-mailed = la page de `{ $test }` a été envoyée par e-mail { $recipient ->
    [mailboxes] aux boîtes du poste
   *[faxmaster] au faxmaster
} ; le serveur de messagerie a répondu { $answer }
test-not-mailed = la page de `{ $test }` n’a pas été envoyée par e-mail { $recipient ->
    [mailboxes] aux boîtes du poste
   *[faxmaster] au faxmaster
} : { $error }
test-mail-waits = la page de `{ $test }` n’a pas été envoyée par e-mail { $recipient ->
    [mailboxes] aux boîtes du poste
   *[faxmaster] au faxmaster
} : l’e-mail attend

# Anything else.
path-unreadable = { $path } : { $error }
error = { $error }
text = { $text }

# Fixes: the module in the PBX.
fix-see-asterisk-log = consultez le journal d’Asterisk
fix-load-module = `asterisk -rx 'module load app_ferrofax.so'` ; s’il ne se charge pas, le journal d’Asterisk dit pourquoi
fix-install-newer-module = un module plus ancien ne connaît pas la question : installez le module et le programme dans la même version, puis redémarrez Asterisk
fix-install-one-version = installez les deux dans la même version, puis redémarrez Asterisk
fix-correct-config-line = corrigez cette ligne, puis `asterisk -rx 'module reload app_ferrofax.so'`
fix-name-one-mail-server = indiquez un seul serveur de messagerie ; pour la haute disponibilité, donnez plusieurs adresses à un nom

# Fixes: permissions of the spool.
fix-share-spool = `systemd-tmpfiles --create ferrofax.conf` partage le spool sans le groupe ; ou { $remedy } ; pour ce qui a été reçu avant : /usr/share/doc/ferrofax/spool.md
remedy-rungroup = retirez `rungroup = { $group }` de asterisk.conf, et redémarrez Asterisk (`systemctl restart asterisk` ; `core restart` ne suffit pas)
remedy-option = retirez `-G { $group }` de la commande qui démarre Asterisk, et redémarrez Asterisk (`systemctl restart asterisk` ; `core restart` ne suffit pas)
remedy-no-member = `usermod -a -G { $group } { $user }`, et redémarrez Asterisk (`systemctl restart asterisk` ; `core restart` ne suffit pas)
remedy-started-before = redémarrez Asterisk (`systemctl restart asterisk` ; `core restart` ne suffit pas)
fix-set-permissions = chown, chgrp et chmod comme dans /usr/share/doc/ferrofax/spool.md, pour { $folder }
fix-close-folder = chmod -R o= { $folder }
fix-close-folder-on-freepbx = chmod -R o= { $folder }, et écrivez `directory = { $folder }` sous [blacklist] dans /etc/asterisk/freepbx_chown.conf, sinon FreePBX l’ouvre de nouveau (/usr/share/doc/ferrofax/freepbx.md)
fix-close-file = chmod o= { $file }
fix-close-file-on-freepbx = chmod o= { $file }, et écrivez `item = { $file }` sous [blacklist] dans /etc/asterisk/freepbx_chown.conf, sinon FreePBX l’ouvre de nouveau (/usr/share/doc/ferrofax/freepbx.md)
fix-permit-group = chargez dans le PBX le module de cette version, qui le permet, ou chmod g+w { $folder }/received/*

# Fixes: the spool and its disk.
fix-free-space = libérez-y de la place ; `retention_days` dans ferrofax.conf et `ferrofax cleanup --keep-days N` suppriment les anciens fax
fix-install-asterisk = installez Asterisk 16 à 24 : /usr/share/doc/ferrofax/install.md
fix-install-module = installez le paquet ferrofax-asterisk, ou exécutez `make install` : /usr/share/doc/ferrofax/install.md
fix-create-spool = démarrez Asterisk, ou chargez le module : `asterisk -rx 'module load app_ferrofax.so'`. Pour un autre dossier, donnez --spool ou FERROFAX_SPOOL
fix-run-as-root = exécutez ceci en tant que root, ou ajoutez son utilisateur au groupe du dossier : /usr/share/doc/ferrofax/spool.md
fix-restore-backup = arrêtez le PBX et mettez une sauvegarde à sa place : /usr/share/doc/ferrofax/backup.md
fix-undo-or-remove = annulez la modification dans { $file }, ou supprimez le fichier et saisissez de nouveau son contenu dans l’interface web
fix-rebuild-index = `ferrofax index` le reconstruit pendant que le service tourne

# Fixes: devices.
fix-declare-device = déclarez-en un dans extensions.conf (FreePBX: extensions_custom.conf) : [fax-devices], exten => 2101,1,FaxDevice(alice@example.com) ; puis `dialplan reload`. `contexts` dans ferrofax.conf indique les contextes
fix-allow-sending = sendenabled = yes dans ferrofax.conf, dans [general] ou dans une classe
fix-name-device = indiquez un poste que le plan de numérotation déclare
fix-configure-node = ajoutez [node] à gateway.toml (/usr/share/doc/ferrofax/nodes.md), ou retirez durable = shared de ferrofax.conf et du plan de numérotation
fix-start-service = systemctl start ferrofax : `ferrofax serve` transmet les pages à la base de données partagée ; l’erreur est dans son journal
fix-resume-deletion = systemctl start ferrofax : le service supprime les données expirées chaque heure ; l’erreur est dans son journal
fix-mount-folder = remonter le dossier et permettre à l’utilisateur de Ferrofax d’y lire et d’y écrire
fix-read-failures = ouvrir les fax échoués : chacun montre pourquoi son appel a échoué et ce qui aide

# Fixes: the dialplan and the trunks.
fix-write-context = dans extensions.conf (FreePBX: extensions_custom.conf) : [{ $context }], exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) et same => n,Hangup() ; puis `dialplan reload`
fix-hang-up = same => n,Hangup() derrière, dans extensions.conf, puis `dialplan reload`
fix-dial-in-context = exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) et same => n,Hangup() à cet endroit, puis `dialplan reload`
fix-remove-jitter-step = un tampon de gigue supprime et invente du son au milieu d’un fax : retirez cette ligne de extensions.conf, puis `dialplan reload`
fix-switch-jitter-off = un tampon de gigue supprime et invente du son au milieu d’un fax : { $setting } = no pour le trunk dans { $file }
fix-name-endpoint = indiquez un endpoint de pjsip.conf dans Dial() ; s’il y est, `module load func_pjsip_endpoint.so`
fix-allow-g711 = `disallow = all` et `allow = alaw,ulaw` (G.711) pour { $endpoint } dans pjsip.conf, puis `module reload res_pjsip.so`
fix-offer-t38 = `t38_udptl = yes` pour { $endpoint } dans pjsip.conf, puis `module reload res_pjsip.so` ; si le fournisseur n’a pas T.38, `t38 = no` dans ferrofax.conf [general]
fix-check-trunk = envoyer un fax d’essai à ce numéro ; s’il n’arrive pas, vérifier la ligne et le plan de numérotation

# Fixes: the mail relay.
fix-correct-relay-name = corrigez `mailserver = …` dans ferrofax.conf [general], ou /etc/resolv.conf
fix-correct-relay = corrigez `mailserver`, `mailport` et l’identification dans ferrofax.conf [general], ou démarrez le relais ; les e-mails en attente sont alors envoyés
fix-name-faxmaster = écrivez `faxmaster = postmaster@example.com` dans ferrofax.conf [general], avec une adresse à vous
fix-retry-mails = corriger l’adresse ou le relais, puis renvoyer l’e-mail
fix-resume-mails = reprendre les e-mails sur cette page, ou avec `ferrofax mail-queue resume`

# Fixes: the clock.
fix-set-clock = réglez l’horloge de la machine : `timedatectl set-ntp true`

# Fixes: converters.
fix-allow-conversion = de la place et des droits dans le dossier des fichiers temporaires ; `memory_mb` dans [convert] de gateway.toml
fix-install-converter = installez-le, ou retirez cette ligne de [convert]

# Fixes: gateway.toml.
fix-correct-settings = corrigez ceci ; `man gateway.toml` contient chaque paramètre
fix-correct-table = corrigez [{ $table }] dans gateway.toml
fix-correct-table-as-in = corrigez [{ $table }] dans gateway.toml : { $page }
fix-other-address = une autre adresse ou un autre port dans [{ $table }] de gateway.toml, ou le droit à un port bas
fix-other-mail-address = une autre adresse ou un autre port dans [mail] de gateway.toml, ou le droit de root à un port bas
fix-other-hylafax-address = une autre adresse ou un autre port dans [hylafax] de gateway.toml
fix-give-passwords = donnez un mot de passe à ceux qui utilisent des clients HylaFAX (`ferrofax password`)
fix-name-plain-user = donnez au réseau un utilisateur avec role = "user"
fix-limit-senders = n’autorisez dans gateway.toml que ceux qui doivent envoyer

# Fixes: the shared database.
fix-name-node-again = remettez [node] dans gateway.toml, avec share_jobs = false, jusqu’à ce qu’ils soient terminés
fix-correct-node = démarrez son serveur, ou corrigez [node] dans gateway.toml ; les fax sont reçus et attendent
fix-correct-node-keys = corrigez key_file, key_command ou key_name dans [node] de gateway.toml : /usr/share/doc/ferrofax/sealed.md ; les fax sont reçus et attendent
fix-correct-keys = corrigez key_file, key_command ou key_name dans [sealing] de gateway.toml : /usr/share/doc/ferrofax/sealed.md ; les fax sont reçus et envoyés entre-temps

# Fixes: the self-test.
fix-see-devices = voir `devices` plus haut, ou indiquez-en d’autres par --from et --to
fix-see-module = voir `module` plus haut
fix-see-mail = voir `relay` et `faxmaster` plus haut ; `asterisk -rx 'ferrofax show outbox'` liste chaque e-mail
fix-see-calls = `asterisk -rx 'ferrofax show calls'` et le journal montrent l’état de la ligne ; /usr/share/doc/ferrofax/rtp.md et /usr/share/doc/ferrofax/t38.md
fix-see-jobs = `ferrofax jobs` montre les envois qui précèdent, et `asterisk -rx 'ferrofax show calls'` si une ligne est libre
fix-fix-that-first = corrigez d’abord cela
fix-route-back = le numéro doit revenir à un poste de fax : Goto(fax-devices,2101,1) dans le contexte du trunk
fix-follow-advice = { $failure }

# Fixes: anything else.
fix-text = { $text }
