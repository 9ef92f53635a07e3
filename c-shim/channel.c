/*
 * What the Rust side does to a call's channel: variables, the CDR, the hang-up's cause.
 */
#include "shim.h"

#include "asterisk/cdr.h"
#include "asterisk/core_local.h"
#include "asterisk/pbx.h"

struct ast_channel *shim_other_leg(struct ast_channel *channel)
{
	return strncmp(ast_channel_name(channel), "Local/", 6) ? NULL : ast_local_get_peer(channel);
}

void shim_set_variable(struct ferrofax_channel *channel, const char *name, const char *value)
{
	struct ast_channel *other;

	pbx_builtin_setvar_helper(channel->channel, name, value);
	/* The dialplan that routes a placed call runs on the other leg, and so does its h extension. */
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
