/*
 * Our loop for a session of res_fax, in place of its own. It runs on the channel's thread, while res_fax asks for an
 * item to send, until something happens that only res_fax can handle.
 */
#ifndef FERROFAX_FAX_LOOP_H
#define FERROFAX_FAX_LOOP_H

#include "fax_line.h"

/*
 * Used for a call from its first frame on, but not with option d (which shows each frame), and not for a gateway.
 * When it is called, res_fax must not hold a frame of the channel: the frame would be part of a translation that is
 * removed here.
 */
void fax_loop_run(struct ast_fax_session *session);

#endif
