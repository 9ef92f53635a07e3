# Porque e-mails e faxes para imprimir não são entregues, em português. Cada texto é parte de uma frase.

# Um servidor de correio recusa um e-mail ou não pode ser usado.
relay = servidor de correio { $host }: { $fault }
relay-refused = o servidor de correio { $host } { $step ->
    [greeting] apresentou-se com
    [ehlo] recusou EHLO
    [helo] recusou HELO
    [starttls] recusou STARTTLS
    [auth] recusou AUTH
    [user] recusou o nome de utilizador
    [login] recusou o início de sessão
    [sender] recusou o remetente
    [recipient] recusou o destinatário
    [address] não pode aceitar o endereço
    [quit] recusou QUIT
   *[mail] recusou o e-mail
}: { $answer }
with-remedy = { $fault }; { $remedy }
relay-name-unresolved = o seu nome não pode ser resolvido: { $why }
relay-names-silent = o seu nome não pode ser resolvido: os servidores de nomes não respondem
relay-names-still-silent = o seu nome não pode ser resolvido: os servidores de nomes continuam sem responder
relay-connection-refused = { $address } recusa a ligação: { $why }
relay-unreachable = sem ligação a { $address }: { $why }
relay-no-answer = sem ligação a { $address }: sem resposta
relay-no-address = não tem nenhum endereço acessível a partir de mailsourceaddress
relay-silent = não respondeu durante { $seconds } s
relay-closed = fechou a ligação
relay-broken = a ligação interrompeu-se: { $why }
relay-tls = o TLS falhou: { $fault }
relay-tls-refused = recusou STARTTLS: { $answer }
relay-no-tls = não oferece STARTTLS
relay-not-smtp = não fala SMTP: «{ $line }»
relay-endless-line = não fala SMTP: uma linha da sua resposta não termina
relay-password-unprotected = a palavra-passe não é enviada, porque a ligação não está protegida por TLS
relay-no-login = não oferece AUTH PLAIN nem AUTH LOGIN
relay-login-unwritable = o início de sessão não pode ser escrito como AUTH PLAIN
relay-no-token = não há token de acesso: { $why }
relay-token-unprotected = o token de acesso não é enviado, porque a ligação não está protegida por TLS
relay-no-token-login = não oferece nem AUTH XOAUTH2 nem AUTH OAUTHBEARER
relay-stopped = parado

# O que ajuda. O sujeito é o servidor de correio.
remedy-use-oauth2 = já não aceita palavras-passe; defina mailauth = oauth2, ver docs/mail-login.md
remedy-switch-on-smtp-auth = ative o SMTP autenticado para esta caixa de correio e para a organização; ver docs/mail-login.md
remedy-grant-mailbox = permita que a aplicação envie por esta caixa de correio, e verifique scopes em [mail_login]; ver docs/mail-login.md
remedy-check-password = verifique mailuser e mailpassword; uma conta com segundo fator precisa de uma palavra-passe de aplicação, ou de mailauth = oauth2
remedy-log-in = exige um início de sessão; defina mailuser, e mailpassword ou mailauth = oauth2
remedy-grant-send-as = defina serveremail e mailenvelopefrom com o endereço de mailuser, ou dê a mailuser o direito de enviar como esse endereço
remedy-assign-licence = atribua à conta de mailuser uma licença com caixa de correio
remedy-empty-mailbox = a caixa de correio de mailuser está cheia; esvazie a pasta de mensagens enviadas
remedy-wait = limita quanto é enviado; a mensagem será enviada mais tarde, e isto não conta como tentativa

# TLS.
tls-processor = o TLS não é possível nesta máquina: ao seu processador falta { $missing }
tls-file = { $option }: { $path } não pode ser usado: { $why }
tls-no-authorities = este sistema não tem certificados de autoridades; instale ca-certificates ou indique um ficheiro de certificados
tls-bad-name = «{ $server }» não é um nome que possa constar de um certificado
tls-setup = o TLS não pode ser configurado: { $why }
tls-early-answer = respondeu antes da negociação TLS
tls-failed = { $why }

# O próprio e-mail.
bad-address = «{ $address }» não é um endereço de e-mail
bad-sender = o remetente «{ $address }» não é um endereço de e-mail; ver serveremail, mailenvelopefrom e maildomain
mail-not-written = o e-mail não pode ser escrito: { $why }
not-protected = um e-mail com um fax tem de ser cifrado (mailprotect = required), e o servidor de correio { $host } não é o serviço Ferrofax, que cifra; defina mailserver para o socket do serviço, e [mail_protection] em gateway.toml
came-back = devolvido: { $why }
sent-elsewhere = enviado por { $node }, porque esta máquina não dava notícias
sent-without-fax = o e-mail foi enviado sem o fax: { $fault }
given-up = abandonado após { $tries ->
    [one] { $tries } tentativa
   *[other] { $tries } tentativas
}: { $fault }
stopped = parado antes de o servidor de correio aceitar o e-mail
bug = um erro do software de fax parou este e-mail; o seu registo contém os detalhes

# O documento.
encrypted = o documento está cifrado; `ferrofax serve` decifra-o primeiro
waits-for-explanation = espera pela explicação da chamada
document-unreadable = o documento { $path } não pode ser lido: { $why }
document-damaged = o documento está danificado: { $why }
document-too-large = tem { $megabytes } MB, e o ficheiro de um e-mail tem no máximo { $most } MB
document-empty = o documento { $path } não tem páginas

# Porque o responsável pelos faxes recebe um fax.
no-mailbox = a extensão não tem caixa de correio
selftest-page = é a página de teste de `ferrofax selftest`, que não vai para as caixas de correio da extensão

