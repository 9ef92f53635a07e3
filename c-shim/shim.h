/*
 * Common declarations of the shim. Must be included first: it defines the module's name before Asterisk's headers.
 *
 * Versions. One module serves all versions that src/service/settings/asterisk.rs names. The offsets and constants used here are
 * the same in all of them; shapes.c proves some of that when the module is loaded. But structs grow at their ends, also
 * within a stable branch: struct ast_custom_function has 160 bytes in 16 and 18, 168 in 21 and 176 in 22.10. Asterisk
 * writes into the new fields of a struct that it was given. So each struct of Asterisk that is in our memory, and that
 * Asterisk keeps or writes to, is followed by spare room: see SHIM_WITH_ROOM.
 */
#ifndef FERROFAX_SHIM_H
#define FERROFAX_SHIM_H

#define AST_MODULE "app_ferrofax"
#define AST_MODULE_SELF_SYM __internal_app_ferrofax_self

#include "asterisk.h"
#include "asterisk/module.h"
#include "asterisk/channel.h"
#include "asterisk/vector.h"

#include <string.h>
#include <time.h>

#include "bridge.h"

/*
 * Spare room for the fields that a newer Asterisk has at the end of a struct. It is zero when Asterisk gets the
 * struct, like fields that are not set.
 */
#define SHIM_ROOM_BYTES 256
#define SHIM_WITH_ROOM(type) struct { type it; char room[SHIM_ROOM_BYTES]; }

/*
 * Stack size of threads that enter Rust. Asterisk's own 240-500 KB are too little for a TLS handshake or a database.
 */
#define SHIM_STACK_BYTES (2 * 1024 * 1024)

/* visit.c: the table of the Rust side. Set before anything is registered with Asterisk. */
extern const struct ferrofax_ours *shim_ours;

/* Runs `work(data)` on a thread of its own and waits for its end. Returns -1 if no thread could be started. */
int shim_visit(void (*work)(void *data), void *data);

/* Count the threads inside this module. While a thread is inside, the module is not unloaded. */
void shim_enter(void);
void shim_leave(void);

/* Waits until no thread is inside the module. Returns -1 if one still is after some seconds. */
int shim_wait_for_visitors(void);

/* The monotonic clock. */
static inline uint64_t shim_steady_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * Like ast_copy_string(), but a text that is too long is cut between two characters of UTF-8. Old Asterisks have no
 * such function.
 */
static inline void shim_copy_text(char *to, const char *from, size_t size)
{
	size_t length = strnlen(from, size);

	if (length == size) {
		length--;
		/* The bytes of a character after its first one are 10xxxxxx. */
		while (length && (from[length] & 0xc0) == 0x80) {
			length--;
		}
	}
	memcpy(to, from, length);
	to[length] = '\0';
}

/* The channel of a call, as the two tables pass it. */
struct ferrofax_channel {
	struct ast_channel *channel;
	/* Values of FERROFAX() on this channel. May be NULL. */
	struct shim_items *items;
	/* Whether we placed the call, or send on a channel of the dialplan (FaxSend). */
	int is_placed;
	/* Data of the file that began the call. */
	void *context;
	/* The channel behind a Local channel that reported something last, while the call rang; empty: none has. */
	char behind[AST_CHANNEL_NAME];
};

/* call_loop.c: begins a call with `ask`, on this thread, and runs it to its end. Returns -1 if it was rejected. */
typedef struct ferrofax_call *(*shim_begin)(struct ferrofax_channel *channel, const struct ferrofax_call_info *info);
int shim_run_call(struct ferrofax_channel *ours, shim_begin ask);

/* gather.c: reads several frames of a channel at a time. */
struct shim_gather {
	struct ast_channel *channel;
	/* Identifies the line behind the channel. */
	const void *line;
	int is_allowed;
	/* A poll has reported that there is something to read. */
	int is_told;
	/* Descriptor of the channel from which its frames come; -1: ask for each frame. */
	int fdno;
};
void shim_gather_begin(struct shim_gather *gather, struct ast_channel *channel);
/*
 * Returns whether an attended transfer has put another line behind the channel (a masquerade). If
 * so, reading begins again, in the way that the new line needs.
 */
int shim_gather_has_new_line(struct shim_gather *gather);
/* Like ast_read(), for a frame that a poll has reported. */
struct ast_frame *shim_gather_read(struct shim_gather *gather);
/* Reads the next frame if it has already arrived. Returns 0 if there is none. */
int shim_gather_next(struct shim_gather *gather, struct ast_frame **frame);
/*
 * Sleeps for `ms` if there is no frame. Returns 0 if frames of this channel are not gathered, or not now (`ms` is 0):
 * then wait for each frame.
 */
int shim_gather_rest(struct shim_gather *gather, uint32_t ms);

/*
 * pcm.c: decodes a frame to linear samples. Returns 0 if it has none, if it is not PCM, or if there is not enough
 * room.
 */
size_t shim_decode(const struct ast_frame *frame, int16_t *samples, size_t room);
/*
 * Converts a frame of linear samples to the line's G.711 format, if it has one. Asterisk would do the same with more
 * effort.
 */
