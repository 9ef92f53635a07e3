<?php
// SPDX-License-Identifier: GPL-2.0-or-later

// Tests the FreePBX module without FreePBX, with the stubs of stand_ins.php: php units.php FOLDER-OF-THE-MODULE
// Each test is a function `test_…`. A PHP warning also fails a test.

use FreePBX\modules\Ferrofax;
use FreePBX\modules\Ferrofax\Check;
use FreePBX\modules\Ferrofax\Device;
use FreePBX\modules\Ferrofax\IncludeLine;

error_reporting(E_ALL);
set_error_handler(function ($level, $text, $file, $line) {
	throw new ErrorException($text, 0, $level, $file, $line);
});
define('MODULE', rtrim($argv[1], '/'));
require __DIR__ . '/stand_ins.php';
foreach (['Ferrofax.class.php', 'functions.inc.php', 'Backup.php', 'Restore.php'] as $file) {
	require MODULE . "/$file";
}

function same($expected, $found, string $of = ''): void {
	if ($expected !== $found) {
		throw new Exception("$of: expected " . var_export($expected, true) . ', found ' . var_export($found, true));
	}
}

/** Creates a folder with the files of FreePBX that the module needs. */
function pbx(): FreePBX {
	$folder = sys_get_temp_dir() . '/units-' . bin2hex(random_bytes(4));
	mkdir($folder);
	$pbx = new FreePBX($folder);
	$pbx->Ferrofax = new Ferrofax($pbx);
	$GLOBALS['reloads'] = 0;
	return $pbx;
}

function device(array $fields = []): Device {
	return new Device($fields + ['extension' => '2101', 'mailboxes' => 'alice@example.com']);
}

function test_a_device_is_a_line_of_the_dialplan() {
	$line = fn(array $fields, array $addresses = []) => device($fields)->line($addresses);
	same('exten => 2101,1,FaxDevice(alice@example.com,pdf)', $line([]));
	same('exten => 2101,1,FaxDevice(a@x.org&b@x.org,tiff)', $line(['mailboxes' => "a@x.org\nb@x.org, a@x.org", 'format' => 'tiff']));
	same('exten => 2101,1,FaxDevice(alice@example.com,pdf,n(Carol\'s shop)e(no)x)', $line(['name' => "Carol's shop", 'options' => 'e(no)x']));
	same('exten => 2101,1,FaxDevice(alice@example.com&bob@example.com,pdf)', $line(['users' => [3, 9]], [3 => 'bob@example.com']));
	same(null, $line(['mailboxes' => '', 'users' => [3]], []));
	same(null, $line(['mailboxes' => '', 'users' => [3]], [3 => "a@b.c)\nexten => 1"]));
}

function test_nothing_that_changes_the_dialplan_can_be_saved() {
	same([], device(['name' => 'Zoë', 'options' => 's(+49 991 12345)b(_0900X.,hidden)e(no)'])->faults());
	$wrong = [
		['extension' => ''], ['extension' => '21a'], ['extension' => "21\n01"], ['extension' => str_repeat('1', 21)], ['extension' => '_X.'],
		['name' => 'a)b'], ['name' => "a\nb"], ['name' => 'a;b'], ['name' => '${SHELL(id)}'], ['name' => 'a<b'], ['name' => str_repeat('n', 81)],
		['mailboxes' => 'alice'], ['mailboxes' => 'a@b)c'], ['mailboxes' => 'a@'], ['mailboxes' => '${X}@b.c'], ['mailboxes' => ''],
		['format' => 'exe'], ['options' => 'e(no'], ['options' => 'e(no))'], ['options' => 'e(a;b)'], ['options' => "x\ny"],
		['options' => '${SHELL(id)}'], ['options' => 'e($[1])'], ['options' => ',x'],
	];
	foreach ($wrong as $fields) {
		same(false, device($fields)->faults() === [], json_encode($fields));
	}
}

/** Tests the file that the installation test uses, too (tests/asterisk/freepbx.rs). */
function test_the_dialplan_is_that_of_the_story() {
	$sales = device(['name' => 'Sales', 'users' => [7]]);
	same(file_get_contents(__DIR__ . '/ferrofax_devices.conf'), Device::dialplan([$sales], [7 => 'bob@example.com']));
	$text = Device::dialplan([device(['mailboxes' => '', 'users' => [7]])], []);
	same(true, strpos($text, "; 2101 is left out: none of its users has a mail address\n") !== false, $text);
}

