<?php
// SPDX-License-Identifier: GPL-2.0-or-later

// FreePBX finds these functions by their names. Each asks the class.

if (!defined('FREEPBX_IS_AUTH')) {
	die('No direct script access allowed');
}

function ferrofax_destinations() {
	return \FreePBX::Ferrofax()->destinations();
}

function ferrofax_getdest($extension) {
	return [\FreePBX\modules\Ferrofax\Device::destinationOf((string)$extension)];
}

function ferrofax_getdestinfo($destination) {
	return \FreePBX::Ferrofax()->destinationInfo((string)$destination);
}

function ferrofax_check_extensions($extensions = true) {
	return \FreePBX::Ferrofax()->usage($extensions);
}
