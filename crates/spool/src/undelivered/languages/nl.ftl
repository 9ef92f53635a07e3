# Waarom e-mails en af te drukken faxen niet zijn bezorgd, in het Nederlands. Elke tekst is een zinsdeel.

# Een mailserver weigert een e-mail of is niet bruikbaar.
relay = mailserver { $host }: { $fault }
relay-refused = mailserver { $host } { $step ->
    [greeting] meldde zich met
    [ehlo] weigerde EHLO
    [helo] weigerde HELO
    [starttls] weigerde STARTTLS
    [auth] weigerde AUTH
    [user] weigerde de gebruikersnaam
    [login] weigerde de aanmelding
    [sender] weigerde de afzender
    [recipient] weigerde de ontvanger
    [address] kan het adres niet accepteren
    [quit] weigerde QUIT
   *[mail] weigerde de e-mail
}: { $answer }
with-remedy = { $fault }; { $remedy }
relay-name-unresolved = de naam kan niet worden opgezocht: { $why }
relay-names-silent = de naam kan niet worden opgezocht: de naamservers antwoorden niet
relay-names-still-silent = de naam kan niet worden opgezocht: de naamservers antwoorden nog steeds niet
relay-connection-refused = { $address } weigert de verbinding: { $why }
relay-unreachable = geen verbinding met { $address }: { $why }
relay-no-answer = geen verbinding met { $address }: geen antwoord
relay-no-address = de server heeft geen adres dat vanaf mailsourceaddress bereikbaar is
relay-silent = de server antwoordde { $seconds } s lang niet
relay-closed = de server heeft de verbinding verbroken
relay-broken = de verbinding brak af: { $why }
relay-tls = TLS mislukte: { $fault }
relay-tls-refused = de server weigerde STARTTLS: { $answer }
relay-no-tls = de server biedt geen STARTTLS aan
relay-not-smtp = de server spreekt geen SMTP: „{ $line }”
relay-endless-line = de server spreekt geen SMTP: een regel van het antwoord eindigt niet
relay-password-unprotected = het wachtwoord wordt niet verzonden, omdat de verbinding niet door TLS is beschermd
relay-no-login = de server biedt AUTH PLAIN noch AUTH LOGIN aan
relay-login-unwritable = de aanmelding kan niet als AUTH PLAIN worden geschreven
relay-no-token = er is geen toegangstoken: { $why }
relay-token-unprotected = het toegangstoken wordt niet verzonden, omdat de verbinding niet door TLS is beschermd
relay-no-token-login = hij biedt AUTH XOAUTH2 noch AUTH OAUTHBEARER aan
relay-stopped = gestopt

# Wat helpt. “Hij” is de mailserver.
remedy-use-oauth2 = hij accepteert geen wachtwoorden meer; stel mailauth = oauth2 in, zie docs/mail-login.md
remedy-switch-on-smtp-auth = zet geverifieerd SMTP aan voor deze mailbox en voor de organisatie; zie docs/mail-login.md
remedy-grant-mailbox = sta de toepassing toe te verzenden voor deze mailbox, en controleer scopes in [mail_login]; zie docs/mail-login.md
remedy-check-password = controleer mailuser en mailpassword; een account met een tweede factor heeft een app-wachtwoord nodig, of mailauth = oauth2
remedy-log-in = hij verlangt een aanmelding; stel mailuser in, en mailpassword of mailauth = oauth2
remedy-grant-send-as = stel serveremail en mailenvelopefrom in op het adres van mailuser, of geef mailuser het recht om als dat adres te verzenden
remedy-assign-licence = wijs het account in mailuser een licentie met mailbox toe
remedy-empty-mailbox = de mailbox van mailuser is vol; maak zijn map met verzonden berichten leeg
remedy-wait = hij beperkt hoeveel er wordt verzonden; het bericht gaat later, en dit telt niet als poging

