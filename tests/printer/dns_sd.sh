# Two machines on a network: one with the Ferrofax service and Avahi, and a desktop, which looks for printers with Avahi and ippfind. Prints
# the printers that the desktop finds, line by line. Must run in namespaces of its own (network, mounts, processes). FERROFAX is the
# program. OTHER, if it is set, is the name of a printer of the desktop.
set -eu

# Starts D-Bus and Avahi of the machine named $1.
machine() {
    ip link set lo up
    mount -t tmpfs tmpfs /run
    mount -t tmpfs tmpfs /etc/avahi/services
    mkdir -p /run/dbus /run/avahi-daemon
    dbus-daemon --system --nopidfile --nofork 2>/dev/null &
    until [ -S /run/dbus/system_bus_socket ]; do sleep 0.05; done
    printf '[server]\nhost-name=%s\nuse-ipv6=no\nallow-interfaces=lan%s\n' "$1" "$1" >/run/avahi.conf
    avahi-daemon --no-rlimits --no-drop-root --no-chroot -f /run/avahi.conf 2>/dev/null &
    until avahi-daemon --check; do sleep 0.05; done
}

# Prints the FaxOut printers, which ippfind does not find: name, with special characters as \DDD, and path.
fax_out() {
    avahi-browse -rpt _fax-ipp._tcp | sed -n 's/^=;.*;\([^;]*\);_fax-ipp._tcp;.*"rp=\([^"]*\)".*/\1 \2/p'
}

# Runs a search until its result is $2 ("found" or "nothing"), and prints "$1: RESULT".
ask() {
    local name=$1 wanted=$2 tries found
    shift 2
    for tries in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        found=$("$@" | sort -u | tr '\n' ' ') || true
        if [ "$wanted" = found ] && [ -n "$found" ]; then break; fi
        if [ "$wanted" = nothing ] && [ -z "$found" ]; then break; fi
    done
    printf '%s: %s\n' "$name" "$found"
}

case ${1-} in
gateway)
    machine gateway
    exec "$FERROFAX" serve
    ;;
*)
    unshare --net --mount sh -c 'until ip addr show langateway up 2>/dev/null | grep -q 192.0.2.1; do sleep 0.05; done
        exec sh "$0" gateway' "$0" &
    gateway=$!
    # Waits until the process has a network of its own.
    until [ "$(readlink "/proc/$gateway/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
    ip link add landesk type veth peer name langateway
    ip link set langateway netns "$gateway"
    ip addr add 192.0.2.2/24 dev landesk
    ip link set landesk up
    nsenter --net="/proc/$gateway/ns/net" ip link set langateway up
    machine desk
    if [ -n "${OTHER-}" ]; then
        printf '<service-group><name>%s</name><service><type>_ipp._tcp</type><port>9</port></service></service-group>' "$OTHER" \
            >/etc/avahi/services/other.service
        ask other found ippfind -T 1 _ipp._tcp
    fi
    nsenter --net="/proc/$gateway/ns/net" ip addr add 192.0.2.1/24 dev langateway
    ask universal found ippfind -T 1 _ipp._tcp,_universal
    ask print found ippfind -T 1 _ipp._tcp,_print
    ask fax found fax_out
    ask told found ippfind -T 1 _ipp._tcp --txt-rfo ipp/faxout --txt-note 'Room 7' --txt-air username,password
    ask names found ippfind -T 1 _ipp._tcp --exec echo '{service_name}' ';'
    kill -TERM "$gateway"
    wait "$gateway"
    ask withdrawn nothing ippfind -T 1 _ipp._tcp,_universal
    ;;
esac
