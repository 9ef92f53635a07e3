<?php
// SPDX-License-Identifier: GPL-2.0-or-later

// For framework.php: `fwconsole chown` by the framework's own command, ten times over a spool that freepbx_chown.conf excludes
// as asterisk-conf/freepbx_chown.conf.sample says (at /lab), and once where nothing excludes it.

use Symfony\Component\Console\Input\ArrayInput;
use Symfony\Component\Console\Output\BufferedOutput;

/** Paths with mode and owner, as stat prints them. */
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
