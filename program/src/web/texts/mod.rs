//! All words of the pages: one file a language.

mod de;
mod en;
mod reasons_de;
mod refusal;
mod refusals_de;
#[cfg(test)]
mod sentences;
mod verdict;
mod verdicts_de;

use crate::convert::Readable;
use crate::desk::{DeskError, PriceClass, Role};
use crate::rights::Denied;
use ferrofax_ground::sent_line::SentLine;
use ferrofax_spool::OutboxState;
use ferrofax_spool::event::{self, Event, Language, Reason};

pub(super) use table::Texts;

mod table {
    use crate::rights::Reason;

    /// The words of a language. What has a number or a name in it is a function.
    pub(in crate::web) struct Texts {
        /// RFC 5646.
        pub(in crate::web) language: &'static str,
        pub(in crate::web) name: &'static str,
        /// A date and a time (strftime(3)).
        pub(in crate::web) moment: &'static str,
        /// A day of this year, short.
        pub(in crate::web) short_day: &'static str,

        // Around all pages.
        pub(in crate::web) to_content: &'static str,
        pub(in crate::web) pages: &'static str,
        pub(in crate::web) received: &'static str,
        pub(in crate::web) sent: &'static str,
        pub(in crate::web) now: &'static str,
        pub(in crate::web) own: &'static str,
        pub(in crate::web) log_out: &'static str,
        pub(in crate::web) languages: &'static str,

        // Received faxes.
        pub(in crate::web) withheld: &'static str,
        pub(in crate::web) unread: &'static str,
        pub(in crate::web) unread_mark: &'static str,
        pub(in crate::web) search: &'static str,
        pub(in crate::web) search_hint: &'static str,
        pub(in crate::web) show: &'static str,
        pub(in crate::web) which_all: &'static str,
        pub(in crate::web) which_unread: &'static str,
        pub(in crate::web) which_mine: &'static str,
        pub(in crate::web) which_free: &'static str,
        pub(in crate::web) find: &'static str,
        pub(in crate::web) no_faxes: &'static str,
        pub(in crate::web) device: &'static str,
        pub(in crate::web) dealt_with_by: &'static str,
        pub(in crate::web) dealt_with: &'static str,
        pub(in crate::web) nobody: &'static str,
        pub(in crate::web) cut_short: &'static str,
        pub(in crate::web) older: &'static str,
        pub(in crate::web) mark_one: &'static str,
        pub(in crate::web) mark_these: &'static str,
        pub(in crate::web) marked_one: &'static str,
        pub(in crate::web) marked: &'static str,
        pub(in crate::web) marked_in_part: &'static str,
        pub(in crate::web) undo: &'static str,
        pub(in crate::web) fax_from: &'static str,
        pub(in crate::web) fetched_from: &'static str,
        pub(in crate::web) fetch_from: &'static str,
        pub(in crate::web) fetches: &'static str,
        pub(in crate::web) fax: &'static str,
        pub(in crate::web) the_pages: &'static str,
        pub(in crate::web) page: &'static str,
        pub(in crate::web) no_pages: &'static str,
        pub(in crate::web) came: &'static str,
        pub(in crate::web) line: &'static str,
        pub(in crate::web) claim: &'static str,
        pub(in crate::web) release: &'static str,
        pub(in crate::web) mark_unread: &'static str,
        pub(in crate::web) tag: &'static str,
        pub(in crate::web) note: &'static str,
        pub(in crate::web) keep: &'static str,
        pub(in crate::web) pass_on: &'static str,
        pub(in crate::web) hand_to: &'static str,
        pub(in crate::web) choose_colleague: &'static str,
        pub(in crate::web) hand: &'static str,
        pub(in crate::web) mail_to: &'static str,
        pub(in crate::web) mail: &'static str,
        pub(in crate::web) fax_to: &'static str,
        pub(in crate::web) send: &'static str,
        pub(in crate::web) printer: &'static str,
        pub(in crate::web) own_printer: &'static str,
        pub(in crate::web) print: &'static str,
        pub(in crate::web) delete: &'static str,
        pub(in crate::web) delete_really: &'static str,
        pub(in crate::web) delete_text: &'static str,
        pub(in crate::web) keep_it: &'static str,
        pub(in crate::web) history: &'static str,
        pub(in crate::web) back_to_fax: &'static str,
        pub(in crate::web) smaller: &'static str,
        pub(in crate::web) larger: &'static str,
        pub(in crate::web) turn_left: &'static str,
        pub(in crate::web) turn_right: &'static str,
        pub(in crate::web) is_receiving: &'static str,
        pub(in crate::web) page_now: &'static str,
        pub(in crate::web) is_received: &'static str,
        pub(in crate::web) is_incomplete: &'static str,
        pub(in crate::web) is_failed: &'static str,
        pub(in crate::web) part_so_far: &'static str,
        pub(in crate::web) part_title: &'static str,
        pub(in crate::web) part_text: &'static str,
        pub(in crate::web) part_pass_on: &'static str,
        pub(in crate::web) deed_read: &'static str,
        pub(in crate::web) deed_claimed: &'static str,
        pub(in crate::web) deed_released: &'static str,
        pub(in crate::web) deed_handed: &'static str,
        pub(in crate::web) deed_noted: &'static str,
        pub(in crate::web) deed_mailed: &'static str,
        pub(in crate::web) deed_printed: &'static str,
        pub(in crate::web) deed_faxed: &'static str,
        pub(in crate::web) mail_waiting: &'static str,
        pub(in crate::web) mail_delivered: &'static str,
        pub(in crate::web) mail_rejected: &'static str,
        pub(in crate::web) mail_failed: &'static str,
        pub(in crate::web) done_unread: &'static str,
        pub(in crate::web) done_claimed: &'static str,
        pub(in crate::web) done_released: &'static str,
        pub(in crate::web) done_handed: &'static str,
        pub(in crate::web) done_noted: &'static str,
        pub(in crate::web) done_mailed: &'static str,
        pub(in crate::web) done_printed: &'static str,
        pub(in crate::web) done_faxed: &'static str,
        pub(in crate::web) gone: &'static str,
        pub(in crate::web) denied: &'static str,
        pub(in crate::web) somebody_has_it: &'static str,
        pub(in crate::web) on_legal_hold: &'static str,
        pub(in crate::web) unfit: &'static str,
        pub(in crate::web) one_page: &'static str,
        pub(in crate::web) more_pages: &'static str,

