# Starts and stops the two PBXs.
#
# The outer process (`run`, `hold`, `up`) has the writing end of a pipe. Its reading end is the standard input of the inner
# process (`inside`). The inner process is process 1 of its own process and mount namespaces. It mounts the folders, starts
# both PBXs, and stops them at the end of its input. If the outer process ends in any way, the pipe closes. If the inner
# process ends in any way, the kernel ends all processes of its namespace and removes the mounts.
# Sourced by ../lab.

lab_dir='' lab_module='' lab_valgrind='' lab_receiver=ferrofax lab_relay='' lab_with='' lab_lanes=0 lab_user='' lab_program='' port_base='' root_ours='' root_world=''
lab_inner='' lab_pipe='' lab_child=''

# --- a laboratory's folder

# Reads DIR and the options. The arguments after `--` are stored in `lab_rest`.
lab_options() {
    [ $# -gt 0 ] || die "which folder? (lab COMMAND DIR …)"
    lab_dir=$1
    shift
    local kind=auto world=''
    lab_rest=()
    while [ $# -gt 0 ]; do
        case "$1" in
            --asterisk) kind=${2:?--asterisk wants a value} ;;
            --world) world=${2:?--world wants a value} ;;
            --module) lab_module=$(readlink -e "${2:-}") || die "there is no module \"${2:-}\"" ;;
            --relay) lab_relay=${2:?--relay wants HOST:PORT} ;;
            --port-base) port_base=${2:?--port-base wants a number} ;;
            --with) lab_with=${2?--with wants names of modules} ;;
            --lanes) lab_lanes=${2:?--lanes wants a number} ;;
            --as) lab_user=${2:?--as wants a user} ;;
            --program) lab_program=$(readlink -e "${2:-}") || die "there is no program \"${2:-}\"" ;;
            --receiver) lab_receiver=${2:?--receiver wants a value} ;;
            --valgrind) lab_valgrind=yes; shift; continue ;;
            --) shift; lab_rest=("$@"); break ;;
            *) die "unknown option \"$1\"; lab help lists them" ;;
        esac
        shift 2
    done
    mkdir -p "$lab_dir"
    lab_dir=$(readlink -f "$lab_dir")
    exec 9>"$lab_dir/.lock"
    flock -n 9 || die "the laboratory in $lab_dir is running already (lab down $lab_dir ends it)"
    if [ -f "$lab_dir/env" ]; then
        lab_load
        lab_take_ports "$port_base" || die "its ports from $port_base on are in use; end what uses them, or delete $lab_dir"
    else
        lab_create "$kind" "${world:-$kind}"
    fi
    [ -z "$lab_valgrind" ] || root_need_valgrind "$root_ours"
    config_modules "$lab_dir/ours" ours "$root_ours"
    config_modules "$lab_dir/world" world "$root_world"
    if [ "$lab_receiver" = ferrofax ] && [ ! -f "$lab_dir/ours/modules/app_ferrofax.so" ]; then
        die "which module should ours load? --module FILE (make module builds it), or --receiver spandsp"
    fi
}

lab_create() {
    case "$lab_receiver" in ferrofax | spandsp) ;; *) die "--receiver is ferrofax or spandsp" ;; esac
    root_ours=$(root_get "$1")
    root_world=$(root_get "$2")
    if [ -n "$port_base" ]; then
        lab_take_ports "$port_base" || die "the ports from $port_base on are in use"
    else
        # Below the ports that Linux uses for outgoing connections, from 32768 on.
        for ((port_base = 20000; port_base < 32000; port_base += 500)); do
            ! lab_take_ports "$port_base" || break
        done
        [ "$port_base" -lt 32000 ] || die "no free block of ports from 20000 to 32000"
    fi
    : "${lab_relay:=127.0.0.1:$((port_base + port_relay))}"
    config_write "$lab_dir"
    text >"$lab_dir/env" <<TEXT
