<?php
// SPDX-License-Identifier: GPL-2.0-or-later

// Used by framework.php. Runs the framework's own `fwconsole chown` ten times on a spool that freepbx_chown.conf excludes, as in
// asterisk-conf/freepbx_chown.conf.sample (at /lab), and once on a spool that is not excluded.

use Symfony\Component\Console\Input\ArrayInput;
use Symfony\Component\Console\Output\BufferedOutput;

/** Returns paths with mode and owner, in the format of stat. */
function rights(): string {
	return shell_exec('find ' . SPOOL . '/ferrofax ' . ETC . '/ferrofax.conf -exec stat -c "%n %a %U %G" {} + | sort');
}

function fwconsole_chown(): void {
	$chown = new FreePBX\Console\Command\Chown();
	$chown->run(new ArrayInput([]), new BufferedOutput());
}

shell_exec('mkdir -p ' . SPOOL . '/ferrofax/received/17 && cd ' . SPOOL . '/ferrofax && chown -R asterisk:daemon . && chmod 2770 . received
	chmod 2750 received/17; touch spool.db received/17/page.tif; chown asterisk:daemon spool.db received/17/page.tif
	chmod 660 spool.db; chmod 640 received/17/page.tif
	touch ' . ETC . '/ferrofax.conf; chown root:asterisk ' . ETC . '/ferrofax.conf; chmod 640 ' . ETC . '/ferrofax.conf');
require_once WEBROOT . '/admin/libraries/Console/Chown.class.php';
$before = rights();
copy('/lab/freepbx_chown.conf', ETC . '/freepbx_chown.conf');
for ($time = 0; $time < 10; $time++) {
	fwconsole_chown();
}
check(rights() === $before, 'ten fwconsole chown leave the rights as they were', rights());
unlink(ETC . '/freepbx_chown.conf');
fwconsole_chown();
check(strpos(rights(), SPOOL . '/ferrofax/received/17/page.tif 664 asterisk asterisk') !== false, 'without freepbx_chown.conf they change', rights());
