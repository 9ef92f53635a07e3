# Creates the users of Asterisk and of the Ferrofax service from the installed files asterisk-conf/systemd/ferrofax.sysusers and .tmpfiles.
# Sourced by ../lab.

# Runs in the namespaces, before `ours` starts. Gives the folders of `ours` to its user, and creates the spool like an installed
# one, in another folder.
users_make() {
    root_is_own "$root_ours" && die "--as needs a root of packages"
    local conf=$lab_top/asterisk-conf/systemd
    systemd-sysusers --root="$root_ours" "$conf/ferrofax.sysusers"
    mkdir -p "$lab_dir/ours/etc/ferrofax"
    # The access control lists (a+) are left out, also those of the spool: here, modes and the group grant access.
    sed -e '/^a+/d' -e 's,/var/spool/asterisk/ferrofax,/lab/ours/fax,' -e 's,/etc/ferrofax,/lab/ours/etc/ferrofax,' \
        "$conf/ferrofax.tmpfiles" >"$lab_dir/ours/tmpfiles"
    chown -R "$(users_id "$lab_user")" "$lab_dir"/ours/{lib,spool,run,log}
    systemd-tmpfiles --root="$root_ours" --create "$lab_dir/ours/tmpfiles"
    [ -z "$lab_program" ] || ln -f "$lab_program" "$lab_dir/ours/ferrofax" 2>/dev/null || cp "$lab_program" "$lab_dir/ours/ferrofax"
}

# Prints the ids of a user of the root and of its group, as UID:GID.
users_id() { sed -n "s/^$1:[^:]*:\([0-9]*:[0-9]*\):.*/\1/p" "$root_ours/etc/passwd"; }

# Prints the ids of all groups of a user.
users_groups() { sed -nE "s/^[^:]*:[^:]*:([0-9]+):(.*,)?$1(,.*)?$/\1/p" "$root_ours/etc/group" | paste -sd, ; }

# Runs the program as a user. The root is that of `world`, whose C library is new enough for the program.
users_program() {
    [ $# -ge 3 ] || die "usage: lab program DIR USER ARGUMENTS …"
    lab_dir=$(readlink -e "$1") || die "there is no folder $1"
    lab_load
    local id groups
    id=$(users_id "$2")
    [ -n "$id" ] || die "there is no user $2"
    groups=$(users_groups "$2")
    shift 2
    pbx_enter chroot --userspec="$id" ${groups:+--groups="$groups"} "$root_world" env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 \
        FERROFAX_SPOOL=/lab/ours/fax FERROFAX_CONFIG=/lab/ours/etc/ferrofax/gateway.toml /lab/ours/ferrofax "$@"
}
