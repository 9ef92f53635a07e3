# The Portuguese texts of what other parts of Ferrofax say in English: see en.ftl.

# Frames around other sentences.
about = { $about }: { $said }
near-it = { $said }; parecidos: { $near }
limited = { $said }; o limite é a definição «{ $setting }»
only-these = { $said }; podem ser enviados por fax PDF, TIFF, PNG, JPEG, GIF, BMP, WebP, HTML e texto
line = linha { $line }
page = a página { $page }
text = { $text }
it = o documento

# Numbers.
number-no-digits = «{ $number }» não contém algarismos
number-sign = «{ $number }» não é um número: «{ $sign }» não pode ser marcado; use algarismos, um + inicial e os separadores - . / ( )
number-long = «{ $number }» tem mais de 20 algarismos
number-wrong = «{ $number }» não é um número de telefone válido: { $why }
number-prefix = é só um prefixo, sem número
number-short = é demasiado curto
number-zero-country = nenhum indicativo de país começa por 0; 0{ $rest } é um número nacional, +{ $rest } um internacional
number-zero = depois de +{ $code } nenhum número começa por 0; escreva +{ $right }
number-zero-meant = significa +{ $meant }, e depois de +{ $code } nenhum número começa por 0
number-short-country = é demasiado curto: depois de +{ $code }, um número tem pelo menos { $least } algarismos
number-long-country = é demasiado longo: com o indicativo de país, um número tem no máximo { $most } algarismos
number-forbidden = os faxes para { $beginning }… estão bloqueados pela definição «forbidden»

# Values.
value-none-of = «{ $value }» não está entre { $known }
value-yes-no = «{ $value }» não é yes nem no
value-priority = «{ $value }» não é uma prioridade; escreva um número de 0 (primeiro) a 255 (último)
value-number = «{ $value }» não é um número de { $least } a { $most }
value-time = «{ $value }» não é uma hora; escreva 14:30, 2026-11-20 14:30, +2h ou 2026-11-20T14:30:00+01:00
value-window = { $value } não é um intervalo de horas; escreva-o como Mon-Fri 08:00-18:00
value-zone = o fuso horário { $value } é desconhecido
value-address = «{ $value }» não é um endereço de e-mail; escreva-o como name@example.com
value-addresses = no máximo { $most } endereços de e-mail podem receber os relatórios de um fax
value-sign = o carácter n.º { $place } não pode ser enviado; use algarismos, *, #, + e espaços
value-long = tem mais de { $most } caracteres
value-digits = «{ $value }» contém «{ $found }»; use só algarismos
value-name = «{ $value }» não é o nome de um servidor nem de um tronco; use letras, algarismos, -, _, ., /, @ e :
value-beginning = «{ $value }» não é o início de um número; escreva-o como +49900
value-device = «{ $value }» não é uma extensão; escreva 2101 ou 2101@context
value-unknown = «{ $value }» é desconhecido; são conhecidos { $known }

# What a fax needs.
no-number = não foi indicado nenhum número; introduza o número de fax do destinatário
no-device = não foi indicada nenhuma extensão; indique uma extensão de fax, por exemplo 2101
unknown-device = a extensão de fax «{ $device }» não existe; `ferrofax show devices` na consola do Asterisk mostra as que existem
no-devices = a extensão de fax «{ $device }» não existe: este spool não conhece nenhuma; verifique se o Asterisk carregou o módulo
ambiguous-device = a extensão { $exten } existe em vários contextos; escreva { $exten }@{ $first } ou { $exten }@{ $second }
device-receives = da extensão { $device } não podem ser enviados faxes: sendenabled é no, ou tem a opção x
no-document = não foi indicado nenhum documento; não há nada para enviar
no-documents = não há nenhum documento para enviar
time-past = { $what }: { $time } já passou
expires-first = expires: { $time } não é depois da hora de envio
too-many-numbers = um fax pode ser enviado no máximo para { $most } números de cada vez
some-numbers = um fax pode ser enviado para 1 a { $most } números de cada vez
own-no-device = não tem nenhuma extensão a partir da qual enviar

# Drafts.
too-many-drafts = tem { $most } rascunhos; envie ou rejeite um
draft-order = documentos: { $document } não existe, ou é indicado duas vezes
draft-documents = um fax tem no máximo { $most } documentos
draft-size = os documentos de um fax têm no máximo { $most } MiB
draft-gone = já não existe; adicione-o de novo
draft-pages-gone = as suas páginas já não existem; remova-o e adicione-o de novo

