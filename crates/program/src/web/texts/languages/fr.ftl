# The French words of the web interface.

moment = %d/%m/%Y %H:%M
short-day = %d/%m

# Around all pages.
to-content = Aller au contenu
pages = Menu principal
received = Reçus
sent = Envoyés
now = En direct
own = Mon compte
log-out = Se déconnecter
languages = Langue

# Before there is a spool.
not-ready = Ferrofax n’est pas encore prêt
not-ready-text = Dès qu’il ne manque plus rien dans cette liste, l’interface web s’ouvre sur cette page.

# Received faxes.
withheld = Numéro masqué
unread = non lus
unread-mark = Nouveau
search = Recherche
search-hint = Numéro, nom, note…
show = Afficher
which-all = Tous
which-unread = Non lus
which-mine = Attribués à moi
which-free = Non attribués
find = Rechercher
no-faxes = Aucun fax pour le moment. Un fax reçu apparaît ici automatiquement.
device = Poste
dealt-with-by = attribué à
dealt-with = Attribué à
nobody = personne
cut-short = Une partie seulement des fax plus anciens a été parcourue. La liste continue ci-dessous.
older = Fax plus anciens
mark-these = { $count ->
    [one] Marquer ce fax comme lu
   *[other] Marquer ces { $count } fax comme lus
}
marked = { $count ->
    [one] { $count } fax marqué comme lu.
   *[other] { $count } fax marqués comme lus.
}
marked-in-part = Des fax plus anciens sont peut-être encore non lus.
undo = Annuler l’action
fax-from = Fax de
fetched-from = Fax relevé auprès de
fetch-from = Relève de fax auprès de
fetches = Document relevé
fax = Fax
the-pages = Pages
page = Page
no-pages = Aucune page n’a été reçue.
came = Reçu le
line = Ligne
claim = M’attribuer ce fax
release = Retirer l’attribution
mark-unread = Marquer comme non lu
tag = Étiquette
note = Note
keep = Enregistrer
pass-on = Transférer
hand-to = À un ou une collègue
choose-colleague = (choisir)
hand = Confier
mail-to = Par e-mail à
mail = Envoyer l’e-mail
fax-to = Par fax à
send = Envoyer
printer = Imprimante
own-printer = Imprimante du poste
print = Imprimer
delete = Supprimer
delete-really = Supprimer ce fax ?
delete-text = Il sera supprimé pour tout le monde et ne pourra pas être restauré.
keep-it = Conserver
history = Historique
back-to-fax = Retour au fax
smaller = Réduire
larger = Agrandir
turn-left = Tourner à gauche
turn-right = Tourner à droite
is-receiving = En cours de réception
page-now = page
is-received = Reçu
is-incomplete = Incomplet
is-failed = Échec
part-so-far = Enregistrer les pages déjà reçues…
part-title = Ce fax n’est pas encore complet
part-text = L’appel est en cours et d’autres pages peuvent suivre. Un fichier enregistré maintenant ne contient que les pages déjà reçues.
part-pass-on = Vous pourrez l’envoyer par e-mail ou par fax et l’imprimer dès qu’il sera complet.
deed-read = l’a lu
deed-claimed = l’a pris en charge
deed-released = a retiré l’attribution
deed-handed = l’a confié à
deed-noted = a écrit une note
deed-mailed = l’a envoyé par e-mail à
deed-printed = l’a imprimé sur
deed-faxed = l’a faxé à
mail-waiting = en attente
mail-delivered = remis
mail-rejected = refusé
mail-failed = n’a pas pu être remis
done-unread = Marqué comme non lu.
done-claimed = Ce fax vous est maintenant attribué.
done-released = Ce fax n’est plus attribué à personne.
done-handed = Fax confié.
done-noted = Enregistré.
done-mailed = L’e-mail est en cours d’envoi.
done-printed = Le fax est en cours d’impression.
done-faxed = Le fax est dans la file d’attente ; voir « Envoyés ».
gone = Ce fax a été supprimé
denied = Vous n’avez pas l’autorisation nécessaire
somebody-has-it = Ce fax est attribué à quelqu’un d’autre
on-legal-hold = Cet élément fait l’objet d’une conservation légale et ne peut pas être supprimé. L’administration peut la lever
unfit = Cette demande n’a pas été acceptée

