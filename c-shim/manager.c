/*
 * Sends events to the manager interface (AMI).
 */
#include "shim.h"

#include "asterisk/manager.h"

void shim_manager_event(const char *event, const char *body)
{
	manager_event(EVENT_FLAG_CALL, event, "%s", body);
}
