# The French texts of what other parts of Ferrofax say in English: see en.ftl.

# Frames around other sentences.
about = { $about } : { $said }
near-it = { $said } ; proches : { $near }
limited = { $said } ; la limite est le réglage « { $setting } »
only-these = { $said } ; les formats PDF, TIFF, PNG, JPEG, GIF, BMP, WebP, HTML et texte peuvent être faxés
line = ligne { $line }
page = la page { $page }
text = { $text }
it = il

# Numbers.
number-no-digits = « { $number } » ne contient aucun chiffre
number-sign = « { $number } » n’est pas un numéro : « { $sign } » ne peut pas être composé ; utilisez des chiffres, un + au début et les séparateurs - . / ( )
number-long = « { $number } » a plus de 20 chiffres
number-wrong = « { $number } » n’est pas un numéro de téléphone valable : { $why }
number-prefix = ce n’est qu’un préfixe, sans numéro
number-short = il est trop court
number-zero-country = aucun indicatif de pays ne commence par 0 ; 0{ $rest } est un numéro national, +{ $rest } un numéro international
number-zero = après +{ $code }, aucun numéro ne commence par 0 ; écrivez +{ $right }
number-zero-meant = il signifie +{ $meant }, et après +{ $code } aucun numéro ne commence par 0
number-short-country = il est trop court : après +{ $code }, un numéro a au moins { $least } chiffres
number-long-country = il est trop long : avec l’indicatif du pays, un numéro a au plus { $most } chiffres
number-forbidden = les fax vers { $beginning }… sont bloqués par le réglage « forbidden »

# Values.
value-none-of = « { $value } » ne figure pas parmi { $known }
value-yes-no = « { $value } » n’est ni yes ni no
value-priority = « { $value } » n’est pas une priorité ; écrivez un nombre de 0 (en premier) à 255 (en dernier)
value-number = « { $value } » n’est pas un nombre de { $least } à { $most }
value-time = « { $value } » n’est pas une heure ; écrivez 14:30, 2026-11-20 14:30, +2h ou 2026-11-20T14:30:00+01:00
value-window = { $value } n’est pas une plage horaire ; écrivez-la comme Mon-Fri 08:00-18:00
value-zone = le fuseau horaire { $value } est inconnu
value-address = « { $value } » n’est pas une adresse e-mail ; écrivez-la comme name@example.com
value-addresses = { $most } adresses e-mail au plus peuvent recevoir les rapports d’un fax
value-sign = le caractère n° { $place } ne peut pas être envoyé ; utilisez des chiffres, *, #, + et des espaces
value-long = le texte a plus de { $most } caractères
value-digits = « { $value } » contient « { $found } » ; utilisez uniquement des chiffres
value-name = « { $value } » n’est pas le nom d’un serveur ou d’un trunk ; utilisez des lettres, des chiffres, -, _, ., /, @ et :
value-beginning = « { $value } » n’est pas le début d’un numéro ; écrivez-le comme +49900
value-device = « { $value } » n’est pas un poste ; écrivez 2101 ou 2101@context
value-unknown = « { $value } » est inconnu ; valeurs connues : { $known }

# What a fax needs.
no-number = aucun numéro n’est indiqué ; saisissez le numéro de fax du destinataire
no-device = aucun poste n’est indiqué ; nommez un poste de fax par son numéro interne, par exemple 2101
unknown-device = le poste de fax « { $device } » n’existe pas ; `ferrofax show devices` dans la console d’Asterisk affiche ceux qui existent
no-devices = le poste de fax « { $device } » n’existe pas : ce spool n’en connaît aucun ; vérifiez qu’Asterisk a chargé le module
ambiguous-device = le numéro interne { $exten } est un poste dans plusieurs contextes ; écrivez { $exten }@{ $first } ou { $exten }@{ $second }
device-receives = le poste { $device } ne peut pas envoyer de fax : sendenabled vaut no, ou il a l’option x
no-document = aucun document n’est indiqué ; il n’y a rien à envoyer
no-documents = il n’y a aucun document à envoyer
time-past = { $what } : { $time } est passé
expires-first = expires : { $time } n’est pas après l’heure d’envoi
too-many-numbers = un fax peut être envoyé à { $most } numéros au plus à la fois
some-numbers = un fax peut être envoyé à un nombre de 1 à { $most } numéros à la fois
own-no-device = vous n’avez pas de poste depuis lequel envoyer

# Drafts.
too-many-drafts = vous avez { $most } brouillons ; envoyez-en un ou abandonnez-en un
draft-order = documents : { $document } n’existe pas, ou est nommé deux fois
draft-documents = un fax a { $most } documents au plus
draft-size = les documents d’un fax ont { $most } Mio au plus
draft-gone = il n’existe plus ; ajoutez-le de nouveau
draft-pages-gone = ses pages n’existent plus ; retirez-le et ajoutez-le de nouveau