# What is sent, and what goes on.
new-fax = Nouveau fax
no-jobs = Aucun fax n’a encore été envoyé. Commencez par « Nouveau fax ».
to = À
no-number = (pas encore de numéro)
number-missing = Numéro manquant
number-missing-text = Ces fax attendent un destinataire. Indiquez un nom du carnet d’adresses ou un numéro de fax.
number-until = attend jusqu’au
which-open = En cours
which-failed = En échec
which-done = Envoyés
fax-to-whom = Fax à
confirmed = confirmée(s)
confirmed-pages = Pages confirmées
taken-in = Déposé le
sent-by = Envoyé par
far-machine = Télécopieur distant
let-go = Libérer
hold = Suspendre
cancel = Annuler
try-again = Réessayer
number = Numéro de fax
again-to = Renvoyer à
send-again = Renvoyer
document-pdf = Document (PDF)
sending-report-pdf = Rapport d’émission (PDF)
report = Rapport
documents = Documents
documents-hint = PDF, TIFF, images, texte, HTML{ $more }. Plusieurs documents sont envoyés l’un après l’autre.
office-documents = documents bureautiques
no-document = Aucun document n’a été choisi.
from-device = Depuis le poste
more = Plus
resolution = Résolution
as-usual = Par défaut
res-standard = Standard
res-fine = Fine
res-superfine = Superfine
colour = Couleur
in-colours = Oui, si le télécopieur distant l’accepte
send-at = Pas avant
cover = Page de garde
with-cover = Avec page de garde
without-cover = Sans page de garde
recipient = Destinataire
company = Société
calls = Appels
no-calls = Aucun fax n’est en cours d’envoi ou de réception.
lines-free = Lignes libres
ladder = Protocole de l’appel
we-said = envoyé par nous
we-heard = reçu par nous
coming-from = De
talking = négociation en cours
dialling = numérotation
drop-here = Déposez les documents ici
queue = File d’attente
waiting-line = En attente d’une ligne
waiting-time = En attente de leur heure
held = Suspendus
oldest = le plus ancien depuis
state-number = En attente d’un numéro
state-suspended = Suspendu
state-pending = Programmé
state-sleeping = En attente d’une nouvelle tentative
state-blocked = En attente d’un autre fax vers ce numéro
state-ready = En attente d’une ligne
state-active = En cours d’envoi
state-done = Envoyé
state-fetched = Relevé
state-failed = Non envoyé
state-cancelled = Annulé
done-cancelled = Le fax a été annulé.
done-held = Le fax est suspendu.
done-goes-on = L’opération se poursuit.
done-sent = Le fax a été accepté. Il sera envoyé dès qu’une ligne sera libre.

# Fetching a fax (polling).
fetch-fax = Relever un fax
fetch-hint = Le télécopieur à ce numéro est appelé et on lui demande le document qu’il tient à disposition (relève, ou polling). Le document arrive comme un fax reçu.
for-device = Pour le poste
sep = Numéro du document (SEP)
sep-hint = Seulement si plusieurs documents y sont à disposition.
fetch-password = Mot de passe du document (PWD)
fetch-password-hint = Chiffres, * et # ; seulement si un mot de passe est demandé.
password-again = Si un mot de passe est demandé, veuillez le saisir à nouveau : il n’est pas conservé.
fetch = Relever

