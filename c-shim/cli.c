/*
 * Commands of Asterisk's console. The words are passed to the Rust side, which returns text.
 */
#include "shim.h"

#include "asterisk/cli.h"
#include "asterisk/utils.h"

/* One command or completion, as it is passed to the Rust side, and its result. */
struct cli_visit {
	int argc;
	const char *const *argv;
	int result;
	/* For a command: the console to which its text is written. */
	int fd;
	/* For a completion: the `skip`-th word that begins with `prefix`. */
	const char *prefix;
	int skip;
	char *word;
};

static void print_text(void *context, const char *text)
{
	struct cli_visit *visit = context;

	ast_cli(visit->fd, "%s", text);
}

static void take_word(void *context, const char *text)
{
	struct cli_visit *visit = context;

	if (!visit->word && !strncasecmp(text, visit->prefix, strlen(visit->prefix)) && visit->skip-- == 0) {
		visit->word = ast_strdup(text);
	}
}

static void visit_command(void *data)
{
	struct cli_visit *visit = data;
	struct ferrofax_text_sink out = { .context = visit, .text = print_text };

	visit->result = shim_ours->command(visit->argc, visit->argv, &out);
}

static void visit_complete(void *data)
{
	struct cli_visit *visit = data;
	struct ferrofax_text_sink out = { .context = visit, .text = take_word };

	shim_ours->complete(visit->argc, visit->argv, &out);
}

/* Completes the word at `a->pos`, for commands with more words than the fixed ones. */
static char *complete(struct ast_cli_args *a)
{
	char *line = ast_strdupa(a->line);
	const char *words[AST_MAX_ARGS];
	struct cli_visit visit = { .argv = words, .prefix = a->word, .skip = a->n };
	char *word;

	strsep(&line, " "); /* `ferrofax` itself */
	while (visit.argc < a->pos - 1 && visit.argc < AST_MAX_ARGS && (word = strsep(&line, " "))) {
		if (*word) {
			words[visit.argc++] = word;
		}
	}
	shim_enter();
	shim_visit(visit_complete, &visit);
	shim_leave();
	return visit.word;
}

static char *run(struct ast_cli_args *a)
{
	struct cli_visit visit = {
		.argc = a->argc - 1,
		.argv = a->argv + 1,
		.fd = a->fd,
		.result = FERROFAX_COMMAND_FAILED,
	};

	shim_enter();
	shim_visit(visit_command, &visit);
	shim_leave();
	switch (visit.result) {
	case 0:
		return CLI_SUCCESS;
	case FERROFAX_COMMAND_UNKNOWN:
		return CLI_SHOWUSAGE;
	default:
		/* The log has the error. The usage of the command would not explain it. */
		return CLI_FAILURE;
	}
}

static char *handle_show(struct ast_cli_entry *e, int cmd, struct ast_cli_args *a)
{
	switch (cmd) {
	case CLI_INIT:
		e->command = "ferrofax show {devices|calls|jobs|job|faxes|outbox|settings|stats|version}";
		e->usage =
			"Usage: ferrofax show devices\n"
			"       Lists the fax devices, where they are declared, and errors in their declarations.\n"
			"       ferrofax show calls\n"
			"       Lists the fax calls in progress, received and sent.\n"
			"       ferrofax show jobs\n"
			"       Lists the jobs that wait, in the order of sending, and the jobs that ended last.\n"
			"       ferrofax show job JOB\n"
			"       Shows a job with its history.\n"
			"       ferrofax show faxes\n"
			"       Lists the faxes that were received last, with their results.\n"
			"       ferrofax show outbox\n"
			"       Lists the mails that wait or could not be delivered.\n"
			"       ferrofax show settings\n"
			"       Shows each option of ferrofax.conf with the value in force.\n"
			"       ferrofax show stats\n"
			"       Counts calls, faxes and pages since the module was loaded.\n"
			"       ferrofax show version\n"
			"       Shows the versions of the module and the spool, and the versions of Asterisk that the module supports.\n";
		return NULL;
	case CLI_GENERATE:
		return a->pos < 3 ? NULL : complete(a);
	}
	return run(a);
}

