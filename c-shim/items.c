/*
 * FERROFAX(item): parameters and results of a call in the dialplan.
 *
 * Values that the dialplan sets before the call are stored with the channel and given to the call when it begins.
 * During the call only the Rust side knows the values, and it may be asked only on the call's thread. A thread that
 * reads or sets an item then (an AMI Getvar, the other leg of a Local channel) leaves a question and waits for the
 * answer. Before and after the call, the items are the channel's variables FERROFAX_...: the values of a placed call,
 * and the results of a call.
 *
 * A thread that holds the channel's lock must not wait, since the call's thread may need this lock. (Asterisk itself
 * does this, for `channelvars` of manager.conf and similar settings.) Such a thread gets the value that the call's
 * thread noted last (notes.c).
 */
#include "shim.h"

#include "asterisk/config.h"
#include "asterisk/datastore.h"
#include "asterisk/pbx.h"
#include "asterisk/utils.h"

/* A call answers every 10 ms. A call that does not answer for this time is about to end. */
#define ANSWER_SECONDS 2

/* The time for which a dialplan that has ended waits until the fax is stored and its results are set. */
#define END_SECONDS 5

struct shim_items {
	ast_mutex_t lock;
	/* Signalled when a question was answered, when there is room for one, and when the call is over. */
	ast_cond_t changed;
	struct ast_variable *wanted;
	struct shim_question *question;
	struct shim_notes notes;
	/* Whether the call's loop is running and answers questions; `thread` is its thread. */
	int is_running;
	pthread_t thread;
	/* Whether the call has begun and its results are not set yet. */
	int is_open;
};

static void destroy(void *data)
{
	struct shim_items *items = data;

	ast_variables_destroy(items->wanted);
	shim_notes_free(&items->notes);
	ast_cond_destroy(&items->changed);
	ast_mutex_destroy(&items->lock);
}

static void release(void *data)
{
	ao2_cleanup(data);
}

/* These data are not inherited by the other leg of a Local channel, which could outlive the module. */
static const SHIM_WITH_ROOM(struct ast_datastore_info) info = {
	.it.type = "Ferrofax items",
	.it.destroy = release,
};

/* Returns the items of this channel itself. The channel is locked. */
static struct shim_items *own_items(struct ast_channel *channel)
{
	struct ast_datastore *store = ast_channel_datastore_find(channel, &info.it, NULL);

	return store ? ao2_bump(store->data) : NULL;
}

/* Initialises the items. Waits for `changed` use the monotonic clock. */
static void init(struct shim_items *items)
{
	pthread_condattr_t steady;

	ast_mutex_init(&items->lock);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	ast_cond_init(&items->changed, &steady);
	pthread_condattr_destroy(&steady);
	shim_notes_init(&items->notes);
}

struct shim_items *shim_items_add(struct ast_channel *channel)
{
	struct shim_items *items;
	struct ast_datastore *store;

	ast_channel_lock(channel);
	items = own_items(channel);
	if (!items && (store = ast_datastore_alloc(&info.it, NULL))) {
		items = ao2_alloc_options(sizeof(*items), destroy, AO2_ALLOC_OPT_LOCK_NOLOCK);
		if (items) {
			init(items);
			store->data = ao2_bump(items);
			ast_channel_datastore_add(channel, store);
		} else {
			ast_datastore_free(store);
		}
	}
	ast_channel_unlock(channel);
	return items;
}

void shim_items_remove(struct ast_channel *channel, struct shim_items *items)
{
	struct ast_datastore *store;

	ast_channel_lock(channel);
	store = ast_channel_datastore_find(channel, &info.it, NULL);
	if (store && !ast_channel_datastore_remove(channel, store)) {
		ast_datastore_free(store);
	}
	ast_channel_unlock(channel);
	ao2_cleanup(items);
}

/*
 * Returns the items that the dialplan on this channel means: the channel's own, or those of the call on the other leg
 * of a Local channel. A thread that must not wait does not wait for the lock of the other leg either.
 */
