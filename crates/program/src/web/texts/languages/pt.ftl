# The Portuguese words of the web interface.

moment = %d/%m/%Y %H:%M
short-day = %d/%m

# Around all pages.
to-content = Ir para o conteúdo
pages = Menu principal
received = Recebidos
sent = Enviados
now = Agora
own = A minha conta
log-out = Terminar sessão
languages = Idioma

# Before there is a spool.
not-ready = O Ferrofax ainda não está pronto
not-ready-text = Assim que nada falte nesta lista, a interface web abre-se nesta página.

# Received faxes.
withheld = Número oculto
unread = por ler
unread-mark = Novo
search = Pesquisa
search-hint = Número, nome, nota…
show = Mostrar
which-all = Todos
which-unread = Por ler
which-mine = Atribuídos a mim
which-free = Não atribuídos
find = Pesquisar
no-faxes = Ainda não há faxes. Um fax recebido aparece aqui automaticamente.
device = Extensão
dealt-with-by = atribuído a
dealt-with = Atribuído a
nobody = ninguém
cut-short = Até agora só foi pesquisada uma parte dos faxes mais antigos. A lista continua abaixo.
older = Faxes mais antigos
mark-these = { $count ->
    [one] Marcar este fax como lido
   *[other] Marcar estes { $count } faxes como lidos
}
marked = { $count ->
    [one] { $count } fax marcado como lido.
   *[other] { $count } faxes marcados como lidos.
}
marked-in-part = Pode haver faxes mais antigos por ler.
undo = Anular
fax-from = Fax de
fetched-from = Fax obtido de
fetch-from = Obtenção de fax de
fetches = Documento obtido
fax = Fax
the-pages = Páginas
page = Página
no-pages = Não foi recebida nenhuma página.
came = Recebido
line = Linha
claim = Atribuir a mim
release = Remover atribuição
mark-unread = Marcar como não lido
tag = Etiqueta
note = Nota
keep = Guardar
pass-on = Reencaminhar
hand-to = A um ou uma colega
choose-colleague = (escolher)
hand = Entregar
mail-to = Por e-mail para
mail = Enviar e-mail
fax-to = Por fax para
send = Enviar
printer = Impressora
own-printer = Impressora da extensão
print = Imprimir
delete = Eliminar
delete-really = Eliminar este fax?
delete-text = É eliminado para todos e não pode ser recuperado.
keep-it = Manter
history = Histórico
back-to-fax = Voltar ao fax
smaller = Reduzir
larger = Ampliar
turn-left = Rodar para a esquerda
turn-right = Rodar para a direita
is-receiving = A ser recebido
page-now = página
is-received = Recebido
is-incomplete = Incompleto
is-failed = Falhou
part-so-far = Guardar as páginas recebidas até agora…
part-title = Este fax ainda não está completo
part-text = A chamada ainda decorre e podem chegar mais páginas. Um ficheiro guardado agora contém apenas as páginas recebidas até este momento.
part-pass-on = Poderá enviá-lo por e-mail ou por fax e imprimi-lo quando estiver completo.
deed-read = leu-o
deed-claimed = ficou com ele a seu cargo
deed-released = removeu a atribuição
deed-handed = entregou-o a
deed-noted = escreveu uma nota
deed-mailed = enviou-o por e-mail para
deed-printed = imprimiu-o em
deed-faxed = enviou-o por fax para
mail-waiting = na fila
mail-delivered = entregue
mail-rejected = recusado
mail-failed = não foi possível entregar
done-unread = Marcado como não lido.
done-claimed = O fax está agora atribuído a si.
done-released = O fax já não está atribuído a ninguém.
done-handed = Fax entregue.
done-noted = Guardado.
done-mailed = O e-mail está a caminho.
done-printed = O fax está a ser impresso.
done-faxed = O fax está na fila; consulte «Enviados».
gone = Este fax foi eliminado
denied = Não tem permissão para fazer isto
somebody-has-it = Este fax está atribuído a outra pessoa
on-legal-hold = Está sujeito a retenção legal e não pode ser eliminado. Um administrador pode levantá-la
unfit = O pedido não foi aceite

