# What checks find, in Portuguese, and how to fix it.

# The module in the PBX.
module-version = Ferrofax { $ferrofax } no Asterisk { $asterisk }
module-other-version = o módulo é o Ferrofax { $ferrofax } no Asterisk { $asterisk }, e este programa tem a versão { $program }
check-failed = uma verificação falhou por um erro interno
module-silent = o módulo funciona com este spool e não responde há { $seconds } s
module-never-ran = o módulo nunca funcionou com este spool
module-not-running = o módulo não está em execução: os envios esperam até que o Asterisk o carregue
config-complaint = { $complaint }
config-in-order = nenhuma linha de ferrofax.conf e nenhuma extensão tem erros
mail-servers-cut = { $file }: mailserver = { $server };{ $rest }: só { $server } é usado, porque um ; começa um comentário

# Permissions of the spool.
group-works = o Asterisk e o serviço Ferrofax podem ambos trabalhar em { $folder }
group-missing = o Asterisk não é executado no grupo de { $folder }, por isso o Asterisk e o serviço Ferrofax não podem ler os ficheiros um do outro: { $reason }
reason-rungroup = `rungroup = { $group }` em asterisk.conf deixa de fora todos os outros grupos
reason-option = `-G { $group }` no comando que inicia o Asterisk deixa de fora todos os outros grupos
reason-no-member = { $user } não está no grupo { $group }
reason-started-before = o seu utilizador entrou no grupo depois de o Asterisk ter sido iniciado
writable-by-all = todos podem escrever em { $folder }
readable-by-all = todos nesta máquina podem ler { $path }
rights-in-order = todo o conteúdo é de { $owner }
rights-in-order-with-group = todo o conteúdo é de { $owner } e do grupo da pasta
user-lacks-right = { $path } é de { $owner } com o modo { $mode }: { $user } não o pode { $right ->
    [write] escrever
   *[read] ler
}
group-lacks-right = { $path } é de { $owner } com o modo { $mode }: o grupo da pasta não o pode { $right ->
    [write] escrever
   *[read] ler
}
password-readable = { $file } contém uma palavra-passe e todos nesta máquina o podem ler
passwords-readable = { $file } contém palavras-passe e todos o podem ler
folder-unencrypted = { $folder } continua por cifrar, porque o grupo do spool não pode escrever aí

# The spool and its disk.
disk-free = há { $mib } MiB livres em { $folder }
disk-low = só há { $mib } MiB livres em { $folder }
files-low = só cabem mais { $files } ficheiros em { $folder }
asterisk-installed = { $file } existe, portanto o Asterisk está instalado
asterisk-missing = { $file } não existe, portanto o Asterisk não está instalado aqui
module-installed = o módulo está instalado: { $file }
module-missing = app_ferrofax.so não está em { $folder }
spool-missing = não há spool em { $folder }: o módulo cria-o quando o Asterisk o carrega
spool-usable = { $folder } pode ser lido e escrito
database-whole = a base de dados não está danificada
web-files-usable = os utilizadores, extensões e definições da interface web podem ser lidos
web-file-unusable = { $file } não pode ser usado: { $error }
index-whole = cada fax recebido pode ser encontrado pelas suas palavras
index-lacks = { $count ->
    [one] falta { $count } fax recebido no índice de palavras
   *[other] faltam { $count } faxes recebidos no índice de palavras
}
index-broken = não é possível ler o índice de palavras: { $error }