# Received faxes.
hand-to-nobody = il n’y a pas d’utilisateur « { $user } » qui puisse voir ce fax
move-on-hold = le fax { $fax } fait l’objet d’une conservation légale : il ne peut pas être déplacé avant que l’administration la lève
move-junk = le fax { $fax } est classé comme indésirable ; distribuez-le d’abord
move-shared = les fax ne peuvent pas être déplacés si plusieurs machines partagent une base de données
move-nowhere = il n’y a pas d’autre poste « { $device } » vers lequel vous pouvez déplacer ce fax
too-long = { $what } a plus de { $most } caractères
control-character = { $what } contient un caractère de contrôle
the-tag = l’étiquette
the-note = la note
the-tag-or-note = l’étiquette ou la note
no-mailbox = le fax { $fax } n’a pas de boîte aux lettres ; saisissez une adresse
no-printing = ce serveur n’imprime pas ; le serveur qui a reçu le fax peut l’imprimer
no-printer = l’imprimante « { $printer } » n’existe pas
device-no-printer = le poste du fax { $fax } n’a pas d’imprimante ; choisissez-en une
too-many-addresses = un fax peut être envoyé à { $most } adresses e-mail au plus à la fois
coming = le fax { $fax } est encore en cours de réception
coming-later = le fax { $fax } est encore en cours de réception ; vous pourrez le transférer quand il sera complet
no-fax-pages = le fax { $fax } n’a pas de pages
fax-not-junk = le fax { $fax } n’est pas classé comme indésirable
fax-received-elsewhere = ce serveur ne remet aucun fax ; le serveur qui a reçu le fax { $fax } peut le libérer
undelivered = le fax { $fax } est encore en cours de remise ; vous pourrez le supprimer ensuite, ou quand `ferrofax mail-queue` ne l’affichera plus
on-hold = le fax { $fax } fait l’objet d’une conservation légale : personne ne peut le supprimer avant que l’administration la lève
claimed = { $user } traite déjà le fax { $fax }
deleted = { $thing } a fait l’objet d’une suppression le { $date } : { $why }
deleted-by = par { $user }
older = âge de plus de { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}
older-class = âge de plus de { $days ->
    [one] { $days } jour
   *[other] { $days } jours
} (classe { $class })
changed = { $thing } a changé entre-temps
busy = { $thing } est en cours de modification par quelqu’un d’autre ; réessayez dans un instant
there-is-no = { $thing } n’existe pas
not-for-user = { $thing } n’existe pas pour cet utilisateur
thing-fax = le fax { $fax }
thing-job = l’envoi { $job }
thing-contact = le contact { $contact }
thing-draft = le brouillon { $draft }
thing-session = la session { $session }
thing-view = la vue { $view }
thing-record = l’enregistrement { $record }
thing-key = la clé { $key }

# Jobs.
job-ended = l’envoi { $job } est déjà { $state }
job-done = terminé
job-failed = en échec
job-no-number = l’envoi { $job } attend un numéro ; `ferrofax number { $job } NUMÉRO` le définit
job-has-number = l’envoi { $job } a déjà un numéro, qui ne peut pas être modifié
job-in-store = l’envoi { $job } est dans la base de données partagée, où cela ne peut pas être modifié
job-without-number = l’envoi n’a pas de numéro
job-number-too-much = l’envoi a déjà un numéro, ou pas de délai pour en attendre un
job-without-document = l’envoi n’a pas de document
job-no-attempt = l’envoi ne permet aucune tentative
job-past = l’heure d’envoi est passée
job-expires = l’envoi expirerait avant d’être effectué
document-pages = { $document } a { $count } pages ; un fax en a { $most } au plus
document-unfit = { $document } ne peut pas être faxé : { $why }
document-empty = { $document } est vide

# Address books.
table-large = le tableau a plus de { $most } Mio
table-not-utf8 = le tableau n’est pas en UTF-8 ; enregistrez-le comme « CSV UTF-8 »
table-empty = le tableau est vide
table-columns = la première ligne doit nommer les colonnes name, company, number et note ; name et number sont obligatoires
table-contacts = le tableau a plus de { $most } contacts
table-unreadable = le tableau ne peut pas être lu : { $why }
table-quote = mettez entre guillemets une cellule qui contient un guillemet, et doublez chacun de ceux qu’elle contient
table-quote-open = le guillemet ouvert là n’est pas fermé
the-name = le nom
the-company = la société
the-number = le numéro
contact-name = un contact doit avoir un nom
book-full = un carnet d’adresses contient { $most } contacts au plus
contact-unclear = aucun contact du carnet d’adresses avec un seul numéro ne s’appelle « { $name } » ; indiquez un numéro de fax

# One's own, and administration.
no-pages-in = il n’y a pas de pages dans la langue « { $language } » ; choisissez parmi { $known }
no-user = il n’y a pas d’utilisateur « { $user } »
metrics-network = [web] metrics_networks ne nomme pas cette adresse
clock-changed = Rien n’est supprimé : dans la dernière heure, l’horloge du serveur a été avancée ou retardée, ou Ferrofax a démarré après plus d’un jour d’arrêt.
key-name = une clé doit avoir un usage de 1 à { $most } caractères, sans caractères de contrôle
key-scope = une clé doit avoir au moins une autorisation : { $known }
key-days = une clé est valable de 1 à { $most } jours
key-test-scope = une clé de test ne peut avoir que ces autorisations : { $known }
key-many = cet utilisateur a déjà { $most } clés ; mettez d’abord fin à l’une d’elles

# Requests.
no-such-request = Aucune page de ce serveur n’envoie une telle requête
no-folder = pas de dossier pour les documents : { $why }
many-fields = plus de { $most } champs
many-documents = plus de { $most } documents
many-bytes = plus de { $most } octets de texte
field-bytes = la valeur a plus de { $most } octets
form-large = les documents sont trop volumineux ; la limite est [web] max_upload_mb
form-bytes = le document a plus de { $most } octets ; la limite est [web] max_upload_mb
form-empty = le document est vide
form-unstored = le document ne peut pas être enregistré : { $why }
internal-error = une erreur interne

# Call recordings.

# The spool.
cannot = un accès a échoué ({ $action }) : { $why }
no-space = plus d’espace pour { $file } : { $why } ; Ferrofax continue dès qu’il y a de l’espace
database-failed = la base de données du spool { $file } a échoué : { $why }
database-unsure = la base de données du spool { $file } n’a pas confirmé la modification, qui a peut-être été faite : { $why }
database-unfit = la base de données du spool { $file } la refuse : { $why }
database-row = une ligne de la base de données du spool { $file } ne peut pas être lue : { $why }
database-damaged = la base de données du spool { $file } est endommagée ({ $why }) et n’est pas utilisée ; arrêtez Asterisk et le service Ferrofax, puis restaurez une sauvegarde : voir docs/backup.md
document-unusable = le document { $file } ne peut pas être utilisé : { $why }
database-other = la base de données partagée a été restaurée ou remplacée ; ce serveur lui signale d’abord ses envois
database-keys = les documents de la base de données partagée ne peuvent pas être chiffrés ou déchiffrés : { $why }
bug = une erreur interne s’est produite ; voir le journal

