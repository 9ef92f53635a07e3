//! The scripts that root runs to install Ferrofax and to link the module, each in a copy of the
//! system's folders. No script deletes or overwrites a file because of a list that another user
//! could have written, and the spool belongs to Asterisk's user.

use std::process::Command;

use crate::programs::{is_there, skip};

const TOP: &str = env!("CARGO_MANIFEST_DIR");

/// Makes the copies of the folders, in a mount namespace of its own, with an Asterisk and a user
/// `pbx`. `pack` makes a tarball's folder in /run/tree; its program does nothing.
const SYSTEM: &str = r#"
set -eu
mount -t tmpfs tests "$LAB"
for folder in etc usr var; do
    mkdir -p "$LAB/$folder/upper" "$LAB/$folder/work"
    mount -t overlay tests -o "lowerdir=/$folder,upperdir=$LAB/$folder/upper,workdir=$LAB/$folder/work" "/$folder"
done
mount -t tmpfs tests /run
rm -rf /usr/lib/ferrofax /var/lib/ferrofax /var/spool/asterisk /etc/asterisk /etc/ferrofax /etc/freepbx.conf
useradd -r pbx
getent passwd asterisk >/dev/null || useradd -r asterisk
modules=/usr/lib/asterisk/modules
mkdir -p /etc/asterisk "$modules" /usr/share/asterisk/documentation
touch "$modules/app_dial.so"
printf '[directories]\nastmoddir => %s\nastdatadir => /usr/share/asterisk\n' "$modules" >/etc/asterisk/asterisk.conf

pack() {
    local files=/run/tree/files
    rm -rf /run/tree
    mkdir -p $files/usr/bin $files/usr/lib/ferrofax $files/usr/lib/sysusers.d $files/usr/lib/tmpfiles.d \
        $files/etc/asterisk $files/etc/ferrofax
    printf '#!/bin/sh\n' >$files/usr/bin/ferrofax
    chmod 755 $files/usr/bin/ferrofax
    cp "$TOP/packaging/install" /run/tree
    cp "$TOP"/packaging/{place-module,freepbx-rights,freepbx-service,spool-folders,uninstall} $files/usr/lib/ferrofax
    echo module >$files/usr/lib/ferrofax/app_ferrofax.so
    touch $files/etc/asterisk/ferrofax.conf $files/etc/ferrofax/gateway.toml
    local name
    for name in ferrofax ferrofax-asterisk; do
        cp "$TOP/asterisk-conf/systemd/$name.sysusers" "$files/usr/lib/sysusers.d/$name.conf"
    done
    cp "$TOP/asterisk-conf/systemd/ferrofax.tmpfiles" $files/usr/lib/tmpfiles.d/ferrofax.conf
}
reject() { ! "$@" || { echo "not expected: $*"; exit 1; }; }
set -x
"#;

