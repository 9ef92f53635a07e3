/*
 * Tests that the functions of a line that harm a fax are switched off again if an attended transfer
 * puts another line behind the channel of a call.
 */
#include "../../../c-shim/call_loop.c"
#include "stub.h"

static int new_lines, switched_off;
static struct ast_flags flags;
const struct ferrofax_ours *shim_ours;

int __ao2_lock(void *object, enum ao2_lock_req how, const char *file, const char *function,
	int line, const char *name)
{
	return 0;
}

int __ao2_unlock(void *object, const char *file, const char *function, int line, const char *name)
{
	return 0;
}

struct ast_flags *ast_channel_flags(struct ast_channel *channel)
{
	return &flags;
}

int ast_channel_setoption(struct ast_channel *channel, int option, void *data, int size, int block)
{
	CHECK(size == 1 && !*(char *) data);
	switched_off += option == AST_OPTION_ECHOCAN;
	return 0;
}

struct ast_custom_function *ast_custom_function_find(const char *name)
{
	return NULL;
}

void ast_moh_stop(struct ast_channel *channel)
{
}

void ast_deactivate_generator(struct ast_channel *channel)
{
}

int ast_check_hangup(struct ast_channel *channel)
{
	return 0;
}

int shim_gather_has_new_line(struct shim_gather *gather)
{
	return new_lines-- > 0;
}

int shim_gather_rest(struct shim_gather *gather, uint32_t ms)
{
	return 1;
}

int shim_gather_next(struct shim_gather *gather, struct ast_frame **frame)
{
	return 0;
}

static uint32_t rest(struct ferrofax_call *call, uint32_t *gather_ms)
{
	*gather_ms = 80;
	return 80;
}

int main(void)
{
	const struct ferrofax_ours ours = { .call_rest = rest };
	struct shim_gather gather = { .channel = CHANNEL };

	shim_ours = &ours;
	CHECK(!hear_next(NULL, CHANNEL, &gather) && !switched_off);
	new_lines = 1;
	CHECK(!hear_next(NULL, CHANNEL, &gather) && switched_off == 1);
	CHECK(ast_test_flag(&flags, AST_FLAG_END_DTMF_ONLY));
	CHECK(!hear_next(NULL, CHANNEL, &gather) && switched_off == 1);
	return 0;
}
