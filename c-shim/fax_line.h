/*
 * The C part of a session of res_fax. Items from the channel wait here for a worker of the Rust side, and its items
 * wait here for res_fax. There is one lock, held for a few instructions.
 */
#ifndef FERROFAX_FAX_LINE_H
#define FERROFAX_FAX_LINE_H

#include "shim.h"

#include "asterisk/frame.h"
#include "asterisk/linkedlists.h"
#include "asterisk/lock.h"
#include "asterisk/res_fax.h"

struct fax_node {
	AST_LIST_ENTRY(fax_node) next;
	int kind;
	uint32_t timestamp_ms;
	uint64_t at_ms;
	uint16_t sequence;
	uint8_t has_timestamp;
	uint8_t has_sequence;
	struct ferrofax_t38 t38;
	size_t octets;
	/* Space for the headers of the channel driver. */
	char room[AST_FRIENDLY_OFFSET];
	int16_t data[];
};

AST_LIST_HEAD_NOLOCK(fax_nodes, fax_node);

/* Result of the session, in our own memory. */
struct fax_result {
	int success;
	int ecm;
	unsigned int pages;
	unsigned int bit_rate;
	char resolution[32];
	char error[64];
	char text[256];
	char far_ident[64];
};

struct ferrofax_fax_line {
	ast_mutex_t lock;
	/* Readable once for each item to be sent, and once for the end. */
	int fd;
	/* How often `fd` is readable, and how many items are in `going`. */
	unsigned int calls;
	unsigned int unsent;
	/* Flags: fax_loop.c was asked to run the session; it runs the session; frames arrive, with which items can be sent. */
	int is_asked_for;
	int is_carried;
	int frames_come;
	/* The time for which frames are gathered, in milliseconds. */
	uint32_t gather_ms;
	/* Identifies the session on the Rust side; 0: the Rust side does not know the session. */
	uint64_t token;
	unsigned int id;
	int kind;
	struct fax_nodes coming;
	struct fax_nodes going;
	size_t waiting;
	int is_over;
	int has_heard_v21;
	struct fax_result result;
	/* For a gateway: packets (separate from the audio), and the side to which they are sent. */
	struct fax_nodes packets;
	int packets_go_to_channel;
	int has_generated;
	int is_cancelled;
	/* Time at which the next block of voice must be sent. */
	struct timeval delivery;
	/* The frame that res_fax got last, valid until it asks again. */
	SHIM_WITH_ROOM(struct ast_frame) frame;
	struct fax_node *lent;
};

struct ferrofax_fax_line *fax_line_new(unsigned int id, int kind);
void fax_line_free(struct ferrofax_fax_line *line);

/*
 * Queues a frame from the channel. Returns -1 if it is neither audio nor a T.38 packet. If the worker does not take
 * the items, further ones are dropped.
 */
int fax_line_hear(struct ferrofax_fax_line *line, const struct ast_frame *frame);
void fax_line_leave_t38(struct ferrofax_fax_line *line, const struct ferrofax_t38 *t38);

/* Makes res_fax ask for an item, upon which fax_loop.c runs the session. */
void fax_line_ask(struct ferrofax_fax_line *line);
/* Returns whether fax_loop.c must run the session now. Resets the request. */
int fax_line_is_asked_for(struct ferrofax_fax_line *line);
/*
 * Continues to run the session in fax_loop.c. Sets for how long frames may be gathered. Returns 0 if the session is
 * over.
 */
int fax_line_carry(struct ferrofax_fax_line *line, uint32_t *gather_ms);
/* Returns the session to res_fax, which is woken for all waiting items and for the end. */
void fax_line_to_res_fax(struct ferrofax_fax_line *line);

/* Returns the next frame for the channel, or NULL. The frame is valid until the next call. */
struct ast_frame *fax_line_fetch(struct ferrofax_fax_line *line);

/* Returns the next packet of a gateway, or NULL. The caller frees it. */
struct fax_node *fax_line_fetch_packet(struct ferrofax_fax_line *line);

void fax_line_cancel(struct ferrofax_fax_line *line);
int fax_line_is_cancelled(struct ferrofax_fax_line *line);

/* Reads `fd` once, so that it is readable one time less. */
void fax_line_woken(struct ferrofax_fax_line *line);

/* Ends a session that the Rust side does not know yet. */
void fax_line_fail(struct ferrofax_fax_line *line, const char *error, const char *text);

/* Functions of the host's table. */
int fax_line_take(struct ferrofax_fax_line *line, struct ferrofax_fax_item *item);
void fax_line_put(struct ferrofax_fax_line *line, int kind, const void *data, size_t octets);
void fax_line_gather(struct ferrofax_fax_line *line, uint32_t ms);
void fax_line_heard_v21(struct ferrofax_fax_line *line);
void fax_line_over(struct ferrofax_fax_line *line, const struct ferrofax_fax_result *result);
void fax_line_note(struct ferrofax_fax_line *line, const struct ferrofax_fax_result *result);

#endif
