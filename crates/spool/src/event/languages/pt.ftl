# What happens to jobs and faxes, in Portuguese.

# A job waits, and is called.
taken-in = Entregue ({ $origin }).
taken-in-without-number = Entregue ({ $origin }). À espera de um número.
# The submission method.
origin = { $method ->
    [cli] linha de comandos
    [ami] AMI
    [drop] pasta vigiada
    [mail] e-mail
    [print] impressora
    [hylafax] cliente HylaFAX
   *[web] interface web ou API
}
waits-for-line = À espera de uma linha.
waits-for-time = À espera da sua hora.
clock-put-back = O relógio desta máquina estava adiantado e foi atrasado: o fax volta a esperar.
dialled = A ligar para o número.
dialled-by-node = O nó { $node } liga para o número.
joined-call = É enviado na mesma chamada que outro fax.
put-in-call = É enviado numa chamada que foi estabelecida para ele.
fax-machine-answered = Um fax atendeu.
not-dialled = Número não marcado: { $why }.
not-dialled-by-node = Número não marcado pelo nó { $node }: { $why }.

# An attempt or a job ends.
pages-unanswered = { $count ->
    [one] { $count } página foi enviada mas não confirmada; pode chegar duas vezes.
   *[other] { $count } páginas foram enviadas mas não confirmadas; podem chegar duas vezes.
}
fetched-before = { $count ->
    [one] Antes foi obtida { $count } página, como fax { $fax }.
   *[other] Antes foram obtidas { $count } páginas, como fax { $fax }.
}
given-up-attempts = { $count ->
    [one] Abandonado após { $count } tentativa.
   *[other] Abandonado após { $count } tentativas.
}
given-up-calls = { $count ->
    [one] Abandonado após { $count } chamada.
   *[other] Abandonado após { $count } chamadas.
}
given-up-calls-alike = { $count ->
    [one] Abandonado após { $count } chamada que falhou assim.
   *[other] Abandonado após { $count } chamadas que falharam da mesma forma.
}
last-attempt = A última tentativa: { $why }
sent = { $count ->
    [one] Enviado: { $count } página.
   *[other] Enviado: { $count } páginas.
}
fetched = { $count ->
    [one] Obtido: { $count } página, como fax { $fax }.
   *[other] Obtido: { $count } páginas, como fax { $fax }.
}
unconfirmed = { $count ->
    [one] O fax remoto nunca confirmou { $count } delas.
   *[other] O fax remoto nunca confirmou { $count } delas.
}
perhaps-twice = { $count ->
    [one] { $count } página pode ter chegado duas vezes.
   *[other] { $count } páginas podem ter chegado duas vezes.
}

# Somebody changes a job.
cancelled = Cancelado { $by }.
held = Retido { $by }.
released = Libertado { $by }.
retried = Tentado de novo { $by }.
changed = Alterado { $by }.
priority-changed = Prioridade alterada de { $from } para { $to } { $by }.
number-given = Número { $number } indicado { $by }.
held-by-stop = Retido: o envio de «{ $user }» está bloqueado ({ $why }).
released-by-stop = Libertado: «{ $user }» pode voltar a enviar.
held-unfit = Retido, porque a sua linha na base de dados não pode ser usada: { $why }.

# Who did it, behind “Cancelled” and the like.
by-user = por { $user }
by-administrator = pela administração
by-ami = por AMI
by-console = pela consola da central telefónica
by-printer = pela impressora
by-import = pela importação do HylaFAX
by-shared = pela base de dados partilhada
by-node = pelo nó { $node }
by-stop = pelo bloqueio de «{ $user }»
by-stop-end = pelo desbloqueio de «{ $user }»
by-at-node = { $by } (nó { $node })

# Why a user may not send.
stopped-by = bloqueado { $by }
stopped-faxes = mais de { $most } faxes em { $minutes } min
stopped-refusals = mais de { $most } números não permitidos em { $minutes } min

# Several machines share a database.
taken-from-node = Entregue no nó { $node }.
shared = Guardado na base de dados partilhada como envio { $job }.
shared-attempt = Uma tentativa para o envio { $job } da base de dados partilhada.
shared-attempt-over = A tentativa neste nó terminou. A base de dados partilhada decide como o envio continua.
shared-asked = { $deed ->
    [cancel] Cancelamento pedido à base de dados partilhada { $by }.
    [hold] Retenção pedida à base de dados partilhada { $by }.
    [release] Libertação pedida à base de dados partilhada { $by }.
    [retry] Nova tentativa pedida à base de dados partilhada { $by }.
   *[priority] Alteração da prioridade pedida à base de dados partilhada { $by }.
}
same-mail-of-node = É o mesmo e-mail que o envio { $job } do nó { $node }. É enviado e comunicado como esse.
same-mail-of-shared = É o mesmo e-mail que o envio { $job } da base de dados partilhada. É enviado e comunicado como esse.
same-mail = É o mesmo e-mail que outra máquina já recebeu.
ended-while-away = { $end ->
    [sent] Foi enviado enquanto esta máquina esteve ausente. A base de dados partilhada já eliminou o envio.
   *[failed] Falhou enquanto esta máquina esteve ausente. A base de dados partilhada já eliminou o envio.
}
ended-while-away-reported = Comunicado pelo nó { $node }.
reported-elsewhere = Comunicado por { $node }, porque esta máquina não estava acessível.
ended-before = Já tinha terminado antes, segundo o nó { $node }.

