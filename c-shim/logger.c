/*
 * Writes log lines to Asterisk's logger. On the call's thread, Asterisk adds the call's ID.
 */
#include "shim.h"

#include "asterisk/logger.h"

void shim_log(int level, const char *file, int line, const char *function, const char *message)
{
	switch (level) {
	case FERROFAX_LOG_ERROR:
		ast_log(__LOG_ERROR, file, line, function, "%s\n", message);
		break;
	case FERROFAX_LOG_WARNING:
		ast_log(__LOG_WARNING, file, line, function, "%s\n", message);
		break;
	case FERROFAX_LOG_NOTICE:
		ast_log(__LOG_NOTICE, file, line, function, "%s\n", message);
		break;
	default:
		/* Wanted by `ferrofax set debug on`: shown on all consoles, whatever Asterisk's own debug level is. */
		ast_log(__LOG_VERBOSE, file, line, function, "%s\n", message);
		break;
	}
}
