<?php
// SPDX-License-Identifier: GPL-2.0-or-later

namespace FreePBX\modules\Ferrofax;

/**
 * A fax device: an extension of the dialplan that runs FaxDevice. This file needs nothing of FreePBX.
 */
class Device {
	const FORMATS = ['pdf', 'tiff', 'inlinegif'];

	/** Dialplan context of all devices, as `contexts` in ferrofax.conf has it by default. */
	const CONTEXT = 'fax-devices';

	public string $extension;
	public string $name;
	/** @var string[] Mail addresses that an administrator wrote. */
	public array $mailboxes;
	/** @var int[] IDs of User Manager users, whose mail addresses are mailboxes too. */
	public array $users;
	public string $format;
	/** Further options of FaxDevice, as e(no)r(9600). */
	public string $options;

	/**
	 * A device from a form, or from a row of the database.
	 *
	 * @param array $fields Its fields; mailboxes are separated by spaces, commas or lines, users are an array or JSON.
	 */
	public function __construct(array $fields) {
		$this->extension = trim((string)($fields['extension'] ?? ''));
		$this->name = trim((string)($fields['name'] ?? ''));
		$words = preg_split('/[\s,;&]+/', (string)($fields['mailboxes'] ?? ''), -1, PREG_SPLIT_NO_EMPTY);
		$this->mailboxes = array_values(array_unique($words));
		$users = $fields['users'] ?? [];
		$users = is_array($users) ? $users : json_decode((string)$users, true);
		$this->users = array_values(array_unique(array_map('intval', is_array($users) ? $users : [])));
		$this->format = (string)($fields['format'] ?? 'pdf');
		$this->options = trim((string)($fields['options'] ?? ''));
	}

	/** The device as a row of the database. */
	public function row(): array {
		return [
			'extension' => $this->extension,
			'name' => $this->name,
			'mailboxes' => implode("\n", $this->mailboxes),
			'users' => json_encode($this->users),
			'format' => $this->format,
			'options' => $this->options,
		];
	}

	/**
	 * What is wrong with the device, in sentences; empty if it can be saved.
	 *
	 * All that is written into the dialplan is checked here: a comma, a semicolon or a line break in a field would change
	 * other lines. Names have no < and > either: FreePBX's lists of destinations print them as HTML.
	 *
	 * @return string[]
	 */
	public function faults(): array {
		$faults = [];
		if (!preg_match('/\A[0-9]{1,20}\z/', $this->extension)) {
			$faults[] = _('The extension must have 1 to 20 digits.');
		}
		if (strlen($this->name) > 80 || preg_match('/[()\[\]<>,;"\\\\$&|^\x00-\x1f\x7f]/', $this->name)) {
			$faults[] = _('The name must have at most 80 bytes, and none of ( ) [ ] < > , ; " \ $ & | ^');
		}
		foreach ($this->mailboxes as $mailbox) {
			if (!self::isAddress($mailbox)) {
				$faults[] = sprintf(_('This is not a mail address: %s'), $mailbox);
			}
		}
		if (!$this->mailboxes && !$this->users) {
			$faults[] = _('The device needs a mail address or a user.');
		}
		if (!in_array($this->format, self::FORMATS, true)) {
			$faults[] = _('The format must be pdf, tiff or inlinegif.');
		}
		if (strlen($this->options) > 255 || !preg_match('/\A(?:[A-Za-z](?:\([^();"\\\\$\x00-\x1f\x7f]*\))?)*\z/', $this->options)) {
			$faults[] = _('The options must be letters of FaxDevice, each with its value in parentheses, as e(no)r(9600).');
		}
		return $faults;
	}

	/** Whether the word is a mail address that can be written into the dialplan as it is. */
	public static function isAddress(string $word): bool {
		return strlen($word) <= 254
			&& preg_match('/\A[A-Za-z0-9._%+=\'~#!?*\/-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\z/', $word);
	}

	/** The destination of inbound routes that leads to the device. */
	public function destination(): string {
		return self::destinationOf($this->extension);
	}

	public static function destinationOf(string $extension): string {
		return self::CONTEXT . ",$extension,1";
	}

	/** The extension of a destination, or null if the destination is not a fax device. */
	public static function extensionOf(string $destination): ?string {
		$parts = explode(',', trim($destination));
		return count($parts) === 3 && $parts[0] === self::CONTEXT ? $parts[1] : null;
	}

	/** How people see the device in lists. */
	public function label(): string {
		return $this->name === '' ? $this->extension : "{$this->name} <{$this->extension}>";
	}

	/**
	 * The line of the dialplan, or null if the device has no mailbox.
	 *
	 * @param string[] $addresses Mail addresses by the ID of their user
	 */
	public function line(array $addresses): ?string {
		$mailboxes = $this->mailboxes;
		foreach ($this->users as $user) {
			if (isset($addresses[$user]) && self::isAddress($addresses[$user])) {
				$mailboxes[] = $addresses[$user];
			}
		}
		$mailboxes = array_values(array_unique($mailboxes));
		if (!$mailboxes) {
			return null;
		}
		$options = ($this->name === '' ? '' : "n({$this->name})") . $this->options;
		$arguments = implode('&', $mailboxes) . ",{$this->format}" . ($options === '' ? '' : ",$options");
		return "exten => {$this->extension},1,FaxDevice($arguments)";
	}

	/**
	 * The whole dialplan of fax devices and of outgoing faxes.
	 *
	 * @param Device[] $devices
	 * @param string[] $addresses Mail addresses by the ID of their user
	 */
	public static function dialplan(array $devices, array $addresses): string {
		$lines = ['[' . self::CONTEXT . ']'];
		foreach ($devices as $device) {
			$lines[] = $device->line($addresses)
				?? "; {$device->extension} is left out: none of its users has a mail address";
		}
		$lines[] = '';
		$lines[] = '; Ferrofax calls through this context (dialstring in ferrofax.conf), and so through the outbound routes.';
		$lines[] = '[fax-outbound]';
		$lines[] = 'exten => _X.,1,Goto(from-internal,${EXTEN},1)';
		$lines[] = 'exten => _+X.,1,Goto(from-internal,${EXTEN},1)';
		return implode("\n", $lines) . "\n";
	}
}
