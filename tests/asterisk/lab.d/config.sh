# Writes the configuration of the two PBXs, once, to DIR/ours/etc and DIR/world/etc. Later starts keep it, so it can be edited.
# In a root of packages, the laboratory is mounted at /lab. The machine's own Asterisk uses the folder itself.
# Sourced by ../lab.

# Ports, counted from the first port of the block. RTP uses the upper 400 of the block's 500 ports.
port_ours_sip=0 port_world_sip=1 port_ours_ami=2 port_world_ami=3 port_relay=4
port_ours_udptl=20 port_world_udptl=60 port_ours_rtp=100 port_world_rtp=300

# The modules that the PBXs load. Each PBX gets a folder with only these modules. Names that a version of Asterisk does not have
# are skipped.
modules_both=(
    pbx_config pbx_spool chan_pjsip res_pjproject res_pjsip res_pjsip_session res_pjsip_pubsub res_pjsip_sdp_rtp
    res_pjsip_caller_id res_pjsip_endpoint_identifier_ip res_pjsip_authenticator_digest
    res_pjsip_rfc3326 res_pjsip_t38 res_pjsip_header_funcs
    res_sorcery_config res_sorcery_memory res_sorcery_astdb res_rtp_asterisk res_timing_timerfd
    codec_ulaw codec_alaw codec_resample format_sln format_wav format_pcm bridge_simple
    app_dial app_exec app_playback app_echo app_stack app_verbose app_milliwatt app_originate app_mixmonitor app_senddtmf app_userevent
    func_callerid func_cdr func_channel func_env func_global func_hangupcause func_jitterbuffer func_logic func_pjsip_endpoint func_strings func_timeout
    app_playtones app_cdr cdr_csv res_clioriginate
)
modules_world=(res_fax res_fax_spandsp app_transfer res_pjsip_refer res_pjsip_diversion res_pjsip_registrar res_crypto res_srtp)

config_write() {
    local dir=$1
    mkdir -p "$dir"/{ours,world}/{etc,lib/keys,spool/{outgoing,tmp},run,log/cdr-csv,modules} "$dir"/{calls,mail,world/fax}
    local role
    for role in ours world; do
        config_common "$dir/$role" "$role"
        config_pjsip "$dir/$role/etc/pjsip.conf" "$role"
    done
    config_world "$dir/world/etc"
    config_ours "$dir/ours/etc"
}

# Prints the path of the laboratory's folder as the PBX sees it. $1: the root; $2: the folder.
config_seen() { if root_is_own "$1"; then readlink -f "$2"; else echo /lab; fi; }

