/* Conversions of the terms of T.38: see t38_terms.c. */
#ifndef FERROFAX_T38_TERMS_H
#define FERROFAX_T38_TERMS_H

#include "shim.h"

#include "asterisk/frame.h"
#include "asterisk/res_fax.h"

struct ferrofax_t38 shim_t38_from_asterisk(const struct ast_control_t38_parameters *parameters);
struct ferrofax_t38 shim_t38_from_res_fax(const struct ast_fax_t38_parameters *parameters);
struct ast_control_t38_parameters shim_t38_to_asterisk(const struct ferrofax_t38 *terms);

#endif
