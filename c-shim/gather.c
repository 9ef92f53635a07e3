/*
 * Frames that are read some at a time: the thread sleeps while they come, and one waking serves them all.
 *
 * How many have come meanwhile is known of audio: as much as time has passed. So the last of them is followed by the next sleep; to
 * find that there is no more would take a waking of its own. Of packets it is not known, and the next is waited for.
 */
#include "shim.h"

#include "asterisk/frame.h"
#include "asterisk/rtp_engine.h"

/* A frame that was waited for at least so long was the last that was there. */
#define WAITED_MS 3

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
	uint64_t now_ms = shim_steady_ms();

	*gather = (struct shim_gather) { .channel = channel, .is_allowed = has_room(channel), .since_ms = now_ms, .left_ms = now_ms };
}

void shim_gather_heard(struct shim_gather *gather, int samples)
{
	uint64_t now_ms = shim_steady_ms();

	if (now_ms >= gather->left_ms + WAITED_MS) {
		gather->owed_ms = 0;
		gather->since_ms = now_ms;
		gather->is_through = 1;
	} else {
		gather->owed_ms -= samples / 8;
		/* The next, as long as this one, can't have come whole. */
		gather->is_perhaps_through = samples && gather->owed_ms < samples / 8;
	}
}

/* A network that doubles packets brings more than time has passed. */
static int is_empty(struct ast_channel *channel)
{
	int none_ms = 0;

	return !ast_waitfor_n(&channel, 1, &none_ms);
}

void shim_gather_rest(struct shim_gather *gather, uint32_t ms)
{
	uint64_t now_ms = shim_steady_ms();

	if (!ms || !gather->is_allowed) {
		gather->owed_ms = 0;
		gather->since_ms = now_ms;
	} else if (gather->is_through || (gather->is_perhaps_through && is_empty(gather->channel))) {
		usleep(ms * 1000);
		now_ms = shim_steady_ms();
		gather->owed_ms += now_ms - gather->since_ms;
		gather->since_ms = now_ms;
	}
	gather->is_through = gather->is_perhaps_through = 0;
	gather->left_ms = now_ms;
}
