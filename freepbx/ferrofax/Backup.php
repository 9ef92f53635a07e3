<?php
// SPDX-License-Identifier: GPL-2.0-or-later

namespace FreePBX\modules\Ferrofax;

/** The devices go into FreePBX's backup. Faxes and jobs do not: `ferrofax backup` copies the spool. */
class Backup extends \FreePBX\modules\Backup\BackupBase {
	public function runBackup($id, $transaction) {
		$ferrofax = $this->FreePBX->Ferrofax;
		$rows = array_map(fn(Device $device) => $device->row(), array_values($ferrofax->devices()));
		$this->addConfigs(['devices' => $rows, 'webaddress' => (string)$ferrofax->getConfig('webaddress')]);
	}
}