# Received faxes.
hand-to-nobody = não há nenhum utilizador «{ $user }» que possa ver este fax
move-on-hold = o fax { $fax } está sujeito a retenção legal: não pode ser movido até um administrador a levantar
move-junk = o fax { $fax } está arquivado como indesejado; entregue-o primeiro
move-shared = os faxes não podem ser movidos se várias máquinas partilharem uma base de dados
move-nowhere = não há outra extensão «{ $device }» para a qual possa mover este fax
too-long = { $what } tem mais de { $most } caracteres
control-character = { $what } contém um carácter de controlo
the-tag = a etiqueta
the-note = a nota
the-tag-or-note = a etiqueta ou a nota
no-mailbox = o fax { $fax } não tem caixa de correio própria; introduza um endereço
no-printing = este servidor não imprime; o servidor que recebeu o fax pode fazê-lo
no-printer = a impressora «{ $printer }» não existe
device-no-printer = a extensão do fax { $fax } não tem impressora; escolha uma
too-many-addresses = um fax pode ser enviado no máximo para { $most } endereços de e-mail de cada vez
coming = o fax { $fax } ainda está a ser recebido
coming-later = o fax { $fax } ainda está a ser recebido; poderá reencaminhá-lo quando estiver completo
no-fax-pages = o fax { $fax } não tem páginas
fax-not-junk = o fax { $fax } não está arquivado como indesejado
fax-received-elsewhere = este servidor não entrega faxes; o servidor que recebeu o fax { $fax } pode libertá-lo
undelivered = o fax { $fax } ainda está a ser entregue; poderá eliminá-lo depois, ou quando `ferrofax mail-queue` já não o mostrar
on-hold = o fax { $fax } está sujeito a retenção legal: ninguém o pode eliminar até um administrador a levantar
claimed = { $user } já está a tratar do fax { $fax }
deleted = { $thing }: eliminação em { $date }: { $why }
deleted-by = por { $user }
older = com mais de { $days ->
    [one] { $days } dia
   *[other] { $days } dias
}
older-class = com mais de { $days ->
    [one] { $days } dia
   *[other] { $days } dias
} (classe { $class })
changed = { $thing } mudou entretanto
busy = { $thing } está a ser alterado por outra pessoa; tente de novo dentro de momentos
there-is-no = { $thing } não existe
not-for-user = { $thing } não existe para este utilizador
thing-fax = o fax { $fax }
thing-job = o envio { $job }
thing-contact = o contacto { $contact }
thing-draft = o rascunho { $draft }
thing-session = a sessão { $session }
thing-view = a vista { $view }
thing-record = a gravação { $record }
thing-key = a chave { $key }

# Jobs.
job-ended = o envio { $job } já está { $state }
job-done = concluído
job-failed = falhado
job-no-number = o envio { $job } espera por um número; `ferrofax number { $job } NÚMERO` define-o
job-has-number = o envio { $job } já tem um número, que não pode ser alterado
job-in-store = o envio { $job } está na base de dados partilhada, onde isto não pode ser alterado
job-without-number = o envio não tem número
job-number-too-much = o envio já tem um número, ou não tem prazo para esperar por um
job-without-document = o envio não tem documento
job-no-attempt = o envio não permite nenhuma tentativa
job-past = a hora de envio já passou
job-expires = o envio expiraria antes de ser efetuado
document-pages = { $document } tem { $count } páginas; um fax tem no máximo { $most }
document-unfit = { $document } não pode ser enviado por fax: { $why }
document-empty = { $document } está vazio

# Address books.
table-large = a tabela tem mais de { $most } MiB
table-not-utf8 = a tabela não está em UTF-8; guarde-a como «CSV UTF-8»
table-empty = a tabela está vazia
table-columns = a primeira linha tem de indicar as colunas name, company, number e note; name e number são obrigatórias
table-contacts = a tabela tem mais de { $most } contactos
table-unreadable = a tabela não pode ser lida: { $why }
table-quote = ponha entre aspas a célula que contém uma aspa, e duplique cada uma das que contém
table-quote-open = as aspas que começam aí não são fechadas
the-name = o nome
the-company = a empresa
the-number = o número
contact-name = um contacto precisa de um nome
book-full = um livro de endereços contém no máximo { $most } contactos
contact-unclear = nenhum contacto do livro de endereços com um só número se chama «{ $name }»; escreva um número de fax

# One's own, and administration.
no-pages-in = não há páginas na língua «{ $language }»; escolha entre { $known }
no-user = o utilizador «{ $user }» não existe
metrics-network = [web] metrics_networks não indica este endereço
clock-changed = Nada é eliminado: na última hora o relógio do servidor foi adiantado ou atrasado, ou o Ferrofax foi iniciado após mais de um dia de paragem.
key-name = uma chave precisa de uma finalidade de 1 a { $most } caracteres, sem caracteres de controlo
key-scope = uma chave precisa de pelo menos uma permissão: { $known }
key-days = uma chave é válida de 1 a { $most } dias
key-test-scope = uma chave de teste só pode ter estas permissões: { $known }
key-many = este utilizador já tem { $most } chaves; termine primeiro uma delas

# Requests.
no-such-request = Nenhuma página deste servidor faz tal pedido
no-folder = não há pasta para os documentos: { $why }
many-fields = mais de { $most } campos
many-documents = mais de { $most } documentos
many-bytes = mais de { $most } bytes de texto
field-bytes = tem mais de { $most } bytes
form-large = os documentos são demasiado grandes; o limite é [web] max_upload_mb
form-bytes = tem mais de { $most } bytes; o limite é [web] max_upload_mb
form-empty = o documento está vazio
form-unstored = o documento não pode ser guardado: { $why }
internal-error = um erro interno

# Call recordings.

# The spool.
cannot = um acesso falhou ({ $action }): { $why }
no-space = não há mais espaço para { $file }: { $why }; o Ferrofax continua quando houver espaço
database-failed = a base de dados do spool { $file } falhou: { $why }
database-unsure = a base de dados do spool { $file } não confirmou a alteração, que talvez tenha sido feita: { $why }
database-unfit = a base de dados do spool { $file } rejeita-o: { $why }
database-row = uma linha da base de dados do spool { $file } não pode ser lida: { $why }
database-damaged = a base de dados do spool { $file } está danificada ({ $why }) e não é usada; pare o Asterisk e o serviço Ferrofax e reponha uma cópia de segurança: consulte docs/backup.md
document-unusable = o documento { $file } não pode ser usado: { $why }
database-other = a base de dados partilhada foi reposta ou substituída; este servidor comunica-lhe primeiro os seus envios
database-keys = os documentos da base de dados partilhada não podem ser cifrados nem decifrados: { $why }
bug = ocorreu um erro interno; consulte o registo

