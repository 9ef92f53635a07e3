/*
 * FaxSend: the dialplan application that sends a waiting job on the channel that it runs on.
 */
#include "shim.h"

#include "asterisk/pbx.h"

static const char app[] = "FaxSend";

static const char synopsis[] = "Sends a fax of the spool on this channel";

static const char description[] =
	"  FaxSend(job)\n"
	"\n"
	"Sends a waiting job of the spool on this channel, however that came to be: by an\n"
	"AMI Originate, a call file, or a person who dials and connects by hand. Answers\n"
	"if the channel is not up. Ferrofax dials its jobs by itself; this is for those\n"
	"that should go in a call of yours.\n"
	"\n"
	"  job       The job's number, as `ferrofax show jobs` lists it. It goes at once,\n"
	"            whatever time, next try or daily window it waits for, and though\n"
	"            another call to its number may be there. One that is held, in a call\n"
	"            or over is refused. Ferrofax does not look where the channel leads.\n"
	"\n"
	"The call takes a line and counts as a dial of the job. If the fax fails, the\n"
	"job's own rules decide whether and when Ferrofax dials it; with --dials 1 it does\n"
	"not. Set(FERROFAX(item)=value) before it holds for this fax alone.\n"
	"\n"
	"Afterwards, and if the job was refused, the dialplan goes on unless the channel\n"
	"was hung up. These channel variables tell what came of it, also in the h\n"
	"extension and on the other leg of a Local channel, where FERROFAX(status) waits\n"
	"for them:\n"
	"\n"
	"  FAXSTATUS         SUCCESS or FAILED\n"
	"  FAXERROR          why not, one word: for a job that was refused NO_SUCH_JOB,\n"
	"                    JOB_NOT_WAITING, LINES_BUSY, NOT_ENABLED, INVALID_ARGUMENTS\n"
	"  FAXSTATUSSTRING   what came of it, one sentence\n"
	"  FAXPAGES          pages that the far machine confirmed\n"
	"  FAXBITRATE        bit/s\n"
	"  FAXRESOLUTION     as 204x196\n"
	"  FAXMODE           audio or T38\n"
	"  REMOTESTATIONID   what the far end calls itself (CSI)\n"
	"  LOCALSTATIONID    what we called ourselves (TSI)\n"
	"  FERROFAX_JOB      the job's number\n"
	"  FERROFAX_PHASE    the phase of T.30 in which it ended: A to E\n"
	"  FERROFAX_OPERATOR 1 if the far machine wanted an operator, else 0\n"
	"\n"
	"Examples:\n"
	"  exten => _*33.,1,FaxSend(${EXTEN:3})\n"
	"  Action: Originate ... Channel: Local/0991123@fax-outbound Application: FaxSend Data: 17\n";

static struct ferrofax_call *ask(struct ferrofax_channel *channel, const struct ferrofax_call_info *info)
{
	return shim_ours->send_job_begin(channel, info, shim_app_args(channel));
}

static int exec(struct ast_channel *channel, const char *data)
{
	/* Where we come from a Local channel, what routes the call is on its other leg. */
	shim_app_run(channel, data, ask, 1);
	return ast_check_hangup(channel) ? -1 : 0;
}

int shim_faxsend_register(void)
{
	int is_documented = shim_is_documented("application", app);

	return ast_register_application2(app, exec, is_documented ? NULL : synopsis, is_documented ? NULL : description, AST_MODULE_SELF);
}

int shim_faxsend_unregister(void)
{
	return ast_unregister_application(app);
}
