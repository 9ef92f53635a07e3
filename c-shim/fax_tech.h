/* What the files of our technology for res_fax share. fax_tech.c has its table. */
#ifndef FERROFAX_FAX_TECH_H
#define FERROFAX_FAX_TECH_H

#include "fax_line.h"

/* fax_session.c: begins a session on the Rust side. -1: it can't, and its line says why. */
int shim_fax_begin(struct ast_fax_session *session, int is_t38, const struct ferrofax_t38 *t38);
/* Takes it from the Rust side. The line keeps its token where no thread could be had for that. */
void shim_fax_end(struct ferrofax_fax_line *line);
/* Tells res_fax what came of a call. */
void shim_fax_told(struct ast_fax_session *session, const struct fax_result *result);

/* fax_gateway.c: begins one, sends what is to be sent, and tells res_fax what came of it. */
int shim_fax_gateway_start(struct ast_fax_session *session);
void shim_fax_gateway_flush(struct ast_fax_session *session);
void shim_fax_gateway_told(struct ast_fax_session *session);

/* fax_show.c: the functions of the table that show something. */
char *shim_fax_show_capabilities(int fd);
char *shim_fax_show_session(struct ast_fax_session *session, int fd);
void shim_fax_manager_session(struct mansession *manager, const char *id_text, struct ast_fax_session *session);
char *shim_fax_show_stats(int fd);
char *shim_fax_show_settings(int fd);

#endif