# A fax that is written.
numbers-hint = Des noms ou des groupes du carnet d’adresses, ou des numéros de fax. Chaque destinataire reçoit son propre fax. « Nom | Société <numéro> » nomme le destinataire sur la page de garde.
group-hint = Les mots avec « # », par exemple « #fournisseurs », sont des groupes. Un fax à « #fournisseurs » est envoyé à tous les contacts du groupe.
in-book = Dans le carnet d’adresses :
check = Numéros
suggestions = Suggestions
faxed-lately = utilisé récemment
black-and-white = Noir et blanc
making-page = Création des pages…
making-pages = Création des pages… document { $this } sur { $all }
usual = comme d’habitude : { $value }
send-at-in = Pas avant ({ $zone })
unknown-name = « { $name } » n’est pas dans le carnet d’adresses. Indiquez un numéro de fax, ou ajoutez le contact au carnet d’adresses.
several-numbers = « { $name } » a plusieurs numéros. Choisissez-en un :
unclear-name = « { $name } » n’est pas un nom complet du carnet d’adresses. Choisissez un contact :
send-faxes = { $count ->
    [one] Envoyer le fax ({ $pages })
   *[other] Envoyer { $count } fax ({ $pages } chacun)
}
contacts = Contacts
book = Carnet d’adresses
up = Monter
down = Descendre
remove = Retirer
more-documents = Autres documents
subject = Objet
message = Message
priority = Priorité
priority-hint = De 0 à 255 ; 0 est envoyé en premier.
look = Aperçu
discard = Abandonner
preview = Aperçu
preview-hint = Choisissez des documents et cliquez sur « Aperçu » pour voir les pages telles qu’elles seront envoyées.
drafts = Brouillons
drafts-hint = Les brouillons sont conservés une semaine.
no-room = Vous avez 10 autres brouillons.
no-room-text = Celui-ci sera supprimé si vous en commencez un autre. Envoyez-le ou abandonnez l’un des autres.
nothing-written = Il n’y a encore rien à afficher. Saisissez un numéro ou choisissez un document.
sent-in-part = Certains fax ont été envoyés. Les autres sont encore ici :
done-discarded = Le brouillon a été supprimé.
price-inside = interne
price-local = local
price-national = national
price-abroad = international
price-special = numéro surtaxé

# Address books.
own-book = Personnel
house-book = Organisation
which-book = Carnet d’adresses
name-of = Nom
new-contact = Nouveau contact
change-contact = Modifier le contact
change = Modifier
no-contacts = Aucun contact à afficher.
more-contacts = Plus
fax-chosen = Nouveau fax aux contacts sélectionnés
import = Importer
export = Exporter
import-hint = Un fichier CSV (UTF-8) dont la première ligne nomme les colonnes : name, company, number, note. Tous les contacts sont importés, ou aucun.
table = Fichier
done-put = Enregistré.
done-deleted = Supprimé.
done-imported = Les contacts ont été importés.
delete-contact-really = Supprimer ce contact ?