        // What is sent, and what goes on.
        pub(in crate::web) new_fax: &'static str,
        pub(in crate::web) no_jobs: &'static str,
        pub(in crate::web) to: &'static str,
        pub(in crate::web) no_number: &'static str,
        pub(in crate::web) which_open: &'static str,
        pub(in crate::web) which_failed: &'static str,
        pub(in crate::web) which_done: &'static str,
        pub(in crate::web) fax_to_whom: &'static str,
        pub(in crate::web) confirmed: &'static str,
        pub(in crate::web) confirmed_pages: &'static str,
        pub(in crate::web) taken_in: &'static str,
        pub(in crate::web) far_machine: &'static str,
        pub(in crate::web) let_go: &'static str,
        pub(in crate::web) hold: &'static str,
        pub(in crate::web) cancel: &'static str,
        pub(in crate::web) try_again: &'static str,
        pub(in crate::web) number: &'static str,
        pub(in crate::web) again_to: &'static str,
        pub(in crate::web) send_again: &'static str,
        pub(in crate::web) report: &'static str,
        pub(in crate::web) documents: &'static str,
        pub(in crate::web) documents_hint: &'static str,
        pub(in crate::web) office_documents: &'static str,
        pub(in crate::web) no_document: &'static str,
        pub(in crate::web) from_device: &'static str,
        pub(in crate::web) more: &'static str,
        pub(in crate::web) resolution: &'static str,
        pub(in crate::web) as_usual: &'static str,
        pub(in crate::web) res_standard: &'static str,
        pub(in crate::web) res_fine: &'static str,
        pub(in crate::web) res_superfine: &'static str,
        pub(in crate::web) colour: &'static str,
        pub(in crate::web) in_colours: &'static str,
        pub(in crate::web) send_at: &'static str,
        pub(in crate::web) cover: &'static str,
        pub(in crate::web) with_cover: &'static str,
        pub(in crate::web) without_cover: &'static str,
        pub(in crate::web) recipient: &'static str,
        pub(in crate::web) company: &'static str,
        pub(in crate::web) calls: &'static str,
        pub(in crate::web) no_calls: &'static str,
        pub(in crate::web) lines_free: &'static str,
        pub(in crate::web) ladder: &'static str,
        pub(in crate::web) we_said: &'static str,
        pub(in crate::web) we_heard: &'static str,
        pub(in crate::web) coming_from: &'static str,
        pub(in crate::web) talking: &'static str,
        pub(in crate::web) dialling: &'static str,
        pub(in crate::web) drop_here: &'static str,
        pub(in crate::web) move_up: &'static str,
        pub(in crate::web) move_down: &'static str,
        pub(in crate::web) take_out: &'static str,
        pub(in crate::web) queue: &'static str,
        pub(in crate::web) waiting_line: &'static str,
        pub(in crate::web) waiting_time: &'static str,
        pub(in crate::web) held: &'static str,
        pub(in crate::web) oldest: &'static str,
        pub(in crate::web) state_number: &'static str,
        pub(in crate::web) state_suspended: &'static str,
        pub(in crate::web) state_pending: &'static str,
        pub(in crate::web) state_sleeping: &'static str,
        pub(in crate::web) state_blocked: &'static str,
        pub(in crate::web) state_ready: &'static str,
        pub(in crate::web) state_active: &'static str,
        pub(in crate::web) state_done: &'static str,
        pub(in crate::web) state_fetched: &'static str,
        pub(in crate::web) state_failed: &'static str,
        pub(in crate::web) done_cancelled: &'static str,
        pub(in crate::web) done_held: &'static str,
        pub(in crate::web) done_goes_on: &'static str,
        pub(in crate::web) done_sent: &'static str,