# A received fax ends.
damaged-more = { $count ->
    [one] O mesmo aconteceu a mais { $count } página.
   *[other] O mesmo aconteceu a mais { $count } páginas.
}
document-trouble = Não foi possível ler o documento: { $why }.
page-broken = Não foi possível descodificar a página { $page } depois da linha { $row }; { $kept }.
page-long = A página { $page } excede o limite de { $rows } linhas; { $kept }.
page-rows = Na página { $page } há { $bad } de { $rows } linhas danificadas; { $kept }.
kept = { $what ->
    [rows-before] as linhas anteriores foram guardadas
    [all] o que chegou foi guardado
   *[beginning] o início do que chegou foi guardado
}

# Why an attempt failed, or how a call ended.
call-lost = A central telefónica nunca comunicou como terminou a chamada.
bug = O software de fax falhou por um erro interno. O seu registo contém os detalhes.
ended-for-other-job = A chamada foi terminada por causa de outro fax.
spool-not-written = Não foi possível guardar nada durante a chamada.
page-not-made = Não é possível enviar uma página: { $why }.
page-not-sent = Não foi possível entregar uma página à linha: { $why }.
node-silent = O nó { $node } fez a chamada e depois deixou de dar notícias.
node-failed = O nó { $node } não o pode enviar: { $why }.
shared-unreachable = O nó não conseguiu aceder à base de dados partilhada e terminou a chamada.
page-not-shared = A última página não chegou a tempo à base de dados partilhada, por isso não foi confirmada.
caller-fetched = Quem ligou obteve um documento; não chegou nenhum fax.
spool-too-slow = Não foi possível guardar a chamada a tempo, e esta foi recusada.

# Why a job was not dialled, behind “Not dialled:”.
obstacle-taken-out = foi retirado da chamada
obstacle-call-ended = a chamada terminou antes
obstacle-encrypted = os seus documentos estão cifrados; `ferrofax serve` decifra-os primeiro
obstacle-pbx-refuses = a central telefónica não faz chamadas agora: { $why }
obstacle-dial-string = «{ $dial }» não pode ser marcado; o correto seria Local/número@contexto ou PJSIP/número@terminal
obstacle-no-device = não existe a extensão de fax «{ $device }»
obstacle-forbidden = os faxes para { $beginning }… estão bloqueados
obstacle-not-begun = a sua central telefónica não iniciou a chamada
obstacle-restarted = o nó foi reiniciado antes de ligar
obstacle-no-keys = o nó não pode usar agora as suas chaves

# What a call takes care of.
max-rate = No máximo { $bps } bit/s: velocidades superiores falharam em { $since }.
without-t38 = Não se pede T.38: interrompeu chamadas para este número, a última vez em { $since }.
without-ecm = Sem correção de erros, no máximo { $bps } bit/s: com ela falharam chamadas para este número; sem ela, uma teve êxito em { $since }.

# What the line was like.
line = Linha: { $line }
line-grade = { $grade ->
    [good] boa
    [fair] razoável
   *[poor] má
}
line-even = { $grade }, { $bps } bit/s.
line-slowed = { $grade }, abrandada de { $first } para { $slowest } bit/s.
line-frames = { $count ->
    [one] Foi repetida { $count } de { $frames } tramas.
   *[other] Foram repetidas { $count } de { $frames } tramas.
}
line-trainings = { $count ->
    [one] { $count } treino falhou.
   *[other] { $count } treinos falharam.
}
line-pages = { $count ->
    [one] { $count } página foi enviada de novo.
   *[other] { $count } páginas foram enviadas de novo.
}
line-commands = { $count ->
    [one] { $count } comando foi repetido.
   *[other] { $count } comandos foram repetidos.
}
line-faint = O sinal do fax remoto era fraco.
line-noisy = O sinal do fax remoto tinha ruído.

