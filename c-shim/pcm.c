/*
 * Converts Asterisk's frames to linear samples and back, for the three forms of PCM that can carry a fax.
 */
#include "shim.h"

#include "asterisk/format_cache.h"
#include "asterisk/frame.h"

#include "g711.h"

int shim_is_format(const struct ast_format *one, const struct ast_format *other)
{
	return ast_format_cmp(one, other) == AST_FORMAT_CMP_EQUAL;
}

size_t shim_decode(const struct ast_frame *frame, int16_t *samples, size_t room)
{
	const struct ast_format *format = frame->subclass.format;
	const uint8_t *octets = frame->data.ptr;
	size_t count = frame->datalen;
	size_t i;

	if (!octets) {
		return 0;
	}
	if (shim_is_format(format, ast_format_slin)) {
		count /= sizeof(*samples);
		if (count <= room) {
			memcpy(samples, octets, count * sizeof(*samples));
		}
	} else if (shim_is_format(format, ast_format_alaw)) {
		for (i = 0; i < count && i < room; i++) {
			samples[i] = g711_from_alaw(octets[i]);
		}
	} else if (shim_is_format(format, ast_format_ulaw)) {
		for (i = 0; i < count && i < room; i++) {
			samples[i] = g711_from_ulaw(octets[i]);
		}
	} else {
		return 0;
	}
	return count <= room ? count : 0;
}

void shim_as_the_line_speaks(struct ast_channel *channel, struct ast_frame *frame)
{
	const int16_t *samples = frame->data.ptr;
	uint8_t *octets = frame->data.ptr;
	struct ast_format *format;
	int i;

	ast_channel_lock(channel);
	format = ast_channel_rawwriteformat(channel);
	if (format == ast_format_alaw || format == ast_format_ulaw) {
		frame->subclass.format = format;
	}
	ast_channel_unlock(channel);
	if (frame->subclass.format == ast_format_slin) {
		return;
	}
	/* A byte never overwrites a sample that was not read yet. */
	if (frame->subclass.format == ast_format_alaw) {
		for (i = 0; i < frame->samples; i++) {
			octets[i] = g711_to_alaw(samples[i]);
		}
	} else {
		for (i = 0; i < frame->samples; i++) {
			octets[i] = g711_to_ulaw(samples[i]);
		}
	}
	frame->datalen = frame->samples;
}

/* Returns a reference to the line's format, since a re-INVITE may replace it meanwhile. NULL if there is none. */
static struct ast_format *line_format(struct ast_channel *channel)
{
	struct ast_format *format;

	ast_channel_lock(channel);
	format = ao2_bump(ast_channel_rawreadformat(channel));
	ast_channel_unlock(channel);
	return format;
}

int shim_is_translated(struct ast_channel *channel, const struct ast_frame *frame)
{
	struct ast_format *line;
	int result;

	if (frame->frametype != AST_FRAME_VOICE) {
		return 0;
	}
	line = line_format(channel);
	result = line && !shim_is_format(line, frame->subclass.format);
	ao2_cleanup(line);
	return result;
}

/*
 * G.711 is read without translation: Asterisk's translation to slin drops frames that arrive out of order (seen in
 * 22.10), but the Rust side can put them in order.
 */
int shim_choose_read_format(struct ast_channel *channel)
{
	struct ast_format *line = line_format(channel);
	int is_g711 = line && (shim_is_format(line, ast_format_alaw) || shim_is_format(line, ast_format_ulaw));
	int result = ast_set_read_format(channel, is_g711 ? line : ast_format_slin);

	ao2_cleanup(line);
	return result;
}
