/*
 * Tests that the functions of a line that harm a fax are switched off for the call, also on a line
 * that an attended transfer puts behind the channel, and are switched on again after the call.
 */
#include "../../../c-shim/call_loop.c"
#include "stub.h"

static int new_lines, switched_off, is_gone, is_cleared, blocks, breaks;
static struct ast_flags flags;

/* The line: -1 is a function that its driver does not have. */
static int echo_canceller, digit_detection;

const struct ferrofax_ours *shim_ours;

int __ao2_lock(void *object, enum ao2_lock_req how, const char *file, const char *function,
	int line, const char *name)
{
	return 0;
}

int __ao2_unlock(void *object, const char *file, const char *function, int line, const char *name)
{
	return 0;
}

struct ast_flags *ast_channel_flags(struct ast_channel *channel)
{
	return &flags;
}

static int *function_of(int option)
{
	static int other;

	return option == AST_OPTION_ECHOCAN ? &echo_canceller
		: option == AST_OPTION_DIGIT_DETECT ? &digit_detection : &other;
}

int ast_channel_setoption(struct ast_channel *channel, int option, void *data, int size, int block)
{
	int *function = function_of(option);

	CHECK(size == 1);
	if (*function < 0) {
		return -1;
	}
	*function = *(char *) data;
	switched_off += option == AST_OPTION_ECHOCAN && !*function;
	return 0;
}

/* As in Asterisk, no driver reports the state of its echo canceller. */
int ast_channel_queryoption(struct ast_channel *channel, int option, void *data, int *size, int block)
{
	CHECK(*size == 1);
	if (option != AST_OPTION_DIGIT_DETECT || digit_detection < 0) {
		return -1;
	}
	*(char *) data = digit_detection;
	return 0;
}

void *ast_channel_tech_pvt(const struct ast_channel *channel)
{
	return is_cleared ? NULL : &stub_channel;
}

struct ast_custom_function *ast_custom_function_find(const char *name)
{
	return NULL;
}

void ast_moh_stop(struct ast_channel *channel)
{
}

void ast_deactivate_generator(struct ast_channel *channel)
{
}

int ast_check_hangup(struct ast_channel *channel)
{
	return is_gone;
}

int shim_gather_has_new_line(struct shim_gather *gather)
{
	return new_lines-- > 0;
}

int shim_gather_rest(struct shim_gather *gather, uint32_t ms)
{
	return 1;
}

int shim_gather_next(struct shim_gather *gather, struct ast_frame **frame)
{
	return 0;
}

static uint32_t rest(struct ferrofax_call *call, uint32_t *gather_ms)
{
	*gather_ms = 80;
	return 80;
}

void shim_gather_begin(struct shim_gather *gather, struct ast_channel *channel)
{
}

int shim_t38_begin(struct ferrofax_call *call, struct ast_channel *channel)
{
	/* The line is quiet before the call begins. */
	CHECK(echo_canceller < 1 && digit_detection < 1);
	return 0;
}

int shim_t38_speak(struct ferrofax_call *call, struct ast_channel *channel)
{
	return 0;
}

void shim_items_serve(struct shim_items *items, struct ferrofax_call *call)
{
}

static int is_over(struct ferrofax_call *call)
{
	return !blocks--;
}

static int tick(struct ferrofax_call *call, uint64_t now_ms)
{
	CHECK(echo_canceller < 1 && digit_detection < 1);
	return breaks ? -1 : 0;
}

static int speech(struct ferrofax_call *call, int16_t *block)
{
	return 0;
}

static void hung_up(struct ferrofax_call *call)
{
}

/* Runs a call on a line with these functions. */
static void call_on(int echo, int digits)
{
	echo_canceller = echo;
	digit_detection = digits;
	blocks = 3;
	carry(NULL, CHANNEL, NULL);
}

static void a_line_that_a_transfer_brings_is_made_quiet(void)
{
	struct shim_gather gather = { .channel = CHANNEL };
	struct switched_off off = { 0 };

	CHECK(!hear_next(NULL, CHANNEL, &gather, &off) && !switched_off);
	new_lines = 1;
	echo_canceller = 1;
	CHECK(!hear_next(NULL, CHANNEL, &gather, &off) && switched_off == 1);
	CHECK(off.echo_canceller && !off.digit_detection);
	CHECK(ast_test_flag(&flags, AST_FLAG_END_DTMF_ONLY));
	CHECK(!hear_next(NULL, CHANNEL, &gather, &off) && switched_off == 1);
}

static void a_line_is_as_before_after_the_call(void)
{
	call_on(1, 1);
	CHECK(echo_canceller == 1 && digit_detection == 1);
	call_on(1, 0);
	CHECK(echo_canceller == 1 && !digit_detection);
	call_on(-1, -1);
	CHECK(echo_canceller == -1 && digit_detection == -1);
	breaks = 1;
	call_on(1, 1);
	CHECK(echo_canceller == 1 && digit_detection == 1);
	breaks = 0;
	/* A redirect of the channel looks like a hang-up, and its dialplan continues elsewhere. */
	is_gone = 1;
	call_on(1, 1);
	CHECK(echo_canceller == 1 && digit_detection == 1);
	/* The driver has cleared its data. */
	is_cleared = 1;
	call_on(1, 1);
	CHECK(!echo_canceller && !digit_detection);
}

int main(void)
{
	const struct ferrofax_ours ours = {
		.call_rest = rest,
		.call_is_over = is_over,
		.call_tick = tick,
		.call_speech = speech,
		.call_hung_up = hung_up,
	};

	shim_ours = &ours;
	a_line_that_a_transfer_brings_is_made_quiet();
	a_line_is_as_before_after_the_call();
	return 0;
}
