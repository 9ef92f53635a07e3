/*
 * Calls that Ferrofax places: from the first ring to the hang-up, each on a thread of its own.
 *
 * The channel belongs to that thread. The thread requests it, calls, and listens until the other side answers, the
 * call fails, or it is given up. An answered call then enters the same loop as received calls. Progress and early
 * media are no answer: only AST_CONTROL_ANSWER is, or a channel that is up.
 *
 * The hang-up cause: ast_read takes it from the frame of the hang-up. The frame of a Local channel has the cause of
 * its other leg, where Dial has stored the cause of its own call.
 */
#include "shim.h"

#include <pthread.h>

#include "asterisk/app.h"
#include "asterisk/callerid.h"
#include "asterisk/causes.h"
#include "asterisk/format_cache.h"
#include "asterisk/format_cap.h"
#include "asterisk/linkedlists.h"
#include "asterisk/pbx.h"
#include "asterisk/stasis_channels.h"
#include "asterisk/utils.h"

/* Longest time until a cancelled call is given up. */
#define LOOK_MS 100

/*
 * Length of a DTMF digit and of the pause after it (ITU-T Q.24: 40 ms each are detected; some exchanges need more).
 */
#define TONE_MS 100
#define BETWEEN_TONES_MS 100

/* Application of the channel in `core show channels` and in the CDR. */
static const char app[] = "FaxSend";

struct placed_call {
	int64_t token;
	/* The text technology/address, as for Dial. The slash becomes a zero when the call begins. */
	char *technology;
	const char *address;
	char *caller_number;
	char *caller_name;
	char *account;
	char *post_dial;
	struct ast_variable *variables;
	uint32_t timeout_ms;
	/* Data of the application in `core show channels`. */
	char shown_token[24];
	pthread_t thread;
	/* The following fields are protected by the list's lock. */
	struct ast_channel *channel;
	int is_answered;
	int is_cancelled;
	int is_over;
	AST_LIST_ENTRY(placed_call) entry;
};

static AST_LIST_HEAD_STATIC(placed_calls, placed_call);

/* No more calls may be placed, since the module is about to be unloaded. Protected by the list's lock. */
static int is_closed;

static void placed_free(struct placed_call *placed)
{
	ast_free(placed->technology);
	ast_free(placed->caller_number);
	ast_free(placed->caller_name);
	ast_free(placed->account);
	ast_free(placed->post_dial);
	ast_variables_destroy(placed->variables);
	ast_free(placed);
}

static struct placed_call *placed_new(const struct ferrofax_place_call *call)
{
	struct placed_call *placed = ast_calloc(1, sizeof(*placed));
	char *slash;
	size_t i;

	if (!placed) {
		return NULL;
	}
	placed->token = call->token;
	snprintf(placed->shown_token, sizeof(placed->shown_token), "%lld", (long long) call->token);
	placed->timeout_ms = call->timeout_ms;
	placed->technology = ast_strdup(call->dial);
	placed->caller_number = ast_strdup(call->caller_number);
	placed->caller_name = ast_strdup(call->caller_name);
	placed->account = ast_strdup(call->account);
	placed->post_dial = ast_strdup(call->post_dial);
	for (i = call->variable_count; i > 0; i--) {
		struct ast_variable *variable = ast_variable_new(call->variables[i - 1].name, call->variables[i - 1].value, "");

		if (variable) {
			variable->next = placed->variables;
			placed->variables = variable;
		}
	}
	slash = placed->technology ? strchr(placed->technology, '/') : NULL;
	if (!slash || !placed->caller_number || !placed->caller_name || !placed->account || !placed->post_dial) {
		ast_log(LOG_ERROR, "Ferrofax can't dial \"%s\": technology/address is needed, such as Local/0123@fax-outbound\n", call->dial);
		placed_free(placed);
		return NULL;
	}
	*slash = '\0';
	placed->address = slash + 1;
	return placed;
}

static int is_cancelled(struct placed_call *placed)
{
	int result;

	AST_LIST_LOCK(&placed_calls);
	result = placed->is_cancelled;
	AST_LIST_UNLOCK(&placed_calls);
	return result;
}

/*
 * Requests a channel. The first format is G.711, which keeps the wave form of a fax. Linear audio is allowed, too, so
 * that our audio is coded only once, at the end of the path.
 */
static struct ast_channel *request(struct placed_call *placed, int *cause)
{
	struct ast_format_cap *formats = ast_format_cap_alloc(AST_FORMAT_CAP_FLAG_DEFAULT);
	struct ast_channel *channel;

