/*
 * Our loop for a session of res_fax (see fax_loop.h). res_fax itself handles a call frame by frame: for each frame it polls, translates it to linear samples,
 * and uses a smoother, which ignores sequence numbers. This loop reads the frames as the line delivers them, so that
 * the Rust side can correct their order. While a page is received it reads many at once. Everything that res_fax
 * needs to see (a switch to T.38, a hang-up, the end) is left to res_fax.
 */
#include "fax_loop.h"

#include "asterisk/format_cache.h"
#include "asterisk/smoother.h"

/* After this time without a frame, res_fax decides whether that is too long. */
#define SILENT_MS 1000

struct fax_loop {
	struct ast_fax_session *session;
	struct ferrofax_fax_line *line;
	struct shim_gather gather;
	int is_audio;
	/* Time without a frame. */
	uint32_t silent_ms;
};

static void send_waiting(struct fax_loop *loop)
{
	struct ast_channel *channel = loop->session->chan;
	struct ast_frame *frame;

	while ((frame = fax_line_fetch(loop->line))) {
		if (frame->frametype == AST_FRAME_NULL) {
			continue;
		}
		if (frame->frametype == AST_FRAME_VOICE) {
			shim_as_the_line_speaks(channel, frame);
		}
		ast_write(channel, frame);
		loop->session->frames_sent++;
	}
}

/* Handles a frame from the line; NULL if there are no more. Returns 1 if the frame is for res_fax. */
static int hear(struct fax_loop *loop, struct ast_frame *frame)
{
	struct ast_channel *channel = loop->session->chan;
	int is_translated = 0;
	int result = 0;

	if (!frame) {
		/* Makes res_fax read from the channel, too: it then finds that there are no more frames. */
		ast_queue_frame(channel, &ast_null_frame);
		return 1;
	}
	loop->silent_ms = 0;
	if (loop->is_audio && frame->frametype == AST_FRAME_VOICE) {
		is_translated = shim_is_translated(channel, frame);
		fax_line_hear(loop->line, frame);
		loop->session->frames_received++;
	} else if (!loop->is_audio && frame->frametype == AST_FRAME_MODEM && frame->subclass.integer == AST_MODEM_T38) {
		fax_line_hear(loop->line, frame);
		loop->session->frames_received++;
	} else if (frame->frametype == AST_FRAME_CONTROL && frame->subclass.integer == AST_CONTROL_T38_PARAMETERS) {
		ast_queue_frame_head(channel, frame);
		result = 1;
	}
	ast_frfree(frame);
	if (is_translated) {
		shim_choose_read_format(channel);
	}
	return result;
}

/* Handles the next frames. Returns 1 if res_fax must handle the last one, or if no frame arrives. */
static int hear_next(struct fax_loop *loop, uint32_t gather_ms)
{
	struct ast_channel *channel = loop->session->chan;
	struct ast_frame *frame;
	int wait_ms = SILENT_MS;
	int exception;
	int fd = -1;

	shim_gather_has_new_line(&loop->gather);
	if (shim_gather_rest(&loop->gather, gather_ms)) {
		int result = (loop->silent_ms += gather_ms) > SILENT_MS;

		while (!result && shim_gather_next(&loop->gather, &frame)) {
			result = hear(loop, frame);
		}
		return result;
	}
	if (ast_waitfor_nandfds(&channel, 1, &loop->line->fd, 1, &exception, &fd, &wait_ms)) {
		return hear(loop, shim_gather_read(&loop->gather));
	}
	if (fd == loop->line->fd) {
		fax_line_woken(loop->line);
		return 0;
	}
	return 1;
}

void fax_loop_run(struct ast_fax_session *session)
{
	struct fax_loop loop = {
		.session = session,
		.line = session->tech_pvt,
		/* res_fax removes this when it has switched. */
		.is_audio = session->details->caps & AST_FAX_TECH_AUDIO ? 1 : 0,
	};
	uint32_t gather_ms;
	int result = 0;

	shim_gather_begin(&loop.gather, session->chan);
	if (loop.is_audio) {
		if (session->smoother) {
			/*
			 * With frames that are not of 20 ms, the smoother of res_fax holds a part of a block. From now on we get
			 * the frames.
			 */
			ast_smoother_reset(session->smoother, FERROFAX_BLOCK * sizeof(int16_t));
		}
		shim_choose_read_format(session->chan);
	}
	while (!result && fax_line_carry(loop.line, &gather_ms)) {
		send_waiting(&loop);
		result = hear_next(&loop, gather_ms);
	}
	send_waiting(&loop);
	fax_line_to_res_fax(loop.line);
	if (loop.is_audio) {
		ast_set_read_format(session->chan, ast_format_slin);
	}
}
