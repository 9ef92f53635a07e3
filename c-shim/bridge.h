/*
 * The border between Asterisk (C, in this folder) and Ferrofax (Rust, in src/bridge).
 *
 * Two tables of functions, one each way, opaque handles and plain structs. Asterisk's headers stay on the C side and
 * Rust names no symbol of Asterisk, so that the Rust part needs no Asterisk to be built and tested, and a change of
 * Asterisk's structs is met by compiling this folder again. C does what only C can do, and decides nothing.
 *
 * Strings are zero-terminated, belong to whoever passes them, and are good until the call returns.
 *
 * Threads. "The call's thread" is the one that runs the call's loop: each call has its own. Functions of the host's
 * table that take a `struct ferrofax_channel` are called on that thread only, while `call_begin`, `send_begin`,
 * `send_job_begin` or `call_end` runs. A call that Ferrofax places has its thread from the first ring on.
 * All other functions may be called on any thread. C enters Rust only on threads that C starts and joins itself
 * (shim.h: `shim_visit`, and one thread a call): thread-local values of Rust need a destructor to run at the thread's
 * end, and a thread of Asterisk that outlives the module would run it after the code is gone, or pin the module.
 */
#ifndef FERROFAX_BRIDGE_H
#define FERROFAX_BRIDGE_H

#include <stddef.h>
#include <stdint.h>

#include "fax_bridge.h"
#include "t38_bridge.h"

/* Raised with every change of this file; both sides check it. */
#define FERROFAX_BRIDGE_VERSION 9

/* Samples in a block that we send: 20 ms at 8 kHz. */
#define FERROFAX_BLOCK 160

/* Levels of a log line. */
#define FERROFAX_LOG_ERROR 1
#define FERROFAX_LOG_WARNING 2
#define FERROFAX_LOG_NOTICE 3
#define FERROFAX_LOG_DEBUG 4   /* shown where `ferrofax set debug on` was said */

/* One channel of Asterisk during a call. */
struct ferrofax_channel;

/* One call of ours. */
struct ferrofax_call;

/* A name and its value. */
struct ferrofax_field {
	const char *name;
	const char *value;
};

/* What is known of a call before it is answered. No field is NULL; unknown or withheld is empty. */
struct ferrofax_call_info {
	const char *channel;
	const char *outer_channel; /* through which the call comes into the PBX or leaves it: this one, or one behind a Local one */
	const char *unique_id;
	const char *call_id;       /* as in Asterisk's log: C-0000001a */
	const char *context;       /* where the extension stands, be it included elsewhere */
	const char *exten;
	const char *called;        /* the number that was dialled */
	const char *caller_number;
	const char *caller_name;
	const char *codec;         /* what the line speaks */
	/* What the dialplan has set by FERROFAX() for this call, in order. */
	const struct ferrofax_field *wanted;
	size_t wanted_count;
};

/* A call that is to be placed. All of it is copied; no string is NULL, empty is "not given". */
struct ferrofax_place_call {
	int64_t token;             /* by which both sides name it */
	const char *dial;          /* technology/address, as Local/0991123@fax-outbound */
	const char *caller_number; /* whom the far end is to see */
	const char *caller_name;
	const char *account;       /* account code of the CDR */
	const char *post_dial;     /* sent as DTMF once it is answered, w: half a second of waiting */
	uint32_t timeout_ms;       /* how long it may ring; 0: for as long as the network lets it */
	const struct ferrofax_field *variables;
	size_t variable_count;
};

/* An audio frame from the line: linear samples at 8 kHz. */
struct ferrofax_frame {
	const int16_t *samples;
	size_t count;
	uint32_t timestamp_ms;
	uint16_t sequence;
	uint8_t has_timestamp;
	uint8_t has_sequence;
};

/* What `read_config` finds, in order: a category, then its options. `file` may be NULL, `line` 0: unknown. */
struct ferrofax_config_sink {
	void *context;
	void (*category)(void *context, const char *name, const char *file, uint32_t line);
	void (*option)(void *context, const char *key, const char *value, const char *file, uint32_t line);
};

/* What `walk_context` finds: each step (an application, as FaxDevice, with its arguments), and the contexts that are included. */
struct ferrofax_dialplan_sink {
	void *context;
	void (*step)(void *context, const char *exten, int32_t priority, const char *app, const char *args, const char *file,
		uint32_t line);
	void (*include)(void *context, const char *name);
};

/* Where lines of text go. */
struct ferrofax_text_sink {
	void *context;
	void (*text)(void *context, const char *text);
};

/*
 * What a manager's action (AMI) answers: first `answer`, once, then each row of what it has to tell, with the name of its
 * event if it is one; `body` is "Key: value\r\n" for each field.
 */
struct ferrofax_action_sink {
	void *context;
	void (*answer)(void *context, int success, const char *message);
	void (*row)(void *context, const char *event, const char *body);
};

/* Answers of `read_config`. */
#define FERROFAX_CONFIG_READ 0
#define FERROFAX_CONFIG_MISSING 1
#define FERROFAX_CONFIG_INVALID 2