# What is sent, and what goes on.
new-fax = Novo fax
no-jobs = Ainda não foi enviado nenhum fax. Comece por «Novo fax».
to = Para
no-number = (ainda sem número)
number-missing = Falta o número
number-missing-text = Estes faxes esperam por um destinatário. Escreva um nome do livro de endereços ou um número de fax.
number-until = espera até
which-open = Em curso
which-failed = Falhados
which-done = Enviados
fax-to-whom = Fax para
confirmed = confirmadas
confirmed-pages = Páginas confirmadas
taken-in = Aceite
sent-by = Enviado por
far-machine = Fax remoto
let-go = Libertar
hold = Reter
cancel = Cancelar
try-again = Tentar novamente
number = Número de fax
again-to = Enviar novamente para
send-again = Enviar novamente
document-pdf = Documento (PDF)
sending-report-pdf = Relatório de envio (PDF)
report = Relatório
documents = Documentos
documents-hint = PDF, TIFF, imagens, texto, HTML{ $more }. Vários documentos são enviados um após o outro.
office-documents = documentos do Office
no-document = Não foi escolhido nenhum documento.
from-device = Da extensão
more = Mais
resolution = Resolução
as-usual = Predefinição
res-standard = Normal
res-fine = Fina
res-superfine = Superfina
colour = Cor
in-colours = Sim, se o fax remoto o suportar
send-at = Não antes de
cover = Folha de rosto
with-cover = Com folha de rosto
without-cover = Sem folha de rosto
recipient = Destinatário
company = Empresa
calls = Chamadas
no-calls = Neste momento não está a ser enviado nem recebido nenhum fax.
lines-free = Linhas livres
ladder = Protocolo da chamada
we-said = enviado por nós
we-heard = recebido por nós
coming-from = De
talking = a negociar
dialling = a marcar
drop-here = Largue os documentos aqui
queue = Fila
waiting-line = À espera de uma linha
waiting-time = À espera da sua hora
held = Retidos
oldest = o mais antigo desde
state-number = À espera de um número
state-suspended = Retido
state-pending = Agendado
state-sleeping = À espera de nova tentativa
state-blocked = À espera de outro fax para este número
state-ready = À espera de uma linha
state-active = A ser enviado
state-done = Enviado
state-fetched = Obtido
state-failed = Não enviado
state-cancelled = Cancelado
done-cancelled = O fax foi cancelado.
done-held = O fax está retido.
done-goes-on = A operação continua.
done-sent = O fax foi aceite. Será enviado assim que houver uma linha livre.

# Fetching a fax (polling).
fetch-fax = Obter um fax
fetch-hint = O fax neste número é chamado e é-lhe pedido o documento que tem preparado (polling). O documento chega como fax recebido.
for-device = Para a extensão
sep = Número do documento (SEP)
sep-hint = Só se o fax remoto tiver vários documentos preparados.
fetch-password = Palavra-passe do documento (PWD)
fetch-password-hint = Algarismos, * e #; só se for pedida uma palavra-passe.
password-again = Se for pedida uma palavra-passe, escreva-a novamente: não é guardada.
fetch = Obter

# A fax that is written.
numbers-hint = Nomes ou grupos do livro de endereços, ou números de fax. Cada destinatário recebe o seu próprio fax. «Nome | Empresa <número>» indica o destinatário na folha de rosto.
group-hint = As palavras com «#», como «#fornecedores», são grupos. Um fax para «#fornecedores» vai para todos os contactos do grupo.
in-book = No livro de endereços:
check = Números
suggestions = Sugestões
faxed-lately = usado recentemente
black-and-white = Preto e branco
making-page = A criar as páginas…
making-pages = A criar as páginas… documento { $this } de { $all }
usual = como de costume: { $value }
send-at-in = Não antes de ({ $zone })
unknown-name = «{ $name }» não está no livro de endereços. Escreva um número de fax, ou adicione o contacto ao livro de endereços.
several-numbers = «{ $name }» tem vários números. Escolha um:
unclear-name = «{ $name }» não é um nome completo do livro de endereços. Escolha um contacto:
send-faxes = { $count ->
    [one] Enviar o fax ({ $pages })
   *[other] Enviar { $count } faxes ({ $pages } cada)
}
contacts = Contactos
book = Livro de endereços
up = Mover para cima
down = Mover para baixo
remove = Remover
more-documents = Mais documentos
subject = Assunto
message = Mensagem
priority = Prioridade
priority-hint = De 0 a 255; 0 é enviado primeiro.
look = Pré-visualizar
discard = Rejeitar
preview = Pré-visualização
preview-hint = Escolha documentos e prima «Pré-visualizar» para ver as páginas tal como serão enviadas.
drafts = Rascunhos
drafts-hint = Os rascunhos são guardados durante uma semana.
no-room = Tem outros 10 rascunhos.
no-room-text = Este será eliminado quando iniciar outro. Envie-o ou rejeite um dos outros.
nothing-written = Ainda não há nada para mostrar. Escreva um número ou escolha um documento.
sent-in-part = Alguns faxes foram enviados. Os outros ainda estão aqui:
done-discarded = O rascunho foi rejeitado.
price-inside = interno
price-local = local
price-national = nacional
price-abroad = internacional
price-special = valor acrescentado

