/*
 * Another thread may replace the format of a channel at any moment. Tests that the module reads the format while it has the lock, and keeps
 * a reference while it uses the format.
 */
#include "../../../c-shim/pcm.c"
#include "stub.h"

/* A format that exists for one session only, like those of Opus. */
struct made {
	int references;
};

static struct made line;
static char slin, alaw, ulaw;
static struct made *of_channel;
static int locked;

struct ast_format *ast_format_slin = (struct ast_format *) &slin;
struct ast_format *ast_format_alaw = (struct ast_format *) &alaw;
struct ast_format *ast_format_ulaw = (struct ast_format *) &ulaw;

int __ao2_lock(void *object, enum ao2_lock_req how, const char *file, const char *function, int line_number, const char *name)
{
	CHECK(object == CHANNEL && !locked);
	locked = 1;
	return 0;
}

int __ao2_unlock(void *object, const char *file, const char *function, int line_number, const char *name)
{
	CHECK(object == CHANNEL && locked);
	locked = 0;
	return 0;
}

int __ao2_ref(void *object, int delta, const char *tag, const char *file, int line_number, const char *function)
{
	CHECK(object == &line && (delta < 0 || locked));
	line.references += delta;
	return 0;
}

void __ao2_cleanup_debug(void *object, const char *tag, const char *file, int line_number, const char *function)
{
	if (object) {
		__ao2_ref(object, -1, tag, file, line_number, function);
	}
}

void __ao2_cleanup(void *object)
{
	__ao2_cleanup_debug(object, NULL, __FILE__, __LINE__, __FUNCTION__);
}

struct ast_format *ast_channel_rawreadformat(struct ast_channel *channel)
{
	CHECK(locked);
	return (struct ast_format *) of_channel;
}

/* A re-INVITE: the channel gets another format, and releases the old one. */
static void reinvite(void)
{
	CHECK(!locked);
	if (of_channel) {
		of_channel = NULL;
		line.references--;
	}
}

enum ast_format_cmp_res ast_format_cmp(const struct ast_format *one, const struct ast_format *other)
{
	reinvite();
	CHECK((const void *) one != &line || line.references > 0);
	return one == other ? AST_FORMAT_CMP_EQUAL : AST_FORMAT_CMP_NOT_EQUAL;
}

int ast_set_read_format(struct ast_channel *channel, struct ast_format *format)
{
	CHECK(!locked && format == ast_format_slin);
	return 0;
}

static void negotiate(void)
{
	CHECK(!locked);
	line.references = 1;
	of_channel = &line;
}

int main(void)
{
	struct ast_frame frame = { .frametype = AST_FRAME_VOICE };

	frame.subclass.format = ast_format_slin;
	negotiate();
	CHECK(shim_is_translated(CHANNEL, &frame) && line.references == 0);
	CHECK(!shim_is_translated(CHANNEL, &frame));
	negotiate();
	CHECK(shim_choose_read_format(CHANNEL) == 0 && line.references == 0);
	return 0;
}
