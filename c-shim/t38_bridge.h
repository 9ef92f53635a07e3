/*
 * Interface for T.38: reports of a channel, requests to it, and the terms. Part of bridge.h. The channel driver is
 * responsible for SIP messages, and for UDPTL and its redundancy.
 */
#ifndef FERROFAX_T38_BRIDGE_H
#define FERROFAX_T38_BRIDGE_H

#include <stdint.h>

/* Reports of the channel. */
#define FERROFAX_T38_REQUESTED 1   /* the other side requests T.38, and waits for ACCEPT or REFUSE */
#define FERROFAX_T38_NEGOTIATED 2  /* the line is in T.38 from now on, whichever side requested it */
#define FERROFAX_T38_REFUSED 3     /* our request was rejected; the line is in audio */
#define FERROFAX_T38_TERMINATED 4  /* the line is in audio again */
#define FERROFAX_T38_UNAVAILABLE 5 /* this channel does not support our request */

/* Requests to the channel. */
#define FERROFAX_T38_ASK 1
#define FERROFAX_T38_ACCEPT 2
#define FERROFAX_T38_REFUSE 3
#define FERROFAX_T38_END 4

/* Terms of T.38: those of the other side if they come from C, ours if they are passed to C. */
struct ferrofax_t38 {
	uint32_t version;
	uint32_t max_ifp;            /* longest IFP packet that this side accepts, in bytes */
	uint32_t max_bit_rate;       /* bit/s */
	uint8_t local_tcf;           /* 0: the training check is transferred through the network */
	uint8_t fill_bit_removal;
	uint8_t transcoding_mmr;
	uint8_t transcoding_jbig;
};

#endif
