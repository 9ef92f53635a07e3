<?php
// SPDX-License-Identifier: GPL-2.0-or-later

namespace FreePBX\modules\Ferrofax;

/**
 * The line of extensions_custom.conf that includes the dialplan of fax devices. FreePBX never writes that file. This file
 * needs nothing of FreePBX.
 *
 * `#tryinclude` instead of `#include`: without the included file, Asterisk would load no dialplan at all.
 */
class IncludeLine {
	const FILE = 'ferrofax_devices.conf';
	const LINE = '#tryinclude ferrofax_devices.conf';

	/** Adds the line at the end of the file, unless it is there. */
	public static function add(string $file): void {
		$text = is_file($file) ? (string)file_get_contents($file) : '';
		if (!self::isIn($text)) {
			$gap = $text === '' || substr($text, -1) === "\n" ? '' : "\n";
			self::write($file, $text . $gap . self::LINE . "\n");
		}
	}

	/** Removes the line, and nothing else. */
	public static function remove(string $file): void {
		$text = is_file($file) ? (string)file_get_contents($file) : '';
		if (self::isIn($text)) {
			self::write($file, preg_replace(self::pattern(), '', $text));
		}
	}

	private static function isIn(string $text): bool {
		return preg_match(self::pattern(), $text) === 1;
	}

	private static function pattern(): string {
		return '/^' . preg_quote(self::LINE, '/') . '[ \t]*(?:\n|\z)/m';
	}

	/** In place, so that owner and mode stay. */
	private static function write(string $file, string $text): void {
		if (file_put_contents($file, $text, LOCK_EX) !== strlen($text)) {
			throw new \RuntimeException(sprintf(_('%s cannot be written.'), $file));
		}
	}
}
