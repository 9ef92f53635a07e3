<?php
// SPDX-License-Identifier: GPL-2.0-or-later

if (!defined('FREEPBX_IS_AUTH')) {
	die('No direct script access allowed');
}

$view = $_REQUEST['view'] ?? '';
?>
<div class="container-fluid">
	<h1><?php echo _('Ferrofax') ?></h1>
	<ul class="nav nav-tabs">
		<li class="<?php echo $view === 'status' ? '' : 'active' ?>"><a class="nav-link<?php echo $view === 'status' ? '' : ' active' ?>" href="config.php?display=ferrofax"><?php echo _('Devices') ?></a></li>
		<li class="<?php echo $view === 'status' ? 'active' : '' ?>"><a class="nav-link<?php echo $view === 'status' ? ' active' : '' ?>" href="config.php?display=ferrofax&amp;view=status"><?php echo _('Status') ?></a></li>
	</ul>
	<div class="fpbx-container">
		<div class="display full-border">
			<?php echo \FreePBX::Ferrofax()->showPage($_REQUEST) ?>
		</div>
	</div>
</div>
