/*
 * Tests that a text that is too long for its buffer is cut between two characters of UTF-8. Half of
 * a character would make the whole text invalid for programs that read it.
 */
#include "../../../c-shim/fax_line.c"
#include "../../../c-shim/actions.c"
#include "stub.h"

const struct ferrofax_ours *shim_ours;

static void cut(const char *text, size_t size, const char *expected)
{
	/* A byte more than the buffer shows whether it is written. */
	char buffer[9] = "--------";

	CHECK(size < sizeof(buffer));
	shim_copy_text(buffer, text, size);
	CHECK(!strcmp(buffer, expected) && buffer[size] == '-');
}

static void characters_are_whole(void)
{
	cut("", 1, "");
	cut("abc", 1, "");
	cut("abc", 4, "abc");
	cut("abcd", 4, "abc");
	/* Characters of two, three and four bytes. */
	cut("ab\u00e4", 5, "ab\u00e4");
	cut("ab\u00e4", 4, "ab");
	cut("ab\u00e4c", 5, "ab\u00e4");
	cut("a\u20ac", 5, "a\u20ac");
	cut("a\u20ac", 4, "a");
	cut("a\u20ac", 3, "a");
	cut("\U0001f4e0", 5, "\U0001f4e0");
	cut("\U0001f4e0", 4, "");
	/* No text of UTF-8. */
	cut("\x80\x80\x80\x80", 3, "");
}

/* Fills `text` with characters of two bytes, which do not end at the end of a buffer of an even size. */
static void fill(char *text, size_t size)
{
	size_t i;

	for (i = 0; i + 1 < size; i++) {
		text[i] = i % 2 ? '\xa4' : '\xc3';
	}
	text[size - 1] = '\0';
}

static void the_result_of_a_session_is_whole(const char *text)
{
	struct ferrofax_fax_line line = { .id = 1 };
	const struct ferrofax_fax_result result = { .resolution = text, .error = text, .text = text, .far_ident = text };

	fax_line_note(&line, &result);
	CHECK(strlen(line.result.text) == sizeof(line.result.text) - 2);
	CHECK(strlen(line.result.error) == sizeof(line.result.error) - 2);
	CHECK(strlen(line.result.resolution) == sizeof(line.result.resolution) - 2);
	CHECK(strlen(line.result.far_ident) == sizeof(line.result.far_ident) - 2);
}

static void the_answer_of_an_action_is_whole(const char *text)
{
	struct action_visit visit = { .name = "FerrofaxSend" };

	take_answer(&visit, 1, text);
	CHECK(strlen(visit.message) == sizeof(visit.message) - 2);
}

int main(void)
{
	char text[2001];

	characters_are_whole();
	fill(text, sizeof(text));
	the_result_of_a_session_is_whole(text);
	the_answer_of_an_action_is_whole(text);
	return 0;
}
