/*
 * Tests that a command which an error of the module ended is reported as failed. The usage is shown
 * only for a command that was mistyped.
 */
#include "../../../c-shim/cli.c"
#include "stub.h"

const struct ferrofax_ours *shim_ours;
static int result, has_thread;

void shim_enter(void)
{
}

void shim_leave(void)
{
}

int shim_visit(void (*work)(void *data), void *data)
{
	if (!has_thread) {
		return -1;
	}
	work(data);
	return 0;
}

static int command(int argc, const char *const *argv, const struct ferrofax_text_sink *out)
{
	CHECK(argc == 2 && !strcmp(argv[0], "show") && !strcmp(argv[1], "calls"));
	return result;
}

int main(void)
{
	const struct ferrofax_ours ours = { .command = command };
	const char *const words[] = { "ferrofax", "show", "calls" };
	struct ast_cli_args args = { .argc = 3, .argv = words };

	shim_ours = &ours;
	CHECK(run(&args) == CLI_FAILURE);
	has_thread = 1;
	CHECK(run(&args) == CLI_SUCCESS);
	result = FERROFAX_COMMAND_UNKNOWN;
	CHECK(run(&args) == CLI_SHOWUSAGE);
	result = FERROFAX_COMMAND_FAILED;
	CHECK(run(&args) == CLI_FAILURE);
	return 0;
}
