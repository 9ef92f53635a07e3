/*
 * The border for T.38: what a channel tells of it, what is to be done about it, and its terms.
 * Part of bridge.h. Who asks whom by which words of SIP is the channel driver's, as are UDPTL
 * and its redundancy.
 */
#ifndef FERROFAX_T38_BRIDGE_H
#define FERROFAX_T38_BRIDGE_H

#include <stdint.h>

/* What the channel tells. */
#define FERROFAX_T38_REQUESTED 1   /* the far end wants T.38, and waits for ACCEPT or REFUSE */
#define FERROFAX_T38_NEGOTIATED 2  /* the line is T.38 from now on, whoever wanted it */
#define FERROFAX_T38_REFUSED 3     /* what we asked for was refused; the line is audio */
#define FERROFAX_T38_TERMINATED 4  /* the line is audio again */
#define FERROFAX_T38_UNAVAILABLE 5 /* what we asked for can't be had on this channel */

/* What is to be done. */
#define FERROFAX_T38_ASK 1
#define FERROFAX_T38_ACCEPT 2
#define FERROFAX_T38_REFUSE 3
#define FERROFAX_T38_END 4

/* The terms of T.38, the remote end's where they come from C, ours where they go there. */
struct ferrofax_t38 {
	uint32_t version;
	uint32_t max_ifp;            /* the longest IFP packet that the side takes, in octets */
	uint32_t max_bit_rate;       /* bit/s */
	uint8_t local_tcf;           /* 0: the training check is transferred */
	uint8_t fill_bit_removal;
	uint8_t transcoding_mmr;
	uint8_t transcoding_jbig;
};

#endif
