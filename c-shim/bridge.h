/*
 * Interface between Asterisk (C, in this folder) and Ferrofax (Rust, in src/bridge).
 *
 * It consists of two tables of functions (one for each direction), opaque handles and plain structs. Only the C side
 * includes Asterisk's headers, and Rust uses no symbol of Asterisk. So the Rust part can be built and tested without
 * Asterisk, and after a change of Asterisk's structs it is enough to compile this folder again. C does only what Rust
 * cannot do, and makes no decisions.
 *
 * Strings are zero-terminated. They belong to the caller and are valid until the function returns.
 *
 * Threads. "The call's thread" is the thread that runs the call's loop; each call has its own. Functions of the
 * host's table that take a `struct ferrofax_channel` are called only on that thread, while `call_begin`,
 * `send_begin`, `send_job_begin` or `call_end` runs. A call that Ferrofax places has its thread from the first ring
 * on. All other functions may be called on any thread.
 *
 * C enters Rust only on threads that C itself starts and joins (shim.h: `shim_visit`, and one thread per call). The
 * reason: thread-local values of Rust have a destructor that runs at the end of the thread. On a thread of Asterisk
 * that outlives the module it would run after the code is unloaded, or prevent the unloading.
 */
#ifndef FERROFAX_BRIDGE_H
#define FERROFAX_BRIDGE_H

#include <stddef.h>
#include <stdint.h>

#include "fax_bridge.h"
#include "t38_bridge.h"

/* Increased with every change of this interface; both sides check it. */
#define FERROFAX_BRIDGE_VERSION 12

/* The number of samples in an audio block that we send: 20 ms at 8 kHz. */
#define FERROFAX_BLOCK 160

/* Levels of a log line. */
#define FERROFAX_LOG_ERROR 1
#define FERROFAX_LOG_WARNING 2
#define FERROFAX_LOG_NOTICE 3
#define FERROFAX_LOG_DEBUG 4   /* shown after `ferrofax set debug on` */

/* Results of `command`, besides 0: the command is unknown; an error of the module ended it. */
#define FERROFAX_COMMAND_UNKNOWN 1
#define FERROFAX_COMMAND_FAILED 2

/* A channel of Asterisk during a call. */
struct ferrofax_channel;

/* A fax call of Ferrofax. */
struct ferrofax_call;

/* A name and its value. */
struct ferrofax_field {
	const char *name;
	const char *value;
};

/* The facts that are known of a call before it is answered. No field is NULL; unknown or withheld is empty. */
struct ferrofax_call_info {
	const char *channel;
	const char *outer_channel; /* the channel through which the call enters or leaves the PBX: this one, or one behind a Local channel */
	const char *unique_id;
	const char *call_id;       /* as in Asterisk's log: C-0000001a */
	const char *context;       /* the context that defines the extension, even if another one includes it */
	const char *exten;
	const char *called;        /* the number that was dialled */
	const char *caller_number;
	const char *caller_name;
	const char *codec;         /* codec of the line */
	/* Values that the dialplan has set by FERROFAX() for this call, in order. */
	const struct ferrofax_field *wanted;
	size_t wanted_count;
};

