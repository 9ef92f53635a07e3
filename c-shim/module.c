/*
 * The module as Asterisk sees it: load, reload, unload.
 *
 * Asterisk registers a module from an ELF constructor, so this object must be linked whole.
 */
#include "shim.h"

#include <dlfcn.h>

static const struct ferrofax_host host = {
	.version = FERROFAX_BRIDGE_VERSION,
	.log = shim_log,
	.manager_event = shim_manager_event,
	.read_config = shim_read_config,
	.walk_context = shim_walk_context,
	.asterisk_version = shim_asterisk_version,
	.is_running = shim_is_running,
	.set_variable = shim_set_variable,
	.expand = shim_expand,
	.set_cdr_user_field = shim_set_cdr_user_field,
	.set_hangup_cause = shim_set_hangup_cause,
	.place_call = shim_place_call,
	.cancel_call = shim_cancel_call,
	.fax = &shim_fax_host,
};

static void visit_load(void *result)
{
	*(int *) result = shim_ours->load();
}

static void visit_reload(void *result)
{
	*(int *) result = shim_ours->reload();
}

static void visit_unload(void *result)
{
	*(int *) result = shim_ours->unload();
}

/* Registers everything through which Asterisk can call us. */
static int register_all(void)
{
	return shim_faxdevice_register() || shim_faxsend_register() || shim_items_register() || shim_cli_register()
		|| shim_actions_register() ? -1 : 0;
}

static void unregister_all(void)
{
	shim_fax_close();
	shim_actions_unregister();
	shim_cli_unregister();
	shim_items_unregister();
	shim_faxsend_unregister();
	shim_faxdevice_unregister();
}

/*
 * Asterisk unmaps a module that declines to be loaded, in any case. If a thread is still inside it, or one of our
 * threads is running, the code must remain in memory.
 */
static void stay_mapped(void)
{
	Dl_info here;

	ast_log(LOG_ERROR, "Ferrofax was not loaded, but parts of it are still running: restart Asterisk before you load it again\n");
	if (!dladdr(&host, &here) || !dlopen(here.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE)) {
		ast_log(LOG_ERROR, "Ferrofax can't be kept in memory: restart Asterisk now\n");
	}
}

static int load_module(void)
{
	int result = FERROFAX_LOAD_DECLINED;

	if (!shim_shapes_hold()) {
		return AST_MODULE_LOAD_DECLINE;
	}
	shim_fax_open();
	shim_ours = ferrofax_bridge(&host);
	if (!shim_ours) {
		ast_log(LOG_ERROR, "The C part and the Rust part of app_ferrofax.so have different versions: build the module again\n");
		return AST_MODULE_LOAD_DECLINE;
	}
	if (shim_visit(visit_load, &result) || result != FERROFAX_LOADED) {
		shim_fax_close();
		if (result != FERROFAX_LOAD_DECLINED) {
			shim_placed_close();
			stay_mapped();
		}
		return AST_MODULE_LOAD_DECLINE;
	}
	if (register_all()) {
		unregister_all();
		shim_placed_close();
		result = -1;
		if (shim_wait_for_visitors() || shim_cli_wait() || shim_visit(visit_unload, &result) || result) {
			stay_mapped();
		} else {
			shim_placed_reap();
		}
		return AST_MODULE_LOAD_DECLINE;
	}
	return AST_MODULE_LOAD_SUCCESS;
}

static int reload_module(void)
{
	int result = -1;

	return shim_visit(visit_reload, &result) || result ? -1 : 0;
}

/*
 * Asterisk refuses to unload the module while a channel is in FaxDevice or FaxSend, or while a call that we placed
 * exists, unless it is forced to. First we unregister everything through which Asterisk can call us. Then we wait for
 * all threads that are inside. Then the Rust side decides.
 */
static int unload_module(void)
{
	int result = -1;

	unregister_all();
	shim_placed_close();
	if (!shim_wait_for_visitors() && !shim_cli_wait() && !shim_visit(visit_unload, &result) && !result) {
		shim_placed_reap();
		return 0;
	}
	ast_log(LOG_WARNING, "Ferrofax can't be unloaded: fax calls or commands are in progress\n");
	shim_placed_open();
	/* The thread that watches the dialplan will register us with res_fax again. */
	shim_fax_open();
	register_all();
	return -1;
}

/*
 * This module is loaded just before the modules without an order of their own: after res_fax (AST_MODPRI_APP_DEPEND), and before
 * res_fax_spandsp. Of two technologies, res_fax uses the one that was registered first. The dialplan with its devices
 * may be loaded later: see src/bridge/watch.rs.
 */
static SHIM_WITH_ROOM(struct ast_module_info) module = {
	.it.name = AST_MODULE,
	.it.flags = AST_MODFLAG_LOAD_ORDER,
	.it.description = "Ferrofax: a fax server on extensions",
	.it.key = ASTERISK_GPL_KEY,
	/* Empty: Asterisk compares nothing. The sum would refuse an Asterisk with harmless options; see shapes.c. */
	.it.buildopt_sum = "",
	.it.support_level = AST_MODULE_SUPPORT_EXTENDED,
	.it.load = load_module,
	.it.unload = unload_module,
	.it.reload = reload_module,
	.it.load_pri = AST_MODPRI_DEFAULT - 1,
};

/* Replaces AST_MODULE_INFO, which leaves no room after its struct. */
static void __attribute__((constructor)) make_known(void)
{
	ast_module_register(&module.it);
}

static void __attribute__((destructor)) forget(void)
{
	ast_module_unregister(&module.it);
}

struct ast_module *AST_MODULE_SELF_SYM(void)
{
	return module.it.self;
}
