//! The commands that show the state of the module: devices, calls, settings, and counters of calls
//! and faxes.

use super::Commands;
use crate::service::dates::ago;
use crate::service::settings::asterisk::SERVED;
use crate::service::settings::dialling::{configurable, option_name, retry_text};
use crate::service::settings::retention;
use ferrofax_basics::table::Table;
use ferrofax_spool::SPOOL_VERSION;
use std::fmt::Write;

/// Writes the version of the module, the versions of Asterisk that the module works with, and the
/// version of the spool.
pub(super) fn version() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let (first, last) = (SERVED.start(), SERVED.end());
    format!(
        "Ferrofax {version} (for Asterisk {first} to {last}, spool of version {SPOOL_VERSION})\n"
    )
}

impl Commands {
    pub(super) fn show_devices(&self) -> String {
        let current = self.configuration.current();
        let mut text = String::from("Extension  Context  Format  Enabled  Mailboxes\n");
        for device in &current.devices {
            let enabled = match device.allowed(&current.settings) {
                Ok(()) => "yes".to_owned(),
                Err(prohibition) => format!("no ({prohibition})"),
            };
            let _ = writeln!(
                text,
                "{}  {}  {}  {}  {}",
                device.exten,
                device.context,
                device.args.format.name(),
                enabled,
                device.args.mailboxes.join(" ")
            );
        }
        let _ = writeln!(text, "{} devices", current.devices.len());
        for complaint in &current.complaints {
            let _ = writeln!(text, "! {complaint}");
        }
        text
    }

    pub(super) fn show_calls(&self) -> String {
        let mut table = Table::with_dashes(&[
            "Way",
            "Fax",
            "Job",
            "Device",
            "Number",
            "Remote machine",
            "Pages",
            "Rate",
            "ECM",
            "Line",
            "Since",
            "Trunk",
            "Channel",
        ]);
        let calls = self.lines.list();
        for call in &calls {
            table.row([
                call.stage.to_owned(),
                call.fax.map_or_else(String::new, |fax| fax.to_string()),
                call.job.map_or_else(String::new, |job| job.to_string()),
                call.device.to_string(),
                call.number.clone(),
                call.far_ident.clone(),
                call.pages.to_string(),
                call.rate_bps.to_string(),
                yes_no(call.ecm),
                if call.is_t38 { "T.38" } else { "audio" }.to_owned(),
                ago(call.since),
                call.trunk.clone(),
                call.channel.clone(),
            ]);
        }
        format!(
            "{table}{} of {} lines busy\n",
            calls.len(),
            self.configuration.settings().max_lines
        )
    }

    pub(super) fn show_settings(&self) -> String {
        let settings = self.configuration.settings();
        let mut text = String::new();
        let mut row = |name: &str, value: String| {
            let _ = writeln!(text, "{name:20} = {value}");
        };
        row("contexts", settings.contexts.join(","));
        row("spool", self.slot.path().display().to_string());
        row("faxenabled", yes_no(settings.fax_enabled));
        row("max_lines", settings.max_lines.to_string());
        row("retention_days", settings.retention_days.to_string());
        for (name, class) in &settings.retention {
            row(&format!("retention [{name}]"), retention::said(*class));
        }
        row("junk_days", settings.junk_days.to_string());
        row("deletion_record_days", settings.deletion_record_days.to_string());
        row("cleanup_interval", format!("{} h", settings.cleanup_interval_hours));
        row("max_pages", settings.max_pages.to_string());
        row("t38", settings.options.t38.unwrap_or_default().word().to_owned());
        row("log_personal_data", yes_no(settings.log_personal_data));
        row("res_fax", yes_no(settings.res_fax));
        for (name, value) in settings.sending.pairs() {
            row(name, value);
        }
        // Settings for placing calls and retrying them.
        let dialling = &settings.dialling;
        row("dialstring", dialling.dial.template().to_owned());
        row("dialtimeout", format!("{} s", dialling.timeout_s));
        row("inbound_lines", dialling.inbound_lines.to_string());
        row("share_calls", yes_no(dialling.share_calls));
        row("max_send_minutes", dialling.max_minutes.to_string());
        for failure in configurable() {
            row(&option_name(failure), retry_text(dialling.retries.of(failure)));
        }
        // Classes, and the switches that an operator set.
        for (name, class) in &settings.classes {
            row(&format!("[{name}]"), format!("class, faxenabled = {}", yes_no(class.fax_enabled)));
        }
        for (whom, on) in settings.switches.list() {
            row("switched", format!("{whom}, faxenabled = {}", yes_no(on)));
        }
        let mail = &settings.mail;
        row("mailserver", mail.relay.address());
        row("mailtls", mail.relay.tls.to_string());
        row("serveremail", mail.complete_address(&mail.from_address));
        row("faxmaster", mail.complete_address(&mail.faxmaster));
        text
    }

    pub(super) fn show_stats(&self) -> String {
        // Counts since the module was loaded …
        let counts = self.stats.counts();
        let mut text = String::new();
        let mut row = |name: &str, value: u64| {
            let _ = writeln!(text, "{name:24} {value:>10}");
        };
        row("calls", counts.calls);
        row("  received", counts.received);
        row("  incomplete", counts.incomplete);
        row("  failed", counts.failed);
        row("  filed as junk", counts.junk);
        row("refused", counts.refused);
        row("  by refuse", counts.refused_callers);
        row("pages confirmed", counts.pages);
        row("faxes sent", counts.sent);
        row("faxes not sent", counts.not_sent);
        row("calls not answered", counts.unanswered);
        row("pages sent", counts.pages_sent);
        row("audio frames lost", counts.frames_lost);
        row("audio frames reordered", counts.frames_reordered);
        row("audio frames doubled", counts.frames_doubled);
        row("audio frames late", counts.frames_late);
        for (cause, count) in &counts.causes {
            row(&format!("  {cause}"), *count);
        }
        // … and counts of the spool, if it can be read.
        if let Ok(jobs) = self.slot.get().and_then(|spool| spool.jobs().job_counts()) {
            let waiting = jobs.suspended + jobs.pending + jobs.sleeping + jobs.blocked + jobs.ready;
            row("jobs waiting", waiting.into());
            row("jobs in calls", jobs.active.into());
            row("jobs done", jobs.done.into());
            row("jobs failed", jobs.failed.into());
        }
        if let Ok(stats) = self.slot.get().and_then(|spool| spool.faxes().stats()) {
            row("in the spool, received", stats.received.into());
            row("in the spool, incomplete", stats.incomplete.into());
            row("in the spool, failed", stats.failed.into());
            row("mails waiting", stats.outbox_waiting.into());
            row("mails failed", stats.outbox_failed.into());
        }
        text
    }
}

fn yes_no(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}