/// Runs a script of bash as root in copies of /etc, /usr and /var. Another user's test is skipped.
pub(super) fn in_a_copy_of_the_system(script: &str) {
    if !is_there("unshare") || !is_there("systemd-tmpfiles") {
        return;
    }
    if !super::install::we_are_root() {
        return skip("mounts copies of the system's folders, which root alone may");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new("unshare");
    command.args(["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", "-c"]);
    command
        .arg(format!("{SYSTEM}{script}"))
        .env("LAB", folder.path())
        .env("TOP", TOP);
    let output = command.output().expect("it is there");
    let said = [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat();
    assert!(output.status.success(), "{said}");
}

#[test]
fn a_list_that_the_services_user_wrote_deletes_no_file() {
    in_a_copy_of_the_system(
        r#"
pack
/run/tree/install
test "$(stat -c %U:%a /usr/lib/ferrofax/installed)" = root:644
reject test -e /var/lib/ferrofax

# As systemd does for a service that has run, and as an earlier version kept its list.
mkdir /var/lib/ferrofax
mv /usr/lib/ferrofax/installed /var/lib/ferrofax
chown -R ferrofax: /var/lib/ferrofax
echo precious >/usr/share/victim
echo /usr/share/victim >>/var/lib/ferrofax/installed
/run/tree/install >/run/said
cat /run/said
grep -q 'installed was not used, because other users than root could change it' /run/said
test "$(cat /usr/share/victim)" = precious
reject grep victim /usr/lib/ferrofax/installed
reject test -e /var/lib/ferrofax/installed

/usr/lib/ferrofax/uninstall
test "$(cat /usr/share/victim)" = precious
reject test -e /usr/lib/ferrofax
reject test -e /usr/bin/ferrofax
reject test -e "$modules/app_ferrofax.so"
"#,
    );
}

#[test]
fn an_upgrade_removes_files_by_the_list_of_an_earlier_version_if_it_is_roots() {
    in_a_copy_of_the_system(
        r#"
pack
/run/tree/install
mkdir /var/lib/ferrofax
mv /usr/lib/ferrofax/installed /var/lib/ferrofax
touch /usr/share/of-earlier-version
echo /usr/share/of-earlier-version >>/var/lib/ferrofax/installed
/run/tree/install --dry-run
test -e /usr/share/of-earlier-version
/run/tree/install
reject test -e /usr/share/of-earlier-version
reject test -e /var/lib/ferrofax/installed
test -s /usr/lib/ferrofax/installed
"#,
    );
}

#[test]
fn a_link_in_the_place_of_the_list_of_links_is_not_followed() {
    in_a_copy_of_the_system(
        r#"
pack
cp -r /run/tree/files/usr/lib/ferrofax /usr/lib
mkdir /var/lib/ferrofax
echo precious >/etc/victim
ln -s /etc/victim /var/lib/ferrofax/placed
chown -h pbx: /var/lib/ferrofax /var/lib/ferrofax/placed
/usr/lib/ferrofax/place-module
test "$(cat /etc/victim)" = precious
reject test -L /var/lib/ferrofax/placed
grep -qx "$modules/app_ferrofax.so" /usr/lib/ferrofax/placed

# The user may also name a link of the module that root must not remove.
ln -s /usr/lib/ferrofax/app_ferrofax.so /usr/share/link
echo /usr/share/link >/var/lib/ferrofax/placed
chown pbx: /var/lib/ferrofax/placed
/usr/lib/ferrofax/place-module --remove
test -L /usr/share/link
reject test -e "$modules/app_ferrofax.so"
reject test -e /usr/lib/ferrofax/placed
"#,
    );
}

#[test]
fn links_in_the_list_of_an_earlier_version_are_removed_if_it_is_roots() {
    in_a_copy_of_the_system(
        r#"
pack
cp -r /run/tree/files/usr/lib/ferrofax /usr/lib
mkdir -p /var/lib/ferrofax
mkdir -p /usr/lib64/asterisk/gone
ln -s /usr/lib/ferrofax/app_ferrofax.so /usr/lib64/asterisk/gone/app_ferrofax.so
echo /usr/lib64/asterisk/gone/app_ferrofax.so >/var/lib/ferrofax/placed
/usr/lib/ferrofax/place-module
reject test -e /usr/lib64/asterisk/gone
reject test -e /var/lib/ferrofax
grep -qx "$modules/app_ferrofax.so" /usr/lib/ferrofax/placed
"#,
    );
}

/// The packages and the tarball make the spool for a user named asterisk. Only the owner of
/// `received` can store received faxes.
#[test]
fn the_spool_belongs_to_the_user_of_asterisk() {
    in_a_copy_of_the_system(
        r#"
pack
cp -r /run/tree/files/usr/lib /usr
mkdir -p /etc/ferrofax /var/spool/asterisk
owners() { stat -c %U:%G:%a /var/spool/asterisk/ferrofax /var/spool/asterisk/ferrofax/received; }
both() { printf '%s:ferrofax:2770\n%s:ferrofax:2750\n' "$1" "$1"; }

# As the package is configured before an Asterisk is there, and with the usual user.
rm /etc/asterisk/asterisk.conf
sh "$TOP/debian/ferrofax.postinst" configure 1
grep -q ' asterisk ferrofax ' /usr/lib/tmpfiles.d/ferrofax.conf
systemd-sysusers ferrofax.conf
systemd-tmpfiles --create ferrofax.conf
test "$(owners)" = "$(both asterisk)"

printf '[options]\nrunuser = pbx\n' >/etc/asterisk/asterisk.conf
/usr/lib/ferrofax/place-module --fit --dry-run
test "$(owners)" = "$(both asterisk)"
for script in ferrofax ferrofax-asterisk; do
    sh "$TOP/debian/$script.postinst" configure 1
    test "$(owners)" = "$(both pbx)"
done
id -Gn pbx | grep -qw ferrofax
reject grep -rqE '^[um] asterisk ' /usr/lib/sysusers.d/ferrofax.conf /usr/lib/sysusers.d/ferrofax-asterisk.conf

# An upgrade brings the files for the user asterisk. A spool that is in use keeps its owner.
echo faxes >/var/spool/asterisk/ferrofax/spool.db
printf '[options]\nrunuser = daemon\n' >/etc/asterisk/asterisk.conf
cp -r /run/tree/files/usr/lib /usr
sh "$TOP/debian/ferrofax.postinst" configure 1
systemd-tmpfiles --create ferrofax.conf
test "$(owners)" = "$(both pbx)"

# The administrator names a user, for the packages and for the tarball.
cp -r /run/tree/files/usr/lib /usr
/usr/lib/ferrofax/place-module --fit --user daemon
test "$(owners)" = "$(both daemon)"
/run/tree/install --user pbx
test "$(owners)" = "$(both pbx)"
"#,
    );
}

/// Debian's package of Asterisk gives all folders in /var/spool/asterisk to Asterisk.
#[test]
fn the_service_has_its_folders_again_after_an_upgrade_of_asterisk() {
    in_a_copy_of_the_system(
        r#"
pack
cp -r /run/tree/files/usr/lib /usr
mkdir -p /etc/ferrofax
install -d -o asterisk -g asterisk -m 750 /var/spool/asterisk
systemd-sysusers ferrofax.conf
systemd-tmpfiles --create ferrofax.conf
spool=/var/spool/asterisk/ferrofax
runuser -u asterisk -- sh -c "umask 007; mkdir $spool/calls $spool/received/17; chmod 2750 $spool/calls $spool/received/17"
runuser -u ferrofax -- sh -c "umask 007; mkdir -p $spool/mail/waiting $spool/received/parts/18"
ln -s /etc $spool/link

works() {
    runuser -u ferrofax -- sh -ec "for name in mail/waiting received/parts/18 jobs; do
        echo text >$spool/\$name/new; rm $spool/\$name/new; done"
}
modes() {
    cd $spool
    stat -c '%n %G:%a' . jobs mail mail/waiting received received/17 received/parts received/parts/18 calls
}
works
before=$(modes)

# The commands of Debian's asterisk.postinst.
find /var/spool/asterisk -type d | while read -r dir; do
    chown asterisk: "$dir"
    chmod 750 "$dir"
done
reject works
cp -a $spool /run/taken
sh "$TOP/debian/ferrofax-asterisk.postinst" triggered
works
test "$(modes)" = "$before"
# The .rpm does the same.
rm -r $spool
cp -a /run/taken $spool
reject works
sh -c "$(sed '1,/^%transfiletriggerin/d; /^%/,$d' "$TOP/packaging/ferrofax.spec")"
works
test "$(modes)" = "$before"
reject runuser -u ferrofax -- touch $spool/received/new $spool/calls/new
test "$(stat -c %U:%G /etc)" = root:root

# There is nothing more to do, and a group that the administrator has chosen is kept.
test -z "$(/usr/lib/ferrofax/spool-folders)"
chgrp -R audio $spool
test -z "$(/usr/lib/ferrofax/spool-folders)"
test "$(stat -c %G $spool)" = audio
"#,
    );
}

/// If all packages are installed at once, apt may configure Asterisk's last, and no trigger runs.
#[test]
fn the_service_has_its_folders_when_it_starts_after_all_packages_came_at_once() {
    in_a_copy_of_the_system(
        r#"
pack
cp -r /run/tree/files/usr/lib /usr
mkdir -p /etc/ferrofax
install -d -o asterisk -g asterisk -m 750 /var/spool/asterisk
systemd-sysusers ferrofax.conf
systemd-tmpfiles --create ferrofax.conf
sh "$TOP/debian/ferrofax-asterisk.postinst" configure
spool=/var/spool/asterisk/ferrofax
writes() { runuser -u ferrofax -- touch $spool/new $spool/jobs/new $spool/received/parts/new; }
writes

# The commands of Debian's asterisk.postinst.
find /var/spool/asterisk -type d | while read -r dir; do
    chown asterisk: "$dir"
    chmod 750 "$dir"
done
rm $spool/new $spool/jobs/new $spool/received/parts/new
reject writes
before=$(sed -n 's/^ExecStartPre=-+//p' "$TOP/asterisk-conf/systemd/ferrofax.service")
$before
writes
reject runuser -u ferrofax -- touch $spool/received/new
"#,
    );
}

/// The image has the folders as Debian's package of Asterisk leaves them. A volume may be empty.
#[test]
fn a_container_gives_the_service_its_folders() {
    in_a_copy_of_the_system(
        r#"
pack
cp -r /run/tree/files/usr/lib /usr
mkdir -p /etc/ferrofax
printf '#!/bin/sh\necho "$*" >/run/started\n' >/usr/sbin/asterisk
chmod 755 /usr/sbin/asterisk
spool=/var/spool/asterisk/ferrofax
systemd-sysusers ferrofax.conf
for volume in new image; do
    rm -rf /var/spool/asterisk /run/started
    install -d -o asterisk -g asterisk -m 750 /var/spool/asterisk
    if [ $volume = image ]; then
        systemd-tmpfiles --create ferrofax.conf
        find /var/spool/asterisk -type d -exec chown asterisk: {} + -exec chmod 750 {} +
    fi
    sh "$TOP/packaging/container-start"
    test "$(cat /run/started)" = '-f -U asterisk'
    runuser -u ferrofax -- touch $spool/new $spool/jobs/new $spool/received/parts/new
    reject runuser -u ferrofax -- touch $spool/received/new
    runuser -u asterisk -- touch $spool/received/new $spool/received/parts/of-asterisk
done
"#,
    );
}

/// An administrator runs the commands of docs/spool.md.
#[test]
fn the_commands_for_another_group_set_the_modes_that_systemd_sets() {
    in_a_copy_of_the_system(
        r#"
pack
cp -r /run/tree/files/usr/lib /usr
mkdir -p /etc/ferrofax /var/spool/asterisk
systemd-sysusers ferrofax.conf
systemd-tmpfiles --create ferrofax.conf
spool=/var/spool/asterisk/ferrofax
mkdir $spool/calls $spool/received/0000
touch $spool/calls/1 $spool/received/0000/1.tif $spool/received/parts/1-2.tif $spool/jobs/1.tif $spool/receiving.lock
modes() { stat -c '%n %a' $spool $spool/jobs $spool/received $spool/received/parts $spool/spool.db; }
before=$(modes)

getent group fax || groupadd -r fax
chmod -R u=rwX,go= $spool
reject test "$(modes)" = "$before"
sed -n '/^### Another group/,/^## /s/^    //p' "$TOP/docs/spool.md" >/run/commands
test "$(wc -l </run/commands)" -ge 4
sh -ex /run/commands
test "$(modes)" = "$before"
test "$(stat -c %G $spool $spool/received/parts $spool/jobs/1.tif | sort -u)" = fax
"#,
    );
}

/// An administrator restores a backup on another machine by docs/backup.md. The copied files have
/// the numbers of the old machine's users.
#[test]
fn the_service_reads_the_files_that_were_copied_from_another_machine() {
    in_a_copy_of_the_system(
        r#"
pack
cp -r /run/tree/files/usr/lib /usr
mkdir -p /etc/ferrofax /var/lib/ferrofax/proof /var/spool/asterisk
systemd-sysusers ferrofax.conf
systemd-tmpfiles --create ferrofax.conf
copied="/etc/ferrofax/gateway.toml /etc/ferrofax/fax.key /var/lib/ferrofax/proof/own.pem"
touch $copied /etc/asterisk/ferrofax.conf
chown -R 12345:12345 /etc/ferrofax /var/lib/ferrofax /etc/asterisk/ferrofax.conf
chmod 600 $copied /etc/asterisk/ferrofax.conf
reject runuser -u ferrofax -- cat $copied
reject runuser -u asterisk -- cat /etc/asterisk/ferrofax.conf

sed -n '/^## Restore on another machine/,/^4\. /s/^       //p' "$TOP/docs/backup.md" >/run/commands
test "$(wc -l </run/commands)" = 3
sh -ex /run/commands
runuser -u ferrofax -- cat $copied
runuser -u asterisk -- cat /etc/asterisk/ferrofax.conf
reject runuser -u pbx -- cat /etc/asterisk/ferrofax.conf
test "$(stat -c %U:%G:%a /etc/ferrofax /etc/ferrofax/fax.key)" = "$(printf 'root:ferrofax:750\nroot:ferrofax:640')"
"#,
    );
}

/// The folder of Asterisk's settings belongs to its user.
#[test]
fn root_follows_no_link_in_the_folder_of_asterisk_s_settings() {
    in_a_copy_of_the_system(
        r#"
pack
chown asterisk: /etc/asterisk
touch /etc/freepbx.conf
conf=/etc/asterisk/freepbx_chown.conf
echo precious >/etc/victim
chmod 600 /etc/victim

for name in "$conf" "$conf.new" /etc/asterisk/ferrofax.conf.part; do
    ln -sfn /etc/victim "$name"
    sh "$TOP/packaging/freepbx-rights"
    /run/tree/install
    test "$(cat /etc/victim)" = precious
    test "$(stat -c %U:%a /etc/victim)" = root:600
    rm -f "$name" /etc/asterisk/ferrofax.conf
done
sh "$TOP/packaging/freepbx-rights"
grep -q '^directory = /var/spool/asterisk/ferrofax$' "$conf"
test "$(stat -c %U:%a "$conf")" = asterisk:664
"#,
    );
}

/// FreePBX starts Asterisk without the group `ferrofax`. The .deb, the .rpm and the tarball let the
/// service run as Asterisk's user.
#[test]
fn each_kind_of_package_lets_the_service_run_as_freepbx_s_user() {
    in_a_copy_of_the_system(
        r#"
pack
touch /etc/freepbx.conf
added=/etc/systemd/system/ferrofax.service.d/freepbx.conf
runs_as_asterisk() { grep -qx User=asterisk $added && grep -qx SupplementaryGroups=ferrofax $added; }

/run/tree/install --dry-run
reject test -e $added
/run/tree/install
runs_as_asterisk
# An upgrade changes nothing, and an edited file is kept.
rm $added
/run/tree/install
reject test -e $added
/usr/lib/ferrofax/freepbx-service
echo Nice=1 >>$added
/usr/lib/ferrofax/uninstall
grep -qx Nice=1 $added
rm $added
/run/tree/install
/usr/lib/ferrofax/uninstall
reject test -e ${added%/*}

cp -r /run/tree/files/usr/lib /usr
mkdir -p /etc/ferrofax /var/spool/asterisk
sh "$TOP/debian/ferrofax.postinst" configure
runs_as_asterisk
sh "$TOP/debian/ferrofax.postrm" purge
reject test -e ${added%/*}

script() { sed "1,/^%$1\$/d; /^%/,\$d" "$TOP/packaging/ferrofax.spec"; }
sh -c "$(script post)" post 1
runs_as_asterisk
sh -c "$(script preun)" preun 1
runs_as_asterisk
sh -c "$(script preun)" preun 0
reject test -e ${added%/*}
sh -c "$(script post)" post 2
reject test -e $added
"#,
    );
}

/// The folder of Asterisk's spool is as Debian's package of Asterisk makes it.
#[test]
fn the_tarball_gives_the_service_its_folders_without_systemd() {
    in_a_copy_of_the_system(
        r#"
pack
rm "$(command -v systemd-sysusers)"
install -d -o asterisk -g asterisk -m 750 /var/spool/asterisk
/run/tree/install
spool=/var/spool/asterisk/ferrofax
runuser -u ferrofax -- touch $spool/new $spool/jobs/new $spool/received/parts/new
reject runuser -u ferrofax -- touch $spool/received/new
runuser -u asterisk -- touch $spool/received/new $spool/received/parts/of-asterisk
test "$(stat -c %U:%G:%a $spool/spool.db)" = asterisk:ferrofax:660
"#,
    );
}

/// The role of Ansible gives ferrofax.conf to this group, and writes the fax devices to this
/// folder.
#[test]
fn ansible_finds_the_group_of_asterisk_s_user_and_the_folder_of_its_settings() {
    in_a_copy_of_the_system(
        r#"
pack
cp -r /run/tree/files/usr/lib /usr
groupadd -r telephony
usermod -g telephony pbx
tasks=$TOP/ansible/roles/ferrofax/tasks/settings.yml
look=$(sed -n 's/^  ansible.builtin.shell: //p' "$tasks")
found() { test "$(sh -c "$look" | tr '\n' ' ')" = "$1 $2 "; }
found "$(id -gn asterisk)" /etc/asterisk
printf '[options]\nrunuser = pbx\n' >>/etc/asterisk/asterisk.conf
found telephony /etc/asterisk
mkdir -p /usr/local/etc/asterisk
mv /etc/asterisk/asterisk.conf /usr/local/etc/asterisk
found telephony /usr/local/etc/asterisk
reject grep -q 'group: asterisk\|/etc/asterisk/extensions' "$tasks"
"#,
    );
}

/// An administrator has named Asterisk's user, and upgrades later while Asterisk is stopped.
#[test]
fn an_upgrade_by_the_tarball_leaves_a_spool_in_use_to_its_owner() {
    in_a_copy_of_the_system(
        r#"
pack
install -d -o pbx -m 755 /var/spool/asterisk
/run/tree/install --user pbx
echo faxes >/var/spool/asterisk/ferrofax/spool.db
/run/tree/install
test "$(stat -c %U /var/spool/asterisk/ferrofax/received)" = pbx
"#,
    );
}
