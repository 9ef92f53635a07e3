<?php
// SPDX-License-Identifier: GPL-2.0-or-later

namespace FreePBX\modules\Ferrofax;

class Restore extends \FreePBX\modules\Backup\RestoreBase {
	/** FreePBX installs the module anew before it calls this, so there are no devices. */
	public function runRestore() {
		$configs = $this->getConfigs();
		$ferrofax = $this->FreePBX->Ferrofax;
		foreach ($configs['devices'] ?? [] as $row) {
			$ferrofax->save(new Device($row));
		}
		$ferrofax->setWebAddress((string)($configs['webaddress'] ?? ''));
	}
}