config_common() {
    local dir=$1 role=$2 root ami rtp udptl
    local seen
    if [ "$role" = ours ]; then root=$root_ours; else root=$root_world; fi
    seen=$(config_seen "$root" "${dir%/*}")/$role
    [ ${#seen} -lt 80 ] || die "the folder's name is too long for Asterisk's control socket: $dir"
    ami=port_${role}_ami rtp=port_${role}_rtp udptl=port_${role}_udptl
    text >"$dir/etc/asterisk.conf" <<TEXT
[directories]
astetcdir => $seen/etc
astmoddir => $seen/modules
astvarlibdir => $seen/lib
astdbdir => $seen/lib
astkeydir => $seen/lib
astdatadir => $(root_data "$root")
astagidir => $seen/lib
astspooldir => $seen/spool
astrundir => $seen/run
astlogdir => $seen/log

[options]
verbose = 3
debug = 0
nocolor = yes
hideconnect = yes
systemname = $role
; Fax audio must be sent in time, even while the machine compiles. Only root can set this.
highpriority = yes
TEXT
    text >"$dir/etc/modules.conf" <<'TEXT'
; The folder of modules has only the modules that are needed.
[modules]
autoload = yes
TEXT
    text >"$dir/etc/logger.conf" <<'TEXT'
[general]
dateformat = %F %T.%3q
[logfiles]
full => notice,warning,error,verbose,debug
TEXT
    text >"$dir/etc/manager.conf" <<TEXT
[general]
enabled = yes
bindaddr = 127.0.0.1
port = $((port_base + ${!ami}))
[lab]
secret = lab
deny = 0.0.0.0/0
permit = 127.0.0.1/32
read = all
write = all
TEXT
    text >"$dir/etc/rtp.conf" <<TEXT
[general]
rtpstart = $((port_base + ${!rtp}))
rtpend = $((port_base + ${!rtp} + 199))
strictrtp = yes
icesupport = no
TEXT
    text >"$dir/etc/udptl.conf" <<TEXT
[general]
udptlstart = $((port_base + ${!udptl}))
udptlend = $((port_base + ${!udptl} + (lab_lanes ? 3 : 39)))
TEXT
    printf '[general]\nenable = yes\n[csv]\nloguniqueid = yes\nloguserfield = yes\n' >"$dir/etc/cdr.conf"
    printf '[general]\nenable = no\n' >"$dir/etc/dnsmgr.conf"
    printf '[general]\ncountry = de\n[de]\ndescription = Germany\nringcadence = 1000,4000\ndial = 425\n' >"$dir/etc/indications.conf"
    # Asterisk logs a warning for each of these files that is missing.
    local file
    for file in acl ccss cel cli cli_permissions codecs dsp enum extconfig features http pjproject res_fax resolver_unbound \
        sorcery stasis; do
        : >"$dir/etc/$file.conf"
    done
}

# Writes the trunks to the other PBX. `world` selects the audio codec of a call by the endpoint that it dials.
config_pjsip() {
    local file=$1 role=$2 own peer codec
    if [ "$role" = ours ]; then
        own=$port_ours_sip peer=$port_world_sip
    else
        own=$port_world_sip peer=$port_ours_sip
    fi
    text >"$file" <<TEXT
[global]
type = global
user_agent = laboratory-$role

[system]
type = system
timer_t1 = 200

[udp]
type = transport
protocol = udp
bind = 127.0.0.1:$((port_base + own))

[peer]
type = aor
contact = sip:127.0.0.1:$((port_base + peer))

[peer-any]
type = identify
endpoint = any
match = 127.0.0.1

[trunk](!)
type = endpoint
aors = peer
context = from-peer
disallow = all
direct_media = no
media_address = 127.0.0.1
bind_rtp_to_media_address = yes
send_pai = yes
trust_id_inbound = yes
TEXT
    printf '\n[any](trunk)\nallow = alaw,ulaw\n' >>"$file"
    config_t38 "$file" "$own" "$peer"
    config_rtp_relay "$file" "$own" "$peer"
    for codec in alaw ulaw; do
        printf '\n[%s](trunk)\nallow = %s\n' "$codec" "$codec" >>"$file"
    done
}

# Writes the trunks with T.38, one for each error correction of UDPTL: t38-redundancy, t38-fec, t38-none. Each has an address of its
# own, by which it is identified.
config_t38() {
    local file=$1 own=$2 peer=$3 kind last=2
    for kind in t38-redundancy t38-fec t38-none; do
        config_t38_trunk "$file" "$own" "$peer" "$kind" 127.0.0.$last 127.0.0.$last
        last=$((last + 1))
    done
    config_lanes "$@"
}

# Writes the lanes: trunks relay-redundancy-00, relay-none-00 and so on, for one call at a time. A test receives the packets of each
# PBX and forwards them. Both PBXs have the SIP address 127.0.11.N (N: lane + 1). Packets to `ours` are sent to 127.0.12.N, packets to `world` to
# 127.0.13.N. Without redundancy, the networks are 127.0.21, 127.0.22 and 127.0.23.
config_lanes() {
    local file=$1 own=$2 peer=$3 correction net lane towards=3
    [ "$own" != $port_ours_sip ] || towards=2
    for correction in redundancy none; do
        if [ $correction = redundancy ]; then net=10; else net=20; fi
        for ((lane = 0; lane < lab_lanes; lane++)); do
            config_t38_trunk "$file" "$own" "$peer" "relay-$correction-$(printf %02d $lane)" 127.0.$((net + 1)).$((lane + 1)) \
                127.0.$((net + towards)).$((lane + 1))
        done
    done
}

config_t38_trunk() {
    local file=$1 own=$2 peer=$3 kind=$4 address=$5 media=$6 correction=${4#*-}
    text >>"$file" <<TEXT

[udp-$kind]
type = transport
protocol = udp
bind = $address:$((port_base + own))

[peer-$kind]
type = aor
contact = sip:$address:$((port_base + peer))

[identify-$kind]
type = identify
endpoint = $kind
match = $address

[$kind](trunk)
transport = udp-$kind
aors = peer-$kind
allow = alaw,ulaw
media_address = $media
t38_udptl = yes
t38_udptl_ec = ${correction%-*}
fax_detect = no
TEXT
}

# Writes the trunk rtp-relay, whose audio a test receives and forwards, as with the lanes. The trunk has the address 127.0.0.8. Packets to
# `ours` are sent to 127.0.0.18, packets to `world` to 127.0.0.28.
config_rtp_relay() {
    local file=$1 own=$2 peer=$3
    text >>"$file" <<TEXT

[udp-rtp-relay]
type = transport
protocol = udp
bind = 127.0.0.8:$((port_base + own))

[peer-rtp-relay]
type = aor
contact = sip:127.0.0.8:$((port_base + peer))

[identify-rtp-relay]
type = identify
endpoint = rtp-relay
match = 127.0.0.8

[rtp-relay](trunk)
transport = udp-rtp-relay
aors = peer-rtp-relay
allow = alaw
media_address = 127.0.0.$((own == port_ours_sip ? 18 : 28))
bind_rtp_to_media_address = no
TEXT
}

# Writes the configuration of `world`, which sends and receives faxes and makes other calls.
config_world() {
    local etc=$1
    text >"$etc/res_fax.conf" <<'TEXT'
[general]
maxrate = 14400
minrate = 2400
statusevents = yes
modems = v17,v27,v29
ecm = yes
TEXT
    # lab.d/calls.sh sets the variables LAB_… for each call. The result file is written line by line; its last line is `end=yes`.
    text >"$etc/extensions.conf" <<'TEXT'
[general]
static = yes
writeprotect = yes

[calls]
exten => fax,1,GoSub(prepare,s,1)
 same => n,Set(FAXOPT(ecm)=${LAB_ECM})
 same => n,Set(FAXOPT(modem)=${LAB_MODEMS})
 same => n,Set(FAXOPT(maxrate)=${LAB_MAX_RATE})
 same => n,Set(FAXOPT(localstationid)=${LAB_IDENT})
 same => n,Set(FAXOPT(headerinfo)=${LAB_HEADER})
 same => n,SendFAX(${LAB_FILE},${LAB_FAX_OPTIONS})
 same => n,Hangup()
exten => silence,1,GoSub(prepare,s,1)
 same => n,Wait(3600)
exten => echo,1,GoSub(prepare,s,1)
 same => n,Echo()
exten => tone,1,GoSub(prepare,s,1)
 same => n,Milliwatt()
exten => play,1,GoSub(prepare,s,1)
 same => n(again),Playback(${LAB_FILE})
 same => n,Goto(again)
exten => failed,1,Set(FILE(${LAB_RESULT},,,al,u)=connected=no)
 same => n,Set(FILE(${LAB_RESULT},,,al,u)=reason=${REASON})
 same => n,Set(FILE(${LAB_RESULT},,,al,u)=end=yes)

[prepare]
exten => s,1,Set(CHANNEL(hangup_handler_push)=result,s,1)
 same => n,ExecIf($["${LAB_HANGUP_AFTER}" != ""]?Set(TIMEOUT(absolute)=${LAB_HANGUP_AFTER}))
 same => n,ExecIf($["${LAB_RECORD}" != ""]?MixMonitor(${LAB_RECORD}.wav,r(${LAB_RECORD}-heard.sln)t(${LAB_RECORD}-said.sln)))
 same => n,Set(FILE(${LAB_RESULT},,,al,u)=channel=${CHANNEL})
 same => n,Set(FILE(${LAB_RESULT},,,al,u)=connected=yes)
 same => n,Return()

[result]
exten => s,1,Set(FILE(${LAB_RESULT},,,al,u)=FAXSTATUS=${FAXSTATUS})
 same => n,Set(FILE(${LAB_RESULT},,,al,u)=FAXERROR=${FAXERROR})
 same => n,Set(FILE(${LAB_RESULT},,,al,u)=FAXSTATUSSTRING=${FAXSTATUSSTRING})
 same => n,Set(FILE(${LAB_RESULT},,,al,u)=FAXPAGES=${FAXPAGES})
 same => n,Set(FILE(${LAB_RESULT},,,al,u)=FAXBITRATE=${FAXBITRATE})
 same => n,Set(FILE(${LAB_RESULT},,,al,u)=FAXRESOLUTION=${FAXRESOLUTION})
 same => n,Set(FILE(${LAB_RESULT},,,al,u)=FAXMODE=${FAXMODE})
 same => n,Set(FILE(${LAB_RESULT},,,al,u)=REMOTESTATIONID=${REMOTESTATIONID})
 same => n,Set(FILE(${LAB_RESULT},,,al,u)=hangupcause=${HANGUPCAUSE})
 same => n,Set(FILE(${LAB_RESULT},,,al,u)=seconds=${CDR(billsec)})
 same => n,Set(FILE(${LAB_RESULT},,,al,u)=end=yes)
 same => n,Return()

; Calls from `ours`. The first digit of a number says what answers.
[from-peer]
; A fax device of `ours`: the call is sent back.
exten => _2X!,1,Goto(tandem,${EXTEN},1)
; A fax machine, dialled with the prefix 0 of an outside line.
exten => _0X!,1,Goto(machines,${EXTEN},1)
; A fax machine. The second digit is its fastest modem: 0 all, 1 V.17, 9 V.29, 7 V.27ter. The third digit is 1 if it has
; error correction mode, else 0.
exten => _3X!,1,Goto(machines,${EXTEN},1)
; 4: no such number; 5: busy; 6: no free line; 7: rings without end.
exten => _4X!,1,Hangup(1)
exten => _5X!,1,Hangup(17)
exten => _6X!,1,Hangup(34)
exten => _7X!,1,Ringing()
 same => n,Wait(3600)
; Tones in the backward channel before the fax machine answers.
exten => _8X!,1,Progress()
 same => n,Playtones(425/1000,0/4000)
 same => n,Wait(8)
 same => n,StopPlaytones()
 same => n,GoSub(receive,s,1)
; 90: answers and is silent. 91 to 99: a fax machine that hangs up; the second and third digit are the seconds until then.
exten => _90X!,1,Answer()
 same => n,Wait(3600)
exten => _9[1-9]X!,1,Set(LAB_HANGUP_AFTER=${EXTEN:1:2})
 same => n,GoSub(receive,s,1)

[tandem]
exten => _X!,1,Dial(PJSIP/${EXTEN}@${IF($["${CHANNEL(endpoint):0:3}" = "t38"]?${CHANNEL(endpoint)}:alaw)})
 same => n,Hangup()

[machines]
exten => _0X!,1,GoSub(receive,s,1)
exten => _3X!,1,GoSub(receive,s,1)
exten => _31!,1,Set(LAB_MODEMS=v17,v27,v29)
 same => n,GoSub(receive,s,1)
exten => _39!,1,Set(LAB_MODEMS=v27,v29)
 same => n,Set(LAB_MAX_RATE=9600)
 same => n,GoSub(receive,s,1)
exten => _37!,1,Set(LAB_MODEMS=v27)
 same => n,Set(LAB_MAX_RATE=4800)
 same => n,GoSub(receive,s,1)

; Receives a fax. Each call writes files with the number and the call in their names: `.call` when it is answered, the fax,
; and `.result` with key=value lines at its end.
[receive]
exten => s,1,Set(LAB_FILE=/lab/world/fax/${CALLERID(dnid)}-${UNIQUEID})
 same => n,Set(FILE(${LAB_FILE}.call,,,al,u)=${CALLERID(num)})
 same => n,Set(CHANNEL(hangup_handler_push)=received,s,1)
 same => n,Answer()
 same => n,ExecIf($["${LAB_HANGUP_AFTER}" != ""]?Set(TIMEOUT(absolute)=${LAB_HANGUP_AFTER}))
 same => n,ExecIf($["${LAB_MODEMS}" != ""]?Set(FAXOPT(modem)=${LAB_MODEMS}))
 same => n,ExecIf($["${LAB_MAX_RATE}" != ""]?Set(FAXOPT(maxrate)=${LAB_MAX_RATE}))
 same => n,ExecIf($["${CALLERID(dnid):2:1}" = "0"]?Set(FAXOPT(ecm)=no))
 same => n,Set(FAXOPT(localstationid)=${CALLERID(dnid)})
 same => n,ReceiveFAX(${LAB_FILE}.tif,${IF($["${CHANNEL(endpoint)}" : "t38|relay"]?f:F)})
 same => n,Hangup()

[received]
exten => s,1,Set(FILE(${LAB_FILE}.result,,,al,u)=FAXSTATUS=${FAXSTATUS})
 same => n,Set(FILE(${LAB_FILE}.result,,,al,u)=FAXSTATUSSTRING=${FAXSTATUSSTRING})
 same => n,Set(FILE(${LAB_FILE}.result,,,al,u)=FAXPAGES=${FAXPAGES})
 same => n,Set(FILE(${LAB_FILE}.result,,,al,u)=FAXBITRATE=${FAXBITRATE})
 same => n,Set(FILE(${LAB_FILE}.result,,,al,u)=FAXRESOLUTION=${FAXRESOLUTION})
 same => n,Set(FILE(${LAB_FILE}.result,,,al,u)=FAXMODE=${FAXMODE})
 same => n,Set(FILE(${LAB_FILE}.result,,,al,u)=REMOTESTATIONID=${REMOTESTATIONID})
 same => n,Set(FILE(${LAB_FILE}.result,,,al,u)=callerid=${CALLERID(num)})
 same => n,Set(FILE(${LAB_FILE}.result,,,al,u)=end=yes)
 same => n,Return()
TEXT
    sed -i "s|/lab/world|$(config_seen "$root_world" "${etc%/*/*}")/world|" "$etc/extensions.conf"
}

config_ours() {
    local etc=$1 seen
    seen=$(config_seen "$root_ours" "${etc%/*/*}")
    mkdir -p "$etc/../fax"
    # res_fax has the same settings in both PBXs.
    cp "$etc/../../world/etc/res_fax.conf" "$etc/res_fax.conf"
    if [ "$lab_receiver" = spandsp ]; then
        config_ours_spandsp "$etc" "$seen"
        return
    fi
    text >"$etc/extensions.conf" <<'TEXT'
[general]
static = yes
writeprotect = yes

[from-peer]
include => fax-devices
; Calls to people with fax detection (FAXOPT(faxdetect)): if the caller is a fax machine, the call continues at the fax device.
exten => fax,1,Goto(fax-devices,${FAXEXTEN},1)

[people]
exten => somebody,1,Ringing()
 same => n,Wait(60)

; Dials the faxes that Ferrofax sends.
[fax-outbound]
exten => _X.,1,Dial(PJSIP/${EXTEN}@any)
 same => n,Hangup()
; 11, 12, 13: T.38 with redundancy, FEC or no correction. 14, 15: T.38 through a test, on the lane of the next two digits.
exten => _11X.,1,Dial(PJSIP/${EXTEN:2}@t38-redundancy)
exten => _12X.,1,Dial(PJSIP/${EXTEN:2}@t38-fec)
exten => _13X.,1,Dial(PJSIP/${EXTEN:2}@t38-none)
exten => _14X.,1,Dial(PJSIP/${EXTEN:4}@relay-redundancy-${EXTEN:2:2})
exten => _15X.,1,Dial(PJSIP/${EXTEN:4}@relay-none-${EXTEN:2:2})
; 16: a SIP peer in a test; the rest of the number is its port.
exten => _16X.,1,Dial(PJSIP/t38-redundancy/sip:${EXTEN}@127.0.0.2:${EXTEN:2})

; This is the last context: tests append more devices.
[fax-devices]
exten => 2101,1,FaxDevice(alice@example.com)
exten => 2102,1,FaxDevice(sales@example.com&bob@example.com,tiff)
exten => 2103,1,FaxDevice(carol@example.com,inlinegif)
TEXT
    text >"$etc/ferrofax.conf" <<TEXT
[general]
contexts = fax-devices
spool = $seen/ours/fax
max_lines = 100
faxmaster = faxmaster@example.com
serveremail = ferrofax@example.com
mailserver = ${lab_relay%:*}
mailport = ${lab_relay##*:}
mailtls = none
; No header line: tests compare received pages with sent pages pixel by pixel.
header = no
TEXT
}

# Writes a dialplan in which spandsp receives the same calls, to check the laboratory itself.
config_ours_spandsp() {
    local etc=$1 seen=$2
    text >"$etc/extensions.conf" <<TEXT
[general]
static = yes
writeprotect = yes

[from-peer]
exten => _X.,1,Answer()
 same => n,ReceiveFAX($seen/ours/fax/\${EXTEN}-\${UNIQUEID}.tif,\${IF(\$["\${CHANNEL(endpoint)}" : "t38|relay"]?f:F)})
 same => n,Hangup()
TEXT
}

# Fills the folder of modules: links to modules of the root, with the paths that the PBX sees, and a copy of our module.
config_modules() {
    local dir=$1 role=$2 root=$3 prefix source name wanted found=()
    prefix=$(root_prefix "$root")
    source=$(root_modules "$root")
    wanted=("${modules_both[@]}")
    if [ "$role" = world ] || [ "$lab_receiver" = spandsp ]; then
        wanted+=("${modules_world[@]}")
    fi
    [ "$role" != ours ] || wanted+=(${lab_with//,/ })
    for name in "${wanted[@]}"; do
        [ ! -e "$prefix$source/$name.so" ] || found+=("$source/$name.so")
    done
    find "$dir/modules" -type l -delete
    ln -s -t "$dir/modules" "${found[@]}"
    if [ "$role" = ours ] && [ -n "$lab_module" ]; then
        # A running PBX has mapped the old module. So the old file is not overwritten: a new file takes its name.
        cp "$lab_module" "$dir/modules/.new"
        mv "$dir/modules/.new" "$dir/modules/app_ferrofax.so"
    fi
}
