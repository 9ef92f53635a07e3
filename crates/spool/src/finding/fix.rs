//! The fixes of faults that checks find.

use serde::{Deserialize, Serialize};

use super::NotInGroup;
use super::named_values;
use crate::failure::Failure;

named_values! {
    /// The fix of a fault that a check found, as a name and values. Commands, settings and file
    /// names are the same in each language.
    ///
    /// Names and values never change their meaning once released: programs read them, and the spool
    /// stores them. A value that is added later needs a default.
    pub enum Fix {
        // Fixes of the module in the PBX.
        /// See Asterisk's log.
        SeeAsteriskLog,
        /// Load the module.
        LoadModule,
        /// Install the module and the program of one version: the module is so old that it cannot
        /// answer the check.
        InstallNewerModule,
        /// Install the module and the program of one version.
        InstallOneVersion,
        /// Correct a line of ferrofax.conf.
        CorrectConfigLine,
        /// Name only one mail server in the settings.
        NameOneMailServer,

        // Fixes of the permissions of the spool.
        /// Share the spool by an access control list, or remedy the reason why Asterisk is not in
        /// the spool's group.
        ShareSpool {
            /// The reason why Asterisk is not in the group.
            remedy: NotInGroup,
        },
        /// Set the permissions of the spool's files.
        SetPermissions {
            /// The folder of the spool.
            folder: String,
        },
        /// Take rights on a folder from other users.
        CloseFolder {
            /// The folder.
            folder: String,
        },
        /// Take rights on a folder from other users, and keep FreePBX from giving them back.
        CloseFolderOnFreepbx {
            /// The folder.
            folder: String,
        },
        /// Take rights on a file from other users.
        CloseFile {
            /// The file.
            file: String,
        },
        /// Take rights on a file from other users, and keep FreePBX from giving them back.
        CloseFileOnFreepbx {
            /// The file.
            file: String,
        },
        /// Permit the spool's group to write to the folders of received faxes.
        PermitGroup {
            /// The folder of the spool.
            folder: String,
        },

        // Fixes of the spool and its disk.
        /// Free space on the disk.
        FreeSpace,
        /// Install Asterisk.
        InstallAsterisk,
        /// Install the module's file.
        InstallModule,
        /// Start Asterisk or load the module, which creates the spool.
        CreateSpool,
        /// Run the command as root, or as another user who may use the spool.
        RunAsRoot,
        /// Restore a backup.
        RestoreBackup,
        /// Undo the change of a file that the web interface writes, or remove the file.
        UndoOrRemove {
            /// The file.
            file: String,
        },
        /// Rebuild the index of words in faxes (`ferrofax index`).
        RebuildIndex,

        // Fixes of devices.
        /// Declare a fax device in the dialplan.
        DeclareDevice,
        /// Allow a device to send (`sendenabled`).
        AllowSending,
        /// Name a device that the dialplan declares.
        NameDevice,
        /// Configure the shared database, or do not require it for each page (`durable = shared`).
        ConfigureNode,
        /// Start the Ferrofax service, which uploads pages to the shared database.
        StartService,
        /// Start the Ferrofax service, which deletes expired data.
        ResumeDeletion,

        /// Make a watched folder readable again.
        MountFolder,
        /// Read in the failed faxes why their calls failed.
        ReadFailures,

        // Fixes of the dialplan and the trunks.
        /// Check the trunk with a test call, because no fax arrives.
        CheckTrunk,
        /// Write the context of the dial string into the dialplan.
        WriteContext {
            /// The context.
            context: String,
        },
        /// Hang up after `Dial` in the dialplan.
        HangUp,
        /// Dial in the context of the dial string.
        DialInContext,
        /// Remove the dialplan line that sets a jitter buffer.
        RemoveJitterStep,
        /// Switch a jitter buffer of a trunk off.
        SwitchJitterOff {
            /// The setting of the jitter buffer.
            setting: String,
            /// The file that contains the setting.
            file: String,
        },
        /// Name a PJSIP endpoint that exists.
        NameEndpoint,
        /// Allow G.711 for an endpoint.
        AllowG711 {
            /// The endpoint.
            endpoint: String,
        },
        /// Enable T.38 for an endpoint, or disable it in ferrofax.conf.
        OfferT38 {
            /// The endpoint.
            endpoint: String,
        },

        // Fixes of the mail relay.
        /// Correct the name of the mail relay, or the DNS resolver.
        CorrectRelayName,
        /// Correct the settings of the mail relay, or start the relay.
        CorrectRelay,
        /// Set the mail address of a faxmaster.
        NameFaxmaster,

        /// Correct the address of a mail that was not delivered, and retry it.
        RetryMails,
        /// Let mails be accepted again.
        ResumeMails,

        // Fixes of the clock.
        /// Set the clock of the machine.
        SetClock,

        // Fixes of the converters of documents.
        /// Give the conversion of documents more disk space, permissions or memory.
        AllowConversion,
        /// Install a converter, or remove it from the settings.
        InstallConverter,

        // Fixes of gateway.toml.
        /// Correct gateway.toml.
        CorrectSettings,
        /// Correct a table of gateway.toml.
        CorrectTable {
            /// The table.
            table: String,
        },
        /// Correct a table of gateway.toml, as a page of the documentation describes.
        CorrectTableAsIn {
            /// The table.
            table: String,
            /// The page of the documentation.
            page: String,
        },
        /// Listen at another address or port, or permit ports below 1024.
        OtherAddress {
            /// The table of gateway.toml.
            table: String,
        },
        /// Listen at another address or port for mail, or permit ports below 1024.
        OtherMailAddress,
        /// Listen at another address or port for HylaFAX clients.
        OtherHylafaxAddress,
        /// Give users of HylaFAX clients a password.
        GivePasswords,
        /// Assign the network to a user without the role of an administrator.
        NamePlainUser,
        /// Limit who may send faxes.
        LimitSenders,

        // Fixes of the shared database.
        /// Put the shared database back into the settings, until the jobs that it has are done.
        NameNodeAgain,
        /// Start the server of the shared database, or correct its settings.
        CorrectNode,
        /// Correct the keys of the shared database.
        CorrectNodeKeys,
        /// Correct the keys of the spool.
        CorrectKeys,

        // Fixes of faults that the self-test found.
        /// See the line `devices` in the output of the self-test.
        SeeDevices,
        /// See the line `module` in the output of the self-test.
        SeeModule,
        /// See the lines `relay` and `faxmaster` in the output of the self-test.
        SeeMail,
        /// See the list of calls and the log.
        SeeCalls,
        /// See the list of jobs, which shows the jobs before the test page.
        SeeJobs,
        /// Fix the reported error first.
        FixThatFirst,
        /// Route the fax number of the test back to a fax device.
        RouteBack,
        /// Follow the advice for a failure.
        FollowAdvice {
            /// The failure.
            failure: Failure,
        },

        // Other fixes.
        /// A sentence of an older version of Ferrofax.
        Text {
            /// The sentence.
            text: String,
        },
    }
}