/* What Asterisk does for Ferrofax. */
struct ferrofax_host {
	uint32_t version;
	void (*log)(int level, const char *file, int line, const char *function, const char *message);
	/* `body` is "Key: value\r\n" for each field. */
	void (*manager_event)(const char *event, const char *body);
	int (*read_config)(const char *file, const struct ferrofax_config_sink *sink);
	/* 0, or -1 where there is no such context. */
	int (*walk_context)(const char *name, const struct ferrofax_dialplan_sink *sink);
	/* Asterisk's own version, as 22.5.1. */
	const char *(*asterisk_version)(void);
	/* Asterisk has loaded everything that it is to load. */
	int (*fully_booted)(void);
	void (*set_variable)(struct ferrofax_channel *channel, const char *name, const char *value);
	/* Expands `text` (variables and functions of the dialplan) into `buffer`, cut to `size`. `channel` may be NULL: outside of any call. */
	void (*expand)(struct ferrofax_channel *channel, const char *text, char *buffer, size_t size);
	void (*set_cdr_user_field)(struct ferrofax_channel *channel, const char *value);
	void (*set_hangup_cause)(struct ferrofax_channel *channel, int cause);
	/*
	 * Begins to place a call on a thread of its own and returns at once. -1: it can't be begun, and nothing will be heard
	 * of it. 0: exactly one of `send_begin` and `call_failed` follows.
	 */
	int (*place_call)(const struct ferrofax_place_call *call);
	/* Ends a placed call that still rings. One that is answered, or not there any more, is left alone. */
	void (*cancel_call)(int64_t token);
	/* For SendFAX and ReceiveFAX. */
	const struct ferrofax_fax_host *fax;
};

/* What Ferrofax does for Asterisk. Entries that may fail answer 0 for success. None of them lets a panic out. */
struct ferrofax_ours {
	uint32_t version;
	/* The module's life. `unload` answers -1 while calls run, and nothing has changed then. */
	int (*load)(void);
	int (*reload)(void);
	int (*unload)(void);
	/* A call has reached FaxDevice(args) and is not answered. NULL: refused; the cause of the hang-up is set. */
	struct ferrofax_call *(*call_begin)(struct ferrofax_channel *channel, const struct ferrofax_call_info *info, const char *args);
	/* A placed call was answered. NULL: it is to be hung up. The functions below serve calls of both kinds. */
	struct ferrofax_call *(*send_begin)(struct ferrofax_channel *channel, const struct ferrofax_call_info *info, int64_t token);
	/* A channel has reached FaxSend(args), which names a job; it may be up or not. NULL: refused. */
	struct ferrofax_call *(*send_job_begin)(struct ferrofax_channel *channel, const struct ferrofax_call_info *info, const char *args);
	/* A placed call was not answered. `hangup_cause` is Q.850's, `status` one of app_dial's words (DIALSTATUS), `outer_channel` as above. */
	void (*call_failed)(int64_t token, int hangup_cause, const char *status, const char *outer_channel);
	/* `now_ms` is a steady clock. -1: the call is broken and must end. */
	int (*call_frame)(struct ferrofax_call *call, uint64_t now_ms, const struct ferrofax_frame *frame);
	/* After as many milliseconds as `call_rest` said, if nothing came before. */
	int (*call_tick)(struct ferrofax_call *call, uint64_t now_ms);
	/* How long to wait for the next frame, ms; and how much later packets may be handed over, some at a time. */
	uint32_t (*call_rest)(struct ferrofax_call *call, uint32_t *gather_ms);
	/* 1: `block` (FERROFAX_BLOCK samples) is to be sent now, and there may be more. 0: nothing. */
	int (*call_speech)(struct ferrofax_call *call, int16_t *block);
	/* The channel tells something of T.38 (FERROFAX_T38_REQUESTED and so on). */
	int (*call_t38)(struct ferrofax_call *call, uint64_t now_ms, int what, const struct ferrofax_t38 *terms);
	/* An IFP packet came, of the datagram with this number. */
	int (*call_packet)(struct ferrofax_call *call, uint64_t now_ms, uint16_t sequence, const uint8_t *octets, size_t count);
	/* What is to be done about T.38 now, on `terms` (FERROFAX_T38_ASK and so on), and there may be more. 0: nothing. */
	int (*call_t38_wish)(struct ferrofax_call *call, struct ferrofax_t38 *terms);
	/* The size of an IFP packet that is to be sent now and stands in `octets`, of which `size` are there; there may be more. 0: none. */
	int (*call_say_packet)(struct ferrofax_call *call, uint8_t *octets, size_t size);
	/* 1: everything is said; also where the call is broken. */
	int (*call_is_over)(struct ferrofax_call *call);
	void (*call_hung_up)(struct ferrofax_call *call);
	/* Files the fax, sets the result variables and frees `call`. */
	void (*call_end)(struct ferrofax_call *call, struct ferrofax_channel *channel);
	/* FERROFAX(name) of a running call. -1: there is no such item. */
	int (*call_item)(struct ferrofax_call *call, const char *name, const struct ferrofax_text_sink *value);
	/* A manager's action (AMI). -1: not one of ours. */
	int (*action)(const char *name, const struct ferrofax_field *fields, size_t count, const struct ferrofax_action_sink *out);
	/* A CLI command, without its leading word. -1: not one of ours. */
	int (*command)(int argc, const char *const *argv, const struct ferrofax_text_sink *out);
	/* The words that may follow `argc` whole words. */
	void (*complete)(int argc, const char *const *argv, const struct ferrofax_text_sink *out);
	/* For SendFAX and ReceiveFAX. */
	const struct ferrofax_fax_ours *fax;
};

/*
 * The one symbol of the Rust part. Takes the host's table, which must live as long as the module, and answers ours;
 * NULL where the versions differ.
 */
const struct ferrofax_ours *ferrofax_bridge(const struct ferrofax_host *host);

#endif