# How the service is.
health-ok = en ordre : { $said }
health-wrong = ERREUR : { $said }
disk = disque
module = module
spool = spool
health-read = il peut être lu
health-works = il fonctionne avec ce spool
health-never = il n’a jamais fonctionné avec ce spool
health-stopped = il ne fonctionne pas : les envois attendent qu’Asterisk l’ait chargé
health-free = { $count } Mio sont libres
health-free-gib = { $count } Gio sont libres
health-little = seulement { $count } Mio sont libres

# Documents as files.
plain-file = ce n’est pas un fichier ordinaire
empty = il est vide
large = il a plus de { $most } Mio
large-pages = ses pages ont plus de { $most } Mio
unreadable = il ne peut pas être lu ({ $why })
unwritable = ses pages ne peuvent pas être écrites ({ $why })
pages-unreadable = les pages produites ne peuvent pas être lues
truncated = il a été tronqué pendant la lecture
document-truncated = un document a été tronqué pendant la lecture
not-one = ce n’est pas un document unique
no-task = il n’y a pas de tâche
its-missing = il manque : { $what }
not-faxable = il ne peut pas être faxé
the-mail-text = le texte de l’e-mail
the-cover-page = la page de garde

# What a document is.
is-sound = c’est un enregistrement sonore
is-gzip = c’est une archive gzip
is-bzip2 = c’est une archive bzip2
is-xz = c’est une archive xz
is-zstandard = c’est une archive Zstandard
is-rar = c’est une archive RAR
is-7zip = c’est une archive 7-Zip
is-zip = c’est une archive ZIP
is-cabinet = c’est une archive Cabinet
is-ar = c’est une archive ar
is-cpio = c’est une archive cpio
is-tar = c’est une archive tar
is-winmail = c’est un fichier winmail.dat d’Outlook
is-old-office = c’est un fichier d’un ancien logiciel de bureautique
is-printer-data = ce sont des données d’imprimante (PJL)
is-program = c’est un programme
is-mail = c’est un e-mail qui contient un PDF
is-svg = c’est un dessin SVG ; il peut être faxé en PDF ou en PNG
is-called-pdf = son nom indique PDF, mais son contenu n’est pas un PDF
is-neither = ce n’est ni une image ni du texte
is-type = il est de type { $type }, qui n’est pas pris en charge
is-unsupported = son format n’est pas pris en charge
is-postscript = c’est du PostScript, et Ghostscript n’est pas installé
is-office = c’est un document bureautique, et LibreOffice n’est pas installé
is-locked = il est chiffré et demande un mot de passe ; enregistrez-le sans mot de passe
is-encrypted = il est chiffré d’une manière inconnue
is-portfolio = c’est un porte-documents PDF, et les fichiers qu’il contient ne sont pas faxés
is-xfa = c’est un formulaire que seuls certains logiciels peuvent afficher (XFA dynamique) ; imprimez-le en PDF depuis un tel logiciel, et faxez ce PDF
is-wrapper = ce n’est que l’enveloppe d’un document chiffré, qui ne peut pas être lu
is-half-text = il commence par du texte, mais tout n’y est pas du texte
is-without-text = il ne contient pas de texte
is-invisible = il n’a pas de contenu visible
is-blank = ses pages sont vides
is-nested = ses éléments sont imbriqués trop profondément
is-no-pdf = il est endommagé et ne peut pas être lu comme PDF
is-no-picture = il est endommagé et ne peut pas être lu comme image

# Programs that convert.
no-child = la conversion de { $document } ne peut pas être démarrée : { $why }
conversion-files = { $said } ; la conversion utilise des fichiers temporaires dans { $folder }
unconfined = le programme qui le lit ne peut pas être isolé : { $why }
unconfined-limit = limite impossible : { $what } ({ $why })
unconfined-calls = ses appels système ne peuvent pas être filtrés ({ $why })
unconfined-files = son accès aux fichiers ne peut pas être limité, car ce noyau n’a pas Landlock ({ $why })
limit-life = durée de vie
limit-memory = mémoire
limit-time = temps de calcul
limit-output = sortie
limit-core = fichier core
limit-processes = nombre de processus
program-unconfined = { $program } ne peut pas être isolé : { $why }
program-unnamed = aucun programme n’est indiqué
program-not-started = { $program } n’a pas pu être démarré : { $why }
program-processes = { $program } a été arrêté : il a lancé trop de processus
program-disk = { $program } a été arrêté : il a trop écrit sur le disque
program-memory = { $program } a été arrêté : il a utilisé trop de mémoire
program-cannot = { $program } ne peut pas le lire
program-cannot-why = { $program } ne peut pas le lire ({ $why })
program-nothing = { $program } n’a produit ni PDF, ni TIFF, ni image, ni texte
slow = { $part } demande plus de { $seconds } secondes de calcul
slow-fax = le fax entier n’était pas prêt après { $seconds } secondes
broke-time = { $part } demande trop de temps de calcul
broke-file = { $part } produit un fichier trop volumineux
broke-memory = { $part } demande trop de mémoire ou a trop de niveaux d’imbrication
broke-crash = { $part } fait planter le programme de lecture