# Address books.
own-book = Pessoal
house-book = Organização
which-book = Livro de endereços
name-of = Nome
new-contact = Novo contacto
change-contact = Editar contacto
change = Editar
no-contacts = Não há contactos para mostrar.
more-contacts = Mais
fax-chosen = Novo fax para os contactos selecionados
import = Importar
export = Exportar
import-hint = Um ficheiro CSV (UTF-8) cuja primeira linha indica as colunas: name, company, number, note. São importados todos os contactos ou nenhum.
table = Ficheiro
done-put = Guardado.
done-deleted = Eliminado.
done-imported = Os contactos foram importados.
delete-contact-really = Eliminar este contacto?

# Administration.
administration = Administração
figures = Estatísticas
health = Estado
devices = Extensões
users = Utilizadores
mails = E-mails
log = Registo de auditoria
days = Dias
day = Dia
week = Semana de
nothing-yet = Nada neste período.
as-table = Como tabela
went-well = com êxito
went-badly = falhados
received-by-day = Faxes recebidos por dia
sent-by-day = Faxes enviados por dia
minutes-by-day = Minutos de chamada por dia
minutes-in = recebidos
minutes-out = enviados
sent-by-way = Enviados, por modo de transmissão
way = Transmissão
sent-by-machine = Enviados, por fax remoto
calls-by-trunk = Chamadas, por tronco
trunk = Tronco
why-not-sent = Porque não foram enviados faxes
why-not-received = Porque não foram recebidos faxes por completo
faxes-today = Faxes de hoje (enviados e recebidos)
failed-today = Falhados hoje (enviados e recebidos)
waiting-jobs = Envios em espera
reason = Motivo
count = Quantidade
ended-by-someone = cancelado por alguém
nobody-answered = nenhum fax atendeu
alarm = Alarme
alarm-disk = O disco está quase cheio
alarm-relay = Não são enviados e-mails
alarm-failing = Os faxes para { $about } falham repetidamente
alarm-silent = Há muito tempo que não é recebido nenhum fax
alarm-silent-device = { $about } não recebe um fax há muito tempo
alarm-folder = Não é possível escrever na pasta { $about }
alarm-shipping = Os faxes não são transferidos para a base de dados partilhada
stuck-mail = Um e-mail espera desde
undeliverable = E-mails que não puderam ser entregues
mails-paused = Os e-mails não são aceites nem enviados por fax.
mails-run = Os e-mails são aceites e enviados por fax.
converter-missing = As definições indicam um programa que não existe
converters = Documentos suportados
folder = Pasta
away-since = sem possibilidade de escrita desde
the-pbx = Central telefónica (PBX)
finding-well = OK
finding-wrong = ERRO
finding-warning = Atenção
something-wrong = Há um problema: consulte o estado do sistema
mails-waiting = E-mails
prints-waiting = Impressões
the-pbx-text = O módulo na central verifica o plano de marcação, os troncos e o servidor de correio. Pode demorar um minuto.
pbx-asked = A central ainda não respondeu.
look-again = Atualizar
clean-up = Limpeza
keep-days = Dias a conservar
would-clean-up = Seriam eliminados:
cleaned-up = Foram eliminados:
cleanup-faxes = Faxes recebidos
cleanup-jobs = Envios
cleanup-keeps = Faxes e envios antigos que ficam:
keeps-undelivered = Um e-mail, uma impressão ou um relatório ainda não foi entregue
keeps-on-hold = Retenção legal
keeps-unshipped = Ainda não está na base de dados partilhada
keeps-unknown = Classe de conservação desconhecida
clean-up-now = Eliminar agora
ask-pbx = Verificar a central
mend = Como resolver
machines = Servidores com central
machine = Servidor
version = Versão
in-calls = Chamadas para a base de dados partilhada
to-ship = Por transferir
drained-since = Não aceita envios desde
lines-in-all = Linhas de todos os servidores
lines-of-trunk = Linhas do tronco
lost-tries = Chamadas perdidas quando um servidor falhou
taken-for-dead = Declarado avariado
went-on = Continuado por
devices-text = As extensões criadas aqui podem ser alteradas aqui. Todas as outras estão declaradas em ficheiros do plano de marcação e só podem ser alteradas aí.
mailboxes = Caixas de correio
format = Formato
receives = Recebe
sends = Envia
settings = Definições
declared = Declarado em
yes = sim
no = não
usual-settings = Predefinições
users-text = Os utilizadores em gateway.toml só podem ser alterados lá. Os de um diretório ou serviço de início de sessão aparecem após o primeiro início de sessão.
users-here = Todos os outros são criados e alterados aqui.
role-word = Função
addresses = Endereços de e-mail
groups = Grupos
members = Membros
sees = Pode ver os faxes de
used = Utilizado
everything = todos
faxes = Faxes
may-delete = pode eliminar
stopped = Bloqueado desde
stop-user = Bloquear
let-user-go-on = Desbloquear
done-stopped = O utilizador está bloqueado e não pode enviar faxes.
done-may-go-on = O utilizador pode voltar a enviar faxes.
role-user = Utilizador
role-desk = Operador
role-administrator = Administrador
role-auditor = Auditor
quota-day = hoje
quota-month = este mês
quota-night = esta noite
faxmaster = o responsável pelos faxes
mail-queue = E-mails recebidos
mails-held = E-mails que não foram enviados por fax
no-mails-held = Nenhum.
mail-sender = Remetente
mail-aside = O Ferrofax não conseguiu ler este e-mail e não volta a tentar por si:
mails-refused = O Ferrofax não guarda os e-mails recusados. Os motivos das recusas:
pause = Pausar
resume = Retomar
all-delivered = Nenhum.
about = Refere-se a
given-up = Abandonado
all-again = Tentar agora novamente todos os e-mails em espera e falhados
asked = Ação
decided = Decisão
granted = permitido
refused = recusado
when = Quando
no-lines = Não há entradas para mostrar.
older-lines = Entradas mais antigas
check-chain = Verificar o registo
chain-well = O registo não foi alterado.
chain-broken = O registo foi alterado:
chain-unchained = Entradas fora da cadeia de hashes:
chain-last = Última entrada e o respetivo hash; guarde uma cópia noutro local:

