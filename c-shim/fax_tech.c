/*
 * Ferrofax as a fax technology of res_fax: SendFAX, ReceiveFAX and the T.38 gateway of Asterisk run on our engine.
 *
 * res_fax is another module, which may be there or not, and come later. So none of its symbols is linked: they are looked
 * up when it is there, and while we are registered it is held, so that it can't go away before we have taken that back.
 */
#include "fax_loop.h"

#include <dlfcn.h>

#include "asterisk/cli.h"
#include "asterisk/format_cache.h"
#include "asterisk/manager.h"
#include "asterisk/pbx.h"
#include "asterisk/utils.h"

#include "fax_tech.h"

/* A function of res_fax that its users find it by; it belongs to it for as long as it is loaded. */
#define PROOF_OF_RES_FAX "FAXOPT"

/* What is registered, under its lock; `holder` is res_fax itself, NULL while we are not registered. */
AST_MUTEX_DEFINE_STATIC(registering);
static struct ast_module *holder;
static int is_closed;

static void *fax_new(struct ast_fax_session *session, struct ast_fax_tech_token *token);
static void fax_destroy(struct ast_fax_session *session);
static struct ast_frame *fax_read(struct ast_fax_session *session);
static int fax_write(struct ast_fax_session *session, const struct ast_frame *frame);
static int fax_start(struct ast_fax_session *session);
static int fax_cancel(struct ast_fax_session *session);
static int fax_switch_to_t38(struct ast_fax_session *session);
static char *fax_show_capabilities(int fd);
static char *fax_show_session(struct ast_fax_session *session, int fd);
static void fax_manager_session(struct mansession *manager, const char *id_text, struct ast_fax_session *session);
static char *fax_show_stats(int fd);
static char *fax_show_settings(int fd);

static struct ast_fax_tech tech = {
	.type = "Ferrofax",
	.description = "Ferrofax: G.711 and T.38",
	.version = FERROFAX_VERSION,
	.caps = AST_FAX_TECH_SEND | AST_FAX_TECH_RECEIVE | AST_FAX_TECH_AUDIO | AST_FAX_TECH_T38
		| AST_FAX_TECH_MULTI_DOC | AST_FAX_TECH_GATEWAY | AST_FAX_TECH_V21_DETECT,
	.new_session = fax_new,
	.destroy_session = fax_destroy,
	.read = fax_read,
	.write = fax_write,
	.start_session = fax_start,
	.cancel_session = fax_cancel,
	.switch_to_t38 = fax_switch_to_t38,
	.cli_show_capabilities = fax_show_capabilities,
	.cli_show_session = fax_show_session,
	.manager_fax_session = fax_manager_session,
	.cli_show_stats = fax_show_stats,
	.cli_show_settings = fax_show_settings,
};

/* --- registration */

static void take_up(void)
{
	int (*enroll)(struct ast_fax_tech *);
	struct ast_custom_function *proof = ast_custom_function_find(PROOF_OF_RES_FAX);

	*(void **) &enroll = dlsym(RTLD_DEFAULT, "ast_fax_tech_register");
	if (!enroll || !proof || !(holder = ast_module_running_ref(proof->mod))) {
		return;
	}
	tech.module = AST_MODULE_SELF;
	if (enroll(&tech)) {
		ast_module_unref(holder);
		holder = NULL;
	}
}

static void give_back(void)
{
	void (*strike)(struct ast_fax_tech *);

	if (!holder) {
		return;
	}
	*(void **) &strike = dlsym(RTLD_DEFAULT, "ast_fax_tech_unregister");
	if (strike) {
		strike(&tech);
	}
	ast_module_unref(holder);
	holder = NULL;
}

static int shim_fax_take_up(int wanted)
{
	int result;

	ast_mutex_lock(&registering);
	if (!wanted) {
		give_back();
	} else if (!holder && !is_closed) {
		take_up();
	}
	result = holder ? 1 : 0;
	ast_mutex_unlock(&registering);
	return result;
}

void shim_fax_open(void)
{
	ast_mutex_lock(&registering);
	is_closed = 0;
	ast_mutex_unlock(&registering);
}

void shim_fax_close(void)
{
	ast_mutex_lock(&registering);
	is_closed = 1;
	give_back();
	ast_mutex_unlock(&registering);
}

/* As res_fax itself says steps: on its own level FAX, where `fax set debug on` or option d shows them. */
static void log_step(struct ferrofax_fax_line *line, const char *text)
{
	void (*say)(int, const char *, const int, const char *, const char *);
	char step[512];

	*(void **) &say = dlsym(RTLD_DEFAULT, "ast_fax_log");
	if (say) {
		snprintf(step, sizeof(step), "FAX session '%u': %s\n", line->id, text);
		say(LOG_DEBUG, step);
	}
}

const struct ferrofax_fax_host shim_fax_host = {
	.take_up = shim_fax_take_up,
	.now_ms = shim_steady_ms,
	.take = fax_line_take,
	.put = fax_line_put,
	.gather = fax_line_gather,
	.heard_v21 = fax_line_heard_v21,
	.over = fax_line_over,
	.note = fax_line_note,
	.log = log_step,
};

