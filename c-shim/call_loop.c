/*
 * The audio loop of a call, for incoming calls and for calls that we place.
 *
 * The loop makes no decisions. It reads frames as they arrive, reports the time as often as the Rust side wants to
 * know it, and sends each block that the Rust side wants to send. The Rust side decides whether the line is silent,
 * late or out of order.
 *
 * The loop runs on a thread of its own: see bridge.h (Threads) and shim.h (stack size).
 */
#include "shim.h"

#include "asterisk/callerid.h"
#include "asterisk/config.h"
#include "asterisk/format_cache.h"
#include "asterisk/frame.h"
#include "asterisk/musiconhold.h"
#include "asterisk/pbx.h"
#include "asterisk/utils.h"

/* The longest frame that is accepted: 240 ms. RTP packets of telephony have 10 to 60 ms. */
#define MOST_SAMPLES 1920

/* More than the number of values that FERROFAX() can set for one call. */
#define MOST_WANTED 32

/*
 * Functions of the line that we have switched off, and that are switched on again after the call: the dialplan may
 * connect a person to the channel then.
 */
struct switched_off {
	int echo_canceller;
	int digit_detection;
};

/* Returns -1 if the channel driver does not have the option. */
static int switch_option(struct ast_channel *channel, int option, char is_on)
{
	return ast_channel_setoption(channel, option, &is_on, sizeof(is_on), 0);
}

static int detects_digits(struct ast_channel *channel)
{
	char is_on = 0;
	int size = sizeof(is_on);

	return !ast_channel_queryoption(channel, AST_OPTION_DIGIT_DETECT, &is_on, &size, 0) && is_on;
}

/*
 * Switches off the functions that improve voice but harm a fax. No channel driver reports whether its echo canceller
 * is on. The driver of telephony cards later switches on only one that its settings name.
 */
static void quiet_line(struct ast_channel *channel, struct switched_off *off)
{
	off->echo_canceller = !switch_option(channel, AST_OPTION_ECHOCAN, 0);
	off->digit_detection = detects_digits(channel);
	switch_option(channel, AST_OPTION_TONE_VERIFY, 0);
	switch_option(channel, AST_OPTION_DIGIT_DETECT, 0);
	switch_option(channel, AST_OPTION_FAX_DETECT, 0);
	if (ast_custom_function_find("JITTERBUFFER")) {
		ast_func_write(channel, "JITTERBUFFER(disabled)", "");
	}
	ast_moh_stop(channel);
	ast_deactivate_generator(channel);
	/* While Asterisk plays a digit that the other side signals, it mutes the audio. This flag prevents that. */
	ast_channel_lock(channel);
	ast_set_flag(ast_channel_flags(channel), AST_FLAG_END_DTMF_ONLY);
	ast_channel_unlock(channel);
}

static void restore_line(struct ast_channel *channel, const struct switched_off *off)
{
	ast_channel_lock(channel);
	/* Some drivers clear their data before the hang-up. Then there is no line any more. */
	if (ast_channel_tech_pvt(channel)) {
		if (off->echo_canceller) {
			switch_option(channel, AST_OPTION_ECHOCAN, 1);
		}
		if (off->digit_detection) {
			switch_option(channel, AST_OPTION_DIGIT_DETECT, 1);
		}
	}
	ast_channel_unlock(channel);
}

static int hear_voice(struct ferrofax_call *call, const struct ast_frame *frame)
{
	int16_t samples[MOST_SAMPLES];
	struct ferrofax_frame heard = { .samples = samples, .count = shim_decode(frame, samples, MOST_SAMPLES) };

	if (!heard.count) {
		return 0;
	}
	if (ast_test_flag(frame, AST_FRFLAG_HAS_TIMING_INFO)) {
		heard.has_timestamp = 1;
		heard.timestamp_ms = frame->ts;
	}
	/*
	 * When Asterisk translates a frame with timing information, it keeps the sequence number but loses the flag for
	 * it. Drivers without numbers leave 0. A numbered stream has the number 0 once in 65536 frames; that frame is
	 * treated as one without a number.
	 */
	if (ast_test_flag(frame, AST_FRFLAG_HAS_SEQUENCE_NUMBER) || (heard.has_timestamp && frame->seqno)) {
		heard.has_sequence = 1;
		heard.sequence = frame->seqno;
	}
	return shim_ours->call_frame(call, shim_steady_ms(), &heard);
}