static struct shim_items *find_items(struct ast_channel *channel, int may_wait)
{
	struct shim_items *items;
	struct ast_channel *other;

	ast_channel_lock(channel);
	items = own_items(channel);
	ast_channel_unlock(channel);
	if (!items && (other = shim_other_leg(channel))) {
		if (may_wait) {
			ast_channel_lock(other);
		}
		if (may_wait || !ast_channel_trylock(other)) {
			items = own_items(other);
			ast_channel_unlock(other);
		}
		ast_channel_unref(other);
	}
	return items;
}

/*
 * Returns whether this thread holds the channel's lock. Only the lock itself shows this, and it can be read only with
 * the GNU C library; with other libraries nobody waits. Other threads may change the owner meanwhile, but not to or
 * from this thread.
 */
static int is_locked_by_us(struct ast_channel *channel)
{
#ifdef __GLIBC__
	const ast_mutex_t *lock = ao2_object_get_lockaddr(channel);

	return !lock || *(const volatile int *) &lock->mutex.__data.__owner == ast_get_tid();
#else
	return 1;
#endif
}

static void want(struct shim_items *items, const char *name, const char *value)
{
	struct ast_variable *variable = ast_variable_new(name, value, "");
	struct ast_variable **at = &items->wanted;

	if (!variable) {
		return;
	}
	while (*at && strcasecmp((*at)->name, name)) {
		at = &(*at)->next;
	}
	if (*at) {
		struct ast_variable *old = *at;

		variable->next = old->next;
		old->next = NULL;
		ast_variables_destroy(old);
	}
	*at = variable;
}

static const char *find(const struct ast_variable *list, const char *name)
{
	while (list && strcasecmp(list->name, name)) {
		list = list->next;
	}
	return list ? list->value : NULL;
}

struct ast_variable *shim_items_begin(struct shim_items *items)
{
	struct ast_variable *wanted;

	if (!items) {
		return NULL;
	}
	ast_mutex_lock(&items->lock);
	wanted = items->wanted;
	items->wanted = NULL;
	items->is_running = 1;
	items->is_open = 1;
	items->thread = pthread_self();
	ast_mutex_unlock(&items->lock);
	return wanted;
}

void shim_items_serve(struct shim_items *items, struct ferrofax_call *call)
{
	/* Must not wait for a lock here, since the line does not wait. */
	if (!items || ast_mutex_trylock(&items->lock)) {
		return;
	}
	if (items->question && !items->question->is_answered) {
		shim_answer(call, items->question);
		ast_cond_broadcast(&items->changed);
	}
	shim_notes_renew(&items->notes, call);
	ast_mutex_unlock(&items->lock);
}

/* Clears a state because the question or the call is over, and wakes the threads that wait. */
static void over(struct shim_items *items, int *state)
{
	ast_mutex_lock(&items->lock);
	*state = 0;
	ast_cond_broadcast(&items->changed);
	ast_mutex_unlock(&items->lock);
}

void shim_items_end(struct shim_items *items)
{
	if (items) {
		over(items, &items->is_running);
	}
}

void shim_items_told(struct shim_items *items)
{
	if (items) {
		over(items, &items->is_open);
	}
}

static struct timespec in_seconds(int seconds)
{
	struct timespec then;

	clock_gettime(CLOCK_MONOTONIC, &then);
	then.tv_sec += seconds;
	return then;
}

/* Asks the call in progress for an item. Returns -1 if the call ended meanwhile. */
static int ask(struct shim_items *items, struct shim_question *question)
{
	struct timespec end = in_seconds(ANSWER_SECONDS);
	int in_time = 1;

	while (in_time && items->is_running && items->question) {
		in_time = !ast_cond_timedwait(&items->changed, &items->lock, &end);
	}
	if (!items->is_running || items->question) {
		return -1;
	}
	items->question = question;
	while (in_time && items->is_running && !question->is_answered) {
		in_time = !ast_cond_timedwait(&items->changed, &items->lock, &end);
	}
	items->question = NULL;
	ast_cond_broadcast(&items->changed);
	return question->is_answered ? 0 : -1;
}

