/*
 * Converts the terms of T.38 between the structs of Asterisk and res_fax and our interface.
 */
#include "t38_terms.h"

/* The rates of T.38, in descending order. */
static const struct {
	enum ast_control_t38_rate name;
	uint32_t bits;
} rates[] = {
	{ AST_T38_RATE_14400, 14400 },
	{ AST_T38_RATE_12000, 12000 },
	{ AST_T38_RATE_9600, 9600 },
	{ AST_T38_RATE_7200, 7200 },
	{ AST_T38_RATE_4800, 4800 },
	{ AST_T38_RATE_2400, 2400 },
};

static uint32_t bits_of(enum ast_control_t38_rate name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(rates); i++) {
		if (rates[i].name == name) {
			return rates[i].bits;
		}
	}
	/* Asterisk uses this rate if none is set. */
	return rates[0].bits;
}

/* Returns the highest rate that is not above this one, or the lowest rate if there is none. */
static enum ast_control_t38_rate rate_within(uint32_t bits)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(rates) - 1 && rates[i].bits > bits; i++) {
	}
	return rates[i].name;
}

/* Asterisk and res_fax each have a struct with the same field names. */
#define TERMS_OF(parameters) ((struct ferrofax_t38) { \
	.version = (parameters)->version, \
	.max_ifp = (parameters)->max_ifp, \
	.max_bit_rate = bits_of((parameters)->rate), \
	.local_tcf = (parameters)->rate_management == AST_T38_RATE_MANAGEMENT_LOCAL_TCF, \
	.fill_bit_removal = (parameters)->fill_bit_removal, \
	.transcoding_mmr = (parameters)->transcoding_mmr, \
	.transcoding_jbig = (parameters)->transcoding_jbig, \
})

struct ferrofax_t38 shim_t38_from_asterisk(const struct ast_control_t38_parameters *parameters)
{
	return TERMS_OF(parameters);
}

struct ferrofax_t38 shim_t38_from_res_fax(const struct ast_fax_t38_parameters *parameters)
{
	return TERMS_OF(parameters);
}

struct ast_control_t38_parameters shim_t38_to_asterisk(const struct ferrofax_t38 *terms)
{
	return (struct ast_control_t38_parameters) {
		.version = terms->version,
		.max_ifp = terms->max_ifp,
		.rate = rate_within(terms->max_bit_rate),
		.rate_management = terms->local_tcf ? AST_T38_RATE_MANAGEMENT_LOCAL_TCF
			: AST_T38_RATE_MANAGEMENT_TRANSFERRED_TCF,
		.fill_bit_removal = terms->fill_bit_removal != 0,
		.transcoding_mmr = terms->transcoding_mmr != 0,
		.transcoding_jbig = terms->transcoding_jbig != 0,
	};
}