# How the service is.
health-ok = em ordem: { $said }
health-wrong = ERRO: { $said }
disk = disco
module = módulo
spool = spool
health-read = pode ser lido
health-works = funciona com este spool
health-never = nunca funcionou com este spool
health-stopped = não está a funcionar: os envios esperam até o Asterisk o ter carregado
health-free = há { $count } MiB livres
health-free-gib = há { $count } GiB livres
health-little = só há { $count } MiB livres

# Documents as files.
plain-file = não é um ficheiro normal
empty = está vazio
large = tem mais de { $most } MiB
large-pages = as suas páginas têm mais de { $most } MiB
unreadable = não pode ser lido ({ $why })
unwritable = as suas páginas não podem ser escritas ({ $why })
pages-unreadable = as páginas criadas não podem ser lidas
truncated = foi truncado durante a leitura
document-truncated = um documento foi truncado durante a leitura
not-one = não é um único documento
no-task = não há nenhuma tarefa
its-missing = falta: { $what }
not-faxable = não pode ser enviado por fax
the-mail-text = o texto do e-mail
the-cover-page = a folha de rosto

# What a document is.
is-sound = é uma gravação de som
is-gzip = é um arquivo gzip
is-bzip2 = é um arquivo bzip2
is-xz = é um arquivo xz
is-zstandard = é um arquivo Zstandard
is-rar = é um arquivo RAR
is-7zip = é um arquivo 7-Zip
is-zip = é um arquivo ZIP
is-cabinet = é um arquivo Cabinet
is-ar = é um arquivo ar
is-cpio = é um arquivo cpio
is-tar = é um arquivo tar
is-winmail = é um winmail.dat do Outlook
is-old-office = é um ficheiro de um programa de escritório antigo
is-printer-data = são dados de impressora (PJL)
is-program = é um programa
is-mail = é um e-mail que contém um PDF
is-svg = é um desenho SVG; pode ser enviado por fax como PDF ou PNG
is-called-pdf = o nome diz PDF, mas o conteúdo não é PDF
is-neither = não é uma imagem nem texto
is-type = é do tipo { $type }, que não é suportado
is-unsupported = o seu formato não é suportado
is-postscript = é PostScript, e o Ghostscript não está instalado
is-office = é um documento de escritório, e o LibreOffice não está instalado
is-locked = está cifrado e precisa de uma palavra-passe; guarde-o sem palavra-passe
is-encrypted = está cifrado de uma forma desconhecida
is-portfolio = é um portefólio PDF, e os ficheiros que contém não são enviados por fax
is-xfa = é um formulário que só alguns programas podem mostrar (XFA dinâmico); imprima-o para PDF a partir de um desses programas e envie esse PDF por fax
is-wrapper = é só o invólucro de um documento cifrado, que não pode ser lido
is-half-text = começa como texto, mas nem tudo é texto
is-without-text = não tem texto
is-invisible = não tem conteúdo visível
is-blank = as suas páginas estão vazias
is-nested = os seus elementos estão aninhados a demasiada profundidade
is-no-pdf = está danificado e não pode ser lido como PDF
is-no-picture = está danificado e não pode ser lido como imagem

# Programs that convert.
no-child = a conversão de { $document } não pode ser iniciada: { $why }
conversion-files = { $said }; a conversão usa ficheiros temporários em { $folder }
unconfined = o programa que o lê não pode ser isolado: { $why }
unconfined-limit = não pode ser limitado: { $what } ({ $why })
unconfined-calls = as suas chamadas de sistema não podem ser filtradas ({ $why })
unconfined-files = o seu acesso a ficheiros não pode ser limitado, porque este núcleo não tem Landlock ({ $why })
limit-life = duração
limit-memory = memória
limit-time = tempo de cálculo
limit-output = saída
limit-core = ficheiro core
limit-processes = número de processos
program-unconfined = { $program } não pode ser isolado: { $why }
program-unnamed = não foi indicado nenhum programa
program-not-started = não foi possível iniciar { $program }: { $why }
program-processes = { $program } foi parado: iniciou demasiados processos
program-disk = { $program } foi parado: escreveu demasiado no disco
program-memory = { $program } foi parado: usou demasiada memória
program-cannot = { $program } não o consegue ler
program-cannot-why = { $program } não o consegue ler ({ $why })
program-nothing = { $program } não produziu PDF, TIFF, imagem nem texto
slow = { $part } precisa de mais de { $seconds } segundos de cálculo
slow-fax = o fax completo não estava pronto ao fim de { $seconds } segundos
broke-time = { $part } precisa de demasiado tempo de cálculo
broke-file = { $part } produz um ficheiro demasiado grande
broke-memory = { $part } precisa de demasiada memória ou tem demasiados níveis aninhados
broke-crash = { $part } faz falhar o programa de leitura