/* Whether the dialplan has ended (h extension or hang-up handler). The other side may have hung up just now. */
static int is_at_its_end(struct ast_channel *channel)
{
	return ast_check_hangup(channel) || !strcmp(ast_channel_exten(channel), "h");
}

/*
 * Waits until the results of the call are in the channel's variables, unless this takes too long. The items are
 * locked.
 */
static void await_results(struct shim_items *items)
{
	struct timespec end = in_seconds(END_SECONDS);
	int in_time = 1;

	while (in_time && items->is_open) {
		in_time = !ast_cond_timedwait(&items->changed, &items->lock, &end);
	}
}

/* Reads a value of a placed call, or a result of a call. */
static void read_variable(struct ast_channel *channel, const char *name, char *buffer, size_t size)
{
	static const char *const known[][2] = {
		{ "status", "FAXSTATUS" }, { "error", "FAXERROR" }, { "statusstring", "FAXSTATUSSTRING" }, { "pages", "FAXPAGES" },
		{ "rate", "FAXBITRATE" }, { "resolution", "FAXRESOLUTION" }, { "remoteid", "REMOTESTATIONID" },
		{ "localid", "LOCALSTATIONID" }, { "mode", "FAXMODE" },
	};
	char variable[80];
	char *at;
	size_t i;

	snprintf(variable, sizeof(variable), "FERROFAX_%s", name);
	for (at = variable; *at; at++) {
		*at = toupper(*at);
	}
	for (i = 0; i < ARRAY_LEN(known); i++) {
		if (!strcasecmp(known[i][0], name)) {
			ast_copy_string(variable, known[i][1], sizeof(variable));
		}
	}
	ast_channel_lock(channel);
	shim_copy_text(buffer, S_OR(pbx_builtin_getvar_helper(channel, variable), ""), size);
	ast_channel_unlock(channel);
}

static int read_item(struct ast_channel *channel, const char *name, char *buffer, size_t size)
{
	struct shim_question question = { .name = name };
	int may_wait = !is_locked_by_us(channel);
	struct shim_items *items = find_items(channel, may_wait);
	const struct shim_question *note;
	const char *wanted;
	int is_answered = 0;

	*buffer = '\0';
	if (items) {
		ast_mutex_lock(&items->lock);
		may_wait = may_wait && !(items->is_running && pthread_equal(items->thread, pthread_self()));
		if (may_wait && is_at_its_end(channel)) {
			await_results(items);
		}
		if (items->is_running && may_wait && !ask(items, &question)) {
			is_answered = 1;
			shim_copy_text(buffer, question.answer, size);
		} else if (items->is_running && !may_wait && (note = shim_noted(&items->notes, name))) {
			is_answered = 1;
			question.result = note->result;
			shim_copy_text(buffer, note->answer, size);
		} else if ((wanted = find(items->wanted, name))) {
			is_answered = 1;
			shim_copy_text(buffer, wanted, size);
		}
		ast_mutex_unlock(&items->lock);
		ao2_ref(items, -1);
	}
	if (question.result) {
		ast_log(LOG_WARNING, "%s: there is no item FERROFAX(%s)\n", ast_channel_name(channel), name);
		return -1;
	}
	if (!is_answered) {
		read_variable(channel, name, buffer, size);
	}
	return 0;
}

static int write_item(struct ast_channel *channel, const char *name, const char *value)
{
	struct shim_items *items = find_items(channel, !is_locked_by_us(channel));
	int result = 0;

	if (!items && !(items = shim_items_add(channel))) {
		return -1;
	}
	ast_mutex_lock(&items->lock);
	if (items->is_open) {
		ast_log(LOG_WARNING, "%s: FERROFAX(%s) can't be set any more: the fax has begun\n", ast_channel_name(channel), name);
		result = -1;
	} else {
		want(items, name, value);
	}
	ast_mutex_unlock(&items->lock);
	ao2_ref(items, -1);
	return result;
}