# Comandos de impressão.
not-for-printer = não é um fax para uma impressora
command = { $program }: { $why }
command-ended = { $program } terminou com { $status }
command-slow = { $program } não tinha acabado após { $seconds } s

# Impressoras.
printer = { $fault }
printer-text = { $text }
printer-unreached = a impressora não está acessível: { $why }
printer-silent = a impressora não respondeu durante { $seconds } s
printer-stopped = este programa parou antes do fim
printer-no-tls = não há TLS com a impressora: { $why }
printer-tls = { $fault }
printer-broken = a ligação interrompeu-se: { $why }
printer-answer-broken = a resposta da impressora interrompe-se ou não termina: { $why }
printer-not-ipp = a resposta da impressora não é IPP: { $why }
printer-no-job-number = a impressora aceitou o trabalho e não lhe deu número
printer-login-required = a impressora exige início de sessão: defina user e password_file
printer-login-rejected = a impressora recusa o início de sessão do seu utilizador
printer-login-unprotected = a impressora exige a palavra-passe sem cifra; use ipps:// no seu uri
printer-login-unknown = a impressora exige um tipo de início de sessão não suportado
printer-redirects = a impressora remete para { $to }; defina isso como o seu uri
printer-forbidden = a impressora não deixa ninguém imprimir daqui (HTTP 403)
printer-no-path = não há nenhuma impressora neste caminho (HTTP 404)
printer-tls-required = a impressora exige TLS; use ipps:// no seu uri
printer-http = a impressora responde com HTTP { $status }
printer-refused = { $refusal ->
    [bad-request] a impressora não entende o pedido
    [forbidden] a impressora proíbe-o
    [not-logged-in] a impressora exige início de sessão
    [not-allowed] o utilizador da impressora não tem permissão
    [not-possible] a impressora não o pode fazer agora
    [not-found] não há nada do género neste caminho
    [too-large] o fax é demasiado grande para a impressora
    [format] a impressora não suporta este tipo de documento
    [options] a impressora não suporta uma opção do trabalho
    [damaged] a impressora diz que o documento está danificado
    [operation] a impressora não suporta esta operação
    [out-of-service] a impressora está fora de serviço
    [version] a impressora fala outra versão de IPP
    [passing-fault] a impressora tem uma avaria passageira
    [no-jobs] a impressora não aceita trabalhos
    [busy] a impressora está ocupada
    [cancelled] a impressora cancelou o trabalho
   *[fault] a impressora tem uma avaria
}
printer-refused-with-status = a impressora recusa-o com o estado { $status }
printer-refused-saying = { $fault } ({ $message })
printer-no-description = a impressora não se descreve
printer-no-jobs = a impressora não aceita trabalhos
printer-no-format = o Ferrofax não pode enviar à impressora nenhum dos formatos que a definição format desta impressora permite; a impressora indica { $formats }
printer-no-format-named = o Ferrofax não pode enviar à impressora nenhum dos formatos que a definição format desta impressora permite; a impressora não indica nenhum formato
printer-job-cut-short = o trabalho { $job } terminou antes de tudo estar impresso
printer-job-aborted = o trabalho { $job } foi interrompido
printer-job-cancelled = o trabalho { $job } foi cancelado na impressora
printer-job-cancelled-early = o trabalho { $job } foi cancelado antes de a impressora ter tudo
printer-job-unknown = a impressora já não conhece o trabalho; o fax pode ter sido impresso
printer-job-not-printed = o trabalho { $job } ainda não está impresso
printer-job-under-way = o trabalho { $job } está na impressora
printer-may-still-print = { $fault }; não foi possível retirar o trabalho { $job }, e a impressora ainda pode imprimi-lo
printer-explained = { $fault }: { $reasons }

# O que uma impressora diz de si e dos seus trabalhos.
reason-aborted-by-system = interrompido pela impressora
reason-connecting-to-device = a ligar ao aparelho
reason-cover-open = uma tampa está aberta
reason-document-access-error = não foi possível ler o documento
reason-document-format-error = o documento parece danificado
reason-document-unprintable-error = o documento não pode ser impresso
reason-door-open = uma porta está aberta
reason-fuser-over-temp = o fusor está demasiado quente
reason-input-tray-missing = falta um tabuleiro de papel
reason-interlock-open = um fecho está aberto
reason-job-canceled-at-device = cancelado na impressora
reason-job-canceled-by-operator = cancelado pelo responsável da impressora
reason-job-canceled-by-user = cancelado
reason-job-data-insufficient = espera pelo resto do documento
reason-job-incoming = o documento está a chegar
reason-job-printing = a imprimir
reason-job-queued = espera por outros trabalhos
reason-marker-supply-empty = sem tinta ou toner
reason-marker-supply-low = pouca tinta ou toner
reason-marker-waste-full = o depósito de resíduos está cheio
reason-media-empty = sem papel
reason-media-jam = papel encravado
reason-media-low = pouco papel
reason-media-needed = é preciso outro papel
reason-offline = desligada da rede
reason-opc-life-over = o tambor está gasto
reason-output-area-full = o tabuleiro de saída está cheio
reason-output-tray-missing = falta o tabuleiro de saída
reason-paused = em pausa
reason-printer-stopped = a impressora está parada
reason-shutdown = desligada
reason-spool-area-full = a memória está cheia
reason-timed-out = não responde
reason-toner-empty = sem toner
reason-toner-low = pouco toner
reason-unsupported-document-format = este tipo de documento não é suportado

# Palavras de outros.
text = { $text }
