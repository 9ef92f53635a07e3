# Les étapes d’un appel, en français.

# Trames.
signal = { $frame }
ident = { $frame } { $ident }
rate = { $frame } { $rate }
no-rate = { $frame } débit réservé
dcs = { $frame } { $rate }, { $terms }
can = { $frame } jusqu’à { $rate }, { $terms }, jusqu’à { $width }
can-and-has = { $frame } jusqu’à { $rate }, { $terms }, jusqu’à { $width }, un document à relever
block-end = { $frame }, page { $page }, bloc { $block }, { $frames } trames
wants-frames = { $frame } pour { $count } trames
octets = { $frame }, { $count } octets
letters = { $frame }, { $count } caractères
empty = { $frame } (vide)
refuses = { $frame } refuse { $fields }
refuses-a-field = { $frame } refuse un champ
by-v34 = { $frame } par V.34, { $terms }
reserved-rate = { $frame } débit réservé, { $terms }
row-time = { $terms }, { $ms } ms par ligne
foreign = { $terms }, { $kind }
echo = { $frame } (notre propre écho, ou { $other })
another-caller = un autre appareil appelant
another-answerer = un autre appareil appelé
unexpected = { $frame } est inattendu dans { $state }
damaged-frame = trame endommagée
taken-for-last = pris pour la dernière commande répétée
taken-for = pris pour { $frame }
signal-not-read = le signal précédent était illisible
caller-does-not-repeat = l’appelant ne répète pas sa commande
no-more-frames = plus aucune trame n’arrive
nothing-new = rien de nouveau n’arrive

# Modems.
data = données
trained = synchronisé : { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
training-failed = échec de la synchronisation
training-check = contrôle de synchronisation { $result } : { $bits } bits, { $errors } erreurs, { $bursts } rafales sur { $covered } bits, plus longue suite { $run }
no-training-check = pas de contrôle de synchronisation
good = bon
bad = mauvais
pages-go-at = les pages passent à { $rate }
v8 = V.8 : { $outcome }
v8-agreed = accord sur { $modulations }
v8-agreed-on-nothing = aucun mode de modulation commun
v8-plain-ced = CED simple
v8-no-tone = pas de tonalité de réponse
v8-no-cm = pas de CM
v8-no-jm = pas de JM à notre CM
v8-no-cj = pas de fin de CM pendant notre JM
v34-turns = V.34 est coupé et recommence dans l’autre sens
v34-trained = V.34 synchronisé : { $db } dB, { $level } dBm0, { $hz } Hz, { $ppm } ppm
v34-control = canal de contrôle V.34 par { $start } à { $rate }, pages à { $symbols } symboles par seconde
v34-probed = mesure V.34 : { $what }
v34-line = { $chosen } ; L2 { $level } dBm0, { $hz } Hz, { $ppm } ppm, aller-retour { $ms } ms, { $less } dB de moins
v34-candidate = { $symbols } symboles/s à { $hz } Hz, préaccentuation { $number } : { $db } dB, { $bps } bit/s avec { $spare } dB de marge
v34-no-rate = { $symbols } symboles/s à { $hz } Hz, préaccentuation { $number } : { $db } dB, aucun débit (il manque { $missing } dB)
v34-chosen = { $symbols } symboles/s, porteuse { $carrier }, préaccentuation { $number }, { $less } dB de moins
v34-over = plus de V.34 : { $why }
v34-nothing = aucun progrès depuis trop longtemps
v34-again = le canal de contrôle recommence sans cesse
slower = au plus { $bps } bit/s désormais : des trames étaient endommagées
faster = { $bps } bit/s désormais : il y resterait { $db } dB

# Pages.
page = page { $page } : { $count } octets
block = bloc { $block } : { $count } trames
page-rows = page : { $rows } lignes, { $bad } mauvaises, { $run } de suite
page-stands = la page ne grandit plus
page-beginning-missed = le début d’une page a été manqué
page-long = la page dépasse la limite de { $rows } lignes
page-broken = la page n’a pas pu être décodée après la ligne { $row } : { $why }
page-cut = la page est coupée après { $count } octets
colours-unshown = la page en couleurs ne peut pas être affichée : { $why }
colours-no-planes = la page en couleurs est coupée : il manque des plans de bits ou des parties
colours-no-end = la page en couleurs est coupée : sa fin (EOI) manque
colours-width = la page en couleurs a des lignes de { $found } pixels, au lieu des { $wanted } annoncés
colours-rows = page { $page } en couleurs : { $count } lignes manquent : { $why }

# La ligne.
line-is = la ligne est désormais { $line }
audio = audio
t38 = T.38 version { $version }, { $count } octets par paquet au plus
t38-packets = T.38 : { $heard } paquets reçus, { $sent } envoyés, { $missing } manquants, { $repeated } répétés, { $late } en retard, { $reordered } déplacés, { $malformed } malformés, { $many } en trop, { $strays } étrangers, { $restarts } redémarrages, { $versions } changements de version, { $damaged } trames endommagées, { $repaired } réparées
t38-flood = T.38 : il arrive plus de paquets ou de données qu’un modem de fax n’en peut porter ; le reste est rejeté, et des pages y sont endommagées. Toute machine qui atteint le port UDPTL d’un appel peut en envoyer

# La fin.
done-until-now = jusqu’ici : { $end }
end = { $status } en phase { $phase } : { $cause }, { $count ->
    [one] { $count } page confirmée
   *[other] { $count } pages confirmées
}
received = Reçu
incomplete = Incomplet
failed = Échoué
many-frames = le télécopieur distant a envoyé un très grand nombre de trames : seule la fin de l’appel suit
rest-not-stored = le reste n’est pas enregistré

# Débuts d’étapes.
word-page = page
word-block = bloc
word-trained = synchronisé