# Administration.
administration = Administration
figures = Statistiques
health = État
devices = Postes
users = Utilisateurs
mails = E-mails
log = Journal d’audit
days = Jours
day = Jour
week = Semaine du
nothing-yet = Rien pendant cette période.
as-table = Sous forme de tableau
went-well = réussis
went-badly = en échec
received-by-day = Fax reçus par jour
sent-by-day = Fax envoyés par jour
minutes-by-day = Minutes d’appel par jour
minutes-in = en réception
minutes-out = en émission
sent-by-way = Envoyés, par mode de transmission
way = Transmission
sent-by-machine = Envoyés, par télécopieur distant
calls-by-trunk = Appels, par trunk
trunk = Trunk
why-not-sent = Pourquoi des fax n’ont pas été envoyés
why-not-received = Pourquoi des fax n’ont pas été reçus en entier
faxes-today = Fax aujourd’hui (envoyés et reçus)
failed-today = Échecs aujourd’hui (envoyés et reçus)
waiting-jobs = Envois en attente
reason = Raison
count = Nombre
ended-by-someone = annulé par quelqu’un
nobody-answered = aucun télécopieur n’a répondu
alarm = Alarme
alarm-disk = Le disque est presque plein
alarm-relay = Aucun e-mail n’est envoyé
alarm-failing = Les fax vers { $about } échouent sans cesse
alarm-silent = Aucun fax n’a été reçu depuis longtemps
alarm-silent-device = { $about } n’a pas reçu de fax depuis longtemps
alarm-folder = Le dossier { $about } n’est pas accessible en écriture
alarm-shipping = Les fax ne sont pas transférés vers la base de données partagée
stuck-mail = Un e-mail attend depuis
undeliverable = E-mails non distribuables
mails-paused = Les e-mails ne sont ni acceptés ni faxés.
mails-run = Les e-mails sont acceptés et faxés.
converter-missing = Les paramètres désignent un programme qui n’existe pas
converters = Documents acceptés
folder = Dossier
away-since = écriture impossible depuis
the-pbx = Autocommutateur (PBX)
finding-well = OK
finding-wrong = ERREUR
finding-warning = Attention
something-wrong = Un problème a été détecté : voir l’état du système
mails-waiting = E-mails
prints-waiting = Impressions
the-pbx-text = Le module du PBX vérifie le plan de numérotation, les trunks et le relais de messagerie. Cela peut prendre une minute.
pbx-asked = Le PBX n’a pas encore répondu.
look-again = Actualiser
clean-up = Nettoyage
keep-days = Jours à conserver
would-clean-up = Éléments qui seraient supprimés :
cleaned-up = Éléments supprimés :
cleanup-faxes = Fax reçus
cleanup-jobs = Envois
cleanup-keeps = Anciens fax et envois conservés :
keeps-undelivered = Un e-mail, une impression ou un rapport n’a pas encore été remis
keeps-on-hold = Conservation légale
keeps-unshipped = Pas encore dans la base de données partagée
keeps-unknown = Classe de conservation inconnue
clean-up-now = Supprimer maintenant
ask-pbx = Vérifier le PBX
mend = Comment y remédier
machines = Serveurs avec PBX
machine = Serveur
version = Version
in-calls = Appels pour la base de données partagée
to-ship = À transférer
drained-since = N’accepte plus d’envois depuis
lines-in-all = Lignes de tous les serveurs
lines-of-trunk = Lignes du trunk
lost-tries = Appels perdus lors de la panne d’un serveur
taken-for-dead = Déclaré en panne
went-on = Repris par
devices-text = Les postes créés ici peuvent être modifiés ici. Tous les autres sont déclarés dans des fichiers du plan de numérotation et ne peuvent être modifiés que là.
mailboxes = Boîtes aux lettres
format = Format
receives = Reçoit
sends = Envoie
settings = Paramètres
declared = Déclaré dans
yes = oui
no = non
usual-settings = Valeurs par défaut
users-text = Les utilisateurs de gateway.toml ne peuvent être modifiés que dans ce fichier. Ceux d’un annuaire ou d’un service de connexion apparaissent après leur première connexion.
users-here = Vous créez et modifiez tous les autres ici.
role-word = Rôle
addresses = Adresses e-mail
groups = Groupes
members = Membres
sees = Voit les fax de
used = Utilisé
everything = tout le monde
faxes = Fax
may-delete = peut supprimer
stopped = Bloqué depuis
stop-user = Bloquer
let-user-go-on = Débloquer
done-stopped = L’utilisateur est bloqué et ne peut pas envoyer de fax.
done-may-go-on = L’utilisateur peut de nouveau envoyer des fax.
role-user = Utilisateur
role-desk = Opérateur
role-administrator = Administrateur
role-auditor = Auditeur
quota-day = aujourd’hui
quota-month = ce mois-ci
quota-night = cette nuit
faxmaster = le responsable des fax
mail-queue = E-mails entrants
mails-held = E-mails qui n’ont pas été faxés
no-mails-held = Aucun.
mail-sender = Expéditeur
mail-aside = Ferrofax n’a pas pu lire cet e-mail et ne réessaie pas de lui-même :
mails-refused = Ferrofax ne conserve pas les e-mails refusés. Les raisons des refus :
pause = Suspendre
resume = Reprendre
all-delivered = Aucun.
about = Concerne
given-up = Abandonné
all-again = Réessayer maintenant tous les e-mails en attente ou en échec
asked = Action
decided = Décision
granted = autorisé
refused = refusé
when = Quand
no-lines = Aucune entrée à afficher.
older-lines = Entrées plus anciennes
check-chain = Vérifier le journal
chain-well = Le journal n’a pas été modifié.
chain-broken = Le journal a été modifié :
chain-unchained = Entrées hors de la chaîne d’empreintes :
chain-last = Dernière entrée et son empreinte, à conserver ailleurs :

# One's own.
sessions = Vos sessions
all-sessions = Sessions
sessions-text = Fermez toute session que vous ne reconnaissez pas et demandez un nouveau mot de passe à l’administration.
browser = Navigateur
address = Adresse
since = Depuis
last-seen = Dernière utilisation
this-one = celle-ci
end = Fermer
choose = Enregistrer
lists-look = Listes des fax
look-pictures = Avec des images
look-rows = Lignes courtes sans images
look-text = Ce navigateur retient ce choix.
actions = Actions
forward-below = Transférer…
appearance = Apparence
look-system = Comme le système
look-light = Claire
look-dark = Sombre