# Pages.
no-pages = il n’a pas de pages
many-pages = il a { $count } pages ; un fax en a { $most } au plus
many-pages-after = il a { $count } pages après { $before } autres ; un fax en a { $most } au plus
more-than = plus de { $most }
not-that-page = la page { $page } a été demandée, mais le nombre de pages est { $count }
range-wrong = { $first }-{ $last } n’est pas une plage de pages
range-order = { $first }-{ $last } ne suit pas la plage précédente
range-many = plus de { $most } plages de pages sont demandées
end-missing = la fin manque ; le document n’a pas été copié en entier
pages-missing = il devrait avoir { $declared } pages, mais { $count } ont été trouvées
header-cut = { $part } s’arrête au milieu de l’en-tête
cut-pages = il est tronqué : il a { $count } pages sur { $declared }
cut-rows = { $part } s’arrête trop tôt : { $count } lignes sur { $declared }
cut-off = { $part } s’arrête trop tôt
ends-early = la page { $page } s’arrête trop tôt : il manque { $missing } lignes sur { $rows }
after-page = après la page { $page } : { $damage }
damaged-row = { $part } a un défaut à la ligne { $row }
damaged-rows = lignes endommagées à la page { $page } : { $rows }
damaged-part = { $part } a des données endommagées
no-size = { $part } n’a pas de taille : { $width } × { $height } pixels
no-resolution = { $part } a une résolution de { $x } × { $y } dpi, qu’aucune imprimante n’a
pixels = { $part } a trop de pixels
pixels-size = { $part } a trop de pixels : { $width } × { $height }
row-bytes = { $part } a des lignes de { $found } octets, mais les pixels en demandent { $least }
colours = { $part } a des couleurs qui ne peuvent pas être faxées (espace colorimétrique { $space }, { $bits } bits par pixel) ; black, sGray et sRGB le peuvent
too-long-page = { $part } aurait une longueur de { $length } mm ; une page de fax a { $most } mm au plus
picture-unreadable = une image à la page { $page } ne peut pas être lue
picture-edges = une image à la page { $page } a peut-être des bords faux : ses couleurs sont mélangées à un fond (Matte)
font-unreadable = une police à la page { $page } ne peut pas être lue, et son texte manquerait
font-missing = du texte ({ $language }) manquerait à la page { $page } : sa police n’est ni dans le document ni installée
language-japanese = japonais
language-chinese = chinois
language-traditional = chinois traditionnel
language-korean = coréen
drawings-missing = { $count ->
    [one] { $count } dessin ajouté sans son apparence manque
   *[other] { $count } dessins ajoutés sans leur apparence manquent
}
annotations-left-out = { $count ->
    [one] { $count } annotation marquée comme à ne pas imprimer est omise
   *[other] { $count } annotations marquées comme à ne pas imprimer sont omises
}
characters-missing = { $count ->
    [one] { $count } caractère qu’aucune police ne contient manque
   *[other] { $count } caractères qu’aucune police ne contient manquent
}
controls-left-out = { $count ->
    [one] { $count } caractère de contrôle y est omis
   *[other] { $count } caractères de contrôle y sont omis
}
objects-left-out = { $count ->
    [one] { $count } dessin ou autre objet incorporé est omis
   *[other] { $count } dessins ou autres objets incorporés sont omis
}
layers = les pages peuvent montrer ce qui n’est destiné qu’à l’écran, ou ne pas montrer ce qui n’est destiné qu’à l’impression

# Fields in printed documents.
fields-not-looked-for = aucun champ n’y est recherché : son texte n’est pas connu
fields-fax-pages = le fax à partir de la page { $page } a plus de { $most } pages
fields-no-number = la page { $page } n’a pas de champ FAX et n’en suit aucun ; elle n’a donc pas de destinataire
fields-two = la page { $page } a deux champs { $field } différents : « { $first } » et « { $second } »
fields-differ = page { $page } : { $field } vaut ici « { $second } », et « { $first } » sur une page précédente du même fax
fields-unreadable = page { $page } : « { $text } » ressemble à un champ { $field }, mais ne peut pas être lu comme tel

# Faults of a TIFF file.
tiff-no-tiff = il ne peut pas être lu comme TIFF (il ne commence ni par II ni par MM)
tiff-short = il ne peut pas être lu comme TIFF (il s’arrête dans l’en-tête)
tiff-version = il ne peut pas être lu comme TIFF (sa version est { $version } et non 42)
tiff-many-pages = il a plus de { $most } pages
tiff-linked = il est lié une deuxième fois
tiff-directory = son répertoire est hors du fichier
tiff-field = { $field } ne peut pas être lu
tiff-no-width = il n’a pas de largeur
tiff-no-length = il n’a pas de longueur
tiff-width = il a une largeur de { $width } pixels
tiff-rows = il a { $rows } lignes
tiff-pixels = il a trop de pixels ({ $width } × { $height })
tiff-no-tiles = ses tuiles n’ont pas de taille
tiff-tiles = ses tuiles sont trop grandes ({ $width } × { $height })
tiff-many-parts = son image a trop de parties ({ $count })
tiff-no-strips = il n’a pas de bandes
tiff-parts = son image a { $found } parties ; il en faut { $wanted }
tiff-lengths = il manque la longueur de certaines parties
tiff-outside = son image est hors du fichier
tiff-only-black = sa compression ({ $number }) est réservée au noir et blanc
tiff-not-black = sa compression ({ $number }) n’est pas pour le noir et blanc
tiff-compression = sa compression ({ $number }) est inconnue pour les gris et les couleurs
tiff-uncompressed = il utilise le mode non compressé de T.{ $number }
tiff-fill-order = son ordre des bits ({ $number }) est inconnu
tiff-large = il a { $width } × { $height } pixels en gris ou en couleur, plus de { $most } millions
tiff-pixel-kind = ses pixels ({ $samples } valeurs de { $bits } bits) sont d’un genre inconnu
tiff-sample-kind = ses valeurs de { $bits } bits sont d’un genre inconnu
tiff-fractions = ses valeurs ne sont pas des nombres entiers
tiff-predictor = son prédicteur ({ $number }) est inconnu pour { $bits } bits
tiff-samples = ses pixels ont { $found } valeurs ; il en faut { $wanted }
tiff-ycbcr = sa forme de YCbCr est inconnue
tiff-shared-colours = ses pixels partagent leurs couleurs d’une manière inconnue ({ $way })
tiff-colours = ses couleurs sont d’un genre inconnu (interprétation photométrique { $number })
tiff-no-palette = il n’a pas de palette
tiff-old-jpeg = sa compression est l’ancienne forme de JPEG (6), sans perte, inconnue ici
tiff-old-jpeg-tables = sa compression est l’ancienne forme de JPEG (6), et il n’a ni JPEG ni tables

