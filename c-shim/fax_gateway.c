/*
 * T.38 gateway: a call through the PBX with T.38 on one side and audio on the other (FAXOPT(gateway)=yes). The hook
 * of res_fax gives us the frames of both sides. This file sends the answers.
 *
 * Packets are sent while res_fax gives us a frame, since it then holds the channel of its hook, the only channel that
 * may be written to at that point. Audio is sent by a generator on the audio side, which Asterisk calls with each
 * frame of that side. Our frames have a flag of res_fax, so that its hook lets them pass.
 */
#include "fax_tech.h"
#include "t38_terms.h"

#include "asterisk/channel.h"
#include "asterisk/format_cache.h"

/* Highest number of 20 ms blocks at once. Further blocks are sent later. */
#define MOST_BLOCKS 4

static void *generator_alloc(struct ast_channel *channel, void *params)
{
	ao2_ref(params, +1);
	return params;
}

static void generator_release(struct ast_channel *channel, void *data)
{
	ao2_ref(data, -1);
}

/*
 * Asterisks with native packet-loss concealment (Debian's have a patch, added for Opus) treat a frame whose number is
 * lower than that of the frame before as late, and drop it in the translation. Our frames have no numbers, but the
 * frames that the bridge wrote before had the numbers of the other side. So in half of all calls none of our frames
 * would be heard. A new translation path has no memory of numbers.
 */
static void forget_numbers(struct ast_channel *channel)
{
	struct ast_format *raw;

	ast_channel_lock(channel);
	raw = ao2_bump(ast_channel_rawwriteformat(channel));
	ast_channel_unlock(channel);
	if (raw) {
		ast_set_write_format(channel, raw);
		ao2_ref(raw, -1);
	}
	ast_set_write_format(channel, ast_format_slin);
}

/* Returns -1 if the generator is not needed any more. */
static int generate(struct ast_channel *channel, void *data, int length, int samples)
{
	struct ast_fax_session *session = data;
	struct ferrofax_fax_line *line = session->tech_pvt;
	struct ast_frame *frame;
	int blocks;

	if (!line || fax_line_is_cancelled(line)) {
		return -1;
	}
	if (!line->has_generated) {
		/* Not earlier: only from now on nobody else writes to this channel. */
		line->has_generated = 1;
		forget_numbers(channel);
	}
	for (blocks = 0; blocks < MOST_BLOCKS && (frame = fax_line_fetch(line)); blocks++) {
		if (frame->frametype == AST_FRAME_VOICE) {
			ast_set_flag(frame, AST_FAX_FRFLAG_GATEWAY);
			ast_write(channel, frame);
		}
	}
	return 0;
}

static SHIM_WITH_ROOM(struct ast_generator) generator = {
	.it.alloc = generator_alloc,
	.it.release = generator_release,
	.it.generate = generate,
};

int shim_fax_gateway_start(struct ast_fax_session *session)
{
	struct ferrofax_fax_line *line = session->tech_pvt;
	struct ast_fax_session_details *details = session->details;
	struct ast_channel *peer = ast_channel_bridge_peer(session->chan);
	struct ferrofax_t38 t38;
	enum ast_t38_state state;

	if (!peer) {
		return -1;
	}
	state = ast_channel_get_t38_state(session->chan);
	line->packets_go_to_channel = state == T38_STATE_NEGOTIATED || state == T38_STATE_NEGOTIATING;
	/*
	 * The side that requested T.38 sent its terms with the request. If we requested it, the terms are in the answer.
	 */
	t38 = shim_t38_from_res_fax(details->their_t38_parameters.max_ifp ? &details->their_t38_parameters : &details->our_t38_parameters);
	if (shim_fax_begin(session, 1, &t38)) {
		ast_channel_unref(peer);
		return -1;
	}
	ast_activate_generator(line->packets_go_to_channel ? peer : session->chan, &generator.it, session);
	ast_channel_unref(peer);
	session->state = AST_FAX_STATE_ACTIVE;
	return 0;
}

/* Sends the waiting packets. The channel is locked: see the head of this file. */
void shim_fax_gateway_flush(struct ast_fax_session *session)
{
	struct ferrofax_fax_line *line = session->tech_pvt;
	struct fax_node *node;

	while ((node = fax_line_fetch_packet(line))) {
		SHIM_WITH_ROOM(struct ast_frame) frame = {
			.it.frametype = AST_FRAME_MODEM,
			.it.subclass.integer = AST_MODEM_T38,
			.it.src = "Ferrofax",
			.it.data.ptr = node->data,
			.it.datalen = node->octets,
			.it.offset = AST_FRIENDLY_OFFSET,
		};

		ast_set_flag(&frame.it, AST_FAX_FRFLAG_GATEWAY);
		if (line->packets_go_to_channel) {
			ast_write(session->chan, &frame.it);
		} else {
			/* Queued as if it came from this side: the bridge sends it to the other side. */
			ast_queue_frame(session->chan, &frame.it);
		}
		ast_free(node);
	}
}

/* Tells res_fax the result of the gateway. */
void shim_fax_gateway_told(struct ast_fax_session *session)
{
	struct ferrofax_fax_line *line = session->tech_pvt;
	struct ast_fax_session_details *details = session->details;

	ast_mutex_lock(&line->lock);
	details->option.ecm = line->result.ecm ? 1 : 0;
	details->pages_transferred = line->result.pages;
	ast_string_field_build(details, transfer_rate, "%u", line->result.bit_rate);
	ast_mutex_unlock(&line->lock);
}