# Devices.
no-devices = não se conhece nenhuma extensão; o módulo lê-as do plano de marcação quando é carregado
no-device-may-send = nenhuma extensão pode enviar: sendenabled é no em todas
devices = { $may_send ->
    [one] { $may_send } extensão de { $all } pode enviar
   *[other] { $may_send } extensões de { $all } podem enviar
}
device-unknown = não existe a extensão de fax «{ $device }»
device-missing = { $table }: não existe a extensão de fax «{ $device }»
device-ambiguous = { $table }: «{ $device }» é uma extensão em vários contextos; escreva-a com @contexto
durable-without-database = { $more ->
    [0] as páginas da extensão { $device }
   *[other] as páginas da extensão { $device } e de mais { $more }
} têm de estar na base de dados partilhada antes de serem confirmadas (durable = shared), e não há nenhuma: nenhuma página é confirmada
durable-works = { $more ->
    [0] as páginas da extensão { $device }
   *[other] as páginas da extensão { $device } e de mais { $more }
} são confirmadas quando a base de dados partilhada as tem
durable-unreported = { $more ->
    [0] as páginas da extensão { $device }
   *[other] as páginas da extensão { $device } e de mais { $more }
} têm de estar na base de dados partilhada antes de serem confirmadas (durable = shared), e esta máquina não comunica com ela: nenhuma página é confirmada

# The dialplan and the trunks.
dials-channel = as chamadas vão para { $dial }
context-missing = dialstring = { $dial } em ferrofax.conf, e o plano de marcação não tem o contexto [{ $context }]
hangup-missing = [{ $context }] { $exten }: nada desliga depois de Dial({ $dial }), por isso perde-se a causa do fim de uma chamada e, com ela, se um número está ocupado ou errado
context-jumps = [{ $context }] continua com { $app }({ $args }), que não é seguido
dial-missing = os faxes são marcados por [{ $context }], e nada nele marca
context-in-order = [{ $context }] marca, e Hangup() a seguir transmite a causa do fim de uma chamada
jitter-step = [{ $context }] { $exten }: { $app }({ $args }) põe um buffer de jitter no caminho dos faxes
jitter-setting = { $setting } está ligado em { $file }, por onde passam os faxes
no-jitter-buffer = não há nenhum buffer de jitter no caminho dos faxes
no-endpoint-dialled = nenhum endpoint PJSIP é marcado pelo seu nome, por isso nenhum é verificado
endpoint-unknown = o Asterisk não tem definições de um endpoint PJSIP «{ $endpoint }», pelo qual os faxes são marcados
codec-good = o endpoint { $endpoint } oferece primeiro { $codec }
codec-bad = o endpoint { $endpoint } oferece primeiro { $codec }, pelo qual não passa nenhum fax em áudio
codec-missing = o endpoint { $endpoint } não oferece nenhum codec, por isso não passa nenhum fax em áudio
t38-offered = o endpoint { $endpoint } oferece T.38
t38-unwanted = o endpoint { $endpoint } não tem T.38, e t38 = no em ferrofax.conf
t38-missing = o endpoint { $endpoint } não oferece T.38, a via segura de um fax por IP

# The mail relay.
relay-by-address = o servidor de saída está indicado pelo seu endereço
relay-name-known = o nome { $host } do servidor de saída é conhecido
relay-name-unknown = { $fault }
relay-answers = { $host }:{ $port } responde
relay-unusable = porta { $port }: { $fault }
faxmaster-missing = não está indicado quem recebe o que não pode ser entregue
faxmaster-named = { $faxmaster } recebe o que não pode ser entregue

# The clock.
swept = os dados expirados foram apagados pela última vez às { $time }
not-swept = os dados expirados não são apagados desde { $time }
clock = { $time }
clock-wrong = o relógio marca { $time }
clocks-differ = o relógio marca { $here }, e o da central { $pbx }
clock-behind-fax = o relógio marca { $time }, e o fax { $fax } chegou às { $received }

# Converters.
conversion-works = os documentos tornam-se páginas num processo isolado
converter-missing = «{ $program }» de [convert] { $setting } em gateway.toml não existe
converters-own = PDF, TIFF, imagens, HTML e texto; não há nem Ghostscript nem LibreOffice
converters-other = PDF, TIFF, imagens, HTML, texto e, com outros programas: { $programs }