/* A call to be placed. Everything is copied. No string is NULL; an empty one means "not given". */
struct ferrofax_place_call {
	int64_t token;             /* identifies the call on both sides */
	const char *dial;          /* technology/address, such as Local/0991123@fax-outbound */
	const char *caller_number; /* caller ID that the other side sees */
	const char *caller_name;
	const char *account;       /* account code of the CDR */
	const char *post_dial;     /* sent as DTMF after the answer; w waits half a second */
	uint32_t timeout_ms;       /* how long the call may ring; 0: no limit of ours */
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

/*
 * Receives what `read_config` reads, in order: a category, then its options. An unknown `file` is NULL, an unknown
 * `line` 0.
 */
struct ferrofax_config_sink {
	void *context;
	void (*category)(void *context, const char *name, const char *file, uint32_t line);
	void (*option)(void *context, const char *key, const char *value, const char *file, uint32_t line);
};

/*
 * Receives what `walk_context` finds: each step (an application such as FaxDevice, with its arguments), and the
 * included contexts.
 */
struct ferrofax_dialplan_sink {
	void *context;
	void (*step)(void *context, const char *exten, int32_t priority, const char *app, const char *args, const char *file,
		uint32_t line);
	void (*include)(void *context, const char *name);
};

/* Receives text. */
struct ferrofax_text_sink {
	void *context;
	void (*text)(void *context, const char *text);
};

/*
 * Receives the result of an AMI action: first `answer`, once, then its rows. A row that is an event has the event's
 * name. `body` has "Key: value\r\n" for each field.
 */
struct ferrofax_action_sink {
	void *context;
	void (*answer)(void *context, int success, const char *message);
	void (*row)(void *context, const char *event, const char *body);
};

/* Results of `read_config`. */
#define FERROFAX_CONFIG_READ 0
#define FERROFAX_CONFIG_MISSING 1
#define FERROFAX_CONFIG_INVALID 2

/* Results of `load`: after a failure, threads of Ferrofax may be running; if it declines, none is. */
#define FERROFAX_LOADED 0
#define FERROFAX_LOAD_DECLINED 1
#define FERROFAX_LOAD_FAILED 2

/* Functions of Asterisk for Ferrofax. */
struct ferrofax_host {
	uint32_t version;
	void (*log)(int level, const char *file, int line, const char *function, const char *message);
	/* `body` has "Key: value\r\n" for each field. */
	void (*manager_event)(const char *event, const char *body);
	int (*read_config)(const char *file, const struct ferrofax_config_sink *sink);
	/* Returns 0, or -1 if there is no such context. */
	int (*walk_context)(const char *name, const struct ferrofax_dialplan_sink *sink);
	/* Asterisk's version, such as 22.5.1. */
	const char *(*asterisk_version)(void);
	/* Returns whether Asterisk has loaded all modules, and is not shutting down. */
	int (*is_running)(void);
	void (*set_variable)(struct ferrofax_channel *channel, const char *name, const char *value);
	/*
	 * Expands variables and functions of the dialplan in `text` into `buffer`, cut to `size`. Outside of a call,
	 * `channel` is NULL.
	 */
	void (*expand)(struct ferrofax_channel *channel, const char *text, char *buffer, size_t size);
	void (*set_cdr_user_field)(struct ferrofax_channel *channel, const char *value);
	void (*set_hangup_cause)(struct ferrofax_channel *channel, int cause);
	/*
	 * Starts to place a call on a thread of its own, and returns at once. Returns -1 if this fails; then nothing
	 * follows. After 0, `call_failed` follows, or `send_begin` and at the end `call_gone`.
	 */
	int (*place_call)(const struct ferrofax_place_call *call);
	/* Ends a placed call that still rings. Does nothing if the call is answered or has ended. */
	void (*cancel_call)(int64_t token);
	/* For SendFAX and ReceiveFAX. */
	const struct ferrofax_fax_host *fax;
};

/* Functions of Ferrofax for Asterisk. Those that may fail return 0 for success. All of them catch panics. */
struct ferrofax_ours {
	uint32_t version;
	/*
	 * Loading of the module. `load` returns FERROFAX_LOADED and so on. `unload` returns -1 while calls are in progress;
	 * then nothing has changed.
	 */
	int (*load)(void);
	int (*reload)(void);
	int (*unload)(void);
	/*
	 * A call has reached FaxDevice(args) and is not answered yet. Returns NULL if the call is rejected; the hang-up
	 * cause is then set.
	 */
	struct ferrofax_call *(*call_begin)(struct ferrofax_channel *channel, const struct ferrofax_call_info *info, const char *args);
	/*
	 * A placed call was answered. Returns NULL if it must be hung up. The functions below are for calls of both
	 * kinds.
	 */
	struct ferrofax_call *(*send_begin)(struct ferrofax_channel *channel, const struct ferrofax_call_info *info, int64_t token);
	/*
	 * A channel has reached FaxSend(args), which names a job. The channel may be up or not. Returns NULL if the job
	 * is rejected.
	 */
	struct ferrofax_call *(*send_job_begin)(struct ferrofax_channel *channel, const struct ferrofax_call_info *info, const char *args);
	/*
	 * A placed call was not answered. `hangup_cause` is a cause of Q.850, `status` a word of app_dial (DIALSTATUS),
	 * `outer_channel` is as in struct ferrofax_call_info.
	 */
	void (*call_failed)(int64_t token, int hangup_cause, const char *status, const char *outer_channel);
	/* The channel of a placed call that was answered is hung up: its line and its number are free. Follows `call_end`. */
	void (*call_gone)(int64_t token);
	/* `now_ms` is a monotonic clock. Returns -1 if the call is broken and must end. */
	int (*call_frame)(struct ferrofax_call *call, uint64_t now_ms, const struct ferrofax_frame *frame);
	/* Called after the milliseconds that `call_rest` returned, if nothing arrived before. */
	int (*call_tick)(struct ferrofax_call *call, uint64_t now_ms);
	/*
	 * Returns the time to wait for the next frame, in milliseconds. Writes to `gather_ms` the time for which packets
	 * may be gathered and handed over together.
	 */
	uint32_t (*call_rest)(struct ferrofax_call *call, uint32_t *gather_ms);
	/* Returns 1 if `block` (FERROFAX_BLOCK samples) must be sent now. Called until it returns 0: nothing to send. */
	int (*call_speech)(struct ferrofax_call *call, int16_t *block);
	/* The T.38 state of the channel has changed (FERROFAX_T38_REQUESTED and so on). */
	int (*call_t38)(struct ferrofax_call *call, uint64_t now_ms, int what, const struct ferrofax_t38 *terms);
	/* An IFP packet has arrived, in the datagram with this number. */
	int (*call_packet)(struct ferrofax_call *call, uint64_t now_ms, uint16_t sequence, const uint8_t *octets, size_t count);
	/*
	 * Returns the next request to the channel about T.38 (FERROFAX_T38_ASK and so on), with its `terms`. Called until
	 * it returns 0: no request.
	 */
	int (*call_t38_wish)(struct ferrofax_call *call, struct ferrofax_t38 *terms);
	/*
	 * Writes an IFP packet that must be sent now into `octets`, which has space for `size` bytes, and returns its
	 * length. Called until it returns 0: no packet.
	 */
	int (*call_say_packet)(struct ferrofax_call *call, uint8_t *octets, size_t size);
	/* Returns 1 if everything is sent, or the call is broken. */
	int (*call_is_over)(struct ferrofax_call *call);
	void (*call_hung_up)(struct ferrofax_call *call);
	/* Stores the fax, sets the result variables and frees `call`. */
	void (*call_end)(struct ferrofax_call *call, struct ferrofax_channel *channel);
	/* Reads FERROFAX(name) of a call in progress. Returns -1 if there is no such item. */
	int (*call_item)(struct ferrofax_call *call, const char *name, const struct ferrofax_text_sink *value);
	/* Runs an AMI action. Returns -1 if it is not one of ours. */
	int (*action)(const char *name, const struct ferrofax_field *fields, size_t count, const struct ferrofax_action_sink *out);
	/* Runs a CLI command, given without its leading word. Returns 0 or FERROFAX_COMMAND_… */
	int (*command)(int argc, const char *const *argv, const struct ferrofax_text_sink *out);
	/* Lists the words that may follow `argc` complete words. */
	void (*complete)(int argc, const char *const *argv, const struct ferrofax_text_sink *out);
	/* For SendFAX and ReceiveFAX. */
	const struct ferrofax_fax_ours *fax;
};

/*
 * The only symbol of the Rust part. Takes the host's table, which must live as long as the module, and returns ours.
 * Returns NULL if the versions differ.
 */
const struct ferrofax_ours *ferrofax_bridge(const struct ferrofax_host *host);

#endif
