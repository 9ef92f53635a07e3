//! The observations of checks: what was looked at, and how it is.

use serde::{Deserialize, Serialize};

use super::named_values;
use crate::event::Event;
use crate::undelivered::Undelivered;

named_values! {
    /// What a check found, as a name and values.
    ///
    /// Names and values never change their meaning once released: programs read them, and the
    /// spool stores them. A value that is added later needs a default.
    pub enum Observation {
        // The module in the PBX.
        /// The module answers.
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
            /// The time that was waited.
            seconds: u64,
        },
        /// The module has never used this spool.
        ModuleNeverRan,
        /// The module is not loaded.
        ModuleNotRunning,
        /// A line of ferrofax.conf, or a device, is wrong.
        ConfigComplaint {
            /// The module's complaint, in English.
            complaint: String,
        },
        /// ferrofax.conf and the devices have no fault.
        ConfigInOrder,
        /// A list of mail servers of which Asterisk cuts off all but the first.
        MailServersCut {
            /// The settings file.
            file: String,
            /// The server that is used.
            server: String,
            /// The text behind the `;`.
            rest: String,
        },

        // Permissions of the spool.
        /// Asterisk and the service can both work in the spool.
        GroupWorks {
            /// The spool.
            folder: String,
        },
        /// Asterisk does not run in the group of the spool.
        GroupMissing {
            /// The spool.
            folder: String,
            /// Why.
            reason: NotInGroup,
        },
        /// All users may write to the spool.
        WritableByAll {
            /// The spool.
            folder: String,
        },
        /// All users may read a file of the spool.
        ReadableByAll {
            /// The file.
            path: String,
        },
        /// The spool's owner may use all files.
        RightsInOrder {
            /// The owner.
            owner: String,
        },
        /// The spool's owner and its group may use all files.
        RightsInOrderWithGroup {
            /// The owner.
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
            /// The spool's owner.
            user: String,
            /// The right.
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
            /// The right.
            right: Access,
        },
        /// A settings file has a password and all users may read it.
        PasswordReadable {
            /// The file.
            file: String,
        },
        /// A settings file has passwords and all users may read it.
        PasswordsReadable {
            /// The file.
            file: String,
        },
        /// A folder of received faxes remains unencrypted.
        FolderUnencrypted {
            /// The folder.
            folder: String,
        },

        // The spool and its disk.
        /// There is room on the disk.
        DiskFree {
            /// The free space.
            mib: u64,
            /// The spool.
            folder: String,
        },
        /// There is little room on the disk.
        DiskLow {
            /// The free space.
            mib: u64,
            /// The spool.
            folder: String,
        },
        /// The file system can hold few more files.
        FilesLow {
            /// The number of files.
            files: u64,
            /// The spool.
            folder: String,
        },
        /// Asterisk's settings are there.
        AsteriskInstalled {
            /// The settings file asterisk.conf.
            file: String,
        },
        /// Asterisk's settings are not there.
        AsteriskMissing {
            /// The settings file asterisk.conf.
            file: String,
        },
        /// The module's file is there.
        ModuleInstalled {
            /// The module's file.
            file: String,
        },
        /// The module's file is not there.
        ModuleMissing {
            /// The folders in which it was looked for.
            folder: String,
        },
        /// There is no spool yet.
        SpoolMissing {
            /// The folder that has no spool.
            folder: String,
        },
        /// The spool can be used.
        SpoolUsable {
            /// The spool.
            folder: String,
        },
        /// The database is not damaged.
        DatabaseWhole,
        /// The index of words has all faxes.
        IndexWhole,
        /// The index of words lacks faxes.
        IndexLacks {
            /// The number of faxes.
            count: u64,
        },
        /// The index of words is damaged.
        IndexBroken {
            /// The error.
            error: String,
        },

        // Devices.
        /// No device is published.
        NoDevices,
        /// No device may send.
        NoDeviceMaySend,
        /// Devices may send.
        Devices {
            /// The number of devices that may send.
            may_send: u64,
            /// The number of all devices.
            all: u64,
        },
        /// There is no such device.
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
        /// Pages wait for a shared database, and there is none.
        DurableWithoutDatabase {
            /// The first device.
            device: String,
            /// The number of further devices.
            more: u64,
        },
        /// Pages are confirmed when the shared database has them.
        DurableWorks {
            /// The first device.
            device: String,
            /// The number of further devices.
            more: u64,
        },
        /// Pages wait for the shared database, to which this node does not report.
        DurableUnreported {
            /// The first device.
            device: String,
            /// The number of further devices.
            more: u64,
        },

        // The dialplan and the trunks.
        /// The dial string names a channel.
        DialsChannel {
            /// The dial string.
            dial: String,
        },
        /// The context of the dial string does not exist.
        ContextMissing {
            /// The dial string.
            dial: String,
            /// The context.
            context: String,
        },
        /// No step hangs up after `Dial`.
        HangupMissing {
            /// The context.
            context: String,
            /// The extension.
            exten: String,
            /// The arguments of `Dial`.
            dial: String,
        },
        /// The context jumps to a place that is not checked.
        ContextJumps {
            /// The context.
            context: String,
            /// The application that jumps.
            app: String,
            /// Its arguments.
            args: String,
        },
        /// No step of the context dials.
        DialMissing {
            /// The context.
            context: String,
        },
        /// The context dials and hangs up.
        ContextInOrder {
            /// The context.
            context: String,
        },
        /// A step of the dialplan sets a jitter buffer.
        JitterStep {
            /// The context.
            context: String,
            /// The extension.
            exten: String,
            /// The application.
            app: String,
            /// Its arguments.
            args: String,
        },
        /// A setting of the channel driver switches a jitter buffer on.
        JitterSetting {
            /// The setting.
            setting: String,
            /// Its file.
            file: String,
        },
        /// There is no jitter buffer.
        NoJitterBuffer,
        /// No PJSIP endpoint is dialled by its name.
        NoEndpointDialled,
        /// The dialled endpoint is not known.
        EndpointUnknown {
            /// The endpoint.
            endpoint: String,
        },
        /// The first codec of the endpoint carries faxes.
        CodecGood {
            /// The endpoint.
            endpoint: String,
            /// The codec.
            codec: String,
        },
        /// The first codec of the endpoint does not carry faxes.
        CodecBad {
            /// The endpoint.
            endpoint: String,
            /// The codec.
            codec: String,
        },
        /// The endpoint has no codec.
        CodecMissing {
            /// The endpoint.
            endpoint: String,
        },
        /// The endpoint offers T.38.
        T38Offered {
            /// The endpoint.
            endpoint: String,
        },
        /// The endpoint does not offer T.38, and ferrofax.conf does not want it.
        T38Unwanted {
            /// The endpoint.
            endpoint: String,
        },
        /// The endpoint does not offer T.38.
        T38Missing {
            /// The endpoint.
            endpoint: String,
        },

        // The mail relay.
        /// The relay is given by its address.
        RelayByAddress,
        /// The relay's name can be resolved.
        RelayNameKnown {
            /// The name.
            host: String,
        },
        /// The relay's name cannot be resolved.
        RelayNameUnknown {
            /// The relay and the fault of its name.
            fault: Undelivered,
        },
        /// The relay answers.
        RelayAnswers {
            /// The relay's name or address.
            host: String,
            /// Its port.
            port: u16,
        },
        /// The relay cannot be used.
        RelayUnusable {
            /// Its port.
            port: u16,
            /// The relay and its fault.
            fault: Undelivered,
        },
        /// No faxmaster is named.
        FaxmasterMissing,
        /// A faxmaster is named.
        FaxmasterNamed {
            /// The faxmaster's address.
            faxmaster: String,
        },

        // The clock.
        /// The time.
        Clock {
            /// The time, with its zone.
            time: String,
        },
        /// The clock is wrong: it shows a time before this version was made.
        ClockWrong {
            /// The time.
            time: String,
        },
        /// The clocks of this machine and of the PBX differ.
        ClocksDiffer {
            /// The time of this machine.
            here: String,
            /// The time of the PBX.
            pbx: String,
        },
        /// The clock is behind the newest fax.
        ClockBehindFax {
            /// The time.
            time: String,
            /// The number of the fax.
            fax: i64,
            /// The time at which the fax was received.
            received: String,
        },

        // Converters.
        /// A page of text was converted.
        ConversionWorks,
        /// A program that gateway.toml names does not exist.
        ConverterMissing {
            /// The program.
            program: String,
            /// The setting.
            setting: String,
        },
        /// Documents are converted without other programs.
        ConvertersOwn,
        /// Documents are converted, some by other programs.
        ConvertersOther {
            /// The programs.
            programs: String,
        },

        // gateway.toml.
        /// The file has an error.
        SettingsWrong {
            /// The file.
            file: String,
            /// The line and the error, in English.
            problem: String,
        },
        /// The file has a warning.
        SettingsWarning {
            /// The file.
            file: String,
            /// The line and the warning, in English.
            warning: String,
        },
        /// The file has no error.
        SettingsInOrder {
            /// The file.
            file: String,
        },
        /// The file does not exist.
        SettingsMissing {
            /// The file.
            file: String,
        },
        /// No user can log in to the web interface.
        WebWithoutLogin,
        /// The web interface refuses other machines.
        WebWithoutCertificate {
            /// The address of the web interface.
            address: String,
        },
        /// All clients of a network are administrators.
        NetworkOfAdministrator {
            /// The network's name.
            network: String,
        },
        /// A network contains all addresses.
        NetworkOfAll {
            /// The network's name.
            network: String,
        },
        /// Every address is trusted as a front server.
        FrontServersOfAll,
        /// All numbers are allowed.
        AllNumbersAllowed,
        /// CRAM-MD5 is on, and no user has a plain password.
        CramMd5WithoutPasswords,
        /// No country code is set.
        CountryCodeMissing,
        /// The users and networks that may send.
        Senders {
            /// The number of users.
            users: u64,
            /// The number of networks.
            networks: u64,
            /// The senders from outside.
            outside: Outside,
        },
        /// Fax by e-mail is off.
        MailOff,
        /// Certificate and key can be used.
        CertificateUsable,
        /// The service orders the certificate by ACME.
        CertificateByAcme {
            /// The names of the certificate.
            names: String,
        },
        /// The mail server has no certificate.
        MailWithoutCertificate,
        /// The printer has no certificate.
        PrinterWithoutCertificate,
        /// The web interface has no certificate.
        WebForThisMachine,
        /// An address is free.
        AddressFree {
            /// The address.
            address: String,
        },
        /// An address is taken.
        AddressTaken {
            /// The address.
            address: String,
        },
        /// An address cannot be used.
        AddressUnusable {
            /// The address.
            address: String,
            /// The system's error.
            error: String,
        },
        /// No user can log in by HylaFAX's protocol.
        HylafaxWithoutLogin,
        /// A server answers.
        ServerAnswers {
            /// Its URL.
            url: String,
        },
        /// A login provider answers.
        ProviderAnswers {
            /// Its URL.
            url: String,
            /// The number of its keys.
            count: u64,
        },

        // The shared database.
        /// The shared database answers.
        DatabaseShared {
            /// The database.
            database: String,
            /// The number of its nodes.
            count: u64,
        },
        /// Jobs are in a shared database that gateway.toml no longer names.
        JobsLeft {
            /// The number of jobs.
            count: u64,
        },
        /// The node is drained.
        NodeDrained,
        /// The key that encrypts the documents of the shared database.
        SharedKey {
            /// The key.
            key: String,
        },
        /// The key that encrypts the documents of the spool.
        SpoolKey {
            /// The key.
            key: String,
        },

        // The self-test.
        /// No device may receive that has a number of its own.
        NoDeviceMayReceive,
        /// No test page was sent, since the module does not answer.
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
            /// The end of its job.
            event: Event,
        },
        /// A test page was not sent in time.
        TestTimedOut {
            /// The route of the page.
            route: Route,
            /// The time that was waited.
            seconds: u64,
            /// Its job.
            job: i64,
            /// The state of the job.
            state: String,
            /// The last event of the job.
            event: Event,
        },
        /// A test page was confirmed, and no device has received it.
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
        /// A test page arrived as it was sent.
        TestArrived {
            /// The route of the page.
            route: Route,
            /// The number of pages.
            pages: u64,
            /// How the pages were received.
            receipt: Receipt,
            /// The number of rows.
            rows: u64,
        },
        /// A test page arrived, and is not as it was sent.
        TestDiffers {
            /// The route of the page.
            route: Route,
            /// How the pages were received.
            receipt: Receipt,
            /// The difference.
            difference: Difference,
        },
        /// A test page was mailed.
        TestMailed {
            /// The line of the test: `fax` or `via`.
            test: String,
            /// The recipient.
            recipient: Recipient,
            /// The mail server's answer.
            answer: String,
        },
        /// A test page was not mailed.
        TestNotMailed {
            /// The line of the test: `fax` or `via`.
            test: String,
            /// The recipient.
            recipient: Recipient,
            /// The error.
            error: String,
        },
        /// The mail with a test page still waits.
        TestMailWaits {
            /// The line of the test: `fax` or `via`.
            test: String,
            /// The recipient.
            recipient: Recipient,
        },

        // Anything else.
        /// A file or folder cannot be looked at.
        PathUnreadable {
            /// The file or folder.
            path: String,
            /// The system's error.
            error: String,
        },
        /// The check itself failed.
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
    /// The check itself failed.
    pub fn error(error: impl ToString) -> Self {
        Self::Error { error: error.to_string() }
    }
}

