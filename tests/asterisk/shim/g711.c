/*
 * Tests A-law and µ-law: each octet is the same after decoding and encoding, each sample is in the interval of its octet, and values
 * from the tables of G.711 are right.
 */
#include "../../../c-shim/g711.h"

#include <stdio.h>
#include <stdlib.h>

#define CHECK(holds) do { \
	if (!(holds)) { \
		fprintf(stderr, "%s:%d: %s (%d)\n", __FILE__, __LINE__, #holds, at); \
		exit(1); \
	} \
} while (0)

/* Half of the width of an octet's interval. Its level is the middle; a segment has 16 intervals of equal width (clause 3, tables 1 and 2). */
static int alaw_half(uint8_t octet)
{
	int segment = ((octet ^ 0x55) >> 4) & 7;

	return segment ? 8 << (segment - 1) : 8;
}

static int ulaw_half(uint8_t octet)
{
	return 4 << (((octet ^ 0xff) >> 4) & 7);
}

static int is_inside(int sample, int level, int half)
{
	return abs(sample - level) <= half;
}

int main(void)
{
	int at;

	for (at = 0; at < 256; at++) {
		CHECK(g711_to_alaw(g711_from_alaw(at)) == at);
		/* µ-law has two zeros. */
		CHECK(g711_to_ulaw(g711_from_ulaw(at)) == at || at == 0x7f);
	}
	for (at = -32768; at < 32768; at++) {
		uint8_t a = g711_to_alaw(at), u = g711_to_ulaw(at);
		/* µ-law clips at 8159, in 14 bits. */
		int clipped = at > 8159 * 4 ? 8159 * 4 : at < -8159 * 4 ? -8159 * 4 : at;

		CHECK(is_inside(at, g711_from_alaw(a), alaw_half(a)));
		CHECK(is_inside(clipped, g711_from_ulaw(u), ulaw_half(u)));
	}
	/* Decoder output values 1, 128 of table 1a, in 13 bits; 0, 1, 127 of table 2a, in 14 bits. */
	at = 0;
	CHECK(g711_from_alaw(0xd5) == 1 * 8 && g711_from_alaw(0xaa) == 4032 * 8 && g711_from_alaw(0x2a) == -4032 * 8);
	CHECK(g711_from_ulaw(0xff) == 0 && g711_from_ulaw(0xfe) == 2 * 4 && g711_from_ulaw(0x80) == 8031 * 4);
	return 0;
}