# One's own.
sessions = As suas sessões
all-sessions = Sessões
sessions-text = Termine as sessões que não reconhece e peça uma nova palavra-passe à administração.
browser = Navegador
address = Endereço
since = Desde
last-seen = Última utilização
this-one = esta
end = Terminar
choose = Guardar
lists-look = Listas de faxes
look-pictures = Com imagens
look-rows = Linhas curtas sem imagens
look-text = Este navegador memoriza a escolha.
actions = Ações
forward-below = Reencaminhar…
appearance = Aspeto
look-system = Como o sistema
look-light = Claro
look-dark = Escuro

# API keys.
keys = Chaves de API
keys-text = Os programas usam a API com uma chave. Uma chave tem as suas permissões, na medida em que as conceder.
keys-api = As operações da API
key-name = Finalidade
key-for = Permissões
key-days = Válida por (dias)
key-test = Chave de teste: os seus faxes nunca são enviados; o resultado depende do número
key-new = Nova chave
key-ends = Expira
key-used = Última utilização
key-ended = expirada
key-made = A nova chave
key-made-text = Copie a chave agora: não voltará a ser mostrada.
scope-faxes-read = Ler os faxes recebidos
scope-faxes-write = Marcar, anotar, reencaminhar e eliminar os faxes recebidos
scope-jobs-read = Ler os envios
scope-jobs-write = Enviar faxes e alterar os envios
scope-events = Acompanhar as alterações
scope-webhooks = Webhooks
scope-log-read = Ler o registo de auditoria
scope-metrics = Ler as estatísticas
scope-keys = Chaves, sessões e idioma próprios
scope-admin = Administração

