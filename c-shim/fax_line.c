/*
 * The C part of a session of res_fax: implements fax_line.h.
 */
#include "fax_line.h"

#include <sys/eventfd.h>

#include "asterisk/format_cache.h"
#include "asterisk/frame.h"
#include "asterisk/utils.h"

/* Ten seconds of voice in 20 ms frames. A worker that is later than this has stopped. */
#define MOST_WAITING 500

#define BLOCK_MS 20

/* The longest frame that is accepted. */
#define MOST_SAMPLES (FERROFAX_FAX_OCTETS / sizeof(int16_t))

struct ferrofax_fax_line *fax_line_new(unsigned int id, int kind)
{
	struct ferrofax_fax_line *line = ast_calloc(1, sizeof(*line));

	if (!line) {
		return NULL;
	}
	line->fd = eventfd(0, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC);
	if (line->fd < 0) {
		ast_free(line);
		return NULL;
	}
	ast_mutex_init(&line->lock);
	line->id = id;
	line->kind = kind;
	return line;
}

static void drop(struct fax_nodes *nodes)
{
	struct fax_node *node;

	while ((node = AST_LIST_REMOVE_HEAD(nodes, next))) {
		ast_free(node);
	}
}

void fax_line_free(struct ferrofax_fax_line *line)
{
	drop(&line->coming);
	drop(&line->going);
	drop(&line->packets);
	ast_free(line->lent);
	close(line->fd);
	ast_mutex_destroy(&line->lock);
	ast_free(line);
}

/* Makes res_fax ask once for each item to be sent, and `more` times in addition. The line is locked. */
static void wake(struct ferrofax_fax_line *line, unsigned int more)
{
	uint64_t calls = line->unsent + more > line->calls ? line->unsent + more - line->calls : 0;

	if (!calls) {
		return;
	}
	/* The counter cannot overflow: nobody writes 2^64 times. */
	if (write(line->fd, &calls, sizeof(calls)) < 0) {
		ast_debug(1, "FAX session %u could not be woken\n", line->id);
	}
	line->calls += calls;
}

void fax_line_woken(struct ferrofax_fax_line *line)
{
	uint64_t one;

	ast_mutex_lock(&line->lock);
	if (read(line->fd, &one, sizeof(one)) == sizeof(one)) {
		line->calls--;
	}
	ast_mutex_unlock(&line->lock);
}

static struct fax_node *node_new(int kind, const void *data, size_t octets)
{
	struct fax_node *node;

	if (octets > FERROFAX_FAX_OCTETS || !(node = ast_malloc(sizeof(*node) + octets))) {
		return NULL;
	}
	*node = (struct fax_node) { .kind = kind, .octets = octets };
	if (octets) {
		memcpy(node->data, data, octets);
	}
	return node;
}

static void leave(struct ferrofax_fax_line *line, struct fax_node *node)
{
	if (!node) {
		return;
	}
	node->at_ms = shim_steady_ms();
	ast_mutex_lock(&line->lock);
	if (line->waiting >= MOST_WAITING && node->kind != FERROFAX_FAX_HANG_UP) {
		ast_mutex_unlock(&line->lock);
		ast_free(node);
		return;
	}
	line->waiting++;
	line->frames_come = line->is_carried;
	AST_LIST_INSERT_TAIL(&line->coming, node, next);
	ast_mutex_unlock(&line->lock);
}

static void leave_frame(struct ferrofax_fax_line *line, int kind, const struct ast_frame *frame, const void *data, size_t octets)
{
	struct fax_node *node = node_new(kind, data, octets);

	if (node && frame) {
		if (ast_test_flag(frame, AST_FRFLAG_HAS_TIMING_INFO)) {
			node->has_timestamp = 1;
			node->timestamp_ms = frame->ts;
		}
		/*
		 * As in call_loop.c: a translated frame keeps its number and loses the flag. UDPTL packets always have a
		 * number.
		 */
		if (kind == FERROFAX_FAX_PACKET || ast_test_flag(frame, AST_FRFLAG_HAS_SEQUENCE_NUMBER) || (node->has_timestamp && frame->seqno)) {
			node->has_sequence = 1;
			node->sequence = frame->seqno;
		}
	}
	leave(line, node);
}

