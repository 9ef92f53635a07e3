/*
 * Values that a call's thread notes from time to time, for threads that must not wait for its answer. Only items that
 * such a thread has asked for are noted.
 */
#include "shim.h"

#include "asterisk/utils.h"

/* The interval at which the values are renewed, and the greatest number of noted items of a call. */
#define NOTE_MS 500
#define MOST_NOTES 32

/* An item with the value that was noted last. */
struct shim_note {
	char name[32];
	struct shim_question question;
};

void shim_notes_init(struct shim_notes *notes)
{
	*notes = (struct shim_notes) { .noted_ms = 0 };
	AST_VECTOR_INIT(&notes->all, 0);
}

void shim_notes_free(struct shim_notes *notes)
{
	AST_VECTOR_CALLBACK_VOID(&notes->all, ast_free);
	AST_VECTOR_FREE(&notes->all);
}

/* Copies the text of a sink into the answer of a question. */
static void take_answer(void *context, const char *text)
{
	struct shim_question *question = context;

	shim_copy_text(question->answer, text, sizeof(question->answer));
}

void shim_answer(struct ferrofax_call *call, struct shim_question *question)
{
	const struct ferrofax_text_sink sink = { .context = question, .text = take_answer };

	question->answer[0] = '\0';
	question->result = shim_ours->call_item(call, question->name, &sink);
	question->is_answered = 1;
}

void shim_notes_renew(struct shim_notes *notes, struct ferrofax_call *call)
{
	uint64_t now_ms = shim_steady_ms();
	size_t i;

	if (now_ms - notes->noted_ms < NOTE_MS) {
		return;
	}
	notes->noted_ms = now_ms;
	for (i = 0; i < AST_VECTOR_SIZE(&notes->all); i++) {
		shim_answer(call, &AST_VECTOR_GET(&notes->all, i)->question);
	}
}

const struct shim_question *shim_noted(struct shim_notes *notes, const char *name)
{
	struct shim_note *note;
	size_t i;

	for (i = 0; i < AST_VECTOR_SIZE(&notes->all); i++) {
		note = AST_VECTOR_GET(&notes->all, i);
		if (!strcasecmp(note->name, name)) {
			return note->question.is_answered ? &note->question : NULL;
		}
	}
	if (i < MOST_NOTES && strlen(name) < sizeof(note->name) && (note = ast_calloc(1, sizeof(*note)))) {
		ast_copy_string(note->name, name, sizeof(note->name));
		note->question.name = note->name;
		if (AST_VECTOR_APPEND(&notes->all, note)) {
			ast_free(note);
		}
		/* The next renewal, which comes at once, notes the item. */
		notes->noted_ms = 0;
	}
	return NULL;
}
