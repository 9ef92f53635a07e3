/*
 * FaxSend: the dialplan application that sends a waiting job on the channel that it runs on.
 */
#include "shim.h"

#include "asterisk/pbx.h"

static const char app[] = "FaxSend";

static const char synopsis[] = "Send a waiting job of the spool on this channel.";

static const char description[] =
	"  FaxSend(job)\n"
	"\n"
	"FaxSend sends a waiting job of the spool on this channel. The channel can come from\n"
	"an AMI Originate, from a call file, or from a person who dials and transfers the\n"
	"call. If the call on the channel is not answered yet, FaxSend answers it. Ferrofax\n"
	"normally makes the calls for its jobs itself. Use FaxSend to send a job in a call that\n"
	"you have set up.\n"
	"\n"
	"  job       Number of the job, as listed by `ferrofax show jobs`. The job is sent\n"
	"            at once, even if it waits for its sending time, its next attempt or its\n"
	"            sending hours, or if another call to the job's number is in progress.\n"
	"            FaxSend rejects a job that is held, that is in a call or that has ended.\n"
	"            Ferrofax does not check whether the channel leads to the number of the job.\n"
	"\n"
	"A call with FaxSend counts for two limits: max_lines (fax calls at the same time) and\n"
	"dials (calls of the job). If the fax fails, the settings of the job decide whether\n"
	"and when Ferrofax calls again. If the job was submitted with --dials 1, Ferrofax does\n"
	"not call again. A parameter that is set by Set(FERROFAX(item)=value) before FaxSend\n"
	"applies to this fax only.\n"
	"\n"
	"FaxSend does not check who calls. Anyone who can dial an extension with FaxSend\n"
	"receives the pages of any waiting job in this call, and the job then counts as sent.\n"
	"Put such an extension into a context of its own. Include this context only in the\n"
	"contexts of telephones whose users may read all faxes.\n"
	"\n"
	"After the fax, or if FaxSend rejected the job, the dialplan continues unless the\n"
	"channel was hung up. The result of FaxSend is then in the following channel variables.\n"
	"These variables can also be read in the h extension and on the other leg of a Local\n"
	"channel. On the other leg of a Local channel, FERROFAX(status) waits until these\n"
	"variables are set.\n"
	"\n"
	"  FAXSTATUS         SUCCESS or FAILED\n"
	"  FAXERROR          cause of the failure, in one word; for a rejected job\n"
	"                    NO_SUCH_JOB, JOB_NOT_WAITING, LINES_BUSY, NOT_ENABLED or\n"
	"                    INVALID_ARGUMENTS\n"
	"  FAXSTATUSSTRING   result, in one sentence\n"
	"  FAXPAGES          pages that the remote fax machine confirmed\n"
	"  FAXBITRATE        rate in bit/s\n"
	"  FAXRESOLUTION     resolution, such as 204x196\n"
	"  FAXMODE           audio or T38\n"
	"  REMOTESTATIONID   station identification of the recipient (CSI)\n"
	"  LOCALSTATIONID    our station identification (TSI)\n"
	"  FERROFAX_JOB      number of the job\n"
	"  FERROFAX_PHASE    phase of T.30 in which the call ended: A to E\n"
	"  FERROFAX_OPERATOR 1 if the remote fax machine asked for an operator, else 0\n"
	"\n"
	"Examples:\n"
	"  [fax-operators]\n"
	"  exten => _*33.,1,FaxSend(${EXTEN:3})\n"
	"  Action: Originate ... Channel: Local/0991123@fax-outbound Application: FaxSend Data: 17\n";

static struct ferrofax_call *ask(struct ferrofax_channel *channel, const struct ferrofax_call_info *info)
{
	return shim_ours->send_job_begin(channel, info, shim_app_args(channel));
}

static int exec(struct ast_channel *channel, const char *data)
{
	/* If this is one leg of a Local channel, the dialplan that routes the call is on the other leg. */
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
