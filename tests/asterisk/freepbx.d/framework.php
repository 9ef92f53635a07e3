<?php
// SPDX-License-Identifier: GPL-2.0-or-later

// Tests the FreePBX module in the framework's own sources: php framework.php WEBROOT. Needs a MariaDB at /tmp/database.sock and
// a user asterisk. The framework's installer needs Node.js and a running Asterisk, so this file creates the tables of the
// framework's module.xml. Then the framework itself installs the module, writes the configuration and sets rights.

// The framework's own code causes many warnings. Its bootstrap changes this setting, too.
const LEVEL = E_ALL & ~E_DEPRECATED & ~E_NOTICE & ~E_WARNING & ~E_STRICT;
error_reporting(LEVEL);
const ETC = '/etc/asterisk';
const SPOOL = '/var/spool/asterisk';
define('WEBROOT', rtrim($argv[1], '/'));

function check(bool $holds, string $what, $found = null): void {
	echo $holds ? "ok    $what\n" : "FAIL  $what: " . json_encode($found) . "\n";
	if (!$holds) {
		exit(1);
	}
}

/** Creates the tables of a module from its module.xml, and enables the module. */
function stand_in_for_the_installer(PDO $database, string $module): void {
	$types = ['integer' => 'int', 'bigint' => 'bigint', 'smallint' => 'smallint', 'boolean' => 'tinyint', 'text' => 'text',
		'blob' => 'longblob', 'datetime' => 'datetime', 'float' => 'float'];
	$xml = simplexml_load_file(WEBROOT . "/admin/modules/$module/module.xml");
	foreach ($xml->database->table as $table) {
		$columns = $keys = [];
		foreach ($table->field as $field) {
			$attributes = [];
			foreach ($field->attributes() as $name => $value) {
				$attributes[strtolower($name)] = (string)$value;
			}
			$type = $types[$attributes['type']] ?? 'varchar(' . ($attributes['length'] ?? 255) . ')';
			$auto = ($attributes['autoincrement'] ?? '') === 'true' ? ' AUTO_INCREMENT' : '';
			$columns[] = "`{$attributes['name']}` $type$auto";
			if (($attributes['primarykey'] ?? '') === 'true') {
				$keys[] = "`{$attributes['name']}`";
			}
		}
		if ($keys) {
			$columns[] = 'PRIMARY KEY (' . implode(', ', $keys) . ')';
		}
		$database->exec("CREATE TABLE `{$table['name']}` (" . implode(', ', $columns) . ')');
	}
	$row = $database->prepare('INSERT INTO modules (modulename, version, enabled) VALUES (?, ?, 1)');
	$row->execute([$module, (string)$xml->version]);
}

