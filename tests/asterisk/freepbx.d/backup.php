<?php
// SPDX-License-Identifier: GPL-2.0-or-later

// For framework.php: the devices in FreePBX's backup, and back again, by the classes of its module Backup. That module's own
// commands want a whole FreePBX; what they do with each module is done here.

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
