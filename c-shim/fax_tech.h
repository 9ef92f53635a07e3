/* Common declarations of our technology for res_fax. fax_tech.c has its table. */
#ifndef FERROFAX_FAX_TECH_H
#define FERROFAX_FAX_TECH_H

#include "fax_line.h"

/* fax_session.c: begins a session on the Rust side. Returns -1 if this fails; the line then has the reason. */
int shim_fax_begin(struct ast_fax_session *session, int is_t38, const struct ferrofax_t38 *t38);
/* Ends a session on the Rust side. If no thread could be started for that, the line keeps its token. */
void shim_fax_end(struct ferrofax_fax_line *line);
/* Reports the result of a call to res_fax. */
void shim_fax_told(struct ast_fax_session *session, const struct fax_result *result);

/* fax_gateway.c: begins a gateway, sends waiting packets, and reports the result to res_fax. */
int shim_fax_gateway_start(struct ast_fax_session *session);
void shim_fax_gateway_flush(struct ast_fax_session *session);
void shim_fax_gateway_told(struct ast_fax_session *session);

/* fax_show.c: functions of the table for `fax show` and AMI. */
char *shim_fax_show_capabilities(int fd);
char *shim_fax_show_session(struct ast_fax_session *session, int fd);
void shim_fax_manager_session(struct mansession *manager, const char *id_text, struct ast_fax_session *session);
char *shim_fax_show_stats(int fd);
char *shim_fax_show_settings(int fd);

#endif
