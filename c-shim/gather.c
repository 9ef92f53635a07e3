/*
 * Frames that are read some at a time: the thread sleeps while they come, and one waking serves them all.
 *
 * Those that have come are read one after the other, without a poll before each: RTP and UDPTL say that there is none by a null
 * frame. It may be something else that they have nothing to tell of; so before the next sleep one poll asks whether that was all.
 */
#include "shim.h"

#include <time.h>

#include "asterisk/frame.h"
#include "asterisk/rtp_engine.h"

/* Threads sleep until moments so far apart, which all calls have in common: one waking of the processor serves several. */
#define TOGETHER_MS 10

/* None, as the channel has it. */
#define NO_FD (-1)

/*
 * Where frames wait for us without end: at a socket of RTP's, or in the channel's own queue. A telephony card has room for 80 ms,
 * and drops what is not fetched by then.
 */
static int has_room(struct ast_channel *channel)
{
	const char *type = ast_channel_tech(channel)->type;

	return ast_rtp_instance_get_glue(type) || !strcasecmp(type, "Local") || !strcasecmp(type, "IAX2");
}

void shim_gather_begin(struct shim_gather *gather, struct ast_channel *channel)
{
	*gather = (struct shim_gather) { .channel = channel, .is_allowed = has_room(channel), .fdno = NO_FD };
}

struct ast_frame *shim_gather_read(struct shim_gather *gather)
{
	int fdno = ast_channel_fdno(gather->channel);
	struct ast_frame *frame = ast_read(gather->channel);

	gather->is_told = 0;
	/* What was queued says nothing of where the next comes from. */
	if (frame && (frame->frametype == AST_FRAME_VOICE || frame->frametype == AST_FRAME_MODEM)) {
		gather->fdno = fdno == AST_ALERT_FD ? NO_FD : fdno;
	}
	return frame;
}

static int is_told_of_more(struct shim_gather *gather)
{
	int none_ms = 0;

	return gather->is_told = ast_waitfor_n(&gather->channel, 1, &none_ms) ? 1 : 0;
}

int shim_gather_next(struct shim_gather *gather, struct ast_frame **frame)
{
	if (gather->is_told || (gather->fdno == NO_FD && is_told_of_more(gather))) {
		/* Not always from where the audio comes: RTCP has a descriptor of its own. */
		*frame = shim_gather_read(gather);
		return 1;
	}
	if (gather->fdno == NO_FD) {
		return 0;
	}
	ast_channel_fdno_set(gather->channel, gather->fdno);
	*frame = ast_read(gather->channel);
	if (*frame && (*frame)->frametype == AST_FRAME_NULL) {
		/* One that was queued is ours to free; the one that stands for none is not harmed. */
		ast_frfree(*frame);
		return 0;
	}
	return 1;
}

/* To the nearest moment that is one of all calls'. */
static void sleep_until(uint64_t ms)
{
	uint64_t until_ms = (ms + TOGETHER_MS / 2) / TOGETHER_MS * TOGETHER_MS;
	struct timespec until = { .tv_sec = until_ms / 1000, .tv_nsec = until_ms % 1000 * 1000000 };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

int shim_gather_rest(struct shim_gather *gather, uint32_t ms)
{
	if (!ms || !gather->is_allowed) {
		return 0;
	}
	if (!is_told_of_more(gather)) {
		sleep_until(shim_steady_ms() + ms);
	}
	return 1;
}
