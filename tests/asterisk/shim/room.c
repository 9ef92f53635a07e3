/*
 * Tests the module with a newer Asterisk, whose structs have more members at their ends. Each struct of ours that Asterisk keeps or
 * writes to must have room for them, filled with zeros. The test is built with the address sanitizer, which ends it if a byte behind one
 * of our objects is written.
 */
#include "../../../c-shim/items.c"
#include "../../../c-shim/cli.c"
#include "../../../c-shim/fax_tech.c"
#include "../../../c-shim/module.c"
#include "../../../c-shim/dialplan.c"
#define ask ask_placed
#define call call_placed
#define answer answer_placed
#define hang_up hang_up_placed
#include "../../../c-shim/place_call.c"
#undef ask
#undef call
#undef answer
#undef hang_up
#include "stub.h"

#include "asterisk/cli.h"
#include "asterisk/datastore.h"
#include "asterisk/pbx.h"
#include "asterisk/res_fax.h"

/* How many bytes longer the structs of this Asterisk are. */
#define GROWN 200

/* How often the module passed each kind of struct to Asterisk. */
static int functions, commands, technologies, modules, stores, finds, lines;

/* Uses a struct of `known` bytes as a newer Asterisk does: checks that the bytes behind these are zero, and writes to them. */
static void use_as_longer(void *given, size_t known, int *count)
{
	unsigned char *more = (unsigned char *) given + known;
	size_t i;

	for (i = 0; i < GROWN; i++) {
		CHECK(!more[i]);
		more[i] = 0xa5;
	}
	++*count;
}

int shim_shapes_hold(void)
{
	return 1;
}

int shim_is_documented(const char *type, const char *name)
{
	return 1;
}

int __ast_custom_function_register(struct ast_custom_function *function, struct ast_module *of)
{
	CHECK(!strcmp(function->name, "FERROFAX") && function->read && function->write);
	use_as_longer(function, sizeof(*function), &functions);
	return 0;
}

int ast_custom_function_unregister(struct ast_custom_function *function)
{
	return 0;
}

int __ast_cli_register(struct ast_cli_entry *entry, struct ast_module *of)
{
	CHECK(entry->handler && entry->summary);
	use_as_longer(entry, sizeof(*entry), &commands);
	entry->_full_cmd = "ferrofax";
	return 0;
}

/* As Asterisk does, which removes no command that is in use. */
int ast_cli_unregister(struct ast_cli_entry *entry)
{
	if (!entry->inuse) {
		entry->_full_cmd = NULL;
	}
	return 0;
}

/* Waits take no time here. */
int usleep(useconds_t us)
{
	return 0;
}

/* Asterisk reads the info for as long as the datastore lives. */
struct ast_datastore *__ast_datastore_alloc(const struct ast_datastore_info *info, const char *uid, struct ast_module *of, const char *file,
	int line, const char *function)
{
	const unsigned char *more = (const unsigned char *) (info + 1);
	size_t i;

	for (i = 0; i < GROWN; i++) {
		CHECK(!more[i]);
	}
	stores++;
	return NULL;
}

struct ast_datastore *ast_channel_datastore_find(struct ast_channel *channel, const struct ast_datastore_info *info, const char *uid)
{
	return NULL;
}

int __ao2_lock(void *object, enum ao2_lock_req how, const char *file, const char *function, int line, const char *name)
{
	return 0;
}

int __ao2_unlock(void *object, const char *file, const char *function, int line, const char *name)
{
	return 0;
}

int ast_fax_tech_register(struct ast_fax_tech *tech)
{
	CHECK(!strcmp(tech->type, "Ferrofax") && tech->new_session);
	use_as_longer(tech, sizeof(*tech), &technologies);
	return 0;
}

void ast_fax_tech_unregister(struct ast_fax_tech *tech)
{
}

struct ast_custom_function *ast_custom_function_find(const char *name)
{
	static struct ast_custom_function of_res_fax;

	return &of_res_fax;
}

struct ast_module *__ast_module_running_ref(struct ast_module *of, const char *file, int line, const char *function)
{
	return (struct ast_module *) &stub_channel;
}

void __ast_module_unref(struct ast_module *of, const char *file, int line, const char *function)
{
}

void ast_module_register(const struct ast_module_info *info)
{
	use_as_longer((void *) info, sizeof(*info), &modules);
}

