# The Portuguese words of mails and reports.

date = %d/%m/%Y, %H:%M

# The mail of a received fax.
fax-subject = Fax de { $caller } (páginas: { $pages })
fax-headline = Chegou um fax para { $device }.
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

# The report of a sent fax.
report-subject = Fax para { $destination }: { $result }
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
recording-shows = A gravação da chamada mostra: { $what }
report-not-attached = O fax não está anexado: { $why }.
first-page = A primeira página
no-number-yet = ainda sem número

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