void fax_line_leave_t38(struct ferrofax_fax_line *line, const struct ferrofax_t38 *t38)
{
	struct fax_node *node = node_new(FERROFAX_FAX_SWITCH, NULL, 0);

	if (node) {
		node->t38 = *t38;
	}
	leave(line, node);
}

int fax_line_take(struct ferrofax_fax_line *line, struct ferrofax_fax_item *item)
{
	struct fax_node *node;

	ast_mutex_lock(&line->lock);
	if ((node = AST_LIST_REMOVE_HEAD(&line->coming, next))) {
		line->waiting--;
	}
	ast_mutex_unlock(&line->lock);
	if (!node) {
		return item->kind = FERROFAX_FAX_NOTHING;
	}
	item->kind = node->kind;
	item->timestamp_ms = node->timestamp_ms;
	item->at_ms = node->at_ms;
	item->sequence = node->sequence;
	item->has_timestamp = node->has_timestamp;
	item->has_sequence = node->has_sequence;
	item->octets = node->octets;
	item->t38 = node->t38;
	memcpy(item->data, node->data, node->octets);
	ast_free(node);
	return item->kind;
}

/*
 * Returns how many blocks may wait for a frame with which they are sent. Normally this is one. While frames are
 * gathered, it is what can be queued between two wakings of this side, and as much again for the other side.
 */
static unsigned int may_wait(const struct ferrofax_fax_line *line)
{
	return 1 + 2 * line->gather_ms / BLOCK_MS;
}

void fax_line_put(struct ferrofax_fax_line *line, int kind, const void *data, size_t octets)
{
	int waits = kind == FERROFAX_FAX_VOICE_WITH_NEXT;
	struct fax_node *node = node_new(waits ? FERROFAX_FAX_VOICE : kind, data, octets);

	if (!node) {
		return;
	}
	ast_mutex_lock(&line->lock);
	if (line->kind == FERROFAX_FAX_GATEWAY && kind == FERROFAX_FAX_PACKET) {
		AST_LIST_INSERT_TAIL(&line->packets, node, next);
	} else {
		AST_LIST_INSERT_TAIL(&line->going, node, next);
		line->unsent++;
	}
	/* A gateway is not woken. If this much is unsent, frames have stopped or arrive too rarely. */
	if (line->kind != FERROFAX_FAX_GATEWAY && !(waits && line->frames_come && line->unsent <= may_wait(line))) {
		line->frames_come = 0;
		wake(line, 0);
	}
	ast_mutex_unlock(&line->lock);
}

void fax_line_gather(struct ferrofax_fax_line *line, uint32_t ms)
{
	ast_mutex_lock(&line->lock);
	line->gather_ms = ms;
	ast_mutex_unlock(&line->lock);
}

int fax_line_hear(struct ferrofax_fax_line *line, const struct ast_frame *frame)
{
	int16_t samples[MOST_SAMPLES];
	size_t count;

	if (frame->frametype == AST_FRAME_MODEM && frame->subclass.integer == AST_MODEM_T38) {
		leave_frame(line, FERROFAX_FAX_PACKET, frame, frame->data.ptr, frame->datalen);
		return 0;
	}
	if (frame->frametype != AST_FRAME_VOICE || !(count = shim_decode(frame, samples, MOST_SAMPLES))) {
		return -1;
	}
	leave_frame(line, FERROFAX_FAX_VOICE, frame, samples, count * sizeof(*samples));
	return 0;
}

void fax_line_ask(struct ferrofax_fax_line *line)
{
	ast_mutex_lock(&line->lock);
	line->is_asked_for = 1;
	wake(line, 1);
	ast_mutex_unlock(&line->lock);
}

int fax_line_is_asked_for(struct ferrofax_fax_line *line)
{
	int result;

	ast_mutex_lock(&line->lock);
	result = line->is_asked_for && !line->is_cancelled;
	line->is_asked_for = 0;
	ast_mutex_unlock(&line->lock);
	return result;
}

int fax_line_carry(struct ferrofax_fax_line *line, uint32_t *gather_ms)
{
	int is_over;

	ast_mutex_lock(&line->lock);
	*gather_ms = line->gather_ms;
	is_over = line->is_over;
	line->is_carried = !is_over;
	ast_mutex_unlock(&line->lock);
	return !is_over;
}

