/* A call that is placed, and whose channel can't be waited for: it is given up, not asked again and again. */
#include "../../../c-shim/place_call.c"
#include "stub.h"

static int waits;

struct ast_channel *ast_waitfor_n(struct ast_channel **channels, int count, int *ms)
{
	CHECK(++waits < 10);
	*ms = -1;
	return NULL;
}

enum ast_channel_state ast_channel_state(const struct ast_channel *channel)
{
	return AST_STATE_RINGING;
}

const char *ast_channel_call_forward(const struct ast_channel *channel)
{
	return "";
}

const char *ast_channel_name(const struct ast_channel *channel)
{
	return "";
}

int main(void)
{
	struct placed_call placed = { .token = 1 };
	int cause = 0;
	const char *status = await_answer(&placed, CHANNEL, &cause);

	CHECK(status && !strcmp(status, "CHANUNAVAIL") && cause == AST_CAUSE_FAILURE && waits == 1);
	return 0;
}