# gateway.toml.
settings-wrong = { $file }:{ $problem }
settings-warning = { $file }:{ $warning }
settings-in-order = { $file } está em ordem
settings-missing = { $file } não existe; aplicam-se os valores predefinidos
web-without-login = [web]: ninguém pode iniciar sessão: nenhum [[user]] tem palavra-passe (`ferrofax password`), e não há nem [ldap] nem [openid]
web-without-certificate = [web] listen: { $address } pode ser alcançado a partir de outras máquinas, mas sem certificado (`certificate` e `key`) ou proxy (`proxies`) elas são recusadas
network-of-administrator = [[network]] { $network }: cada cliente aí é administrador sem iniciar sessão, e vê todos os faxes e envios pelo protocolo HylaFAX
network-of-all = [[network]] { $network }: todo o mundo pode enviar faxes sem iniciar sessão
front-servers-of-all = [mail] trusted_front_servers: confia-se em qualquer endereço
all-numbers-allowed = [limits] allowed: quem pode enviar pode fazê-lo para todo o mundo
cram-md5-without-passwords = [mail] cram_md5: precisa de palavras-passe em texto simples, e nenhum [[user]] tem uma
country-code-missing = country_code não está definido em ferrofax.conf: cada número escrito com o indicativo de um país é bloqueado, e os números de valor acrescentado só são reconhecidos por prefixos comuns
country-code-set = country_code é { $code } em ferrofax.conf: os números que começam assim são do próprio país
senders = { $users ->
    [one] { $users } utilizador
   *[other] { $users } utilizadores
} e { $networks ->
    [one] { $networks } rede
   *[other] { $networks } redes
} podem enviar, { $outside ->
    [owners] os titulares de extensões podem escrever de fora se o seu domínio responder por isso
    [front-servers] os servidores frontais indicam quem escreve de fora
   *[nobody] mais ninguém
}
mail-off = o fax por e-mail está desligado
certificate-usable = o certificado e a chave podem ser usados
certificate-by-acme = o serviço pede o certificado para { $names } por ACME
mail-without-certificate = não há certificado, por isso não há TLS, e só se pode iniciar sessão a partir de clear_text_networks
printer-without-certificate = não há certificado, por isso só se pode iniciar sessão a partir de clear_text_networks
web-for-this-machine = não há certificado, por isso a interface web é só para esta máquina e `proxies`
address-free = { $address } está livre
address-taken = { $address } está ocupado; por `ferrofax serve`, se estiver em execução
address-unusable = { $address }: { $error }
hylafax-without-login = ninguém pode iniciar sessão: nenhum [[user]] tem palavra-passe, e nenhum [[network]] indica um `user`
token-fetched = foi obtido um token de acesso para o servidor de correio; expira em { $minutes ->
    [one] { $minutes } minuto
   *[other] { $minutes } minutos
}
secret-expires = o segredo ou certificado para tokens de acesso expira em { $day }
keys-readable = ficheiros lidos com chaves de destinatários: { $count }
codes-readable = códigos lidos para ligações a faxes: { $count }
links-without-web = os e-mails contêm ligações a faxes, mas a interface web está desligada: defina listen ou tls_listen em [web]
key-expires = a chave { $key } para e-mails cifrados expira em { $day }
proof-certificate = o certificado que assina as provas de envio é válido até { $day }
mailbox-readable = { $mails ->
    [one] a caixa de correio { $user } pode ser lida; a sua pasta tem { $mails } mensagem
   *[other] a caixa de correio { $user } pode ser lida; a sua pasta tem { $mails } mensagens
}
mailbox-folder-missing = na caixa de correio falta a pasta «{ $folder }»; ferrofax serve cria-a
filing-reachable = { $server } está acessível
mailbox-without-rule = nenhum remetente está provado, por isso cada mensagem da caixa de correio é recusada
server-answers = { $url } responde
provider-answers = { $count ->
    [one] { $url } responde, com { $count } chave
   *[other] { $url } responde, com { $count } chaves
}

