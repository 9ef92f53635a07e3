/*
 * What the files of the shim share. To be included first: it sets the module's name before Asterisk's headers.
 *
 * On versions. All that is used of Asterisk here is the same from 16 to 22, also in the layout of its structs, and so is
 * the sum of build options by which Asterisk knows a module that fits it. Measured: a module compiled against the headers
 * of either loads and takes calls in the other. What comes to differ one day is met by #if in this folder.
 */
#ifndef FERROFAX_SHIM_H
#define FERROFAX_SHIM_H

#define AST_MODULE "app_ferrofax"
#define AST_MODULE_SELF_SYM __internal_app_ferrofax_self

#include "asterisk.h"
#include "asterisk/module.h"
#include "asterisk/channel.h"

#include "bridge.h"

/* The Rust side. Set before anything is registered with Asterisk. */
extern const struct ferrofax_ours *shim_ours;

/* The stack of threads that enter Rust. Asterisk's own 240-500 KB are little for a TLS handshake or a database. */
#define SHIM_STACK_BYTES (2 * 1024 * 1024)

/* Runs `work(data)` on a thread of its own and waits for its end. -1: no thread could be started. */
int shim_visit(void (*work)(void *data), void *data);

/* Whoever is inside of this module says so: it is not unloaded meanwhile. */
void shim_enter(void);
void shim_leave(void);

/* app_faxdevice.c */
int shim_app_register(void);
int shim_app_unregister(void);

/* dialplan.c: the context in which the channel's extension stands, be it included by the one that the channel is in. */
void shim_own_context(struct ast_channel *channel, char *context, size_t size);

/* cli.c */
int shim_cli_register(void);
int shim_cli_unregister(void);

/* The functions of the host's table, each in the file that is named for its subject. */
void shim_log(int level, const char *file, int line, const char *function, const char *message);
void shim_manager_event(const char *event, const char *body);
int shim_read_config(const char *file, const struct ferrofax_config_sink *sink);
int shim_walk_context(const char *name, const struct ferrofax_dialplan_sink *sink);
int shim_fully_booted(void);
void shim_set_variable(struct ferrofax_channel *channel, const char *name, const char *value);
void shim_expand(struct ferrofax_channel *channel, const char *text, char *buffer, size_t size);
void shim_set_cdr_user_field(struct ferrofax_channel *channel, const char *value);
void shim_set_hangup_cause(struct ferrofax_channel *channel, int cause);

#endif