# Why a fax was not sent, and what to do about it.
failure-busy = O número estava ocupado.
advice-busy = Envie o fax novamente mais tarde.
failure-no-answer = Ninguém atendeu.
advice-no-answer = O fax remoto pode estar desligado. Verifique o número ou envie o fax novamente mais tarde.
failure-no-fax = A chamada foi atendida, mas não por um fax.
advice-no-fax = Verifique se é um número de fax.
failure-dropped = A chamada terminou antes de o fax estar completo.
advice-dropped = Pode faltar papel ou memória ao fax remoto. Pergunte ao destinatário ou envie o fax novamente mais tarde.
failure-line-too-bad = A linha era demasiado má para o fax.
advice-line-too-bad = Envie o fax novamente mais tarde. Se acontecer muitas vezes, verifique o codec, o jitter e o ganho do tronco.
failure-unconfirmed = Uma página foi enviada, mas o fax remoto nunca a confirmou. Pode ter chegado.
advice-unconfirmed = Pergunte ao destinatário que páginas chegaram antes de enviar o fax novamente.
failure-incompatible = O fax remoto não pode receber este fax.
advice-incompatible = Pode não ter papel, só enviar, ou pedir um subendereço ou uma palavra-passe.
failure-nothing-to-fetch = O fax remoto não tem nenhum documento preparado.
advice-nothing-to-fetch = Pergunte quando terá um e com que número (SEP) se obtém.
failure-fetch-refused = O fax remoto recusou enviar o seu documento.
advice-fetch-refused = Pode pedir uma palavra-passe (PWD) ou outro número de documento (SEP).
failure-field-refused = O fax remoto recusou o subendereço, a palavra-passe ou outro dado.
advice-field-refused = Pergunte ao destinatário que subendereço e palavra-passe usar e envie o fax novamente com eles.
failure-t38-negotiation = A mudança para T.38 falhou.
advice-t38-negotiation = Desative o T.38 neste tronco ou contacte o fornecedor.
failure-unknown-number = Este número não existe.
advice-unknown-number = Verifique o número, o indicativo e as regras de marcação.
failure-number-changed = O número mudou.
advice-number-changed = Peça o novo número ao destinatário.
failure-call-rejected = A chamada foi recusada.
advice-call-rejected = O destinatário ou a rede não aceita chamadas desta linha.
failure-no-route = Não havia rota para o número.
advice-no-route = Verifique o tronco e a rota de saída.
failure-lines-full = Todas as linhas estavam ocupadas.
advice-lines-full = Envie o fax novamente mais tarde ou acrescente linhas.
failure-bad-number = Não é um número de fax válido.
advice-bad-number = Escreva algarismos, com + antes do indicativo do país.
failure-no-number = Ninguém indicou o número a tempo.
advice-no-number = Entregue o fax novamente, com o número.
failure-forbidden = O remetente não pode enviar faxes para este número.
advice-forbidden = Contacte a administração.
failure-blocked = Está em curso outra chamada para este número.
advice-blocked = Nada a fazer: o fax continua por si.
failure-time-of-day = O fax aguarda o horário em que pode ser enviado.
advice-time-of-day = Nada a fazer: o fax continua por si.
failure-expired = Não foi possível enviar o fax a tempo.
advice-expired = Envie-o novamente com mais tempo.
failure-conversion-failed = Não foi possível converter um documento em páginas de fax.
advice-conversion-failed = Abra o documento, guarde-o como PDF e envie esse.
failure-no-converter = Este tipo de documento não pode ser enviado por fax.
advice-no-converter = Envie-o como PDF, TIFF ou texto.
failure-too-many-pages = O fax tem mais páginas do que o permitido.
advice-too-many-pages = Envie-o em várias partes.
failure-no-document = Não há nada para enviar.
advice-no-document = Adicione um documento.
failure-cancelled = O fax foi cancelado.
advice-cancelled = Nada a fazer.
failure-internal = A central telefónica ou o software de fax parou durante a chamada.
advice-internal = A administração encontra mais detalhes no registo.