# Pages.
no-pages = não tem páginas
many-pages = tem { $count } páginas; um fax tem no máximo { $most }
many-pages-after = tem { $count } páginas depois de outras { $before }; um fax tem no máximo { $most }
more-than = mais de { $most }
not-that-page = foi pedida a página { $page }, mas o número de páginas é { $count }
range-wrong = { $first }-{ $last } não é um intervalo de páginas
range-order = { $first }-{ $last } não segue o intervalo anterior
range-many = são pedidos mais de { $most } intervalos de páginas
end-missing = falta o fim; o documento não foi copiado por inteiro
pages-missing = devia ter { $declared } páginas, mas foram encontradas { $count }
header-cut = { $part } interrompe-se no cabeçalho
cut-pages = está cortado: tem { $count } de { $declared } páginas
cut-rows = { $part } interrompe-se: tem { $count } de { $declared } linhas
cut-off = { $part } interrompe-se
ends-early = a página { $page } termina cedo demais: faltam { $missing } de { $rows } linhas
after-page = depois da página { $page }: { $damage }
damaged-row = { $part } tem danos na linha { $row }
damaged-rows = linhas danificadas na página { $page }: { $rows }
damaged-part = { $part } tem danos
no-size = { $part } não tem tamanho: { $width } × { $height } píxeis
no-resolution = { $part } tem uma resolução de { $x } × { $y } ppp, que nenhuma impressora tem
pixels = { $part } tem demasiados píxeis
pixels-size = { $part } tem demasiados píxeis: { $width } × { $height }
row-bytes = { $part } tem linhas de { $found } bytes, mas os píxeis precisam de { $least }
colours = { $part } tem cores que não podem ser enviadas por fax (espaço de cor { $space }, { $bits } bits por píxel); podem black, sGray e sRGB
too-long-page = { $part } teria { $length } mm de comprimento; uma página de fax tem no máximo { $most } mm
picture-unreadable = uma imagem na página { $page } não pode ser lida
picture-edges = uma imagem na página { $page } pode ter margens erradas: as suas cores estão misturadas com um fundo (Matte)
font-unreadable = um tipo de letra na página { $page } não pode ser lido, e o seu texto faltaria
font-missing = faltaria texto ({ $language }) na página { $page }: o seu tipo de letra não está no documento nem instalado
language-japanese = japonês
language-chinese = chinês
language-traditional = chinês tradicional
language-korean = coreano
drawings-missing = { $count ->
    [one] falta { $count } desenho que foi adicionado sem a sua aparência
   *[other] faltam { $count } desenhos que foram adicionados sem a sua aparência
}
annotations-left-out = { $count ->
    [one] foi omitida { $count } anotação marcada para não ser impressa
   *[other] foram omitidas { $count } anotações marcadas para não serem impressas
}
characters-missing = { $count ->
    [one] falta { $count } carácter que nenhum tipo de letra tem
   *[other] faltam { $count } caracteres que nenhum tipo de letra tem
}
controls-left-out = { $count ->
    [one] foi omitido { $count } carácter de controlo
   *[other] foram omitidos { $count } caracteres de controlo
}
objects-left-out = { $count ->
    [one] foi omitido { $count } desenho ou outro objeto incorporado
   *[other] foram omitidos { $count } desenhos ou outros objetos incorporados
}
layers = as páginas podem mostrar o que é só para o ecrã, ou não mostrar o que é só para imprimir

# Fields in printed documents.
fields-not-looked-for = não se procura nele nenhum campo: o seu texto não é conhecido
fields-fax-pages = o fax a partir da página { $page } tem mais de { $most } páginas
fields-no-number = a página { $page } não tem um campo FAX nem segue nenhum, por isso não tem destinatário
fields-two = a página { $page } tem dois campos { $field } diferentes: «{ $first }» e «{ $second }»
fields-differ = página { $page }: { $field } é aqui «{ $second }», e «{ $first }» numa página anterior do mesmo fax
fields-unreadable = página { $page }: «{ $text }» parece um campo { $field }, mas não pode ser lido como tal

# Faults of a TIFF file.
tiff-no-tiff = não pode ser lido como TIFF (não começa por II nem por MM)
tiff-short = não pode ser lido como TIFF (termina no cabeçalho)
tiff-version = não pode ser lido como TIFF (a versão é { $version } e não 42)
tiff-many-pages = tem mais de { $most } páginas
tiff-linked = está ligado uma segunda vez
tiff-directory = o seu diretório está fora do ficheiro
tiff-field = { $field } não pode ser lido
tiff-no-width = não tem largura
tiff-no-length = não tem comprimento
tiff-width = tem { $width } píxeis de largura
tiff-rows = tem { $rows } linhas
tiff-pixels = tem demasiados píxeis ({ $width } × { $height })
tiff-no-tiles = os seus mosaicos não têm tamanho
tiff-tiles = os seus mosaicos são demasiado grandes ({ $width } × { $height })
tiff-many-parts = a sua imagem tem demasiadas partes ({ $count })
tiff-no-strips = não tem faixas
tiff-parts = a sua imagem tem { $found } partes; são precisas { $wanted }
tiff-lengths = falta o comprimento de algumas partes
tiff-outside = a sua imagem está fora do ficheiro
tiff-only-black = a sua compressão ({ $number }) é só para preto e branco
tiff-not-black = a sua compressão ({ $number }) não é para preto e branco
tiff-compression = a sua compressão ({ $number }) é desconhecida para cinzentos e cores
tiff-uncompressed = usa o modo não comprimido de T.{ $number }
tiff-fill-order = a sua ordem de bits ({ $number }) é desconhecida
tiff-large = tem { $width } × { $height } píxeis em cinzento ou a cores, mais de { $most } milhões
tiff-pixel-kind = os seus píxeis ({ $samples } valores de { $bits } bits) são de um tipo desconhecido
tiff-sample-kind = os seus valores de { $bits } bits são de um tipo desconhecido
tiff-fractions = os seus valores não são números inteiros
tiff-predictor = o seu preditor ({ $number }) é desconhecido para { $bits } bits
tiff-samples = os seus píxeis têm { $found } valores; são precisos { $wanted }
tiff-ycbcr = a sua forma de YCbCr é desconhecida
tiff-shared-colours = os seus píxeis partilham cores de uma forma desconhecida ({ $way })
tiff-colours = as suas cores são de um tipo desconhecido (interpretação fotométrica { $number })
tiff-no-palette = não tem paleta
tiff-old-jpeg = a sua compressão é a forma antiga do JPEG (6), sem perdas, aqui desconhecida
tiff-old-jpeg-tables = a sua compressão é a forma antiga do JPEG (6), e não tem nem um JPEG nem tabelas