# TLS.
tls-processor = TLS is op deze machine niet mogelijk: de processor mist { $missing }
tls-file = { $option }: { $path } is niet bruikbaar: { $why }
tls-no-authorities = dit systeem heeft geen certificaten van certificaatautoriteiten; installeer ca-certificates of geef een bestand met certificaten op
tls-bad-name = „{ $server }” is geen naam die in een certificaat kan staan
tls-setup = TLS kan niet worden ingesteld: { $why }
tls-early-answer = de server antwoordde al vóór de TLS-onderhandeling
tls-failed = { $why }

# De e-mail zelf.
bad-address = „{ $address }” is geen e-mailadres
bad-sender = de afzender „{ $address }” is geen e-mailadres; zie serveremail, mailenvelopefrom en maildomain
mail-not-written = de e-mail kan niet worden geschreven: { $why }
not-protected = een e-mail met een fax moet versleuteld zijn (mailprotect = required), en de mailserver { $host } is niet de Ferrofax-dienst, die versleutelt; zet mailserver op de socket van de dienst, en [mail_protection] in gateway.toml
came-back = kwam terug: { $why }
sent-elsewhere = door { $node } verzonden, omdat deze machine niets van zich liet horen
sent-without-fax = de e-mail werd zonder de fax verzonden: { $fault }
given-up = opgegeven na { $tries ->
    [one] { $tries } poging
   *[other] { $tries } pogingen
}: { $fault }
stopped = gestopt voordat de mailserver de e-mail had geaccepteerd
bug = een fout in de faxsoftware hield deze e-mail tegen; de details staan in het log

# Het document.
encrypted = het document is versleuteld; `ferrofax serve` ontsleutelt het eerst
waits-for-explanation = wacht op de verklaring van de oproep
document-unreadable = het document { $path } kan niet worden gelezen: { $why }
document-damaged = het document is beschadigd: { $why }
document-too-large = het heeft { $megabytes } MB, en het bestand van een e-mail heeft hoogstens { $most } MB
document-empty = het document { $path } heeft geen pagina’s

# Waarom de faxbeheerder een fax krijgt.
no-mailbox = het toestel heeft geen postvak
selftest-page = dit is de testpagina van `ferrofax selftest`, die niet naar de postvakken van het toestel gaat

# Afdrukopdrachten.
not-for-printer = het is geen fax voor een printer
command = { $program }: { $why }
command-ended = { $program } eindigde met { $status }
command-slow = { $program } was na { $seconds } s niet klaar