# La chaîne du journal des décisions.
chain-changed = cette ligne a été modifiée après coup
chain-replaced = cette ligne a pris la place d’une autre : la suivante se rattache à une ligne d’un autre hachage
chain-put-in = cette ligne a été insérée
chain-taken-out = avant cette ligne, suppression : { $lines }
chain-cut-off = après cette ligne, coupure de ce que connaît audit.head : { $lines }
chain-line = ligne { $first } de la chaîne
chain-lines = lignes { $first } à { $last } de la chaîne
chain-unchained = avant cette ligne, des lignes sans place dans la chaîne ont été supprimées
chain-moved = avant cette ligne manque la ligne { $number } de la chaîne ; elle a été déplacée vers { $place }
chain-again = la chaîne recommence à cette ligne : un journal plus ancien et audit.head ont été enlevés

# Users and passwords.
people-name = un nom d’utilisateur a de 1 à 64 lettres minuscules de a à z, chiffres, points, traits d’union et traits de soulignement, et commence par une lettre ou un chiffre
people-name-taken = le nom « { $name } » appartient à quelqu’un d’autre
people-address-many = un utilisateur a au plus 20 adresses e-mail et 50 groupes
people-address-taken = l’adresse « { $address } » appartient à un autre utilisateur
people-group = il n’y a pas de groupe « { $group } »
people-group-name = un nom de groupe a de 1 à 64 lettres minuscules de a à z, chiffres, points, traits d’union et traits de soulignement, et commence par une lettre ou un chiffre
people-group-taken = il y a déjà un groupe « { $group } »
people-no-group = il n’y a pas de groupe « { $group } » dans users.toml
people-group-devices = un groupe a au plus 500 postes
people-group-many = il y a déjà 200 groupes
people-class = il n’y a pas de classe « { $class } » dans gateway.toml
people-device = il n’y a pas de poste de fax « { $device } » que des utilisateurs puissent avoir
people-role = il n’y a pas de rôle « { $role } »
people-short = un mot de passe doit avoir au moins 8 caractères
people-long = un mot de passe a au plus 200 caractères
people-differ = les deux nouveaux mots de passe sont différents
people-in-settings = « { $name } » est dans gateway.toml et ne peut être modifié que là
people-not-ours = votre mot de passe n’est pas dans users.toml
people-no-user = il n’y a pas d’utilisateur « { $user } » dans users.toml
people-yourself = vous ne pouvez pas faire cela avec votre propre utilisateur ; demandez à un autre administrateur
people-full = users.toml est plein
people-no-link = le lien n’est plus valable
people-wrong-password = le mot de passe actuel est faux
people-wrong-code = le code est faux ou a déjà été utilisé
people-passkey = la clé d’accès n’a pas été acceptée
people-passkey-name = une clé d’accès a besoin d’un nom de 80 caractères au plus
people-many-passkeys = un utilisateur a au plus 10 clés d’accès
people-no-passkey = cette clé d’accès n’existe pas
people-on = le second facteur est déjà activé
people-off = le second facteur est désactivé
people-required = votre organisation exige le second facteur
people-file = users.toml ne peut pas être lu ou écrit pour le moment ; le journal du service en donne la raison
people-front = un nœud sans état n’a pas de users.toml
people-unknown = Les mots de passe ne peuvent pas être vérifiés pour le moment, car users.toml ne peut pas être lu

# Webhooks.
webhook-not-there = Il n’y a pas de webhook { $id }
webhook-many-wait = Trop de messages attendent pour ce webhook. Sa dernière erreur dit pourquoi.
webhook-too-soon = Ce webhook a reçu un message de test au cours des dix dernières secondes.
webhook-event = « { $word } » n’est pas un événement ; il y a { $known }, et job.*, fax.* et *
webhook-many = { $user } a { $count } webhooks, et il n’en faut pas plus (max_per_user)
webhook-address = « { $text } » n’est pas une adresse de serveur web ; https://example.com/fax en est une
webhook-number = « { $text } » est un nombre ; une adresse en a quatre, 192.0.2.1, ou est un nom
webhook-login = une adresse ne doit contenir ni nom ni mot de passe
webhook-https-here = http:// n’est que pour cette machine ; il faut https://
webhook-not-public = { $ip } n’est pas une adresse publique ; les réseaux de allow sont permis aussi
webhook-target = la cible de { $host } n’est pas une adresse publique, ou son port n’est pas dans ports
webhook-https = il faut https:// ; http:// est pour les réseaux de allow
webhook-port = le port { $port } n’est pas dans ports
# Lists.
no-day = « { $day } » n’est pas un jour ; écrivez un jour comme 2026-03-01
view-name-needed = une vue enregistrée doit avoir un nom
views-full = vous avez déjà { $most } vues enregistrées de cette liste ; retirez-en d’abord une
many-at-once = { $most } au plus peuvent être modifiés à la fois
archive-empty = une archive contient au moins un fax
archive-many = une archive contient au plus { $most } fax
archive-large = les fax d’une archive ont au plus { $most } Mo ensemble
pdf-many = un PDF contient au plus { $most } fax
pdf-large = les fax d’un PDF ont au plus { $most } Mo ensemble
pdf-pages = un PDF contient au plus { $most } pages
no-mail-address = saisissez une adresse e-mail
many-passed-on = au plus { $most } e-mails ou impressions peuvent être créés à la fois
user-name-long = un nom d’utilisateur a au plus { $most } caractères
the-view = la vue
# Devices, lines and the mail server.
device-extension = un numéro de poste a de 1 à 30 chiffres
device-addresses = un poste a de 1 à 20 adresses e-mail, avec au plus 1 500 caractères ensemble
device-text = '{ $text }' peut avoir au plus 60 lettres, chiffres, espaces et les caractères . - ' / +
device-word = '{ $text }' peut avoir au plus 40 lettres, chiffres, points, traits d’union et traits de soulignement
device-ident = une identification de station a au plus 20 chiffres, espaces et signes +
device-digits = '{ $text }' peut avoir au plus 10 chiffres
device-zone = il n’y a pas de fuseau horaire '{ $zone }'
line-trunk = '{ $trunk }' n’est pas un trunk ; écrivez PJSIP/provider
mail-server-name = '{ $server }' n’est pas le nom d’un serveur de messagerie ; écrivez mail.example.com
mail-secret = un nom d’utilisateur ou un mot de passe a au plus 200 caractères, et aucun caractère de contrôle
mail-password-again = saisissez de nouveau le mot de passe, car le serveur de messagerie ou son utilisateur a changé
mail-no-user = un mot de passe nécessite un nom d’utilisateur
lines-reserved = il faut réserver moins de lignes qu’il n’y en a
lines-both = saisissez les deux nombres de lignes ou aucun ; 0 ne réserve aucune ligne
device-clash = le poste { $extension } est déjà déclaré dans { $place }
device-not-here = le poste { $extension } n’a pas été créé ici
device-full = il y a déjà 2 000 postes
managed-changed = quelqu’un d’autre a modifié ceci entre-temps ; vérifiez-le et saisissez de nouveau votre modification
managed-file = le fichier { $file } ne peut pas être lu ou écrit maintenant, ou a été modifié à la main ; le journal du service en donne la raison
managed-front = un nœud sans état n’a ni postes ni lignes propres
last-node = les envois de ce nœud ne peuvent pas être confiés : aucun autre nœud n’accepte d’envois maintenant
no-node = ce nœud n’existe pas

