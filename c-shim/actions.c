/*
 * The manager's actions (AMI): what is asked goes to the Rust side, which answers a sentence and, if it has more to say, rows.
 */
#include "shim.h"

#include "asterisk/manager.h"
#include "asterisk/strings.h"
#include "asterisk/utils.h"

/* A visit of the Rust side for an action. */
struct action_visit {
	const char *name;
	struct ferrofax_field fields[AST_MAX_MANHEADERS];
	size_t count;
	int result;
	int success;
	char message[512];
	/* "ActionID: ...\r\n", or nothing. */
	char id[300];
	/* Of a list: whole events, each with an empty line behind it. Else fields of the answer. */
	struct ast_str *rows;
	int row_count;
	int is_list;
};

struct action {
	const char *name;
	/* The event that ends its list. NULL: what it has to say are fields of the answer. */
	const char *list_end;
	int authority;
	const char *synopsis;
	const char *description;
};

#define JOB_FIELDS \
	"Variables:\n" \
	"  ActionID:  Comes back with the answer.\n" \
	"  Job:       The job's number, as FerrofaxSend answered it (required).\n"

static const struct action actions[] = {
	{ "FerrofaxSend", NULL, EVENT_FLAG_ORIGINATE, "Sends a fax: files a job in the spool",
		"The job is durable when the answer is there; it is dialled as soon as a line is free.\n"
		"Variables:\n"
		"  ActionID:  Comes back with the answer.\n"
		"  Number:    Whom to fax, in any form that the dial rules take (required).\n"
		"  Device:    Who sends: a fax device, as 2101 or 2101@context (required).\n"
		"  File:      A TIFF file on this machine, but none of the spool; one of these headers for each\n"
		"             (required, unless a document is to be fetched).\n"
		"  Fetch:     yes: the document that is held there is fetched (polling), behind what is sent.\n"
		"  Sep:       Its number, where it is held under one; with it Fetch need not be said.\n"
		"  Priority:  0 to 255, lower goes first (200).\n"
		"  Tries:     Sessions in which a fax machine answered, at most (3).\n"
		"  Dials:     Calls, at most.\n"
		"  At:        Not before: 14:30, 2026-11-20 14:30, +2h.\n"
		"  Expires:   Not after; written as At.\n"
		"  Hours:     The daily windows in which it may go, as Mon-Fri 08:00-18:00.\n"
		"  Hold:      yes: not before it is released.\n"
		"  Tag:       A name of your own for the job.\n"
		"  Notify:    Who gets its reports, instead of the device's owners.\n"
		"  Recipient: Who is to get the fax, by name.\n"
		"  Report:    Which of them: each, end, failure, success, trouble, never.\n"
		"  ReportFormat: How they look: text, html.\n"
		"  Unknown:   A page whose confirmation never came: resend, skip.\n"
		"  Header:    Where pages get a header line: above, over, no.\n"
		"  Nodes:     Where machines share jobs: the names of those that may send it, apart by commas; any.\n"
		"  Trunks:    There: the names of the trunks by which it may go; any.\n"
		"  Sub:       The subaddress that the other machine wants.\n"
		"  Pwd:       The password that it wants.\n" },
	{ "FerrofaxJobs", "FerrofaxJobsComplete", EVENT_FLAG_CALL | EVENT_FLAG_REPORTING, "Lists the jobs in the spool",
		"Each job is an event FerrofaxJob; FerrofaxJobsComplete ends the list.\n"
		"One that fetches a document (polling) has Fetches: yes, FetchSep, FetchedFax, FetchedPages\n"
		"and FetchedWhole beside the other fields.\n"
		"Variables:\n"
		"  ActionID:  Comes back with each event.\n"
		"  State:     Jobs in this state only.\n"
		"  Device:    Jobs of this device only.\n" },
	{ "FerrofaxJob", "FerrofaxJobComplete", EVENT_FLAG_CALL | EVENT_FLAG_REPORTING, "Shows one job and what happened to it",
		"The job is an event FerrofaxJob, and each line of its history an event of its own;\n"
		"FerrofaxJobComplete ends the list.\n" JOB_FIELDS },
	{ "FerrofaxCancel", NULL, EVENT_FLAG_CALL, "Ends a job",
		"It is not sent any more. If it is in a call, that call is ended in good order.\n" JOB_FIELDS },
	{ "FerrofaxHold", NULL, EVENT_FLAG_CALL, "Keeps a job from being sent", "Until FerrofaxRelease.\n" JOB_FIELDS },
	{ "FerrofaxRelease", NULL, EVENT_FLAG_CALL, "Lets a held job go on", JOB_FIELDS },
	{ "FerrofaxRetry", NULL, EVENT_FLAG_CALL, "Tries a job now",
		"One that waits for its next try goes at once; one that has failed is tried afresh.\n" JOB_FIELDS },
	{ "FerrofaxPriority", NULL, EVENT_FLAG_CALL, "Changes a job's priority",
		JOB_FIELDS
		"  Priority:  0 to 255, lower goes first (required).\n" },
	{ "FerrofaxNumber", NULL, EVENT_FLAG_ORIGINATE, "Gives a job the number that it waits for",
		"It goes like one that was sent by FerrofaxSend, to where that may send.\n" JOB_FIELDS
		"  Number:    Who gets it (required).\n" },
};

