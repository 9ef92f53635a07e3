/*
 * T.38 on a call's channel: Asterisk's control frames and packets, in both directions. The Rust side decides when to
 * request T.38, whether to accept it, and when to leave it.
 *
 * Asterisk knows a T.38 state only for channels whose driver supports T.38 (SIP). The state of a Local channel is
 * that of the other end of its bridge. Requests are sent to the channel with ast_indicate_data; the answer arrives as
 * a control frame.
 */
#include "t38_terms.h"

/* Longest IFP packet: Asterisk's largest datagram. */
#define MOST_OCTETS 1400

static int tell(struct ferrofax_call *call, int what, const struct ferrofax_t38 *terms)
{
	return shim_ours->call_t38(call, shim_steady_ms(), what, terms);
}

/* Returns the channel driver's answer: -1 if it does not support T.38. */
static int indicate(struct ast_channel *channel, enum ast_control_t38 what, const struct ferrofax_t38 *terms)
{
	struct ast_control_t38_parameters parameters = shim_t38_to_asterisk(terms);

	parameters.request_response = what;
	return ast_indicate_data(channel, AST_CONTROL_T38_PARAMETERS, &parameters, sizeof(parameters));
}

int shim_t38_begin(struct ferrofax_call *call, struct ast_channel *channel)
{
	const struct ferrofax_t38 unknown = { .max_bit_rate = 14400 };

	switch (ast_channel_get_t38_state(channel)) {
	case T38_STATE_NEGOTIATING:
		/*
		 * The other side has requested T.38 before our call began, and nobody reacted: the driver repeats the
		 * request.
		 */
		indicate(channel, AST_T38_REQUEST_PARMS, &unknown);
		return 0;
	case T38_STATE_NEGOTIATED:
		return tell(call, FERROFAX_T38_NEGOTIATED, &unknown);
	default:
		return 0;
	}
}

int shim_t38_told(struct ferrofax_call *call, const struct ast_frame *frame)
{
	const struct ast_control_t38_parameters *parameters = frame->data.ptr;
	struct ferrofax_t38 terms;

	if (frame->datalen != sizeof(*parameters)) {
		return 0;
	}
	terms = shim_t38_from_asterisk(parameters);
	switch (parameters->request_response) {
	case AST_T38_REQUEST_NEGOTIATE:
		return tell(call, FERROFAX_T38_REQUESTED, &terms);
	case AST_T38_NEGOTIATED:
		return tell(call, FERROFAX_T38_NEGOTIATED, &terms);
	case AST_T38_REFUSED:
		return tell(call, FERROFAX_T38_REFUSED, &terms);
	/* A bridge passes the request of the other side unchanged. */
	case AST_T38_REQUEST_TERMINATE:
	case AST_T38_TERMINATED:
		return tell(call, FERROFAX_T38_TERMINATED, &terms);
	default:
		return 0;
	}
}

int shim_t38_hear(struct ferrofax_call *call, const struct ast_frame *frame)
{
	if (frame->subclass.integer != AST_MODEM_T38 || frame->datalen <= 0) {
		return 0;
	}
	return shim_ours->call_packet(call, shim_steady_ms(), frame->seqno, frame->data.ptr, frame->datalen);
}

/* Requests T.38, if the channel supports it and is not in T.38 already. */
static int ask(struct ferrofax_call *call, struct ast_channel *channel, const struct ferrofax_t38 *terms)
{
	switch (ast_channel_get_t38_state(channel)) {
	case T38_STATE_UNKNOWN:
		return indicate(channel, AST_T38_REQUEST_NEGOTIATE, terms) ? tell(call, FERROFAX_T38_UNAVAILABLE, terms) : 0;
	case T38_STATE_NEGOTIATING:
	case T38_STATE_NEGOTIATED:
		/* The other side has requested T.38 before us or at the same time; its frame will arrive. */
		return 0;
	case T38_STATE_REJECTED:
		return tell(call, FERROFAX_T38_REFUSED, terms);
	default:
		return tell(call, FERROFAX_T38_UNAVAILABLE, terms);
	}
}

static int fulfil(struct ferrofax_call *call, struct ast_channel *channel, int wish, const struct ferrofax_t38 *terms)
{
	switch (wish) {
	case FERROFAX_T38_ASK:
		return ask(call, channel, terms);
	case FERROFAX_T38_ACCEPT:
		indicate(channel, AST_T38_NEGOTIATED, terms);
		return 0;
	case FERROFAX_T38_REFUSE:
		indicate(channel, AST_T38_REFUSED, terms);
		return 0;
	case FERROFAX_T38_END:
		indicate(channel, AST_T38_REQUEST_TERMINATE, terms);
		return 0;
	default:
		return -1;
	}
}

static int say(struct ferrofax_call *call, struct ast_channel *channel)
{
	struct {
		char room[AST_FRIENDLY_OFFSET];
		uint8_t octets[MOST_OCTETS];
	} packet;
	int count;

	while ((count = shim_ours->call_say_packet(call, packet.octets, sizeof(packet.octets))) > 0) {
		SHIM_WITH_ROOM(struct ast_frame) frame = {
			.it.frametype = AST_FRAME_MODEM,
			.it.subclass.integer = AST_MODEM_T38,
			.it.src = "Ferrofax",
			.it.data.ptr = packet.octets,
			.it.datalen = count,
			.it.offset = AST_FRIENDLY_OFFSET,
		};

		if (ast_write(channel, &frame.it)) {
			return 1;
		}
	}
	return count;
}

int shim_t38_speak(struct ferrofax_call *call, struct ast_channel *channel)
{
	struct ferrofax_t38 terms;
	int wish;
	int result = 0;

	while (!result && (wish = shim_ours->call_t38_wish(call, &terms))) {
		result = wish < 0 ? wish : fulfil(call, channel, wish, &terms);
	}
	return result ? result : say(call, channel);
}