	if (!formats) {
		return NULL;
	}
	ast_format_cap_append(formats, ast_format_alaw, 0);
	ast_format_cap_append(formats, ast_format_ulaw, 0);
	ast_format_cap_append(formats, ast_format_slin, 0);
	channel = ast_request(placed->technology, formats, NULL, NULL, placed->address, cause);
	ao2_ref(formats, -1);
	return channel;
}

/* Sets the caller that the other side sees: the connected line of our channel. A Local channel passes it on. */
static void show_caller(struct placed_call *placed, struct ast_channel *channel)
{
	SHIM_WITH_ROOM(struct ast_party_connected_line) line = { .room = { 0 } };

	ast_party_connected_line_set_init(&line.it, ast_channel_connected(channel));
	if (*placed->caller_number) {
		line.it.id.number.valid = 1;
		line.it.id.number.str = placed->caller_number;
		line.it.id.number.presentation = AST_PRES_ALLOWED_USER_NUMBER_NOT_SCREENED;
	}
	if (*placed->caller_name) {
		line.it.id.name.valid = 1;
		line.it.id.name.str = placed->caller_name;
		line.it.id.name.presentation = AST_PRES_ALLOWED_USER_NUMBER_NOT_SCREENED;
	}
	ast_channel_set_connected_line(channel, &line.it, NULL);
	ast_set_callerid(channel, S_OR(placed->caller_number, NULL), S_OR(placed->caller_name, NULL), S_OR(placed->caller_number, NULL));
}

static void prepare(struct placed_call *placed, struct ast_channel *channel)
{
	const struct ast_variable *variable;

	show_caller(placed, channel);
	ast_channel_lock(channel);
	ast_channel_stage_snapshot(channel);
	if (*placed->account) {
		/* A Local channel exchanges the two. */
		ast_channel_accountcode_set(channel, placed->account);
		ast_channel_peeraccount_set(channel, placed->account);
	}
	ast_set_flag(ast_channel_flags(channel), AST_FLAG_ORIGINATED);
	ast_channel_appl_set(channel, app);
	ast_channel_data_set(channel, placed->shown_token);
	ast_channel_stage_snapshot_done(channel);
	ast_channel_unlock(channel);
	for (variable = placed->variables; variable; variable = variable->next) {
		pbx_builtin_setvar_helper(channel, variable->name, variable->value);
	}
}

/* Returns app_dial's word for a call that the other side ended before the answer. */
static const char *status_of(int cause)
{
	switch (cause) {
	case AST_CAUSE_USER_BUSY:
		return "BUSY";
	case AST_CAUSE_NORMAL_CIRCUIT_CONGESTION:
	case AST_CAUSE_SWITCH_CONGESTION:
		return "CONGESTION";
	case AST_CAUSE_NORMAL_CLEARING:
	case AST_CAUSE_NO_USER_RESPONSE:
	case AST_CAUSE_NO_ANSWER:
	case AST_CAUSE_NORMAL_UNSPECIFIED:
		return "NOANSWER";
	default:
		return "CHANUNAVAIL";
	}
}

/* Reports of the network pass through Local channels together with the name of the channel that received them. */
static void note_behind(struct ferrofax_channel *ours, const struct ast_frame *frame)
{
	const struct ast_control_pvt_cause_code *told = frame->data.ptr;

	if (told && frame->datalen >= (int) sizeof(*told)) {
		ast_copy_string(ours->behind, told->chan_name, sizeof(ours->behind));
	}
}

/* Handles a frame of a channel that is not up yet. Returns NULL, or app_dial's word for the end of the call. */
static const char *look(struct ferrofax_channel *ours, int *cause)
{
	struct ast_channel *channel = ours->channel;
	struct ast_frame *frame = ast_read(channel);
	const char *status = NULL;

	if (!frame) {
		*cause = ast_channel_hangupcause(channel);
		/* No cause is given: it rang until one side gave up. */
		*cause = *cause ? *cause : AST_CAUSE_NORMAL_CLEARING;
		return status_of(*cause);
	}
	if (frame->frametype == AST_FRAME_CONTROL) {
		switch (frame->subclass.integer) {
		case AST_CONTROL_BUSY:
			*cause = AST_CAUSE_USER_BUSY;
			status = "BUSY";
			break;
		case AST_CONTROL_CONGESTION:
			*cause = ast_channel_hangupcause(channel);
			*cause = *cause ? *cause : AST_CAUSE_NORMAL_CIRCUIT_CONGESTION;
			status = "CONGESTION";
			break;
		case AST_CONTROL_PVT_CAUSE_CODE:
			note_behind(ours, frame);
			break;
		default:
			break;
		}
	}
	ast_frfree(frame);
	return status;
}