        // A fax that is to be fetched.
        pub(in crate::web) fetch_fax: &'static str,
        pub(in crate::web) fetch_hint: &'static str,
        pub(in crate::web) for_device: &'static str,
        pub(in crate::web) sep: &'static str,
        pub(in crate::web) sep_hint: &'static str,
        pub(in crate::web) fetch_password: &'static str,
        pub(in crate::web) fetch_password_hint: &'static str,
        pub(in crate::web) password_again: &'static str,
        pub(in crate::web) fetch: &'static str,

        // A fax that is written.
        pub(in crate::web) numbers_hint: &'static str,
        pub(in crate::web) in_book: &'static str,
        pub(in crate::web) check: &'static str,
        pub(in crate::web) from_book: &'static str,
        pub(in crate::web) contacts: &'static str,
        pub(in crate::web) book: &'static str,
        pub(in crate::web) up: &'static str,
        pub(in crate::web) down: &'static str,
        pub(in crate::web) remove: &'static str,
        pub(in crate::web) more_documents: &'static str,
        pub(in crate::web) subject: &'static str,
        pub(in crate::web) message: &'static str,
        pub(in crate::web) priority: &'static str,
        pub(in crate::web) priority_hint: &'static str,
        pub(in crate::web) look: &'static str,
        pub(in crate::web) discard: &'static str,
        pub(in crate::web) preview: &'static str,
        pub(in crate::web) preview_hint: &'static str,
        pub(in crate::web) drafts: &'static str,
        pub(in crate::web) drafts_hint: &'static str,
        pub(in crate::web) no_room: &'static str,
        pub(in crate::web) no_room_text: &'static str,
        pub(in crate::web) nothing_written: &'static str,
        pub(in crate::web) sent_in_part: &'static str,
        pub(in crate::web) done_discarded: &'static str,
        pub(in crate::web) price_inside: &'static str,
        pub(in crate::web) price_local: &'static str,
        pub(in crate::web) price_national: &'static str,
        pub(in crate::web) price_abroad: &'static str,
        pub(in crate::web) price_special: &'static str,

