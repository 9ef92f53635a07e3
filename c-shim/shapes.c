/*
 * Proves, when the module is loaded, that structs of Asterisk have the shape here that they had in the headers with
 * which this file was compiled. Asterisk's loader compares only a sum of build options, which says nothing of the
 * shape: so our sum is empty (module.c), and this is checked instead. res_fax's structs are checked when it uses them
 * (fax_tech.c).
 */
#include "shim.h"

#include <dlfcn.h>
#include <link.h>

#include "asterisk/config.h"
#include "asterisk/frame.h"
#include "asterisk/strings.h"

static const char name[] = "ferrofax", value[] = "2101";

/* The size that Asterisk's own file gives an object. -1 if it can't be known: not each C library has dladdr1(). */
static long size_of(const void *object)
{
#ifdef __GLIBC__
	const ElfW(Sym) *symbol = NULL;
	Dl_info found;

	if (dladdr1(object, &found, (void **) &symbol, RTLD_DL_SYMENT) && symbol) {
		return symbol->st_size;
	}
#endif
	return -1;
}

static int is_frame(void)
{
	long size = size_of(&ast_null_frame);

	return size < 0 || size == (long) sizeof(struct ast_frame);
}

static int is_string(void)
{
	struct ast_str *text = ast_str_create(4);
	int holds;

	if (!text) {
		return 1;
	}
	/* Longer than its first room, so that Asterisk allocates it again. */
	ast_str_set(&text, 0, "%s=%s", name, value);
	holds = !strcmp(ast_str_buffer(text), "ferrofax=2101") && ast_str_strlen(text) == strlen("ferrofax=2101");
	ast_free(text);
	return holds;
}

/* Asterisk keeps the texts of a variable behind its struct. A pointer that leads elsewhere is not followed. */
static int is_text_of(const struct ast_variable *variable, const char *text, const char *expected)
{
	const char *start = (const char *) variable;

	return text > start && text < start + sizeof(*variable) + 128 && !strcmp(text, expected);
}

static int is_variable(void)
{
	struct ast_variable *variable = ast_variable_new(name, value, "");
	int holds;

	if (!variable) {
		return 1;
	}
	holds = !variable->next && is_text_of(variable, variable->name, name) && is_text_of(variable, variable->value, value);
	ast_variables_destroy(variable);
	return holds;
}

static int is_caller(void)
{
	struct ast_channel *channel = ast_dummy_channel_alloc();
	const struct ast_party_id *id;
	int holds;

	if (!channel) {
		return 1;
	}
	ast_set_callerid(channel, value, name, NULL);
	id = &ast_channel_caller(channel)->id;
	holds = id->number.valid == 1 && id->name.valid == 1 && !strcmp(S_OR(id->number.str, ""), value)
		&& !strcmp(S_OR(id->name.str, ""), name);
	ast_channel_unref(channel);
	return holds;
}

static const struct {
	const char *name;
	int (*holds)(void);
} shapes[] = {
	{ "ast_frame", is_frame },
	{ "ast_str", is_string },
	{ "ast_variable", is_variable },
	{ "ast_party_caller", is_caller },
};

int shim_shapes_hold(void)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(shapes); i++) {
		if (!shapes[i].holds()) {
			ast_log(LOG_ERROR, "Ferrofax %s does not fit Asterisk %s, which has another struct %s: build the module from source with"
				" the headers of this Asterisk (docs/install.md)\n", FERROFAX_VERSION, shim_asterisk_version(), shapes[i].name);
			return 0;
		}
	}
	return 1;
}