/* Waits for the answer. Returns NULL if the call was answered. */
static const char *await_answer(struct placed_call *placed, struct ferrofax_channel *ours, int *cause)
{
	struct ast_channel *channel = ours->channel;
	uint64_t end_ms = shim_steady_ms() + placed->timeout_ms;
	const char *status = NULL;

	while (!status && ast_channel_state(channel) != AST_STATE_UP) {
		int64_t left_ms = placed->timeout_ms ? (int64_t) (end_ms - shim_steady_ms()) : LOOK_MS;
		int wait_ms = MIN(left_ms, LOOK_MS);

		if (is_cancelled(placed)) {
			*cause = AST_CAUSE_NORMAL_CLEARING;
			return "CANCEL";
		}
		if (left_ms <= 0) {
			*cause = AST_CAUSE_NO_ANSWER;
			return "NOANSWER";
		}
		if (!ast_strlen_zero(ast_channel_call_forward(channel))) {
			ast_log(LOG_NOTICE, "%s is forwarded to another number; Ferrofax does not follow forwarding\n", ast_channel_name(channel));
			*cause = AST_CAUSE_NUMBER_CHANGED;
			return "CHANUNAVAIL";
		}
		if (ast_waitfor_n(&channel, 1, &wait_ms)) {
			status = look(ours, cause);
		} else if (wait_ms < 0) {
			/* Waiting for this channel is not possible. */
			ast_log(LOG_ERROR, "Ferrofax can't wait for %s\n", ast_channel_name(channel));
			*cause = AST_CAUSE_FAILURE;
			return "CHANUNAVAIL";
		}
	}
	return status && is_cancelled(placed) ? "CANCEL" : status;
}

static struct ferrofax_call *ask(struct ferrofax_channel *channel, const struct ferrofax_call_info *info)
{
	const struct placed_call *placed = channel->context;

	return shim_ours->send_begin(channel, info, placed->token);
}

static void publish_dial(struct ast_channel *channel, const char *address, const char *status)
{
	ast_channel_lock(channel);
	ast_channel_publish_dial(NULL, channel, address, status);
	ast_channel_unlock(channel);
}

/* Calls and waits for the answer. Returns NULL if the call was answered, otherwise the reason why not. */
static const char *call(struct placed_call *placed, struct ferrofax_channel *ours, int *cause)
{
	struct ast_channel *channel = ours->channel;
	const char *status;

	if (ast_call(channel, placed->address, 0)) {
		*cause = ast_channel_hangupcause(channel);
		*cause = *cause ? *cause : AST_CAUSE_NO_ROUTE_DESTINATION;
		return "CHANUNAVAIL";
	}
	publish_dial(channel, placed->address, NULL);
	status = await_answer(placed, ours, cause);
	publish_dial(channel, NULL, S_OR(status, "ANSWER"));
	return status;
}

/* Notes the channel for a thread that wants to cancel the call. */
static void show_channel(struct placed_call *placed, struct ast_channel *channel)
{
	AST_LIST_LOCK(&placed_calls);
	placed->channel = channel;
	AST_LIST_UNLOCK(&placed_calls);
}

/* Hangs up. Other threads may still use the channel: they must find no data that ends with this call or the module. */
static void hang_up(struct ast_channel *channel)
{
	ast_channel_ref(channel);
	ast_hangup(channel);
	ast_channel_lock(channel);
	ast_channel_appl_set(channel, NULL);
	ast_channel_data_set(channel, NULL);
	ast_channel_unlock(channel);
	ast_channel_unref(channel);
}

/* Marks the call as answered: it cannot be cancelled any more. Returns -1 if it was cancelled just before. */
static int answer(struct placed_call *placed)
{
	int result;

	AST_LIST_LOCK(&placed_calls);
	placed->is_answered = 1;
	result = placed->is_cancelled ? -1 : 0;
	AST_LIST_UNLOCK(&placed_calls);
	return result;
}

/*
 * Ends a call. `status` is NULL if the call was answered. The end is reported only after the hang-up, so that the line and the
 * number of this call are free when the next call begins.
 */
static void end(struct placed_call *placed, struct ferrofax_channel *ours, int cause, const char *status)
{
	char outer[AST_CHANNEL_NAME] = "";

	if (status) {
		shim_outer_channel(ours, outer, sizeof(outer));
	}
	show_channel(placed, NULL);
	shim_items_remove(ours->channel, ours->items);
	hang_up(ours->channel);
	if (status) {
		shim_ours->call_failed(placed->token, cause, status, outer);
	} else {
		shim_ours->call_gone(placed->token);
	}
}

