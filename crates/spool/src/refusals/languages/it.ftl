# The Italian texts of what other parts of Ferrofax say in English: see en.ftl.

# Frames around other sentences.
about = { $about }: { $said }
near-it = { $said }; simili: { $near }
limited = { $said }; il limite è l’impostazione «{ $setting }»
only-these = { $said }; si possono inviare per fax PDF, TIFF, PNG, JPEG, GIF, BMP, WebP, HTML e testo
line = riga { $line }
page = la pagina { $page }
text = { $text }
it = il documento

# Numbers.
number-no-digits = «{ $number }» non contiene cifre
number-sign = «{ $number }» non è un numero: «{ $sign }» non si può comporre; usi cifre, un + iniziale e i separatori - . / ( )
number-long = «{ $number }» ha più di 20 cifre
number-wrong = «{ $number }» non è un numero di telefono valido: { $why }
number-prefix = è solo un prefisso, senza numero
number-short = è troppo corto
number-zero-country = nessun prefisso internazionale comincia con 0; 0{ $rest } è un numero nazionale, +{ $rest } uno internazionale
number-zero = dopo +{ $code } nessun numero comincia con 0; scriva +{ $right }
number-zero-meant = significa +{ $meant }, e dopo +{ $code } nessun numero comincia con 0
number-short-country = è troppo corto: dopo +{ $code } un numero ha almeno { $least } cifre
number-long-country = è troppo lungo: con il prefisso internazionale, un numero ha al massimo { $most } cifre
number-forbidden = i fax a { $beginning }… sono bloccati dall’impostazione «forbidden»

# Values.
value-none-of = «{ $value }» non è tra { $known }
value-yes-no = «{ $value }» non è né yes né no
value-priority = «{ $value }» non è una priorità; scriva un numero da 0 (primo) a 255 (ultimo)
value-number = «{ $value }» non è un numero da { $least } a { $most }
value-time = «{ $value }» non è un orario; scriva 14:30, 2026-11-20 14:30, +2h o 2026-11-20T14:30:00+01:00
value-window = { $value } non è una fascia oraria; la scriva come Mon-Fri 08:00-18:00
value-zone = il fuso orario { $value } è sconosciuto
value-address = «{ $value }» non è un indirizzo e-mail; lo scriva come name@example.com
value-addresses = al massimo { $most } indirizzi e-mail possono ricevere i rapporti di un fax
value-sign = il carattere n. { $place } non si può inviare; usi cifre, *, #, + e spazi
value-long = ha più di { $most } caratteri
value-digits = «{ $value }» contiene «{ $found }»; usi solo cifre
value-name = «{ $value }» non è il nome di un server o di un trunk; usi lettere, cifre, -, _, ., /, @ e :
value-beginning = «{ $value }» non è l’inizio di un numero; lo scriva come +49900
value-device = «{ $value }» non è un interno; scriva 2101 o 2101@context
value-unknown = «{ $value }» è sconosciuto; valori noti: { $known }

# What a fax needs.
no-number = nessun numero indicato; inserisca il numero di fax del destinatario
no-device = nessun interno indicato; indichi un interno fax, per esempio 2101
unknown-device = l’interno fax «{ $device }» non esiste; `ferrofax show devices` nella console di Asterisk mostra quelli esistenti
no-devices = l’interno fax «{ $device }» non esiste: questo spool non ne conosce nessuno; verifichi che Asterisk abbia caricato il modulo
ambiguous-device = l’interno { $exten } esiste in più contesti; scriva { $exten }@{ $first } o { $exten }@{ $second }
device-receives = dall’interno { $device } non si possono inviare fax: sendenabled è no, oppure ha l’opzione x
no-document = nessun documento indicato; non c’è nulla da inviare
no-documents = non c’è nessun documento da inviare
time-past = { $what }: { $time } è passato
expires-first = expires: { $time } non è successivo all’orario di invio
too-many-numbers = un fax si può inviare al massimo a { $most } numeri alla volta
some-numbers = un fax si può inviare da 1 a { $most } numeri alla volta
own-no-device = non ha nessun interno da cui inviare

# Drafts.
too-many-drafts = ha { $most } bozze; ne invii o ne scarti una
draft-order = documenti: { $document } non esiste, oppure è indicato due volte
draft-documents = un fax ha al massimo { $most } documenti
draft-size = i documenti di un fax hanno al massimo { $most } MiB
draft-gone = non esiste più; lo aggiunga di nuovo
draft-pages-gone = le sue pagine non esistono più; lo rimuova e lo aggiunga di nuovo

