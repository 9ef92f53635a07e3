# Makes calls in a running laboratory. Each call is a call file in the spool of `world`.
# Sourced by ../lab.

call_send() { call_make fax "$@"; }

call_other() { call_make '' "$@"; }

call_make() {
    local kind=$1
    [ $# -gt 1 ] || die "which laboratory? (lab send DIR …)"
    pbx_named "$2" world
    shift 2
    local to=2101 from=4999112345 name='' codec=alaw trunk='' via='' ask=no options=F ecm=yes modems=v17,v27,v29 ident='+49 99 112345' header=''
    local file='' hangup_after='' timeout=3600 record='' number=$kind
    while [ $# -gt 0 ]; do
        [ $# -gt 1 ] || die "$1 wants a value"
        case "$1" in
            --do) number=$2 ;;
            --tiff | --play) file=$2 ;;
            --to) to=$2 ;;
            --from) from=$2 ;;
            --name) name=$2 ;;
            --codec) codec=$2 ;;
            --trunk)
                trunk=$2 options=f
                [ "$trunk" != rtp-relay ] || options=F
                ;;
            --via) via=$2 ;;
            --ask) ask=$2 ;;
            --ecm) ecm=$2 ;;
            --modems) modems=$2 ;;
            --ident) ident=$2 ;;
            --header) header=$2 ;;
            --hangup-after) hangup_after=$2 ;;
            --timeout) timeout=$2 ;;
            --record) record=$2 ;;
            *) die "unknown option \"$1\"; lab help lists them" ;;
        esac
        shift 2
    done
    case "$number" in
        fax) [ -f "$file" ] || die "send wants --tiff FILE, and there is no file \"$file\"" ;;
        play) [ -f "$file" ] || die "play wants --play FILE, and there is no file \"$file\"" ;;
        silence | tone | echo) ;;
        *) die "--do is silence, tone, echo or play" ;;
    esac
    # res_fax rejects a maximum rate that none of the modems supports.
    local max_rate=4800
    case "$modems" in *v17*) max_rate=14400 ;; *v29*) max_rate=9600 ;; esac
    case "$codec" in alaw | ulaw) ;; *) die "--codec is alaw or ulaw" ;; esac
    case "$trunk" in '' | t38-redundancy | t38-fec | t38-none | relay-* | rtp-relay | provider | um-*) ;; *) die "there is no trunk \"$trunk\"" ;; esac
    [ "$ask" = no ] || options=fz
    local channel=PJSIP/$to@${trunk:-$codec}
    [ -z "$via" ] || channel=Local/$to@$via/n

    local calls seen id
    calls=$lab_dir/calls
    seen=$(config_seen "$root_world" "$lab_dir")/calls
    id=$(date +%s%N)-$$
    if [ -n "$file" ]; then
        # Asterisk can read only the laboratory's folder. Playback needs the file name without its extension.
        local ending=${file##*.}
        cp "$file" "$calls/$id.$ending"
        if [ "$number" = fax ]; then file=$seen/$id.$ending; else file=$seen/$id; fi
    fi
    call_files=$calls/$id
    trap call_leave EXIT
    trap 'exit 130' INT TERM
    text >"$lab_dir/world/spool/tmp/$id" <<TEXT
Channel: $channel
CallerID: "$name" <$from>
MaxRetries: 0
WaitTime: 30
Context: calls
Extension: $number
Priority: 1
Setvar: LAB_RESULT=$seen/$id.result
Setvar: LAB_FILE=$file
Setvar: LAB_ECM=$ecm
Setvar: LAB_FAX_OPTIONS=$options
Setvar: LAB_MODEMS=$modems
Setvar: LAB_MAX_RATE=$max_rate
Setvar: LAB_IDENT=$ident
Setvar: LAB_HEADER=$header
Setvar: LAB_HANGUP_AFTER=$hangup_after
Setvar: LAB_RECORD=${record:+$seen/$id}
TEXT
    mv "$lab_dir/world/spool/tmp/$id" "$lab_dir/world/spool/outgoing/$id"
    call_await "$calls/$id.result" "$timeout"
    if [ -n "$record" ]; then
        mv "$calls/$id-heard.sln" "$record-heard.sln"
        mv "$calls/$id-said.sln" "$record-said.sln"
    fi
    grep -v '^end=\|^channel=' "$calls/$id.result"
    [ "$number" != fax ] || grep -qx 'FAXSTATUS=SUCCESS' "$calls/$id.result"
}

# Hangs up the call if it still runs, and deletes its files. Runs at every exit of this process.
call_leave() {
    local channel
    if ! grep -qsx 'end=yes' "$call_files.result"; then
        rm -f "$lab_dir/world/spool/outgoing/${call_files##*/}"
        channel=$(sed -n 's/^channel=//p' "$call_files.result" 2>/dev/null) || true
        [ -z "$channel" ] || "$lab_self" cli "$lab_dir" world channel request hangup "$channel" >/dev/null 2>&1 || true
    fi
    rm -f "$call_files"*
}

# Waits for the end of the call, for at most $2 seconds. The loop starts no process, because many calls may wait at the same time.
call_await() {
    local result=$1 until=$((SECONDS + $2)) pid lines idle
    exec {idle}<> <(:) # never has input: `read` on it only waits
    while true; do
        lines=()
        [ ! -f "$result" ] || mapfile -t lines <"$result"
        [ "${lines[*]: -1}" != end=yes ] || return 0
        [ $SECONDS -lt $until ] || die "the call did not end within $2 seconds"
        { read -r pid <"$lab_dir/pid" && kill -0 "$pid"; } 2>/dev/null || die "the laboratory ended during the call"
        read -rt 0.5 -u "$idle" || true
    done
}