static int read_function(struct ast_channel *channel, const char *function, char *name, char *buffer, size_t size)
{
	int result;

	if (!channel || ast_strlen_zero(name)) {
		ast_log(LOG_WARNING, "%s needs a channel and an item, such as FERROFAX(status)\n", function);
		return -1;
	}
	shim_enter();
	result = read_item(channel, name, buffer, size);
	shim_leave();
	return result;
}

static int write_function(struct ast_channel *channel, const char *function, char *name, const char *value)
{
	int result;

	if (!channel || ast_strlen_zero(name)) {
		ast_log(LOG_WARNING, "%s needs a channel and an item, such as Set(FERROFAX(ecm)=no)\n", function);
		return -1;
	}
	shim_enter();
	result = write_item(channel, name, S_OR(value, ""));
	shim_leave();
	return result;
}

static const char arguments[] =
	"item\n"
	"    For every fax, these items can be read: status, error, statusstring and phase (the result, as in FAXSTATUS\n"
	"      and the related variables), and pages, rate, resolution, remoteid and mode (audio or T38). During the\n"
	"      call, the items ecm, coding and direction (in or out) can be read, too.\n"
	"    For a received fax, two more items can be read: id (number in the spool) and sub (subaddress). The items\n"
	"      of the telephone line's quality, as last measured by the modem, are snr (dB), level (dBm0), offset (Hz),\n"
	"      skew (ppm), distortion (dB) and relocks. The item distortion is the noise that the equaliser adds; relocks is how\n"
	"      often the modem lost the signal and found it again.\n"
	"    For a fax that is sent, two more items can be read: job (number of the job) and device. Only during the call,\n"
	"      three further items can be read: number (fax number), try (number of the attempt) and tag (tag of the job).\n"
	"    These items can be set before the fax, and read during the call: ecm (yes or no), maxrate (bit/s), modems\n"
	"      (v17+v29+v27), codings (jbig+mmr+mr+mh), colour (yes or no), localid and t38 (yes, passive or no). The\n"
	"      items header (above, over or no), sub and pwd can be set only for a fax that is sent.\n";

static const char description[] =
	"FERROFAX(item) can be read before, during and after a fax. To set a parameter for one received fax, set it before FaxDevice:\n"
	"  exten => 2101,1,Set(FERROFAX(ecm)=no)\n"
	"   same => n,FaxDevice(alice@example.com)\n"
	"To set a parameter for faxes that are sent, set it before Dial, in the context through which Ferrofax dials:\n"
	"  exten => _X.,1,Set(FERROFAX(maxrate)=9600)\n"
	"   same => n,Dial(PJSIP/${EXTEN}@trunk)\n"
	"If a value cannot be set, a warning is written in Asterisk's log, and the fax continues without the value.\n";

typedef SHIM_WITH_ROOM(struct ast_custom_function) roomy_function;

static const roomy_function documented = {
	.it.name = "FERROFAX",
	.it.read = read_function,
	.it.write = write_function,
};

static const roomy_function in_our_words = {
	.it.name = "FERROFAX",
	.it.synopsis = "Read or set a parameter of a fax call, or read its result.",
	.it.syntax = "FERROFAX(item)",
	.it.arguments = arguments,
	.it.desc = description,
	.it.read = read_function,
	.it.write = write_function,
};

static roomy_function function;

int shim_items_register(void)
{
	/*
	 * Copied as a whole each time: Asterisk stores pointers to texts of the XML documentation in the struct, and
	 * frees them when it is unregistered.
	 */
	memcpy(&function, shim_is_documented("function", "FERROFAX") ? &documented : &in_our_words, sizeof(function));
	return ast_custom_function_register(&function.it);
}

int shim_items_unregister(void)
{
	return ast_custom_function_unregister(&function.it);
}