static char *handle_send(struct ast_cli_entry *e, int cmd, struct ast_cli_args *a)
{
	switch (cmd) {
	case CLI_INIT:
		e->command = "ferrofax send";
		e->usage =
			"Usage: ferrofax send NUMBER FILE [FILE ...] --from DEVICE [options]\n"
			"       Sends TIFF files of this machine to a number from the fax device DEVICE (2101, or\n"
			"       2101@context). When the job's number is printed, the job is stored in the spool.\n"
			"         --priority N     0 to 255; lower is sent first (200)\n"
			"         --at TIME        earliest time: 14:30, '2026-11-20 14:30', +2h\n"
			"         --expires TIME   latest time, written as for --at\n"
			"         --hours HOURS    hours in which it may be sent: 'Mon-Fri 08:00-18:00', any\n"
			"         --hold           do not send the job until it is released\n"
			"         --tag TEXT       text of your own for the job\n"
			"         --recipient TEXT name of the recipient\n"
			"         --notify ADDRESS e-mail address for its reports, instead of the device's owners\n"
			"         --report WHEN    reports to send: each, end, failure, success, trouble, never\n"
			"         --report-format FORM  format of the reports: text, html\n"
			"         --tries N        highest number of calls that a fax machine answers (3)\n"
			"         --dials N        highest number of calls\n"
			"         --sub DIGITS, --pwd DIGITS  subaddress and password that the remote fax machine needs\n"
			"         --unknown POLICY handling of a page that was never confirmed: resend, skip\n"
			"         --header PLACE   place of the header line: above, over, no\n"
			"         --nodes NAMES, --trunks NAMES  if machines share jobs: nodes that may send it, trunks to use\n"
			"       In a shell, `ferrofax send` also sends PDF and text files and shows the progress.\n";
		return NULL;
	case CLI_GENERATE:
		return a->pos < 2 ? NULL : complete(a);
	}
	return a->argc < 4 ? CLI_SHOWUSAGE : run(a);
}

static char *handle_job(struct ast_cli_entry *e, int cmd, struct ast_cli_args *a)
{
	switch (cmd) {
	case CLI_INIT:
		e->command = "ferrofax {cancel|hold|release|retry}";
		e->usage =
			"Usage: ferrofax cancel JOB\n"
			"       Cancels the job. If a call of the job is in progress, the call is ended.\n"
			"       ferrofax hold JOB\n"
			"       Holds the job: it is not sent until it is released.\n"
			"       ferrofax release JOB\n"
			"       Releases a held job.\n"
			"       ferrofax retry JOB\n"
			"       Retries the job now, even if it has failed.\n"
			"       `ferrofax show jobs` lists the numbers of the jobs.\n";
		return NULL;
	case CLI_GENERATE:
		return a->pos < 2 ? NULL : complete(a);
	}
	return a->argc != 3 ? CLI_SHOWUSAGE : run(a);
}

static char *handle_priority(struct ast_cli_entry *e, int cmd, struct ast_cli_args *a)
{
	switch (cmd) {
	case CLI_INIT:
		e->command = "ferrofax priority";
		e->usage =
			"Usage: ferrofax priority JOB N\n"
			"       Changes the priority of a job, 0 to 255. Jobs with a lower number are sent first.\n";
		return NULL;
	case CLI_GENERATE:
		return a->pos < 2 ? NULL : complete(a);
	}
	return a->argc != 4 ? CLI_SHOWUSAGE : run(a);
}

static char *handle_number(struct ast_cli_entry *e, int cmd, struct ast_cli_args *a)
{
	switch (cmd) {
	case CLI_INIT:
		e->command = "ferrofax number";
		e->usage =
			"Usage: ferrofax number JOB NUMBER\n"
			"       Gives the telephone number NUMBER to a job that waits for its number.\n";
		return NULL;
	case CLI_GENERATE:
		return a->pos < 2 ? NULL : complete(a);
	}
	return a->argc < 4 ? CLI_SHOWUSAGE : run(a);
}

static char *handle_cleanup(struct ast_cli_entry *e, int cmd, struct ast_cli_args *a)
{
	switch (cmd) {
	case CLI_INIT:
		e->command = "ferrofax cleanup";
		e->usage =
			"Usage: ferrofax cleanup\n"
			"       Deletes the faxes and jobs whose retention time has ended. Faxes that are not delivered yet, jobs that\n"
			"       are not reported yet, and faxes and jobs on legal hold are kept.\n";
		return NULL;
	case CLI_GENERATE:
		return a->pos < 2 ? NULL : complete(a);
	}
	return run(a);
}

static char *handle_test_mail(struct ast_cli_entry *e, int cmd, struct ast_cli_args *a)
{
	switch (cmd) {
	case CLI_INIT:
		e->command = "ferrofax test mail";
		e->usage =
			"Usage: ferrofax test mail ADDRESS\n"
			"       Sends a test mail through the relay and shows the relay's answer.\n";
		return NULL;
	case CLI_GENERATE:
		return NULL;
	}
	return a->argc != 4 ? CLI_SHOWUSAGE : run(a);
}

static char *handle_requeue(struct ast_cli_entry *e, int cmd, struct ast_cli_args *a)
{
	switch (cmd) {
	case CLI_INIT:
		e->command = "ferrofax requeue";
		e->usage =
			"Usage: ferrofax requeue MAIL|all\n"
			"       Tries again to deliver a mail that failed. If the mail could not be sent to the faxmaster either, it is\n"
			"       sent to its first recipient again. `ferrofax show outbox` lists the numbers of the mails. all: tries to\n"
			"       deliver all failed mails, and all mails that wait for their next attempt.\n";
		return NULL;
	case CLI_GENERATE:
		return NULL;
	}
	return a->argc != 3 ? CLI_SHOWUSAGE : run(a);
}