# Mails that are to be faxed.
mail-empty = l’e-mail est vide : il n’y a rien à envoyer
mail-attachments-alone = l’e-mail n’a pas de pièce jointe, et seules les pièces jointes sont faxées ici (mode = 1)
mail-no-attachment = l’e-mail n’a aucune pièce jointe à faxer
mail-nothing = rien dans l’e-mail ne peut être faxé
mail-parts = certaines parties ne peuvent pas être faxées
part-signature = c’est une signature numérique
part-encrypted = c’est chiffré, et seul le destinataire pourrait le lire
part-logo = c’est une petite image de mise en page, par exemple un logo
part-small-picture = c’est une petite image, par exemple un logo ou une icône
part-card = c’est une carte de visite électronique
part-calendar = c’est une entrée de calendrier
part-report = c’est un rapport pour des programmes
part-elsewhere = c’est ailleurs, et non dans cet e-mail
part-damaged = c’est endommagé et n’a pas pu être lu
part-sound = c’est du son ou de la vidéo
part-too-deep = c’est trop profondément imbriqué dans d’autres e-mails et parties
mail-no-mail = ce n’est pas un e-mail : il ne commence pas par des lignes d’en-tête
mail-many-parts = il a plus de { $most } parties
mail-slow = l’e-mail n’a pas pu être lu en { $seconds } s
mail-ended = le programme s’est arrêté chaque fois qu’il a traité l’e-mail
mail-bug = une erreur du logiciel de fax concerne cet e-mail ; le journal en dit plus
mail-unread = il ne peut pas être lu : { $why }
mail-reader = le programme qui lit les e-mails ne peut pas être lancé : { $why }
mail-temp-file = un fichier temporaire de l’e-mail dans { $folder } ne peut pas être lu ou écrit : { $why }
mail-no-sender = son enveloppe n’indique aucun expéditeur, comme celle des rapports de remise
mail-is-report = c’est un rapport sur un autre e-mail
mail-is-answer = c’est une réponse automatique
mail-is-loop = il est dans une boucle
mail-is-ours = ce serveur de fax l’a écrit
mail-is-of-program = un programme l’a écrit (Auto-Submitted)
mail-is-bulk = il vient d’une liste de diffusion ou c’est un envoi en masse
mail-not-faxed = Cet e-mail n’est pas faxé : { $why }
mail-own = Cet e-mail du serveur de fax lui est revenu : une boucle
wish-unknown = « { $word } » n’est pas une option de fax ; les options connues sont { $known }
parts-large = ses parties ont ensemble plus de { $most } Mo (max_joined_mb)
parts-behind = l’e-mail est arrivé en parties, et aucune après la partie { $last } n’est arrivée
parts-missing = l’e-mail est arrivé en { $total } parties, et il manque { $parts }
parts-missing-last = l’e-mail est arrivé en parties, et il manque { $parts } et la dernière
the-part = la partie { $part }
the-parts = les parties { $parts } et { $last }
part-unnumbered = c’est une partie d’un e-mail (message/partial) qui ne dit pas laquelle
part-many = c’est une partie d’un e-mail de plus de { $most } parties
part-nested = ses parties forment à leur tour une partie d’e-mail
part-coded = c’est une partie d’un e-mail (message/partial) qui a été codée de manière inconnue en chemin
part-base64 = c’est une partie d’un e-mail (message/partial) qui a été codée en base64 et endommagée en chemin
number-not-asked = le numéro ne vous a pas été demandé
number-no-line = sa première ligne ne contient pas de numéro
number-no-question = elle ne répond à aucun e-mail qui demande le numéro d’un fax, ou ce fax n’existe plus
mailbox-many = Un e-mail peut avoir ici au plus { $most } destinataires
mailbox-no-address = À et Cc ne contiennent aucune adresse de fax
mailbox-no-address-form = À et Cc ne contiennent aucune adresse de fax ; { $local }+NUMERO@{ $domain } en est une, avec le numéro de fax à la place de NUMERO