static void take_answer(void *context, int success, const char *message)
{
	struct action_visit *visit = context;

	visit->success = success;
	ast_copy_string(visit->message, message, sizeof(visit->message));
}

static void take_row(void *context, const char *event, const char *body)
{
	struct action_visit *visit = context;

	visit->row_count++;
	if (visit->is_list) {
		ast_str_append(&visit->rows, 0, "Event: %s\r\n%s%s\r\n", event, visit->id, body);
	} else {
		ast_str_append(&visit->rows, 0, "%s", body);
	}
}

static void visit_action(void *data)
{
	struct action_visit *visit = data;
	const struct ferrofax_action_sink sink = { .context = visit, .answer = take_answer, .row = take_row };

	visit->result = shim_ours->action(visit->name, visit->fields, visit->count, &sink);
}

/* The message's headers, in their order. */
static void take_fields(const struct message *message, struct action_visit *visit)
{
	unsigned int i;

	for (i = 0; i < message->hdrcount && i < ARRAY_LEN(visit->fields); i++) {
		char *name = ast_strdup(message->headers[i]);
		char *value = name ? strchr(name, ':') : NULL;

		if (!value) {
			ast_free(name);
			continue;
		}
		*value++ = '\0';
		visit->fields[visit->count].name = name;
		visit->fields[visit->count++].value = ast_skip_blanks(value);
	}
}

static void free_fields(struct action_visit *visit)
{
	while (visit->count > 0) {
		ast_free((char *) visit->fields[--visit->count].name);
	}
}

static const struct action *action_of(const struct message *message)
{
	const char *name = astman_get_header(message, "Action");
	size_t i;

	for (i = 0; i < ARRAY_LEN(actions); i++) {
		if (!strcasecmp(actions[i].name, name)) {
			return &actions[i];
		}
	}
	return NULL;
}

static void send_answer(struct mansession *session, const struct message *message, const struct action *action, struct action_visit *visit)
{
	if (!visit->success) {
		astman_send_error(session, message, visit->message);
	} else if (visit->is_list) {
		astman_send_listack(session, message, visit->message, "start");
		astman_append(session, "%s", ast_str_buffer(visit->rows));
		astman_send_list_complete_start(session, message, action->list_end, visit->row_count);
		astman_send_list_complete_end(session);
	} else {
		astman_append(session, "Response: Success\r\n%sMessage: %s\r\n%s\r\n", visit->id, visit->message,
			ast_str_buffer(visit->rows));
	}
}

static int act(struct mansession *session, const struct message *message)
{
	const struct action *action = action_of(message);
	const char *id = astman_get_header(message, "ActionID");
	struct action_visit *visit = action ? ast_calloc(1, sizeof(*visit)) : NULL;

	if (!visit || !(visit->rows = ast_str_create(1024))) {
		ast_free(visit);
		astman_send_error(session, message, "Ferrofax has no memory for this");
		return 0;
	}
	visit->name = action->name;
	visit->is_list = action->list_end != NULL;
	if (!ast_strlen_zero(id)) {
		snprintf(visit->id, sizeof(visit->id), "ActionID: %.256s\r\n", id);
	}
	ast_copy_string(visit->message, "Ferrofax can't do this now", sizeof(visit->message));
	take_fields(message, visit);
	shim_enter();
	shim_visit(visit_action, visit);
	shim_leave();
	send_answer(session, message, action, visit);
	free_fields(visit);
	ast_free(visit->rows);
	ast_free(visit);
	return 0;
}

int shim_actions_register(void)
{
	int result = 0;
	size_t i;

	for (i = 0; i < ARRAY_LEN(actions); i++) {
		int is_documented = shim_is_documented("manager", actions[i].name);

		result |= ast_manager_register2(actions[i].name, actions[i].authority, act, AST_MODULE_SELF,
			is_documented ? NULL : actions[i].synopsis, is_documented ? NULL : actions[i].description);
	}
	return result;
}

void shim_actions_unregister(void)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(actions); i++) {
		ast_manager_unregister(actions[i].name);
	}
}
