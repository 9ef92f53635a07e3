/*
 * Log lines to Asterisk's logger. Asterisk adds the call's id on the call's thread.
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
		/* Asked for by `ferrofax set debug on`: to whoever watches a console, without Asterisk's own debug level. */
		ast_log(__LOG_VERBOSE, file, line, function, "%s\n", message);
		break;
	}
}