        // Address books.
        pub(in crate::web) own_book: &'static str,
        pub(in crate::web) house_book: &'static str,
        pub(in crate::web) which_book: &'static str,
        pub(in crate::web) name_of: &'static str,
        pub(in crate::web) new_contact: &'static str,
        pub(in crate::web) change_contact: &'static str,
        pub(in crate::web) change: &'static str,
        pub(in crate::web) no_contacts: &'static str,
        pub(in crate::web) more_contacts: &'static str,
        pub(in crate::web) fax_chosen: &'static str,
        pub(in crate::web) import: &'static str,
        pub(in crate::web) export: &'static str,
        pub(in crate::web) import_hint: &'static str,
        pub(in crate::web) table: &'static str,
        pub(in crate::web) done_put: &'static str,
        pub(in crate::web) done_deleted: &'static str,
        pub(in crate::web) done_imported: &'static str,
        pub(in crate::web) delete_contact_really: &'static str,

        // Administration.
        pub(in crate::web) administration: &'static str,
        pub(in crate::web) figures: &'static str,
        pub(in crate::web) health: &'static str,
        pub(in crate::web) devices: &'static str,
        pub(in crate::web) users: &'static str,
        pub(in crate::web) mails: &'static str,
        pub(in crate::web) log: &'static str,
        pub(in crate::web) days: &'static str,
        pub(in crate::web) day: &'static str,
        pub(in crate::web) week: &'static str,
        pub(in crate::web) nothing_yet: &'static str,
        pub(in crate::web) as_table: &'static str,
        pub(in crate::web) went_well: &'static str,
        pub(in crate::web) went_badly: &'static str,
        pub(in crate::web) received_by_day: &'static str,
        pub(in crate::web) sent_by_day: &'static str,
        pub(in crate::web) minutes_by_day: &'static str,
        pub(in crate::web) minutes_in: &'static str,
        pub(in crate::web) minutes_out: &'static str,
        pub(in crate::web) sent_by_way: &'static str,
        pub(in crate::web) way: &'static str,
        pub(in crate::web) sent_by_machine: &'static str,
        pub(in crate::web) calls_by_trunk: &'static str,
        pub(in crate::web) trunk: &'static str,
        pub(in crate::web) why_not_sent: &'static str,
        pub(in crate::web) why_not_received: &'static str,
        pub(in crate::web) reason: &'static str,
        pub(in crate::web) count: &'static str,
        pub(in crate::web) ended_by_someone: &'static str,
        pub(in crate::web) nobody_answered: &'static str,
        pub(in crate::web) alarm: &'static str,
        pub(in crate::web) stuck_mail: &'static str,
        pub(in crate::web) undeliverable: &'static str,
        pub(in crate::web) mails_paused: &'static str,
        pub(in crate::web) mails_run: &'static str,
        pub(in crate::web) converter_missing: &'static str,
        pub(in crate::web) converters: &'static str,
        pub(in crate::web) folder: &'static str,
        pub(in crate::web) away_since: &'static str,
        pub(in crate::web) the_pbx: &'static str,
        pub(in crate::web) finding_well: &'static str,
        pub(in crate::web) finding_wrong: &'static str,
        pub(in crate::web) mails_waiting: &'static str,
        pub(in crate::web) prints_waiting: &'static str,
        pub(in crate::web) the_pbx_text: &'static str,
        pub(in crate::web) pbx_asked: &'static str,
        pub(in crate::web) look_again: &'static str,
        pub(in crate::web) clean_up: &'static str,
        pub(in crate::web) keep_days: &'static str,
        pub(in crate::web) would_clean_up: &'static str,
        pub(in crate::web) cleaned_up: &'static str,
        pub(in crate::web) cleanup_faxes: &'static str,
        pub(in crate::web) cleanup_jobs: &'static str,
        pub(in crate::web) cleanup_keeps: &'static str,
        pub(in crate::web) keeps_undelivered: &'static str,
        pub(in crate::web) keeps_on_hold: &'static str,
        pub(in crate::web) keeps_unshipped: &'static str,
        pub(in crate::web) keeps_unknown: &'static str,
        pub(in crate::web) clean_up_now: &'static str,
        pub(in crate::web) ask_pbx: &'static str,
        pub(in crate::web) mend: &'static str,
        pub(in crate::web) machines: &'static str,
        pub(in crate::web) machine: &'static str,
        pub(in crate::web) version: &'static str,
        pub(in crate::web) in_calls: &'static str,
        pub(in crate::web) to_ship: &'static str,
        pub(in crate::web) drained_since: &'static str,
        pub(in crate::web) lines_in_all: &'static str,
        pub(in crate::web) lines_of_trunk: &'static str,
        pub(in crate::web) lost_tries: &'static str,
        pub(in crate::web) taken_for_dead: &'static str,
        pub(in crate::web) went_on: &'static str,
        pub(in crate::web) devices_text: &'static str,
        pub(in crate::web) mailboxes: &'static str,
        pub(in crate::web) format: &'static str,
        pub(in crate::web) receives: &'static str,
        pub(in crate::web) sends: &'static str,
        pub(in crate::web) settings: &'static str,
        pub(in crate::web) declared: &'static str,
        pub(in crate::web) yes: &'static str,
        pub(in crate::web) no: &'static str,
        pub(in crate::web) usual_settings: &'static str,
        pub(in crate::web) users_text: &'static str,
        pub(in crate::web) role_word: &'static str,
        pub(in crate::web) addresses: &'static str,
        pub(in crate::web) groups: &'static str,
        pub(in crate::web) members: &'static str,
        pub(in crate::web) sees: &'static str,
        pub(in crate::web) used: &'static str,
        pub(in crate::web) everything: &'static str,
        pub(in crate::web) faxes: &'static str,
        pub(in crate::web) may_delete: &'static str,
        pub(in crate::web) stopped: &'static str,
        pub(in crate::web) stop_user: &'static str,
        pub(in crate::web) let_user_go_on: &'static str,
        pub(in crate::web) done_stopped: &'static str,
        pub(in crate::web) done_may_go_on: &'static str,
        pub(in crate::web) role_user: &'static str,
        pub(in crate::web) role_desk: &'static str,
        pub(in crate::web) role_administrator: &'static str,
        pub(in crate::web) role_auditor: &'static str,
        pub(in crate::web) quota_day: &'static str,
        pub(in crate::web) quota_month: &'static str,
        pub(in crate::web) quota_night: &'static str,
        pub(in crate::web) faxmaster: &'static str,
        pub(in crate::web) mail_queue: &'static str,
        pub(in crate::web) pause: &'static str,
        pub(in crate::web) resume: &'static str,
        pub(in crate::web) all_delivered: &'static str,
        pub(in crate::web) about: &'static str,
        pub(in crate::web) given_up: &'static str,
        pub(in crate::web) all_again: &'static str,
        pub(in crate::web) asked: &'static str,
        pub(in crate::web) decided: &'static str,
        pub(in crate::web) granted: &'static str,
        pub(in crate::web) refused: &'static str,
        pub(in crate::web) when: &'static str,
        pub(in crate::web) no_lines: &'static str,
        pub(in crate::web) older_lines: &'static str,
        pub(in crate::web) check_chain: &'static str,
        pub(in crate::web) chain_well: &'static str,
        pub(in crate::web) chain_broken: &'static str,
        pub(in crate::web) chain_unchained: &'static str,
        pub(in crate::web) chain_last: &'static str,