# Received faxes.
hand-to-nobody = non c’è nessun utente «{ $user }» che possa vedere questo fax
move-on-hold = il fax { $fax } è soggetto a conservazione legale: non può essere spostato finché un amministratore non la rimuove
move-junk = il fax { $fax } è archiviato come indesiderato; consegnarlo prima
move-shared = i fax non si possono spostare se più macchine condividono un database
move-nowhere = non c’è nessun altro interno «{ $device }» a cui possa spostare questo fax
too-long = { $what } ha più di { $most } caratteri
control-character = { $what } contiene un carattere di controllo
the-tag = l’etichetta
the-note = la nota
the-tag-or-note = l’etichetta o la nota
no-mailbox = il fax { $fax } non ha una casella di posta propria; inserisca un indirizzo
no-printing = questo server non stampa; può farlo il server che ha ricevuto il fax
no-printer = la stampante «{ $printer }» non esiste
device-no-printer = l’interno del fax { $fax } non ha una stampante; ne scelga una
too-many-addresses = un fax si può inviare al massimo a { $most } indirizzi e-mail alla volta
coming = il fax { $fax } è ancora in ricezione
coming-later = il fax { $fax } è ancora in ricezione; potrà inoltrarlo quando sarà completo
no-fax-pages = il fax { $fax } non ha pagine
fax-not-junk = il fax { $fax } non è archiviato come indesiderato
fax-received-elsewhere = questo server non consegna fax; il server che ha ricevuto il fax { $fax } può rilasciarlo
undelivered = il fax { $fax } è ancora in consegna; potrà eliminarlo dopo, o quando `ferrofax mail-queue` non lo mostrerà più
on-hold = il fax { $fax } è soggetto a conservazione legale: nessuno può eliminarlo finché un amministratore non la rimuove
claimed = { $user } si occupa già del fax { $fax }
deleted = { $thing }: eliminazione il { $date }: { $why }
deleted-by = da { $user }
older = da più di { $days ->
    [one] { $days } giorno
   *[other] { $days } giorni
}
older-class = da più di { $days ->
    [one] { $days } giorno
   *[other] { $days } giorni
} (classe { $class })
changed = { $thing } nel frattempo è cambiato
busy = qualcun altro sta modificando { $thing }; riprovi tra un momento
there-is-no = { $thing } non esiste
not-for-user = { $thing } non esiste per questo utente
thing-fax = il fax { $fax }
thing-job = l’invio { $job }
thing-contact = il contatto { $contact }
thing-draft = la bozza { $draft }
thing-session = la sessione { $session }
thing-view = la vista { $view }
thing-record = la registrazione { $record }
thing-key = la chiave { $key }

# Jobs.
job-ended = l’invio { $job } è già { $state }
job-done = terminato
job-failed = fallito
job-no-number = l’invio { $job } attende un numero; `ferrofax number { $job } NUMERO` lo imposta
job-has-number = l’invio { $job } ha già un numero, che non si può modificare
job-in-store = l’invio { $job } è nel database condiviso, dove questo non si può modificare
job-without-number = l’invio non ha un numero
job-number-too-much = l’invio ha già un numero, oppure non ha tempo per attenderne uno
job-without-document = l’invio non ha un documento
job-no-attempt = l’invio non consente alcun tentativo
job-past = l’orario di invio è passato
job-expires = l’invio scadrebbe prima di essere eseguito
document-pages = { $document } ha { $count } pagine; un fax ne ha al massimo { $most }
document-unfit = { $document } non si può inviare per fax: { $why }
document-empty = { $document } è vuoto

# Address books.
table-large = la tabella ha più di { $most } MiB
table-not-utf8 = la tabella non è in UTF-8; la salvi come «CSV UTF-8»
table-empty = la tabella è vuota
table-columns = la prima riga deve indicare le colonne name, company, number e note; name e number sono obbligatorie
table-contacts = la tabella ha più di { $most } contatti
table-unreadable = la tabella non si può leggere: { $why }
table-quote = metta tra virgolette la cella che contiene virgolette, e raddoppi ognuna di quelle al suo interno
table-quote-open = le virgolette che cominciano lì non si chiudono
the-name = il nome
the-company = l’azienda
the-number = il numero
contact-name = un contatto deve avere un nome
book-full = una rubrica contiene al massimo { $most } contatti
contact-unclear = nessun contatto della rubrica con un solo numero si chiama «{ $name }»; scrivere un numero di fax

# One's own, and administration.
no-pages-in = non ci sono pagine nella lingua «{ $language }»; scelga tra { $known }
no-user = l’utente «{ $user }» non esiste
metrics-network = [web] metrics_networks non indica questo indirizzo
clock-changed = Non viene eliminato nulla: nell’ultima ora l’orologio del server è stato spostato avanti o indietro, oppure Ferrofax è stato avviato dopo più di un giorno di arresto.
key-name = una chiave deve avere uno scopo da 1 a { $most } caratteri, senza caratteri di controllo
key-scope = una chiave deve avere almeno un’autorizzazione: { $known }
key-days = una chiave vale da 1 a { $most } giorni
key-test-scope = una chiave di prova può avere solo questi permessi: { $known }
key-many = questo utente ha già { $most } chiavi; prima ne termini una

# Requests.
no-such-request = Nessuna pagina di questo server fa una richiesta simile
no-folder = nessuna cartella per i documenti: { $why }
many-fields = più di { $most } campi
many-documents = più di { $most } documenti
many-bytes = più di { $most } byte di testo
field-bytes = ha più di { $most } byte
form-large = i documenti sono troppo grandi; il limite è [web] max_upload_mb
form-bytes = ha più di { $most } byte; il limite è [web] max_upload_mb
form-empty = il documento è vuoto
form-unstored = il documento non si può salvare: { $why }
internal-error = un errore interno

# Call recordings.

# The spool.
cannot = un accesso non è riuscito ({ $action }): { $why }
no-space = non c’è più spazio per { $file }: { $why }; Ferrofax continua quando c’è spazio
database-failed = il database dello spool { $file } non ha funzionato: { $why }
database-unsure = il database dello spool { $file } non ha confermato la modifica, che forse è stata fatta: { $why }
database-unfit = il database dello spool { $file } la rifiuta: { $why }
database-row = una riga del database dello spool { $file } non si può leggere: { $why }
database-damaged = il database dello spool { $file } è danneggiato ({ $why }) e non viene usato; fermi Asterisk e il servizio Ferrofax, poi ripristini un backup: si veda docs/backup.md
document-unusable = il documento { $file } non si può usare: { $why }
database-other = il database condiviso è stato ripristinato o sostituito; questo server gli comunica prima i suoi invii
database-keys = i documenti del database condiviso non si possono cifrare o decifrare: { $why }
bug = si è verificato un errore interno; si veda il log

