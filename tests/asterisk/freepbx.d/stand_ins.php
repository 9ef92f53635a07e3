<?php
// SPDX-License-Identifier: GPL-2.0-or-later

// Stubs for the classes and functions of FreePBX's framework that the module uses, for units.php only. They are not part of
// FreePBX, and prove nothing about it: framework.php tests the module in the framework's own sources.

namespace {
	define('FREEPBX_IS_AUTH', true);

	interface BMO {
		public function install();
		public function uninstall();
	}

	class FreePBX_Helpers {
		private $values = [];

		public function getConfig($name) {
			return $this->values[$name] ?? false;
		}

		public function setConfig($name, $value) {
			$this->values[$name] = $value;
		}
	}

	/** The object that the framework hands to a module, with the parts that the module uses. */
	class FreePBX {
		public static $made;
		public $Config;
		public $Database;
		public $Extensions;
		public $Userman;
		public $View;
		public $Ferrofax;
		public $written = [];

		public function __construct(string $folder) {
			self::$made = $this;
			$this->Config = new class($folder) {
				private $folder;

				public function __construct(string $folder) {
					$this->folder = $folder;
				}

				public function get($name) {
					return ['ASTETCDIR' => $this->folder][$name];
				}
			};
			$this->Database = new \PDO('sqlite::memory:');
			$this->Database->setAttribute(\PDO::ATTR_ERRMODE, \PDO::ERRMODE_EXCEPTION);
			$columns = simplexml_load_file(MODULE . '/module.xml')->database->table->field;
			$names = [];
			foreach ($columns as $column) {
				$names[] = "`{$column['name']}`" . ((string)$column['primarykey'] === 'true' ? ' PRIMARY KEY' : '');
			}
			$this->Database->exec('CREATE TABLE ferrofax_devices (' . implode(', ', $names) . ')');
			$this->Userman = new class {
				public $users = [];

				public function getAllUsers() {
					return $this->users;
				}
			};
			$this->Extensions = new class {
				public $used = [];

				public function checkUsage($extension, $report) {
					return in_array($extension, $this->used) ? ['core' => [$extension => []]] : [];
				}
			};
			$this->View = new class {
				public function destinationUsage($destinations) {
					return '';
				}
			};
		}

		public function WriteConfig($files) {
			$this->written = $files;
		}

		public static function __callStatic($name, $arguments) {
			return self::$made->$name;
		}
	}

	$reloads = 0;
	function needreload() {
		$GLOBALS['reloads']++;
	}

	/** The framework shows a form in a popover again if there are errors. */
	class fwmsg {
		public static $errors = [];

		public static function set_error($text) {
			self::$errors[] = $text;
		}
	}

	/** The framework's ends the request. */
	class Redirected extends Exception {
	}

	function redirect_standard() {
		throw new Redirected();
	}

	function load_view($file, $variables) {
		extract($variables);
		ob_start();
		include $file;
		return ob_get_clean();
	}

	if (!function_exists('_')) {
		function _($text) {
			return $text;
		}
	}
}

namespace FreePBX\modules\Backup {
	class BackupBase {
		public $FreePBX;
		public $configs;

		public function addConfigs($configs) {
			$this->configs = $configs;
		}
	}

	class RestoreBase {
		public $FreePBX;
		public $configs;

		public function getConfigs() {
			return $this->configs;
		}
	}
}