/*
 * Handles a frame from the line; NULL if there are no more. Returns -1 if the call is broken, 1 if the line is gone.
 */
static int hear(struct ferrofax_call *call, struct ast_channel *channel, struct ast_frame *frame)
{
	int is_translated;
	int result = 0;

	if (!frame) {
		return 1;
	}
	is_translated = shim_is_translated(channel, frame);
	if (frame->frametype == AST_FRAME_VOICE) {
		result = hear_voice(call, frame);
	} else if (frame->frametype == AST_FRAME_MODEM) {
		result = shim_t38_hear(call, frame);
	} else if (frame->frametype == AST_FRAME_CONTROL) {
		switch (frame->subclass.integer) {
		case AST_CONTROL_T38_PARAMETERS:
			result = shim_t38_told(call, frame);
			break;
		case AST_CONTROL_HANGUP:
		case AST_CONTROL_BUSY:
		case AST_CONTROL_CONGESTION:
			result = 1;
			break;
		default:
			break;
		}
	}
	ast_frfree(frame);
	if (is_translated) {
		shim_choose_read_format(channel);
	}
	return result;
}

/*
 * Sends all waiting blocks. The time stamp of a block comes from the number of blocks, not from the time of sending.
 * So the time stamps are even if this thread was late: the other side can correct late packets, but not a gap in a
 * page.
 */
static int speak(struct ferrofax_call *call, struct ast_channel *channel, struct timeval *delivery)
{
	struct {
		char room[AST_FRIENDLY_OFFSET];
		int16_t samples[FERROFAX_BLOCK];
	} block;
	const struct timeval length = { 0, FERROFAX_BLOCK * 125 };
	int more;

	while ((more = shim_ours->call_speech(call, block.samples)) == 1) {
		SHIM_WITH_ROOM(struct ast_frame) frame = {
			.it.frametype = AST_FRAME_VOICE,
			.it.subclass.format = ast_format_slin,
			.it.src = "Ferrofax",
			.it.data.ptr = block.samples,
			.it.datalen = sizeof(block.samples),
			.it.samples = FERROFAX_BLOCK,
			.it.offset = AST_FRIENDLY_OFFSET,
			.it.delivery = *delivery,
		};

		*delivery = ast_tvadd(*delivery, length);
		shim_as_the_line_speaks(channel, &frame.it);
		if (ast_write(channel, &frame.it)) {
			return 1;
		}
	}
	return more;
}

/* Waits for frames from the line and handles them. Returns -1 if the call is broken, 1 if the line is gone. */
static int hear_next(struct ferrofax_call *call, struct ast_channel *channel, struct shim_gather *gather,
	struct switched_off *off)
{
	struct ast_frame *frame;
	uint32_t gather_ms;
	int wait_ms = shim_ours->call_rest(call, &gather_ms);
	int result = 0;
	int fd = -1;

	if (ast_check_hangup(channel)) {
		return 1;
	}
	if (shim_gather_has_new_line(gather)) {
		quiet_line(channel, off);
	}
	if (shim_gather_rest(gather, gather_ms)) {
		while (!result && shim_gather_next(gather, &frame)) {
			result = hear(call, channel, frame);
		}
	} else if (ast_waitfor_nandfds(&channel, 1, NULL, 0, NULL, &fd, &wait_ms)) {
		result = hear(call, channel, shim_gather_read(gather));
	} else if (wait_ms < 0) {
		result = 1;
	}
	return result;
}

static void carry(struct ferrofax_call *call, struct ast_channel *channel, struct shim_items *items)
{
	struct switched_off off;
	struct timeval delivery;
	struct shim_gather gather;
	int result;

	quiet_line(channel, &off);
	delivery = ast_tvnow();
	result = shim_t38_begin(call, channel);
	shim_gather_begin(&gather, channel);
	while (!result && !shim_ours->call_is_over(call)) {
		result = hear_next(call, channel, &gather, &off);
		if (!result) {
			result = shim_ours->call_tick(call, shim_steady_ms());
		}
		if (!result) {
			result = speak(call, channel, &delivery);
		}
		if (!result) {
			result = shim_t38_speak(call, channel);
		}
		shim_items_serve(items, call);
	}
	restore_line(channel, &off);
	if (result == 1) {
		shim_ours->call_hung_up(call);
	}
}

