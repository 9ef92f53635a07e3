/* Tests that each gathered frame is either passed on or freed. */
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
	return 0;
}
