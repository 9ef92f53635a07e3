/*
 * What the files of the shim share. To be included first: it sets the module's name before Asterisk's headers.
 *
 * On versions. Asterisk's loader compares a sum of build options (AST_BUILDOPT_SUM), not a version: a module that was compiled
 * against older headers is loaded by a newer Asterisk. The offsets and constants used here are the same from 16 to 23, but
 * structs grow at their ends, also inside a stable branch: struct ast_custom_function has 160 bytes in 16 and 18, 168 in 21 and
 * 176 in 22.10. Asterisk writes into the new fields of a struct that it was given. So each struct of Asterisk's that lies in our
 * memory and that Asterisk keeps, or writes to, has spare room behind it: see SHIM_WITH_ROOM.
 */
#ifndef FERROFAX_SHIM_H
#define FERROFAX_SHIM_H

#define AST_MODULE "app_ferrofax"
#define AST_MODULE_SELF_SYM __internal_app_ferrofax_self

#include "asterisk.h"
#include "asterisk/module.h"
#include "asterisk/channel.h"
#include "asterisk/vector.h"

#include <time.h>

#include "bridge.h"

/*
 * Room for the fields that a newer Asterisk has at the end of a struct. It is zero whenever Asterisk gets the struct, which is
 * what a field that nobody has set looks like.
 */
#define SHIM_ROOM_BYTES 256
#define SHIM_WITH_ROOM(type) struct { type it; char room[SHIM_ROOM_BYTES]; }

/* The stack of threads that enter Rust. Asterisk's own 240-500 KB are little for a TLS handshake or a database. */
#define SHIM_STACK_BYTES (2 * 1024 * 1024)

/* visit.c: the Rust side. Set before anything is registered with Asterisk. */
extern const struct ferrofax_ours *shim_ours;

/* Runs `work(data)` on a thread of its own and waits for its end. -1: no thread could be started. */
int shim_visit(void (*work)(void *data), void *data);

/* Whoever is inside of this module says so: it is not unloaded meanwhile. */
void shim_enter(void);
void shim_leave(void);

/* Waits until nobody is inside. -1: somebody still is, after some seconds. */
int shim_wait_for_visitors(void);

/* A clock that nobody puts forward or back. */
static inline uint64_t shim_steady_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The channel of a call, as the tables hand it to and fro. */
struct ferrofax_channel {
	struct ast_channel *channel;
	/* What is set and read by FERROFAX() on it. May be NULL. */
	struct shim_items *items;
	/* We placed the call, or send on one that the dialplan has placed. */
	int is_placed;
	/* Of whoever began the call. */
	void *context;
	/* The channel behind a Local one that has told something last, while the call rang; empty: none has. */
	char behind[AST_CHANNEL_NAME];
};

/* call_loop.c: begins a call by `ask`, on this thread, and carries it to its end. -1: refused. */
typedef struct ferrofax_call *(*shim_begin)(struct ferrofax_channel *channel, const struct ferrofax_call_info *info);
int shim_run_call(struct ferrofax_channel *ours, shim_begin ask);

/* gather.c: frames of a channel that are read some at a time. */
struct shim_gather {
	struct ast_channel *channel;
	int is_allowed;
	/* A poll has told that there is something to be read. */
	int is_told;
	/* Which descriptor of the channel its frames come from; -1: that is to be asked for each. */
	int fdno;
};
void shim_gather_begin(struct shim_gather *gather, struct ast_channel *channel);
/* As ast_read(), for a frame that a poll has told of. */
struct ast_frame *shim_gather_read(struct shim_gather *gather);
/* The next frame, where that is there already. 0: none is. */
int shim_gather_next(struct shim_gather *gather, struct ast_frame **frame);
/* Sleeps for `ms` if no frame is there. 0: frames of this channel are not gathered, or not now (`ms` is 0), and are to be waited for. */
int shim_gather_rest(struct shim_gather *gather, uint32_t ms);

/* pcm.c: linear samples of a frame. 0: it has none, none in a form of PCM, or more than there is room for. */
size_t shim_decode(const struct ast_frame *frame, int16_t *samples, size_t room);
/* Puts a frame of linear samples into the line's own form of G.711, if it speaks one: Asterisk would make that of it, with more ado. */
void shim_as_the_line_speaks(struct ast_channel *channel, struct ast_frame *frame);
int shim_is_format(const struct ast_format *one, const struct ast_format *other);
/*
 * Whether Asterisk has made a frame of another coding, which the line has: it has gone over to that,
 * or shows only now which it has (a Local channel), and the format is to be chosen anew.
 */
int shim_is_translated(struct ast_channel *channel, const struct ast_frame *frame);
/*
 * Has a channel's frames come in a form for `shim_decode`. As ast_set_read_format(). No frame of the channel may be held meanwhile: it
 * may live in a translation that is taken down here.
 */
int shim_choose_read_format(struct ast_channel *channel);

