/*
 * Reads ferrofax.conf through Asterisk's configuration, so that templates, #include and realtime work as everywhere
 * in Asterisk.
 */
#include "shim.h"

#include "asterisk/config.h"

int shim_read_config(const char *file, const struct ferrofax_config_sink *sink)
{
	struct ast_flags flags = { 0 };
	struct ast_config *config = ast_config_load2(file, AST_MODULE, flags);
	struct ast_category *category = NULL;

	if (!config) {
		return FERROFAX_CONFIG_MISSING;
	}
	if (config == CONFIG_STATUS_FILEINVALID) {
		return FERROFAX_CONFIG_INVALID;
	}
	while ((category = ast_category_browse_filtered(config, NULL, category, NULL))) {
		const struct ast_variable *first = ast_category_first(category);
		const struct ast_variable *option;

		/* Asterisk does not reveal the line of a category; the line of its first option is close to it. */
		sink->category(sink->context, ast_category_get_name(category), first ? first->file : NULL,
			first && first->lineno > 0 ? first->lineno : 0);
		for (option = first; option; option = option->next) {
			sink->option(sink->context, option->name, option->value, option->file, option->lineno > 0 ? option->lineno : 0);
		}
	}
	ast_config_destroy(config);
	return FERROFAX_CONFIG_READ;
}