# A cadeia do registo de decisões.
chain-changed = esta linha foi alterada depois de escrita
chain-replaced = esta linha tomou o lugar de outra: a seguinte segue uma linha com outro hash
chain-put-in = esta linha foi inserida
chain-taken-out = antes desta linha foi retirado: { $lines }
chain-cut-off = depois desta linha foi cortado o que audit.head conhece: { $lines }
chain-line = linha { $first } da cadeia
chain-lines = linhas { $first } a { $last } da cadeia
chain-unchained = antes desta linha foram retiradas linhas sem lugar na cadeia
chain-moved = antes desta linha falta a linha { $number } da cadeia; foi movida para { $place }
chain-again = a cadeia recomeça com esta linha: um registo mais antigo e audit.head foram retirados

# Users and passwords.
people-name = um nome de utilizador tem de 1 a 64 letras minúsculas de a a z, algarismos, pontos, hífenes e traços inferiores, e começa por uma letra ou um algarismo
people-name-taken = o nome «{ $name }» pertence a outra pessoa
people-address-many = um utilizador tem no máximo 20 endereços de correio e 50 grupos
people-address-taken = o endereço «{ $address }» pertence a outro utilizador
people-group = não há nenhum grupo «{ $group }»
people-group-name = um nome de grupo tem de 1 a 64 letras minúsculas de a a z, algarismos, pontos, hífenes e traços inferiores, e começa por uma letra ou um algarismo
people-group-taken = já há um grupo «{ $group }»
people-no-group = não há nenhum grupo «{ $group }» em users.toml
people-group-devices = um grupo tem no máximo 500 extensões
people-group-many = já há 200 grupos
people-class = não há nenhuma classe «{ $class }» em gateway.toml
people-device = não há nenhuma extensão de fax «{ $device }» que os utilizadores possam ter
people-role = não há nenhuma função «{ $role }»
people-short = uma palavra-passe precisa de pelo menos 8 caracteres
people-long = uma palavra-passe tem no máximo 200 caracteres
people-differ = as duas novas palavras-passe são diferentes
people-in-settings = «{ $name }» está em gateway.toml e só pode ser alterado lá
people-not-ours = a sua palavra-passe não está em users.toml
people-no-user = não há nenhum utilizador «{ $user }» em users.toml
people-yourself = não pode fazer isto com o seu próprio utilizador; peça a outro administrador
people-full = users.toml está cheio
people-no-link = a ligação já não é válida
people-wrong-password = a palavra-passe atual está errada
people-wrong-code = o código está errado ou já foi usado
people-passkey = a chave de acesso não foi aceite
people-passkey-name = uma chave de acesso precisa de um nome com 80 caracteres no máximo
people-many-passkeys = um utilizador tem 10 chaves de acesso no máximo
people-no-passkey = não existe essa chave de acesso
people-on = o segundo fator já está ativado
people-off = o segundo fator está desativado
people-required = a sua organização exige o segundo fator
people-file = users.toml não pode ser lido ou escrito agora; o registo do serviço diz porquê
people-front = um nó sem estado não tem users.toml
people-unknown = As palavras-passe não podem ser verificadas agora, porque users.toml não pode ser lido

# Webhooks.
webhook-not-there = Não há nenhum webhook { $id }
webhook-many-wait = Demasiadas mensagens esperam por este webhook. O último erro diz porquê.
webhook-too-soon = Este webhook recebeu uma mensagem de teste nos últimos dez segundos.
webhook-event = «{ $word }» não é um evento; são-no { $known }, e job.*, fax.* e *
webhook-many = { $user } tem { $count } webhooks, e não são permitidos mais (max_per_user)
webhook-address = «{ $text }» não é um endereço de um servidor web; https://example.com/fax é
webhook-number = «{ $text }» é um número; um endereço tem quatro, 192.0.2.1, ou é um nome
webhook-login = um endereço não pode conter um nome e uma palavra-passe
webhook-https-here = http:// é só para esta máquina; é necessário https://
webhook-not-public = { $ip } não é um endereço público; também são permitidas as redes de allow
webhook-target = o destino de { $host } não é um endereço público, ou a porta não está em ports
webhook-https = é necessário https://; http:// é para as redes de allow
webhook-port = a porta { $port } não está em ports
# Lists.
no-day = «{ $day }» não é um dia; escreva um dia como 2026-03-01
view-name-needed = uma vista guardada precisa de um nome
views-full = já tem { $most } vistas guardadas desta lista; remova primeiro uma
many-at-once = podem ser alterados no máximo { $most } de uma vez
archive-empty = um arquivo ZIP precisa de pelo menos um fax
archive-many = um arquivo ZIP tem no máximo { $most } faxes
archive-large = os faxes de um arquivo ZIP têm juntos no máximo { $most } MB
pdf-many = um PDF tem no máximo { $most } faxes
pdf-large = os faxes de um PDF têm juntos no máximo { $most } MB
pdf-pages = um PDF tem no máximo { $most } páginas
no-mail-address = introduza um endereço de e-mail
many-passed-on = podem ser criados no máximo { $most } e-mails ou impressões de uma vez
user-name-long = um nome de utilizador tem no máximo { $most } caracteres
the-view = a vista
# Devices, lines and the mail server.
device-extension = um número de extensão tem de 1 a 30 algarismos
device-addresses = uma extensão tem de 1 a 20 endereços de e-mail, com no máximo 1500 caracteres no total
device-text = '{ $text }' pode ter no máximo 60 letras, algarismos, espaços e os caracteres . - ' / +
device-word = '{ $text }' pode ter no máximo 40 letras, algarismos, pontos, hífenes e sublinhados
device-ident = uma identificação da estação tem no máximo 20 algarismos, espaços e sinais +
device-digits = '{ $text }' pode ter no máximo 10 algarismos
device-zone = não existe o fuso horário '{ $zone }'
line-trunk = '{ $trunk }' não é um tronco; escreva PJSIP/provider
mail-server-name = '{ $server }' não é o nome de um servidor de correio; escreva mail.example.com
mail-secret = um nome de utilizador ou uma palavra-passe tem no máximo 200 caracteres, e nenhum carácter de controlo
mail-password-again = introduza novamente a palavra-passe, porque o servidor de correio ou o seu utilizador mudou
mail-no-user = uma palavra-passe precisa de um nome de utilizador
lines-reserved = têm de ser reservadas menos linhas do que as que existem
lines-both = indique os dois números de linhas ou nenhum; 0 não reserva nenhuma linha
device-clash = a extensão { $extension } já está declarada em { $place }
device-not-here = a extensão { $extension } não foi criada aqui
device-full = já existem 2000 extensões
managed-changed = entretanto outra pessoa alterou isto; verifique e introduza novamente a sua alteração
managed-file = o ficheiro { $file } não pode ser lido ou escrito agora, ou foi alterado à mão; o registo do serviço indica o motivo
managed-front = um nó sem estado não tem extensões nem linhas próprias
last-node = os trabalhos deste nó não podem ser entregues: nenhum outro nó aceita trabalhos agora
no-node = esse nó não existe