        // One's own.
        pub(in crate::web) sessions: &'static str,
        pub(in crate::web) all_sessions: &'static str,
        pub(in crate::web) sessions_text: &'static str,
        pub(in crate::web) browser: &'static str,
        pub(in crate::web) address: &'static str,
        pub(in crate::web) since: &'static str,
        pub(in crate::web) last_seen: &'static str,
        pub(in crate::web) this_one: &'static str,
        pub(in crate::web) end: &'static str,
        pub(in crate::web) choose: &'static str,

        // Keys of programs.
        pub(in crate::web) keys: &'static str,
        pub(in crate::web) keys_text: &'static str,
        pub(in crate::web) key_name: &'static str,
        pub(in crate::web) key_for: &'static str,
        pub(in crate::web) key_days: &'static str,
        pub(in crate::web) key_new: &'static str,
        pub(in crate::web) key_ends: &'static str,
        pub(in crate::web) key_used: &'static str,
        pub(in crate::web) key_ended: &'static str,
        pub(in crate::web) key_made: &'static str,
        pub(in crate::web) key_made_text: &'static str,
        /// What a key may be used for, in the order of [`Scope::ALL`](crate::api::Scope).
        pub(in crate::web) scopes: [&'static str; 10],

        // Logging in.
        pub(in crate::web) log_in: &'static str,
        pub(in crate::web) user: &'static str,
        pub(in crate::web) password: &'static str,
        pub(in crate::web) wrong_login: &'static str,
        pub(in crate::web) directory_away: &'static str,
        pub(in crate::web) no_group: &'static str,
        pub(in crate::web) name_taken: &'static str,
        pub(in crate::web) name_of_password: &'static str,
        pub(in crate::web) name_of_openid: &'static str,
        pub(in crate::web) provider_away: &'static str,
        pub(in crate::web) provider_refused: &'static str,
        pub(in crate::web) not_proved: &'static str,
        pub(in crate::web) login_stale: &'static str,
        pub(in crate::web) log_in_by: &'static str,
        pub(in crate::web) left_here: &'static str,
        pub(in crate::web) leave_there: &'static str,
        pub(in crate::web) log_in_first: &'static str,
        pub(in crate::web) session_ended: &'static str,
        pub(in crate::web) again: &'static str,
        pub(in crate::web) again_text: &'static str,
        pub(in crate::web) go_on: &'static str,

        // Recorded calls.
        pub(in crate::web) recorded_calls: &'static str,
        pub(in crate::web) no_recorded_calls: &'static str,
        pub(in crate::web) older_calls: &'static str,
        pub(in crate::web) call_of: &'static str,
        pub(in crate::web) its_record: &'static str,
        pub(in crate::web) ended: &'static str,
        pub(in crate::web) seconds: &'static str,
        pub(in crate::web) a_fax: &'static str,
        pub(in crate::web) a_job: &'static str,
        pub(in crate::web) what_went_wrong: &'static str,
        pub(in crate::web) record_cut_off: &'static str,
        pub(in crate::web) whose_fault: &'static str,
        pub(in crate::web) what_to_change: &'static str,
        pub(in crate::web) found_too: &'static str,
        pub(in crate::web) verdict_may_be_wrong: &'static str,
        pub(in crate::web) the_drawing: &'static str,
        pub(in crate::web) run_again: &'static str,
        pub(in crate::web) run_again_with: &'static str,
        pub(in crate::web) run_again_text: &'static str,
        pub(in crate::web) call_files_word: &'static str,
        /// The files of a call, in the order of [`crate::examiner::FILES`].
        pub(in crate::web) call_files: [&'static str; 9],
        /// Whose fault something is: nobody's, the line's, the far machine's, the network's, ours.
        pub(in crate::web) faults: [&'static str; 5],

        // What is not to be.
        pub(in crate::web) not_possible: &'static str,
        pub(in crate::web) still_here: &'static str,
        pub(in crate::web) back: &'static str,
        pub(in crate::web) foreign: &'static str,
        pub(in crate::web) stale: &'static str,
        pub(in crate::web) in_the_clear: &'static str,
        pub(in crate::web) no_certificate: &'static str,
        pub(in crate::web) nothing_there: &'static str,
        pub(in crate::web) not_there: &'static str,
        pub(in crate::web) wrong_form: &'static str,
        pub(in crate::web) not_for_now: &'static str,
        pub(in crate::web) our_fault: &'static str,
        pub(in crate::web) home: &'static str,

        /// What explains recorded calls in English, with the translations.
        pub(in crate::web) verdicts: &'static [(&'static str, &'static str)],
        /// What refusals and notes say in English, with their translations.
        pub(in crate::web) refusals: &'static [(&'static str, &'static str)],
        /// Why a right is denied.
        pub(in crate::web) why_denied: fn(&Reason) -> String,
    }
}

const ALL: [&Texts; 2] = [&en::TEXTS, &de::TEXTS];

impl Texts {
    /// The words of a language, as browsers and people's choices name it.
    pub(super) fn of(language: &str) -> Option<&'static Self> {
        ALL.into_iter()
            .find(|texts| texts.language.eq_ignore_ascii_case(language.trim()))
    }

    /// What happened to a job or a fax.
    pub(super) fn event(&self, event: &Event) -> String {
        event.text(self.rendered())
    }

    /// Why an attempt failed, or how a call ended.
    pub(super) fn reason(&self, reason: impl Into<Reason>) -> String {
        reason.into().text(self.rendered())
    }

    /// What the line of a sent fax was like.
    pub(super) fn line(&self, line: &SentLine) -> String {
        event::line(line, self.rendered())
    }

    /// The language in which events are rendered.
    fn rendered(&self) -> Language {
        Language::of(self.language).unwrap_or_default()
    }

    /// A sentence of the explanation of a recorded call, which the examiner writes in English.
    pub(super) fn verdict(&self, text: &str) -> String {
        verdict::translated(text, self.verdicts, self.rendered())
    }

    /// A refusal, or a note on a document, that is written in English elsewhere.
    pub(super) fn said(&self, text: &str) -> String {
        let said = refusal::translated(text, self.refusals);
        // The examiner of calls says why it can't, in sentences of the other table.
        if said == text { self.verdict(text) } else { said }
    }

    /// Whose fault something is, by the word of [`crate::examiner::Finding`].
    pub(super) fn fault(&self, word: &str) -> &'static str {
        let words = ["nobody", "line", "far-machine", "network", "us"];
        let at = words.iter().position(|known| *known == word);
        at.map_or("", |at| self.faults[at])
    }