/* --- a session's life. Each holds the module: see shim_enter. */

static int kind_of(const struct ast_fax_session_details *details)
{
	if (details->caps & AST_FAX_TECH_V21_DETECT) {
		return FERROFAX_FAX_V21;
	}
	if (details->caps & AST_FAX_TECH_GATEWAY) {
		return FERROFAX_FAX_GATEWAY;
	}
	return details->caps & AST_FAX_TECH_RECEIVE ? FERROFAX_FAX_RECEIVE : FERROFAX_FAX_SEND;
}

static void *fax_new(struct ast_fax_session *session, struct ast_fax_tech_token *token)
{
	struct ferrofax_fax_line *line = fax_line_new(session->id, kind_of(session->details));

	if (!line) {
		ast_log(LOG_ERROR, "%s: no memory or no file descriptor for a FAX session\n", session->channame);
		return NULL;
	}
	shim_enter();
	session->fd = line->fd;
	session->state = AST_FAX_STATE_INITIALIZED;
	if (line->kind == FERROFAX_FAX_V21) {
		/* Nobody starts it. */
		const struct ferrofax_fax_t38 none = { 0 };

		session->tech_pvt = line;
		shim_fax_begin(session, 0, &none);
		session->state = AST_FAX_STATE_ACTIVE;
	}
	return line;
}

static unsigned int bit_rate_of(enum ast_control_t38_rate rate)
{
	switch (rate) {
	case AST_T38_RATE_2400:
		return 2400;
	case AST_T38_RATE_4800:
		return 4800;
	case AST_T38_RATE_7200:
		return 7200;
	case AST_T38_RATE_9600:
		return 9600;
	case AST_T38_RATE_12000:
		return 12000;
	default:
		return 14400;
	}
}

struct ferrofax_fax_t38 shim_fax_t38(const struct ast_fax_t38_parameters *parameters)
{
	return (struct ferrofax_fax_t38) {
		.version = parameters->version,
		.max_ifp = parameters->max_ifp,
		.bit_rate = bit_rate_of(parameters->rate),
		.local_tcf = parameters->rate_management == AST_T38_RATE_MANAGEMENT_LOCAL_TCF,
		.fill_bit_removal = parameters->fill_bit_removal,
		.transcoding_mmr = parameters->transcoding_mmr,
		.transcoding_jbig = parameters->transcoding_jbig,
	};
}

struct beginning {
	struct ferrofax_fax_line *line;
	const struct ferrofax_fax_terms *terms;
};

static void visit_begin(void *data)
{
	struct beginning *beginning = data;

	beginning->line->token = shim_ours->fax->begin(beginning->line, beginning->terms);
}

int shim_fax_begin(struct ast_fax_session *session, int is_t38, const struct ferrofax_fax_t38 *t38)
{
	struct ferrofax_fax_line *line = session->tech_pvt;
	struct ast_fax_session_details *details = session->details;
	struct ast_fax_document *document;
	size_t count = 0;
	size_t filled = 0;

	AST_LIST_TRAVERSE(&details->documents, document, next) {
		count++;
	}

	const char *documents[count + 1];
	struct ferrofax_fax_terms terms = {
		.id = session->id,
		.kind = line->kind,
		.channel = S_OR(session->channame, ""),
		.documents = documents,
		.document_count = count,
		.local_ident = S_OR(details->localstationid, ""),
		.header = S_OR(details->headerinfo, ""),
		.min_rate = details->minrate,
		.max_rate = details->maxrate,
		.v17 = !!(details->modems & AST_FAX_MODEM_V17),
		.v27ter = !!(details->modems & AST_FAX_MODEM_V27TER),
		.v29 = !!(details->modems & AST_FAX_MODEM_V29),
		.ecm = details->option.ecm ? 1 : 0,
		.debug = details->option.debug ? 1 : 0,
		.is_t38 = is_t38,
		.t38 = *t38,
	};
	struct beginning beginning = { .line = line, .terms = &terms };

	AST_LIST_TRAVERSE(&details->documents, document, next) {
		documents[filled++] = document->filename;
	}
	if (shim_visit(visit_begin, &beginning)) {
		fax_line_fail(line, "INIT_ERROR", "no thread could be started for the fax");
	}
	return line->token ? 0 : -1;
}

/* A session that can't begin is over at once, with its own words: res_fax asks `read` and is told. */
static int fax_start(struct ast_fax_session *session)
{
	struct ferrofax_fax_t38 t38 = shim_fax_t38(&session->details->their_t38_parameters);

	session->state = AST_FAX_STATE_OPEN;
	if (session->details->caps & AST_FAX_TECH_GATEWAY) {
		return shim_fax_gateway_start(session);
	}
	shim_fax_begin(session, !(session->details->caps & AST_FAX_TECH_AUDIO), &t38);
	session->state = AST_FAX_STATE_ACTIVE;
	return 0;
}