void ast_module_unregister(const struct ast_module_info *info)
{
}

/* The struct of an Asterisk before 16.3, or of one that is built with LOW_MEMORY. */
struct smaller_find_info {
	char *incstack[128];
	int stacklen;
	int status;
	struct ast_switch *swo;
	const char *data;
	const char *foundcontext;
};

static int has_smaller_find_info;

struct ast_exten *pbx_find_extension(struct ast_channel *channel, struct ast_context *bypass, struct pbx_find_info *found, const char *context,
	const char *exten, int priority, const char *label, const char *callerid, enum ext_match_t action)
{
	if (has_smaller_find_info) {
		struct smaller_find_info *smaller = (struct smaller_find_info *) found;

		CHECK(!smaller->stacklen);
		smaller->incstack[smaller->stacklen++] = "inside";
		smaller->foundcontext = "trunks";
		return (struct ast_exten *) &stub_channel;
	}
	use_as_longer(found, sizeof(*found), &finds);
	found->foundcontext = "trunks";
	return (struct ast_exten *) &stub_channel;
}

int ast_rdlock_contexts(void)
{
	return 0;
}

int ast_unlock_contexts(void)
{
	return 0;
}

const char *ast_channel_context(const struct ast_channel *channel)
{
	return "inside";
}

const char *ast_channel_exten(const struct ast_channel *channel)
{
	return "2101";
}

int ast_channel_priority(const struct ast_channel *channel)
{
	return 1;
}

struct ast_party_caller *ast_channel_caller(struct ast_channel *channel)
{
	static struct ast_party_caller caller;

	return &caller;
}

void ast_party_connected_line_set_init(struct ast_party_connected_line *line, const struct ast_party_connected_line *guide)
{
	memset(line, 0, sizeof(*line));
	use_as_longer(line, sizeof(*line), &lines);
}

struct ast_party_connected_line *ast_channel_connected(struct ast_channel *channel)
{
	static struct ast_party_connected_line connected;

	return &connected;
}

void ast_channel_set_connected_line(struct ast_channel *channel, const struct ast_party_connected_line *line,
	const struct ast_set_party_connected_line *update)
{
}

void ast_set_callerid(struct ast_channel *channel, const char *number, const char *name, const char *ani)
{
}

static void functions_are_registered(void)
{
	/* An Asterisk with documentation writes to the struct. When the function is registered again, the struct must be clean. */
	shim_items_register();
	shim_items_unregister();
	shim_items_register();
	CHECK(functions == 2);
}

static void commands_are_registered(void)
{
	CHECK(!shim_cli_register() && commands == ARRAY_LEN(entries));
	CHECK(!shim_cli_unregister());
	CHECK(!shim_cli_register() && commands == 2 * ARRAY_LEN(entries));
}

static void a_command_in_use_is_waited_for(void)
{
	entries[1].it.inuse = 1;
	CHECK(shim_cli_wait());
	/* Asterisk has it still, so it is not registered again. */
	commands = 0;
	CHECK(!shim_cli_register() && commands == ARRAY_LEN(entries) - 1);
	entries[1].it.inuse = 0;
	CHECK(!shim_cli_wait());
}

static void a_technology_is_registered(void)
{
	take_up();
	CHECK(holder && technologies == 1);
	give_back();
	take_up();
	CHECK(holder && technologies == 2);
}

static void a_datastore_is_made(void)
{
	CHECK(!shim_items_add(CHANNEL) && stores == 1);
}

static void an_extension_is_found(void)
{
	char context[80];

	shim_own_context(CHANNEL, context, sizeof(context));
	CHECK(finds == 1 && !strcmp(context, "trunks"));
	has_smaller_find_info = 1;
	shim_own_context(CHANNEL, context, sizeof(context));
	CHECK(finds == 1 && !strcmp(context, "trunks"));
}

static void a_caller_is_shown(void)
{
	char number[] = "2101", name[] = "Alice";
	struct placed_call placed = { .caller_number = number, .caller_name = name };

	show_caller(&placed, CHANNEL);
	CHECK(lines == 1);
}

int main(void)
{
	/* The module's constructor has registered it. */
	CHECK(modules == 1);
	functions_are_registered();
	commands_are_registered();
	a_command_in_use_is_waited_for();
	a_technology_is_registered();
	a_datastore_is_made();
	an_extension_is_found();
	a_caller_is_shown();
	return 0;
}