# Printers.
printer = { $fault }
printer-text = { $text }
printer-unreached = de printer is niet bereikbaar: { $why }
printer-silent = de printer antwoordde { $seconds } s lang niet
printer-stopped = dit programma stopte voordat het klaar was
printer-no-tls = er komt geen TLS met de printer tot stand: { $why }
printer-tls = { $fault }
printer-broken = de verbinding brak af: { $why }
printer-answer-broken = het antwoord van de printer breekt af of eindigt niet: { $why }
printer-not-ipp = het antwoord van de printer is geen IPP: { $why }
printer-no-job-number = de printer accepteerde de opdracht en gaf er geen nummer voor
printer-login-required = de printer vereist een aanmelding: stel user en password_file in
printer-login-rejected = de printer weigert de aanmelding van de gebruiker
printer-login-unprotected = de printer vereist het wachtwoord onversleuteld; gebruik ipps:// in de uri
printer-login-unknown = de printer vereist een soort aanmelding die niet wordt ondersteund
printer-redirects = de printer verwijst naar { $to }; stel de uri daarop in
printer-forbidden = de printer laat van hier niemand afdrukken (HTTP 403)
printer-no-path = op dit pad is geen printer (HTTP 404)
printer-tls-required = de printer vereist TLS; gebruik ipps:// in de uri
printer-http = de printer antwoordt met HTTP { $status }
printer-refused = { $refusal ->
    [bad-request] de printer begrijpt het verzoek niet
    [forbidden] de printer verbiedt dit
    [not-logged-in] de printer vereist een aanmelding
    [not-allowed] de gebruiker van de printer mag dit niet
    [not-possible] de printer kan dit nu niet
    [not-found] op dit pad is niets van dien aard
    [too-large] de fax is te groot voor de printer
    [format] de printer ondersteunt dit soort document niet
    [options] de printer ondersteunt een optie van de opdracht niet
    [damaged] de printer meldt dat het document beschadigd is
    [operation] de printer ondersteunt deze bewerking niet
    [out-of-service] de printer is buiten gebruik
    [version] de printer spreekt een andere versie van IPP
    [passing-fault] de printer heeft een tijdelijke storing
    [no-jobs] de printer accepteert geen opdrachten
    [busy] de printer is bezet
    [cancelled] de printer heeft de opdracht geannuleerd
   *[fault] de printer heeft een storing
}
printer-refused-with-status = de printer weigert dit met status { $status }
printer-refused-saying = { $fault } ({ $message })
printer-no-description = de printer beschrijft zichzelf niet
printer-no-jobs = de printer accepteert geen opdrachten
printer-no-format = Ferrofax kan de printer geen van de formaten sturen die de instelling format van deze printer toestaat; de printer noemt { $formats }
printer-no-format-named = Ferrofax kan de printer geen van de formaten sturen die de instelling format van deze printer toestaat; de printer noemt geen formaten
printer-job-cut-short = opdracht { $job } eindigde voordat alles was afgedrukt
printer-job-aborted = opdracht { $job } werd afgebroken
printer-job-cancelled = opdracht { $job } werd aan de printer geannuleerd
printer-job-cancelled-early = opdracht { $job } werd geannuleerd voordat de printer alles had
printer-job-unknown = de printer kent de opdracht niet meer; de fax is mogelijk afgedrukt
printer-job-not-printed = opdracht { $job } is nog niet afgedrukt
printer-job-under-way = opdracht { $job } is bij de printer
printer-may-still-print = { $fault }; opdracht { $job } kon niet worden ingetrokken, en de printer kan die nog afdrukken
printer-explained = { $fault }: { $reasons }

# Wat een printer over zichzelf en zijn opdrachten zegt.
reason-aborted-by-system = door de printer afgebroken
reason-connecting-to-device = verbinding met het apparaat wordt gemaakt
reason-cover-open = een klep is open
reason-document-access-error = het document was niet leesbaar
reason-document-format-error = het document lijkt beschadigd
reason-document-unprintable-error = het document kan niet worden afgedrukt
reason-door-open = een deur is open
reason-fuser-over-temp = de fuser is te heet
reason-input-tray-missing = een papierlade ontbreekt
reason-interlock-open = een vergrendeling is open
reason-job-canceled-at-device = aan de printer geannuleerd
reason-job-canceled-by-operator = door de beheerder van de printer geannuleerd
reason-job-canceled-by-user = geannuleerd
reason-job-data-insufficient = wacht op de rest van het document
reason-job-incoming = het document komt binnen
reason-job-printing = wordt afgedrukt
reason-job-queued = wacht op andere opdrachten
reason-marker-supply-empty = inkt of toner op
reason-marker-supply-low = weinig inkt of toner
reason-marker-waste-full = de opvangbak is vol
reason-media-empty = papier op
reason-media-jam = papierstoring
reason-media-low = weinig papier
reason-media-needed = ander papier nodig
reason-offline = offline
reason-opc-life-over = de drum is versleten
reason-output-area-full = de uitvoerlade is vol
reason-output-tray-missing = de uitvoerlade ontbreekt
reason-paused = gepauzeerd
reason-printer-stopped = de printer staat stil
reason-shutdown = uitgeschakeld
reason-spool-area-full = het geheugen is vol
reason-timed-out = geen antwoord
reason-toner-empty = toner op
reason-toner-low = weinig toner
reason-unsupported-document-format = dit soort document wordt niet ondersteund

# Woorden van anderen.
text = { $text }
