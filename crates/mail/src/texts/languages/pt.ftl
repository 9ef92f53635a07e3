# The texts of the mails that the Ferrofax service writes.

# Words of others, such as the answer of a mail server, which are shown as they are.
original = «{ $text }»

# Labels.
label-number = Número
label-reason = Motivo
label-advice = O que fazer
label-subject = Assunto
label-sender = Remetente
label-origin = Origem
label-received = Recebido
label-mail = E-mail
label-since = Desde
label-held = Retidos
label-print-job = Impressão
label-printed-by = Impresso por
label-device = Extensão
label-faxes = Faxes criados
nobody = ninguém
nobody-report = ninguém (um aviso de um servidor de correio)

# The answer to a mail that is not faxed.
refused-subject = Fax para { $number }: NÃO ENVIADO: { $why }
refused-about-subject = Fax para { $number } ({ $about }): NÃO ENVIADO: { $why }
numbers = { $count ->
    [one] { $count } número
   *[other] { $count } números
}
refused-text = Este e-mail NÃO FOI ENVIADO POR FAX.

# A mail on which the fax software fails.
set-aside-subject = O e-mail { $mail } foi posto de lado: o software de fax falha ao processá-lo
set-aside-text = O Ferrofax aceitou um e-mail, mas o software de fax falhou sempre que o processou. O e-mail NÃO É ENVIADO POR FAX. Todos os outros e-mails são processados.
set-aside-advice = O e-mail está na pasta mail/damaged do spool. Comunique o erro aos programadores do Ferrofax e envie-lhes o e-mail apenas se não contiver nada de confidencial. `ferrofax mail-queue retry { $mail }` tenta de novo, `ferrofax mail-queue delete { $mail }` apaga-o.

# A mail to the postmaster.
postmaster-subject = Para o postmaster: { $subject }
no-subject = (sem assunto)
postmaster-text = Este e-mail foi escrito ao postmaster do servidor de fax. Não é enviado por fax.
postmaster-mail = O e-mail:
postmaster-more = { $count ->
    [one] mais { $count } byte não é mostrado
   *[other] mais { $count } bytes não são mostrados
}

# An answer that should give a fax its number.
number-subject = O fax { $fax } ainda não tem número: { $why }
number-unknown-subject = O fax ainda não tem número: { $why }
number-text = A sua resposta não deu nenhum número ao fax: { $why }.
number-advice = Responda mais uma vez ao e-mail que pede o número, apenas com o número na primeira linha.

# A user who was blocked automatically.
stopped-subject = O utilizador { $user } está bloqueado
stopped-text = O utilizador { $user } está BLOQUEADO e não pode enviar faxes.
stopped-held = { $count ->
    [one] { $count } fax em espera deste utilizador
   *[other] { $count } faxes em espera deste utilizador
}
stopped-advice = Verifique se o utilizador tem conhecimento destes faxes. Se não tiver, mude primeiro a palavra-passe. `ferrofax users go-on { $user }` desbloqueia o utilizador e liberta os faxes retidos. O registo de auditoria (audit.log na pasta do spool) contém todos.

# A print job of which faxes were refused.
print-subject = A impressão { $job } ({ $name }) NÃO É ENVIADA POR FAX
print-part-subject = A impressão { $job } ({ $name }) NÃO É ENVIADA POR COMPLETO
print-text = Uma impressão foi aceite, mas estas partes NÃO serão enviadas:
print-rest = As páginas restantes: { $why }
print-fax = O fax: { $why }
print-fax-to = O fax para { $number }: { $why }
print-more = { $count ->
    [one] … e mais { $count }.
   *[other] … e mais { $count }.
}

