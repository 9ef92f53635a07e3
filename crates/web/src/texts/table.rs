//! The names of all texts of the web interface. A test finds a text without a name, and a name
//! without a text.

use ferrofax_languages::{Catalogue, Language, Value};

/// Declares the texts of a language. Fixed texts become fields. A text whose wording depends on a
/// count, such as "1 fax" and "2 faxes", becomes a function of the count.
macro_rules! texts {
    (plain { $($plain:ident)* } counted { $($counted:ident)* } filled { $($filled:ident)* }) => {
        /// The texts of the web interface in one language.
        pub(crate) struct Texts {
            /// The code of the language in which these texts are written (RFC 5646).
            pub(crate) language: &'static str,
            pub(super) spoken: Language,
            pub(super) catalogue: Catalogue,
            $(pub(crate) $plain: &'static str,)*
        }

        impl Texts {
            /// Reads the texts of the web interface in one language from the content of its file.
            pub(super) fn new(language: Language, source: &str) -> Self {
                let catalogue = Catalogue::new(language, source);
                Self {
                    language: language.code(),
                    spoken: language,
                    // The texts are never freed, since they are needed as long as the service runs.
                    $($plain: catalogue.text(&name(stringify!($plain))).leak(),)*
                    catalogue,
                }
            }

            $(pub(crate) fn $counted(&self, count: &usize) -> String {
                let name = name(stringify!($counted));
                self.catalogue.with(&name, &[("count", Value::Count(*count))])
            })*
        }

        /// The names of all texts of the web interface, each with the name of its variable. The
        /// variable is `count` if the wording depends on a count. Empty: the text has no variables;
        /// `None`: its variables are not known here.
        #[cfg(test)]
        pub(super) fn names() -> Vec<(String, Option<&'static str>)> {
            let plain = [$(stringify!($plain)),*].map(|it| (name(it), Some("")));
            let counted = [$(stringify!($counted)),*].map(|it| (name(it), Some("count")));
            let filled = [$(stringify!($filled)),*].map(|it| (name(it), None));
            plain.into_iter().chain(counted).chain(filled).collect()
        }
    };
}

/// Returns the name that a text of the web interface has in the language files. It is made from the
/// text's name in Rust.
fn name(rust: &str) -> String {
    rust.replace('_', "-")
}

texts! {
    plain {
        // The formats of times (strftime(3)): of a date with a time, and of a day of this year.
        moment
        short_day

        // Texts of the parts around all pages.
        to_content
        pages
        received
        sent
        now
        own
        log_out
        languages

        // Texts on the page that is shown before there is a spool.
        not_ready
        not_ready_text not_ready_log not_ready_lines

        // Texts on the login page if nobody can log in.
        no_logins no_logins_fix

        // Texts on received faxes.
        withheld
        unread
        unread_mark
        search
        search_hint
        words_on_pages
        words_waiting
        page_not_read
        show
        which_all
        which_unread
        which_mine
        which_free
        find
        no_faxes
        device
        dealt_with_by
        dealt_with
        nobody
        cut_short
        older
        marked_in_part
        undo
        fax_from
        fetched_from
        fetch_from
        fetches
        fax
        the_pages
        page
        no_pages
        came
        line
        claim
        download_pdf
        release
        mark_unread
        tag
        note
        keep
        pass_on
        hand_to
        choose_colleague
        hand
        move_to
        move_fax
        mail_to
        mail
        fax_to
        send
        printer
        own_printer
        print
        delete
        delete_really
        delete_text
        keep_it
        history
        back_to_fax
        smaller
        larger
        turn_left
        turn_right
        is_receiving
        page_now
        is_received
        is_incomplete
        is_failed
        part_so_far
        part_title
        part_text
        part_pass_on
        deed_read
        deed_claimed
        deed_released
        deed_handed
        deed_noted
        deed_mailed
        deed_printed
        deed_faxed
        deed_sorted
        deed_unsorted
        deed_moved
        deed_split
        deed_part
        mail_waiting
        mail_delivered
        mail_rejected
        mail_failed
        done_unread
        done_claimed
        done_released
        done_handed
        done_moved
        done_noted
        done_mailed
        done_printed
        done_faxed
        gone
        denied
        somebody_has_it
        on_legal_hold
        unfit

        // Texts on jobs, and on calls in progress.
        new_fax
        no_jobs
        to
        no_number
        number_missing
        number_missing_text
        number_until
        which_open
        which_failed
        which_done
        fax_to_whom
        confirmed
        confirmed_pages
        taken_in
        sent_by
        far_machine
        let_go
        hold
        cancel
        try_again
        number
        again_to
        send_again
        document_pdf
        sending_report_pdf
        proof_pdf
        documents
        office_documents
        no_document
        from_device
        more
        resolution
        as_usual
        send_at
        res_standard
        res_fine
        res_superfine
        colour
        in_colours
        cover
        with_cover
        without_cover
        recipient
        company
        calls
        no_calls
        lines_free
        ladder
        we_said
        we_heard
        coming_from
        talking
        dialling
        drop_here
        queue
        waiting_line
        waiting_time
        held
        oldest
        state_number
        state_suspended
        state_pending
        state_sleeping
        state_blocked
        state_ready
        state_active
        state_done
        state_fetched
        state_failed
        state_cancelled
        done_cancelled
        done_held
        done_goes_on
        done_sent

        // Texts on fetching a fax (polling).
        fetch_fax
        fetch_hint
        for_device
        sep
        sep_hint
        fetch_password
        fetch_password_hint
        password_again
        fetch

        // Texts on writing a fax.
        numbers_hint
        group_hint
        in_book
        check
        suggestions
        faxed_lately
        black_and_white
        making_page
        contacts
        book
        up
        down
        remove
        more_documents
        subject
        message
        priority
        priority_hint
        look
        discard
        preview
        preview_hint
        drafts
        drafts_hint
        no_room
        no_room_text
        nothing_written
        sent_in_part
        done_discarded
        price_inside
        price_local
        price_national
        price_abroad
        price_special

        // Texts on address books.
        own_book
        house_book
        which_book
        name_of
        new_contact
        change_contact
        change
        no_contacts
        no_contact_found
        more_entries
        fax_chosen
        import
        export
        import_hint
        table
        done_put
        done_deleted
        done_imported
        delete_contact_really

        // Texts on administration.
        administration
        figures
        health
        devices
        users
        mails
        log
        days
        day
        week
        nothing_yet
        as_table
        went_well
        went_badly
        received_by_day
        sent_by_day
        minutes_by_day
        minutes_in
        minutes_out
        sent_by_way
        way
        sent_by_machine
        calls_by_trunk
        trunk
        why_not_sent
        why_not_received
        received_today
        sent_today
        failed_today
        waiting_jobs
        reason
        count
        ended_by_someone
        nobody_answered
        alarm
        stuck_mail
        undeliverable
        mails_paused
        mails_run
        converter_missing
        converters
        folder
        away_since
        the_pbx
        finding_well
        finding_wrong
        finding_warning
        something_wrong
        mails_waiting
        prints_waiting
        the_pbx_text
        pbx_asked
        look_again
        clean_up
        keep_days
        would_clean_up
        cleaned_up
        cleanup_faxes
        cleanup_jobs
        cleanup_keeps
        keeps_undelivered
        keeps_on_hold
        keeps_unshipped
        keeps_unknown
        clean_up_now
        ask_pbx
        mend
        machines
        machine
        version
        in_calls
        to_ship
        drained_since
        lines_in_all
        lines_of_trunk
        lost_tries
        taken_for_dead
        went_on
        devices_text
        mailboxes
        format
        receives
        sends
        settings
        declared
        yes
        no
        usual_settings
        users_text
        users_here
        role_word
        addresses
        groups
        members
        sees
        used
        everything
        faxes
        may_delete
        stopped
        stop_user
        let_user_go_on
        done_stopped
        done_may_go_on
        role_user
        role_desk
        role_administrator
        role_auditor
        quota_day
        quota_month
        quota_night
        faxmaster
        mail_queue
        mails_held
        no_mails_held
        mail_sender
        mail_aside
        mails_refused
        pause
        resume
        all_delivered
        about
        given_up
        all_again
        asked
        decided
        granted
        refused
        when
        no_lines
        older_lines
        check_chain
        chain_well
        chain_broken
        chain_unchained
        chain_last

        // Texts on the user's own settings.
        sessions
        all_sessions
        sessions_text
        browser
        address
        since
        last_seen
        this_one
        end
        choose
        lists_look
        look_pictures
        look_rows
        look_text
        actions
        forward_below
        appearance look_system look_light look_dark

        // Texts on API keys.
        keys
        keys_text keys_api
        key_name
        key_for
        key_days
        key_test
        key_new
        key_ends
        key_used
        key_ended
        key_made
        key_made_text
        scope_faxes_read
        scope_faxes_write
        scope_jobs_read
        scope_jobs_write
        scope_events
        scope_webhooks
        scope_log_read
        scope_metrics
        scope_keys
        scope_admin

        // Texts on logging in.
        log_in
        user
        password
        wrong_login
        directory_away
        no_group
        name_taken
        name_of_password
        name_of_openid
        provider_away
        provider_refused
        not_proved
        login_stale
        log_in_by
        left_here
        leave_there
        log_in_first
        session_ended
        again
        again_text
        go_on

        // Texts on users, passwords and second factors.
        new_user
        user_name_text
        addresses_text
        limits_class
        in_gateway
        not_yet
        user_elsewhere
        end_user
        end_user_text
        done_user_changed
        done_user_ended
        webhook webhooks webhooks_text webhook_url webhook_url_text webhook_events webhook_event
        webhook_new webhook_secret webhook_secret_text webhook_delivered webhook_waiting webhook_dead
        webhook_test webhook_deliveries webhook_none webhook_attempt webhook_result webhook_end
        webhook_end_text done_webhook_tested done_webhook_ended event_fax_received
        event_fax_failed event_fax_changed event_job_sent event_job_failed event_job_changed
        event_job_progress start_page
        new_group group_text group_name_text end_group end_group_text done_group_saved
        done_group_ended
        invitation_link
        invitation_once
        invitation_mailed
        invitation_text
        invitation_new
        second_reset
        second_reset_text
        done_second_reset
        choose_password
        no_invitation
        change_password
        present_password
        new_password
        new_password_again
        password_elsewhere
        done_password
        second_factor
        second_factor_text
        second_is_on
        second_is_off
        second_elsewhere
        second_must
        switch_on
        switch_off
        second_scan
        second_key
        second_code
        second_code_or
        second_on_now
        second_continue
        second_step_text
        passkeys passkeys_text passkey_name passkey_new passkey_made passkey_remove passkey_login
        passkey_ask passkey_go passkey_other passkey_script passkey_none passkey_address

        second_too_late

        // Texts on links to faxes.
        link_title
        link_with_code
        link_without_code
        link_code
        link_open
        wrong_code
        no_such_link
        link_locked
        link_expired
        link_used

        // Texts on recorded calls.
        recorded_calls
        no_recorded_calls
        older_calls
        call_of
        its_record
        ended
        seconds
        a_fax
        a_job
        what_went_wrong
        record_cut_off
        whose_fault
        what_to_change
        found_too
        verdict_may_be_wrong
        the_drawing
        run_again
        run_again_with
        run_again_text
        call_files_word
        file_svg
        file_png
        file_json
        file_wav
        file_pcap
        file_received
        file_sent
        file_record
        file_anonymous
        fault_nobody
        fault_line
        fault_remote
        fault_network
        fault_us

        // Texts on refusals.
        not_possible
        still_here
        back
        foreign
        stale
        in_the_clear
        no_certificate
        nothing_there
        not_there
        wrong_form
        not_for_now
        our_fault
        home

        // Texts of lists: filters, saved views, selections, and the keyboard.
        today_at
        yesterday_at
        day_month
        months
        more_filters
        all_devices
        from_day
        to_day
        sender
        status
        newer
        nothing_found
        show_all
        views
        save_view
        view_name
        remove_view
        done_view_saved
        done_view_removed
        select_all
        select_this
        with_selected
        apply
        mark_read
        set_tag
        download_zip
        download_one_pdf
        none_selected
        delete_all_text
        keep_them
        search_jobs_hint
        job
        no_drafts
        shortcuts
        shortcuts_on
        next_fax
        previous_fax
        close
        notify_on
        notify_off

        // Texts on devices, lines and the mail server.
        new_device
        device_waits
        device_removed
        include_text
        reload_text
        extension_word
        extension_text
        mailboxes_text
        station_id
        device_off
        printers
        header_text
        time_zone
        class_of_devices
        account_code
        retention_class
        error_correction
        reports_word
        end_device
        end_device_text
        done_device_saved
        done_device_ended
        lines_and_mail
        lines_text
        settings_in_effect
        settings_wait
        lines_word
        max_lines
        inbound_lines
        trunk_text
        dial_timeout
        country_code
        area_code
        outside_prefix
        mail_server
        mail_port
        encryption
        password_kept
        from_address
        done_settings_saved
        drain
        drain_text
        undrain
        done_drained
        done_undrained

        // Texts on the help page.
        help help_receive help_receive_text help_send help_send_text help_send_more help_find
        help_find_text help_share help_share_text help_failed help_failed_text help_failed_more
        help_states help_number help_suspended help_pending help_sleeping help_blocked help_ready
        help_active help_done help_not_sent help_cancelled help_incomplete help_keys

        // Texts on the page of junk faxes, and on the page of such a fax.
        junk junk_faxes no_junk junk_text junk_rule junk_until not_junk junk_filed done_not_junk
        blocked_calls no_blocked_calls

        // Texts on a missing permission, from the audit log.
        right_give right_here right_gateway right_class right_stranger

        // Texts on the reports on the user's own faxes.
        own_reports reports_of_device reports_end reports_failure reports_never own_reports_text
        own_reports_nowhere

        // Texts on the mails about faxes that nobody has claimed.
        own_unclaimed unclaimed_off unclaimed_quarter unclaimed_hour unclaimed_hours unclaimed_day
        own_unclaimed_text own_unclaimed_nowhere
    }
    counted {
        delete_these
        at_least_entries
        entries
        entries_changed
        entries_refused
        faxes_mailed
        faxes_printed
        mark_these
        marked
    }
    filled {
        // Names of actions in the audit log (`admin/log_words.rs`).
        logged_login logged_second_factor logged_logout logged_api logged_metadata logged_metrics
        logged_connection logged_request logged_by_mail logged_postmaster logged_submission logged_draft
        logged_printer logged_block logged_unblock logged_faxes logged_view_fax logged_open
        logged_read logged_claim logged_release logged_hand_over logged_move logged_note logged_archive
        logged_mail logged_print logged_fax_on logged_delete logged_jobs logged_view_job
        logged_cancel logged_hold logged_release_job logged_retry logged_send_again logged_priority
        logged_numbers logged_contacts logged_view logged_devices logged_new_device
        logged_change_device logged_end_device logged_lines logged_users logged_new_user
        logged_change_user logged_end_user logged_invite logged_reset logged_group logged_sessions
        logged_password logged_own_second logged_passkey logged_keys logged_webhook logged_health
        logged_history logged_cleanup logged_drain logged_mail_queue logged_undelivered logged_junk
        logged_not_junk logged_recordings logged_log logged_link logged_legal_hold logged_person

        // Names of the values in lines of the audit log.
        concerns_by concerns_bytes concerns_contact concerns_copies concerns_door concerns_helo
        concerns_held concerns_key concerns_left_out concerns_listener concerns_login concerns_mail
        concerns_mailbox concerns_mark concerns_message concerns_more concerns_name concerns_network
        concerns_new_role concerns_page concerns_pages concerns_passkey concerns_person
        concerns_post_dial concerns_priority_taken concerns_proof concerns_request
        concerns_request_id concerns_role concerns_session concerns_smtp_code concerns_smtp_status
        concerns_system_user concerns_test concerns_tls concerns_until concerns_upload concerns_url
        concerns_written

        // Texts with values.
        documents_hint
        unknown_name
        mailed_to
        printed_on
        mail_state
        print_state
        report_mailed_to
        report_state
        several_numbers
        unclear_name
        send_faxes
        making_pages
        making_at
        making_at_of
        usual
        send_at_in
        part_of
        part_of_at_least
        no_fax_to
        no_fax_to_number
        invitation_subject
        invitation_mail
        alarm_disk
        alarm_relay
        alarm_failing
        alarm_silent
        alarm_silent_device
        alarm_folder
        alarm_filing
        alarm_shipping
    }
}