# How the service is.
health-ok = in ordine: { $said }
health-wrong = ERRORE: { $said }
disk = disco
module = modulo
spool = spool
health-read = si può leggere
health-works = funziona con questo spool
health-never = non ha mai funzionato con questo spool
health-stopped = non è in funzione: gli invii attendono che Asterisk lo abbia caricato
health-free = { $count } MiB liberi
health-free-gib = { $count } GiB liberi
health-little = solo { $count } MiB liberi

# Documents as files.
plain-file = non è un file normale
empty = è vuoto
large = ha più di { $most } MiB
large-pages = le sue pagine hanno più di { $most } MiB
unreadable = non si può leggere ({ $why })
unwritable = le sue pagine non si possono scrivere ({ $why })
pages-unreadable = le pagine create non si possono leggere
truncated = è stato troncato durante la lettura
document-truncated = un documento è stato troncato durante la lettura
not-one = non è un unico documento
no-task = non c’è nessun compito
its-missing = manca: { $what }
not-faxable = non si può inviare per fax
the-mail-text = il testo dell’e-mail
the-cover-page = la copertina

# What a document is.
is-sound = è una registrazione sonora
is-gzip = è un archivio gzip
is-bzip2 = è un archivio bzip2
is-xz = è un archivio xz
is-zstandard = è un archivio Zstandard
is-rar = è un archivio RAR
is-7zip = è un archivio 7-Zip
is-zip = è un archivio ZIP
is-cabinet = è un archivio Cabinet
is-ar = è un archivio ar
is-cpio = è un archivio cpio
is-tar = è un archivio tar
is-winmail = è un winmail.dat di Outlook
is-old-office = è un file di un vecchio programma per ufficio
is-printer-data = sono dati di una stampante (PJL)
is-program = è un programma
is-mail = è un’e-mail che contiene un PDF
is-svg = è un disegno SVG; si può inviare per fax come PDF o PNG
is-called-pdf = il nome dice PDF, ma il contenuto non è un PDF
is-neither = non è né un’immagine né testo
is-type = è del tipo { $type }, che non è supportato
is-unsupported = il suo formato non è supportato
is-postscript = è PostScript, e Ghostscript non è installato
is-office = è un documento per ufficio, e LibreOffice non è installato
is-locked = è cifrato e richiede una password; lo salvi senza password
is-encrypted = è cifrato in un modo sconosciuto
is-portfolio = è un portfolio PDF, e i file al suo interno non vengono inviati per fax
is-xfa = è un modulo che solo alcuni programmi possono mostrare (XFA dinamico); lo stampi come PDF da uno di questi programmi e invii quel PDF per fax
is-wrapper = è solo l’involucro di un documento cifrato, che non si può leggere
is-half-text = comincia come testo, ma non è tutto testo
is-without-text = non contiene testo
is-invisible = non ha contenuto visibile
is-blank = le sue pagine sono vuote
is-nested = i suoi elementi sono annidati troppo in profondità
is-no-pdf = è danneggiato e non si può leggere come PDF
is-no-picture = è danneggiato e non si può leggere come immagine

# Programs that convert.
no-child = la conversione di { $document } non si può avviare: { $why }
conversion-files = { $said }; la conversione usa file temporanei in { $folder }
unconfined = il programma che lo legge non si può isolare: { $why }
unconfined-limit = non si può limitare: { $what } ({ $why })
unconfined-calls = le sue chiamate di sistema non si possono filtrare ({ $why })
unconfined-files = il suo accesso ai file non si può limitare, perché questo kernel non ha Landlock ({ $why })
limit-life = durata
limit-memory = memoria
limit-time = tempo di calcolo
limit-output = output
limit-core = file core
limit-processes = numero di processi
program-unconfined = { $program } non si può isolare: { $why }
program-unnamed = nessun programma indicato
program-not-started = non è stato possibile avviare { $program }: { $why }
program-processes = { $program } è stato fermato: ha avviato troppi processi
program-disk = { $program } è stato fermato: ha scritto troppo sul disco
program-memory = { $program } è stato fermato: ha usato troppa memoria
program-cannot = { $program } non riesce a leggerlo
program-cannot-why = { $program } non riesce a leggerlo ({ $why })
program-nothing = { $program } non ha prodotto né PDF, né TIFF, né immagini, né testo
slow = { $part } richiede più di { $seconds } secondi di calcolo
slow-fax = il fax completo non era pronto dopo { $seconds } secondi
broke-time = { $part } richiede troppo tempo di calcolo
broke-file = { $part } produce un file troppo grande
broke-memory = { $part } richiede troppa memoria o ha troppi livelli annidati
broke-crash = { $part } blocca il programma di lettura

