/* Tests when Asterisk counts as running: it has loaded everything, and is not shutting down. */
#include "../../../c-shim/dialplan.c"
#include "stub.h"

/* Its type depends on the version of Asterisk. */
__typeof__(ast_options) ast_options;

static int shuts_down;

int ast_shutting_down(void)
{
	return shuts_down;
}

int main(void)
{
	CHECK(!shim_is_running());
	ast_options.flags |= AST_OPT_FLAG_FULLY_BOOTED;
	CHECK(shim_is_running() == 1);
	shuts_down = 1;
	CHECK(!shim_is_running());
	/* The shutdown was cancelled. */
	shuts_down = 0;
	CHECK(shim_is_running() == 1);
	return 0;
}