# Mails that are to be faxed.
mail-empty = o e-mail está vazio: não há nada para enviar
mail-attachments-alone = o e-mail não tem anexo, e aqui só os anexos são enviados por fax (mode = 1)
mail-no-attachment = o e-mail não tem nenhum anexo para enviar por fax
mail-nothing = nada no e-mail pode ser enviado por fax
mail-parts = algumas partes não podem ser enviadas por fax
part-signature = é uma assinatura digital
part-encrypted = está cifrado e só o destinatário o poderia ler
part-logo = é uma imagem pequena do aspeto do e-mail, por exemplo um logótipo
part-small-picture = é uma imagem pequena, por exemplo um logótipo ou um ícone
part-card = é um cartão de visita eletrónico
part-calendar = é uma entrada de calendário
part-report = é um aviso para programas
part-elsewhere = está noutro lugar e não neste e-mail
part-damaged = está danificado e não foi possível lê-lo
part-sound = é som ou vídeo
part-too-deep = está demasiado aninhado noutros e-mails e partes
mail-no-mail = isto não é um e-mail: não começa com linhas de cabeçalho
mail-many-parts = tem mais de { $most } partes
mail-slow = não foi possível ler o e-mail em { $seconds } s
mail-ended = o programa terminou sempre que processou o e-mail
mail-bug = um erro do software de fax afeta este e-mail; o registo diz mais
mail-unread = não pode ser lido: { $why }
mail-reader = não é possível iniciar o programa que lê os e-mails: { $why }
mail-temp-file = não é possível ler ou escrever um ficheiro temporário do e-mail em { $folder }: { $why }
mail-no-sender = o seu envelope não indica nenhum remetente, como nos avisos de entrega
mail-is-report = é um aviso sobre outro e-mail
mail-is-answer = é uma resposta automática
mail-is-loop = está num ciclo
mail-is-ours = foi escrito por este servidor de fax
mail-is-of-program = foi escrito por um programa (Auto-Submitted)
mail-is-bulk = é de uma lista de correio ou um envio em massa
mail-not-faxed = Este e-mail não é enviado por fax: { $why }
mail-own = Este e-mail do servidor de fax voltou a ele: um ciclo
wish-unknown = «{ $word }» não é uma opção de fax; são conhecidas { $known }
parts-large = as suas partes têm em conjunto mais de { $most } MB (max_joined_mb)
parts-behind = o e-mail chegou em partes, e depois da parte { $last } não chegou nenhuma
parts-missing = o e-mail chegou em { $total } partes, e falta { $parts }
parts-missing-last = o e-mail chegou em partes, e falta { $parts } e a última
the-part = a parte { $part }
the-parts = as partes { $parts } e { $last }
part-unnumbered = é uma parte de um e-mail (message/partial) e não diz qual
part-many = é uma parte de um e-mail com mais de { $most } partes
part-nested = as suas partes formam outra parte de um e-mail
part-coded = é uma parte de um e-mail (message/partial) que foi codificada de forma desconhecida no caminho
part-base64 = é uma parte de um e-mail (message/partial) que foi codificada em base64 e danificada no caminho
number-not-asked = o número não lhe foi pedido
number-no-line = a primeira linha não contém nenhum número
number-no-question = não responde a nenhum e-mail que peça o número de um fax, ou esse fax já não existe
mailbox-many = Aqui um e-mail pode ter no máximo { $most } destinatários
mailbox-no-address = Para e Cc não contêm nenhum endereço de fax
mailbox-no-address-form = Para e Cc não contêm nenhum endereço de fax; { $local }+NUMERO@{ $domain } é um, com o número de fax em vez de NUMERO

