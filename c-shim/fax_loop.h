/*
 * The loop that carries a session of res_fax, in place of its own: on the channel's thread, while res_fax asks for something to be
 * sent, until there is something that only res_fax can do.
 */
#ifndef FERROFAX_FAX_LOOP_H
#define FERROFAX_FAX_LOOP_H

#include "fax_line.h"

/*
 * For a call, from its first frame on; not while someone wants to see each frame (option d), and not for a gateway. While it is
 * called res_fax must not have a frame of the channel: that lives in a translation that is taken down here.
 */
void fax_loop_run(struct ast_fax_session *session);

#endif
