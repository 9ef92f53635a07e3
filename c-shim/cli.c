/*
 * The CLI: what is typed goes to the Rust side, which answers text.
 */
#include "shim.h"

#include "asterisk/cli.h"
#include "asterisk/utils.h"

/* A visit of the Rust side for a command or a completion. */
struct cli_visit {
	int argc;
	const char *const *argv;
	int result;
	/* A command's. */
	int fd;
	/* A completion's: the `skip`-th word that begins with `prefix`. */
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

/* Completes the word at `a->pos`, for commands that take more than their fixed words. */
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
	struct cli_visit visit = { .argc = a->argc - 1, .argv = a->argv + 1, .fd = a->fd, .result = -1 };
	int failed;

	shim_enter();
	failed = shim_visit(visit_command, &visit);
	shim_leave();
	if (failed) {
		return CLI_FAILURE;
	}
	return visit.result ? CLI_SHOWUSAGE : CLI_SUCCESS;
}

static char *handle_show(struct ast_cli_entry *e, int cmd, struct ast_cli_args *a)
{
	switch (cmd) {
	case CLI_INIT:
		e->command = "ferrofax show {devices|calls|jobs|job|faxes|outbox|settings|stats|version}";
		e->usage =
			"Usage: ferrofax show devices\n"
			"       The extensions that take faxes, where they are declared, and what is wrong with them.\n"
			"       ferrofax show calls\n"
			"       The fax calls now, received and sent.\n"
			"       ferrofax show jobs\n"
			"       The faxes to be sent, in the order in which they go, and those that were sent last.\n"
			"       ferrofax show job JOB\n"
			"       One of them, with all that has happened to it.\n"
			"       ferrofax show faxes\n"
			"       The faxes received last, and what became of them.\n"
			"       ferrofax show outbox\n"
			"       The mails that wait, or that could not be delivered.\n"
			"       ferrofax show settings\n"
			"       Each option of ferrofax.conf as it stands now.\n"
			"       ferrofax show stats\n"
			"       Calls, faxes and pages since the module was loaded.\n"
			"       ferrofax show version\n"
			"       The module's version, for which Asterisk it was built, and the spool's version.\n";
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
			"       Sends TIFF files of this machine to a number, as the fax device DEVICE (2101, or\n"
			"       2101@context). The job is in the spool when its number is printed.\n"
			"         --priority N     0 to 255, lower goes first (200)\n"
			"         --at TIME        not before: 14:30, '2026-11-20 14:30', +2h\n"
			"         --expires TIME   not after; written as --at\n"
			"         --hours HOURS    only in these: 'Mon-Fri 08:00-18:00', any\n"
			"         --hold           not before it is released\n"
			"         --tag TEXT       a name of your own for it\n"
			"         --recipient TEXT who is to get it, by name\n"
			"         --notify ADDRESS who gets its reports, instead of the device's owners\n"
			"         --report WHEN    which of them: each, end, failure, success, trouble, never\n"
			"         --report-format FORM  how they look: text, html\n"
			"         --tries N        calls in which a fax machine answered, at most (3)\n"
			"         --dials N        calls, at most\n"
			"         --sub DIGITS, --pwd DIGITS  the subaddress and the password that the receiver wants\n"
			"         --unknown POLICY a page whose confirmation never came: resend, skip\n"
			"         --header PLACE   where pages get a header line: above, over, no\n"
			"         --nodes NAMES, --trunks NAMES  where machines share jobs: who may send it, and by which trunks\n"
			"       The program `ferrofax send` also takes PDF and text, and shows how far it is.\n";
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
			"       The job is not sent any more; a call that sends it is ended.\n"
			"       ferrofax hold JOB\n"
			"       It is not sent until it is released.\n"
			"       ferrofax release JOB\n"
			"       It may go on.\n"
			"       ferrofax retry JOB\n"
			"       It is tried now, also one that has failed.\n"
			"       `ferrofax show jobs` tells the numbers.\n";
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
			"       The job goes before those with a greater number: 0 to 255.\n";
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
			"       The job, which waits for a telephone number, goes to this one.\n";
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
			"       Deletes faxes that are older than the retention time now. Never what is not yet delivered.\n";
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
			"       Hands a test mail to the relay and tells what the relay says.\n";
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
			"       Tries a mail again that could not be delivered; what had gone to the faxmaster in vain goes to its own\n"
			"       mailbox. `ferrofax show outbox` tells the numbers. all: each of them, and what waits for a later try.\n";
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
			"       Mails a received fax again: to its mailboxes, or to these addresses (print:NAME is a printer).\n"
			"       `ferrofax show faxes` tells the numbers.\n";
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
			"       Lets them receive faxes, or not, whatever ferrofax.conf and the dialplan say; default: as these\n"
			"       say. A no above wins over a yes below. Holds until the module is loaded anew.\n";
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
			"       Shows each frame and each step of the fax calls on the console, or no longer.\n";
		return NULL;
	case CLI_GENERATE:
		return NULL;
	}
	return a->argc == 4 ? run(a) : CLI_SHOWUSAGE;
}

#define COMMAND(handle, text) { .it = AST_CLI_DEFINE(handle, text) }

static SHIM_WITH_ROOM(struct ast_cli_entry) entries[] = {
	COMMAND(handle_show, "Show what Ferrofax has and does"),
	COMMAND(handle_send, "Send a fax"),
	COMMAND(handle_job, "Cancel, hold, release or retry a job"),
	COMMAND(handle_priority, "Change a job's priority"),
	COMMAND(handle_number, "Give a job the number that it waits for"),
	COMMAND(handle_test_mail, "Send a test mail"),
	COMMAND(handle_requeue, "Try an undeliverable mail again"),
	COMMAND(handle_mail, "Mail a received fax again"),
	COMMAND(handle_cleanup, "Delete old faxes now"),
	COMMAND(handle_faxenabled, "Let devices receive faxes, or not"),
	COMMAND(handle_debug, "Show the fax calls step by step"),
};

/* One by one: Asterisk's function for an array steps by the size that an entry has in Asterisk. */
int shim_cli_register(void)
{
	int result = 0;
	size_t i;

	for (i = 0; i < ARRAY_LEN(entries); i++) {
		memset(entries[i].room, 0, sizeof(entries[i].room));
		result |= ast_cli_register(&entries[i].it);
	}
	return result;
}

int shim_cli_unregister(void)
{
	int result = 0;
	size_t i;

	for (i = 0; i < ARRAY_LEN(entries); i++) {
		result |= ast_cli_unregister(&entries[i].it);
	}
	return result;
}
