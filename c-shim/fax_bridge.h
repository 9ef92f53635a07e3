/*
 * The border for Asterisk's own fax applications (SendFAX, ReceiveFAX, the T.38 gateway): res_fax keeps the channel, we are
 * its technology. Part of bridge.h; strings, structs and versions as there.
 *
 * Threads. res_fax calls a technology on threads of its own, which Rust must not run on (bridge.h). So frames are left
 * with C's end of the session, its line, and a worker of the Rust side takes and leaves them there by the host's functions,
 * which any thread may call. Only the channel's own thread reads from the channel or writes to it. `begin`, `end` and what is shown are entered by `shim_visit`.
 */
#ifndef FERROFAX_FAX_BRIDGE_H
#define FERROFAX_FAX_BRIDGE_H

#include <stddef.h>
#include <stdint.h>

#include "t38_bridge.h"

struct ferrofax_text_sink;

/* C's end of a session. It lives from before `begin` until `end` has returned. */
struct ferrofax_fax_line;

/* What a session is for. */
#define FERROFAX_FAX_RECEIVE 1
#define FERROFAX_FAX_SEND 2
#define FERROFAX_FAX_GATEWAY 3
#define FERROFAX_FAX_V21 4

/* How a session begins. No string is NULL; empty is "not given". */
struct ferrofax_fax_terms {
	uint32_t id;                 /* as in `fax show sessions` */
	int32_t kind;                /* FERROFAX_FAX_… */
	const char *channel;
	const char *const *documents; /* files to be sent, or the one to be written */
	size_t document_count;
	const char *local_ident;
	const char *header;          /* words for the line at the top of each page; empty: no line */
	uint32_t min_rate;           /* bit/s */
	uint32_t max_rate;
	uint8_t v17;
	uint8_t v27ter;
	uint8_t v29;
	uint8_t v34;
	uint8_t ecm;
	uint8_t debug;               /* each step is told by `log` */
	uint8_t is_t38;              /* begins with T.38; else with audio */
	struct ferrofax_t38 t38;     /* as the far end has it */
};

/* What comes from the channel, in order. */
#define FERROFAX_FAX_NOTHING 0
#define FERROFAX_FAX_VOICE 1     /* linear samples at 8 kHz */
#define FERROFAX_FAX_PACKET 2    /* an IFP packet; `sequence` is UDPTL's */
#define FERROFAX_FAX_SWITCH 3    /* from now on T.38 by `t38` */
#define FERROFAX_FAX_HANG_UP 4

/* What `put` takes besides VOICE, PACKET and NOTHING: voice that goes out with the next frame from the channel. */
#define FERROFAX_FAX_VOICE_WITH_NEXT 5

/* The longest of these: 240 ms of voice. */
#define FERROFAX_FAX_OCTETS 3840

struct ferrofax_fax_item {
	int32_t kind;
	uint32_t timestamp_ms;
	uint64_t at_ms;              /* when it came, by a steady clock */
	uint16_t sequence;
	uint8_t has_timestamp;
	uint8_t has_sequence;
	uint32_t octets;
	struct ferrofax_t38 t38;
	int16_t data[FERROFAX_FAX_OCTETS / 2];
};

/* What came of a session. No string is NULL. */
struct ferrofax_fax_result {
	uint8_t success;
	uint8_t ecm;
	uint32_t pages;
	uint32_t bit_rate;
	const char *resolution;      /* as 204x196 */
	const char *error;           /* FAXERROR's word; empty where there is none */
	const char *text;            /* FAXSTATUSSTRING */
	const char *far_ident;
};

/* What Asterisk does for sessions. */
struct ferrofax_fax_host {
	/*
	 * Registers us with res_fax if it is loaded and we are not (`wanted` 1), or takes that back (0). Says what is so now:
	 * 1 registered, 0 not. To be called again and again, for res_fax may be loaded later.
	 */
	int (*take_up)(int wanted);
	/* The steady clock of `at_ms`. */
	uint64_t (*now_ms)(void);
	/* Takes the next item from the channel. Its kind, too. */
	int (*take)(struct ferrofax_fax_line *line, struct ferrofax_fax_item *item);
	/* Hands over what is to be sent: VOICE, VOICE_WITH_NEXT, PACKET, or NOTHING, by which res_fax sees that we live. */
	void (*put)(struct ferrofax_fax_line *line, int kind, const void *data, size_t octets);
	/* Frames from the channel may come so much late, some at a time; 0: each at once. */
	void (*gather)(struct ferrofax_fax_line *line, uint32_t ms);
	/* A V.21 preamble was heard on it. */
	void (*heard_v21)(struct ferrofax_fax_line *line);
	/* The session is over. Told once. */
	void (*over)(struct ferrofax_fax_line *line, const struct ferrofax_fax_result *result);
	/* What is known of a gateway so far; its strings stay empty. */
	void (*note)(struct ferrofax_fax_line *line, const struct ferrofax_fax_result *result);
	/* A step, for whoever wants to see each. */
	void (*log)(struct ferrofax_fax_line *line, const char *text);
};

/* Forms of `show`. */
#define FERROFAX_FAX_CLI 0
#define FERROFAX_FAX_AMI 1

/* What Ferrofax does for them. */
struct ferrofax_fax_ours {
	/* A token, or 0: it can't begin, and `over` has said why. */
	uint64_t (*begin)(struct ferrofax_fax_line *line, const struct ferrofax_fax_terms *terms);
	/* Nothing touches the line any more when this returns. */
	void (*end)(uint64_t token);
	/* A session's fields, line by line in the form. */
	void (*show)(uint64_t token, int form, const struct ferrofax_text_sink *out);
	void (*show_stats)(const struct ferrofax_text_sink *out);
	void (*show_settings)(const struct ferrofax_text_sink *out);
};

#endif