# Porque uma caixa de correio não é lida ou um e-mail não é aceite.
mailbox-unreachable = não é possível contactar o servidor { $server }: { $why }
mailbox-no-tls = não há TLS com { $server }: { $why }
mailbox-password = [mailbox] password_file: { $why }
mailbox-no-token = o início de sessão precisa de um token de acesso: { $why }
mailbox-login = o servidor recusa o início de sessão: { $why }
mailbox-forbidden = o servidor recusa o acesso à caixa de correio: { $why }; a aplicação precisa da permissão Mail.ReadWrite para esta caixa
mailbox-none = essa caixa de correio não existe: { $why }; compare `user` com o endereço dela e verifique se tem uma licença
mailbox-limited = o servidor limita a leitura; o próximo pedido segue dentro de { $seconds } s
mailbox-folder = a pasta «{ $folder }»: { $why }
mailbox-refused = o servidor recusa { $command }: { $why }
mailbox-late = o servidor não respondeu a { $command } em { $seconds } s
mailbox-answer-long = a resposta do servidor a { $command } tem mais de { $most } bytes
mailbox-answer-strange = não se entende a resposta do servidor a { $command }: { $why }
mailbox-ended = a ligação ao servidor terminou: { $why }
mailbox-server-says = o servidor diz: { $why }
service-stopping = o serviço está a parar
mailbox-is-missing = falta
mailbox-login-characters = o nome de utilizador ou a palavra-passe tem caracteres invulgares
mailbox-no-password-login = não aceita o início de sessão com palavra-passe
mailbox-no-token-login = não aceita o início de sessão com token
mailbox-token-tls = um token não é enviado sem TLS
mailbox-folder-missing = falta e não pode ser criada: { $why }
mailbox-read-only = é só de leitura, por isso nenhum e-mail pode ser movido
mailbox-name-unwritable = o nome não pode ser escrito
mailbox-no-name = não tem nome
mailbox-exists-nowhere = o Graph diz que existe, mas não onde
mailbox-no-list = não é uma lista
mailbox-mail-no-id = um e-mail não tem ID
mailbox-mail-no-time = um e-mail não tem hora
mailbox-no-next = a ligação à página seguinte não é válida
mailbox-circle = as páginas formam um círculo
mailbox-is-page = é uma página web; talvez haja um proxy pelo meio
mailbox-status = um estado que não é de um e-mail
mailbox-bytes-of-it = { $count } bytes dela
mailbox-answer-unread = uma resposta sobre um e-mail não pode ser lida
mailbox-no-address-of-name = o nome não tem endereço
mailbox-no-certificate = nenhum certificado pode ter este nome
mailbox-greeting = a saudação do servidor não é OK
mailbox-ask-folder = pedido de uma pasta
mailbox-ask-list = pedido da lista de e-mails
mailbox-ask-mail = pedido de um e-mail
mailbox-ask-move = pedido para mover um e-mail
mailbox-closed = o servidor fechou-a
mailbox-closed-connection = o servidor fechou a ligação
mailbox-early = o servidor enviou uma resposta antes da negociação TLS
mailbox-no-starttls = o servidor recusa STARTTLS
mailbox-starttls-late = o servidor não responde a STARTTLS
mailbox-endless = o servidor envia uma linha sem fim
mailbox-other-piece = o fragmento não é o que foi pedido
mailbox-long-piece = o fragmento é mais longo do que foi pedido
mail-scanned = Este e-mail é recusado aqui pelo programa de verificação
mail-scanned-why = Este e-mail é recusado aqui pelo programa de verificação: { $why }
mail-scan-later = Este e-mail não pode ser examinado por agora
mail-spam = O e-mail está marcado como spam, que não é enviado por fax
mail-only-bounces = Este endereço é só para devoluções dos e-mails do servidor de fax
mail-bounces-alone = Este endereço só aceita e-mails devolvidos do servidor de fax, sem outros destinatários
mail-came-back = Um e-mail devolvido não é enviado por fax
mail-reply-alone = Uma resposta com o número de um fax tem de ter o endereço dele como único destinatário
mail-unproved = O remetente do e-mail não está provado: { $why }

# Fax addresses.
address-none = isto não é um endereço; number@domain ou name@number.fax seria
address-not-ours = aqui não são enviados faxes para este domínio, e os e-mails não são reencaminhados
address-no-number = não há nenhum número de fax em «{ $address }»; o correto seria number@domain ou FAX=number@domain
address-sign = «{ $number }» não é um número de fax: «{ $sign }» não pode ser marcado; são permitidos algarismos, um + inicial, * e #, e os sinais - . ( ) para separar
address-backwards = «{ $number }» não é um número escrito do último algarismo para o primeiro; 1.6.0.0.7.2.1.9.9.9.4 seria +49991270061
address-long = o número de fax neste endereço tem mais de 40 sinais
address-two = este endereço contém dois números de fax, «{ $first }» e «{ $second }»; escreva só um
address-sub = «{ $sub }» não é um subendereço: são permitidos até 20 algarismos, * e #
address-not-obeyed = «{ $word }=» num endereço não é aplicado aqui, por isso o fax não é enviado; retire-o
address-unknown-word = «{ $word }» neste endereço não é conhecido; são conhecidos { $known }
sender-none = Um e-mail sem remetente não é um fax
sender-no-address = O remetente não é um endereço de e-mail
sender-gone = O utilizador «{ $login }» já não existe
sender-other = «{ $login }» não pode enviar em nome deste remetente
sender-no-device = Este remetente não tem nenhuma extensão de fax que possa ser usada a partir daqui
mail-unknown = O fax talvez já tenha sido enviado, e o resultado é desconhecido. Pergunte ao destinatário antes de o enviar de novo