/* Copies the values that the dialplan has set for the call into `fields`. Returns their number. */
static size_t fill(struct ferrofax_field *fields, const struct ast_variable *wanted)
{
	size_t count = 0;

	for (; wanted && count < MOST_WANTED; wanted = wanted->next) {
		fields[count++] = (struct ferrofax_field) { .name = wanted->name, .value = wanted->value };
	}
	return count;
}

static struct ferrofax_call *begin(struct ferrofax_channel *ours, shim_begin ask)
{
	struct ast_channel *channel = ours->channel;
	struct ferrofax_call_info info;
	const struct ast_party_id *caller;
	struct ast_variable *wanted = shim_items_begin(ours->items);
	struct ferrofax_field fields[MOST_WANTED];
	struct ferrofax_call *call;
	char call_id[32] = "";
	char context[AST_MAX_CONTEXT];
	char outer[AST_CHANNEL_NAME];

	if (ast_channel_callid(channel)) {
		ast_callid_strnprint(call_id, sizeof(call_id), ast_channel_callid(channel));
	}
	shim_own_context(channel, context, sizeof(context));
	shim_outer_channel(ours, outer, sizeof(outer));
	/* Copied, since the channel's strings may change while the channel is not locked. */
	ast_channel_lock(channel);
	caller = &ast_channel_caller(channel)->id;
	info = (struct ferrofax_call_info) {
		.channel = ast_strdupa(ast_channel_name(channel)),
		.outer_channel = outer,
		.unique_id = ast_strdupa(ast_channel_uniqueid(channel)),
		.call_id = call_id,
		.context = context,
		.exten = ast_strdupa(ast_channel_exten(channel)),
		.called = ast_strdupa(S_OR(ast_channel_dialed(channel)->number.str, "")),
		.caller_number = "",
		.caller_name = "",
		.codec = ast_strdupa(ast_format_get_name(ast_channel_rawreadformat(channel))),
		.wanted = fields,
		.wanted_count = fill(fields, wanted),
	};
	if (caller->number.valid && (caller->number.presentation & AST_PRES_RESTRICTION) == AST_PRES_ALLOWED) {
		info.caller_number = ast_strdupa(S_OR(caller->number.str, ""));
	}
	if (caller->name.valid && (caller->name.presentation & AST_PRES_RESTRICTION) == AST_PRES_ALLOWED) {
		info.caller_name = ast_strdupa(S_OR(caller->name.str, ""));
	}
	ast_channel_unlock(channel);
	call = ask(ours, &info);
	ast_variables_destroy(wanted);
	return call;
}

int shim_run_call(struct ferrofax_channel *ours, shim_begin ask)
{
	struct ast_channel *channel = ours->channel;
	struct ast_format *read_format;
	struct ast_format *write_format;
	struct ferrofax_call *call;
	int digits;

	call = begin(ours, ask);
	if (!call) {
		shim_items_end(ours->items);
		shim_items_told(ours->items);
		return -1;
	}

	ast_channel_lock(channel);
	read_format = ao2_bump(ast_channel_readformat(channel));
	write_format = ao2_bump(ast_channel_writeformat(channel));
	digits = ast_test_flag(ast_channel_flags(channel), AST_FLAG_END_DTMF_ONLY);
	ast_channel_unlock(channel);

	if ((ast_channel_state(channel) != AST_STATE_UP && ast_raw_answer(channel))
		|| shim_choose_read_format(channel) || ast_set_write_format(channel, ast_format_slin)) {
		ast_log(LOG_WARNING, "%s: the call can't be answered with audio\n", ast_channel_name(channel));
		shim_ours->call_hung_up(call);
	} else {
		carry(call, channel, ours->items);
	}
	ast_set_read_format(channel, read_format);
	ast_set_write_format(channel, write_format);
	ast_channel_lock(channel);
	ast_set2_flag(ast_channel_flags(channel), digits, AST_FLAG_END_DTMF_ONLY);
	ast_channel_unlock(channel);
	ao2_cleanup(read_format);
	ao2_cleanup(write_format);

	shim_items_end(ours->items);
	shim_ours->call_end(call, ours);
	shim_items_told(ours->items);
	return 0;
}
