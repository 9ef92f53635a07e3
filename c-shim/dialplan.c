/*
 * Lists the steps of a context of the dialplan, and finds the context that defines an extension. Also returns Asterisk's
 * version, and whether Asterisk is running.
 */
#include "shim.h"

#include "asterisk/ast_version.h"
#include "asterisk/options.h"
#include "asterisk/pbx.h"

static void walk_extension(struct ast_exten *extension, const struct ferrofax_dialplan_sink *sink)
{
	struct ast_exten *step = NULL;

	while ((step = ast_walk_extension_priorities(extension, step))) {
		const char *app = ast_get_extension_app(step);
		const char *args = ast_get_extension_app_data(step);
		const char *file = ast_get_extension_registrar_file(step);
		int line = ast_get_extension_registrar_line(step);

		sink->step(sink->context, ast_get_extension_name(step), ast_get_extension_priority(step), S_OR(app, ""), S_OR(args, ""),
			file, line > 0 ? line : 0);
	}
}

int shim_walk_context(const char *name, const struct ferrofax_dialplan_sink *sink)
{
	struct ast_context *context;
	struct ast_exten *extension = NULL;
	const struct ast_include *include = NULL;

	if (ast_rdlock_contexts()) {
		return -1;
	}
	context = ast_context_find(name);
	if (!context) {
		ast_unlock_contexts();
		return -1;
	}
	ast_rdlock_context(context);
	while ((extension = ast_walk_context_extensions(context, extension))) {
		walk_extension(extension, sink);
	}
	while ((include = ast_walk_context_includes(context, include))) {
		sink->include(sink->context, ast_get_include_name(include));
	}
	ast_unlock_context(context);
	ast_unlock_contexts();
	return 0;
}

/*
 * The smallest stack of contexts in struct pbx_find_info: that of Asterisk before 16.3, and of an
 * Asterisk that is built with LOW_MEMORY.
 */
#define SMALLEST_STACK 128

/*
 * Returns the context of an extension that was found. If Asterisk's struct is smaller than ours, the
 * context is further forward.
 */
static const char *found_context(const struct pbx_find_info *found)
{
	size_t shorter = (AST_PBX_MAX_STACK - SMALLEST_STACK) * sizeof(found->incstack[0]);
	const char *context = found->foundcontext;

	if (!context) {
		size_t at = offsetof(struct pbx_find_info, foundcontext) - shorter;

		memcpy(&context, (const char *) found + at, sizeof(context));
	}
	return context;
}

void shim_own_context(struct ast_channel *channel, char *context, size_t size)
{
	SHIM_WITH_ROOM(struct pbx_find_info) found = { .it.stacklen = 0 };
	const char *known;

	ast_copy_string(context, ast_channel_context(channel), size);
	if (ast_rdlock_contexts()) {
		return;
	}
	if (pbx_find_extension(channel, NULL, &found.it, ast_channel_context(channel), ast_channel_exten(channel),
			ast_channel_priority(channel), NULL, S_COR(ast_channel_caller(channel)->id.number.valid,
			ast_channel_caller(channel)->id.number.str, ""), E_MATCH) && (known = found_context(&found.it))) {
		ast_copy_string(context, known, size);
	}
	ast_unlock_contexts();
}

const char *shim_asterisk_version(void)
{
	return ast_get_version();
}

/* A shutdown begins when Asterisk refuses new channels. If it is cancelled, Asterisk counts as running again. */
int shim_is_running(void)
{
	return ast_fully_booted && !ast_shutting_down();
}