/*
 * t38.c: T.38 on a call's channel. `begin` looks how it stands before the first frame, `told` takes a control frame, `hear` a
 * frame with a packet, `speak` does what is wished and sends what is to be sent. All answer as the loop does: -1 the call is
 * broken, 1 the line is gone.
 */
int shim_t38_begin(struct ferrofax_call *call, struct ast_channel *channel);
int shim_t38_told(struct ferrofax_call *call, const struct ast_frame *frame);
int shim_t38_hear(struct ferrofax_call *call, const struct ast_frame *frame);
int shim_t38_speak(struct ferrofax_call *call, struct ast_channel *channel);

/* app_call.c: runs an application's call, to be begun by `ask`, and waits for its end. 1: it was refused. `ask` finds the words of the dialplan. */
int shim_app_run(struct ast_channel *channel, const char *data, shim_begin ask, int is_placed);
const char *shim_app_args(const struct ferrofax_channel *channel);

/* app_faxdevice.c, app_faxsend.c */
int shim_faxdevice_register(void);
int shim_faxdevice_unregister(void);
int shim_faxsend_register(void);
int shim_faxsend_unregister(void);

/* place_call.c. `close` ends all placed calls and lets no new ones begin; `reap` joins their threads; `open` undoes `close`. */
void shim_placed_close(void);
void shim_placed_reap(void);
void shim_placed_open(void);

/* items.c: FERROFAX(). Items are added to a channel before its call and removed after; `add` gives a reference, `remove` takes it. */
int shim_items_register(void);
int shim_items_unregister(void);
struct shim_items *shim_items_add(struct ast_channel *channel);
void shim_items_remove(struct ast_channel *channel, struct shim_items *items);
/*
 * On the call's thread: gives what was set for the call, which the caller frees, and from then on answers who asks, until
 * it says that nobody answers any more, and at last that what came of the call is told.
 */
struct ast_variable *shim_items_begin(struct shim_items *items);
void shim_items_serve(struct shim_items *items, struct ferrofax_call *call);
void shim_items_end(struct shim_items *items);
void shim_items_told(struct shim_items *items);
/* What a question about an item may be answered with. */
#define SHIM_VALUE_BYTES 4096

/* An item that is read. */
struct shim_question {
	const char *name;
	char answer[SHIM_VALUE_BYTES];
	/* 0, or -1: there is no such item. */
	int result;
	int is_answered;
};

/*
 * notes.c: items of a running call, noted by its thread for those who must not wait for it. To be used by one at a time. `noted` gives
 * what was noted of an item, which is noted from then on; NULL: nothing yet.
 */
struct shim_note;
struct shim_notes {
	AST_VECTOR(, struct shim_note *) all;
	uint64_t noted_ms;
};
void shim_notes_init(struct shim_notes *notes);
void shim_notes_free(struct shim_notes *notes);
void shim_answer(struct ferrofax_call *call, struct shim_question *question);
void shim_notes_renew(struct shim_notes *notes, struct ferrofax_call *call);
const struct shim_question *shim_noted(struct shim_notes *notes, const char *name);

/* channel.c: a reference to the other leg of a Local channel. NULL: it is none, or there is none any more. */
struct ast_channel *shim_other_leg(struct ast_channel *channel);

/* channel.c: the name of the channel through which a call comes into the PBX or leaves it. Empty: that can't be known. */
void shim_outer_channel(const struct ferrofax_channel *channel, char *name, size_t size);

/*
 * documentation.c: whether Asterisk's XML documentation has this, for which it then asks nobody else: what is registered with words of
 * its own is shown by these.
 */
int shim_is_documented(const char *type, const char *name);

/* actions.c */
int shim_actions_register(void);
void shim_actions_unregister(void);

/* dialplan.c: the context in which the channel's extension stands, be it included by the one that the channel is in. */
void shim_own_context(struct ast_channel *channel, char *context, size_t size);

/* fax_tech.c: our side of res_fax. Closed, we are not registered with it and will not be. */
extern const struct ferrofax_fax_host shim_fax_host;
void shim_fax_open(void);
void shim_fax_close(void);

/* cli.c */
int shim_cli_register(void);
int shim_cli_unregister(void);

/* The functions of the host's table, each in the file that is named for its subject. */
void shim_log(int level, const char *file, int line, const char *function, const char *message);
void shim_manager_event(const char *event, const char *body);
int shim_read_config(const char *file, const struct ferrofax_config_sink *sink);
const char *shim_asterisk_version(void);
int shim_walk_context(const char *name, const struct ferrofax_dialplan_sink *sink);
int shim_fully_booted(void);
void shim_set_variable(struct ferrofax_channel *channel, const char *name, const char *value);
void shim_expand(struct ferrofax_channel *channel, const char *text, char *buffer, size_t size);
void shim_set_cdr_user_field(struct ferrofax_channel *channel, const char *value);
void shim_set_hangup_cause(struct ferrofax_channel *channel, int cause);
int shim_place_call(const struct ferrofax_place_call *call);
void shim_cancel_call(int64_t token);

#endif
