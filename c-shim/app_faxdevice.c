/*
 * FaxDevice: the dialplan application that receives a fax on an extension.
 */
#include "shim.h"

#include "asterisk/pbx.h"

static const char app[] = "FaxDevice";

static const char synopsis[] = "Receives a fax and mails it: the fax device of this extension";

static const char description[] =
	"  FaxDevice(mailbox[&mailbox...][,format[,options]])\n"
	"\n"
	"Answers, receives a fax, files it in the spool and mails it to each mailbox. The\n"
	"line is also the declaration of the device: the contexts that ferrofax.conf names\n"
	"are searched for it whenever the dialplan changes (ferrofax show devices).\n"
	"\n"
	"  mailbox   An e-mail address; several are joined by &.\n"
	"  format    How the fax is mailed:\n"
	"              pdf        attached as PDF (default)\n"
	"              tiff       attached as TIFF-F\n"
	"              inlinegif  first page shown in the mail, the fax attached as PDF\n"
	"  options   c(class)     the class of ferrofax.conf whose settings hold\n"
	"            n(name)      the owner's name, for mails; h(name) is the same\n"
	"            s(number)    the station's own number, sent to the far end (CSI)\n"
	"            e(yes|no)    error correction (ECM)\n"
	"            m(modems)    modems offered: v17+v29+v27, and v34 before them\n"
	"            r(rate)      no faster than this, in bit/s: 2400, 4800, 7200, 9600,\n"
	"                         12000 or 14400; of V.34 16800 and so on by 2400 to 33600\n"
	"            o(codings)   page codings offered: jbig+mmr+mr+mh\n"
	"            C(use)       pages in colours: yes or no\n"
	"            T(use)       T.38: yes, passive (if the far end asks) or no\n"
	"            d(sub:exten,...)  faxes to this subaddress (SUB) go to this device\n"
	"            b(callers)   callers that are hung up on without an answer: numbers, patterns\n"
	"                         as _0900X., hidden; joined by commas\n"
	"            j(rules)     faxes that are filed as junk: these, and ident:TEXT, black:60,\n"
	"                         blackpages:2\n"
	"            w(password)  nobody may send who does not say it (PWD); digits, * and #\n"
	"            k(calls)     calls of which a record is kept: failed, all or none\n"
	"            D(where)     where a page is before it is confirmed: local, or shared: in the nodes' store, too\n"
	"            z(zone)      time zone of the dates in mails, as Europe/Berlin\n"
	"            R(class)     the class of retention by which its faxes and jobs are kept\n"
	"            P(printers)  printed as well, by ferrofax serve: P(office+archive)\n"
	"            x            the device is switched off: calls are refused\n"
	"          and for faxes that it sends:\n"
	"            t(text)      the sender's words in the header line\n"
	"            a(account)   the account that its calls are charged to\n"
	"            p(priority)  of its jobs: 0 goes first, 255 last\n"
	"            N(reports)   each, end, failure, success, trouble or never; and text or html: N(failure+html)\n"
	"            u(unknown)   a page that was never confirmed: resend or skip\n"
	"\n"
	"A call that may not be taken (device or class switched off, all lines busy, spool\n"
	"not usable) is hung up on without an answer, FAXERROR saying why. After a fax the\n"
	"dialplan goes on if the far end has not hung up. These channel variables tell what\n"
	"came of it, also in the h extension:\n"
	"\n"
	"  FAXSTATUS         SUCCESS or FAILED\n"
	"  FAXERROR          why not, one word\n"
	"  FAXSTATUSSTRING   what came of it, one sentence\n"
	"  FAXPAGES          pages received and confirmed\n"
	"  FAXBITRATE        bit/s\n"
	"  FAXRESOLUTION     as 204x196\n"
	"  FAXMODE           audio or T38\n"
	"  REMOTESTATIONID   what the far end calls itself (TSI)\n"
	"  LOCALSTATIONID    what we called ourselves (CSI)\n"
	"  FERROFAX_ID       the fax's number in the spool\n"
	"  FERROFAX_PHASE    the phase of T.30 in which it ended: A to E\n"
	"  FERROFAX_OPERATOR 1 if the far machine wanted an operator, else 0\n"
	"  FERROFAX_JUNK     the rule by which the fax is filed as junk\n"
	"  FERROFAX_SUB      the subaddress that the far end asked for (SUB)\n"
	"\n"
	"Examples:\n"
	"  exten => 2101,1,FaxDevice(alice@example.com)\n"
	"  exten => 2102,1,FaxDevice(sales@example.com&bob@example.com,tiff)\n"
	"  exten => 2103,1,FaxDevice(carol@example.com,inlinegif,n(Carol's shop)s(+4999112345))\n";

static struct ferrofax_call *ask(struct ferrofax_channel *channel, const struct ferrofax_call_info *info)
{
	return shim_ours->call_begin(channel, info, shim_app_args(channel));
}

/* -1: the channel is to be hung up. */
static int exec(struct ast_channel *channel, const char *data)
{
	return shim_app_run(channel, data, ask, 0) || ast_check_hangup(channel) ? -1 : 0;
}

int shim_faxdevice_register(void)
{
	int is_documented = shim_is_documented("application", app);

	return ast_register_application2(app, exec, is_documented ? NULL : synopsis, is_documented ? NULL : description, AST_MODULE_SELF);
}

int shim_faxdevice_unregister(void)
{
	return ast_unregister_application(app);
}