    /// Why a right is denied.
    pub(super) fn denied(&self, denied: &Denied) -> String {
        denied
            .reason
            .as_ref()
            .map_or_else(|| self.said(&denied.text), |reason| (self.why_denied)(reason))
    }

    /// What is wrong.
    pub(super) fn error(&self, error: &DeskError) -> String {
        let said = || self.said(&error.to_string());
        error.denied().map_or_else(said, |denied| self.denied(denied))
    }

    /// `1 page`, `3 pages`.
    pub(super) fn count_pages(&self, count: &usize) -> String {
        format!("{count} {}", if *count == 1 { self.one_page } else { self.more_pages })
    }

    /// A sentence on one thing, or on so many.
    pub(super) fn counted(&self, one: &str, many: &str, count: usize) -> String {
        if count == 1 { one.to_owned() } else { many.replace("{}", &count.to_string()) }
    }

    /// What may be shown of received faxes, as the form sends it.
    pub(super) fn which(&self) -> [(&'static str, &'static str); 4] {
        [
            ("", self.which_all),
            ("unread", self.which_unread),
            ("mine", self.which_mine),
            ("free", self.which_free),
        ]
    }

    /// What may be shown of jobs, as the address says it.
    pub(super) fn which_jobs(&self) -> [(&'static str, &'static str); 4] {
        [
            ("", self.which_all),
            ("open", self.which_open),
            ("failed", self.which_failed),
            ("done", self.which_done),
        ]
    }

