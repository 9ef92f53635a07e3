/*
 * Tests that the last frames of a session of res_fax are sent, also if the worker queues them and
 * ends the session at the moment when res_fax has found no frame.
 */
#include "../../../c-shim/fax_tech.c"
#include "stub.h"

static int fetched, reported;
static struct ast_frame last_frame;
struct ast_frame ast_null_frame;

void fax_line_woken(struct ferrofax_fax_line *line)
{
}

int fax_line_is_asked_for(struct ferrofax_fax_line *line)
{
	return 0;
}

struct ast_frame *fax_line_fetch(struct ferrofax_fax_line *line)
{
	fetched++;
	if (fetched == 1) {
		/* Just after this, the worker queues its last frame and ends the session. */
		line->is_over = 1;
		return NULL;
	}
	return fetched == 2 ? &last_frame : NULL;
}

void shim_fax_told(struct ast_fax_session *session, const struct fax_result *result)
{
	reported++;
}

int main(void)
{
	struct ferrofax_fax_line line = { .id = 1 };
	struct ast_fax_session session = { .tech_pvt = &line, .state = AST_FAX_STATE_ACTIVE };

	CHECK(fax_read(&session) == &ast_null_frame && session.state == AST_FAX_STATE_ACTIVE);
	CHECK(fax_read(&session) == &last_frame && !reported);
	CHECK(!fax_read(&session) && session.state == AST_FAX_STATE_COMPLETE && reported == 1);
	return 0;
}
