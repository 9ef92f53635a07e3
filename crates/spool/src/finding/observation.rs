//! The observations of `ferrofax check`, of the module's checks and of the self-test: facts about
//! the installation that the program then shows as sentences.

use serde::{Deserialize, Serialize};

use super::details::{Access, Difference, NotInGroup, Outside, Receipt, Recipient, Route};
use super::named_values;
use crate::event::Event;
use crate::undelivered::Undelivered;

named_values! {
    /// The result of a check, as a name and values, which are translated into a sentence.
    ///
    /// Once released, names and values never change their meaning, because programs read them and
    /// the spool stores them. A value that is added later needs a default.
    pub enum Observation {
        // Checks of the Asterisk module.
        /// The module answers with its version.
        ModuleVersion {
            /// The version of the module.
            ferrofax: String,
            /// The version of Asterisk.
            asterisk: String,
        },
        /// The module and the program are of different versions.
        ModuleOtherVersion {
            /// The version of the module.
            ferrofax: String,
            /// The version of Asterisk.
            asterisk: String,
            /// The version of the program.
            program: String,
        },
        /// A check of the module failed because of a bug.
        CheckFailed,
        /// The module uses this spool and does not answer.
        ModuleSilent {
            /// How long the check waited for an answer, in seconds.
            seconds: u64,
        },
        /// The module has never used this spool.
        ModuleNeverRan,
        /// The module is not loaded.
        ModuleNotRunning,
        /// A line of ferrofax.conf, or a device, is wrong.
        ConfigComplaint {
            /// The fault that the module reports, in English.
            complaint: String,
        },
        /// ferrofax.conf and the devices have no fault.
        ConfigInOrder,
        /// A setting lists several mail servers separated by `;`, and Asterisk reads only the
        /// first, because a `;` begins a comment.
        MailServersCut {
            /// The settings file.
            file: String,
            /// The mail server that Asterisk uses.
            server: String,
            /// The text after the `;`, which is ignored.
            rest: String,
        },

        // Permissions of the spool's folder and files.
        /// Asterisk and the Ferrofax service can both read and write the spool.
        GroupWorks {
            /// The spool's folder.
            folder: String,
        },
        /// Asterisk does not run in the group of the spool's folder.
        GroupMissing {
            /// The spool's folder.
            folder: String,
            /// The reason.
            reason: NotInGroup,
        },
        /// All users of the system may write to the spool.
        WritableByAll {
            /// The spool's folder.
            folder: String,
        },
        /// All users of the system may read a file of the spool.
        ReadableByAll {
            /// The file.
            path: String,
        },
        /// The spool's owner may read and write all files of the spool.
        RightsInOrder {
            /// The user who owns the spool.
            owner: String,
        },
        /// The spool's owner and its group may read and write all files of the spool.
        RightsInOrderWithGroup {
            /// The user who owns the spool.
            owner: String,
        },
        /// The spool's owner lacks a right on a file.
        UserLacksRight {
            /// The file.
            path: String,
            /// The file's owner.
            owner: String,
            /// The file's mode, in octal digits.
            mode: String,
            /// The user who owns the spool.
            user: String,
            /// The missing right.
            right: Access,
        },
        /// The spool's group lacks a right on a file.
        GroupLacksRight {
            /// The file.
            path: String,
            /// The file's owner.
            owner: String,
            /// The file's mode, in octal digits.
            mode: String,
            /// The missing right.
            right: Access,
        },
        /// All users of the system may read a settings file that has a password.
        PasswordReadable {
            /// The file.
            file: String,
        },
        /// All users of the system may read a settings file that has several passwords.
        PasswordsReadable {
            /// The file.
            file: String,
        },
        /// A folder of received faxes remains unencrypted, because the spool's group cannot write
        /// there.
        FolderUnencrypted {
            /// The folder.
            folder: String,
        },

        // The spool and its disk.
        /// There is enough room on the disk of the spool.
        DiskFree {
            /// The free space, in MiB.
            mib: u64,
            /// The spool's folder.
            folder: String,
        },
        /// There is little room on the disk of the spool.
        DiskLow {
            /// The free space, in MiB.
            mib: u64,
            /// The spool's folder.
            folder: String,
        },
        /// The spool's file system can hold few more files.
        FilesLow {
            /// The number of files that can still be created.
            files: u64,
            /// The spool's folder.
            folder: String,
        },
        /// Asterisk's settings exist, so Asterisk is installed.
        AsteriskInstalled {
            /// The settings file asterisk.conf.
            file: String,
        },
        /// Asterisk's settings do not exist, so Asterisk is not installed.
        AsteriskMissing {
            /// The settings file asterisk.conf.
            file: String,
        },
        /// The module's file exists.
        ModuleInstalled {
            /// The module's file.
            file: String,
        },
        /// The module's file does not exist.
        ModuleMissing {
            /// The folders in which the file was searched.
            folder: String,
        },
        /// There is no spool yet; the module creates it when Asterisk loads it.
        SpoolMissing {
            /// The folder that has no spool.
            folder: String,
        },
        /// The spool can be read and written.
        SpoolUsable {
            /// The spool's folder.
            folder: String,
        },
        /// The spool's database is not damaged.
        DatabaseWhole,
        /// The files that the web interface writes can be used.
        WebFilesUsable,
        /// A file that the web interface writes cannot be used.
        WebFileUnusable {
            /// The file.
            file: String,
            /// The reason.
            error: String,
        },
        /// The index of words, by which people search, has all received faxes.
        IndexWhole,
        /// The index of words lacks received faxes.
        IndexLacks {
            /// The number of missing faxes.
            count: u64,
        },
        /// The index of words is damaged.
        IndexBroken {
            /// The error.
            error: String,
        },

        // Devices, which are fax extensions of the PBX.
        /// The module has published no device.
        NoDevices,
        /// No device may send.
        NoDeviceMaySend,
        /// At least one device may send.
        Devices {
            /// The number of devices that may send.
            may_send: u64,
            /// The number of all devices.
            all: u64,
        },
        /// A device that the user named for the self-test does not exist.
        DeviceUnknown {
            /// The device's name.
            device: String,
        },
        /// A table of gateway.toml names a device that does not exist.
        DeviceMissing {
            /// The table.
            table: String,
            /// The device's name.
            device: String,
        },
        /// A table of gateway.toml names a device that exists in several contexts.
        DeviceAmbiguous {
            /// The table.
            table: String,
            /// The device's name.
            device: String,
        },
        /// Devices confirm a page only when the shared database has it (`durable = shared`), and
        /// there is no shared database.
        DurableWithoutDatabase {
            /// The name of the first such device.
            device: String,
            /// The number of further such devices.
            more: u64,
        },
        /// Devices confirm a page only when the shared database has it, and this works.
        DurableWorks {
            /// The name of the first such device.
            device: String,
            /// The number of further such devices.
            more: u64,
        },
        /// Devices confirm a page only when the shared database has it, and this node does not
        /// report to the shared database.
        DurableUnreported {
            /// The name of the first such device.
            device: String,
            /// The number of further such devices.
            more: u64,
        },

        // The dialplan and the trunks.
        /// The dial string for faxes names a channel, not a context of the dialplan.
        DialsChannel {
            /// The dial string.
            dial: String,
        },
        /// The dialplan lacks the context that the dial string for faxes names.
        ContextMissing {
            /// The dial string.
            dial: String,
            /// The context.
            context: String,
        },
        /// In the context for faxes, no step hangs up after `Dial`, so that the cause of the call's
        /// end is lost.
        HangupMissing {
            /// The context.
            context: String,
            /// The extension.
            exten: String,
            /// The arguments of `Dial`.
            dial: String,
        },
        /// The context for faxes jumps to another place, which is not checked.
        ContextJumps {
            /// The context.
            context: String,
            /// The Asterisk application that jumps.
            app: String,
            /// The application's arguments.
            args: String,
        },
        /// No step of the context for faxes dials.
        DialMissing {
            /// The context.
            context: String,
        },
        /// The context for faxes dials and then hangs up.
        ContextInOrder {
            /// The context.
            context: String,
        },
        /// A step of the dialplan puts a jitter buffer into the path of faxes.
        JitterStep {
            /// The context.
            context: String,
            /// The extension.
            exten: String,
            /// The Asterisk application of the step.
            app: String,
            /// The application's arguments.
            args: String,
        },
        /// A setting of the channel driver puts a jitter buffer into the path of faxes.
        JitterSetting {
            /// The setting.
            setting: String,
            /// The file that has the setting.
            file: String,
        },
        /// There is no jitter buffer in the path of faxes.
        NoJitterBuffer,
        /// Faxes are dialled through no PJSIP endpoint that is named, so no endpoint is checked.
        NoEndpointDialled,
        /// Asterisk has no settings of the PJSIP endpoint through which faxes are dialled.
        EndpointUnknown {
            /// The endpoint's name.
            endpoint: String,
        },
        /// The first codec of the endpoint can carry faxes as audio.
        CodecGood {
            /// The endpoint's name.
            endpoint: String,
            /// The codec's name.
            codec: String,
        },
        /// The first codec of the endpoint cannot carry faxes as audio.
        CodecBad {
            /// The endpoint's name.
            endpoint: String,
            /// The codec's name.
            codec: String,
        },
        /// The settings of the endpoint name no codec.
        CodecMissing {
            /// The endpoint's name.
            endpoint: String,
        },
        /// The endpoint offers T.38.
        T38Offered {
            /// The endpoint's name.
            endpoint: String,
        },
        /// The endpoint does not offer T.38, and ferrofax.conf switches T.38 off (`t38 = no`).
        T38Unwanted {
            /// The endpoint's name.
            endpoint: String,
        },
        /// The endpoint does not offer T.38, and ferrofax.conf does not switch T.38 off.
        T38Missing {
            /// The endpoint's name.
            endpoint: String,
        },

        // The mail relay.
        /// The settings name the mail relay by its IP address, so no name has to be resolved.
        RelayByAddress,
        /// The mail relay's name can be resolved.
        RelayNameKnown {
            /// The name.
            host: String,
        },
        /// The mail relay's name cannot be resolved.
        RelayNameUnknown {
            /// The relay and the fault of its name.
            fault: Undelivered,
        },
        /// The mail relay answers.
        RelayAnswers {
            /// The relay's name or address.
            host: String,
            /// The relay's port.
            port: u16,
        },
        /// The mail relay cannot be used.
        RelayUnusable {
            /// The relay's port.
            port: u16,
            /// The relay and its fault.
            fault: Undelivered,
        },
        /// No faxmaster is named, so nobody gets faxes that cannot be delivered.
        FaxmasterMissing,
        /// A faxmaster is named.
        FaxmasterNamed {
            /// The faxmaster's e-mail address.
            faxmaster: String,
        },

        /// Expired data was deleted lately.
        Swept {
            /// The time of the last deletion.
            time: String,
        },
        /// Expired data has not been deleted for a long time.
        NotSwept {
            /// The time of the last deletion.
            time: String,
        },

        // The clock.
        /// The clock shows a plausible time.
        Clock {
            /// The time, with its zone.
            time: String,
        },
        /// The clock of this machine is wrong: it shows a time before this version of Ferrofax was
        /// made.
        ClockWrong {
            /// The time that the clock shows.
            time: String,
        },
        /// The clocks of this machine and of the PBX show different times.
        ClocksDiffer {
            /// The time of this machine.
            here: String,
            /// The time of the PBX.
            pbx: String,
        },
        /// The clock of this machine is behind the time of the newest fax.
        ClockBehindFax {
            /// The time that the clock shows.
            time: String,
            /// The number of the fax.
            fax: i64,
            /// The time of the fax.
            received: String,
        },

        // Converters of documents into fax pages.
        /// A page of text was converted into a fax page.
        ConversionWorks,
        /// A program that gateway.toml names does not exist.
        ConverterMissing {
            /// The program.
            program: String,
            /// The setting.
            setting: String,
        },
        /// Documents are converted without other programs: Ghostscript and LibreOffice are not
        /// installed.
        ConvertersOwn,
        /// Documents are converted, some formats with other programs.
        ConvertersOther {
            /// The programs.
            programs: String,
        },

        // The settings in gateway.toml.
        /// The settings file has an error.
        SettingsWrong {
            /// The file.
            file: String,
            /// The line and the error, in English.
            problem: String,
        },
        /// The settings file has a warning.
        SettingsWarning {
            /// The file.
            file: String,
            /// The line and the warning, in English.
            warning: String,
        },
        /// The settings file has no error.
        SettingsInOrder {
            /// The file.
            file: String,
        },
        /// The settings file does not exist.
        SettingsMissing {
            /// The file.
            file: String,
        },
        /// No user can log in to the web interface: no user has a password, and there is no LDAP or
        /// OpenID.
        WebWithoutLogin,
        /// The web interface rejects other machines, because it has neither a certificate nor a
        /// proxy.
        WebWithoutCertificate {
            /// The IP address and port of the web interface.
            address: String,
        },
        /// Every client in a network of the settings is an administrator without a login.
        NetworkOfAdministrator {
            /// The name of the network in the settings.
            network: String,
        },
        /// A network of the settings contains all IP addresses, so everybody may send without a
        /// login.
        NetworkOfAll {
            /// The name of the network in the settings.
            network: String,
        },
        /// Every IP address is trusted as a front server that vouches for senders of e-mail.
        FrontServersOfAll,
        /// Everybody who may send may send to all numbers of the world.
        AllNumbersAllowed,
        /// CRAM-MD5 is on, which needs passwords in plain text, and no user has one.
        CramMd5WithoutPasswords,
        /// No country code is set in ferrofax.conf.
        CountryCodeMissing,
        /// The country code that is set in ferrofax.conf.
        CountryCodeSet {
            /// The code, without `+`.
            code: String,
        },
        /// The number of users and networks that may send, and the kind of senders from outside.
        Senders {
            /// The number of users.
            users: u64,
            /// The number of networks.
            networks: u64,
            /// The kind of senders from outside that may send too.
            outside: Outside,
        },
        /// Fax by e-mail is off.
        MailOff,
        /// The certificate and its key can be used.
        CertificateUsable,
        /// The Ferrofax service orders the certificate by ACME.
        CertificateByAcme {
            /// The host names of the certificate.
            names: String,
        },
        /// The service's mail server has no certificate, so it offers no TLS.
        MailWithoutCertificate,
        /// The service's network printer has no certificate.
        PrinterWithoutCertificate,
        /// The web interface has no certificate, so only this machine and the `proxies` may
        /// connect.
        WebForThisMachine,
        /// No program listens at an address that the settings name.
        AddressFree {
            /// The IP address and port.
            address: String,
        },
        /// A program, perhaps the Ferrofax service, listens at an address that the settings name.
        AddressTaken {
            /// The IP address and port.
            address: String,
        },
        /// The service cannot listen at an address that the settings name.
        AddressUnusable {
            /// The IP address and port.
            address: String,
            /// The system's error.
            error: String,
        },
        /// No user can log in by HylaFAX's protocol.
        HylafaxWithoutLogin,
        /// An LDAP server answers.
        ServerAnswers {
            /// The server's URL.
            url: String,
        },
        /// The OpenID login provider answers.
        ProviderAnswers {
            /// The provider's URL.
            url: String,
            /// The number of the provider's keys.
            count: u64,
        },

        /// An access token for the mail server was fetched.
        TokenFetched {
            /// The minutes until it expires.
            minutes: u64,
        },
        /// The secret or certificate for access tokens has expired, or expires soon.
        SecretExpires {
            /// The day, as 2027-05-31.
            day: String,
        },
        /// The mailbox whose mails are faxed can be read.
        MailboxReadable {
            /// The user name at the mailbox's server.
            user: String,
            /// The number of mails in its folder.
            mails: u64,
        },
        /// A folder of the mailbox is missing. The service creates it.
        MailboxFolderMissing {
            /// The folder's name.
            folder: String,
        },
        /// A server at which received faxes are filed can be reached.
        FilingReachable {
            /// The name of the server in the settings, and its URL.
            server: String,
        },
        /// No setting says by what the sender of a mail in the mailbox is proved.
        MailboxWithoutRule,

        /// The keys of recipients for encrypted mails can be read.
        KeysReadable {
            /// The number of their files.
            count: u64,
        },
        /// The codes of recipients for links to faxes can be read.
        CodesReadable {
            /// The number of codes.
            count: u64,
        },
        /// Mails have links to faxes, but there is no web interface to which they lead.
        LinksWithoutWeb,
        /// A key for encrypted mails has expired, or expires soon.
        KeyExpires {
            /// The file or the setting of the key.
            key: String,
            /// The day, as 2027-05-31.
            day: String,
        },

        /// The certificate that signs proofs of sending is valid until this day.
        ProofCertificate {
            /// The day, as 2027-05-31.
            day: String,
        },

        // The shared database.
        /// The shared database of several nodes answers.
        DatabaseShared {
            /// The name of the database.
            database: String,
            /// The number of its nodes.
            count: u64,
        },
        /// Jobs remain in a shared database that gateway.toml no longer names.
        JobsLeft {
            /// The number of jobs.
            count: u64,
        },
        /// This node is drained: it takes no jobs of the shared database until somebody undrains
        /// it.
        NodeDrained,
        /// The documents of the shared database are encrypted with this key.
        SharedKey {
            /// The identifier of the key.
            key: String,
        },
        /// The documents of the spool are encrypted with this key.
        SpoolKey {
            /// The identifier of the key.
            key: String,
        },

        // The self-test, which sends test pages.
        /// No device that has its own number may receive faxes.
        NoDeviceMayReceive,
        /// No test page was sent, because the module does not answer.
        TestWithoutModule,
        /// A test page could not be submitted.
        TestNotSubmitted {
            /// The route of the page.
            route: Route,
            /// The error.
            error: String,
        },
        /// A test page was not sent.
        TestNotSent {
            /// The route of the page.
            route: Route,
            /// The last event of its job.
            event: Event,
        },
        /// A test page was not sent in time.
        TestTimedOut {
            /// The route of the page.
            route: Route,
            /// How long the test waited, in seconds.
            seconds: u64,
            /// The job of the page.
            job: i64,
            /// The state of the job.
            state: String,
            /// The last event of the job.
            event: Event,
        },
        /// A test page was confirmed, but no device of this PBX has received it.
        TestNotReceived {
            /// The route of the page.
            route: Route,
        },
        /// The spool could not be read during a test.
        TestBroken {
            /// The route of the page.
            route: Route,
            /// The error.
            error: String,
        },
        /// A test page was received exactly as it was sent.
        TestArrived {
            /// The route of the page.
            route: Route,
            /// The number of pages.
            pages: u64,
            /// The device, time and rate of the receipt.
            receipt: Receipt,
            /// The number of rows.
            rows: u64,
        },
        /// A test page was received, but differs from the page that was sent.
        TestDiffers {
            /// The route of the page.
            route: Route,
            /// The device, time and rate of the receipt.
            receipt: Receipt,
            /// The difference.
            difference: Difference,
        },
        /// A received test page was sent by e-mail.
        TestMailed {
            /// The line of the test: `fax` or `via`.
            test: String,
            /// The recipient.
            recipient: Recipient,
            /// The mail server's answer.
            answer: String,
        },
        /// A received test page could not be sent by e-mail.
        TestNotMailed {
            /// The line of the test: `fax` or `via`.
            test: String,
            /// The recipient.
            recipient: Recipient,
            /// The error.
            error: String,
        },
        /// The e-mail with a received test page is still waiting.
        TestMailWaits {
            /// The line of the test: `fax` or `via`.
            test: String,
            /// The recipient.
            recipient: Recipient,
        },

        // Observations of any check.
        /// A file or folder cannot be read.
        PathUnreadable {
            /// The file or folder.
            path: String,
            /// The system's error.
            error: String,
        },
        /// A check found an error for which there is no other observation, or failed itself.
        Error {
            /// The error.
            error: String,
        },
        /// A sentence of an older version of Ferrofax.
        Text {
            /// The sentence.
            text: String,
        },
    }
}

impl Observation {
    /// The observation `Error` with the text of this error.
    pub fn error(error: impl ToString) -> Self {
        Self::Error { error: error.to_string() }
    }
}
