<?php
// SPDX-License-Identifier: GPL-2.0-or-later
// Variables: $device, $isNew, $users, $faults

$text = fn($value) => htmlspecialchars((string)$value, ENT_QUOTES);
/** A row of the form: label, field, and the help that the question mark shows. */
$row = function (string $name, string $label, string $field, string $help) {
	echo <<<HTML
<div class="element-container">
	<div class="row"><div class="form-group">
		<div class="col-md-3"><label class="control-label" for="$name">$label</label>
			<i class="fa fa-question-circle fpbx-help-icon" data-for="$name"></i></div>
		<div class="col-md-9">$field</div>
	</div></div>
	<div class="row"><div class="col-md-12"><span id="$name-help" class="help-block fpbx-help-block">$help</span></div></div>
</div>

HTML;
};

$chosen = '';
foreach ($users as $id => $user) {
	$selected = in_array($id, $device->users, true) ? ' selected' : '';
	$chosen .= "<option value=\"$id\"$selected>" . $text("{$user['name']} <{$user['email']}>") . '</option>';
}
// Otherwise each change of the device would remove these users.
foreach (array_diff($device->users, array_keys($users)) as $id) {
	$chosen .= "<option value=\"$id\" selected>" . $text(sprintf(_('user %d without a mail address'), $id)) . '</option>';
}
$formats = '';
foreach ([
	'pdf' => _('PDF'),
	'tiff' => _('TIFF'),
	'inlinegif' => _('PDF, with the first page shown in the mail'),
] as $format => $label) {
	$selected = $device->format === $format ? ' selected' : '';
	$formats .= "<option value=\"$format\"$selected>" . $text($label) . '</option>';
}
$extension = $text($device->extension);
$before = $isNew ? '' : $extension;
?>
<?php foreach ($faults as $fault) { ?>
<div class="alert alert-danger"><?php echo $text($fault) ?></div>
<?php } ?>
<?php if (!$isNew) { echo \FreePBX::View()->destinationUsage([$device->destination()]); } ?>
<form class="fpbx-submit" name="ferrofax" action="config.php?display=ferrofax&amp;view=form&amp;extdisplay=<?php echo $before ?>" method="post" autocomplete="off" role="form" data-fpbx-delete="config.php?display=ferrofax&amp;action=delete&amp;extdisplay=<?php echo urlencode($device->extension) ?>">
	<input type="hidden" name="action" value="save">
<?php
$readonly = $isNew ? '' : ' readonly';
$row('extension', _('Extension'),
	"<input type=\"text\" class=\"form-control\" id=\"extension\" name=\"extension\" value=\"$extension\"$readonly>",
	_('The number of the fax device. It must not be an extension of a telephone.'));
$row('name', _('Name'),
	'<input type="text" class="form-control" id="name" name="name" maxlength="80" value="' . $text($device->name) . '">',
	_('The owner of the device. Mails and lists show the name.'));
$row('mailboxes', _('Mail addresses'),
	'<textarea class="form-control" id="mailboxes" name="mailboxes" rows="3">' . $text(implode("\n", $device->mailboxes)) . '</textarea>',
	_('Each address gets a mail with each received fax, and may send faxes from this device. One address on each line.'));
$row('users', _('Users'),
	"<select class=\"form-control\" id=\"users\" name=\"users[]\" multiple>$chosen</select>",
	_('Users of User Management. Their mail addresses count as addresses of the device. A changed address is written by the next Apply Config.'));
$row('format', _('Format'),
	"<select class=\"form-control\" id=\"format\" name=\"format\">$formats</select>",
	_('How a received fax is attached to its mail.'));
$row('options', _('Further options'),
	'<input type="text" class="form-control" id="options" name="options" maxlength="255" value="' . $text($device->options) . '">',
	_('Options of FaxDevice, as s(+49 991 12345)e(no). The page device-options of Ferrofax\'s documentation lists them.'));
?>
</form>
