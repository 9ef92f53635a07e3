<?php
// SPDX-License-Identifier: GPL-2.0-or-later

namespace FreePBX\modules;

use FreePBX\modules\Ferrofax\Check;
use FreePBX\modules\Ferrofax\Device;
use FreePBX\modules\Ferrofax\IncludeLine;

require_once __DIR__ . '/Device.php';
require_once __DIR__ . '/Check.php';
require_once __DIR__ . '/IncludeLine.php';

/**
 * Ferrofax in FreePBX: fax devices, and the state of the fax server.
 *
 * The devices are in the table ferrofax_devices. `Apply Config` writes them into ferrofax_devices.conf, which
 * extensions_custom.conf includes.
 */
class Ferrofax extends \FreePBX_Helpers implements \BMO {
	/** @var \FreePBX */
	public $FreePBX;
	private $db;

	public function __construct($freepbx = null) {
		if ($freepbx === null) {
			throw new \RuntimeException('Not given a FreePBX object');
		}
		$this->FreePBX = $freepbx;
		$this->db = $freepbx->Database;
	}

	// ---- Installation

	/** The framework makes the table, by module.xml. */
	public function install() {
		IncludeLine::add($this->folder() . '/extensions_custom.conf');
	}

	/** The framework drops the table afterwards. */
	public function uninstall() {
		IncludeLine::remove($this->folder() . '/extensions_custom.conf');
		$file = $this->folder() . '/' . IncludeLine::FILE;
		if (is_file($file)) {
			unlink($file);
		}
	}

	private function folder(): string {
		return rtrim((string)$this->FreePBX->Config->get('ASTETCDIR'), '/');
	}

	// ---- Devices

	/** @return Device[] all devices, by extension */
	public function devices(): array {
		$rows = $this->db->query('SELECT * FROM ferrofax_devices ORDER BY extension')->fetchAll(\PDO::FETCH_ASSOC);
		$devices = [];
		foreach ($rows as $row) {
			$devices[$row['extension']] = new Device($row);
		}
		return $devices;
	}

	public function device(string $extension): ?Device {
		return $this->devices()[$extension] ?? null;
	}

	/** Saves a device, also in the place of one with the same extension. */
	public function save(Device $device): void {
		$faults = $device->faults();
		if ($faults) {
			throw new \InvalidArgumentException(implode(' ', $faults));
		}
		$row = $device->row();
		$names = array_keys($row);
		$sql = 'REPLACE INTO ferrofax_devices (`' . implode('`, `', $names) . '`) VALUES (:' . implode(', :', $names) . ')';
		$this->db->prepare($sql)->execute($row);
	}

	public function remove(string $extension): void {
		$this->db->prepare('DELETE FROM ferrofax_devices WHERE extension = ?')->execute([$extension]);
	}

	/**
	 * Users of User Manager with a mail address.
	 *
	 * @return array[] by ID, with `name` and `email`
	 */
	public function users(): array {
		$users = [];
		foreach ((array)$this->FreePBX->Userman->getAllUsers() as $user) {
			$email = trim((string)($user['email'] ?? ''));
			if ($email !== '' && isset($user['id'])) {
				$name = trim((string)($user['displayname'] ?? ''));
				$users[(int)$user['id']] = ['name' => $name === '' ? (string)$user['username'] : $name, 'email' => $email];
			}
		}
		return $users;
	}

	// ---- What Apply Config writes

	/** @return string[] the files to write, by name */
	public function genConfig() {
		$addresses = array_map(fn(array $user) => $user['email'], $this->users());
		return [IncludeLine::FILE => Device::dialplan($this->devices(), $addresses)];
	}

	public function writeConfig($config) {
		$this->FreePBX->WriteConfig($config);
	}

	public static function myDialplanHooks() {
		return true;
	}

	/** Telephones reach the devices by their extension, as outgoing faxes and transferred calls do. */
	public function doDialplanHook(&$ext, $engine, $priority) {
		if ($this->devices()) {
			$ext->addInclude('from-internal-additional', Device::CONTEXT);
		}
	}

	// ---- What other modules ask

	public function destinations(): array {
		$destinations = [];
		foreach ($this->devices() as $device) {
			$destinations[] = [
				'destination' => $device->destination(),
				'description' => $device->label(),
				'category' => _('Fax Device'),
				'edit_url' => self::address($device->extension),
			];
		}
		return $destinations;
	}

	/** @return array|false false if the destination is not a fax device, empty if the device does not exist */
	public function destinationInfo(string $destination) {
		$extension = Device::extensionOf($destination);
		if ($extension === null) {
			return false;
		}
		$device = $this->device($extension);
		return $device === null ? [] : [
			'description' => sprintf(_('Fax Device: %s'), $device->label()),
			'edit_url' => self::address($extension),
		];
	}

