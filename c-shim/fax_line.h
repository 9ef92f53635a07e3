/*
 * C's end of a session of res_fax: what comes from the channel waits here for a worker of the Rust side, and what that says
 * waits here for res_fax. One lock, held for a few instructions.
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
	/* Where the channel's driver puts its headers. */
	char room[AST_FRIENDLY_OFFSET];
	int16_t data[];
};

AST_LIST_HEAD_NOLOCK(fax_nodes, fax_node);

/* What came of the session, in memory of ours. */
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
	/* Readable once for each item that goes out, and once for the end. */
	int fd;
	/* How often it is readable, and how much is in `going`. */
	unsigned int calls;
	unsigned int unsent;
	/* fax_loop.c is to carry it; it does; and frames come, with which what is to be sent can go out. */
	int is_asked_for;
	int is_carried;
	int frames_come;
	/* For how long frames are gathered. */
	uint32_t gather_ms;
	/* The Rust side's name of it; 0: it has none. */
	uint64_t token;
	unsigned int id;
	int kind;
	struct fax_nodes coming;
	struct fax_nodes going;
	size_t waiting;
	int is_over;
	int has_heard_v21;
	struct fax_result result;
	/* Of a gateway: packets apart from the audio, and which side they go to. */
	struct fax_nodes packets;
	int packets_go_to_channel;
	int has_generated;
	int is_cancelled;
	/* When the next block of voice is due on the wire. */
	struct timeval delivery;
	/* What res_fax was given last, good until it asks again. */
	SHIM_WITH_ROOM(struct ast_frame) frame;
	struct fax_node *lent;
};

struct ferrofax_fax_line *fax_line_new(unsigned int id, int kind);
void fax_line_free(struct ferrofax_fax_line *line);

/* A frame from the channel. -1: it is nothing that can be heard. Too much that nobody takes is dropped. */
int fax_line_hear(struct ferrofax_fax_line *line, const struct ast_frame *frame);
void fax_line_leave_t38(struct ferrofax_fax_line *line, const struct ferrofax_t38 *t38);

/* Has res_fax ask for something to be sent, as which fax_loop.c is to carry the session. */
void fax_line_ask(struct ferrofax_fax_line *line);
/* Whether it is to be carried now; to be asked once for each time. */
int fax_line_is_asked_for(struct ferrofax_fax_line *line);
/* fax_loop.c carries it on, and is told for how long frames may be gathered now. 0: the session is over. */
int fax_line_carry(struct ferrofax_fax_line *line, uint32_t *gather_ms);
/* res_fax carries it, and is woken for what waits, the end too. */
void fax_line_to_res_fax(struct ferrofax_fax_line *line);

/* The next frame for the channel, NULL where there is none. It is lent until the next is asked for. */
struct ast_frame *fax_line_fetch(struct ferrofax_fax_line *line);

/* The next packet of a gateway, NULL where there is none. The caller frees it. */
struct fax_node *fax_line_fetch_packet(struct ferrofax_fax_line *line);

void fax_line_cancel(struct ferrofax_fax_line *line);
int fax_line_is_cancelled(struct ferrofax_fax_line *line);

/* Takes back one waking-up of the fd. */
void fax_line_woken(struct ferrofax_fax_line *line);

/* The session ends before Rust knows of it. */
void fax_line_fail(struct ferrofax_fax_line *line, const char *error, const char *text);

/* The functions of the host's table for it. */
int fax_line_take(struct ferrofax_fax_line *line, struct ferrofax_fax_item *item);
void fax_line_put(struct ferrofax_fax_line *line, int kind, const void *data, size_t octets);
void fax_line_gather(struct ferrofax_fax_line *line, uint32_t ms);
void fax_line_heard_v21(struct ferrofax_fax_line *line);
void fax_line_over(struct ferrofax_fax_line *line, const struct ferrofax_fax_result *result);
void fax_line_note(struct ferrofax_fax_line *line, const struct ferrofax_fax_result *result);

#endif
