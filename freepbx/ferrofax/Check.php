<?php
// SPDX-License-Identifier: GPL-2.0-or-later

namespace FreePBX\modules\Ferrofax;

/**
 * Runs `ferrofax check --json`. This file needs nothing of FreePBX.
 */
class Check {
	/** In seconds. The check asks mail servers and directories. */
	const PATIENCE = 60;

	/**
	 * The findings of the check.
	 *
	 * @param string $program The program ferrofax
	 * @return array `ok`, and `findings` with `what`, `ok`, `text` and `mend`; or `error`, why the check could not run
	 */
	public static function run(string $program = '/usr/bin/ferrofax'): array {
		if (!is_executable($program)) {
			return ['error' => sprintf(_('There is no %s. Install the package ferrofax.'), $program)];
		}
		$command = 'timeout ' . self::PATIENCE . ' ' . escapeshellarg($program) . ' check --json';
		$pipes = [];
		// The program logs warnings on standard error. They would make the JSON unreadable.
		$errors = tmpfile();
		$process = $errors ? proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], $errors], $pipes, '/') : false;
		if (!is_resource($process)) {
			return ['error' => _('The program could not be started.')];
		}
		$printed = stream_get_contents($pipes[1]);
		fclose($pipes[1]);
		$code = proc_close($process);
		if ($code === 124) {
			return ['error' => sprintf(_('The check did not end within %d seconds.'), self::PATIENCE)];
		}
		if (trim((string)$printed) === '') {
			rewind($errors);
			$printed = stream_get_contents($errors);
		}
		return self::read((string)$printed);
	}

	/** Reads what the check printed. */
	public static function read(string $printed): array {
		$report = json_decode($printed, true);
		if (!is_array($report) || !is_array($report['findings'] ?? null)) {
			return ['error' => sprintf(_('The check printed: %s'), trim(substr($printed, 0, 500)))];
		}
		$findings = [];
		foreach ($report['findings'] as $finding) {
			$findings[] = [
				'what' => (string)($finding['what'] ?? ''),
				'ok' => !empty($finding['ok']),
				'text' => (string)($finding['text'] ?? ''),
				'mend' => (string)($finding['mend'] ?? ''),
			];
		}
		return ['ok' => !empty($report['ok']), 'findings' => $findings];
	}
}