static void place(struct placed_call *placed)
{
	int cause = 0;
	const char *status;
	struct ferrofax_channel ours = { .is_placed = 1, .context = placed };

	ours.channel = request(placed, &cause);
	if (!ours.channel) {
		cause = cause ? cause : AST_CAUSE_NO_ROUTE_DESTINATION;
		shim_ours->call_failed(placed->token, cause, status_of(cause), "");
		return;
	}
	prepare(placed, ours.channel);
	ours.items = shim_items_add(ours.channel);
	show_channel(placed, ours.channel);
	status = call(placed, &ours, &cause);
	if (!status && !answer(placed)) {
		/* If the other side hangs up meanwhile, running the call notices it. */
		if (!ast_strlen_zero(placed->post_dial)) {
			ast_dtmf_stream(ours.channel, NULL, placed->post_dial, BETWEEN_TONES_MS, TONE_MS);
		}
		shim_run_call(&ours, ask);
	} else if (!status) {
		cause = AST_CAUSE_NORMAL_CLEARING;
		status = "CANCEL";
	}
	end(placed, &ours, cause, status);
}

static void *placed_thread(void *data)
{
	struct placed_call *placed = data;
	ast_callid call_id = ast_create_callid();

	/* Log lines of this thread, and its channels, get the call's ID. */
	if (call_id) {
		ast_callid_threadassoc_add(call_id);
	}
	place(placed);
	AST_LIST_LOCK(&placed_calls);
	placed->is_over = 1;
	AST_LIST_UNLOCK(&placed_calls);
	ast_module_unref(AST_MODULE_SELF);
	shim_leave();
	return NULL;
}

/* Joins the threads that have ended. */
static void reap(void)
{
	struct placed_call *placed;
	AST_LIST_HEAD_NOLOCK(, placed_call) over = AST_LIST_HEAD_NOLOCK_INIT_VALUE;

	AST_LIST_LOCK(&placed_calls);
	AST_LIST_TRAVERSE_SAFE_BEGIN(&placed_calls, placed, entry) {
		if (placed->is_over) {
			AST_LIST_REMOVE_CURRENT(entry);
			AST_LIST_INSERT_TAIL(&over, placed, entry);
		}
	}
	AST_LIST_TRAVERSE_SAFE_END;
	AST_LIST_UNLOCK(&placed_calls);
	while ((placed = AST_LIST_REMOVE_HEAD(&over, entry))) {
		pthread_join(placed->thread, NULL);
		placed_free(placed);
	}
}

int shim_place_call(const struct ferrofax_place_call *call)
{
	struct placed_call *placed = placed_new(call);
	int failed;

	reap();
	if (!placed) {
		return -1;
	}
	AST_LIST_LOCK(&placed_calls);
	failed = is_closed;
	if (!failed) {
		shim_enter();
		ast_module_ref(AST_MODULE_SELF);
		failed = ast_pthread_create_stack(&placed->thread, NULL, placed_thread, placed, SHIM_STACK_BYTES, __FILE__, __FUNCTION__,
			__LINE__, "Ferrofax call");
		if (failed) {
			ast_log(LOG_ERROR, "Ferrofax can't start a thread for a call\n");
			ast_module_unref(AST_MODULE_SELF);
			shim_leave();
		} else {
			AST_LIST_INSERT_TAIL(&placed_calls, placed, entry);
		}
	}
	AST_LIST_UNLOCK(&placed_calls);
	if (failed) {
		placed_free(placed);
		return -1;
	}
	return 0;
}

/* Cancels a placed call. The list of these calls is locked. */
static void cancel(struct placed_call *placed)
{
	placed->is_cancelled = 1;
	if (placed->channel) {
		ast_softhangup(placed->channel, AST_SOFTHANGUP_EXPLICIT);
	}
}

void shim_cancel_call(int64_t token)
{
	struct placed_call *placed;

	AST_LIST_LOCK(&placed_calls);
	AST_LIST_TRAVERSE(&placed_calls, placed, entry) {
		if (placed->token == token && !placed->is_answered) {
			cancel(placed);
		}
	}
	AST_LIST_UNLOCK(&placed_calls);
}

void shim_placed_close(void)
{
	struct placed_call *placed;

	AST_LIST_LOCK(&placed_calls);
	is_closed = 1;
	AST_LIST_TRAVERSE(&placed_calls, placed, entry) {
		cancel(placed);
	}
	AST_LIST_UNLOCK(&placed_calls);
}

void shim_placed_reap(void)
{
	reap();
}

void shim_placed_open(void)
{
	AST_LIST_LOCK(&placed_calls);
	is_closed = 0;
	AST_LIST_UNLOCK(&placed_calls);
}
