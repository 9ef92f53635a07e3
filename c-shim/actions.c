/*
 * Actions of the manager interface (AMI). Each request is passed to the Rust side, which returns a sentence and, for
 * lists, rows.
 */
#include "shim.h"

#include "asterisk/manager.h"
#include "asterisk/strings.h"
#include "asterisk/utils.h"

/* The greatest size of an ActionID, in bytes. A longer one is cut. */
#define ID_BYTES 257

/* One AMI action, as it is passed to the Rust side, and its answer. */
struct action_visit {
	const char *name;
	struct ferrofax_field fields[AST_MAX_MANHEADERS];
	size_t count;
	int result;
	int success;
	char message[512];
	/* The request's header "ActionID: ...\r\n"; empty if it has none. */
	char id[ID_BYTES + sizeof("ActionID: \r\n")];
	/* For a list: complete events, each followed by an empty line. Otherwise fields of the answer. */
	struct ast_str *rows;
	int row_count;
	int is_list;
};

struct action {
	const char *name;
	/* The event that ends the list. NULL: the action returns no list; its rows are fields of the answer. */
	const char *list_end;
	int authority;
	const char *synopsis;
	const char *description;
};

#define JOB_FIELDS \
	"Variables:\n" \
	"  ActionID:  Returned with the answer.\n" \
	"  Job:       Number of the job, as returned by FerrofaxSend (required).\n"

static const struct action actions[] = {
	{ "FerrofaxSend", NULL, EVENT_FLAG_ORIGINATE, "Send a fax: a job is submitted to the spool.",
		"If the answer to this action is Success, the job is stored in the spool. Ferrofax calls the job's number as\n"
		"soon as fewer fax calls are in progress than max_lines in ferrofax.conf allows.\n"
		"Variables:\n"
		"  ActionID:  Returned with the answer.\n"
		"  Number:    Fax number of the recipient, in any form that ferrofax.conf accepts (required).\n"
		"  Device:    Fax device that sends, such as 2101 or 2101@context (required).\n"
		"  File:      TIFF file on this machine, outside the spool; repeat the field for more files\n"
		"             (required, unless a document is to be fetched).\n"
		"  Fetch:     yes: also fetch a document from the remote fax machine (polling), after the files are sent.\n"
		"  Sep:       Number (SEP) of the document to fetch, if the remote fax machine has several; implies Fetch.\n"
		"  Priority:  0 to 255; lower is sent first (default 200).\n"
		"  Tries:     Highest number of calls that a fax machine answers (default 3).\n"
		"  Dials:     Highest number of calls.\n"
		"  At:        Earliest time for sending: 14:30, 2026-11-20 14:30, +2h.\n"
		"  Expires:   Latest time for sending, written as for At.\n"
		"  Hours:     Hours in which the job may be sent, such as Mon-Fri 08:00-18:00.\n"
		"  Hold:      yes: do not send the job until it is released.\n"
		"  Tag:       Text of your own (tag) that lists and reports show with the job.\n"
		"  Notify:    E-mail address for the job's reports, instead of the device's owners.\n"
		"  Recipient: Name of the recipient.\n"
		"  Report:    Reports to send: each, end, failure, success, trouble, never.\n"
		"  ReportFormat: Format of the reports: text, html.\n"
		"  Unknown:   Handling of a page that was never confirmed: resend, skip.\n"
		"  Header:    Place of the header line: above, over, no.\n"
		"  Nodes:     If machines share jobs: names of the nodes that may send the job, separated by commas. any: all nodes.\n"
		"  Trunks:    If machines share jobs: names of the trunks to use, separated by commas. any: all trunks.\n"
		"  Sub:       Subaddress (SUB) that the remote fax machine needs.\n"
		"  Pwd:       Password (PWD) that the remote fax machine needs.\n" },
	{ "FerrofaxJobs", "FerrofaxJobsComplete", EVENT_FLAG_CALL | EVENT_FLAG_REPORTING, "List the fax jobs in Ferrofax's spool.",
		"Each job is returned as a FerrofaxJob event. The event FerrofaxJobsComplete follows the last of these\n"
		"events.\n"
		"The list has at most 10,000 jobs. If there are more, the message of the answer is: Only the first 10000 jobs\n"
		"will follow. To list the others, ask for jobs by State or Device.\n"
		"A job that fetches a document (polling) has the field Fetches with the value yes. Its fields FetchSep,\n"
		"FetchedFax, FetchedPages and FetchedWhole describe the document and the fetched pages.\n"
		"Variables:\n"
		"  ActionID:  Returned with each event.\n"
		"  State:     List only jobs in this state.\n"
		"  Device:    List only jobs of this device.\n" },
	{ "FerrofaxJob", "FerrofaxJobComplete", EVENT_FLAG_CALL | EVENT_FLAG_REPORTING, "Show a fax job and its history.",
		"The job is returned as a FerrofaxJob event, and each line of its history as a\n"
		"FerrofaxJobChange event. The event FerrofaxJobComplete follows the last of these events.\n" JOB_FIELDS },
	{ "FerrofaxCancel", NULL, EVENT_FLAG_CALL, "Cancel a job.",
		"Ferrofax does not send the cancelled job any more. If a call of the job is in progress, Ferrofax ends the call.\n"
		JOB_FIELDS },
	{ "FerrofaxHold", NULL, EVENT_FLAG_CALL, "Put a job on hold.",
		"The job is not sent until the action FerrofaxRelease releases it.\n" JOB_FIELDS },
	{ "FerrofaxRelease", NULL, EVENT_FLAG_CALL, "Release a held job, so that it is sent.", JOB_FIELDS },
	{ "FerrofaxRetry", NULL, EVENT_FLAG_CALL, "Retry a waiting or failed job now.",
		"A job that waits for the time of its next attempt is sent at once. A failed job gets its full number of\n"
		"attempts again, and is sent from the first page that the remote fax machine did not confirm.\n" JOB_FIELDS },
	{ "FerrofaxPriority", NULL, EVENT_FLAG_CALL, "Change the priority of a job.",
		JOB_FIELDS
		"  Priority:  0 to 255; lower is sent first (required).\n" },
	{ "FerrofaxNumber", NULL, EVENT_FLAG_ORIGINATE, "Give the recipient's number to a job that waits for it.",
		"When the job has the recipient's number, Ferrofax sends the job. A number to which FerrofaxSend is not\n"
		"allowed to send faxes is rejected.\n" JOB_FIELDS
		"  Number:    Number of the recipient (required).\n" },
};

static void take_answer(void *context, int success, const char *message)
{
	struct action_visit *visit = context;

	visit->success = success;
	shim_copy_text(visit->message, message, sizeof(visit->message));
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

/* Copies the message's headers, in their order. */
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
		astman_send_error(session, message, "Ferrofax is out of memory");
		return 0;
	}
	visit->name = action->name;
	visit->is_list = action->list_end != NULL;
	if (!ast_strlen_zero(id)) {
		char known[ID_BYTES];

		shim_copy_text(known, id, sizeof(known));
		snprintf(visit->id, sizeof(visit->id), "ActionID: %s\r\n", known);
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