port_base=$port_base
ours_sip=$((port_base + port_ours_sip))
world_sip=$((port_base + port_world_sip))
ours_ami=$((port_base + port_ours_ami))
world_ami=$((port_base + port_world_ami))
lab_relay=$lab_relay
lab_receiver=$lab_receiver
lab_with=$lab_with
lab_lanes=$lab_lanes
lab_valgrind=$lab_valgrind
lab_user=$lab_user
lab_program=$lab_program
root_ours=$root_ours
root_world=$root_world
TEXT
}

lab_load() {
    # shellcheck source=/dev/null
    . "$lab_dir/env"
}

# Locks the block of ports until this process and its PBXs have ended.
lab_take_ports() {
    local locks=/tmp/ferrofax-lab-ports hex port
    mkdir -p -m 1777 "$locks"
    exec 7>"$locks/$1"
    if ! flock -n 7; then
        exec 7>&-
        return 1
    fi
    # /proc/net has the local port of a socket in hexadecimal, after its address.
    for ((port = $1; port < $1 + 5; port++)); do
        printf -v hex '%04X' "$port"
        ! grep -qE "^ *[0-9]+: [0-9A-F]+:$hex " /proc/net/udp /proc/net/tcp || return 1
    done
}

# --- outside

pbx_begin() {
    local try
    rm -f "$lab_dir/state" "$lab_dir/pid"
    exec {lab_pipe}> >(exec setsid $(pbx_namespaces) "$lab_self" inside "$lab_dir" 1>&2)
    lab_inner=$!
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    trap pbx_end EXIT
    for ((try = 0; try < 1200; try++)); do
        if [ -f "$lab_dir/state" ]; then
            [ "$(cat "$lab_dir/state")" = ready ] || die "the laboratory did not start; see above"
            return
        fi
        kill -0 "$lab_inner" 2>/dev/null || die "the laboratory did not start; see above"
        sleep 0.1
    done
    die "the laboratory did not start within two minutes; see $lab_dir/*/log"
}

pbx_namespaces() {
    local namespaces="unshare --mount --pid --fork --kill-child --propagation private"
    if [ "$(id -u)" = 0 ]; then
        echo "$namespaces"
    elif $namespaces --user --map-root-user true 2>/dev/null; then
        echo "$namespaces --user --map-root-user"
    else
        say "unprivileged users have no namespaces on this machine: after a kill -9 of this process, Asterisk may keep running"
    fi
}

pbx_end() {
    local code=$?
    trap '' INT TERM HUP
    [ -z "$lab_child" ] || kill "$lab_child" 2>/dev/null || true
    if [ -n "$lab_pipe" ]; then
        exec {lab_pipe}>&-
        [ -z "$lab_child" ] || wait "$lab_child" 2>/dev/null || true
        wait "$lab_inner" 2>/dev/null || true
        rm -f "$lab_dir/pid" "$lab_dir/state"
    fi
    exit "$code"
}

