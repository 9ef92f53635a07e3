# The Portuguese words of mails and reports.

date = %d/%m/%Y, %H:%M

# The mail of a received fax.
fax-subject = Fax de { $caller } (páginas: { $pages })
fax-headline = Chegou um fax para { $device }.
failed-headline = Um fax para { $device } não chegou.
polled-subject = Fax obtido de { $caller } (páginas: { $pages })
polled-headline = Chegou um fax obtido para { $device }.
label-from = De
label-machine = Aparelho de fax
label-date = Data
label-pages = Páginas
label-resolution = Resolução
label-file = Ficheiro
unknown = desconhecido
unknown-caller = um remetente desconhecido
polled-by-job = Foi obtido pelo envio { $job }.
incomplete-subject = [Incompleto] { $subject }
failed-subject = [Falhou] { $subject }
no-page = NÃO FOI RECEBIDA NENHUMA PÁGINA DESTE FAX.
incomplete = { $count ->
    [one] ESTE FAX ESTÁ INCOMPLETO: foi recebida { $count } página.
   *[other] ESTE FAX ESTÁ INCOMPLETO: foram recebidas { $count } páginas.
}
page-broke-off = A página { $page } está cortada.
line-at-last = Estado da linha no fim: { $line }.
not-attached-subject = [Não anexado] { $subject }
not-attached = ESTE FAX NÃO ESTÁ ANEXADO: { $why }.
not-attached-what-to-do = O servidor de fax guarda-o como fax { $fax }. Pode descarregá-lo na interface web ou pedir à administração que o envie de outra forma.

# What goes to the faxmaster.
undeliverable-subject = Não foi possível entregar: { $subject }
no-mailbox = Não está definida nenhuma caixa de correio para este fax.
fax-undelivered = Não foi possível entregar este fax a { $mailbox }.
report-undelivered = Não foi possível entregar este relatório a { $mailbox }.
letter-undelivered = Não foi possível entregar este e-mail a { $mailbox }.
undelivered-reason = Motivo: { $reason }
not-attached-either = Também não é possível anexá-lo: { $why }

# The test mail.
test-subject = E-mail de teste do servidor de fax
test-text = Isto é um teste. Os faxes recebidos chegarão da mesma forma que este e-mail.

# The subject outside of an encrypted mail, and the notices instead of one.
protected-subject = Fax
withheld-subject = Chegou um fax
withheld-text = Chegou um fax para si. Não foi possível enviá-lo por e-mail: os e-mails com faxes têm de ser cifrados e não há nenhuma chave sua que se possa usar. Consulte o fax na interface web. O administrador foi avisado.
withheld-report-subject = Um relatório sobre um fax
withheld-report-text = Há um relatório sobre um fax que enviou. Não foi possível enviá-lo por e-mail: os e-mails com faxes têm de ser cifrados e não há nenhuma chave sua que se possa usar. Consulte o fax na interface web. O administrador foi avisado.
withheld-fault-subject = Um fax não foi enviado por e-mail a { $mailbox }
withheld-fault-text = { $mailbox } recebeu um aviso em vez de um fax ou relatório, porque o e-mail não pôde ser cifrado. Motivo (em inglês): { $why }.
link-text = Chegou um fax para si. Esta ligação abre-o:
link-code = Para abrir o fax precisa do seu código, que nunca é enviado por e-mail. Se não tiver nenhum, pergunte a { $faxmaster }.
link-login = Para abrir o fax, inicie sessão na interface web.
link-once = A ligação abre o fax apenas uma vez.
link-until = A ligação é válida até { $until }.

# The report of a sent fax.
report-subject = Fax para { $destination }: { $result }
report-no-number-subject = Fax sem número ({ $documents }): { $result }
report-polled-subject = Fax de { $destination }: { $result }
label-reason = Motivo
label-doubt = Duvidoso
label-advice = O que fazer
label-next-try = Próxima tentativa
label-number = Número
label-tag = Etiqueta
label-recipient = Destinatário
label-sent-from = Enviado de
label-documents = Documentos
label-left-out = Não incluído
label-pages-sent = Páginas enviadas
pages-of = { $done } de { $all }
label-polled = Obtido
label-calls = Chamadas
at-most = { $count } de { $most } no máximo
label-tries = Tentativas
tries-at-most = { $count } de { $most } no máximo (chamadas atendidas por um fax)
label-answered-by = Atendido por
label-line = Linha
label-submitted = Aceite
label-job = Envio
label-technical = Dados técnicos
sending-report = Relatório de envio
label-started = Início
label-ended = Fim
label-duration = Duração
label-rate = Velocidade
label-result = Resultado
label-page = Página
label-document = Documento
page-confirmed = confirmada
page-not-confirmed = não confirmada
page-in-doubt = incerta
further-pages = Outras páginas: { $count }
proof-of-sending = Prova de envio
label-server = Servidor
label-document-hash = SHA-256 do documento
label-recording-hash = SHA-256 da gravação
label-signature = Assinatura
label-time-stamp = Carimbo do tempo
label-attached = Anexado
no-time-stamp-service = nenhum (nenhum serviço está configurado)
no-time-stamp = nenhum ({ $why })
proof-attached = { $files }. O comando ferrofax verify verifica este ficheiro.
recording-shows = A gravação da chamada mostra: { $what }
report-not-attached = O fax não está anexado: { $why }.
first-page = A primeira página
no-number-yet = ainda sem número