# Logging in.
log-in = Iniciar sessão
user = Nome de utilizador
password = Palavra-passe
wrong-login = O nome de utilizador ou a palavra-passe estão errados, ou houve demasiadas tentativas erradas do seu endereço. Tente novamente dentro de alguns minutos.
directory-away = Neste momento não é possível verificar o nome de utilizador e a palavra-passe. Tente mais tarde.
no-group = Não tem permissão para usar este servidor de fax: não pertence a nenhum dos seus grupos.
name-taken = Outra pessoa já tem aqui o seu nome de utilizador. Contacte a administração.
name-of-password = Este nome de utilizador inicia sessão com uma palavra-passe; use o formulário abaixo. Se nunca o fez, o nome pertence a outra pessoa: contacte a administração.
name-of-openid = Este nome de utilizador não inicia sessão com uma palavra-passe; use o outro método abaixo. Se nunca o fez, o nome pertence a outra pessoa: contacte a administração.
provider-away = O seu fornecedor de identidade não está acessível neste momento. Tente mais tarde.
provider-refused = O seu fornecedor de identidade não permitiu o acesso.
not-proved = A resposta do seu fornecedor de identidade não é válida. Tente novamente.
login-stale = Este início de sessão começou noutro navegador ou há demasiado tempo. Comece de novo.
log-in-by = Iniciar sessão com
left-here = Terminou a sessão aqui.
leave-there = Terminar sessão em
log-in-first = Inicie sessão primeiro.
session-ended = A sua sessão expirou. Inicie sessão para continuar o que estava a escrever.
again = Continuar onde estava
again-text = Iniciou sessão novamente. O que estava a escrever ainda está aqui.
go-on = Enviar agora

# Links to faxes.
link-title = Um fax para si
link-with-code = Introduza o seu código e prima «Abrir o fax». O navegador transfere depois o fax como ficheiro PDF.
link-without-code = Prima «Abrir o fax». O navegador transfere depois o fax como ficheiro PDF.
link-code = Código
link-open = Abrir o fax
wrong-code = O código está errado. Após cinco códigos errados, a ligação já não abre o fax.
no-such-link = Não há nenhum fax nesta ligação. Verifique se copiou a ligação inteira. O fax também pode ter sido eliminado.
link-locked = Foram introduzidos demasiados códigos errados, por isso esta ligação já não abre o fax. Peça à organização que lhe enviou a ligação que envie o fax de novo.
link-expired = Esta ligação expirou. Peça à organização que lhe enviou a ligação que envie o fax de novo.
link-used = Esta ligação já foi usada. Se não foi por si, avise a organização que lhe enviou a ligação.

# Recorded calls.
recorded-calls = Gravações de chamadas
no-recorded-calls = Não há gravações de chamadas para mostrar.
older-calls = Chamadas mais antigas
call-of = Chamada de
its-record = Gravação da chamada
ended = Resultado
seconds = Duração em segundos, desde o primeiro toque
a-fax = Fax
a-job = Envio
what-went-wrong = O que correu mal
record-cut-off = A gravação termina a meio da chamada. Isto é o que mostra.
whose-fault = Causa provável
what-to-change = O que alterar
found-too = Também se observou
verdict-may-be-wrong = Esta é uma avaliação com base no que passou na linha e pode estar errada.
the-drawing = Diagrama da chamada: mensagens, níveis, ruído e perdas ao longo do tempo
run-again = Reproduzir novamente
run-again-with = Com outras definições
run-again-text = max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh, level=-15 (dBm0), separados por espaços; vazio: como na chamada
call-files-word = Ficheiros desta chamada
file-svg = Diagrama (SVG)
file-png = Diagrama (PNG)
file-json = Todos os dados (JSON)
file-wav = Áudio dos dois lados (WAV)
file-pcap = Pacotes T.38 (pcap)
file-received = Páginas recebidas (TIFF)
file-sent = Páginas a enviar (TIFF)
file-record = A própria gravação
file-anonymous = A gravação sem números, nomes nem páginas
fault-nobody = nenhuma
fault-line = muito provavelmente a linha telefónica
fault-remote = muito provavelmente o fax remoto
fault-network = muito provavelmente a rede
fault-us = muito provavelmente este servidor de fax

