//! The storage contract: one suite, run on SQLite and on a real PostgreSQL. Every trial has a
//! database of its own. Must not know how rows look; only the public face of `eslabon-storage`
//! is used, but for the lock that orders the feed.

mod accounts;
mod alerts;
mod assessments;
mod audit;
mod candidacies;
mod catalogue;
mod claims;
mod committed_loads;
mod consents;
mod diagnoses;
mod erasure;
mod exactness;
mod facts;
mod feed;
mod figures;
mod follow_up;
mod identities;
mod imports;
mod jobs;
mod machines;
mod merges;
mod needs;
mod opening;
mod programmes;
mod samples;
mod site_files;
mod sites;
mod suppliers;
mod transactions;
mod vocabulary;

use eslabon_storage::Database;
use eslabon_tests::helpers::postgres::Postgres;
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::error::Error;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;

/// The answer of a trial; assertions panic.
type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

/// Where a trial runs.
pub struct Place {
    /// A fresh database, migrated.
    pub database: Database,
    /// Its address, for a second connection.
    pub url: String,
    /// A folder of its own.
    pub folder: PathBuf,
}

type Run = fn(Place) -> Pin<Box<dyn Future<Output = Outcome>>>;

struct Case {
    name: &'static str,
    run: Run,
    only: Option<&'static str>,
}