	/**
	 * The extensions that the devices use.
	 *
	 * @param true|string[] $extensions The extensions in question; true: all
	 */
	public function usage($extensions): array {
		$usage = [];
		foreach ($this->devices() as $device) {
			// Compared as texts: as numbers, 0123 would be 123.
			if ($extensions === true || in_array($device->extension, array_map('strval', (array)$extensions), true)) {
				$usage[$device->extension] = [
					'description' => sprintf(_('Fax Device: %s'), $device->label()),
					'status' => 'INUSE',
					'edit_url' => self::address($device->extension),
				];
			}
		}
		return $usage;
	}

	private static function address(string $extension): string {
		return 'config.php?display=ferrofax&view=form&extdisplay=' . urlencode($extension);
	}

	/** User Manager calls this when a user has changed, perhaps the mail address. */
	public function usermanUpdateUser($id, $display, $data) {
		$this->userChanged((int)$id);
	}

	public function usermanDelUser($id, $display, $data) {
		$this->userChanged((int)$id);
	}

	private function userChanged(int $id): void {
		foreach ($this->devices() as $device) {
			if (in_array($id, $device->users, true)) {
				needreload();
				return;
			}
		}
	}

	// ---- The page

	/** Does what was asked by a form, before the page is shown. */
	public function doConfigPageInit($page) {
		$extension = (string)($_REQUEST['extdisplay'] ?? '');
		switch ($_REQUEST['action'] ?? '') {
			case 'save':
				$this->saveFromForm($extension, $_POST);
				break;
			case 'delete':
				$this->remove($extension);
				needreload();
				redirect_standard();
				break;
			case 'settings':
				$this->setWebAddress((string)($_POST['webaddress'] ?? ''));
				redirect_standard('view');
				break;
		}
	}

	/** @param string $before The extension of the device that is changed; empty for a new one */
	private function saveFromForm(string $before, array $fields): void {
		if ($before !== '') {
			$fields['extension'] = $before; // destinations of other modules name it
		}
		$device = new Device($fields);
		// The device of an old form may be deleted, and its extension in use elsewhere.
		$isNew = $before === '' || $this->device($before) === null;
		$taken = $isNew && $this->FreePBX->Extensions->checkUsage($device->extension, false);
		$faults = $device->faults();
		if ($taken) {
			$faults[] = sprintf(_('The extension %s is in use.'), $device->extension);
		}
		if ($faults) {
			$this->faults = $faults;
			$this->entered = $device;
			array_map('fwmsg::set_error', $faults); // else the framework closes a popover as if the device were saved
			return;
		}
		$this->save($device);
		needreload();
		redirect_standard();
	}

	/** @var string[] What was wrong with the form. */
	private array $faults = [];
	/** The device of a form that was wrong. */
	private ?Device $entered = null;

	/** The page as HTML. */
	public function showPage(array $request): string {
		$view = (string)($request['view'] ?? '');
		if ($view === 'form' || $this->entered !== null) {
			$extension = (string)($request['extdisplay'] ?? '');
			$device = $this->entered ?? $this->device($extension) ?? new Device([]);
			return load_view(__DIR__ . '/views/form.php', [
				'device' => $device,
				'isNew' => $this->device($extension) === null,
				'users' => $this->users(),
				'faults' => $this->faults,
			]);
		}
		if ($view === 'status') {
			return load_view(__DIR__ . '/views/status.php', ['address' => $this->webAddress()]);
		}
		return load_view(__DIR__ . '/views/devices.php', ['devices' => $this->devices(), 'users' => $this->users()]);
	}

	public function getActionBar($request) {
		if (($request['display'] ?? '') !== 'ferrofax' || ($request['view'] ?? '') !== 'form') {
			return [];
		}
		$buttons = [
			'delete' => ['name' => 'delete', 'id' => 'delete', 'value' => _('Delete')],
			'reset' => ['name' => 'reset', 'id' => 'reset', 'value' => _('Reset')],
			'submit' => ['name' => 'submit', 'id' => 'submit', 'value' => _('Submit')],
		];
		if (($request['extdisplay'] ?? '') === '') {
			unset($buttons['delete']);
		}
		return $buttons;
	}

	public function ajaxRequest($command, &$setting) {
		return $command === 'check';
	}

	public function ajaxHandler() {
		return Check::run();
	}

	/** Address of the Ferrofax web interface; by default on this host, at the port of the sample settings. */
	public function webAddress(): string {
		$address = (string)$this->getConfig('webaddress');
		if ($address !== '') {
			return $address;
		}
		$host = preg_replace('/:\d+\z/', '', (string)($_SERVER['HTTP_HOST'] ?? 'localhost'));
		return "https://$host:8443/";
	}

	/** Only http and https: the address becomes a link. */
	public function setWebAddress(string $address): void {
		$address = trim($address);
		if ($address === '' || preg_match('/\Ahttps?:\/\/[^\s"<>]+\z/i', $address)) {
			$this->setConfig('webaddress', $address);
		}
	}
}
