//! `evaluate matching`: what matching as things change costs, printed.

use crate::cli::Failure;
use crate::cli::lines::say;
use crate::cli::progress::Terminal;
use crate::cli::serve::FEED_POLL;
use eslabon_app::App;
use eslabon_app::config::Place;
use eslabon_app::evaluate_matching::{Cost, Sizes, Spread, measure};
use std::time::Duration;

/// Runs the command.
pub async fn run(place: Place, sizes: Sizes) -> Result<(), Failure> {
    let app = App::open(place, &Terminal::new()).await?;
    let figures = measure(&app, sizes, FEED_POLL).await?;
    say(format!(
        "{} sites, {} of firms with an account, {} open needs, {} profiles changed",
        sizes.sites, sizes.firms, sizes.needs, sizes.changes
    ))?;
    let visible = figures.visible;
    say(format!(
        "commit to table         p50 {} p99 {}",
        milliseconds(visible.median),
        milliseconds(visible.p99)
    ))?;
    line("index and table", figures.derived)?;
    line("profile against needs", figures.profile)?;
    line("need against firms", figures.need)?;
    say(format!("alerts told {}", figures.told))?;
    Ok(())
}

fn line(what: &str, spread: Spread<Cost>) -> Result<(), Failure> {
    let cost = |cost: Cost| {
        let processor = cost.processor.map_or("–".to_owned(), milliseconds);
        format!("{} ({processor} of processors)", milliseconds(cost.wall))
    };
    say(format!(
        "{what:<23} p50 {} p99 {}",
        cost(spread.median),
        cost(spread.p99)
    ))
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}
