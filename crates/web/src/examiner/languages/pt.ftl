# Why nothing can be made of a call recording, in Portuguese.

no-recording = Isto não é uma gravação de chamada: o ficheiro não começa como uma.
other-version = Esta gravação de chamada tem a versão { $version }. Este Ferrofax lê a versão { $reads }.
no-settings = Esta gravação de chamada termina antes das definições da chamada.
damaged = Esta gravação de chamada está danificada no byte { $at }.
corrupt = O ficheiro desta gravação de chamada está danificado.
no-memory = Esta gravação de chamada precisa de mais memória do que a existente.
too-long = Esta gravação de chamada é mais longa do que qualquer chamada.
no-page-received = Nesta chamada não chegou nenhuma página.
no-page-to-send = Nesta chamada não havia nenhuma página a enviar.
no-t38 = Esta chamada não usou T.38, por isso não tem pacotes.
no-setting = «{ $setting }» não é uma definição de chamada. As definições são max-rate=9600, modems=v29,v27, ecm=no, codings=mr,mh e level=-15 (dBm0).
too-slow = Não foi possível examinar a gravação de chamada em { $seconds ->
        [one] um segundo
       *[other] { $seconds } segundos
    }. O comando `ferrofax call` não tem esse limite.
broke-time = Examinar a gravação de chamada exige demasiado tempo de processador.
broke-memory = Examinar a gravação de chamada exige demasiada memória.
broke-crash = A gravação de chamada faz falhar o programa que a examina.
too-large = O resultado é demasiado grande para ser obtido aqui. O comando `ferrofax call export` escreve-o num ficheiro.
busy = Estão a ser examinadas outras gravações de chamadas. Tente novamente dentro de um minuto.
no-child = O programa que examina gravações de chamadas não pode ser iniciado.
no-file = A gravação de chamada não pode ser lida.
