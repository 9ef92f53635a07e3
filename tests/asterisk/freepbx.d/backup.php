<?php
// SPDX-License-Identifier: GPL-2.0-or-later

// Used by framework.php. Tests backup and restore of the devices with the classes of FreePBX's module Backup. The commands of that
// module need a complete FreePBX, so this file does what they do for each module.

require_once WEBROOT . '/admin/modules/backup/vendor/autoload.php';
$logger = new Psr\Log\NullLogger();
$backup = new FreePBX\modules\Ferrofax\Backup($pbx, '', $logger, 'test', ['module' => 'ferrofax'], false);
$backup->runBackup('test', 'test');
check($backup->getModified(), 'the backup has the devices', $backup->getConfigs());
$kept = $ferrofax->device('2101');
$ferrofax->remove('2101');
$ferrofax->save(new FreePBX\modules\Ferrofax\Device(['extension' => '2199', 'mailboxes' => 'carol@example.com']));

$data = json_decode(json_encode($backup->getData()), true);
$restore = new FreePBX\modules\Ferrofax\Restore($pbx, '', $logger, 'test', $data, '/tmp', false);
ob_start();
$restore->reset();
$restore->runRestore();
$said = ob_get_clean();
check(array_values($ferrofax->devices()) == [$kept], 'they are restored, and no others', [$ferrofax->devices(), $said]);
