/*
 * A session of res_fax on the Rust side: its beginning, its end, and the reports to res_fax.
 */
#include "fax_tech.h"

#include "asterisk/utils.h"

struct beginning {
	struct ferrofax_fax_line *line;
	const struct ferrofax_fax_terms *terms;
};

static void visit_begin(void *data)
{
	struct beginning *beginning = data;

	beginning->line->token = shim_ours->fax->begin(beginning->line, beginning->terms);
}

int shim_fax_begin(struct ast_fax_session *session, int is_t38, const struct ferrofax_t38 *t38)
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
		.v34 = !!(details->modems & AST_FAX_MODEM_V34),
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

static void visit_end(void *data)
{
	struct ferrofax_fax_line *line = data;

	shim_ours->fax->end(line->token);
	line->token = 0;
}

void shim_fax_end(struct ferrofax_fax_line *line)
{
	if (line->token) {
		shim_visit(visit_end, line);
	}
}

void shim_fax_told(struct ast_fax_session *session, const struct fax_result *result)
{
	struct ast_fax_session_details *details = session->details;

	ast_string_field_set(details, result, result->success ? "SUCCESS" : "FAILED");
	/* Keep the word of res_fax for a hang-up: dialplans know it. */
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