# API keys.
keys = Clés d’API
keys-text = Les programmes utilisent l’API avec une clé. Une clé a vos autorisations, dans la mesure où vous les lui accordez.
keys-api = Les opérations de l’API
key-name = Usage
key-for = Autorisations
key-days = Valable (jours)
key-test = Clé de test : ses fax ne sont jamais envoyés ; leur résultat dépend du numéro
key-new = Nouvelle clé
key-ends = Expire le
key-used = Dernière utilisation
key-ended = expirée
key-made = La nouvelle clé
key-made-text = Copiez la clé maintenant : elle ne sera plus affichée.
scope-faxes-read = Lire les fax reçus
scope-faxes-write = Marquer, annoter, transférer et supprimer les fax reçus
scope-jobs-read = Lire les envois
scope-jobs-write = Envoyer des fax et modifier les envois
scope-events = Suivre les changements
scope-webhooks = Webhooks
scope-log-read = Lire le journal d’audit
scope-metrics = Lire les statistiques
scope-keys = Ses propres clés, sessions et langue
scope-admin = Administration

# Logging in.
log-in = Se connecter
user = Nom d’utilisateur
password = Mot de passe
wrong-login = Le nom d’utilisateur ou le mot de passe est incorrect, ou il y a eu trop de tentatives erronées depuis votre adresse. Réessayez dans quelques minutes.
directory-away = Votre nom d’utilisateur et votre mot de passe ne peuvent pas être vérifiés pour le moment. Réessayez plus tard.
no-group = Vous n’êtes pas autorisé à utiliser ce serveur de fax : vous n’appartenez à aucun de ses groupes.
name-taken = Quelqu’un d’autre porte déjà votre nom d’utilisateur ici. Adressez-vous à l’administration.
name-of-password = Ce nom d’utilisateur se connecte avec un mot de passe ; utilisez le formulaire ci-dessous. Si vous ne l’avez jamais fait, ce nom appartient à quelqu’un d’autre : adressez-vous à l’administration.
name-of-openid = Ce nom d’utilisateur ne se connecte pas avec un mot de passe ; utilisez l’autre méthode ci-dessous. Si vous ne l’avez jamais fait, ce nom appartient à quelqu’un d’autre : adressez-vous à l’administration.
provider-away = Votre fournisseur d’identité n’est pas joignable pour le moment. Réessayez plus tard.
provider-refused = Votre fournisseur d’identité a refusé la connexion.
not-proved = La réponse de votre fournisseur d’identité n’est pas valable. Réessayez.
login-stale = Cette connexion a commencé dans un autre navigateur ou il y a trop longtemps. Recommencez.
log-in-by = Se connecter avec
left-here = Vous êtes déconnecté ici.
leave-there = Se déconnecter de
log-in-first = Veuillez d’abord vous connecter.
session-ended = Votre session a expiré. Connectez-vous pour continuer votre saisie.
again = Continuer où vous en étiez
again-text = Vous êtes de nouveau connecté. Votre saisie est toujours là.
go-on = Envoyer maintenant

# Links to faxes.
link-title = Un fax pour vous
link-with-code = Saisissez votre code et appuyez sur « Ouvrir le fax ». Votre navigateur télécharge ensuite le fax en fichier PDF.
link-without-code = Appuyez sur « Ouvrir le fax ». Votre navigateur télécharge ensuite le fax en fichier PDF.
link-code = Code
link-open = Ouvrir le fax
wrong-code = Le code est faux. Après cinq codes faux, le lien n’ouvre plus le fax.
no-such-link = Il n’y a pas de fax à ce lien. Vérifiez que vous avez copié le lien en entier. Le fax a peut-être aussi été supprimé.
link-locked = Trop de codes faux ont été saisis : ce lien n’ouvre plus le fax. Demandez à l’organisation qui vous a envoyé le lien d’envoyer à nouveau le fax.
link-expired = Ce lien a expiré. Demandez à l’organisation qui vous a envoyé le lien d’envoyer à nouveau le fax.
link-used = Ce lien a déjà été utilisé. Si ce n’était pas vous, informez l’organisation qui vous a envoyé le lien.