$database = new PDO('mysql:unix_socket=/tmp/database.sock;dbname=asterisk', 'root', '');
$database->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
foreach (['framework', 'core', 'userman'] as $module) {
	stand_in_for_the_installer($database, $module);
}
$version = (string)simplexml_load_file(WEBROOT . '/admin/modules/framework/module.xml')->version;
$database->prepare("INSERT INTO admin VALUES ('version', ?), ('need_reload', 'false')")->execute([$version]);
$settings = [
	'AMPWEBROOT' => WEBROOT, 'ASTETCDIR' => ETC, 'ASTSPOOLDIR' => SPOOL, 'ASTVARLIBDIR' => '/var/lib/asterisk',
	'ASTLOGDIR' => '/var/log/asterisk', 'ASTRUNDIR' => '/run/asterisk', 'ASTAGIDIR' => '/var/lib/asterisk/agi-bin',
	'AMPBIN' => '/var/lib/asterisk/bin', 'MOHDIR' => 'moh', 'AMPASTERISKUSER' => 'asterisk', 'AMPASTERISKGROUP' => 'asterisk',
	'AMPASTERISKWEBUSER' => 'asterisk', 'AMPASTERISKWEBGROUP' => 'asterisk', 'FPBXDBUGFILE' => '/var/log/asterisk/freepbx_debug',
	'FPBX_LOG_FILE' => '/var/log/asterisk/freepbx.log', 'AMPDBENGINE' => 'mysql', 'SIGNATURECHECK' => '1',
];
foreach (array_unique(array_intersect_key($settings, array_filter($settings, fn($value) => $value[0] === '/'))) as $folder) {
	if (strpos(basename($folder), 'freepbx') !== 0 && !is_dir($folder)) {
		mkdir($folder, 0755, true);
	}
}
foreach (['moh', 'sounds'] as $folder) {
	mkdir("/var/lib/asterisk/$folder");
}
$row = $database->prepare("INSERT INTO freepbx_settings (keyword, value, defaultval, type, category, name, level, emptyok)
	VALUES (?, ?, ?, 'text', 'test', ?, 0, 1)");
foreach ($settings as $keyword => $value) {
	$row->execute([$keyword, $value, $value, $keyword]);
}

$amp_conf = ['AMPDBUSER' => 'root', 'AMPDBPASS' => '', 'AMPDBHOST' => 'localhost', 'AMPDBSOCK' => '/tmp/database.sock',
	'AMPDBNAME' => 'asterisk', 'AMPDBENGINE' => 'mysql', 'AMPWEBROOT' => WEBROOT, 'datasource' => ''];
$bootstrap_settings = ['skip_astman' => true, 'freepbx_auth' => false, 'freepbx_error_handler' => false];
$restrict_mods = true;
require WEBROOT . '/admin/bootstrap.php';
error_reporting(LEVEL);
require_once WEBROOT . '/admin/libraries/extensions.class.php';
check(true, "the framework $version runs in PHP " . PHP_VERSION);
$pbx = FreePBX::create();

// Installs the module, as `fwconsole ma install ferrofax` does.
file_put_contents(ETC . '/extensions_custom.conf', "[own]\nexten => 1,1,NoOp()\n");
ob_start();
$installed = module_functions::create()->install('ferrofax', true);
$said = ob_get_clean();
check($installed === true, 'the module is installed', [$installed, $said]);
check(substr(file_get_contents(ETC . '/extensions_custom.conf'), -34) === "#tryinclude ferrofax_devices.conf\n", 'its dialplan is included');
$pbx->Modules->getActiveModules(false);
check(isset($pbx->Modules->getActiveModules(false)['ferrofax']), 'the module is enabled');
$columns = $database->query('SHOW COLUMNS FROM ferrofax_devices')->fetchAll(PDO::FETCH_COLUMN);
check($columns === ['extension', 'name', 'mailboxes', 'users', 'format', 'options'], 'its table is made', $columns);

$ferrofax = $pbx->Ferrofax;
check(get_class($ferrofax) === 'FreePBX\modules\Ferrofax', 'the class is loaded by BMO');

// A user of User Manager, and a device.
$pbx->Userman->install();
$added = $pbx->Userman->addUser('bob', 'A-long-Secret-1', 'none', null, ['email' => 'bob@example.com']);
check(!empty($added['status']), 'a user is added', $added);
$ferrofax->save(new FreePBX\modules\Ferrofax\Device(['extension' => '2101', 'name' => 'Sales', 'mailboxes' => 'alice@example.com',
	'users' => [$added['id']], 'format' => 'tiff', 'options' => 'e(no)']));
check($ferrofax->device('2101')->users === [(int)$added['id']], 'a device is saved');

/**
 * Runs the hooks of this module, as Apply Config does. The hooks of the framework's own modules are left out, because they need a
 * complete FreePBX. Returns the contents of extensions_additional.conf.
 */
function apply_config(): string {
	global $ext;
	$pbx = FreePBX::create();
	$ext = new extensions();
	$ext->add('from-internal-additional', 'h', '', new ext_hangup());
	$hooks = $pbx->Hooks->updateBMOHooks();
	$ours = fn($class) => substr($class, -8) === 'Ferrofax';
	$hooks['ConfigFiles'] = array_values(array_filter($hooks['ConfigFiles'], $ours));
	$hooks['DialplanHooks'] = array_filter($hooks['DialplanHooks'], $ours, ARRAY_FILTER_USE_KEY);
	$pbx->Hooks->setConfig('hooks', $hooks);
	$active = $pbx->Modules->getActiveModules(false);
	$pbx->DialplanHooks->processHooks('asterisk', $pbx->DialplanHooks->getAllHooks(['ferrofax' => $active['ferrofax']]));
	$pbx->FileHooks->processFileHooks(['ferrofax']);
	$pbx->Hooks->updateBMOHooks();
	return $ext->generateConf();
}

$hooks = $pbx->Hooks->updateBMOHooks();
check(in_array('FreePBX\modules\Ferrofax', $hooks['ConfigFiles'], true), 'its file is among those of Apply Config');
check(($hooks['DialplanHooks']['FreePBX\modules\Ferrofax'] ?? null) === true, 'and its dialplan hook', $hooks['DialplanHooks']);
$additional = apply_config();
check(strpos($additional, "include => fax-devices\n") !== false, 'telephones reach the devices', $additional);
$written = file_get_contents(ETC . '/ferrofax_devices.conf');
$line = "exten => 2101,1,FaxDevice(alice@example.com&bob@example.com,tiff,n(Sales)e(no))\n";
check(strpos($written, $line) !== false, 'the device is in the file', $written);
check(strpos($written, ";---") === 0, 'under the header of FreePBX', $written);
check(posix_getpwuid(fileowner(ETC . '/ferrofax_devices.conf'))['name'] === 'asterisk', 'the file is Asterisk\'s');

// The questions of inbound routes and extensions to the module.
$pbx->Modules->loadAllFunctionsInc();
$destinations = $pbx->Destinations->getDestinationsByModule('ferrofax');
check(isset($destinations['fax-devices,2101,1']), 'the device is a destination', $destinations);
check($destinations['fax-devices,2101,1']['name'] === 'Fax Device', 'in a category of its own', $destinations);
$identified = $pbx->Destinations->identifyDestinations(['fax-devices,2101,1', 'fax-devices,2199,1']);
check(isset($identified['fax-devices,2101,1']['ferrofax']['edit_url']), 'it is known by its destination', $identified);
$usage = $pbx->Extensions->checkUsage('2101', false);
check(isset($usage['ferrofax']['2101']), 'its extension is in use', $usage);

// The address of a user changes: the module requests Apply Config, which writes the new address.
$database->exec("UPDATE admin SET value = 'false' WHERE variable = 'need_reload'");
$changed = $pbx->Userman->updateUser($added['id'], 'bob', 'bob', 'none', null, ['email' => 'robert@example.com']);
check(!empty($changed['status']), 'a user is changed', $changed);
$asked = $database->query("SELECT value FROM admin WHERE variable = 'need_reload'")->fetchColumn();
check($asked === 'true', 'Apply Config is asked for', $asked);
apply_config();
check(strpos(file_get_contents(ETC . '/ferrofax_devices.conf'), 'robert@example.com') !== false, 'the new address is written');

// The page, as FreePBX calls it.
$_REQUEST = ['display' => 'ferrofax', 'view' => 'form', 'extdisplay' => '2101'];
$page = $ferrofax->showPage($_REQUEST);
check(strpos($page, 'robert@example.com') !== false, 'the form is shown', $page);
check(strpos($ferrofax->showPage([]), 'alice@example.com, robert@example.com') !== false, 'the list is shown');

if (is_dir(WEBROOT . '/admin/assets')) {
	require __DIR__ . '/web.php';
} else {
	echo "left out: the pages over HTTP, since the sources have no admin/assets\n";
}
require __DIR__ . '/rights.php';
if (is_dir(WEBROOT . '/admin/modules/backup')) {
	require __DIR__ . '/backup.php';
} else {
	echo "left out: backup and restore, since the sources have no admin/modules/backup\n";
}

ob_start();
$removed = module_functions::create()->uninstall('ferrofax', true);
$said = ob_get_clean();
check($removed === true, 'the module is uninstalled', [$removed, $said]);
check(file_get_contents(ETC . '/extensions_custom.conf') === "[own]\nexten => 1,1,NoOp()\n", 'the file of others is as before');
check(!file_exists(ETC . '/ferrofax_devices.conf'), 'its file is gone');
check($database->query("SHOW TABLES LIKE 'ferrofax_devices'")->fetchAll() === [], 'its table is gone');