# Print jobs.
print-unknown = O fax estava a ser entregue quando o programa parou, e o resultado é desconhecido.
print-fields-changed = [fields] foi alterado enquanto a impressão era dividida em faxes. Os faxes criados estão na lista de tarefas; não são criados outros.
print-no-page = Não contém nenhuma página.
print-client-stopped = O programa de impressão deixou de enviar documentos.

# The login of [mail_login] at the mail server, by an access token.
login-fetched-none = `ferrofax serve` não obteve nenhum token de acesso
login-expired = o token de acesso expirou e `ferrofax serve` não obteve outro
login-nobody = ninguém iniciou sessão; execute `ferrofax login mail`
login-secret = [mail_login] secret_file: { $why }
login-secret-unreadable = não é possível ler { $file }: { $why }
login-secret-empty = não há nenhum segredo na primeira linha de { $file }
login-command = [mail_login] command { $program }: { $why }
login-command-unheard = não é possível ler a sua saída
login-command-late = sem resposta ao fim de { $seconds } segundos
login-command-ended = terminou com { $status }
login-file = [mail_login] { $key }: { $file } não pode ser usado: { $why }
login-file-no-rsa = não é uma chave RSA
login-file-large = ocupa mais de 64 kB
login-file-account = não é um ficheiro de chave de uma conta de serviço em JSON
login-file-no-key = o seu private_key não é uma chave
login-file-no-rsa-key = o seu private_key não é uma chave RSA
login-unsigned = a chave de [mail_login] não pode assinar: { $why }
login-no-random = não há números aleatórios: { $why }
login-other-issuer = { $url } pertence a «{ $found }» e não a «{ $issuer }» de [mail_login] issuer
login-answers = { $url } responde { $status }
login-no-metadata = { $issuer } não tem metadados
login-answers-kind = { $url } responde com { $kind }; talvez haja um proxy ou uma página de início de sessão pelo meio
login-kind-page = uma página HTML
login-kind-no-json = algo que não é JSON
login-token-kind = o token de acesso não é do tipo Bearer
login-token-none = a resposta não contém nenhum token de acesso
login-token-long = o token de acesso tem mais de 10.000 bytes
login-token-characters = o token de acesso contém caracteres não permitidos
login-refused-remedy = o fornecedor recusa ({ $error }): { $said }; { $remedy }
login-refused = o fornecedor recusa ({ $error }): { $said }
login-secret-expired = o segredo do cliente expirou; crie um novo no centro de administração do Entra e escreva o seu valor em secret_file
login-secret-wrong = o segredo do cliente está errado; secret_file precisa do valor do segredo, não do seu ID
login-certificate = o certificado não está registado para a aplicação, ou key não é a sua chave; carregue-o no centro de administração do Entra
login-clock = o relógio desta máquina está errado; acerte-o por NTP
login-no-application = não há nenhuma aplicação com este client_id no inquilino; compare ambos com o centro de administração do Entra
login-no-tenant = esse inquilino não existe; compare tenant com o centro de administração do Entra
login-no-consent-entra = falta o consentimento; um administrador concede-o no centro de administração do Entra
login-no-permission = falta a permissão SMTP.SendAsApp; adicione-a no centro de administração do Entra e conceda o consentimento
login-scopes = scopes está errado; deixe-o vazio para usar os habituais
login-public = a aplicação tem de permitir fluxos de clientes públicos, ou precisa de secret_file
login-conditional = uma regra de acesso condicional proíbe o início de sessão; isente esta conta ou aplicação
login-second-factor = a conta precisa de um segundo fator; execute novamente `ferrofax login mail`
login-over = o início de sessão expirou; execute novamente `ferrofax login mail`
login-revoked-password = o início de sessão foi revogado ou a palavra-passe foi alterada; execute novamente `ferrofax login mail`
login-disabled = a conta está desativada
login-revoked = o início de sessão foi revogado; execute novamente `ferrofax login mail`
login-key-deleted = a chave da conta de serviço foi apagada; crie uma nova
login-delegation = falta a delegação ao nível do domínio; adicione o ID de cliente da conta de serviço com o âmbito https://mail.google.com/ na consola de administração da Google
login-no-account = essa conta não existe na organização
login-client = compare client_id e o segredo ou certificado com o registo no fornecedor
login-way = a aplicação não pode iniciar sessão desta forma; permita-o no fornecedor
login-grant = o início de sessão expirou ou foi revogado; execute novamente `ferrofax login mail`
login-no-consent = falta o consentimento; um administrador concede-o no fornecedor
login-again = execute novamente `ferrofax login mail`
login-denied = o início de sessão foi recusado no navegador
login-code-expired = o código expirou; execute novamente `ferrofax login mail`

# What is stored with faxes and jobs that were imported from HylaFAX.
hylafax-sent = Enviado pelo HylaFAX, como a sua tarefa { $job }: { $count ->
    [one] { $count } página
   *[other] { $count } páginas
}.
hylafax-not-sent = Não enviado pelo HylaFAX, como a sua tarefa { $job }.
hylafax-not-sent-why = Não enviado pelo HylaFAX, como a sua tarefa { $job }. O HylaFAX escreveu: { $why }
hylafax-received = Recebido pelo HylaFAX e importado.
hylafax-received-why = Recebido pelo HylaFAX e importado. O HylaFAX escreveu: { $why }.
hylafax-received-notes = Recebido pelo HylaFAX e importado. Notas sobre o ficheiro: { $notes }.
hylafax-received-why-notes = Recebido pelo HylaFAX e importado. O HylaFAX escreveu: { $why }. Notas sobre o ficheiro: { $notes }.
