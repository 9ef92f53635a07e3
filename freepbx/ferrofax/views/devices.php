<?php
// SPDX-License-Identifier: GPL-2.0-or-later
// Variables: $devices, $users
?>
<div id="toolbar-ferrofax">
	<a href="config.php?display=ferrofax&amp;view=form" class="btn btn-default"><i class="fa fa-plus"></i>&nbsp;<?php echo _('Add Fax Device') ?></a>
</div>
<table class="table table-striped" data-toggle="table" data-toolbar="#toolbar-ferrofax" data-search="true" data-pagination="true">
	<thead>
		<tr>
			<th data-sortable="true"><?php echo _('Extension') ?></th>
			<th data-sortable="true"><?php echo _('Name') ?></th>
			<th><?php echo _('Faxes are mailed to') ?></th>
			<th><?php echo _('Format') ?></th>
			<th><?php echo _('Actions') ?></th>
		</tr>
	</thead>
	<tbody>
<?php
foreach ($devices as $device) {
	$mailboxes = $device->mailboxes;
	foreach ($device->users as $user) {
		$mailboxes[] = $users[$user]['email'] ?? sprintf(_('user %d without a mail address'), $user);
	}
	$address = 'config.php?display=ferrofax&amp;view=form&amp;extdisplay=' . urlencode($device->extension);
?>
		<tr>
			<td><?php echo htmlspecialchars($device->extension, ENT_QUOTES) ?></td>
			<td><?php echo htmlspecialchars($device->name, ENT_QUOTES) ?></td>
			<td><?php echo htmlspecialchars(implode(', ', $mailboxes), ENT_QUOTES) ?></td>
			<td><?php echo htmlspecialchars($device->format, ENT_QUOTES) ?></td>
			<td><a href="<?php echo $address ?>"><i class="fa fa-edit"></i>&nbsp;<?php echo _('Edit') ?></a></td>
		</tr>
<?php } ?>
	</tbody>
</table>