function test_one_line_of_a_file_of_others_comes_and_goes() {
	$file = sys_get_temp_dir() . '/custom-' . bin2hex(random_bytes(4));
	foreach (['', "[own]\nexten => 1,1,NoOp()\n", "[own]"] as $before) {
		file_put_contents($file, $before);
		chmod($file, 0664);
		IncludeLine::add($file);
		$after = file_get_contents($file);
		same(true, substr($after, -strlen("#tryinclude ferrofax_devices.conf\n")) === "#tryinclude ferrofax_devices.conf\n");
		IncludeLine::add($file);
		same($after, file_get_contents($file), 'a second time');
		IncludeLine::remove($file);
		same(rtrim($before), rtrim(file_get_contents($file)));
		same(0664, fileperms($file) & 0777);
	}
	unlink($file);
	IncludeLine::add($file);
	same("#tryinclude ferrofax_devices.conf\n", file_get_contents($file), 'a file that was not there');
}

function test_install_and_uninstall_leave_nothing() {
	$pbx = pbx();
	$folder = $pbx->Config->get('ASTETCDIR');
	$pbx->Ferrofax->install();
	same("#tryinclude ferrofax_devices.conf\n", file_get_contents("$folder/extensions_custom.conf"));
	touch("$folder/ferrofax_devices.conf");
	$pbx->Ferrofax->uninstall();
	same('', file_get_contents("$folder/extensions_custom.conf"));
	same(false, file_exists("$folder/ferrofax_devices.conf"));
}

function test_a_device_is_saved_changed_written_and_deleted() {
	$pbx = pbx();
	$ferrofax = $pbx->Ferrofax;
	$pbx->Userman->users = [
		['id' => '7', 'username' => 'bob', 'displayname' => '', 'email' => 'bob@example.com'],
		['id' => '8', 'username' => 'carol', 'email' => ''],
	];
	same([7 => ['name' => 'bob', 'email' => 'bob@example.com']], $ferrofax->users());
	$ferrofax->save(device(['users' => ['7', '8']]));
	$ferrofax->save(device(['users' => ['7', '8'], 'format' => 'tiff']));
	same(['2101'], array_map('strval', array_keys($ferrofax->devices())));
	$ferrofax->writeConfig($ferrofax->genConfig());
	$text = $pbx->written['ferrofax_devices.conf'];
	same(true, strpos($text, "exten => 2101,1,FaxDevice(alice@example.com&bob@example.com,tiff)\n") !== false, $text);
	try {
		$ferrofax->save(device(['format' => 'exe']));
		throw new Exception('it was saved');
	} catch (InvalidArgumentException $_) {
	}
	$ferrofax->remove('2101');
	same([], $ferrofax->devices());
}

function test_inbound_routes_find_the_device() {
	$pbx = pbx();
	$pbx->Ferrofax->save(device(['name' => 'Sales']));
	$found = ferrofax_destinations();
	same('fax-devices,2101,1', $found[0]['destination']);
	same('Sales <2101>', $found[0]['description']);
	same(['fax-devices,2101,1'], ferrofax_getdest('2101'));
	same('Fax Device: Sales <2101>', ferrofax_getdestinfo('fax-devices,2101,1')['description']);
	same([], ferrofax_getdestinfo('fax-devices,2199,1'), 'a device that is gone');
	same(false, ferrofax_getdestinfo('ext-local,2101,1'), 'another module\'s');
	same(['2101'], array_map('strval', array_keys(ferrofax_check_extensions())));
	same([], ferrofax_check_extensions(['2102']));
	same('INUSE', ferrofax_check_extensions(['2101'])['2101']['status']);
}

function test_telephones_reach_devices_when_there_are_some() {
	$pbx = pbx();
	$ext = new class {
		public $included = [];

		public function addInclude($section, $included) {
			$this->included[] = "$section: $included";
		}
	};
	same(true, Ferrofax::myDialplanHooks());
	$pbx->Ferrofax->doDialplanHook($ext, 'asterisk', 500);
	same([], $ext->included);
	$pbx->Ferrofax->save(device());
	$pbx->Ferrofax->doDialplanHook($ext, 'asterisk', 500);
	same(['from-internal-additional: fax-devices'], $ext->included);
}

