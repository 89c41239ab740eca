//! Imports end to end: files as people bring them, through the road that pages, API and command line
//! take. Every case has an installation of its own, once on SQLite and once on a real PostgreSQL. The
//! files are made here, of fictional plants; nothing is read from outside the repository.

mod bench;
mod catalogue;
mod counts;
mod duplicates;
mod encodings;
mod faults;
mod files;
mod machines;
mod needs;
mod privacy;
mod registers;
mod rejects;
mod resuming;
mod rows;
mod suppliers;
mod templates;

use bench::Bench;
use eslabon_app::config::Place;
use eslabon_tests::helpers::postgres::Postgres;
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;

/// The answer of a case; assertions panic.
type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

type Run = fn(Bench) -> Pin<Box<dyn Future<Output = Outcome>>>;

struct Case {
    name: &'static str,
    run: Run,
}

macro_rules! cases {
    ($($module:ident::$name:ident),+ $(,)?) => {
        vec![$(Case {
            name: concat!(stringify!($module), "::", stringify!($name)),
            run: |bench| Box::pin($module::$name(bench)),
        }),+]
    };
}

fn cases() -> Vec<Case> {
    cases![
        registers::the_three_layouts_of_denue_are_the_same_plants,
        registers::a_new_layout_brings_what_really_changed,
        registers::an_edition_is_read_from_the_name_or_the_rows,
        registers::retc_is_read_with_and_without_classes,
        registers::registers_never_give_a_plant_a_capability,
        registers::a_plant_with_a_profile_keeps_its_own_words,
        registers::what_was_imported_is_found_at_once,
        templates::every_template_imports_twice_without_a_word,
        templates::a_workbook_says_the_same_as_its_csv,
        templates::headings_come_in_any_order_case_and_language,
        templates::the_second_sheet_counts_where_the_first_is_empty,
        encodings::every_encoding_gives_the_same_words,
        encodings::every_delimiter_and_line_end_gives_the_same_rows,
        counts::a_preview_counts_as_the_import_does_and_writes_nothing,
        counts::a_second_import_is_neither_new_nor_changed,
        counts::a_row_that_disappears_deletes_nothing,
        counts::a_key_that_stands_twice_is_kept_once,
        suppliers::history_keeps_what_was_said_before,
        suppliers::an_older_file_does_not_overwrite_newer_facts,
        suppliers::only_a_complete_list_says_no_longer,
        suppliers::sites_of_one_firm_share_it,
        suppliers::a_fictional_firm_bears_no_public_key,
        suppliers::odd_cells_are_left_out_and_named,
        machines::what_follows_from_a_list_becomes_facts,
        machines::odd_machines_are_named_by_column,
        needs::a_must_that_cannot_be_asked_rejects_the_need,
        needs::a_wish_that_cannot_be_asked_is_left_out,
        needs::odd_needs_are_named_by_column,
        needs::what_is_exported_changes_nothing,
        needs::samples_that_are_stored_are_not_due_after_the_first_day,
        needs::terms_are_read_and_columns_that_are_absent_leave_them,
        needs::odd_terms_are_left_out_and_no_price_is_quoted,
        needs::a_rejected_row_gives_no_price_back_wherever_it_stands,
        needs::a_changed_need_keeps_its_place,
        needs::a_list_does_not_name_a_buyer_who_keeps_her_name_back,
        needs::a_name_that_is_kept_back_stays_so_wherever_a_list_goes,
        needs::a_service_needs_its_institution,
        needs::odd_services_and_institutions_are_named_by_column,
        catalogue::everything_that_a_plan_is_made_of_is_read,
        catalogue::a_service_that_cannot_be_is_named_by_column,
        catalogue::columns_that_are_absent_leave_what_is_stored,
        faults::a_file_that_is_no_table_is_refused_in_words,
        faults::a_named_kind_must_fit,
        faults::nobody_but_staff_imports,
        rows::a_damaged_row_costs_itself_only,
        rows::long_cells_and_nul_bytes_are_refused,
        rows::odd_rows_of_denue_are_kept_with_a_word,
        rows::positions_outside_mexico_fall_back_to_the_municipality,
        rows::formulas_stay_text,
        rejects::rejected_rows_can_be_mended_and_imported,
        rejects::a_clean_import_leaves_no_rejects_file,
        privacy::telephones_and_mail_are_never_kept,
        privacy::damaged_rows_do_not_carry_telephones_along,
        resuming::a_killed_import_goes_on_behind_its_last_batch,
        resuming::a_killed_import_goes_on_in_a_new_process,
        resuming::one_file_is_imported_once_at_a_time,
        duplicates::one_plant_in_two_registers_is_proposed_with_reasons,
        duplicates::two_files_that_claim_one_key_are_proposed,
        duplicates::plants_that_only_look_alike_are_not_proposed,
        duplicates::a_decision_needs_a_reason_and_stands,
    ]
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let postgres = Arc::new(Postgres::new());
    let mut trials = Vec::new();
    for Case { name, run } in cases() {
        trials.push(Trial::test(format!("sqlite::{name}"), move || {
            in_place(run, None)
        }));
        let postgres = Arc::clone(&postgres);
        trials.push(Trial::ignorable_test(
            format!("postgres::{name}"),
            move || on_postgres(run, &postgres, name),
        ));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    // The last hold on the server: this stops it.
    drop(postgres);
    conclusion.exit_code()
}

fn on_postgres(run: Run, postgres: &Postgres, name: &str) -> Result<Completion, Failed> {
    // PostgreSQL cuts names at 63 bytes.
    let database: String = name.replace("::", "_").chars().take(60).collect();
    match postgres.create_database(&database) {
        Ok(url) => in_place(run, Some(url)).map(|()| Completion::Completed),
        Err(reason) if Postgres::is_required() => Err(reason.into()),
        Err(reason) => Ok(Completion::ignored_with(reason)),
    }
}

fn in_place(run: Run, database_url: Option<String>) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let place = Place {
        data: folder.path().join("data"),
        database_url,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async move {
        let bench = Bench::open(place).await?;
        let closing = bench.database.clone();
        let outcome = run(bench).await;
        closing.close().await;
        outcome.map_err(Failed::from)
    })
}