# Recorded calls.
recorded-calls = Enregistrements d’appels
no-recorded-calls = Aucun enregistrement d’appel à afficher.
older-calls = Appels plus anciens
call-of = Appel du
its-record = Enregistrement de l’appel
ended = Résultat
seconds = Durée en secondes, depuis la première sonnerie
a-fax = Fax
a-job = Envoi
what-went-wrong = Ce qui s’est mal passé
record-cut-off = L’enregistrement s’arrête au milieu de l’appel. Voici ce qu’il montre.
whose-fault = Cause probable
what-to-change = Ce qu’il faut changer
found-too = Autres constats
verdict-may-be-wrong = Ceci est une appréciation d’après ce qui a circulé sur la ligne ; elle peut être erronée.
the-drawing = Diagramme de l’appel : messages, niveaux, bruit et pertes au fil du temps
run-again = Rejouer
run-again-with = Avec d’autres paramètres
run-again-text = max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh, level=-15 (dBm0), séparés par des espaces ; vide : comme lors de l’appel
call-files-word = Fichiers de cet appel
file-svg = Diagramme (SVG)
file-png = Diagramme (PNG)
file-json = Tous les constats (JSON)
file-wav = Audio des deux côtés (WAV)
file-pcap = Paquets T.38 (pcap)
file-received = Pages reçues (TIFF)
file-sent = Pages à envoyer (TIFF)
file-record = L’enregistrement lui-même
file-anonymous = L’enregistrement sans numéros, noms ni pages
fault-nobody = aucune
fault-line = très probablement la ligne téléphonique
fault-remote = très probablement le télécopieur distant
fault-network = très probablement le réseau
fault-us = très probablement ce serveur de fax

# Refusals.
not-possible = Cela n’a pas fonctionné
still-here = Votre saisie est toujours là. Modifiez-la et réessayez.
back = Retour
foreign = Cette demande vient d’un autre site ; rien n’a donc été fait. Ouvrez la page ici et réessayez.
stale = Ce formulaire provient d’une session antérieure ; rien n’a donc été fait. Revenez en arrière, rechargez la page et réessayez.
in-the-clear = D’autres pourraient lire cette connexion. Utilisez https:// au lieu de http://.
no-certificate = D’autres pourraient lire cette connexion, et ce serveur n’a pas encore de certificat. Adressez-vous à l’administration.
nothing-there = Cette page n’existe pas.
not-there = Cet élément n’existe pas, ou vous n’êtes pas autorisé à le voir.
wrong-form = Le serveur n’a pas compris ce formulaire.
not-for-now = Les données du serveur de fax ne sont pas accessibles pour le moment. Rien n’a été modifié. Réessayez dans une minute.
our-fault = Une erreur s’est produite. L’administration trouvera des détails dans le journal.
home = Aller aux fax reçus

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