# Why the fax is not attached, behind “not attached:”.
missing-unreadable = não é possível ler o documento: { $why }
missing-damaged = o documento está danificado: { $why }
missing-file-too-large = tem { $megabytes } MB, e o ficheiro de um e-mail pode ter no máximo { $most } MB
missing-no-pages = não tem páginas
missing-too-much = tem mais de { $most } MB, o máximo de um relatório
missing-document-too-large = «{ $name }» é demasiado grande para um e-mail
missing-page-too-large = «{ $name }» tem uma página demasiado grande
missing-document-unreadable = não é possível ler «{ $name }» ({ $why })
missing-document-damaged = «{ $name }» está danificado ({ $why })

# The result in a few words, behind “Fax to 1234:”.
because = { $result }: { $reason }
result-sent = enviado
result-in-doubt = { $count ->
    [one] enviado, mas a página { $list } é duvidosa
   *[other] enviado, mas as páginas { $list } são duvidosas
}
result-twice = { $count ->
    [one] enviado, página { $list } talvez em duplicado
   *[other] enviado, páginas { $list } talvez em duplicado
}
result-number-wanted = falta o número
result-not-yet = ainda não enviado
result-part-so-far = { $done } de { $all } páginas enviadas até agora
result-cancelled = cancelado
result-cancelled-after = cancelado após { $done } de { $all } páginas
result-not-sent = NÃO ENVIADO
result-part = SÓ { $done } de { $all } páginas enviadas
result-polled = obtido
result-not-polled-yet = ainda não obtido
result-not-polled = NÃO OBTIDO
result-polled-in-part = OBTIDO SÓ EM PARTE
result-sent-and = enviado, e { $result }
polled-pages = { $count ->
    [one] { $count } página, como fax { $fax }
   *[other] { $count } páginas, como fax { $fax }
}

# The result as a sentence.
summary-sent = O fax para { $number } foi enviado.
summary-in-doubt = { $count ->
    [one] O fax para { $number } foi enviado, mas a página { $list } pode não ter chegado.
   *[other] O fax para { $number } foi enviado, mas as páginas { $list } podem não ter chegado.
}
summary-number-wanted = O fax foi entregue sem número. Será enviado quando o tiver.
summary-not-yet = O fax para { $number } ainda não foi enviado. { $next }
summary-part-so-far = O fax para { $number } ainda não está completo: foram enviadas { $done } de { $all } páginas. { $next }
next-held = Está retido até ser libertado.
next-try = Será feita nova tentativa.
summary-cancelled = O fax para { $number } foi cancelado.
summary-cancelled-after = O fax para { $number } foi cancelado após { $done } de { $all } páginas.
summary-timed-out = O fax para { $number } NÃO FOI ENVIADO a tempo.
summary-not-sent = O fax para { $number } NÃO FOI ENVIADO.
summary-part = SÓ foram enviadas { $done } de { $all } páginas do fax para { $number }.
summary-polled = O fax de { $number } foi obtido.
summary-not-polled-yet = O fax de { $number } ainda não foi obtido. Será feita nova tentativa.
summary-poll-cancelled = O fax de { $number } não foi obtido: o pedido foi cancelado.
summary-not-polled = O fax de { $number } NÃO FOI OBTIDO.
summary-polled-in-part = O fax de { $number } foi obtido SÓ EM PARTE.
summary-sent-and = O fax para { $number } foi enviado. { $rest }

# Pages whose arrival is not sure.
doubt-resent = { $count ->
    [one] A página { $list } foi enviada, mas não confirmada. Pode chegar em duplicado se o fax for enviado novamente.
   *[other] As páginas { $list } foram enviadas, mas não confirmadas. Podem chegar em duplicado se o fax for enviado novamente.
}
doubt-once = { $count ->
    [one] A página { $list } foi enviada, mas não confirmada. Pode ter chegado ou não.
   *[other] As páginas { $list } foram enviadas, mas não confirmadas. Podem ter chegado ou não.
}
doubt-both = { $count ->
    [one] A página { $list } foi enviada mais de uma vez e nunca confirmada. Pode ter chegado uma vez, duas vezes ou nenhuma.
   *[other] As páginas { $list } foram enviadas mais de uma vez e nunca confirmadas. Podem ter chegado uma vez, duas vezes ou nenhuma.
}
doubt-twice = { $count ->
    [one] A página { $list } pode ter chegado em duplicado.
   *[other] As páginas { $list } podem ter chegado em duplicado.
}

# What to do.
advice-answer-with-number = Responda a este e-mail até { $until } com o número na primeira linha, ou indique-o com `ferrofax number { $job } NÚMERO`. Sem número, o fax será então abandonado.
advice-give-number = Indique o número até { $until } com `ferrofax number { $job } NÚMERO`. Sem número, o fax será então abandonado.
