/*
 * Ferrofax as a fax technology of res_fax: SendFAX, ReceiveFAX and the T.38 gateway of Asterisk use our engine.
 *
 * res_fax is another module, which may be missing or be loaded later. So its symbols are not linked, but looked up
 * when it is loaded. While we are registered, we hold a reference to res_fax, so that it cannot be unloaded before we
 * unregister.
 */
#include "fax_tech.h"

#include <dlfcn.h>

#include "asterisk/pbx.h"
#include "asterisk/utils.h"

#include "fax_loop.h"
#include "t38_terms.h"

/* A dialplan function that res_fax registers. It exists only while res_fax is loaded. */
#define PROOF_OF_RES_FAX "FAXOPT"

/* State of the registration, under its lock. `holder` is res_fax itself, or NULL while we are not registered. */
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

static SHIM_WITH_ROOM(struct ast_fax_tech) tech = {
	.it.type = "Ferrofax",
	.it.description = "Ferrofax: G.711 and T.38",
	.it.version = FERROFAX_VERSION,
	.it.caps = AST_FAX_TECH_SEND | AST_FAX_TECH_RECEIVE | AST_FAX_TECH_AUDIO | AST_FAX_TECH_T38
		| AST_FAX_TECH_MULTI_DOC | AST_FAX_TECH_GATEWAY | AST_FAX_TECH_V21_DETECT,
	.it.new_session = fax_new,
	.it.destroy_session = fax_destroy,
	.it.read = fax_read,
	.it.write = fax_write,
	.it.start_session = fax_start,
	.it.cancel_session = fax_cancel,
	.it.switch_to_t38 = fax_switch_to_t38,
	.it.cli_show_capabilities = shim_fax_show_capabilities,
	.it.cli_show_session = shim_fax_show_session,
	.it.manager_fax_session = shim_fax_manager_session,
	.it.cli_show_stats = shim_fax_show_stats,
	.it.cli_show_settings = shim_fax_show_settings,
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
	memset(tech.room, 0, sizeof(tech.room));
	tech.it.module = AST_MODULE_SELF;
	if (enroll(&tech.it)) {
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
		strike(&tech.it);
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

/* Logs a step as res_fax logs its own steps: on its level FAX, which `fax set debug on` or option d shows. */
static void log_step(struct ferrofax_fax_line *line, const char *text)
{
	void (*say)(int, const char *, const int, const char *, const char *);
	char part[460];
	char step[512];

	*(void **) &say = dlsym(RTLD_DEFAULT, "ast_fax_log");
	if (say) {
		shim_copy_text(part, text, sizeof(part));
		snprintf(step, sizeof(step), "FAX session '%u': %s\n", line->id, part);
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

/* --- sessions. Each session prevents the unloading of the module: see shim_enter. */

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

/* res_fax has just written our technology into the session. If it is found there, the struct has the shape we know. */
static int is_as_we_know_it(const struct ast_fax_session *session)
{
	return session->tech == &tech.it && session->details;
}

static void *fax_new(struct ast_fax_session *session, struct ast_fax_tech_token *token)
{
	struct ferrofax_fax_line *line;

	if (!is_as_we_know_it(session)) {
		ast_log(LOG_ERROR, "Ferrofax %s does not fit the res_fax of this Asterisk: set res_fax = no in ferrofax.conf, or build the"
			" module from source with the headers of this Asterisk\n", FERROFAX_VERSION);
		return NULL;
	}
	line = fax_line_new(session->id, kind_of(session->details));
	if (!line) {
		ast_log(LOG_ERROR, "%s: no memory or no file descriptor for a FAX session\n", session->channame);
		return NULL;
	}
	shim_enter();
	session->fd = line->fd;
	session->state = AST_FAX_STATE_INITIALIZED;
	if (line->kind == FERROFAX_FAX_V21) {
		/* The session was never started. */
		const struct ferrofax_t38 none = { 0 };

		session->tech_pvt = line;
		shim_fax_begin(session, 0, &none);
		session->state = AST_FAX_STATE_ACTIVE;
	}
	return line;
}

/* A session that cannot begin ends at once, with its own reason: res_fax calls `read` and gets it. */
static int fax_start(struct ast_fax_session *session)
{
	struct ferrofax_t38 t38 = shim_t38_from_res_fax(&session->details->their_t38_parameters);

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
	struct ferrofax_t38 t38 = shim_t38_from_res_fax(&session->details->their_t38_parameters);

	session->details->option.switch_to_t38 = 1;
	fax_line_leave_t38(session->tech_pvt, &t38);
	return 0;
}

static int fax_cancel(struct ast_fax_session *session)
{
	fax_line_cancel(session->tech_pvt);
	return 0;
}

static void fax_destroy(struct ast_fax_session *session)
{
	struct ferrofax_fax_line *line = session->tech_pvt;

	shim_fax_end(line);
	if (line->kind == FERROFAX_FAX_GATEWAY) {
		shim_fax_gateway_told(session);
	}
	session->tech_pvt = NULL;
	session->fd = -1;
	if (line->token) {
		/* No thread could be started to take the session from its worker: a leak is better than a use after free. */
		return;
	}
	fax_line_free(line);
	shim_leave();
}

/* --- frames */

static struct ast_frame *fax_read(struct ast_fax_session *session)
{
	struct ferrofax_fax_line *line = session->tech_pvt;
	struct ast_frame *frame;
	int is_over;

	fax_line_woken(line);
	if (fax_line_is_asked_for(line)) {
		fax_loop_run(session);
	}
	/* Read before the next frame is fetched: the worker may queue its last frames and end the session in between. */
	ast_mutex_lock(&line->lock);
	is_over = line->is_over;
	ast_mutex_unlock(&line->lock);
	if ((frame = fax_line_fetch(line))) {
		return frame;
	}
	if (!is_over) {
		return &ast_null_frame;
	}
	/* The result does not change any more. */
	shim_fax_told(session, &line->result);
	session->state = AST_FAX_STATE_COMPLETE;
	return NULL;
}

/*
 * Returns whether the session is a call. For a call, res_fax uses us on the channel's own thread, which holds no lock
 * and may write to the channel.
 */
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