static int fax_switch_to_t38(struct ast_fax_session *session)
{
	struct ferrofax_fax_t38 t38 = shim_fax_t38(&session->details->their_t38_parameters);

	session->details->option.switch_to_t38 = 1;
	fax_line_leave_t38(session->tech_pvt, &t38);
	return 0;
}

static int fax_cancel(struct ast_fax_session *session)
{
	fax_line_cancel(session->tech_pvt);
	return 0;
}

static void visit_end(void *data)
{
	struct ferrofax_fax_line *line = data;

	shim_ours->fax->end(line->token);
	line->token = 0;
}

static void fax_destroy(struct ast_fax_session *session)
{
	struct ferrofax_fax_line *line = session->tech_pvt;

	if (line->token) {
		shim_visit(visit_end, line);
	}
	if (line->kind == FERROFAX_FAX_GATEWAY) {
		shim_fax_gateway_told(session);
	}
	session->tech_pvt = NULL;
	session->fd = -1;
	if (line->token) {
		/* No thread could be had to take it from its worker: better lost than used after it is gone. */
		return;
	}
	fax_line_free(line);
	shim_leave();
}

/* --- frames */

static void tell_result(struct ast_fax_session *session, const struct fax_result *result)
{
	struct ast_fax_session_details *details = session->details;

	ast_string_field_set(details, result, result->success ? "SUCCESS" : "FAILED");
	/* What res_fax has said of a hang-up stays: dialplans know its word. */
	if (result->success || ast_strlen_zero(details->error) || strcmp(details->error, "HANGUP")) {
		ast_string_field_set(details, error, result->error);
		ast_string_field_set(details, resultstr, result->text);
	}
	ast_string_field_set(details, remotestationid, result->far_ident);
	ast_string_field_set(details, resolution, result->resolution);
	if (result->bit_rate) {
		ast_string_field_build(details, transfer_rate, "%u", result->bit_rate);
	}
	details->pages_transferred = result->pages;
}

static struct ast_frame *fax_read(struct ast_fax_session *session)
{
	struct ferrofax_fax_line *line = session->tech_pvt;
	struct ast_frame *frame;
	int is_over;

	fax_line_woken(line);
	if (fax_line_is_asked_for(line)) {
		fax_loop_run(session);
	}
	if ((frame = fax_line_fetch(line))) {
		return frame;
	}
	ast_mutex_lock(&line->lock);
	is_over = line->is_over;
	ast_mutex_unlock(&line->lock);
	if (!is_over) {
		return &ast_null_frame;
	}
	/* Nobody changes it any more. */
	tell_result(session, &line->result);
	session->state = AST_FAX_STATE_COMPLETE;
	return NULL;
}

/* res_fax runs it on the channel's thread, which holds no lock and may write to the channel. */
static int is_call(const struct ferrofax_fax_line *line)
{
	return line->kind == FERROFAX_FAX_RECEIVE || line->kind == FERROFAX_FAX_SEND;
}

static int fax_write(struct ast_fax_session *session, const struct ast_frame *frame)
{
	struct ferrofax_fax_line *line = session->tech_pvt;

	if (line->kind == FERROFAX_FAX_GATEWAY) {
		shim_fax_gateway_flush(session);
	}
	if (fax_line_hear(line, frame)) {
		return -1;
	}
	if (is_call(line) && !session->debug_info) {
		fax_line_ask(line);
	}
	if (line->kind == FERROFAX_FAX_V21) {
		ast_mutex_lock(&line->lock);
		session->details->option.v21_detected = line->has_heard_v21 ? 1 : 0;
		ast_mutex_unlock(&line->lock);
	}
	return 0;
}

/* --- what is shown */

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

/* The words that people and programs know of either place. */
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

static char *fax_show_capabilities(int fd)
{
	ast_cli(fd, "SEND RECEIVE MULTI_DOC G.711%s%s\n\n", tech.caps & AST_FAX_TECH_T38 ? " T.38" : "",
		tech.caps & AST_FAX_TECH_GATEWAY ? " GATEWAY" : "");
	return CLI_SUCCESS;
}

static char *fax_show_stats(int fd)
{
	return show_text(fd, visit_stats);
}

static char *fax_show_settings(int fd)
{
	return show_text(fd, visit_settings);
}

/* The session's own fields; `state` and the line's facts are read under res_fax's lock. */
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

static char *fax_show_session(struct ast_fax_session *session, int fd)
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

static void fax_manager_session(struct mansession *manager, const char *id_text, struct ast_fax_session *session)
{
	int kind = FERROFAX_FAX_SEND;
	const char *state;
	struct ast_str *fields = session_fields(session, FERROFAX_FAX_AMI, &kind, &state);

	astman_append(manager, "Event: FAXSession\r\n%sSessionNumber: %u\r\nOperation: %s\r\nState: %s\r\n%s\r\n", id_text, session->id,
		operation_of(kind, FERROFAX_FAX_AMI), state, fields ? ast_str_buffer(fields) : "");
	ast_free(fields);
}
