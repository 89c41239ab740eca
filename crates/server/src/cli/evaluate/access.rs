//! `evaluate access`: what deciding costs, printed.

use crate::cli::Failure;
use crate::cli::lines::say;
use crate::cli::progress::Terminal;
use eslabon_app::App;
use eslabon_app::config::Place;
use eslabon_app::evaluate_access::measure;

/// Runs the command.
pub async fn run(place: Place, needs: usize, rounds: usize) -> Result<(), Failure> {
    let app = App::open(place, &Terminal::new()).await?;
    let figures = measure(&app, needs, rounds).await?;
    say(format!("decision {:.1} ns", figures.decision_ns))?;
    say(format!("lists over {} needs:", figures.needs))?;
    for (what, without, with) in figures.lists {
        #[expect(clippy::cast_precision_loss, reason = "microseconds of a list")]
        let ratio = with as f64 / without.max(1) as f64;
        say(format!(
            "{what:<22} without {without:>6} µs, scoped {with:>6} µs, {ratio:.2} times"
        ))?;
    }
    Ok(())
}
