/*
 * FaxDevice: the dialplan application that receives a fax on an extension.
 */
#include "shim.h"

#include "asterisk/pbx.h"

static const char app[] = "FaxDevice";

static const char synopsis[] = "Receive the fax of this call and mail it to e-mail addresses.";

static const char description[] =
	"  FaxDevice(mailbox[&mailbox...][,format[,options]])\n"
	"\n"
	"FaxDevice answers the call, receives a fax, stores it in the spool and sends it by\n"
	"e-mail to each mailbox. The dialplan line with FaxDevice makes its extension a fax\n"
	"device. Whenever the dialplan changes, Ferrofax searches the contexts named in\n"
	"ferrofax.conf for lines with FaxDevice. `ferrofax show devices` lists the\n"
	"devices.\n"
	"\n"
	"  mailbox   E-mail address to which faxes are sent; several addresses are joined\n"
	"            by &.\n"
	"  format    How the fax is attached to the mail:\n"
	"              pdf        as PDF (default)\n"
	"              tiff       as TIFF-F\n"
	"              inlinegif  as PDF, with the first page shown in the mail\n"
	"  options   c(class)     the class of ferrofax.conf whose settings the device uses\n"
	"            n(name)      name of the owner, for mails; h(name) is the same\n"
	"            s(number)    station identification (CSI), which the remote fax\n"
	"                         machine displays\n"
	"            e(yes|no)    error correction (ECM)\n"
	"            m(modems)    modems to offer: v17+v29+v27, and v34 before them\n"
	"            r(rate)      highest rate in bit/s: 2400, 4800, 7200, 9600, 12000\n"
	"                         or 14400; for V.34 16800 to 33600 in steps of 2400\n"
	"            o(codings)   page codings to offer: jbig+mmr+mr+mh\n"
	"            C(use)       accept pages in colours: yes or no\n"
	"            T(use)       T.38: yes, passive (only if the other side requests it)\n"
	"                         or no\n"
	"            d(sub:exten,...)  exten is the device for faxes with the subaddress\n"
	"                         (SUB) sub\n"
	"            b(callers)   blocked callers, hung up without an answer: numbers,\n"
	"                         patterns such as _0900X., hidden; separated by commas\n"
	"            j(rules)     rules by which faxes are stored as junk: callers as in\n"
	"                         option b, ident:TEXT, black:60, blackpages:2\n"
	"            w(password)  password (PWD) that senders must give: digits, * and #\n"
	"            k(calls)     calls to record: failed, all or none\n"
	"            D(where)     where a page is stored before it is confirmed: local, or\n"
	"                         shared (also in the shared database)\n"
	"            z(zone)      time zone of the dates in mails, such as Europe/Berlin\n"
	"            R(class)     retention class for its faxes and jobs\n"
	"            P(printers)  printers on which ferrofax serve prints each fax:\n"
	"                         P(office+archive)\n"
	"            x            the device is switched off: it neither receives nor sends\n"
	"          Options for faxes that the device sends:\n"
	"            t(text)      name of the sender in the header line\n"
	"            a(account)   account to which its calls are charged\n"
	"            p(priority)  priority of its jobs: 0 is sent first, 255 last\n"
	"            N(reports)   reports to send: each, end, failure, success, trouble or\n"
	"                         never; and text or html: N(failure+html)\n"
	"            u(unknown)   handling of a page that was never confirmed: resend or\n"
	"                         skip\n"
	"\n"
	"FaxDevice hangs up without an answer if the device or its class is switched off,\n"
	"max_lines fax calls are in progress, or the spool cannot be used. The channel variable\n"
	"FAXERROR then has the reason. After a fax the dialplan continues, unless the caller\n"
	"has hung up. The result of the fax is in the following channel variables, which can\n"
	"also be read in the h extension:\n"
	"\n"
	"  FAXSTATUS         SUCCESS or FAILED\n"
	"  FAXERROR          cause of the failure, in one word\n"
	"  FAXSTATUSSTRING   result, in one sentence\n"
	"  FAXPAGES          pages received and confirmed\n"
	"  FAXBITRATE        rate in bit/s\n"
	"  FAXRESOLUTION     resolution, such as 204x196\n"
	"  FAXMODE           audio or T38\n"
	"  REMOTESTATIONID   station identification of the sender (TSI)\n"
	"  LOCALSTATIONID    our station identification (CSI)\n"
	"  FERROFAX_ID       number of the fax in the spool\n"
	"  FERROFAX_PHASE    phase of T.30 in which the call ended: A to E\n"
	"  FERROFAX_OPERATOR 1 if the remote fax machine asked for an operator, else 0\n"
	"  FERROFAX_JUNK     rule by which the fax was filed as junk\n"
	"  FERROFAX_SUB      subaddress that the sender asked for (SUB)\n"
	"\n"
	"Examples:\n"
	"  exten => 2101,1,FaxDevice(alice@example.com)\n"
	"  exten => 2102,1,FaxDevice(sales@example.com&bob@example.com,tiff)\n"
	"  exten => 2103,1,FaxDevice(carol@example.com,inlinegif,n(Carol's shop)s(+4999112345))\n";

static struct ferrofax_call *ask(struct ferrofax_channel *channel, const struct ferrofax_call_info *info)
{
	return shim_ours->call_begin(channel, info, shim_app_args(channel));
}

/* Returns -1 if the channel must be hung up. */
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
