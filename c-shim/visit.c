/*
 * Calls into the Rust side: its table, a thread for each call, and the number of threads inside.
 */
#include "shim.h"

#include <pthread.h>

#include "asterisk/utils.h"

/* The time for which unloading waits for calls and commands that are about to end, in steps of 10 ms. */
#define PATIENCE_STEPS 500

const struct ferrofax_ours *shim_ours;

static int visitors;

struct visit {
	void (*work)(void *data);
	void *data;
};

void shim_enter(void)
{
	__atomic_add_fetch(&visitors, 1, __ATOMIC_SEQ_CST);
}

void shim_leave(void)
{
	__atomic_sub_fetch(&visitors, 1, __ATOMIC_SEQ_CST);
}

/* `module unload -f` first hangs up our calls; they need a moment to end. */
int shim_wait_for_visitors(void)
{
	int steps;

	for (steps = 0; __atomic_load_n(&visitors, __ATOMIC_SEQ_CST) && steps < PATIENCE_STEPS; steps++) {
		usleep(10000);
	}
	return __atomic_load_n(&visitors, __ATOMIC_SEQ_CST) ? -1 : 0;
}

static void *visit_thread(void *data)
{
	struct visit *visit = data;

	visit->work(visit->data);
	return NULL;
}

int shim_visit(void (*work)(void *data), void *data)
{
	struct visit visit = { .work = work, .data = data };
	pthread_t thread;

	if (ast_pthread_create_stack(&thread, NULL, visit_thread, &visit, SHIM_STACK_BYTES, __FILE__,
			__FUNCTION__, __LINE__, "Ferrofax visit")) {
		ast_log(LOG_ERROR, "Ferrofax can't start a thread\n");
		return -1;
	}
	pthread_join(thread, NULL);
	return 0;
}
