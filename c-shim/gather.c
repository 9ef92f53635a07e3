/*
 * Reads several frames at a time: the thread sleeps while they arrive, and then handles all of them at once.
 *
 * Frames that have arrived are read one after the other, without a poll before each: RTP and UDPTL return a null
 * frame if there is no more. A null frame may also have another reason, so one poll before the next sleep checks
 * whether that was all.
 */
#include "shim.h"

#include <time.h>

#include "asterisk/frame.h"
#include "asterisk/rtp_engine.h"

/*
 * Threads sleep until common points in time that are this far apart, so that the processor wakes once for several
 * calls.
 */
#define TOGETHER_MS 10

/* The value by which Asterisk's channels say that there is no descriptor. */
#define NO_FD (-1)

/*
 * Returns whether frames can wait without being lost: at an RTP socket, or in the channel's own queue. A telephony
 * card has a buffer of 80 ms, and drops frames that are not read by then.
 */
static int has_room(struct ast_channel *channel)
{
	const char *type = ast_channel_tech(channel)->type;

	return ast_rtp_instance_get_glue(type) || !strcasecmp(type, "Local") || !strcasecmp(type, "IAX2");
}

/*
 * Returns the driver's data of the line. After a transfer these are other data. Some drivers clear
 * them before the hang-up: NULL.
 */
static const void *line_of(struct ast_channel *channel)
{
	const void *line;

	ast_channel_lock(channel);
	line = ast_channel_tech_pvt(channel);
	ast_channel_unlock(channel);
	return line;
}

void shim_gather_begin(struct shim_gather *gather, struct ast_channel *channel)
{
	/* Read first: a transfer that comes between the two is noticed later. */
	const void *line = line_of(channel);

	*gather = (struct shim_gather) {
		.channel = channel,
		.line = line,
		.is_allowed = has_room(channel),
		.fdno = NO_FD,
	};
}

int shim_gather_has_new_line(struct shim_gather *gather)
{
	const void *line = line_of(gather->channel);

	if (!line || line == gather->line) {
		return 0;
	}
	shim_gather_begin(gather, gather->channel);
	return 1;
}

struct ast_frame *shim_gather_read(struct shim_gather *gather)
{
	int fdno = ast_channel_fdno(gather->channel);
	struct ast_frame *frame = ast_read(gather->channel);

	gather->is_told = 0;
	/* A queued frame does not show where the next one will come from. */
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
		/* This may not be the descriptor of the audio: RTCP has its own. */
		*frame = shim_gather_read(gather);
		return 1;
	}
	if (gather->fdno == NO_FD) {
		return 0;
	}
	ast_channel_fdno_set(gather->channel, gather->fdno);
	*frame = ast_read(gather->channel);
	if (*frame && (*frame)->frametype == AST_FRAME_NULL) {
		/* We must free a queued frame. Freeing the null frame does no harm. */
		ast_frfree(*frame);
		return 0;
	}
	return 1;
}

/* Sleeps until the common point in time that is nearest to `ms`. */
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
