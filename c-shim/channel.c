/*
 * Changes a call's channel for the Rust side: its variables, its CDR and its hang-up cause.
 */
#include "shim.h"

#include "asterisk/cdr.h"
#include "asterisk/core_local.h"
#include "asterisk/pbx.h"

/* Highest number of Local channels in a row that are followed. */
#define MOST_LOCAL 8

static int is_local(const char *name)
{
	return !strncmp(name, "Local/", 6);
}

struct ast_channel *shim_other_leg(struct ast_channel *channel)
{
	return is_local(ast_channel_name(channel)) ? ast_local_get_peer(channel) : NULL;
}

/* Finds the name of the channel that Dial has reached on the other leg of a Local channel; empty if there is none. */
static void reached(struct ast_channel *channel, char *name, size_t size)
{
	struct ast_channel *other = shim_other_leg(channel);

	*name = '\0';
	if (other) {
		ast_channel_lock(other);
		ast_copy_string(name, S_OR(pbx_builtin_getvar_helper(other, "DIALEDPEERNAME"), ""), size);
		ast_channel_unlock(other);
		ast_channel_unref(other);
	}
}

/* Finds the name of the channel with which the call began; empty if that channel no longer exists. */
static void first(struct ast_channel *channel, char *name, size_t size)
{
	struct ast_channel *found;

	ast_channel_lock(channel);
	ast_copy_string(name, ast_channel_linkedid(channel), size);
	ast_channel_unlock(channel);
	/* This also finds channels by their unique IDs. */
	found = *name ? ast_channel_get_by_name(name) : NULL;
	ast_copy_string(name, found ? ast_channel_name(found) : "", size);
	ast_channel_cleanup(found);
}

void shim_outer_channel(const struct ferrofax_channel *ours, char *name, size_t size)
{
	struct ast_channel *channel = ast_channel_ref(ours->channel);
	int followed;

	ast_copy_string(name, ast_channel_name(channel), size);
	for (followed = 0; channel && is_local(name) && followed < MOST_LOCAL; followed++) {
		reached(channel, name, size);
		ast_channel_unref(channel);
		channel = *name ? ast_channel_get_by_name(name) : NULL;
	}
	ast_channel_cleanup(channel);
	if (!*name || is_local(name)) {
		ast_copy_string(name, ours->behind, size);
	}
	if (!*name) {
		first(ours->channel, name, size);
	}
	if (is_local(name)) {
		*name = '\0';
	}
}

void shim_set_variable(struct ferrofax_channel *channel, const char *name, const char *value)
{
	struct ast_channel *other;

	pbx_builtin_setvar_helper(channel->channel, name, value);
	/* The dialplan that routes a placed call, and its h extension, run on the other leg. */
	if (channel->is_placed && (other = shim_other_leg(channel->channel))) {
		pbx_builtin_setvar_helper(other, name, value);
		ast_channel_unref(other);
	}
}

void shim_expand(struct ferrofax_channel *channel, const char *text, char *buffer, size_t size)
{
	*buffer = '\0';
	pbx_substitute_variables_helper(channel ? channel->channel : NULL, text, buffer, size - 1);
	buffer[size - 1] = '\0';
}

void shim_set_cdr_user_field(struct ferrofax_channel *channel, const char *value)
{
	ast_cdr_setuserfield(ast_channel_name(channel->channel), value);
}

void shim_set_hangup_cause(struct ferrofax_channel *channel, int cause)
{
	ast_channel_hangupcause_set(channel->channel, cause);
}