# Pourquoi une boîte aux lettres n’est pas lue, et un e-mail pas accepté.
mailbox-unreachable = le serveur { $server } est injoignable : { $why }
mailbox-no-tls = pas de TLS avec { $server } : { $why }
mailbox-password = [mailbox] password_file : { $why }
mailbox-no-token = la connexion exige un jeton d’accès : { $why }
mailbox-login = le serveur refuse la connexion : { $why }
mailbox-forbidden = le serveur refuse l’accès à la boîte aux lettres : { $why } ; l’application a besoin de l’autorisation Mail.ReadWrite pour cette boîte
mailbox-none = cette boîte aux lettres n’existe pas : { $why } ; comparez `user` avec son adresse, et vérifiez qu’elle a une licence
mailbox-limited = le serveur limite la lecture ; la prochaine demande suit dans { $seconds } s
mailbox-folder = le dossier « { $folder } » : { $why }
mailbox-refused = le serveur refuse { $command } : { $why }
mailbox-late = le serveur n’a pas répondu à { $command } en { $seconds } s
mailbox-answer-long = la réponse du serveur à { $command } dépasse { $most } octets
mailbox-answer-strange = la réponse du serveur à { $command } est incompréhensible : { $why }
mailbox-ended = la connexion au serveur s’est terminée : { $why }
mailbox-server-says = le serveur dit : { $why }
service-stopping = le service s’arrête
mailbox-is-missing = il manque
mailbox-login-characters = le nom d’utilisateur ou le mot de passe contient des caractères inhabituels
mailbox-no-password-login = il n’accepte pas de connexion par mot de passe
mailbox-no-token-login = il n’accepte pas de connexion par jeton
mailbox-token-tls = un jeton n’est pas envoyé sans TLS
mailbox-folder-missing = il manque et ne peut pas être créé : { $why }
mailbox-read-only = il est en lecture seule, donc aucun e-mail ne peut être déplacé
mailbox-name-unwritable = le nom ne peut pas être écrit
mailbox-no-name = il n’a pas de nom
mailbox-exists-nowhere = Graph dit qu’il existe, mais pas où
mailbox-no-list = ce n’est pas une liste
mailbox-mail-no-id = un e-mail n’a pas d’ID
mailbox-mail-no-time = un e-mail n’a pas d’heure
mailbox-no-next = son lien vers la page suivante n’en est pas un
mailbox-circle = ses pages tournent en rond
mailbox-is-page = c’est une page web ; un proxy est peut-être entre les deux
mailbox-status = un état qui n’est pas celui d’un e-mail
mailbox-bytes-of-it = { $count } octets de celle-ci
mailbox-answer-unread = une réponse sur un e-mail est illisible
mailbox-no-address-of-name = le nom n’a pas d’adresse
mailbox-no-certificate = aucun certificat ne peut avoir ce nom
mailbox-greeting = l’accueil du serveur n’est pas OK
mailbox-ask-folder = la demande d’un dossier
mailbox-ask-list = la demande de la liste des e-mails
mailbox-ask-mail = la demande d’un e-mail
mailbox-ask-move = la demande de déplacer un e-mail
mailbox-closed = le serveur l’a fermée
mailbox-closed-connection = le serveur a fermé la connexion
mailbox-early = le serveur a envoyé une réponse avant la négociation TLS
mailbox-no-starttls = le serveur refuse STARTTLS
mailbox-starttls-late = le serveur ne répond pas à STARTTLS
mailbox-endless = le serveur envoie une ligne sans fin
mailbox-other-piece = le morceau n’est pas celui qui a été demandé
mailbox-long-piece = le morceau est plus long que demandé
mail-scanned = Cet e-mail est refusé ici par le programme de contrôle
mail-scanned-why = Cet e-mail est refusé ici par le programme de contrôle : { $why }
mail-scan-later = Cet e-mail ne peut pas être examiné pour le moment
mail-spam = L’e-mail est marqué comme indésirable, ce qui n’est pas faxé
mail-only-bounces = Cette adresse n’est que pour les retours des e-mails du serveur de fax
mail-bounces-alone = Cette adresse n’accepte que les e-mails du serveur de fax qui reviennent seuls
mail-came-back = Un e-mail retourné n’est pas faxé
mail-reply-alone = Une réponse avec le numéro d’un fax doit avoir son adresse pour seul destinataire
mail-unproved = L’expéditeur de l’e-mail n’est pas prouvé : { $why }

# Fax addresses.
address-none = ce n’est pas une adresse ; number@domain ou name@number.fax en serait une
address-not-ours = aucun fax n’est envoyé ici à ce domaine, et aucun e-mail n’est transmis
address-no-number = il n’y a pas de numéro de fax dans « { $address } » ; il faut number@domain ou FAX=number@domain
address-sign = « { $number } » n’est pas un numéro de fax : « { $sign } » ne peut pas être composé ; sont permis des chiffres, un + au début, * et #, et les signes - . ( ) pour la lisibilité
address-backwards = « { $number } » n’est pas un numéro écrit du dernier chiffre au premier ; 1.6.0.0.7.2.1.9.9.9.4 serait +49991270061
address-long = le numéro de fax de cette adresse a plus de 40 signes
address-two = cette adresse contient deux numéros de fax, « { $first } » et « { $second } » ; écrivez-en un seul
address-sub = « { $sub } » n’est pas une sous-adresse : jusqu’à 20 chiffres, * et # sont permis
address-not-obeyed = « { $word }= » dans une adresse n’est pas suivi ici, le fax n’est donc pas envoyé ; supprimez-le
address-unknown-word = « { $word } » dans cette adresse est inconnu ; sont connus { $known }
sender-none = Un e-mail sans expéditeur n’est pas un fax
sender-no-address = L’expéditeur n’est pas une adresse e-mail
sender-gone = L’utilisateur « { $login } » n’existe plus
sender-other = « { $login } » ne peut pas envoyer au nom de cet expéditeur
sender-no-device = Cet expéditeur n’a aucun poste de fax utilisable d’ici
mail-unknown = Le fax a peut-être déjà été envoyé, et le résultat est inconnu. Demandez à son destinataire avant de l’envoyer de nouveau