pbx_run() {
    lab_options "$@"
    [ ${#lab_rest[@]} -gt 0 ] || die "usage: lab run DIR [options] -- COMMAND …"
    pbx_begin
    # Runs in the background, so that this script handles signals at once, but with the standard input of this script.
    LAB_DIR=$lab_dir "${lab_rest[@]}" <&0 {lab_pipe}>&- 9>&- 7>&- &
    lab_child=$!
    local code=0
    wait "$lab_child" || code=$?
    lab_child=''
    exit "$code"
}

pbx_hold() {
    lab_options "$@"
    pbx_begin
    echo ready
    while read -r _; do :; done
}

pbx_up() {
    lab_options "$@"
    exec 9>&- 7>&- # the holder takes these locks
    local log=$lab_dir/lab.log
    rm -f "$lab_dir/state"
    mkfifo -m 600 "$lab_dir/.hold.$$"
    # The holder keeps both ends of its input open, so only a signal ends it.
    setsid "$lab_self" hold "$lab_dir" <>"$lab_dir/.hold.$$" >"$log" 2>&1 &
    local holder=$!
    trap 'kill "$holder" 2>/dev/null; exit 130' INT TERM
    while [ ! -f "$lab_dir/state" ] && kill -0 "$holder" 2>/dev/null; do sleep 0.1; done
    rm -f "$lab_dir/.hold.$$"
    if ! kill -0 "$holder" 2>/dev/null || ! [ "$(cat "$lab_dir/state" 2>/dev/null)" = ready ]; then
        wait "$holder" || true
        cat "$log" >&2
        die "the laboratory did not start"
    fi
    echo "$holder" >"$lab_dir/holder"
}

pbx_down() {
    [ $# -eq 1 ] || die "usage: lab down DIR"
    local holder
    holder=$(cat "$1/holder" 2>/dev/null) || return 0
    rm -f "$1/holder"
    exec 9>>"$1/.lock"
    if ! flock -n 9; then # it still runs
        kill "$holder" 2>/dev/null || true
        flock -w 60 9 || die "the laboratory in $1 did not end within a minute"
    fi
}

# Runs a command in the namespaces of the PBXs.
pbx_enter() {
    local inner
    [ -f "$lab_dir/state" ] && inner=$(cat "$lab_dir/pid" 2>/dev/null) && kill -0 "$inner" 2>/dev/null ||
        die "the laboratory in $lab_dir is not running"
    if [ "$(cat "$lab_dir/namespaces")" = none ]; then
        "$@"
    elif [ "$(id -u)" = 0 ]; then
        nsenter --target "$inner" --mount --pid --wd="$PWD" "$@"
    else
        nsenter --target "$inner" --user --preserve-credentials --mount --pid --wd="$PWD" "$@"
    fi
}

pbx_named() {
    [ $# -ge 2 ] || die "which laboratory, and ours or world?"
    lab_dir=$(readlink -e "$1") || die "there is no folder $1"
    case "$2" in ours | world) ;; *) die "the two PBXs are called ours and world, not \"$2\"" ;; esac
    [ -f "$lab_dir/env" ] || die "$1 is no laboratory"
    lab_load
}

pbx_cli() {
    pbx_named "$@"
    local role=$2
    shift 2
    local command
    command=$(pbx_asterisk "$role")
    # shellcheck disable=SC2086
    pbx_enter $command -rx "$*"
}

pbx_pid() {
    pbx_named "$@"
    local name pid seen
    seen=$(config_seen "$(pbx_root "$2")" "$lab_dir")/$2/etc/asterisk.conf
    # The process id in this namespace, which differs from that in its own. The command lines of all laboratories can be the same, so the
    # namespace is compared, too.
    for name in $(grep -lsaF -- "$seen" /proc/[0-9]*/cmdline); do
        pid=${name#/proc/}
        pid=${pid%/cmdline}
        if tr '\0' ' ' 2>/dev/null <"$name" | grep -qF -- "-C $seen -f" &&
            [ "$(readlink "/proc/$pid/ns/pid")" = "$(readlink "/proc/$(cat "$lab_dir/pid")/ns/pid")" ]; then
            echo "$pid"
            return
        fi
    done
    die "$2 is not running"
}

pbx_kill9() {
    local pid
    pid=$(pbx_pid "$@")
    kill -9 "$pid"
    # Waits until the process has ended, so that its ports are free and its files are closed.
    while [ -n "$(tr -d '\0' 2>/dev/null <"/proc/$pid/cmdline")" ]; do sleep 0.05; done
}

pbx_restart() {
    pbx_named "$@"
    pbx_enter "$lab_self" start "$lab_dir" "$2"
}

# Upgrades the Asterisk of `ours` to that of `world`. Its configuration, its spool and the module are kept.
pbx_upgrade() {
    pbx_named "$@" ours
    pbx_enter "$lab_self" stop "$lab_dir" ours
    root_ours=$root_world
    sed -i "s|^root_ours=.*|root_ours=$root_ours|" "$lab_dir/env"
    sed -i "s|^astdatadir =>.*|astdatadir => $(root_data "$root_ours")|" "$lab_dir/ours/etc/asterisk.conf"
    config_modules "$lab_dir/ours" ours "$root_ours"
    pbx_enter "$lab_self" start "$lab_dir" ours
}

# --- inside

pbx_root() { if [ "$1" = ours ]; then echo "$root_ours"; else echo "$root_world"; fi; }

# Prints the command line of the Asterisk of this PBX, with its configuration. The folder of a laboratory must not contain white space.
pbx_asterisk() {
    local root
    root=$(pbx_root "$1")
    root_is_own "$root" || printf 'chroot %s ' "$root"
    printf 'asterisk -C %s/%s/etc/asterisk.conf' "$(config_seen "$root" "$lab_dir")" "$1"
}

pbx_inside() {
    lab_dir=$1
    lab_load
    trap '' INT
    trap : TERM
    local pid
    read -r pid _ </proc/self/stat # the process id in the outer namespace: /proc is still that of the outer namespace
    echo "$pid" >"$lab_dir/pid"
    if [ $$ = 1 ]; then echo own; else echo none; fi >"$lab_dir/namespaces"
    pbx_mount "$root_ours"
    [ "$root_ours" = "$root_world" ] || pbx_mount "$root_world"
    [ -z "$lab_user" ] || users_make
    if pbx_launch ours && pbx_launch world && pbx_booted ours && pbx_booted world; then
        pbx_state ready
        while read -r _; do :; done
    else
        pbx_state failed
    fi
    pbx_stop ours &
    pbx_stop world &
    wait $! || true
    wait || true
}

# Writes the state in one step: a reader finds no file, or the whole state.
pbx_state() {
    echo "$1" >"$lab_dir/state.new"
    mv "$lab_dir/state.new" "$lab_dir/state"
}

pbx_mount() {
    root_is_own "$1" && return
    mount --bind "$lab_dir" "$1/lab"
    mount --bind /dev "$1/dev"
    mount -t proc proc "$1/proc"
}

pbx_start() {
    lab_dir=$1
    lab_load
    pbx_stop "$2"
    pbx_launch "$2"
    pbx_booted "$2"
}

pbx_halt() {
    lab_dir=$1
    lab_load
    pbx_stop "$2"
}

pbx_launch() {
    local command user=''
    command=$(pbx_asterisk "$1")
    [ "$1" = world ] || [ -z "$lab_valgrind" ] || command=$(pbx_under_valgrind "$command")
    [ "$1" = world ] || user=${lab_user:+-U $lab_user}
    # shellcheck disable=SC2086
    setsid $command -f $user </dev/null >>"$lab_dir/$1/log/console" 2>&1 7>&- 9>&- &
}

# Keeps the symbols, because the module is unloaded before the report is written. Threads are scheduled in turn; otherwise the thread of a
# call would get no CPU time.
pbx_under_valgrind() {
    local report
    report=$(config_seen "$root_ours" "$lab_dir")/ours/log/valgrind
    echo "${1/asterisk -C/valgrind --keep-debuginfo=yes --leak-check=full --num-callers=40 --fair-sched=yes --log-file=$report asterisk -C}"
}

pbx_booted() {
    local try answer command
    command=$(pbx_asterisk "$1")
    for ((try = 0; try < 600; try++)); do
        # The command is run only once the control socket exists, because calling it again and again before that would take more
        # CPU time than the start of Asterisk.
        if [ -S "$lab_dir/$1/run/asterisk.ctl" ]; then
            # shellcheck disable=SC2086
            answer=$($command -rx 'core waitfullybooted' 2>/dev/null) || true
            case "$answer" in *'fully booted'*) return ;; esac
        fi
        sleep 0.1
    done
    say "$1 did not start. The end of its logs:"
    tail -n 15 "$lab_dir/$1/log/console" "$lab_dir/$1/log/full" >&2 || true
    return 1
}

pbx_stop() {
    local pid try command
    pid=$(cat "$lab_dir/$1/run/asterisk.pid" 2>/dev/null) || return 0
    command=$(pbx_asterisk "$1")
    # shellcheck disable=SC2086
    $command -rx 'core stop now' >/dev/null 2>&1 || true
    for ((try = 0; try < 100; try++)); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
    rm -f "$lab_dir/$1/run/asterisk.pid"
}
