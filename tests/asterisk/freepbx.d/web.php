<?php
// SPDX-License-Identifier: GPL-2.0-or-later

// Used by framework.php. Tests the module's pages in FreePBX, with PHP's own web server as the user asterisk. The initial setup
// counts as done, and no login is needed.

const SERVER = '127.0.0.1:8080';

/** Returns the answer to a request, with its status line. */
function ask(string $path, ?array $form = null): string {
	$context = ['ignore_errors' => true, 'follow_location' => 0, 'header' => 'Referer: http://' . SERVER . "/admin/config.php\r\nCookie: PHPSESSID=test\r\n"];
	if ($form !== null) {
		$context['method'] = 'POST';
		$context['header'] .= "Content-Type: application/x-www-form-urlencoded\r\n";
		$context['content'] = http_build_query($form);
	}
	$body = file_get_contents('http://' . SERVER . "/admin/$path", false, stream_context_create(['http' => $context]));
	// An error after the page's beginning comes with the status 200.
	$error = strstr($body, 'Whoops\\Exception\\');
	if ($error !== false) {
		check(false, "$path comes without an error", substr($error, 0, 1000));
	}
	return ($http_response_header[0] ?? '') . "\n$body";
}

// Settings that the framework's installer creates. Without them, pages fail in PHP 8.
$settings = ['AUTHTYPE' => 'none', 'CHECKREFERER' => '1', 'AMPEXTENSIONS' => 'extensions', 'ASTMANAGERHOST' => '127.0.0.1',
	'ASTMANAGERPORT' => '5038', 'AMPMGRUSER' => 'admin', 'AMPMGRPASS' => 'secret', 'LOG_NOTIFICATIONS' => '1', 'RELOADCONFIRM' => '1'];
$empty = ['ASTMANAGERPROXYPORT', 'BROWSER_STATS', 'FORCE_JS_CSS_IMG_DOWNLOAD', 'PHP_CONSOLE', 'SERVERINTITLE', 'SHOWLANGUAGE',
	'USE_FREEPBX_MENU_CONF', 'DASHBOARD_FREEPBX_BRAND', 'BRAND_TITLE', 'BRAND_CSS_CUSTOM', 'BRAND_CSS_ALT_POPOVER', 'BRAND_ALT_JS',
	'BRAND_IMAGE_FAVICON', 'BRAND_IMAGE_TANGO_LEFT', 'BRAND_FREEPBX_ALT_LEFT', 'BRAND_IMAGE_FREEPBX_LINK_LEFT', 'BRAND_IMAGE_FREEPBX_FOOT',
	'BRAND_FREEPBX_ALT_FOOT', 'BRAND_IMAGE_FREEPBX_LINK_FOOT', 'BRAND_IMAGE_SPONSOR_FOOT', 'BRAND_SPONSOR_ALT_FOOT',
	'BRAND_IMAGE_SPONSOR_LINK_FOOT'];
foreach ($settings + array_fill_keys($empty, '') as $keyword => $value) {
	$row->execute([$keyword, $value, $value, $keyword]);
}
foreach (['HEADER', 'MENU', 'FOOTER', 'FOOTER_CONTENT', 'POPOVER_JS'] as $view) {
	$file = 'views/' . strtolower($view) . '.php';
	$row->execute(["VIEW_$view", $file, $file, "VIEW_$view"]);
}
$pbx->OOBE->setConfig('completed', ['framework' => 'framework', 'ferrofax' => 'ferrofax']);
file_put_contents('/etc/freepbx.conf', "<?php\n\$amp_conf = " . var_export([
	'AMPDBUSER' => 'root', 'AMPDBPASS' => '', 'AMPDBHOST' => 'localhost', 'AMPDBSOCK' => '/tmp/database.sock',
	'AMPDBNAME' => 'asterisk', 'AMPDBENGINE' => 'mysql', 'AMPWEBROOT' => WEBROOT, 'datasource' => '',
], true) . ";\nrequire_once '" . WEBROOT . "/admin/bootstrap.php';\n");
shell_exec('for folder in ' . ETC . ' /var/log/asterisk /var/lib/asterisk ' . WEBROOT . '/admin/assets; do chown -R asterisk $folder; done
	mkdir -p /tmp/sessions && chown asterisk /tmp/sessions');
$command = 'exec runuser -u asterisk -- php -d session.save_path=/tmp/sessions -d error_reporting=' . LEVEL . ' -S ' . SERVER . ' -t ' . WEBROOT;
$server = proc_open($command, [['file', '/dev/null', 'r'], ['file', '/lab/web.log', 'w'], ['redirect', 1]], $pipes);
for ($try = 0; $try < 100 && !@fsockopen('127.0.0.1', 8080); $try++) {
	usleep(50000);
}

$page = ask('config.php?display=ferrofax');
check(strpos($page, ' 200 ') !== false && strpos($page, 'alice@example.com') !== false, 'FreePBX serves the list', substr($page, 0, 2000));
$page = ask('config.php?display=ferrofax&view=form&extdisplay=2101');
check(strpos($page, 'value="2101" readonly') !== false, 'and the form', substr($page, 0, 2000));
check(strpos($page, 'id="submit"') !== false || strpos($page, 'name="submit"') !== false, 'with its buttons', substr($page, -3000));
$form = ['action' => 'save', 'extension' => '2102', 'name' => "Carol's shop", 'mailboxes' => 'carol@example.com', 'format' => 'pdf', 'options' => ''];
$page = ask('config.php?display=ferrofax&view=form&extdisplay=', $form);
check(strpos($page, ' 302 ') !== false, 'a form is accepted', substr($page, 0, 2000));
check($ferrofax->device('2102') !== null && $ferrofax->device('2102')->name === "Carol's shop", 'and the device saved');
$page = ask('config.php?display=ferrofax&view=form&extdisplay=', ['extension' => '2101'] + $form);
check(strpos($page, 'The extension 2101 is in use.') !== false, 'an extension in use is rejected', substr($page, 0, 2000));
// A popover is the form in the page of an inbound route, to add a device there.
$page = ask('config.php?display=ferrofax&view=form&extdisplay=', ['fw_popover_process' => 'ferrofax', 'extension' => '2101'] + $form);
check(strpos($page, 'The extension 2101 is in use.') !== false, 'also in a popover', substr($page, -2000));
$page = ask('config.php?display=ferrofax&fw_popover_process=ferrofax');
check(preg_match('/closePopOver\(.*fax-devices,2102,1/', $page) === 1, 'a popover gives its device to the page', substr($page, -2000));
$page = ask('config.php?display=ferrofax&action=delete&extdisplay=2102');
check($ferrofax->device('2102') === null, 'a device is deleted', substr($page, 0, 500));
$page = ask('config.php?display=ferrofax&view=status');
check(strpos($page, 'https://127.0.0.1:8443/') !== false, 'the status has the link to the web interface', substr($page, 0, 2000));
$answer = ask('ajax.php', ['module' => 'ferrofax', 'command' => 'check']);
check(strpos($answer, 'Install the package ferrofax.') !== false, 'and asks for the check', $answer);

proc_terminate($server);
proc_close($server);
