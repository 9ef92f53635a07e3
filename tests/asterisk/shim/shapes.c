/* Tests the module with an Asterisk whose structs have another layout: the module does not load, and logs the name of the struct. */
#include "../../../c-shim/shapes.c"
#include "stub.h"

/* Asterisk's headers define these as macros that modules may not use. */
#undef calloc
#undef free

/* The struct that begins with an additional member in this Asterisk. */
static const char *other = "";

static size_t shift(const char *type)
{
	return strcmp(other, type) ? 0 : sizeof(void *);
}

struct ast_frame ast_null_frame;

const char *shim_asterisk_version(void)
{
	return "22.99.0";
}

void *__ast_calloc(size_t count, size_t size, const char *file, int line, const char *function)
{
	return calloc(count, size);
}

void __ast_free(void *memory, const char *file, int line, const char *function)
{
	free(memory);
}

int __ast_str_helper(struct ast_str **text, ssize_t most, int append, const char *format, va_list list, const char *file, int line,
	const char *function)
{
	struct ast_str *longer = calloc(1, sizeof(*longer) + 256);

	longer->__AST_STR_USED = vsnprintf(longer->__AST_STR_STR + shift("ast_str"), 200, format, list);
	longer->__AST_STR_LEN = 200;
	free(*text);
	*text = longer;
	return 0;
}

struct ast_variable *_ast_variable_new(const char *name, const char *value, const char *filename, const char *file, const char *function,
	int line)
{
	static char room[sizeof(struct ast_variable) + 100];
	struct ast_variable *variable = (struct ast_variable *) (room + shift("ast_variable"));

	memset(room, 0, sizeof(room));
	variable->name = strcpy(room + sizeof(*variable) + 20, name);
	variable->value = strcpy(room + sizeof(*variable) + 60, value);
	return (struct ast_variable *) room;
}

void ast_variables_destroy(struct ast_variable *variable)
{
}

struct ast_channel *__ast_dummy_channel_alloc(const char *file, int line, const char *function)
{
	return CHANNEL;
}

void ast_set_callerid(struct ast_channel *channel, const char *number, const char *name, const char *ani)
{
}

struct ast_party_caller *ast_channel_caller(struct ast_channel *channel)
{
	static char room[sizeof(struct ast_party_caller) + sizeof(void *)];
	struct ast_party_caller *caller = (struct ast_party_caller *) (room + shift("ast_party_caller"));

	memset(room, 0, sizeof(room));
	caller->id.number = (struct ast_party_number) { .str = (char *) value, .valid = 1 };
	caller->id.name = (struct ast_party_name) { .str = (char *) name, .valid = 1 };
	return (struct ast_party_caller *) room;
}

int __ao2_ref(void *object, int delta, const char *tag, const char *file, int line, const char *function)
{
	return 0;
}

int main(void)
{
	static const char *const structs[] = { "ast_str", "ast_variable", "ast_party_caller" };
	size_t i;

	CHECK(shim_shapes_hold() && !*stub_logged);
	for (i = 0; i < ARRAY_LEN(structs); i++) {
		other = structs[i];
		CHECK(!shim_shapes_hold());
		CHECK(strstr(stub_logged, "does not fit Asterisk 22.99.0") && strstr(stub_logged, other) && strstr(stub_logged, "docs/install.md"));
	}
	CHECK(size_of(&ast_null_frame) == sizeof(struct ast_frame));
	return 0;
}