# Refusals.
not-possible = Não funcionou
still-here = O que escreveu ainda está aqui. Altere-o e tente novamente.
back = Voltar
foreign = Este pedido veio de outro site, por isso nada foi feito. Abra a página aqui e tente novamente.
stale = Este formulário é de uma sessão anterior, por isso nada foi feito. Volte atrás, recarregue a página e tente novamente.
in-the-clear = Outros poderiam ler esta ligação. Use https:// em vez de http://.
no-certificate = Outros poderiam ler esta ligação e este servidor ainda não tem certificado. Contacte a administração.
nothing-there = Esta página não existe.
not-there = Não existe, ou não tem permissão para o ver.
wrong-form = O servidor não compreendeu este formulário.
not-for-now = Os dados do servidor de fax não estão acessíveis neste momento. Nada foi alterado. Tente novamente dentro de um minuto.
our-fault = Ocorreu um erro. A administração encontra mais detalhes no registo.
home = Ir para os faxes recebidos

# Why a right is denied.
denied-auditor = Os auditores leem o registo de auditoria e não podem enviar faxes.
denied-administrators = Só os administradores podem fazer isto.
denied-reads-log = Só administradores e auditores podem ler o registo de auditoria.
denied-house-book = Só os administradores podem alterar o livro de endereços da organização.
denied-delete = Não tem permissão para eliminar faxes.
denied-priority = Pode baixar a prioridade dos seus faxes, mas não aumentá-la.
denied-post-dial = Não tem permissão para mandar enviar algarismos depois de a chamada ser atendida (post_dial).
denied-job-stopped = O fax conta para «{ $user }», cujo envio está bloqueado: { $why }
denied-not-your-job = O envio { $job } pertence a outra pessoa. Só o proprietário e os operadores o podem alterar.
denied-no-device = «{ $user }» não tem nenhuma extensão de fax a partir da qual enviar.
denied-device-away = A extensão a partir da qual enviar não existe. A administração foi avisada.
denied-not-your-device = «{ $user }» não pode enviar da extensão { $device }.
denied-device-receives = Da extensão { $device } não podem ser enviados faxes.
denied-stranger = Só os titulares de uma extensão de fax podem enviar faxes.
denied-stopped = O envio de faxes está bloqueado até um administrador o desbloquear: { $why }
denied-forbidden = Os faxes para { $beginning }… estão bloqueados aqui.
denied-not-among = Só podem ser enviados faxes para { $beginnings }….
denied-country-unset = Os faxes para números com indicativo de país estão bloqueados aqui até que o próprio (country_code) seja definido.
denied-abroad = Os faxes para outros países estão bloqueados aqui.
denied-premium = Os faxes para { $beginning }… (números de valor acrescentado) estão bloqueados aqui.
denied-hours = Os faxes só são aceites neste horário: { $hours }
denied-quota = Isto excede { $whose ->
    [user] o seu limite
    [device] o limite da extensão
   *[all] o limite para todos
} de { $most } { $period ->
    [night] por noite
    [month] por mês
   *[day] por dia
}.
faxes-and-pages = { $faxes } e { $pages }
denied-without-number = { $count ->
    [one] Um dos seus faxes está à espera de um número. Indique primeiro o número ou cancele o fax.
   *[other] { $count } dos seus faxes estão à espera de um número. Indique primeiro os números ou cancele os faxes.
}
denied-pages = O fax tem { $pages }; o limite é { $most }.
denied-not-now = Neste momento não podem ser aceites faxes. A administração foi avisada.

# Counted things.
count-pages = { $count ->
    [one] { $count } página
   *[other] { $count } páginas
}
count-faxes = { $count ->
    [one] { $count } fax
   *[other] { $count } faxes
}