# The shared database.
database-shared = { $count ->
    [one] a base de dados partilhada { $database } tem { $count } nó
   *[other] a base de dados partilhada { $database } tem { $count } nós
}
jobs-left = { $count ->
    [one] { $count } envio entregue a esta máquina está numa base de dados partilhada que gateway.toml já não indica: outro nó envia-o, e o resultado não é comunicado aqui
   *[other] { $count } envios entregues a esta máquina estão numa base de dados partilhada que gateway.toml já não indica: outros nós enviam-nos, e os resultados não são comunicados aqui
}
node-drained = esta máquina não aceita envios da base de dados partilhada até `ferrofax node undrain`
shared-key = os documentos na base de dados partilhada estão cifrados com a chave { $key }; sem ela estão perdidos, por isso guarde uma cópia noutro lugar
spool-key = os documentos estão cifrados com a chave { $key }; sem ela estão perdidos, por isso guarde uma cópia noutro lugar

# The self-test.
no-device-may-receive = nenhuma extensão com número próprio pode receber
test-without-module = não foi enviada nenhuma página, porque o módulo não responde
route-inside = { $from } para { $to }
route-trunk = { $from } pelo tronco com { $number }
test-not-submitted = { $route }: não enviada: { $error }
test-not-sent = { $route }: não enviada: { $event }
test-timed-out = { $route }: não enviada em { $seconds } s: o envio { $job } está no estado { $state }. { $event }
test-not-received = { $route }: a página foi confirmada, e nenhuma extensão desta central a recebeu
test-broken = { $route }: { $error }
receipt = { $device } como fax { $fax } após { $seconds } s, { $is_ecm ->
    [true] { $bps } bit/s com correção de erros
   *[false] { $bps } bit/s
}, { $mode }
test-arrived = { $pages ->
    [one] { $route }: { $pages } página chegou a { $receipt }; todas as { $rows } linhas são como foram enviadas
   *[other] { $route }: { $pages } páginas chegaram a { $receipt }; todas as { $rows } linhas são como foram enviadas
}
test-differs = { $route }: chegou a { $receipt }, e { $difference }
difference-unreadable = não é possível comparar: { $error }
difference-pages = foram enviadas { $sent } páginas, chegaram { $received }
difference-rows = a página { $page } não é como foi enviada: { $sent_rows } linhas de { $sent_pixels } píxeis passaram a { $received_rows } de { $received_pixels }
test-mailed = a página de `{ $test }` foi enviada por e-mail { $recipient ->
    [mailboxes] para as caixas da extensão
   *[faxmaster] para o faxmaster
}; o servidor de correio respondeu { $answer }
test-not-mailed = a página de `{ $test }` não foi enviada por e-mail { $recipient ->
    [mailboxes] para as caixas da extensão
   *[faxmaster] para o faxmaster
}: { $error }
test-mail-waits = a página de `{ $test }` não foi enviada por e-mail { $recipient ->
    [mailboxes] para as caixas da extensão
   *[faxmaster] para o faxmaster
}: o e-mail está à espera

# Anything else.
path-unreadable = { $path }: { $error }
error = { $error }
text = { $text }

# Fixes: the module in the PBX.
fix-see-asterisk-log = consulte o registo do Asterisk
fix-load-module = `asterisk -rx 'module load app_ferrofax.so'`; se não carregar, o registo do Asterisk diz porquê
fix-install-newer-module = um módulo mais antigo não conhece a pergunta: instale o módulo e o programa da mesma versão, e depois reinicie o Asterisk
fix-install-one-version = instale ambos da mesma versão, e depois reinicie o Asterisk
fix-correct-config-line = corrija essa linha, e depois `asterisk -rx 'module reload app_ferrofax.so'`
fix-name-one-mail-server = indique um só servidor de correio; para tolerância a falhas, dê vários endereços a um nome

