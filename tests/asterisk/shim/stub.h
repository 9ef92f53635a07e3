/*
 * A file of the shim alone, without Asterisk: a test includes the file itself, and then says what the functions of Asterisk's do that
 * are called on its way. Those that are not called stay undefined.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(holds) do { \
	if (!(holds)) { \
		fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #holds); \
		exit(1); \
	} \
} while (0)

/* Any channel: nothing looks into it. */
static char stub_channel;
#define CHANNEL ((struct ast_channel *) &stub_channel)

/* The last line of the log. */
static char stub_logged[1024];

void ast_log(int level, const char *file, int line, const char *function, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(stub_logged, sizeof(stub_logged), format, list);
	va_end(list);
}

int __ast_pthread_mutex_init(int tracking, const char *file, int line, const char *function, const char *name, ast_mutex_t *mutex)
{
	return 0;
}

int __ast_pthread_mutex_destroy(const char *file, int line, const char *function, const char *name, ast_mutex_t *mutex)
{
	return 0;
}

int __ast_pthread_mutex_lock(const char *file, int line, const char *function, const char *name, ast_mutex_t *mutex)
{
	return 0;
}

int __ast_pthread_mutex_unlock(const char *file, int line, const char *function, const char *name, ast_mutex_t *mutex)
{
	return 0;
}
