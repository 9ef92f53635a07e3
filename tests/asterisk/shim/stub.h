/*
 * For tests of one file of the shim without Asterisk. A test includes the file, and defines the functions of Asterisk that the tested code
 * calls. Other functions remain undefined.
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

/* A channel. Its contents are never read. */
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