# How a T.30 session ended.
cause-ok = O fax foi recebido por completo.
cause-hangup = A linha foi desligada antes de o fax estar completo.
cause-cancelled = A chamada foi terminada do nosso lado.
cause-t1-expired = Não se ouviu nenhum fax nos 35 segundos após o atendimento.
cause-v34-failed = Os modems rápidos (V.34) não se alcançaram, e sem eles não se ouviu nada.
cause-damaged-commands = Os comandos do emissor estavam demasiado danificados para serem lidos.
cause-t38-negotiation = Ouviu-se um fax, mas a mudança para T.38 falhou: terminou a chamada, ou depois não chegou nenhum pacote.
cause-dcn-before-page = O emissor desligou antes de enviar uma página.
cause-poll-refused = Quem ligou pediu um documento, e não há nenhum.
cause-nothing-to-fetch = O fax chamado não tem nenhum documento que possamos obter.
cause-fetch-not-answered = O fax chamado não respondeu quando pedimos o seu documento.
cause-fetch-refused = O fax chamado não entregou o seu documento; pode pedir uma palavra-passe ou outro número.
cause-wrong-password = Quem ligou não deu palavra-passe, ou deu uma errada.
cause-unknown-document = Quem ligou pediu um documento que não está disponível aqui.
cause-not-offered = O emissor quis enviar de uma forma que não lhe foi oferecida.
cause-training-failed = Os modems não conseguiram ajustar-se a nenhuma velocidade; a linha é demasiado má.
cause-no-page = O emissor chegou ao início da página e não enviou nenhuma.
cause-no-command-after-page = Depois de uma página o emissor ficou em silêncio.
cause-silence-after-answer = Depois da nossa resposta a uma página o emissor ficou em silêncio.
cause-packets-stopped = A rede deixou de passar os pacotes do fax (T.38) a meio de uma página.
cause-dcn-for-end = O fax foi recebido por completo; o emissor desligou depois da última página sem pedir a sua confirmação.
cause-dcn-before-end = O emissor desligou a meio do fax.
cause-given-up-by-peer = O emissor desistiu de uma página que não passava.
cause-page-not-decoded = Chegou uma página que não foi possível descodificar até ao fim.
cause-page-refused = Uma página estava demasiado danificada para ser aceite e não foi enviada de novo.
cause-command-loop = O emissor repetiu sem fim o mesmo comando.
cause-unexpected-command = O emissor enviou um comando que não tem lugar ali.
cause-password-refused = O fax remoto recusa a palavra-passe (PWD).
cause-selection-refused = O fax remoto não conhece o número do documento (SEP).
cause-subaddress-refused = O fax remoto recusa o subendereço (SUB).
cause-sender-refused = O fax remoto recusa a identificação do remetente (SID).
cause-ident-refused = O fax remoto recusa a nossa identificação (TSI).
cause-field-refused = O fax remoto recusa um dos nossos dados.
cause-cannot-receive = O fax chamado não pode receber um fax nosso.
cause-no-receiver = O fax chamado indica que não recebe faxes.
cause-damaged-answers = As respostas do fax chamado estavam demasiado danificadas para serem lidas.
cause-no-answer-to-training = O fax chamado não respondeu quando os modems deviam ajustar-se.
cause-no-answer-to-page = Depois de uma página o fax chamado não respondeu: pode tê-la recebido ou não.
cause-receiver-fell-silent = O fax chamado ficou em silêncio a meio de uma página.
cause-dcn-from-receiver = O fax chamado desligou antes de o fax estar completo.
cause-receiver-not-ready = O fax chamado fez-nos esperar demasiado tempo.
cause-refused-by-receiver = O fax chamado recusou uma página por demasiado danificada, todas as vezes que foi enviada.
cause-not-getting-through = Uma página não passou, por mais vezes que as suas partes fossem repetidas.
cause-no-progress = Durante minutos repetiu-se sempre o mesmo, e nada de novo passou.
cause-answer-loop = O fax chamado repetiu sem fim a mesma resposta.
cause-unexpected-answer = O fax chamado deu uma resposta que não tem lugar ali.
cause-page-not-given = Uma página não ficou pronta a tempo de ser enviada.
cause-storage = Não foi possível guardar o fax.
cause-call-too-long = A chamada durou mais do que o permitido.
cause-too-many-pages = O fax tem mais páginas, ou é maior, do que o permitido.
cause-page-too-long = Uma página é mais comprida do que o permitido.
cause-pbx-crashed = A central telefónica parou enquanto o fax era recebido.
cause-internal-error = O software de fax falhou; o seu registo diz mais.

# O que parou uma página, um envio ou um documento: parte de uma frase.
detail-no-page = o documento não tem página { $page }
detail-file-unreadable = { $path } não pode ser lido: { $why }
detail-file-damaged = { $path } está danificado: { $why }
detail-bug = o software de fax falhou com ela
detail-page-not-wanted = agora não é esperada nenhuma página
detail-resolution = o fax remoto não aceita páginas com esta resolução
detail-too-wide = o fax remoto não aceita páginas tão largas
detail-wrong-width = a imagem não tem a largura indicada
detail-page-empty = a página está vazia
detail-colour = a página a cores não pode ser enviada: { $why }
detail-row-unreadable = uma linha da base de dados { $path } não pode ser lida: { $why }
detail-database-unfit = a base de dados { $path } recusa-o: { $why }
detail-document-unusable = o documento { $path } não pode ser usado: { $why }
detail-no-fax = não há nenhum fax { $fax }
detail-no-job = não há nenhum envio { $job }
detail-no-change = não há nenhuma alteração { $change } de um envio
detail-text = { $text }
