/*
 * Output of `fax show …` and of the manager interface (AMI) about our technology and its sessions.
 */
#include "fax_tech.h"

#include "asterisk/cli.h"
#include "asterisk/manager.h"
#include "asterisk/strings.h"

struct showing {
	uint64_t token;
	int form;
	struct ast_str *text;
};

static void take_text(void *context, const char *text)
{
	struct showing *showing = context;

	ast_str_append(&showing->text, 0, "%s", text);
}

static void visit_show(void *data)
{
	struct showing *showing = data;
	const struct ferrofax_text_sink sink = { .context = showing, .text = take_text };

	shim_ours->fax->show(showing->token, showing->form, &sink);
}

static void visit_stats(void *data)
{
	const struct ferrofax_text_sink sink = { .context = data, .text = take_text };

	shim_ours->fax->show_stats(&sink);
}

static void visit_settings(void *data)
{
	const struct ferrofax_text_sink sink = { .context = data, .text = take_text };

	shim_ours->fax->show_settings(&sink);
}

/* Names the operation of a session as `fax show` and AMI do. */
static const char *operation_of(int kind, int form)
{
	switch (kind) {
	case FERROFAX_FAX_RECEIVE:
		return form == FERROFAX_FAX_CLI ? "Receive" : "receive";
	case FERROFAX_FAX_SEND:
		return form == FERROFAX_FAX_CLI ? "Transmit" : "send";
	case FERROFAX_FAX_GATEWAY:
		return form == FERROFAX_FAX_CLI ? "Gateway" : "gateway";
	default:
		return form == FERROFAX_FAX_CLI ? "V.21 Detect" : "V.21";
	}
}

static const char *state_of(enum ast_fax_state state)
{
	static const char *const words[] = {
		[AST_FAX_STATE_UNINITIALIZED] = "Uninitialized", [AST_FAX_STATE_INITIALIZED] = "Initialized",
		[AST_FAX_STATE_OPEN] = "Open", [AST_FAX_STATE_ACTIVE] = "Active", [AST_FAX_STATE_COMPLETE] = "Complete",
		[AST_FAX_STATE_RESERVED] = "Reserved", [AST_FAX_STATE_INACTIVE] = "Inactive",
	};

	return state < ARRAY_LEN(words) && words[state] ? words[state] : "Unknown";
}

static char *show_text(int fd, void (*visit)(void *data))
{
	struct showing showing = { .text = ast_str_create(1024) };

	if (!showing.text) {
		return CLI_FAILURE;
	}
	shim_enter();
	shim_visit(visit, &showing);
	shim_leave();
	ast_cli(fd, "%s", ast_str_buffer(showing.text));
	ast_free(showing.text);
	return CLI_SUCCESS;
}

char *shim_fax_show_capabilities(int fd)
{
	ast_cli(fd, "SEND RECEIVE MULTI_DOC G.711 T.38 GATEWAY\n\n");
	return CLI_SUCCESS;
}

char *shim_fax_show_stats(int fd)
{
	return show_text(fd, visit_stats);
}

char *shim_fax_show_settings(int fd)
{
	return show_text(fd, visit_settings);
}

/* Shows the session's own fields. `state` and the values of the line are read under the lock of res_fax. */
static struct ast_str *session_fields(struct ast_fax_session *session, int form, int *kind, const char **state)
{
	struct showing showing = { .form = form, .text = ast_str_create(512) };

	ao2_lock(session);
	if (session->tech_pvt) {
		const struct ferrofax_fax_line *line = session->tech_pvt;

		*kind = line->kind;
		showing.token = line->token;
	}
	*state = state_of(session->state);
	ao2_unlock(session);
	if (showing.text && showing.token) {
		shim_visit(visit_show, &showing);
	}
	return showing.text;
}

char *shim_fax_show_session(struct ast_fax_session *session, int fd)
{
	int kind = FERROFAX_FAX_SEND;
	const char *state;
	struct ast_str *fields = session_fields(session, FERROFAX_FAX_CLI, &kind, &state);

	ast_cli(fd, "%-22s : %u\n%-22s : %s\n%-22s : %s\n", "session", session->id, "operation",
		operation_of(kind, FERROFAX_FAX_CLI), "state", state);
	ast_cli(fd, "%s\n\n", fields ? ast_str_buffer(fields) : "");
	ast_free(fields);
	return CLI_SUCCESS;
}

void shim_fax_manager_session(struct mansession *manager, const char *id_text, struct ast_fax_session *session)
{
	int kind = FERROFAX_FAX_SEND;
	const char *state;
	struct ast_str *fields = session_fields(session, FERROFAX_FAX_AMI, &kind, &state);

	astman_append(manager, "Event: FAXSession\r\n%sSessionNumber: %u\r\nOperation: %s\r\nState: %s\r\n%s\r\n", id_text, session->id,
		operation_of(kind, FERROFAX_FAX_AMI), state, fields ? ast_str_buffer(fields) : "");
	ast_free(fields);
}
