/* What fax_tech.c and fax_gateway.c share. */
#ifndef FERROFAX_FAX_TECH_H
#define FERROFAX_FAX_TECH_H

#include "fax_line.h"

/* What of T.38's parameters we go by. */
struct ferrofax_fax_t38 shim_fax_t38(const struct ast_fax_t38_parameters *parameters);

/* Begins a session on the Rust side. -1: it can't, and its line says why. */
int shim_fax_begin(struct ast_fax_session *session, int is_t38, const struct ferrofax_fax_t38 *t38);

/* fax_gateway.c: begins one, sends what is to be sent, and tells res_fax what came of it. */
int shim_fax_gateway_start(struct ast_fax_session *session);
void shim_fax_gateway_flush(struct ast_fax_session *session);
void shim_fax_gateway_told(struct ast_fax_session *session);

#endif