# Users, passwords and second factors.
new-user = Nouvel utilisateur
user-name-text = Lettres minuscules de a à z, chiffres, points, traits d’union et traits de soulignement. Le nom ne peut plus être modifié ensuite.
addresses-text = Séparées par des virgules. Si vous n’en indiquez aucune, les boîtes aux lettres du poste sont utilisées.
limits-class = Classe de limites
in-gateway = dans gateway.toml
not-yet = n’a pas encore choisi de mot de passe
user-elsewhere = Cet utilisateur n’est pas géré ici, mais dans gateway.toml ou par le service de connexion de votre organisation.
end-user = Supprimer cet utilisateur
end-user-text = Les sessions, clés d’API et webhooks de l’utilisateur prennent fin immédiatement. Les fax en attente sont encore envoyés.
done-user-changed = L’utilisateur a été modifié.
done-user-ended = L’utilisateur a été supprimé.
invitation-link = Lien
invitation-once = Donnez ce lien à l’utilisateur. Il n’est affiché que maintenant, ne sert qu’une fois et expire après 7 jours.
invitation-mailed = Le lien est aussi envoyé par e-mail à
invitation-text = Avec un lien, l’utilisateur choisit un nouveau mot de passe. Les liens précédents ne sont plus valables. Le mot de passe actuel reste valable jusqu’à ce qu’un nouveau soit choisi.
invitation-new = Créer un lien pour un nouveau mot de passe
second-reset = Supprimer le second facteur
second-reset-text = Pour un utilisateur qui a perdu son téléphone et ses codes de secours. La connexion ne demande alors plus que le mot de passe. Si votre organisation exige un second facteur, l’utilisateur doit en activer un nouveau.
done-second-reset = Le second facteur a été supprimé.
choose-password = Choisir un mot de passe
no-invitation = Ce lien n’est plus valable : il a été utilisé, il a expiré ou il en existe un plus récent. Demandez un nouveau lien à votre administrateur.
change-password = Changer de mot de passe
present-password = Mot de passe actuel
new-password = Nouveau mot de passe (au moins 8 caractères)
new-password-again = Nouveau mot de passe, encore une fois
password-elsewhere = Votre mot de passe ne peut pas être changé ici : il se trouve dans gateway.toml ou auprès du service de connexion de votre organisation. Adressez-vous à votre administrateur.
done-password = Votre mot de passe a été changé. Vos autres sessions ont pris fin.
second-factor = Second facteur
second-factor-text = Avec un second facteur, la connexion demande aussi un code fourni par une application de votre téléphone. Connaître votre mot de passe ne suffit alors plus pour se connecter. Dans les logiciels de messagerie et pour les imprimantes, utilisez une clé d’API à la place du mot de passe.
second-is-on = Le second facteur est activé.
second-is-off = Le second facteur est désactivé.
second-elsewhere = Le second facteur ne peut pas être activé ici. Si vous vous connectez avec le compte d’un annuaire ou d’un service de connexion, utilisez le second facteur de ce compte. Sinon, adressez-vous à votre administrateur.
second-must = Votre organisation exige un second facteur. Vous pourrez continuer dès que vous l’aurez activé.
switch-on = Activer
switch-off = Désactiver
second-scan = Scannez cette image avec une application d’authentification, ou saisissez-y la clé. Saisissez ensuite le code affiché par l’application.
second-key = Clé pour l’application
second-code = Code de l’application
second-code-or = Code de l’application ou code de secours
second-on-now = Le second facteur est activé. Si vous perdez votre téléphone, chacun de ces codes de secours remplace une fois un code de l’application. Ils ne seront plus affichés : conservez-les en lieu sûr.
second-continue = J’ai conservé les codes : continuer
second-step-text = Saisissez le code affiché par l’application de votre téléphone. Si vous n’avez pas votre téléphone, saisissez un code de secours.

# Passkeys.
passkeys = Clés d’accès
passkeys-text = Une clé d’accès se trouve dans votre téléphone, votre ordinateur ou une clé de sécurité. Elle vous connecte sans mot de passe. Tant que vous avez une clé d’accès, votre mot de passe seul ne suffit pas. Dans les logiciels de messagerie et pour les imprimantes, utilisez alors une clé API.
passkey-name = Nom de la clé d’accès
passkey-new = Ajouter une clé d’accès
passkey-made = Ajoutée
passkey-remove = Supprimer la clé d’accès
passkey-login = Se connecter avec une clé d’accès
passkey-ask = Votre navigateur demande votre clé d’accès. Sinon, appuyez sur le bouton.
passkey-go = Continuer
passkey-other = Se connecter autrement
passkey-script = Les clés d’accès nécessitent JavaScript, qui est désactivé dans ce navigateur.
passkey-none = Ce navigateur n’a pas utilisé de clé d’accès. Réessayez, ou choisissez un autre moyen.
passkey-address = Les clés d’accès ne fonctionnent qu’à une adresse web avec un nom et HTTPS. Adressez-vous à votre administrateur.
second-too-late = Cette connexion a duré trop longtemps, ou trop de codes étaient faux. Veuillez saisir de nouveau votre mot de passe.
invitation-subject = Votre accès à { $house }
invitation-mail =
    Bonjour,

    un accès à { $house } a été créé pour vous. Votre nom d’utilisateur est { $user }. Veuillez choisir un mot de passe à cette adresse :

    { $link }

    Le lien ne sert qu’une fois et expire après 7 jours. Si vous n’attendiez pas ce message, ignorez-le.