# Pages.
no-pages = non ha pagine
many-pages = ha { $count } pagine; un fax ne ha al massimo { $most }
many-pages-after = ha { $count } pagine dopo altre { $before }; un fax ne ha al massimo { $most }
more-than = più di { $most }
not-that-page = è stata chiesta la pagina { $page }, ma il numero di pagine è { $count }
range-wrong = { $first }-{ $last } non è un intervallo di pagine
range-order = { $first }-{ $last } non segue l’intervallo precedente
range-many = sono chiesti più di { $most } intervalli di pagine
end-missing = manca la fine; il documento non è stato copiato per intero
pages-missing = dovrebbe avere { $declared } pagine, ma ne sono state trovate { $count }
header-cut = { $part } si interrompe nell’intestazione
cut-pages = è tagliato: ha { $count } di { $declared } pagine
cut-rows = { $part } si interrompe: ha { $count } di { $declared } righe
cut-off = { $part } si interrompe
ends-early = la pagina { $page } finisce troppo presto: mancano { $missing } di { $rows } righe
after-page = dopo la pagina { $page }: { $damage }
damaged-row = { $part } ha un danno alla riga { $row }
damaged-rows = righe danneggiate alla pagina { $page }: { $rows }
damaged-part = { $part } ha dati danneggiati
no-size = { $part } non ha dimensioni: { $width } × { $height } pixel
no-resolution = { $part } ha una risoluzione di { $x } × { $y } dpi, che nessuna stampante ha
pixels = { $part } ha troppi pixel
pixels-size = { $part } ha troppi pixel: { $width } × { $height }
row-bytes = { $part } ha righe di { $found } byte, ma i pixel ne richiedono { $least }
colours = { $part } ha colori che non si possono inviare per fax (spazio colore { $space }, { $bits } bit per pixel); si possono black, sGray e sRGB
too-long-page = { $part } avrebbe una lunghezza di { $length } mm; una pagina di fax ha al massimo { $most } mm
picture-unreadable = un’immagine alla pagina { $page } non si può leggere
picture-edges = un’immagine alla pagina { $page } può avere bordi sbagliati: i suoi colori sono mescolati con uno sfondo (Matte)
font-unreadable = un carattere alla pagina { $page } non si può leggere, e il suo testo mancherebbe
font-missing = mancherebbe del testo ({ $language }) alla pagina { $page }: il suo carattere non è né nel documento né installato
language-japanese = giapponese
language-chinese = cinese
language-traditional = cinese tradizionale
language-korean = coreano
drawings-missing = { $count ->
    [one] manca { $count } disegno aggiunto senza il suo aspetto
   *[other] mancano { $count } disegni aggiunti senza il loro aspetto
}
annotations-left-out = { $count ->
    [one] { $count } annotazione contrassegnata come da non stampare è omessa
   *[other] { $count } annotazioni contrassegnate come da non stampare sono omesse
}
characters-missing = { $count ->
    [one] manca { $count } carattere che nessun font contiene
   *[other] mancano { $count } caratteri che nessun font contiene
}
controls-left-out = { $count ->
    [one] { $count } carattere di controllo è omesso
   *[other] { $count } caratteri di controllo sono omessi
}
objects-left-out = { $count ->
    [one] { $count } disegno o altro oggetto incorporato è omesso
   *[other] { $count } disegni o altri oggetti incorporati sono omessi
}
layers = le pagine possono mostrare ciò che è solo per lo schermo, o non mostrare ciò che è solo per la stampa

# Fields in printed documents.
fields-not-looked-for = non vi si cerca nessun campo: il suo testo non è noto
fields-fax-pages = il fax dalla pagina { $page } ha più di { $most } pagine
fields-no-number = la pagina { $page } non ha un campo FAX e non ne segue nessuno, quindi non ha destinatario
fields-two = la pagina { $page } ha due campi { $field } diversi: «{ $first }» e «{ $second }»
fields-differ = pagina { $page }: { $field } qui è «{ $second }», e «{ $first }» in una pagina precedente dello stesso fax
fields-unreadable = pagina { $page }: «{ $text }» sembra un campo { $field }, ma non si può leggere come tale

# Faults of a TIFF file.
tiff-no-tiff = non si può leggere come TIFF (non comincia né con II né con MM)
tiff-short = non si può leggere come TIFF (finisce nell’intestazione)
tiff-version = non si può leggere come TIFF (la versione è { $version } e non 42)
tiff-many-pages = ha più di { $most } pagine
tiff-linked = è collegato una seconda volta
tiff-directory = la sua directory è fuori dal file
tiff-field = { $field } non si può leggere
tiff-no-width = non ha larghezza
tiff-no-length = non ha lunghezza
tiff-width = è largo { $width } pixel
tiff-rows = ha { $rows } righe
tiff-pixels = ha troppi pixel ({ $width } × { $height })
tiff-no-tiles = i suoi riquadri non hanno dimensioni
tiff-tiles = i suoi riquadri sono troppo grandi ({ $width } × { $height })
tiff-many-parts = la sua immagine ha troppe parti ({ $count })
tiff-no-strips = non ha strisce
tiff-parts = la sua immagine ha { $found } parti; ne servono { $wanted }
tiff-lengths = manca la lunghezza di alcune parti
tiff-outside = la sua immagine è fuori dal file
tiff-only-black = la sua compressione ({ $number }) è solo per il bianco e nero
tiff-not-black = la sua compressione ({ $number }) non è per il bianco e nero
tiff-compression = la sua compressione ({ $number }) è sconosciuta per grigi e colori
tiff-uncompressed = usa la modalità non compressa di T.{ $number }
tiff-fill-order = il suo ordine dei bit ({ $number }) è sconosciuto
tiff-large = ha { $width } × { $height } pixel in grigio o a colori, più di { $most } milioni
tiff-pixel-kind = i suoi pixel ({ $samples } valori di { $bits } bit) sono di un tipo sconosciuto
tiff-sample-kind = i suoi valori di { $bits } bit sono di un tipo sconosciuto
tiff-fractions = i suoi valori non sono numeri interi
tiff-predictor = il suo predittore ({ $number }) è sconosciuto per { $bits } bit
tiff-samples = i suoi pixel hanno { $found } valori; ne servono { $wanted }
tiff-ycbcr = la sua forma di YCbCr è sconosciuta
tiff-shared-colours = i suoi pixel condividono i colori in un modo sconosciuto ({ $way })
tiff-colours = i suoi colori sono di un tipo sconosciuto (interpretazione fotometrica { $number })
tiff-no-palette = non ha tavolozza
tiff-old-jpeg = la sua compressione è la vecchia forma di JPEG (6), senza perdita, qui sconosciuta
tiff-old-jpeg-tables = la sua compressione è la vecchia forma di JPEG (6), e non ha né un JPEG né tabelle