# Users, passwords and second factors.
new-user = Novo utilizador
user-name-text = Letras minúsculas de a a z, algarismos, pontos, hífenes e traços inferiores. O nome não pode ser alterado depois.
addresses-text = Separados por vírgulas. Se não indicar nenhum, valem as caixas de correio da extensão.
limits-class = Classe de limites
in-gateway = em gateway.toml
not-yet = ainda não escolheu uma palavra-passe
user-elsewhere = Este utilizador não é gerido aqui, mas em gateway.toml ou pelo serviço de início de sessão da sua organização.
end-user = Eliminar este utilizador
end-user-text = As sessões, as chaves de API e os webhooks do utilizador terminam de imediato. Os faxes em espera ainda são enviados.
done-user-changed = O utilizador foi alterado.
done-user-ended = O utilizador foi eliminado.
invitation-link = Ligação
invitation-once = Entregue esta ligação ao utilizador. Só é mostrada agora, funciona uma vez e expira após 7 dias.
invitation-mailed = A ligação também é enviada por correio eletrónico para
invitation-text = Com uma ligação, o utilizador escolhe uma nova palavra-passe. As ligações anteriores deixam de ser válidas. A palavra-passe atual é válida até ser escolhida uma nova.
invitation-new = Criar uma ligação para uma nova palavra-passe
second-reset = Remover o segundo fator
second-reset-text = Para um utilizador que perdeu o telefone e os códigos de recuperação. Depois, o início de sessão pede apenas a palavra-passe. Se a sua organização exigir um segundo fator, o utilizador tem de ativar um novo.
done-second-reset = O segundo fator foi removido.
choose-password = Escolher uma palavra-passe
no-invitation = Esta ligação já não é válida: foi usada, expirou ou existe uma mais recente. Peça uma nova ligação ao seu administrador.
change-password = Alterar a palavra-passe
present-password = Palavra-passe atual
new-password = Nova palavra-passe (pelo menos 8 caracteres)
new-password-again = Repetir a nova palavra-passe
password-elsewhere = A sua palavra-passe não pode ser alterada aqui: está em gateway.toml ou no serviço de início de sessão da sua organização. Contacte o seu administrador.
done-password = A sua palavra-passe foi alterada. As suas outras sessões terminaram.
second-factor = Segundo fator
second-factor-text = Com um segundo fator, o início de sessão pede também um código de uma aplicação no seu telefone. Quem tiver apenas a sua palavra-passe não consegue entrar. Nos programas de correio e para impressoras, use uma chave de API em vez da palavra-passe.
second-is-on = O segundo fator está ativado.
second-is-off = O segundo fator está desativado.
second-elsewhere = O segundo fator não pode ser ativado aqui. Se inicia sessão com a conta de um diretório ou serviço de início de sessão, use o segundo fator dessa conta. Caso contrário, contacte o seu administrador.
second-must = A sua organização exige um segundo fator. Depois de o ativar, pode continuar.
switch-on = Ativar
switch-off = Desativar
second-scan = Leia esta imagem com uma aplicação de autenticação, ou introduza lá a chave. Depois introduza o código que a aplicação mostra.
second-key = Chave para a aplicação
second-code = Código da aplicação
second-code-or = Código da aplicação ou código de recuperação
second-on-now = O segundo fator está ativado. Se perder o telefone, cada um destes códigos de recuperação substitui uma vez um código da aplicação. Não voltam a ser mostrados: guarde-os em local seguro.
second-continue = Guardei os códigos: continuar
second-step-text = Introduza o código que a aplicação do seu telefone mostra. Se não tiver o telefone, introduza um código de recuperação.

# Passkeys.
passkeys = Chaves de acesso
passkeys-text = Uma chave de acesso está no seu telefone, no seu computador ou numa chave de segurança. Com ela inicia sessão sem palavra-passe. Enquanto tiver uma chave de acesso, a palavra-passe sozinha não chega. Nos programas de correio e para as impressoras, use então uma chave de API.
passkey-name = Nome da chave de acesso
passkey-new = Adicionar uma chave de acesso
passkey-made = Adicionada
passkey-remove = Remover a chave de acesso
passkey-login = Iniciar sessão com uma chave de acesso
passkey-ask = O seu navegador pede a sua chave de acesso. Se não o fizer, carregue no botão.
passkey-go = Continuar
passkey-other = Iniciar sessão de outra forma
passkey-script = As chaves de acesso precisam de JavaScript, que está desligado neste navegador.
passkey-none = Este navegador não usou nenhuma chave de acesso. Tente de novo ou escolha outra forma.
passkey-address = As chaves de acesso só funcionam num endereço web com um nome e HTTPS. Pergunte ao seu administrador.
second-too-late = O início de sessão demorou demasiado, ou demasiados códigos estavam errados. Introduza novamente a sua palavra-passe.
invitation-subject = O seu acesso a { $house }
invitation-mail =
    Bom dia,

    foi criado um acesso para si em { $house }. O seu nome de utilizador é { $user }. Escolha uma palavra-passe neste endereço:

    { $link }

    A ligação funciona uma vez e expira após 7 dias. Se não esperava esta mensagem, ignore-a.