# Fixes: permissions of the spool.
fix-share-spool = `systemd-tmpfiles --create ferrofax.conf` partilha o spool sem o grupo; ou { $remedy }; para o que foi recebido antes: /usr/share/doc/ferrofax/spool.md
remedy-rungroup = retire `rungroup = { $group }` de asterisk.conf, e reinicie o Asterisk (`systemctl restart asterisk`; `core restart` não basta)
remedy-option = retire `-G { $group }` do comando que inicia o Asterisk, e reinicie o Asterisk (`systemctl restart asterisk`; `core restart` não basta)
remedy-no-member = `usermod -a -G { $group } { $user }`, e reinicie o Asterisk (`systemctl restart asterisk`; `core restart` não basta)
remedy-started-before = reinicie o Asterisk (`systemctl restart asterisk`; `core restart` não basta)
fix-set-permissions = chown, chgrp e chmod como em /usr/share/doc/ferrofax/spool.md, para { $folder }
fix-close-folder = chmod -R o= { $folder }
fix-close-folder-on-freepbx = chmod -R o= { $folder }, e escreva `directory = { $folder }` abaixo de [blacklist] em /etc/asterisk/freepbx_chown.conf, ou o FreePBX volta a abri-la (/usr/share/doc/ferrofax/freepbx.md)
fix-close-file = chmod o= { $file }
fix-close-file-on-freepbx = chmod o= { $file }, e escreva `item = { $file }` abaixo de [blacklist] em /etc/asterisk/freepbx_chown.conf, ou o FreePBX volta a abri-lo (/usr/share/doc/ferrofax/freepbx.md)
fix-permit-group = carregue na central o módulo desta versão, que o permite, ou chmod g+w { $folder }/received/*

# Fixes: the spool and its disk.
fix-free-space = liberte espaço aí; `retention_days` em ferrofax.conf e `ferrofax cleanup --keep-days N` eliminam faxes antigos
fix-install-asterisk = instale o Asterisk 16 a 24: /usr/share/doc/ferrofax/install.md
fix-install-module = instale o pacote ferrofax-asterisk, ou execute `make install`: /usr/share/doc/ferrofax/install.md
fix-create-spool = inicie o Asterisk, ou carregue o módulo: `asterisk -rx 'module load app_ferrofax.so'`. Para outra pasta indique --spool ou FERROFAX_SPOOL
fix-run-as-root = execute isto como root, ou adicione o seu utilizador ao grupo da pasta: /usr/share/doc/ferrofax/spool.md
fix-restore-backup = pare a central e ponha uma cópia de segurança no seu lugar: /usr/share/doc/ferrofax/backup.md
fix-undo-or-remove = anule a alteração em { $file }, ou remova o ficheiro e introduza novamente o conteúdo na interface web
fix-rebuild-index = `ferrofax index` reconstrói-o enquanto o serviço está em execução

# Fixes: devices.
fix-declare-device = declare uma em extensions.conf (FreePBX: extensions_custom.conf): [fax-devices], exten => 2101,1,FaxDevice(alice@example.com); depois `dialplan reload`. `contexts` em ferrofax.conf indica os contextos
fix-allow-sending = sendenabled = yes em ferrofax.conf, em [general] ou numa classe
fix-name-device = indique uma extensão que o plano de marcação declare
fix-configure-node = ponha [node] em gateway.toml (/usr/share/doc/ferrofax/nodes.md), ou retire durable = shared de ferrofax.conf e do plano de marcação
fix-start-service = systemctl start ferrofax: `ferrofax serve` carrega as páginas na base de dados partilhada; o erro está no seu registo
fix-resume-deletion = systemctl start ferrofax: o serviço elimina os dados expirados a cada hora; o erro está no seu registo
fix-mount-folder = montar de novo a pasta e permitir ao utilizador do Ferrofax ler e escrever nela
fix-read-failures = abrir os faxes falhados: cada um mostra porque falhou a chamada e o que ajuda

# Fixes: the dialplan and the trunks.
fix-write-context = em extensions.conf (FreePBX: extensions_custom.conf): [{ $context }], exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) e same => n,Hangup(); depois `dialplan reload`
fix-hang-up = same => n,Hangup() a seguir em extensions.conf, depois `dialplan reload`
fix-dial-in-context = aí exten => _X.,1,Dial(PJSIP/${"{"}EXTEN{"}"}@trunk) e same => n,Hangup(), depois `dialplan reload`
fix-remove-jitter-step = um buffer de jitter deita fora e inventa som no meio de um fax: retire essa linha de extensions.conf, depois `dialplan reload`
fix-switch-jitter-off = um buffer de jitter deita fora e inventa som no meio de um fax: { $setting } = no para o tronco em { $file }
fix-name-endpoint = indique um endpoint de pjsip.conf em Dial(); se estiver lá, `module load func_pjsip_endpoint.so`
fix-allow-g711 = `disallow = all` e `allow = alaw,ulaw` (G.711) para { $endpoint } em pjsip.conf, depois `module reload res_pjsip.so`
fix-offer-t38 = `t38_udptl = yes` para { $endpoint } em pjsip.conf, depois `module reload res_pjsip.so`; se o fornecedor não tiver T.38, `t38 = no` em ferrofax.conf [general]
fix-check-trunk = enviar um fax de teste para este número; se não chegar, verificar a linha e o plano de marcação

# Fixes: the mail relay.
fix-correct-relay-name = corrija `mailserver = …` em ferrofax.conf [general], ou /etc/resolv.conf
fix-correct-relay = corrija `mailserver`, `mailport` e as credenciais em ferrofax.conf [general], ou inicie o servidor de saída; os e-mails em espera são então enviados
fix-name-faxmaster = escreva `faxmaster = postmaster@example.com` em ferrofax.conf [general], com um endereço seu
fix-retry-mails = corrigir o endereço ou o servidor de correio e enviar de novo a mensagem
fix-resume-mails = retomar as mensagens nesta página, ou com `ferrofax mail-queue resume`

# Fixes: the clock.
fix-set-clock = acerte o relógio da máquina: `timedatectl set-ntp true`

# Fixes: converters.
fix-allow-conversion = espaço e permissões na pasta dos ficheiros temporários; `memory_mb` em [convert] de gateway.toml
fix-install-converter = instale-o, ou retire essa linha de [convert]

# Fixes: gateway.toml.
fix-correct-settings = corrija isto; `man gateway.toml` contém cada definição
fix-correct-table = corrija [{ $table }] em gateway.toml
fix-correct-table-as-in = corrija [{ $table }] em gateway.toml: { $page }
fix-other-address = outro endereço ou outra porta em [{ $table }] de gateway.toml, ou o direito a uma porta baixa
fix-other-mail-address = outro endereço ou outra porta em [mail] de gateway.toml, ou o direito de root a uma porta baixa
fix-other-hylafax-address = outro endereço ou outra porta em [hylafax] de gateway.toml
fix-give-passwords = dê uma palavra-passe a quem usa clientes HylaFAX (`ferrofax password`)
fix-name-plain-user = dê à rede um utilizador com role = "user"
fix-limit-senders = permita em gateway.toml só quem deve enviar

# Fixes: the shared database.
fix-name-node-again = volte a pôr [node] em gateway.toml, com share_jobs = false, até terem terminado
fix-correct-node = inicie o seu servidor, ou corrija [node] em gateway.toml; os faxes são recebidos e esperam
fix-correct-node-keys = corrija key_file, key_command ou key_name em [node] de gateway.toml: /usr/share/doc/ferrofax/sealed.md; os faxes são recebidos e esperam
fix-correct-keys = corrija key_file, key_command ou key_name em [sealing] de gateway.toml: /usr/share/doc/ferrofax/sealed.md; entretanto os faxes são recebidos e enviados

# Fixes: the self-test.
fix-see-devices = veja `devices` acima, ou indique outras com --from e --to
fix-see-module = veja `module` acima
fix-see-mail = veja `relay` e `faxmaster` acima; `asterisk -rx 'ferrofax show outbox'` mostra cada e-mail
fix-see-calls = `asterisk -rx 'ferrofax show calls'` e o registo mostram como está a linha; /usr/share/doc/ferrofax/rtp.md e /usr/share/doc/ferrofax/t38.md
fix-see-jobs = `ferrofax jobs` mostra os envios anteriores, e `asterisk -rx 'ferrofax show calls'` se há uma linha livre
fix-fix-that-first = corrija isso primeiro
fix-route-back = o número tem de voltar a uma extensão de fax: Goto(fax-devices,2101,1) no contexto do tronco
fix-follow-advice = { $failure }

# Fixes: anything else.
fix-text = { $text }
