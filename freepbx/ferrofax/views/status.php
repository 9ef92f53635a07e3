<?php
// SPDX-License-Identifier: GPL-2.0-or-later
// Variables: $address

$shown = htmlspecialchars($address, ENT_QUOTES);
?>
<p>
	<a class="btn btn-default" href="<?php echo $shown ?>" target="_blank" rel="noopener noreferrer"><i class="fa fa-external-link"></i>&nbsp;<?php echo _('Open the Ferrofax web interface') ?></a>
</p>
<form class="form-inline" action="config.php?display=ferrofax&amp;view=status" method="post">
	<input type="hidden" name="action" value="settings">
	<label for="webaddress"><?php echo _('Address of the web interface') ?></label>
	<input type="url" class="form-control" id="webaddress" name="webaddress" size="50" value="<?php echo $shown ?>">
	<button type="submit" class="btn btn-default"><?php echo _('Save') ?></button>
</form>
<h3 style="margin-top: 1.5em"><?php echo _('Check of the fax server') ?></h3>
<table class="table" id="ferrofax-findings">
	<thead><tr><th><?php echo _('Result') ?></th><th><?php echo _('Check') ?></th><th><?php echo _('Finding') ?></th></tr></thead>
	<tbody><tr><td colspan="3"><?php echo _('The check is running.') ?></td></tr></tbody>
</table>
<script>
$(function () {
	var body = $('#ferrofax-findings tbody');
	// Texts are set as texts: the findings name files, people and servers.
	var add = function (result, what, text, remedy) {
		var cell = $('<td>').text(text);
		if (remedy) {
			cell.append($('<br>'), $('<small>').text(remedy));
		}
		body.append($('<tr>').addClass(result === 'ok' ? '' : 'danger table-danger').append($('<td>').text(result), $('<td>').text(what), cell));
	};
	var failed = <?php echo json_encode(_('The check could not be run.'), JSON_HEX_TAG) ?>;
	$.post('ajax.php', {module: 'ferrofax', command: 'check'}).done(function (report) {
		body.empty();
		if (!report.findings) {
			add('FAIL', '', report.error || failed, '');
			return;
		}
		report.findings.forEach(function (finding) {
			add(finding.ok ? 'ok' : 'FAIL', finding.what, finding.text, finding.mend);
		});
	}).fail(function () {
		body.empty();
		add('FAIL', '', failed, '');
	});
});
</script>