# Lists: filters, saved views, selections, and the keyboard.
today-at = hoje %H:%M
yesterday-at = ontem %H:%M
day-month = %-d MMM
months = jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.
more-filters = Mais filtros
all-devices = Todas as extensões
from-day = De (dia)
to-day = Até (dia)
sender = Remetente
status = Estado
newer = Faxes mais recentes
nothing-found = Nenhum fax corresponde a estes filtros.
show-all = Mostrar todos
views = Vistas guardadas
save-view = Guardar esta vista
view-name = Nome da vista
remove-view = Remover a vista
done-view-saved = A vista foi guardada.
done-view-removed = A vista foi removida.
select-all = Selecionar tudo o que é mostrado
select-this = Selecionar
with-selected = Com os selecionados
apply = Aplicar
mark-read = Marcar como lido
set-tag = Pôr etiqueta
download-zip = Transferir como ZIP
none-selected = Não foi selecionado nada.
entries-changed = Alterados: { $count }.
entries-refused = Não alterados: { $count }.
delete-these = Eliminar os faxes selecionados ({ $count })?
delete-all-text = São eliminados para todos e não podem ser recuperados.
keep-them = Manter
search-jobs-hint = Número, nome, etiqueta, documento…
job = Envio
no-drafts = Não tem rascunhos.
shortcuts = Atalhos de teclado
shortcuts-on = Usar estes atalhos
next-fax = Seguinte
previous-fax = Anterior
close = Fechar
notify-on = Avisar-me de novos faxes neste navegador
notify-off = Desativar os avisos

# Devices, lines and the mail server.
new-device = Nova extensão
device-waits = ainda não está em vigor
device-removed = removida; ainda recebe faxes até o plano de marcação ser recarregado
include-text = O Asterisk ainda não lê estas extensões. Adicione uma vez a primeira linha no fim de extensions.conf e execute depois a segunda linha. Se ferrofax.conf definir contexts, a lista deve conter fax-devices.
reload-text = O Asterisk ainda não leu a última alteração. Execute esta linha.
extension-word = Número da extensão
extension-text = Apenas algarismos. O número não pode ser alterado mais tarde.
mailboxes-text = Endereços de e-mail que recebem os faxes, separados por vírgulas.
station-id = Identificação da estação
device-off = Desligado: as chamadas são rejeitadas
printers = Impressoras
header-text = Remetente no cabeçalho
time-zone = Fuso horário
class-of-devices = Classe de extensões
account-code = Código de conta
retention-class = Classe de conservação
error-correction = Correção de erros (ECM)
reports-word = Relatórios
end-device = Remover esta extensão
end-device-text = As chamadas para esta extensão são rejeitadas assim que o Asterisk recarregar o plano de marcação. Os faxes recebidos ficam.
done-device-saved = A extensão foi guardada.
done-device-ended = A extensão foi removida.
lines-and-mail = Linhas e servidor de correio
lines-text = Se um campo estiver vazio, decide o ferrofax.conf. Os valores introduzidos aqui têm prioridade. Não é preciso reiniciar.
settings-in-effect = O Asterisk usa estas definições.
settings-wait = O Asterisk ainda não leu a última alteração. Com o Asterisk em funcionamento, demora alguns segundos.
lines-word = Linhas telefónicas
max-lines = Chamadas de fax simultâneas
inbound-lines = Destas, reservadas para faxes recebidos
trunk-text = O tronco pelo qual os faxes são enviados, por exemplo PJSIP/provider.
dial-timeout = Segundos de toque
country-code = Indicativo do país
area-code = Indicativo da região
outside-prefix = Algarismos para linha externa
mail-server = Servidor de correio
mail-port = Porta
encryption = Encriptação
password-kept = Está guardada uma palavra-passe. Mantém-se se este campo ficar vazio.
from-address = Endereço do remetente
done-settings-saved = As definições foram guardadas.
drain = Passar os trabalhos aos outros
drain-text = Depois, o servidor não inicia mais trabalhos, e os outros servidores enviam o que espera. O servidor continua a receber faxes.
undrain = Voltar a aceitar trabalhos
done-drained = Os outros servidores enviam agora os trabalhos em espera.
done-undrained = O servidor volta a aceitar trabalhos.