# La catena del registro delle decisioni.
chain-changed = questa riga è stata modificata dopo la scrittura
chain-replaced = questa riga ha preso il posto di un’altra: la successiva segue una riga con un altro hash
chain-put-in = questa riga è stata inserita
chain-taken-out = prima di questa riga è stato tolto: { $lines }
chain-cut-off = dopo questa riga è stato tagliato ciò che audit.head conosce: { $lines }
chain-line = riga { $first } della catena
chain-lines = righe da { $first } a { $last } della catena
chain-unchained = prima di questa riga sono state tolte righe senza posto nella catena
chain-moved = prima di questa riga manca la riga { $number } della catena; è stata spostata in { $place }
chain-again = la catena ricomincia con questa riga: un registro più vecchio e audit.head sono stati tolti

# Users and passwords.
people-name = un nome utente ha da 1 a 64 lettere minuscole dalla a alla z, cifre, punti, trattini e trattini bassi, e inizia con una lettera o una cifra
people-name-taken = il nome «{ $name }» appartiene a qualcun altro
people-address-many = un utente ha al massimo 20 indirizzi e-mail e 50 gruppi
people-address-taken = l’indirizzo «{ $address }» appartiene a un altro utente
people-group = non c’è alcun gruppo «{ $group }»
people-group-name = un nome di gruppo ha da 1 a 64 lettere minuscole dalla a alla z, cifre, punti, trattini e trattini bassi, e inizia con una lettera o una cifra
people-group-taken = c’è già un gruppo «{ $group }»
people-no-group = in users.toml non c’è alcun gruppo «{ $group }»
people-group-devices = un gruppo ha al massimo 500 interni
people-group-many = ci sono già 200 gruppi
people-class = in gateway.toml non c’è alcuna classe «{ $class }»
people-device = non c’è alcun interno fax «{ $device }» che gli utenti possano avere
people-role = non c’è alcun ruolo «{ $role }»
people-short = una password richiede almeno 8 caratteri
people-long = una password ha al massimo 200 caratteri
people-differ = le due nuove password sono diverse
people-in-settings = «{ $name }» è in gateway.toml e si può modificare solo lì
people-not-ours = la Sua password non è in users.toml
people-no-user = in users.toml non c’è alcun utente «{ $user }»
people-yourself = non può farlo con il Suo utente; lo chieda a un altro amministratore
people-full = users.toml è pieno
people-no-link = il link non è più valido
people-wrong-password = la password attuale è sbagliata
people-wrong-code = il codice è sbagliato o è già stato usato
people-passkey = la passkey non è stata accettata
people-passkey-name = una passkey ha bisogno di un nome di al massimo 80 caratteri
people-many-passkeys = un utente ha al massimo 10 passkey
people-no-passkey = non c’è una passkey del genere
people-on = il secondo fattore è già attivo
people-off = il secondo fattore non è attivo
people-required = la Sua organizzazione richiede il secondo fattore
people-file = users.toml non può essere letto o scritto ora; il registro del servizio dice perché
people-front = un nodo senza stato non ha users.toml
people-unknown = Le password non possono essere verificate ora, perché users.toml non può essere letto

# Webhooks.
webhook-not-there = Non c’è alcun webhook { $id }
webhook-many-wait = Troppi messaggi attendono per questo webhook. Il suo ultimo errore dice perché.
webhook-too-soon = Questo webhook ha ricevuto un messaggio di prova negli ultimi dieci secondi.
webhook-event = «{ $word }» non è un evento; lo sono { $known }, e job.*, fax.* e *
webhook-many = { $user } ha { $count } webhook, e non ne sono consentiti altri (max_per_user)
webhook-address = «{ $text }» non è un indirizzo di un server web; https://example.com/fax lo è
webhook-number = «{ $text }» è un numero; un indirizzo ne ha quattro, 192.0.2.1, o è un nome
webhook-login = un indirizzo non deve contenere un nome e una password
webhook-https-here = http:// è solo per questa macchina; serve https://
webhook-not-public = { $ip } non è un indirizzo pubblico; sono consentite anche le reti di allow
webhook-target = la destinazione di { $host } non è un indirizzo pubblico, o la porta non è in ports
webhook-https = serve https://; http:// è per le reti di allow
webhook-port = la porta { $port } non è in ports
# Lists.
no-day = «{ $day }» non è un giorno; scrivere un giorno come 2026-03-01
view-name-needed = una vista salvata deve avere un nome
views-full = ci sono già { $most } viste salvate di questo elenco; rimuoverne prima una
many-at-once = se ne possono modificare al massimo { $most } alla volta
archive-empty = un archivio contiene almeno un fax
archive-many = un archivio contiene al massimo { $most } fax
archive-large = i fax di un archivio hanno insieme al massimo { $most } MB
pdf-many = un PDF contiene al massimo { $most } fax
pdf-large = i fax di un PDF hanno insieme al massimo { $most } MB
pdf-pages = un PDF contiene al massimo { $most } pagine
no-mail-address = inserire un indirizzo e-mail
many-passed-on = si possono creare al massimo { $most } e-mail o stampe alla volta
user-name-long = un nome utente ha al massimo { $most } caratteri
the-view = la vista
# Devices, lines and the mail server.
device-extension = un numero di interno ha da 1 a 30 cifre
device-addresses = un interno ha da 1 a 20 indirizzi e-mail, con al massimo 1500 caratteri in tutto
device-text = '{ $text }' può avere al massimo 60 lettere, cifre, spazi e i caratteri . - ' / +
device-word = '{ $text }' può avere al massimo 40 lettere, cifre, punti, trattini e trattini bassi
device-ident = un’identificazione della stazione ha al massimo 20 cifre, spazi e segni +
device-digits = '{ $text }' può avere al massimo 10 cifre
device-zone = non esiste il fuso orario '{ $zone }'
line-trunk = '{ $trunk }' non è un trunk; scriva PJSIP/provider
mail-server-name = '{ $server }' non è il nome di un server di posta; scriva mail.example.com
mail-secret = un nome utente o una password ha al massimo 200 caratteri e nessun carattere di controllo
mail-password-again = inserisca di nuovo la password, perché il server di posta o il suo utente è cambiato
mail-no-user = una password richiede un nome utente
lines-reserved = le linee riservate devono essere meno di quelle esistenti
lines-both = inserisca entrambi i numeri di linee o nessuno; 0 non riserva alcuna linea
device-clash = l’interno { $extension } è già dichiarato in { $place }
device-not-here = l’interno { $extension } non è stato creato qui
device-full = ci sono già 2000 interni
managed-changed = nel frattempo qualcun altro lo ha modificato; controlli e inserisca di nuovo la modifica
managed-file = il file { $file } ora non si può leggere o scrivere, oppure è stato modificato a mano; il registro del servizio indica il motivo
managed-front = un nodo senza stato non ha interni né linee propri
last-node = i lavori di questo nodo non si possono affidare: nessun altro nodo accetta lavori ora
no-node = questo nodo non esiste