void shim_as_the_line_speaks(struct ast_channel *channel, struct ast_frame *frame);
int shim_is_format(const struct ast_format *one, const struct ast_format *other);
/*
 * Returns whether Asterisk has translated a frame from another format. Then the line has changed its format, or shows
 * it only now (a Local channel), and the read format must be chosen again.
 */
int shim_is_translated(struct ast_channel *channel, const struct ast_frame *frame);
/*
 * Sets a read format that `shim_decode` can decode. Returns the same as ast_set_read_format(). The caller must not
 * hold a frame of the channel: it may be part of a translation that is removed here.
 */
int shim_choose_read_format(struct ast_channel *channel);

/*
 * t38.c: T.38 on a call's channel. `begin` reads the state before the first frame, `told` handles a control frame,
 * `hear` a frame with a packet, and `speak` requests what the Rust side wants and sends packets. All return the same
 * as the loop: -1 if the call is broken, 1 if the line is gone.
 */
int shim_t38_begin(struct ferrofax_call *call, struct ast_channel *channel);
int shim_t38_told(struct ferrofax_call *call, const struct ast_frame *frame);
int shim_t38_hear(struct ferrofax_call *call, const struct ast_frame *frame);
int shim_t38_speak(struct ferrofax_call *call, struct ast_channel *channel);

/*
 * app_call.c: runs the call of an application, which `ask` begins, and waits for its end. Returns 1 if it was
 * rejected. shim_app_args() has the arguments.
 */
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

/*
 * items.c: FERROFAX(). Items are added to a channel before its call and removed after it. `add` returns a reference,
 * `remove` releases it.
 */
int shim_items_register(void);
int shim_items_unregister(void);
struct shim_items *shim_items_add(struct ast_channel *channel);
void shim_items_remove(struct ast_channel *channel, struct shim_items *items);
/*
 * On the call's thread. `begin` returns the values that were set for the call (the caller frees them); from then on
 * questions are accepted. `serve` answers them. After `end` nothing is answered any more. `told` reports that the
 * results are set.
 */
struct ast_variable *shim_items_begin(struct shim_items *items);
void shim_items_serve(struct shim_items *items, struct ferrofax_call *call);
void shim_items_end(struct shim_items *items);
void shim_items_told(struct shim_items *items);
/* The greatest size of the answer to a question, in bytes. */
#define SHIM_VALUE_BYTES 4096

/* A question for an item of FERROFAX(), and its answer. */
struct shim_question {
	const char *name;
	char answer[SHIM_VALUE_BYTES];
	/* 0, or -1 if there is no such item. */
	int result;
	int is_answered;
};

/*
 * notes.c: items of a call in progress, noted by its thread for threads that must not wait for it. For one user at a
 * time. `noted` returns the noted value of an item, or NULL if there is none yet; from then on the item is noted.
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

/*
 * channel.c: returns a reference to the other leg of a Local channel. NULL: it is no Local channel, or the other leg
 * is gone.
 */
struct ast_channel *shim_other_leg(struct ast_channel *channel);

/* channel.c: the name of the channel through which a call enters or leaves the PBX. Empty if it is not known. */
void shim_outer_channel(const struct ferrofax_channel *channel, char *name, size_t size);

/*
 * documentation.c: returns whether Asterisk's XML documentation has this item. Only then may it be registered without
 * texts: Asterisk prefers texts that were registered.
 */
int shim_is_documented(const char *type, const char *name);

/* shapes.c: returns whether Asterisk's structs have the shape that we know; if not, logs which struct differs. */
int shim_shapes_hold(void);

/* actions.c */
int shim_actions_register(void);
void shim_actions_unregister(void);

/*
 * dialplan.c: the context that defines the channel's extension, even if the channel's own context only includes it.
 */
void shim_own_context(struct ast_channel *channel, char *context, size_t size);

/* fax_tech.c: our technology for res_fax. While it is closed, we are not registered, and will not be. */
extern const struct ferrofax_fax_host shim_fax_host;
void shim_fax_open(void);
void shim_fax_close(void);

/* cli.c */
int shim_cli_register(void);
int shim_cli_unregister(void);
/* Waits until no command is in use, and removes all commands. Returns 0 if Asterisk has none of them any longer. */
int shim_cli_wait(void);

/* Functions of the host's table, each in the file that is named for its subject. */
void shim_log(int level, const char *file, int line, const char *function, const char *message);
void shim_manager_event(const char *event, const char *body);
int shim_read_config(const char *file, const struct ferrofax_config_sink *sink);
const char *shim_asterisk_version(void);
int shim_walk_context(const char *name, const struct ferrofax_dialplan_sink *sink);
int shim_is_running(void);
void shim_set_variable(struct ferrofax_channel *channel, const char *name, const char *value);
void shim_expand(struct ferrofax_channel *channel, const char *text, char *buffer, size_t size);
void shim_set_cdr_user_field(struct ferrofax_channel *channel, const char *value);
void shim_set_hangup_cause(struct ferrofax_channel *channel, int cause);
int shim_place_call(const struct ferrofax_place_call *call);
void shim_cancel_call(int64_t token);

#endif