function test_a_change_of_a_user_asks_for_apply_config() {
	$pbx = pbx();
	$pbx->Ferrofax->save(device(['users' => [7]]));
	$pbx->Ferrofax->usermanUpdateUser('8', '', []);
	same(0, $GLOBALS['reloads']);
	$pbx->Ferrofax->usermanUpdateUser('7', '', []);
	$pbx->Ferrofax->usermanDelUser('7', '', []);
	same(2, $GLOBALS['reloads']);
}

/** Sends a form, and returns the page that follows, or null for a redirection. */
function sent(FreePBX $pbx, array $request, array $form): ?string {
	$_REQUEST = $request + $form;
	$_POST = $form;
	try {
		$pbx->Ferrofax->doConfigPageInit('ferrofax');
	} catch (Redirected $_) {
		return null;
	}
	return $pbx->Ferrofax->showPage($_REQUEST);
}

function test_the_form_saves_rejects_and_deletes() {
	$pbx = pbx();
	$form = ['action' => 'save', 'extension' => '2101', 'mailboxes' => 'alice@example.com', 'format' => 'pdf'];
	same(null, sent($pbx, [], $form));
	same(1, $GLOBALS['reloads']);
	same(null, sent($pbx, ['extdisplay' => '2101'], ['extension' => '666', 'format' => 'tiff'] + $form), 'the number stays');
	same('tiff', $pbx->Ferrofax->device('2101')->format);

	$page = sent($pbx, [], ['extension' => '2102', 'mailboxes' => '<script>'] + $form);
	same(true, strpos($page, 'This is not a mail address: &lt;script&gt;') !== false, $page);
	same(false, strpos($page, '<script>'), 'as HTML');
	$pbx = pbx();
	$pbx->Extensions->used = ['2103'];
	$page = sent($pbx, [], ['extension' => '2103'] + $form);
	same(true, strpos($page, 'The extension 2103 is in use.') !== false, $page);
	same(['The extension 2103 is in use.'], array_slice(fwmsg::$errors, -1));
	$page = sent($pbx, ['extdisplay' => '2103'], ['extension' => '2103'] + $form);
	same(true, strpos($page, 'The extension 2103 is in use.') !== false, 'of a device that was deleted');
	same([], $pbx->Ferrofax->devices());
	$pbx->Ferrofax->save(device());
	same(null, sent($pbx, ['extdisplay' => '2101', 'action' => 'delete'], []));
	same([], $pbx->Ferrofax->devices());
}

function test_each_view_is_whole() {
	$pbx = pbx();
	$pbx->Userman->users = [['id' => 7, 'username' => 'b"o', 'displayname' => '<b>Bob</b>', 'email' => 'bob@example.com']];
	$pbx->Ferrofax->save(device(['name' => "Carol's", 'users' => [7, 9]]));
	$list = $pbx->Ferrofax->showPage([]);
	same(true, strpos($list, 'alice@example.com, bob@example.com, user 9 without a mail address') !== false, $list);
	same(true, strpos($list, 'Carol&#039;s') !== false, $list);
	$form = $pbx->Ferrofax->showPage(['view' => 'form', 'extdisplay' => '2101']);
	same(true, strpos($form, '<option value="7" selected>&lt;b&gt;Bob&lt;/b&gt;') !== false, $form);
	same(true, strpos($form, '<option value="9" selected>user 9 without a mail address') !== false, $form);
	same(true, strpos($form, 'value="2101" readonly') !== false, $form);
	same(false, strpos($pbx->Ferrofax->showPage(['view' => 'form']), 'readonly'));
	$_SERVER['HTTP_HOST'] = 'pbx.example.com:8080';
	$status = $pbx->Ferrofax->showPage(['view' => 'status']);
	same(true, strpos($status, 'href="https://pbx.example.com:8443/"') !== false, $status);
	foreach ([[], ['view' => 'form'], ['view' => 'form', 'extdisplay' => '2101']] as $request) {
		$buttons = array_keys($pbx->Ferrofax->getActionBar($request + ['display' => 'ferrofax']));
		same(isset($request['extdisplay']), in_array('delete', $buttons), 'the button to delete');
	}
	$_REQUEST = ['view' => 'form'];
	ob_start();
	require MODULE . '/page.ferrofax.php';
	same(true, strpos(ob_get_clean(), '<form class="fpbx-submit"') !== false);
}