# Mails that are to be faxed.
mail-empty = l’e-mail è vuota: non c’è nulla da inviare
mail-attachments-alone = l’e-mail non ha allegati, e qui si inviano per fax solo gli allegati (mode = 1)
mail-no-attachment = l’e-mail non ha allegati da inviare per fax
mail-nothing = nulla nell’e-mail può essere inviato per fax
mail-parts = alcune parti non possono essere inviate per fax
part-signature = è una firma digitale
part-encrypted = è cifrato e solo il destinatario potrebbe leggerlo
part-logo = è una piccola immagine di grafica, ad esempio un logo
part-small-picture = è una piccola immagine, ad esempio un logo o un’icona
part-card = è un biglietto da visita elettronico
part-calendar = è una voce di calendario
part-report = è un avviso per programmi
part-elsewhere = si trova altrove e non in questa e-mail
part-damaged = è danneggiato e non è stato possibile leggerlo
part-sound = è audio o video
part-too-deep = è annidato troppo in profondità in altre e-mail e parti
mail-no-mail = questa non è un’e-mail: non inizia con righe di intestazione
mail-many-parts = ha più di { $most } parti
mail-slow = non è stato possibile leggere l’e-mail in { $seconds } s
mail-ended = il programma è terminato ogni volta che ha elaborato l’e-mail
mail-bug = un errore del software fax riguarda questa e-mail; il registro dice di più
mail-unread = non può essere letta: { $why }
mail-reader = non è possibile avviare il programma che legge le e-mail: { $why }
mail-temp-file = non è possibile leggere o scrivere un file temporaneo dell’e-mail in { $folder }: { $why }
mail-no-sender = la sua busta non indica alcun mittente, come negli avvisi di consegna
mail-is-report = è un avviso su un’altra e-mail
mail-is-answer = è una risposta automatica
mail-is-loop = è in un ciclo
mail-is-ours = l’ha scritta questo server fax
mail-is-of-program = l’ha scritta un programma (Auto-Submitted)
mail-is-bulk = è di una mailing list o un invio di massa
mail-not-faxed = Questa e-mail non viene inviata per fax: { $why }
mail-own = Questa e-mail del server fax gli è tornata: un ciclo
wish-unknown = «{ $word }» non è un’opzione per un fax; sono note { $known }
parts-large = le sue parti superano insieme { $most } MB (max_joined_mb)
parts-behind = l’e-mail è arrivata a parti, e dopo la parte { $last } non ne è arrivata nessuna
parts-missing = l’e-mail è arrivata in { $total } parti, e manca { $parts }
parts-missing-last = l’e-mail è arrivata a parti, e manca { $parts } e l’ultima
the-part = la parte { $part }
the-parts = le parti { $parts } e { $last }
part-unnumbered = è una parte di un’e-mail (message/partial) e non dice quale
part-many = è una parte di un’e-mail con più di { $most } parti
part-nested = le sue parti formano un’altra parte di un’e-mail
part-coded = è una parte di un’e-mail (message/partial) codificata lungo il percorso in modo sconosciuto
part-base64 = è una parte di un’e-mail (message/partial) codificata in base64 e danneggiata lungo il percorso
number-not-asked = il numero non è stato chiesto a Lei
number-no-line = la sua prima riga non contiene un numero
number-no-question = non risponde a un’e-mail che chiede il numero di un fax, oppure quel fax non esiste più
mailbox-many = Qui un’e-mail può avere al massimo { $most } destinatari
mailbox-no-address = A e Cc non contengono alcun indirizzo di fax
mailbox-no-address-form = A e Cc non contengono alcun indirizzo di fax; { $local }+NUMERO@{ $domain } ne è uno, con il numero di fax al posto di NUMERO

