/*
 * Tests that each gathered frame is either passed on or freed, and that a transfer is noticed, which
 * puts another line behind the channel.
 */
#include "../../../c-shim/gather.c"
#include "stub.h"

static struct ast_frame *to_read;
static int freed;

struct ast_frame *ast_read(struct ast_channel *channel)
{
	return to_read;
}

void ast_frame_free(struct ast_frame *frame, int cache)
{
	CHECK(frame == to_read);
	freed++;
}

int ast_channel_fdno(const struct ast_channel *channel)
{
	return 0;
}

void ast_channel_fdno_set(struct ast_channel *channel, int fdno)
{
}

/* The line behind the channel, and its driver. */
static char phone, card;
static const void *line = &phone;
static const struct ast_channel_tech of_phone = { .type = "PJSIP" }, of_card = { .type = "DAHDI" };
static const struct ast_channel_tech *driver = &of_phone;

int __ao2_lock(void *object, enum ao2_lock_req how, const char *file, const char *function,
	int line_number, const char *name)
{
	return 0;
}

int __ao2_unlock(void *object, const char *file, const char *function, int line_number,
	const char *name)
{
	return 0;
}

void *ast_channel_tech_pvt(const struct ast_channel *channel)
{
	return (void *) line;
}

const struct ast_channel_tech *ast_channel_tech(const struct ast_channel *channel)
{
	return driver;
}

struct ast_rtp_glue *ast_rtp_instance_get_glue(const char *type)
{
	return strcmp(type, "PJSIP") ? NULL : (struct ast_rtp_glue *) &phone;
}

/* A person calls the fax device, and transfers a call on a telephone card to it. */
static void a_transfer_is_noticed(void)
{
	struct shim_gather gather;

	shim_gather_begin(&gather, CHANNEL);
	gather.fdno = 1;
	CHECK(gather.is_allowed && !shim_gather_has_new_line(&gather) && gather.fdno == 1);
	line = &card;
	driver = &of_card;
	CHECK(shim_gather_has_new_line(&gather) && gather.fdno == NO_FD);
	/* The card would drop frames that wait. */
	CHECK(!gather.is_allowed && !shim_gather_rest(&gather, 80));
	CHECK(!shim_gather_has_new_line(&gather));
	line = NULL;
	CHECK(!shim_gather_has_new_line(&gather));
}

int main(void)
{
	struct shim_gather gather = { .channel = CHANNEL, .is_allowed = 1, .fdno = NO_FD };
	struct ast_frame voice = { .frametype = AST_FRAME_VOICE };
	struct ast_frame null = { .frametype = AST_FRAME_NULL };
	struct ast_frame *frame;

	to_read = &voice;
	CHECK(shim_gather_read(&gather) == &voice && !freed);
	CHECK(shim_gather_next(&gather, &frame) == 1 && frame == &voice && !freed);
	/* A null frame is not passed on, so it must be freed: it may have been queued. */
	to_read = &null;
	CHECK(shim_gather_next(&gather, &frame) == 0 && freed == 1);
	/* The call has ended: the reader gets no frame. */
	to_read = NULL;
	CHECK(shim_gather_next(&gather, &frame) == 1 && !frame && freed == 1);
	a_transfer_is_noticed();
	return 0;
}
