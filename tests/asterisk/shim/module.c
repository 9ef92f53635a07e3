/* Tests a failed load: if a thread still runs the module's code, or the Rust code does not end, the code stays in memory. */
#include "../../../c-shim/module.c"
#include "../../../c-shim/visit.c"
#include "stub.h"

#include <dlfcn.h>

static int load_result, unloads, unload_result, closed, reaped, is_kept, commands_in_use;

void ast_module_register(const struct ast_module_info *info)
{
}

void ast_module_unregister(const struct ast_module_info *info)
{
}

int ast_pthread_create_stack(pthread_t *thread, pthread_attr_t *attributes, void *(*start)(void *), void *data, size_t bytes,
	const char *file, const char *caller, int line, const char *name)
{
	return pthread_create(thread, NULL, start, data);
}

/* Waits in the module take no time here. */
int usleep(useconds_t us)
{
	return 0;
}

void *dlopen(const char *file, int flags)
{
	is_kept = (flags & RTLD_NOLOAD) && (flags & RTLD_NODELETE);
	return &is_kept;
}

int shim_shapes_hold(void) { return 1; }
void shim_fax_open(void) { }
void shim_fax_close(void) { }
int shim_faxdevice_register(void) { return 0; }
int shim_faxdevice_unregister(void) { return 0; }
int shim_faxsend_register(void) { return 0; }
int shim_faxsend_unregister(void) { return 0; }
int shim_items_register(void) { return 0; }
int shim_items_unregister(void) { return 0; }
int shim_cli_register(void) { return 0; }
int shim_cli_unregister(void) { return 0; }
int shim_cli_wait(void) { return commands_in_use; }
/* Fails, as if the names of the actions were taken. */
int shim_actions_register(void) { return -1; }
void shim_actions_unregister(void) { }

void shim_placed_close(void)
{
	closed++;
}

void shim_placed_open(void)
{
}

void shim_placed_reap(void)
{
	reaped++;
}

static int ours_load(void)
{
	return load_result;
}

static int ours_unload(void)
{
	unloads++;
	return unload_result;
}

const struct ferrofax_ours *ferrofax_bridge(const struct ferrofax_host *table)
{
	static const struct ferrofax_ours ours = { .load = ours_load, .unload = ours_unload };

	return &ours;
}

static void declines(void)
{
	unloads = closed = reaped = is_kept = 0;
	CHECK(load_module() == AST_MODULE_LOAD_DECLINE);
}

int main(void)
{
	declines();
	CHECK(unloads == 1 && reaped == 1 && !is_kept);
	unload_result = -1;
	declines();
	CHECK(unloads == 1 && !reaped && is_kept);
	unload_result = 0;
	shim_enter();
	declines();
	CHECK(!unloads && !reaped && is_kept);
	shim_leave();
	declines();
	CHECK(unloads == 1 && reaped == 1 && !is_kept);
	/* Asterisk still has a command of the module. */
	commands_in_use = -1;
	declines();
	CHECK(!unloads && !reaped && is_kept);
	CHECK(unload_module() && !unloads);
	commands_in_use = 0;
	CHECK(!unload_module() && unloads == 1);
	/* The Rust side has started nothing. */
	load_result = FERROFAX_LOAD_DECLINED;
	declines();
	CHECK(!unloads && !is_kept);
	/* The Rust side has failed halfway: its threads may be running, and must place no calls. */
	load_result = FERROFAX_LOAD_FAILED;
	declines();
	CHECK(!unloads && closed == 1 && is_kept);
	return 0;
}