macro_rules! cases {
    ($($(#[only($engine:literal)])? $module:ident::$name:ident),+ $(,)?) => {
        vec![$(Case {
            name: concat!(stringify!($module), "::", stringify!($name)),
            run: |place| Box::pin($module::$name(place)),
            only: [$($engine,)? ""].first().copied().filter(|engine| !engine.is_empty()),
        }),+]
    };
}

fn cases() -> Vec<Case> {
    cases![
        opening::migrating_twice_changes_nothing,
        opening::two_programs_migrate_at_once,
        opening::a_ping_is_answered,
        #[only("sqlite")]
        opening::what_is_no_database_is_refused,
        #[only("sqlite")]
        opening::the_journal_mode_is_wal_and_keys_are_enforced,
        sites::records_come_back_as_they_were,
        sites::hashes_are_found_by_key,
        sites::keys_are_unique,
        sites::a_stale_site_is_refused,
        sites::entries_and_organisations_can_be_changed,
        sites::duplicates_are_proposed_once_and_remembered,
        suppliers::pages_hold_everything_once,
        claims::a_claim_comes_back_and_is_decided_once,
        claims::one_claimant_has_one_open_claim_of_a_site,
        claims::a_set_is_answered_once_or_taken_back,
        merges::a_merged_site_is_read_through_the_one_that_stays,
        merges::merging_and_separating_gives_the_same_again,
        merges::chains_are_undone_one_by_one,
        merges::a_site_is_merged_once_at_a_time,
        merges::machines_and_files_go_with_their_firm,
        diagnoses::of_each_side_the_latest_counts,
        diagnoses::nothing_is_said_of_a_site_that_is_none,
        machines::every_field_comes_back,
        machines::a_stale_machine_is_refused_and_what_left_stays,
        machines::a_question_is_left_out_once_and_asked_again,
        machines::sites_that_stand_for_others_are_found_at_once,
        site_files::every_field_comes_back_the_latest_first,
        site_files::a_file_goes_once_and_its_bytes_with_the_last,
        site_files::a_file_says_which_fact_was_confirmed_by_it,
        site_files::unknown_references_are_refused,
        committed_loads::a_later_load_takes_the_place_and_the_earlier_stays,
        committed_loads::two_writers_leave_one_current_load,
        committed_loads::every_kind_of_load_comes_back,
        facts::a_newer_fact_supersedes,
        facts::two_writers_leave_one_current_fact,
        facts::an_old_fact_that_comes_late_is_history,
        facts::one_batch_may_hold_several_of_a_kind,
        facts::every_kind_of_value_comes_back,
        needs::every_requirement_comes_back,
        needs::a_stale_need_is_refused_and_nothing_is_written,
        needs::a_status_comes_with_its_reason,
        needs::terms_come_back_and_the_price_lies_beside,
        needs::lists_are_newest_first_and_filtered,
        needs::services_come_back_with_their_effects,
        needs::a_shortlist_is_reopened_unchanged,
        catalogue::every_field_of_a_service_comes_back,
        catalogue::a_stale_service_is_refused_and_nothing_is_written,
        catalogue::a_service_of_an_earlier_release_is_read,
        catalogue::dates_come_back_by_their_first_day_and_a_stale_one_is_refused,
        consents::everything_that_is_opened_comes_back_and_is_taken_back_once,
        consents::an_audience_gets_its_own_and_lead_firms_what_is_open_to_all,
        consents::unknown_organisations_and_needs_are_refused,
        consents::a_name_is_shown_without_a_new_version,
        consents::drawings_share_their_bytes_and_leave_a_trace,
        consents::terms_are_accepted_once_by_each_person,
        candidacies::every_field_comes_back,
        candidacies::a_stale_candidacy_is_refused,
        candidacies::a_site_stands_once_on_a_list,
        candidacies::what_happened_is_added_and_read_latest_first,
        candidacies::the_latest_answer_counts,
        candidacies::gaps_come_back_and_a_stale_one_is_refused,
        candidacies::unknown_references_are_refused,
        assessments::everything_comes_back,
        assessments::a_stale_one_is_refused_and_nothing_is_written,
        assessments::killed_half_way_nothing_is_there,
        assessments::unknown_references_are_refused,
        assessments::what_was_known_before_a_withdrawn_fact_is_known_again,
        programmes::everything_comes_back,
        programmes::lists_are_newest_first_and_filtered,
        programmes::a_stale_programme_is_refused,
        programmes::a_side_signs_a_version_once,
        programmes::signing_killed_half_way_leaves_nothing,
        programmes::a_plan_is_put_in_the_place_of_another,
        programmes::unknown_references_are_refused,
        follow_up::referrals_come_back_and_a_stale_one_is_refused,
        follow_up::a_contact_who_is_erased_is_gone,
        follow_up::what_was_logged_is_struck_once,
        follow_up::findings_come_back_with_their_files,
        follow_up::a_figure_is_put_right_once_at_a_time,
        alerts::nothing_is_told_twice,
        alerts::each_reads_her_own_of_what_is_open,
        alerts::a_summary_counts_each_alert_once,
        alerts::what_someone_was_told_goes_with_her,
        alerts::standings_are_noted_anew_and_forgotten_by_need,
        alerts::only_firms_with_people_are_looked_at,
        alerts::of_two_followers_one_moves_on,
        vocabulary::bundled_concepts_are_loaded_once,
        vocabulary::local_rows_survive_an_update,
        vocabulary::vanished_ids_are_retired,
        imports::a_killed_run_is_resumed,
        imports::problems_are_paged_by_row,
        feed::changes_of_a_transaction_are_joined,
        feed::a_follower_reads_on_from_where_it_was,
        #[only("postgres")]
        feed::a_held_transaction_holds_up_later_numbers,
        transactions::a_dropped_transaction_writes_nothing,
        transactions::uncommitted_rows_are_not_seen,
        transactions::a_failed_statement_leaves_nothing,
        #[only("sqlite")]
        transactions::forty_read_and_write_at_once,
        #[only("sqlite")]
        transactions::two_programs_write_at_once,
        transactions::acts_are_on_record,
        transactions::errors_do_not_speak_sql,
        identities::a_person_is_bound_once_at_each_provider,
        audit::an_untouched_chain_holds,
        audit::acts_dropped_leave_no_gap,
        audit::concurrent_acts_make_one_chain,
        audit::the_database_refuses_changes,
        audit::a_changed_row_is_found,
        audit::a_changed_name_is_found,
        audit::a_deleted_row_is_found,
        audit::swapped_rows_are_found,
        audit::a_foreign_row_is_found,
        audit::a_cut_tail_is_found,
        audit::a_noted_head_is_proved,
        audit::an_erased_person_leaves_the_chain_whole,
        audit::readers_see_their_scope,
        audit::a_log_of_before_is_taken_over,
        figures::a_table_is_published_once,
        exactness::money_is_exact_at_the_extremes,
        exactness::instants_and_dates_are_exact_at_the_extremes,
        exactness::text_comes_back_letter_by_letter,
        exactness::nul_is_replaced_alike,
        erasure::nothing_names_whoever_was_erased,
        erasure::columns_with_names_are_known,
        accounts::people_come_back_and_addresses_are_unique,
        accounts::a_stale_person_is_refused,
        accounts::a_code_is_taken_once,
        accounts::memberships_end_once_and_stay_on_record,
        accounts::of_many_who_use_a_link_one_wins,
        accounts::secrets_end_by_kind_and_by_membership,
        accounts::what_is_long_over_is_swept,
        accounts::failures_of_many_at_once_are_all_counted,
        accounts::failures_are_forgotten_and_swept,
        accounts::an_agreement_holds_through_its_last_day,
        jobs::an_occasion_is_queued_once,
        jobs::a_job_is_leased_once,
        jobs::a_lost_lease_cannot_finish,
        jobs::what_a_job_carried_goes_with_it,
    ]
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let postgres = Arc::new(Postgres::new());
    let mut trials = Vec::new();
    for case in cases() {
        if case.only.is_none_or(|engine| engine == "sqlite") {
            let run = case.run;
            trials.push(Trial::test(format!("sqlite::{}", case.name), move || {
                on_sqlite(run)
            }));
        }
        if case.only.is_none_or(|engine| engine == "postgres") {
            let (run, postgres) = (case.run, Arc::clone(&postgres));
            let database = case.name.replace("::", "_");
            trials.push(Trial::ignorable_test(
                format!("postgres::{}", case.name),
                move || on_postgres(run, &postgres, &database),
            ));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    // The last hold on the server: this stops it.
    drop(postgres);
    conclusion.exit_code()
}

fn on_sqlite(run: Run) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("trial.db").display());
    in_place(run, url, folder.path().to_owned())
}

fn on_postgres(run: Run, postgres: &Postgres, database: &str) -> Result<Completion, Failed> {
    // PostgreSQL cuts names at 63 bytes.
    let database: String = database.chars().take(60).collect();
    let url = match postgres.create_database(&database) {
        Ok(url) => url,
        Err(reason) if Postgres::is_required() => return Err(reason.into()),
        Err(reason) => return Ok(Completion::ignored_with(reason)),
    };
    let folder = tempfile::tempdir()?;
    in_place(run, url, folder.path().to_owned())?;
    Ok(Completion::Completed)
}

fn in_place(run: Run, url: String, folder: PathBuf) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async move {
        let database = Database::open(&url).await?;
        database.migrate().await?;
        let closing = database.clone();
        let outcome = run(Place {
            database,
            url,
            folder,
        })
        .await;
        closing.close().await;
        outcome.map_err(Failed::from)
    })
}
