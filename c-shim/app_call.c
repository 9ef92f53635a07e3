/*
 * Common part of the dialplan applications. The call runs on a thread of its own; the channel's pbx thread waits for
 * it (see bridge.h, Threads).
 */
#include "shim.h"

#include <pthread.h>

#include "asterisk/causes.h"
#include "asterisk/utils.h"

/* One run of a dialplan application (FaxDevice or FaxSend) on a channel. */
struct app_call {
	struct ferrofax_channel ours;
	shim_begin ask;
	const char *args;
	int is_refused;
};

const char *shim_app_args(const struct ferrofax_channel *channel)
{
	const struct app_call *call = channel->context;

	return call->args;
}

static void *call_thread(void *data)
{
	struct app_call *call = data;
	struct ast_channel *channel = call->ours.channel;

	/* Log lines of this thread get the call's ID. */
	if (ast_channel_callid(channel)) {
		ast_callid_threadassoc_add(ast_channel_callid(channel));
	}
	call->is_refused = shim_run_call(&call->ours, call->ask) ? 1 : 0;
	return NULL;
}

int shim_app_run(struct ast_channel *channel, const char *data, shim_begin ask, int is_placed)
{
	struct app_call call = {
		.ours = { .channel = channel, .items = shim_items_add(channel), .is_placed = is_placed, .context = &call },
		.ask = ask,
		.args = S_OR(data, ""),
		.is_refused = 1,
	};
	pthread_t thread;

	shim_enter();
	if (ast_pthread_create_stack(&thread, NULL, call_thread, &call, SHIM_STACK_BYTES, __FILE__, __FUNCTION__, __LINE__, "Ferrofax call")) {
		ast_log(LOG_ERROR, "%s: can't start a thread for the fax\n", ast_channel_name(channel));
		ast_channel_hangupcause_set(channel, AST_CAUSE_SWITCH_CONGESTION);
	} else {
		pthread_join(thread, NULL);
	}
	shim_items_remove(channel, call.ours.items);
	shim_leave();
	return call.is_refused;
}
