/*
 * A call that passes through the PBX, T.38 at one side and audio at the other (FAXOPT(gateway)=yes): res_fax's hook gives us
 * the frames of both sides, and here the answers go out.
 *
 * Packets go out while res_fax gives us a frame, for then it holds the channel whose hook it is, the only one that may be
 * written to there. Audio goes out by a generator on the audio side, which Asterisk asks with each frame of that side.
 * Frames of ours carry res_fax's flag, by which its hook lets them through.
 */
#include "fax_tech.h"
#include "t38_terms.h"

#include "asterisk/channel.h"
#include "asterisk/format_cache.h"

/* No more blocks of 20 ms at once: what is held up longer is said later. */
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
 * Asterisks with native packet-loss concealment (Debian's have it since a patch for Opus) take a frame whose number lies behind
 * that of the frame before for a late one, and translate it to nothing. Ours have no numbers; what the bridge wrote there before
 * had the remote end's, so in half of all calls not one frame of ours would be heard. A new path of translation remembers none.
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

/* -1: the generator is of no use any more. */
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
		/* Not before: from now on nobody but we can write there. */
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
	/* Who asked for T.38 said what it takes; where it was we who asked, the answer did. */
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

/* The channel is locked: see above. */
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
			/* As if it came from this side: the bridge takes it to the other. */
			ast_queue_frame(session->chan, &frame.it);
		}
		ast_free(node);
	}
}

/* What is known of it at its end. */
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