# Lists: filters, saved views, selections, and the keyboard.
today-at = aujourd’hui %H:%M
yesterday-at = hier %H:%M
day-month = %-d MMM
months = janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.
more-filters = Plus de filtres
all-devices = Tous les postes
from-day = Du (jour)
to-day = Au (jour)
sender = Expéditeur
status = État
newer = Fax plus récents
nothing-found = Aucun fax ne correspond à ces filtres.
show-all = Tout afficher
views = Vues enregistrées
save-view = Enregistrer cette vue
view-name = Nom de la vue
remove-view = Retirer la vue
done-view-saved = La vue est enregistrée.
done-view-removed = La vue est retirée.
select-all = Sélectionner tout ce qui est affiché
select-this = Sélectionner
with-selected = Pour la sélection
apply = Appliquer
mark-read = Marquer comme lu
set-tag = Mettre une étiquette
download-zip = Télécharger en ZIP
none-selected = Rien n’a été sélectionné.
entries-changed = Modifiés : { $count }.
entries-refused = Non modifiés : { $count }.
delete-these = Supprimer les fax sélectionnés ({ $count }) ?
delete-all-text = Ils seront supprimés pour tout le monde et ne pourront pas être restaurés.
keep-them = Conserver
search-jobs-hint = Numéro, nom, étiquette, document…
job = Envoi
no-drafts = Vous n’avez aucun brouillon.
shortcuts = Raccourcis clavier
shortcuts-on = Utiliser ces raccourcis
next-fax = Suivant
previous-fax = Précédent
close = Fermer
notify-on = Me signaler les nouveaux fax dans ce navigateur
notify-off = Arrêter les notifications

# Devices, lines and the mail server.
new-device = Nouveau poste
device-waits = pas encore en vigueur
device-removed = supprimé ; reçoit encore des fax jusqu’au rechargement du plan de numérotation
include-text = Asterisk ne lit pas encore ces postes. Ajoutez une fois la première ligne à la fin de extensions.conf, puis exécutez la deuxième ligne. Si ferrofax.conf définit contexts, la liste doit contenir fax-devices.
reload-text = Asterisk n’a pas encore lu la dernière modification. Exécutez cette ligne.
extension-word = Numéro du poste
extension-text = Uniquement des chiffres. Le numéro ne peut pas être modifié plus tard.
mailboxes-text = Adresses e-mail qui reçoivent les fax entrants, séparées par des virgules.
station-id = Identification de la station
device-off = Désactivé : les appels sont rejetés
printers = Imprimantes
header-text = Expéditeur dans l’en-tête
time-zone = Fuseau horaire
class-of-devices = Classe de postes
account-code = Code de compte
retention-class = Classe de conservation
error-correction = Correction d’erreurs (ECM)
reports-word = Rapports
end-device = Supprimer ce poste
end-device-text = Les appels vers ce poste sont rejetés dès qu’Asterisk a rechargé le plan de numérotation. Les fax reçus restent.
done-device-saved = Le poste a été enregistré.
done-device-ended = Le poste a été supprimé.
lines-and-mail = Lignes et serveur de messagerie
lines-text = Si un champ est vide, ferrofax.conf décide. Les valeurs saisies ici sont prioritaires. Aucun redémarrage n’est nécessaire.
settings-in-effect = Asterisk utilise ces réglages.
settings-wait = Asterisk n’a pas encore lu la dernière modification. Tant qu’Asterisk fonctionne, cela prend quelques secondes.
lines-word = Lignes téléphoniques
max-lines = Appels de fax simultanés
inbound-lines = Dont réservés aux fax entrants
trunk-text = Le trunk par lequel les fax sont envoyés, par exemple PJSIP/provider.
dial-timeout = Secondes de sonnerie
country-code = Indicatif du pays
area-code = Indicatif régional
outside-prefix = Chiffres pour sortir
mail-server = Serveur de messagerie
mail-port = Port
encryption = Chiffrement
password-kept = Un mot de passe est enregistré. Il reste si ce champ est vide.
from-address = Adresse de l’expéditeur
done-settings-saved = Les réglages ont été enregistrés.
drain = Confier les envois aux autres
drain-text = Ensuite, le serveur ne commence plus d’envois, et les autres serveurs envoient ce qui attend. Le serveur reçoit toujours des fax.
undrain = Reprendre les envois
done-drained = Les autres serveurs envoient maintenant ce qui attend.
done-undrained = Le serveur reprend les envois.