function test_the_address_of_the_web_interface_is_a_web_address() {
	$ferrofax = pbx()->Ferrofax;
	foreach (['https://fax.example.com/', 'javascript:alert(1)', 'https://x"onclick="', 'ftp://x'] as $address) {
		$ferrofax->setWebAddress($address);
		same('https://fax.example.com/', $ferrofax->webAddress(), $address);
	}
	$ferrofax->setWebAddress('');
	same(true, $ferrofax->webAddress() !== 'https://fax.example.com/');
}

function test_the_check_is_read_whatever_it_prints() {
	$program = sys_get_temp_dir() . '/check-' . bin2hex(random_bytes(4));
	$runs = function (string $script) use ($program) {
		file_put_contents($program, "#!/bin/sh\n$script\n");
		chmod($program, 0755);
		return Check::run($program);
	};
	$found = $runs('test "$*" = "check --json" && echo \'{"findings":[{"ok":true,"text":"t","what":"disk"},{"mend":"m","ok":false,"text":"no","what":"spool"}],"ok":false}\'; exit 1');
	same(false, $found['ok']);
	same(['what' => 'disk', 'ok' => true, 'text' => 't', 'mend' => ''], $found['findings'][0]);
	same('m', $found['findings'][1]['mend']);
	same(true, strpos($runs('echo oh no; exit 2')['error'], 'oh no') !== false);
	same(true, strpos($runs('echo no spool >&2; exit 2')['error'], 'no spool') !== false);
	$warned = $runs('echo warn: first >&2; echo \'{"findings":[],"ok":true}\'; echo warn: last >&2');
	same(['ok' => true, 'findings' => []], $warned, 'a warning of the log is no part of the JSON');
	same(true, isset($runs('exit 124')['error']));
	same(true, strpos(Check::run('/nowhere/ferrofax')['error'], '/nowhere/ferrofax') !== false);
	$setting = [];
	same(true, pbx()->Ferrofax->ajaxRequest('check', $setting));
	same(false, pbx()->Ferrofax->ajaxRequest('other', $setting));
}

/** Translators work with i18n/ferrofax.pot, which xgettext generates. */
function test_each_text_can_be_translated() {
	$template = file_get_contents(MODULE . '/i18n/ferrofax.pot');
	$texts = [];
	foreach (array_merge(glob(MODULE . '/*.php'), glob(MODULE . '/views/*.php')) as $file) {
		preg_match_all("/\\b_\\('((?:[^'\\\\]|\\\\.)*)'\\)/", file_get_contents($file), $found);
		$texts = array_merge($texts, str_replace("\\'", "'", $found[1]));
	}
	same(true, count($texts) > 30);
	$template = str_replace("\"\n\"", '', $template);
	foreach ($texts as $text) {
		same(true, strpos($template, addcslashes($text, '"\\')) !== false, $text);
	}
}

function test_extensions_with_leading_zeros_are_others() {
	$pbx = pbx();
	$pbx->Ferrofax->save(device(['extension' => '0123']));
	same([], $pbx->Ferrofax->usage(['123', 123]));
	same(1, count($pbx->Ferrofax->usage(['0123'])));
}

function test_devices_survive_backup_and_restore() {
	$pbx = pbx();
	$pbx->Ferrofax->save(device(['name' => 'Sales', 'users' => [7], 'options' => 'e(no)']));
	$pbx->Ferrofax->setWebAddress('https://fax.example.com/');
	$backup = new Ferrofax\Backup();
	$backup->FreePBX = $pbx;
	$backup->runBackup(1, 1);
	$other = pbx();
	$restore = new Ferrofax\Restore();
	$restore->FreePBX = $other;
	$restore->configs = json_decode(json_encode($backup->configs), true);
	$restore->runRestore();
	same($pbx->Ferrofax->device('2101')->row(), $other->Ferrofax->device('2101')->row());
	same('https://fax.example.com/', $other->Ferrofax->webAddress());
}

$failed = 0;
foreach (get_defined_functions()['user'] as $test) {
	if (strpos($test, 'test_') === 0) {
		try {
			$test();
			echo "ok    $test\n";
		} catch (Throwable $fault) {
			$failed++;
			echo "FAIL  $test: {$fault->getMessage()} ({$fault->getFile()}:{$fault->getLine()})\n";
		}
	}
}
exit($failed ? 1 : 0);