static char *handle_mail(struct ast_cli_entry *e, int cmd, struct ast_cli_args *a)
{
	switch (cmd) {
	case CLI_INIT:
		e->command = "ferrofax mail";
		e->usage =
			"Usage: ferrofax mail FAX [ADDRESS...]\n"
			"       Mails a received fax again, to its mailboxes or to these addresses (print:NAME is a printer).\n"
			"       `ferrofax show faxes` lists the numbers of the faxes.\n";
		return NULL;
	case CLI_GENERATE:
		return NULL;
	}
	return a->argc < 3 ? CLI_SHOWUSAGE : run(a);
}

static char *handle_faxenabled(struct ast_cli_entry *e, int cmd, struct ast_cli_args *a)
{
	switch (cmd) {
	case CLI_INIT:
		e->command = "ferrofax set faxenabled {yes|no|default}";
		e->usage =
			"Usage: ferrofax set faxenabled {yes|no|default} all\n"
			"       ferrofax set faxenabled {yes|no|default} class NAME\n"
			"       ferrofax set faxenabled {yes|no|default} device EXTENSION[@CONTEXT]\n"
			"       Switches the receiving of faxes on (yes) or off (no) for all devices, a class or a device. This\n"
			"       overrides ferrofax.conf and the dialplan; default removes the override. A no for all or for the class\n"
			"       wins over a yes for the device. The override ends when the module is loaded again.\n";
		return NULL;
	case CLI_GENERATE:
		return NULL;
	}
	return a->argc < 5 || a->argc > 6 ? CLI_SHOWUSAGE : run(a);
}

static char *handle_debug(struct ast_cli_entry *e, int cmd, struct ast_cli_args *a)
{
	switch (cmd) {
	case CLI_INIT:
		e->command = "ferrofax set debug {on|off}";
		e->usage =
			"Usage: ferrofax set debug {on|off}\n"
			"       on: the console shows each frame and each step of the fax calls. off: it does not.\n";
		return NULL;
	case CLI_GENERATE:
		return NULL;
	}
	return a->argc == 4 ? run(a) : CLI_SHOWUSAGE;
}

#define COMMAND(handle, text) { .it = AST_CLI_DEFINE(handle, text) }

static SHIM_WITH_ROOM(struct ast_cli_entry) entries[] = {
	COMMAND(handle_show, "Show devices, calls, jobs, faxes, mails, settings or statistics"),
	COMMAND(handle_send, "Send a fax"),
	COMMAND(handle_job, "Cancel, hold, release or retry a job"),
	COMMAND(handle_priority, "Change a job's priority"),
	COMMAND(handle_number, "Give a number to a job that waits for one"),
	COMMAND(handle_test_mail, "Send a test mail"),
	COMMAND(handle_requeue, "Retry a mail that could not be delivered"),
	COMMAND(handle_mail, "Mail a received fax again"),
	COMMAND(handle_cleanup, "Delete old faxes now"),
	COMMAND(handle_faxenabled, "Switch the receiving of faxes on or off"),
	COMMAND(handle_debug, "Show each step of fax calls"),
};

/* How often, and at which distance, shim_cli_wait() looks for commands in use. */
#define WAIT_TRIES 50
#define WAIT_STEP_US 20000

/*
 * Asterisk does not remove a command that is in use, and reports no error. A command is in use from the moment that it is
 * found, before it holds the module, until its handler has returned. Only a registered command has its full text.
 */
static int is_registered(const struct ast_cli_entry *e)
{
	return e->_full_cmd != NULL;
}

/* Registered one by one: Asterisk's function for an array uses the size of an entry in Asterisk. */
int shim_cli_register(void)
{
	int result = 0;
	size_t i;

	for (i = 0; i < ARRAY_LEN(entries); i++) {
		if (is_registered(&entries[i].it)) {
			continue;
		}
		memset(entries[i].room, 0, sizeof(entries[i].room));
		result |= ast_cli_register(&entries[i].it);
	}
	return result;
}

/* Returns 0 if Asterisk has none of our commands any longer. */
int shim_cli_unregister(void)
{
	int result = 0;
	size_t i;

	for (i = 0; i < ARRAY_LEN(entries); i++) {
		if (is_registered(&entries[i].it)) {
			ast_cli_unregister(&entries[i].it);
			result |= is_registered(&entries[i].it);
		}
	}
	return result;
}

int shim_cli_wait(void)
{
	int tries;

	for (tries = 0; shim_cli_unregister(); tries++) {
		if (tries == WAIT_TRIES) {
			return -1;
		}
		usleep(WAIT_STEP_US);
	}
	return 0;
}
