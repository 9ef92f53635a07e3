/*
 * Tests a placed call: a cause code on the channel names the channel behind it. If waiting for a channel fails, the call ends instead
 * of waiting again and again. A call that is not answered rings for its time by the steady clock. The end of a call is reported after its
 * channel is hung up.
 */
#include "../../../c-shim/place_call.c"
#include "stub.h"

static int waits, only_rings;
static int64_t steady_ms = 1000;
static struct ast_control_pvt_cause_code told = { .chan_name = "PJSIP/provider-00000012", .ast_cause = AST_CAUSE_USER_BUSY };
static struct ast_frame tells = {
	.frametype = AST_FRAME_CONTROL,
	.subclass.integer = AST_CONTROL_PVT_CAUSE_CODE,
	.data.ptr = &told,
	.datalen = sizeof(told),
};

int clock_gettime(clockid_t clock, struct timespec *now)
{
	CHECK(clock == CLOCK_MONOTONIC);
	now->tv_sec = steady_ms / 1000;
	now->tv_nsec = steady_ms % 1000 * 1000000;
	return 0;
}

/* The wall clock may be set while a call rings, so it must not be used. */
int gettimeofday(struct timeval *now, void *zone)
{
	CHECK(!"the wall clock is read");
	return -1;
}

struct ast_channel *ast_waitfor_n(struct ast_channel **channels, int count, int *ms)
{
	if (only_rings) {
		CHECK(*ms > 0);
		steady_ms += *ms;
		*ms = 0;
		return NULL;
	}
	CHECK(++waits < 10);
	if (waits == 1) {
		return *channels;
	}
	*ms = -1;
	return NULL;
}

struct ast_frame *ast_read(struct ast_channel *channel)
{
	return &tells;
}

void ast_frame_free(struct ast_frame *frame, int cache)
{
}

enum ast_channel_state ast_channel_state(const struct ast_channel *channel)
{
	return AST_STATE_RINGING;
}

const char *ast_channel_call_forward(const struct ast_channel *channel)
{
	return "";
}

const char *ast_channel_name(const struct ast_channel *channel)
{
	return "";
}

static void rings_for_its_time(void)
{
	struct placed_call placed = { .token = 1, .timeout_ms = 59950 };
	struct ferrofax_channel ours = { .channel = CHANNEL };
	int64_t began_ms = steady_ms;
	int cause = 0;
	const char *status;

	only_rings = 1;
	status = await_answer(&placed, &ours, &cause);
	CHECK(status && !strcmp(status, "NOANSWER") && cause == AST_CAUSE_NO_ANSWER);
	CHECK(steady_ms - began_ms == 59950);
}

static int hang_ups, failures, ends;
const struct ferrofax_ours *shim_ours;

void ast_hangup(struct ast_channel *channel)
{
	CHECK(!failures && !ends);
	hang_ups++;
}

int __ao2_ref(void *object, int delta, const char *tag, const char *file, int line, const char *function)
{
	return 1;
}

int __ao2_lock(void *object, enum ao2_lock_req how, const char *file, const char *function, int line, const char *name)
{
	return 0;
}

int __ao2_unlock(void *object, const char *file, const char *function, int line, const char *name)
{
	return 0;
}

void ast_channel_appl_set(struct ast_channel *channel, const char *value)
{
}

void ast_channel_data_set(struct ast_channel *channel, const char *value)
{
}

void shim_outer_channel(const struct ferrofax_channel *channel, char *name, size_t size)
{
}

void shim_items_remove(struct ast_channel *channel, struct shim_items *items)
{
}

static void failed(int64_t token, int cause, const char *status, const char *outer)
{
	CHECK(hang_ups == 1 && token == 7 && cause == AST_CAUSE_BUSY && !strcmp(status, "BUSY"));
	failures++;
}

static void gone(int64_t token)
{
	CHECK(hang_ups == 1 && token == 7);
	ends++;
}

static void ends_after_the_hang_up(void)
{
	const struct ferrofax_ours ours = { .call_failed = failed, .call_gone = gone };
	struct placed_call placed = { .token = 7 };
	struct ferrofax_channel channel = { .channel = CHANNEL };

	shim_ours = &ours;
	end(&placed, &channel, AST_CAUSE_BUSY, "BUSY");
	CHECK(failures == 1 && !ends);
	hang_ups = failures = 0;
	end(&placed, &channel, 0, NULL);
	CHECK(ends == 1 && !failures);
}

int main(void)
{
	struct placed_call placed = { .token = 1 };
	struct ferrofax_channel ours = { .channel = CHANNEL };
	int cause = 0;
	const char *status = await_answer(&placed, &ours, &cause);

	CHECK(status && !strcmp(status, "CHANUNAVAIL") && cause == AST_CAUSE_FAILURE && waits == 2);
	CHECK(!strcmp(ours.behind, "PJSIP/provider-00000012"));
	/* A frame that is too short for a cause code is ignored. */
	tells.datalen = 4;
	strcpy(told.chan_name, "PJSIP/other-00000013");
	note_behind(&ours, &tells);
	CHECK(!strcmp(ours.behind, "PJSIP/provider-00000012"));
	rings_for_its_time();
	ends_after_the_hang_up();
	return 0;
}