# Perché una casella non viene letta o un’e-mail non viene accettata.
mailbox-unreachable = il server { $server } non è raggiungibile: { $why }
mailbox-no-tls = nessun TLS con { $server }: { $why }
mailbox-password = [mailbox] password_file: { $why }
mailbox-no-token = l’accesso richiede un token: { $why }
mailbox-login = il server rifiuta l’accesso: { $why }
mailbox-forbidden = il server nega l’accesso alla casella di posta: { $why }; l’applicazione ha bisogno dell’autorizzazione Mail.ReadWrite per questa casella
mailbox-none = questa casella di posta non esiste: { $why }; confronti `user` con il suo indirizzo e controlli se ha una licenza
mailbox-limited = il server limita la lettura; la prossima richiesta segue tra { $seconds } s
mailbox-folder = la cartella «{ $folder }»: { $why }
mailbox-refused = il server rifiuta { $command }: { $why }
mailbox-late = il server non ha risposto a { $command } entro { $seconds } s
mailbox-answer-long = la risposta del server a { $command } supera { $most } byte
mailbox-answer-strange = la risposta del server a { $command } è incomprensibile: { $why }
mailbox-ended = la connessione al server è terminata: { $why }
mailbox-server-says = il server dice: { $why }
service-stopping = il servizio si sta arrestando
mailbox-is-missing = manca
mailbox-login-characters = il nome utente o la password contiene caratteri insoliti
mailbox-no-password-login = non accetta l’accesso con password
mailbox-no-token-login = non accetta l’accesso con token
mailbox-token-tls = un token non viene inviato senza TLS
mailbox-folder-missing = manca e non può essere creata: { $why }
mailbox-read-only = è di sola lettura, quindi nessuna e-mail può essere spostata
mailbox-name-unwritable = il nome non può essere scritto
mailbox-no-name = non ha nome
mailbox-exists-nowhere = Graph dice che esiste, ma non dove
mailbox-no-list = non è un elenco
mailbox-mail-no-id = un’e-mail non ha ID
mailbox-mail-no-time = un’e-mail non ha ora
mailbox-no-next = il suo link alla pagina successiva non è valido
mailbox-circle = le sue pagine formano un cerchio
mailbox-is-page = è una pagina web; forse c’è un proxy in mezzo
mailbox-status = uno stato che non è di un’e-mail
mailbox-bytes-of-it = { $count } byte di essa
mailbox-answer-unread = una risposta su un’e-mail non è leggibile
mailbox-no-address-of-name = il nome non ha indirizzo
mailbox-no-certificate = nessun certificato può avere questo nome
mailbox-greeting = il saluto del server non è OK
mailbox-ask-folder = richiesta di una cartella
mailbox-ask-list = richiesta dell’elenco delle e-mail
mailbox-ask-mail = richiesta di un’e-mail
mailbox-ask-move = richiesta di spostare un’e-mail
mailbox-closed = il server l’ha chiusa
mailbox-closed-connection = il server ha chiuso la connessione
mailbox-early = il server ha inviato una risposta prima dell’handshake
mailbox-no-starttls = il server rifiuta STARTTLS
mailbox-starttls-late = il server non risponde a STARTTLS
mailbox-endless = il server invia una riga senza fine
mailbox-other-piece = il pezzo non è quello richiesto
mailbox-long-piece = il pezzo è più lungo di quanto richiesto
mail-scanned = Questa e-mail è rifiutata qui dal programma di controllo
mail-scanned-why = Questa e-mail è rifiutata qui dal programma di controllo: { $why }
mail-scan-later = Questa e-mail non può essere esaminata per ora
mail-spam = L’e-mail è contrassegnata come spam, che non viene inviato per fax
mail-only-bounces = Questo indirizzo è solo per i ritorni delle e-mail del server fax
mail-bounces-alone = Questo indirizzo accetta solo e-mail del server fax che tornano da sole
mail-came-back = Un’e-mail che torna non viene inviata per fax
mail-reply-alone = Una risposta con il numero di un fax deve avere il suo indirizzo come unico destinatario
mail-unproved = Il mittente dell’e-mail non è provato: { $why }

# Fax addresses.
address-none = questo non è un indirizzo; number@domain o name@number.fax lo sarebbe
address-not-ours = qui non si inviano fax a questo dominio, e le e-mail non vengono inoltrate
address-no-number = non c’è alcun numero di fax in «{ $address }»; corretto sarebbe number@domain o FAX=number@domain
address-sign = «{ $number }» non è un numero di fax: «{ $sign }» non può essere composto; sono ammessi cifre, un + iniziale, * e #, e i segni - . ( ) per separare
address-backwards = «{ $number }» non è un numero scritto dall’ultima cifra alla prima; 1.6.0.0.7.2.1.9.9.9.4 sarebbe +49991270061
address-long = il numero di fax in questo indirizzo ha più di 40 segni
address-two = questo indirizzo contiene due numeri di fax, «{ $first }» e «{ $second }»; ne scriva uno solo
address-sub = «{ $sub }» non è un sottoindirizzo: sono ammesse fino a 20 cifre, * e #
address-not-obeyed = «{ $word }=» in un indirizzo qui non viene applicato, quindi il fax non viene inviato; lo tolga
address-unknown-word = «{ $word }» in questo indirizzo non è noto; sono noti { $known }
sender-none = Un’e-mail senza mittente non è un fax
sender-no-address = Il mittente non è un indirizzo e-mail
sender-gone = L’utente «{ $login }» non esiste più
sender-other = «{ $login }» non può inviare a nome di questo mittente
sender-no-device = Questo mittente non ha alcun interno fax utilizzabile da qui
mail-unknown = Il fax è stato forse già inviato, e il risultato non è noto. Chiedere al destinatario prima di inviarlo di nuovo

