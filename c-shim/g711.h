/*
 * A-law and µ-law (ITU-T G.711), computed. Asterisk's own tables are not used: with the build options
 * G711_NEW_ALGORITHM and G711_REDUCED_BRANCHING they have another length.
 */
#ifndef FERROFAX_G711_H
#define FERROFAX_G711_H

#include <stdint.h>

/* The number of the highest bit that is set; `value` is not 0. */
static inline int g711_highest_bit(unsigned int value)
{
	return 31 - __builtin_clz(value);
}

/* G.711 table 1a: 13 bits, here multiplied by 8. Even bits are inverted on the line (clause 3.3). */
static inline int16_t g711_from_alaw(uint8_t octet)
{
	int code = octet ^ 0x55;
	int segment = (code >> 4) & 7;
	int level = ((code & 0xf) << 4) + 8;

	if (segment) {
		level = (level + 0x100) << (segment - 1);
	}
	return code & 0x80 ? level : -level;
}

static inline uint8_t g711_to_alaw(int16_t sample)
{
	int sign = sample < 0 ? 0 : 0x80;
	/* Negative levels lie one step lower, so that the two halves are alike. */
	unsigned int level = (sample < 0 ? ~sample : sample) >> 4;
	int segment = level < 0x10 ? 0 : g711_highest_bit(level) - 3;
	int step = (segment > 1 ? level >> (segment - 1) : level) & 0xf;

	return (sign | segment << 4 | step) ^ 0x55;
}

/* G.711 table 2a: 14 bits, here multiplied by 4. All bits are inverted on the line. */
#define G711_ULAW_BIAS 0x84

static inline int16_t g711_from_ulaw(uint8_t octet)
{
	int code = octet ^ 0xff;
	int level = ((((code & 0xf) << 3) + G711_ULAW_BIAS) << ((code >> 4) & 7)) - G711_ULAW_BIAS;

	return code & 0x80 ? -level : level;
}

static inline uint8_t g711_to_ulaw(int16_t sample)
{
	int sign = sample < 0 ? 0x80 : 0;
	unsigned int size = sample < 0 ? -sample : sample;
	unsigned int level = (size > 0x7fff - G711_ULAW_BIAS ? 0x7fff - G711_ULAW_BIAS : size) + G711_ULAW_BIAS;
	int segment = g711_highest_bit(level) - 7;

	return (sign | segment << 4 | ((level >> (segment + 3)) & 0xf)) ^ 0xff;
}

#endif
