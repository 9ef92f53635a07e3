/*
 * Interface for Asterisk's own fax applications (SendFAX, ReceiveFAX, the T.38 gateway): res_fax owns the channel,
 * and Ferrofax is its technology. Part of bridge.h, with the same rules for strings, structs and versions.
 *
 * Threads. res_fax calls a technology on threads of its own, on which Rust must not run (see bridge.h). So frames are
 * queued in the C part of the session, its line. A worker of the Rust side takes them from there, and puts frames
 * there, with functions of the host that any thread may call. Only the channel's own thread reads from the channel or
 * writes to it. `begin`, `end` and `show` are called through `shim_visit`.
 */
#ifndef FERROFAX_FAX_BRIDGE_H
#define FERROFAX_FAX_BRIDGE_H

#include <stddef.h>
#include <stdint.h>

#include "t38_bridge.h"

struct ferrofax_text_sink;

/* The C part of a session. It exists from before `begin` until `end` has returned. */
struct ferrofax_fax_line;

/* Kinds of sessions. */
#define FERROFAX_FAX_RECEIVE 1
#define FERROFAX_FAX_SEND 2
#define FERROFAX_FAX_GATEWAY 3
#define FERROFAX_FAX_V21 4

/* Settings of a new session. No string is NULL; an empty one means "not given". */
struct ferrofax_fax_terms {
	uint32_t id;                 /* as in `fax show sessions` */
	int32_t kind;                /* FERROFAX_FAX_… */
	const char *channel;
	const char *const *documents; /* files to send, or the file to write */
	size_t document_count;
	const char *local_ident;
	const char *header;          /* text of the header line; empty: no header line */
	uint32_t min_rate;           /* bit/s */
	uint32_t max_rate;
	uint8_t v17;
	uint8_t v27ter;
	uint8_t v29;
	uint8_t v34;
	uint8_t ecm;
	uint8_t debug;               /* each step is logged through `log` */
	uint8_t is_t38;              /* begins in T.38; otherwise in audio */
	struct ferrofax_t38 t38;     /* the other side's terms */
};

/* Items from the channel, in order. */
#define FERROFAX_FAX_NOTHING 0
#define FERROFAX_FAX_VOICE 1     /* linear samples at 8 kHz */
#define FERROFAX_FAX_PACKET 2    /* an IFP packet; `sequence` is UDPTL's */
#define FERROFAX_FAX_SWITCH 3    /* from now on T.38 with the terms `t38` */
#define FERROFAX_FAX_HANG_UP 4

/* Only for `put`: voice that is sent together with the next frame from the channel. */
#define FERROFAX_FAX_VOICE_WITH_NEXT 5

/* The longest item: 240 ms of voice. */
#define FERROFAX_FAX_OCTETS 3840

struct ferrofax_fax_item {
	int32_t kind;
	uint32_t timestamp_ms;
	uint64_t at_ms;              /* time of arrival, by a monotonic clock */
	uint16_t sequence;
	uint8_t has_timestamp;
	uint8_t has_sequence;
	uint32_t octets;
	struct ferrofax_t38 t38;
	int16_t data[FERROFAX_FAX_OCTETS / 2];
};

/* Result of a session. No string is NULL. */
struct ferrofax_fax_result {
	uint8_t success;
	uint8_t ecm;
	uint32_t pages;
	uint32_t bit_rate;
	const char *resolution;      /* such as 204x196 */
	const char *error;           /* word of FAXERROR; empty if there is none */
	const char *text;            /* FAXSTATUSSTRING */
	const char *far_ident;
};

/* Functions of Asterisk for sessions. */
struct ferrofax_fax_host {
	/*
	 * With `wanted` 1: registers us with res_fax, if it is loaded and we are not registered yet. With 0: unregisters
	 * us. Returns whether we are registered now. Must be called repeatedly, since res_fax may be loaded later.
	 */
	int (*take_up)(int wanted);
	/* The monotonic clock of `at_ms`. */
	uint64_t (*now_ms)(void);
	/* Takes the next item from the channel, and returns its kind. */
	int (*take)(struct ferrofax_fax_line *line, struct ferrofax_fax_item *item);
	/*
	 * Queues an item to send: VOICE, VOICE_WITH_NEXT, PACKET, or NOTHING, which shows res_fax that the session is
	 * alive.
	 */
	void (*put)(struct ferrofax_fax_line *line, int kind, const void *data, size_t octets);
	/* Allows to gather frames from the channel for this time and to deliver them together; 0: each at once. */
	void (*gather)(struct ferrofax_fax_line *line, uint32_t ms);
	/* Reports that a V.21 preamble was heard. */
	void (*heard_v21)(struct ferrofax_fax_line *line);
	/* Reports the end of the session. Called once. */
	void (*over)(struct ferrofax_fax_line *line, const struct ferrofax_fax_result *result);
	/* Reports the state of a gateway so far; its strings remain empty. */
	void (*note)(struct ferrofax_fax_line *line, const struct ferrofax_fax_result *result);
	/* Logs a step of the session. */
	void (*log)(struct ferrofax_fax_line *line, const char *text);
};

/* Forms of `show`. */
#define FERROFAX_FAX_CLI 0
#define FERROFAX_FAX_AMI 1

/* Functions of Ferrofax for sessions. */
struct ferrofax_fax_ours {
	/* Returns a token, or 0 if the session cannot begin; then `over` has reported why. */
	uint64_t (*begin)(struct ferrofax_fax_line *line, const struct ferrofax_fax_terms *terms);
	/* After this returns, nothing uses the line any more. */
	void (*end)(uint64_t token);
	/* Shows the fields of a session, line by line, in this form. */
	void (*show)(uint64_t token, int form, const struct ferrofax_text_sink *out);
	void (*show_stats)(const struct ferrofax_text_sink *out);
	void (*show_settings)(const struct ferrofax_text_sink *out);
};

#endif