void fax_line_to_res_fax(struct ferrofax_fax_line *line)
{
	ast_mutex_lock(&line->lock);
	line->is_carried = line->frames_come = 0;
	wake(line, line->is_over);
	ast_mutex_unlock(&line->lock);
}

struct fax_node *fax_line_fetch_packet(struct ferrofax_fax_line *line)
{
	struct fax_node *node;

	ast_mutex_lock(&line->lock);
	node = AST_LIST_REMOVE_HEAD(&line->packets, next);
	ast_mutex_unlock(&line->lock);
	return node;
}

void fax_line_cancel(struct ferrofax_fax_line *line)
{
	ast_mutex_lock(&line->lock);
	line->is_cancelled = 1;
	ast_mutex_unlock(&line->lock);
	leave(line, node_new(FERROFAX_FAX_HANG_UP, NULL, 0));
}

int fax_line_is_cancelled(struct ferrofax_fax_line *line)
{
	int result;

	ast_mutex_lock(&line->lock);
	result = line->is_cancelled;
	ast_mutex_unlock(&line->lock);
	return result;
}

/*
 * The time stamps of voice come from the number of blocks, as in call_loop.c, so that they are even if a thread was
 * late.
 */
struct ast_frame *fax_line_fetch(struct ferrofax_fax_line *line)
{
	struct ast_frame *frame = &line->frame.it;
	struct fax_node *node;

	ast_free(line->lent);
	ast_mutex_lock(&line->lock);
	if ((line->lent = node = AST_LIST_REMOVE_HEAD(&line->going, next))) {
		line->unsent--;
	}
	ast_mutex_unlock(&line->lock);
	if (!node) {
		return NULL;
	}
	if (node->kind == FERROFAX_FAX_NOTHING) {
		return &ast_null_frame;
	}
	*frame = (struct ast_frame) {
		.src = "Ferrofax",
		.datalen = node->octets,
		.data.ptr = node->data,
		.offset = AST_FRIENDLY_OFFSET,
		.frametype = AST_FRAME_MODEM,
		.subclass.integer = AST_MODEM_T38,
	};
	if (node->kind == FERROFAX_FAX_VOICE) {
		frame->frametype = AST_FRAME_VOICE;
		frame->subclass.integer = 0;
		frame->subclass.format = ast_format_slin;
		frame->samples = node->octets / sizeof(int16_t);
		if (ast_tvzero(line->delivery)) {
			line->delivery = ast_tvnow();
		}
		frame->delivery = line->delivery;
		line->delivery = ast_tvadd(line->delivery, ast_samp2tv(frame->samples, 8000));
	}
	return frame;
}

void fax_line_heard_v21(struct ferrofax_fax_line *line)
{
	ast_mutex_lock(&line->lock);
	line->has_heard_v21 = 1;
	ast_mutex_unlock(&line->lock);
}

static void keep(struct ferrofax_fax_line *line, const struct ferrofax_fax_result *result)
{
	struct fax_result *kept = &line->result;

	kept->success = result->success;
	kept->ecm = result->ecm;
	kept->pages = result->pages;
	kept->bit_rate = result->bit_rate;
	shim_copy_text(kept->resolution, result->resolution, sizeof(kept->resolution));
	shim_copy_text(kept->error, result->error, sizeof(kept->error));
	shim_copy_text(kept->text, result->text, sizeof(kept->text));
	shim_copy_text(kept->far_ident, result->far_ident, sizeof(kept->far_ident));
}

void fax_line_note(struct ferrofax_fax_line *line, const struct ferrofax_fax_result *result)
{
	ast_mutex_lock(&line->lock);
	keep(line, result);
	ast_mutex_unlock(&line->lock);
}

void fax_line_over(struct ferrofax_fax_line *line, const struct ferrofax_fax_result *result)
{
	ast_mutex_lock(&line->lock);
	if (!line->is_over) {
		keep(line, result);
		line->is_over = 1;
	}
	/* The last items are sent before the end is reported. */
	wake(line, 1);
	ast_mutex_unlock(&line->lock);
}

void fax_line_fail(struct ferrofax_fax_line *line, const char *error, const char *text)
{
	struct ferrofax_fax_result result = { .resolution = "", .error = error, .text = text, .far_ident = "" };

	fax_line_over(line, &result);
}