    /// Resolutions, by the words of [`ferrofax_spool::wish`].
    pub(super) fn resolutions(&self) -> [(&'static str, &'static str); 3] {
        [
            ("standard", self.res_standard),
            ("fine", self.res_fine),
            ("superfine", self.res_superfine),
        ]
    }

    /// What somebody may do.
    pub(super) fn role(&self, role: Role) -> &'static str {
        match role {
            Role::User => self.role_user,
            Role::Desk => self.role_desk,
            Role::Administrator => self.role_administrator,
            Role::Auditor => self.role_auditor,
        }
    }

    /// Which documents can be faxed.
    pub(super) fn documents_that(&self, can: &Readable) -> String {
        let mut more = String::new();
        for (is_there, name) in
            [(can.post_script, "PostScript"), (can.office, self.office_documents)]
        {
            if is_there {
                more = format!("{more}, {name}");
            }
        }
        let ending = |kind: &&String| kind.starts_with('.');
        for ending in can.others.iter().filter(ending) {
            more = format!("{more}, {ending}");
        }
        self.documents_hint.replace("{}", &more)
    }

    /// What waits, by the word of [`ferrofax_spool::Waiting`].
    pub(super) fn waiting_for<'a>(&self, word: &'a str) -> &'a str {
        match word {
            "suspended" => self.state_suspended,
            "pending" => self.state_pending,
            "sleeping" => self.state_sleeping,
            "blocked" => self.state_blocked,
            "ready" => self.state_ready,
            "active" => self.state_active,
            "mail" => self.mails_waiting,
            "print" => self.prints_waiting,
            other => other,
        }
    }

    /// Of which time a limit is, by its rule in the audit log.
    pub(super) fn quota(&self, rule: &str) -> &'static str {
        match rule {
            "quota-month" => self.quota_month,
            "quota-night" => self.quota_night,
            _ => self.quota_day,
        }
    }

    /// What a call costs.
    pub(super) fn price(&self, class: PriceClass) -> &'static str {
        match class {
            PriceClass::Inside => self.price_inside,
            PriceClass::Local => self.price_local,
            PriceClass::National => self.price_national,
            PriceClass::Abroad => self.price_abroad,
            PriceClass::Special => self.price_special,
        }
    }

    /// A word on what was just done; none for what nobody has done.
    pub(super) fn done(&self, word: &str) -> &'static str {
        match word {
            "unread" => self.done_unread,
            "claimed" => self.done_claimed,
            "released" => self.done_released,
            "handed" => self.done_handed,
            "noted" => self.done_noted,
            "mailed" => self.done_mailed,
            "printed" => self.done_printed,
            "faxed" => self.done_faxed,
            "cancelled" => self.done_cancelled,
            "held" => self.done_held,
            "goes_on" => self.done_goes_on,
            "sent" => self.done_sent,
            "discarded" => self.done_discarded,
            "put" => self.done_put,
            "deleted" => self.done_deleted,
            "imported" => self.done_imported,
            "stopped" => self.done_stopped,
            "may_go_on" => self.done_may_go_on,
            _ => "",
        }
    }

    /// What became of a mail, or of a sheet of paper.
    pub(super) fn of_mail(&self, state: &OutboxState) -> &'static str {
        match state {
            OutboxState::Waiting | OutboxState::Leased => self.mail_waiting,
            OutboxState::Delivered => self.mail_delivered,
            OutboxState::Rejected => self.mail_rejected,
            OutboxState::Failed => self.mail_failed,
        }
    }

    /// All languages.
    pub(super) fn all() -> [&'static Self; 2] {
        ALL
    }
}

impl Default for &'static Texts {
    fn default() -> Self {
        &en::TEXTS
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn there_are_words_in_each_language_that_can_be_chosen() {
        assert_eq!(super::ALL.map(|texts| texts.language), crate::desk::LANGUAGES);
    }
}