# Print jobs.
print-unknown = Le fax était en cours de remise quand le programme s’est arrêté, et le résultat est inconnu.
print-fields-changed = [fields] a été modifié pendant que l’impression était découpée en fax. Les fax créés sont dans la liste des envois ; aucun autre n’est créé.
print-no-page = Il n’y a aucune page.
print-client-stopped = Le programme d’impression a cessé d’envoyer des documents.

# The login of [mail_login] at the mail server, by an access token.
login-fetched-none = `ferrofax serve` n’a obtenu aucun jeton d’accès
login-expired = le jeton d’accès a expiré, et `ferrofax serve` n’en a pas obtenu d’autre
login-nobody = personne ne s’est connecté ; lancez `ferrofax login mail`
login-secret = [mail_login] secret_file : { $why }
login-secret-unreadable = { $file } ne peut pas être lu : { $why }
login-secret-empty = il n’y a pas de secret dans la première ligne de { $file }
login-command = [mail_login] command { $program } : { $why }
login-command-unheard = sa sortie ne peut pas être lue
login-command-late = pas de réponse après { $seconds } secondes
login-command-ended = il s’est terminé avec { $status }
login-file = [mail_login] { $key } : { $file } ne peut pas être utilisé : { $why }
login-file-no-rsa = ce n’est pas une clé RSA
login-file-large = il dépasse 64 ko
login-file-account = ce n’est pas un fichier de clé d’un compte de service au format JSON
login-file-no-key = son private_key n’est pas une clé
login-file-no-rsa-key = son private_key n’est pas une clé RSA
login-unsigned = la clé de [mail_login] ne peut pas signer : { $why }
login-no-random = il n’y a pas de nombres aléatoires : { $why }
login-other-issuer = { $url } appartient à « { $found } » et non à « { $issuer } » de [mail_login] issuer
login-answers = { $url } répond { $status }
login-no-metadata = { $issuer } n’a pas de métadonnées
login-answers-kind = { $url } répond par { $kind } ; un proxy ou une page de connexion est peut-être entre les deux
login-kind-page = une page HTML
login-kind-no-json = autre chose que du JSON
login-token-kind = le jeton d’accès n’est pas du type Bearer
login-token-none = la réponse ne contient aucun jeton d’accès
login-token-long = le jeton d’accès dépasse 10 000 octets
login-token-characters = le jeton d’accès contient des caractères non autorisés
login-refused-remedy = le fournisseur refuse ({ $error }) : { $said } ; { $remedy }
login-refused = le fournisseur refuse ({ $error }) : { $said }
login-secret-expired = le secret client a expiré ; créez-en un nouveau dans le centre d’administration Entra, et écrivez sa valeur dans secret_file
login-secret-wrong = le secret client est erroné ; secret_file exige la valeur du secret, et non son ID
login-certificate = le certificat n’est pas enregistré pour l’application, ou key n’est pas sa clé ; téléversez-le dans le centre d’administration Entra
login-clock = l’horloge de cette machine est fausse ; réglez-la par NTP
login-no-application = il n’y a pas d’application avec ce client_id dans le locataire ; comparez les deux avec le centre d’administration Entra
login-no-tenant = ce locataire n’existe pas ; comparez tenant avec le centre d’administration Entra
login-no-consent-entra = le consentement manque ; un administrateur l’accorde dans le centre d’administration Entra
login-no-permission = l’autorisation SMTP.SendAsApp manque ; ajoutez-la dans le centre d’administration Entra et accordez le consentement
login-scopes = scopes est erroné ; laissez-le vide pour les valeurs habituelles
login-public = l’application doit autoriser les flux de clients publics, ou a besoin de secret_file
login-conditional = une règle d’accès conditionnel interdit la connexion ; exemptez-en ce compte ou cette application
login-second-factor = le compte exige un second facteur ; relancez `ferrofax login mail`
login-over = la connexion a expiré ; relancez `ferrofax login mail`
login-revoked-password = la connexion a été révoquée, ou le mot de passe a été changé ; relancez `ferrofax login mail`
login-disabled = le compte est désactivé
login-revoked = la connexion a été révoquée ; relancez `ferrofax login mail`
login-key-deleted = la clé du compte de service a été supprimée ; créez-en une nouvelle
login-delegation = la délégation au niveau du domaine manque ; ajoutez l’ID client du compte de service avec le champ d’application https://mail.google.com/ dans la console d’administration Google
login-no-account = ce compte n’existe pas dans l’organisation
login-client = comparez client_id et le secret ou le certificat avec l’enregistrement chez le fournisseur
login-way = l’application ne peut pas se connecter de cette façon ; autorisez-le chez le fournisseur
login-grant = la connexion a expiré ou a été révoquée ; relancez `ferrofax login mail`
login-no-consent = le consentement manque ; un administrateur l’accorde chez le fournisseur
login-again = relancez `ferrofax login mail`
login-denied = la connexion a été refusée dans le navigateur
login-code-expired = le code a expiré ; relancez `ferrofax login mail`

# What is stored with faxes and jobs that were imported from HylaFAX.
hylafax-sent = Envoyé par HylaFAX, comme sa tâche { $job } : { $count ->
    [one] { $count } page
   *[other] { $count } pages
}.
hylafax-not-sent = Non envoyé par HylaFAX, comme sa tâche { $job }.
hylafax-not-sent-why = Non envoyé par HylaFAX, comme sa tâche { $job }. HylaFAX a écrit : { $why }
hylafax-received = Reçu par HylaFAX et importé.
hylafax-received-why = Reçu par HylaFAX et importé. HylaFAX a écrit : { $why }.
hylafax-received-notes = Reçu par HylaFAX et importé. Remarques sur son fichier : { $notes }.
hylafax-received-why-notes = Reçu par HylaFAX et importé. HylaFAX a écrit : { $why }. Remarques sur son fichier : { $notes }.