# Print jobs.
print-unknown = Il fax era in fase di consegna quando il programma si è fermato, e il risultato non è noto.
print-fields-changed = [fields] è stato modificato mentre la stampa veniva divisa in fax. I fax creati sono nella lista dei lavori; non ne vengono creati altri.
print-no-page = Non contiene alcuna pagina.
print-client-stopped = Il programma di stampa ha smesso di inviare documenti.

# The login of [mail_login] at the mail server, by an access token.
login-fetched-none = `ferrofax serve` non ha ottenuto alcun token
login-expired = il token è scaduto e `ferrofax serve` non ne ha ottenuto un altro
login-nobody = nessuno ha effettuato l’accesso; esegua `ferrofax login mail`
login-secret = [mail_login] secret_file: { $why }
login-secret-unreadable = { $file } non è leggibile: { $why }
login-secret-empty = nella prima riga di { $file } non c’è alcun segreto
login-command = [mail_login] command { $program }: { $why }
login-command-unheard = il suo output non è leggibile
login-command-late = nessuna risposta dopo { $seconds } secondi
login-command-ended = è terminato con { $status }
login-file = [mail_login] { $key }: { $file } non è utilizzabile: { $why }
login-file-no-rsa = non è una chiave RSA
login-file-large = supera i 64 kB
login-file-account = non è un file di chiavi di un account di servizio in JSON
login-file-no-key = il suo private_key non è una chiave
login-file-no-rsa-key = il suo private_key non è una chiave RSA
login-unsigned = la chiave di [mail_login] non può firmare: { $why }
login-no-random = mancano i numeri casuali: { $why }
login-other-issuer = { $url } appartiene a «{ $found }» e non a «{ $issuer }» di [mail_login] issuer
login-answers = { $url } risponde { $status }
login-no-metadata = { $issuer } non ha metadati
login-answers-kind = { $url } risponde con { $kind }; forse c’è un proxy o una pagina di accesso in mezzo
login-kind-page = una pagina HTML
login-kind-no-json = qualcosa che non è JSON
login-token-kind = il token non è di tipo Bearer
login-token-none = nella risposta non c’è alcun token
login-token-long = il token supera i 10.000 byte
login-token-characters = il token contiene caratteri non ammessi
login-refused-remedy = il provider rifiuta ({ $error }): { $said }; { $remedy }
login-refused = il provider rifiuta ({ $error }): { $said }
login-secret-expired = il segreto client è scaduto; ne crei uno nuovo nell’interfaccia di amministrazione di Entra e scriva il suo valore in secret_file
login-secret-wrong = il segreto client è errato; in secret_file va il valore del segreto, non il suo ID
login-certificate = il certificato non è registrato per l’applicazione, oppure key non è la sua chiave; lo carichi nell’interfaccia di amministrazione di Entra
login-clock = l’orologio di questa macchina è errato; lo regoli tramite NTP
login-no-application = nel tenant non c’è alcuna applicazione con questo client_id; confronti entrambi con l’interfaccia di amministrazione di Entra
login-no-tenant = questo tenant non esiste; confronti tenant con l’interfaccia di amministrazione di Entra
login-no-consent-entra = manca il consenso; lo concede un amministratore nell’interfaccia di amministrazione di Entra
login-no-permission = manca l’autorizzazione SMTP.SendAsApp; la aggiunga nell’interfaccia di amministrazione di Entra e conceda il consenso
login-scopes = scopes è errato; lo lasci vuoto per i valori abituali
login-public = l’applicazione deve consentire i flussi client pubblici, oppure serve secret_file
login-conditional = una regola di accesso condizionale vieta l’accesso; ne escluda questo account o questa applicazione
login-second-factor = l’account richiede un secondo fattore; esegua di nuovo `ferrofax login mail`
login-over = l’accesso è scaduto; esegua di nuovo `ferrofax login mail`
login-revoked-password = l’accesso è stato revocato o la password è stata cambiata; esegua di nuovo `ferrofax login mail`
login-disabled = l’account è disabilitato
login-revoked = l’accesso è stato revocato; esegua di nuovo `ferrofax login mail`
login-key-deleted = la chiave dell’account di servizio è stata eliminata; ne crei una nuova
login-delegation = manca la delega a livello di dominio; aggiunga l’ID client dell’account di servizio con l’ambito https://mail.google.com/ nella Console di amministrazione Google
login-no-account = questo account non esiste nell’organizzazione
login-client = confronti client_id e il segreto o il certificato con la registrazione presso il provider
login-way = l’applicazione non può accedere in questo modo; lo consenta presso il provider
login-grant = l’accesso è scaduto o è stato revocato; esegua di nuovo `ferrofax login mail`
login-no-consent = manca il consenso; lo concede un amministratore presso il provider
login-again = esegua di nuovo `ferrofax login mail`
login-denied = l’accesso è stato rifiutato nel browser
login-code-expired = il codice è scaduto; esegua di nuovo `ferrofax login mail`

# What is stored with faxes and jobs that were imported from HylaFAX.
hylafax-sent = Inviato da HylaFAX, come suo lavoro { $job }: { $count ->
    [one] { $count } pagina
   *[other] { $count } pagine
}.
hylafax-not-sent = Non inviato da HylaFAX, come suo lavoro { $job }.
hylafax-not-sent-why = Non inviato da HylaFAX, come suo lavoro { $job }. HylaFAX ha scritto: { $why }
hylafax-received = Ricevuto da HylaFAX e importato.
hylafax-received-why = Ricevuto da HylaFAX e importato. HylaFAX ha scritto: { $why }.
hylafax-received-notes = Ricevuto da HylaFAX e importato. Note sul suo file: { $notes }.
hylafax-received-why-notes = Ricevuto da HylaFAX e importato. HylaFAX ha scritto: { $why }. Note sul suo file: { $notes }.