# Alarms.
alarm-subject = ALARME: { $what }
alarm-over-subject = Resolvido: { $what }
alarm-again = Receberá outro aviso quando o problema estiver resolvido.
alarm-began = O alarme começou em { $date }.
unwatched-subject = o alarme { $name }
unwatched-text = A configuração já não pede este alarme. O texto era: { $text }
disk-begins = o disco do spool está quase cheio
disk-over = o disco do spool volta a ter espaço suficiente
disk-text = Só há { $free } MiB livres em { $folder }. Se o disco ficar cheio, nenhum fax pode ser recebido.
disk-advice = Liberte espaço: `retention_days` em ferrofax.conf e `ferrofax cleanup --keep-days N` apagam os faxes antigos.
relay-begins = não são enviados e-mails
relay-over = os e-mails voltam a ser enviados
relay-text = Há { $minutes } minutos que não se consegue enviar nenhum e-mail, embora haja e-mails em espera. Última resposta do servidor de correio: { $why }.
relay-advice = `asterisk -rx 'ferrofax show outbox'` mostra os e-mails; `ferrofax outbox retry --all` envia-os de imediato.
failing-begins = muitos faxes seguidos para { $device } falharam
failing-over = { $device } voltou a receber faxes
failing-text = { $count ->
    [one] Não foi recebida nenhuma página na última chamada de fax para { $device }.
   *[other] Não foi recebida nenhuma página nas últimas { $count } chamadas de fax para { $device }.
}
failing-advice = `ferrofax faxes --device { $device }` mostra como terminou cada chamada.
silent-begins = há muito tempo que não é recebido nenhum fax
silent-over = voltaram a ser recebidos faxes
silent-text = Há { $minutes } minutos que nenhuma extensão recebe faxes.
silent-device-begins = há muito tempo que { $device } não recebe nenhum fax
silent-device-over = { $device } voltou a receber faxes
silent-device-text = Há { $minutes } minutos que { $device } não recebe nenhum fax.
silent-hours = Esperam-se faxes neste horário: { $hours }.
silent-last = O último fax foi recebido em { $last }.
silent-never = Ainda não foi recebido nenhum fax.
silent-advice = Para testar a linha, execute `ferrofax selftest`, que envia um fax através da central telefónica.
folder-begins = os faxes não podem ser guardados na pasta { $folder }
folder-over = os faxes voltam a ser guardados na pasta { $folder }
folder-text = Há faxes recebidos em espera, porque não é possível escrever na pasta { $path } ({ $folder }): { $why }.
folder-kept = Serão ali guardados logo que possível, a não ser que o seu prazo de conservação termine antes. Entretanto são enviados por e-mail como sempre.
folder-works = Os faxes voltam a ser guardados na pasta { $path } ({ $folder }).
filing-begins = os faxes não podem ser arquivados em { $folder }
filing-over = os faxes voltam a ser arquivados em { $folder }
filing-text = Há faxes recebidos em espera, porque não podem ser arquivados em { $folder } ({ $path }): { $why }.
filing-kept = Serão ali arquivados logo que possível, a não ser que o seu prazo de conservação termine antes. Entretanto são enviados por e-mail como sempre.
filing-works = Os faxes voltam a ser arquivados em { $folder } ({ $path }).
node-begins = há faxes recebidos à espera de transferência
node-over = os faxes recebidos voltam a ser transferidos
node-text = { $count ->
    [one] { $count } fax recebido espera pela transferência para a base de dados partilhada { $database }: { $why }.
   *[other] { $count } faxes recebidos esperam pela transferência para a base de dados partilhada { $database }: { $why }.
}
node-kept = Nenhum se perde: estão no spool desta máquina e são enviados por e-mail como habitualmente. Serão transferidos logo que a base de dados os aceite.
node-mails = { $count ->
    [one] { $count } e-mail de um fax da base de dados partilhada espera até se saber se outra máquina o enviou.
   *[other] { $count } e-mails de faxes da base de dados partilhada esperam até se saber se outra máquina os enviou.
}
node-works = Os faxes recebidos voltam a ser transferidos.
mailbox-begins = a caixa de correio não pode ser lida
mailbox-over = a caixa de correio pode ser lida de novo
mailbox-text = A caixa de correio { $user } em { $place } não pode ser lida, por isso os seus e-mails não são enviados por fax: { $why }.
mailbox-kept = Nenhum se perde: serão enviados por fax logo que a caixa de correio possa ser lida, a não ser que tenham então mais de 5 dias.
mailbox-works = A caixa de correio { $user } pode ser lida de novo.
unclaimed-subject = { $count ->
    [one] { $count } fax continua por ler e por atribuir
   *[other] { $count } faxes continuam por ler e por atribuir
}
unclaimed-text = { $count ->
    [one] Ninguém leu este fax, e ele não está atribuído a ninguém. Inicie sessão para o abrir:
   *[other] Ninguém leu estes faxes, e eles não estão atribuídos a ninguém. Inicie sessão para os abrir:
}
unclaimed-more = { $count ->
    [one] e mais { $count } fax
   *[other] e mais { $count } faxes
}
unclaimed-advice = Escolheu estes e-mails em “A minha conta”, onde também os pode desligar: { $link }

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
denied-burst = Pode enviar { $faxes } em { $minutes } min. Repita os outros faxes mais tarde.
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
