//! Progress on a terminal; nothing where standard error is not one.

use eslabon_app::context::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Mutex;

/// One line on standard error that says what is being done and how far it has come.
pub struct Terminal {
    bar: ProgressBar,
    current: Mutex<&'static str>,
}

impl Terminal {
    /// A line that is drawn at most ten times a second.
    #[must_use]
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
        Self {
            bar,
            current: Mutex::new(""),
        }
    }

    /// Clears the line.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.finish();
    }
}

impl Progress for Terminal {
    fn step(&self, what: &'static str, done: u64, total: Option<u64>) {
        let mut current = self
            .current
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if *current != what {
            *current = what;
            self.bar.set_message(words(what));
            let template = if total.is_some() {
                "{msg} {pos}/{len} [{bar:30}]"
            } else {
                "{msg} {pos}"
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.bar.set_style(style);
            }
        }
        if let Some(total) = total {
            self.bar.set_length(total.max(done));
        }
        self.bar.set_position(done);
    }
}

/// Plain words for a step.
fn words(what: &'static str) -> &'static str {
    match what {
        "progress-database" => "opening the database",
        "progress-indexing" => "indexing",
        "progress-table" => "loading suppliers",
        "progress-importing" => "importing rows",
        "progress-duplicates" => "looking for duplicates",
        other => other.trim_start_matches("progress-"),
    }
}
