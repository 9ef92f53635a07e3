//! The fixes of faults that checks find.

use serde::{Deserialize, Serialize};

use super::NotInGroup;
use super::named_values;
use crate::failure::Failure;

named_values! {
    /// What fixes a fault, as a name and values. Commands, settings and names of files are the
    /// same in each language.
    ///
    /// Names and values never change their meaning once released: programs read them, and the
    /// spool stores them. A value that is added later needs a default.
    pub enum Fix {
        // The module in the PBX.
        /// See Asterisk's log.
        SeeAsteriskLog,
        /// Load the module.
        LoadModule,
        /// Install module and program of one version: the module is too old to answer.
        InstallNewerModule,
        /// Install module and program of one version.
        InstallOneVersion,
        /// Correct a line of ferrofax.conf.
        CorrectConfigLine,
        /// Name one mail server.
        NameOneMailServer,

        // Permissions of the spool.
        /// Share the spool by an access control list, or remedy what keeps Asterisk out of the group.
        ShareSpool {
            /// Why Asterisk is not in the group.
            remedy: NotInGroup,
        },
        /// Set the permissions of the spool's files.
        SetPermissions {
            /// The spool.
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
        /// Permit the group to write to the folders of received faxes.
        PermitGroup {
            /// The spool.
            folder: String,
        },

        // The spool and its disk.
        /// Free space on the disk.
        FreeSpace,
        /// Install Asterisk.
        InstallAsterisk,
        /// Install the module's file.
        InstallModule,
        /// Let the module create the spool.
        CreateSpool,
        /// Run the command as a user who may use the spool.
        RunAsRoot,
        /// Restore a backup.
        RestoreBackup,
        /// Rebuild the index of words.
        RebuildIndex,

        // Devices.
        /// Declare a device in the dialplan.
        DeclareDevice,
        /// Allow a device to send.
        AllowSending,
        /// Name a device that exists.
        NameDevice,
        /// Configure the shared database, or do not wait for it.
        ConfigureNode,
        /// Start the service.
        StartService,

        // The dialplan and the trunks.
        /// Write the context of the dial string.
        WriteContext {
            /// The context.
            context: String,
        },
        /// Hang up after `Dial`.
        HangUp,
        /// Dial in the context of the dial string.
        DialInContext,
        /// Remove the step that sets a jitter buffer.
        RemoveJitterStep,
        /// Switch a jitter buffer off.
        SwitchJitterOff {
            /// The setting.
            setting: String,
            /// Its file.
            file: String,
        },
        /// Name an endpoint that exists.
        NameEndpoint,
        /// Allow G.711.
        AllowG711 {
            /// The endpoint.
            endpoint: String,
        },
        /// Offer T.38, or do not want it.
        OfferT38 {
            /// The endpoint.
            endpoint: String,
        },

        // The mail relay.
        /// Correct the relay's name, or the resolver.
        CorrectRelayName,
        /// Correct the relay's settings, or start it.
        CorrectRelay,
        /// Name a faxmaster.
        NameFaxmaster,

        // The clock.
        /// Set the clock.
        SetClock,

        // Converters.
        /// Give the conversion room, rights and memory.
        AllowConversion,
        /// Install a converter.
        InstallConverter,

        // gateway.toml.
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
        /// Listen at another address, or permit low ports.
        OtherAddress {
            /// The table of gateway.toml.
            table: String,
        },
        /// Listen at another address of the mail server, or permit low ports.
        OtherMailAddress,
        /// Listen at another address for HylaFAX clients.
        OtherHylafaxAddress,
        /// Give users of HylaFAX clients a password.
        GivePasswords,
        /// Give the network a user without the role of an administrator.
        NamePlainUser,
        /// Limit who may send.
        LimitSenders,

        // The shared database.
        /// Name the shared database again.
        NameNodeAgain,
        /// Start the server of the shared database, or correct its settings.
        CorrectNode,
        /// Correct the keys of the shared database.
        CorrectNodeKeys,
        /// Correct the keys of the spool.
        CorrectKeys,

        // The self-test.
        /// See the line `devices`.
        SeeDevices,
        /// See the line `module`.
        SeeModule,
        /// See the lines about mail.
        SeeMail,
        /// See the calls and the log.
        SeeCalls,
        /// See the jobs before the test page.
        SeeJobs,
        /// Fix that error first.
        FixThatFirst,
        /// Route the number back to a fax device.
        RouteBack,
        /// The advice for a failure.
        FollowAdvice {
            /// The failure.
            failure: Failure,
        },

        // Anything else.
        /// A sentence of an older version of Ferrofax.
        Text {
            /// The sentence.
            text: String,
        },
    }
}