named_values! {
    /// Why Asterisk does not run in the group of the spool.
    pub enum NotInGroup {
        /// `rungroup` in asterisk.conf.
        Rungroup {
            /// The group in which Asterisk runs.
            group: String,
        },
        /// The option `-G` of the command that starts Asterisk.
        Option {
            /// The group in which Asterisk runs.
            group: String,
        },
        /// Asterisk's user is not in the group.
        NoMember {
            /// The user.
            user: String,
            /// The group of the spool.
            group: String,
        },
        /// Asterisk's user is in the group now, but was not when Asterisk was started.
        StartedBefore,
    }
}

named_values! {
    /// The route of a test page.
    pub enum Route {
        /// Inside the PBX.
        Inside {
            /// The sending device.
            from: String,
            /// The receiving device.
            to: String,
        },
        /// Over the trunk and back.
        Trunk {
            /// The sending device.
            from: String,
            /// The number.
            number: String,
        },
    }
}

/// How a test page was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The receiving device.
    pub device: String,
    /// The number of the fax.
    pub fax: i64,
    /// The time since the page was submitted.
    pub seconds: u64,
    /// The rate.
    pub bps: u32,
    /// Whether there was error correction.
    pub is_ecm: bool,
    /// `audio`, or the kind of T.38.
    pub mode: String,
}

named_values! {
    /// The difference between a test page as it was sent and as it was received.
    pub enum Difference {
        /// They cannot be compared.
        Unreadable {
            /// The error.
            error: String,
        },
        /// The numbers of pages differ.
        Pages {
            /// Pages that were sent.
            sent: u64,
            /// Pages that were received.
            received: u64,
        },
        /// A page differs.
        Rows {
            /// The number of the page.
            page: u32,
            /// Rows that were sent.
            sent_rows: u64,
            /// Pixels of a row that was sent.
            sent_pixels: u64,
            /// Rows that were received.
            received_rows: u64,
            /// Pixels of a row that was received.
            received_pixels: u64,
        },
    }
}

/// A right on a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// To read it.
    Read,
    /// To write it.
    Write,
}

/// The senders from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outside {
    /// Owners of devices, if their domain vouches for the mail.
    Owners,
    /// Those of whom a front server reports.
    FrontServers,
    /// None.
    Nobody,
}

/// The recipient of a test page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// The mailboxes of the device.
    Mailboxes,
    /// The faxmaster.
    Faxmaster,
}
