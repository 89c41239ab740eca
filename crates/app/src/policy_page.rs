//! The policy as a page for people: made from the very decisions that are asked, so that it cannot differ
//! from them. `docs/permissions.md` is this text.

use crate::policy::{self, Operation, Reach};
use eslabon_domain::actors::Role;
use std::fmt::Write;

const HEAD: &str = "\
# Who may do what

Made by `eslabon print-policy` from `crates/app/src/policy.rs`; checked by `.ci/run`, and tried out door by
door by `tests/api/permissions.rs`. Change the policy, not this page.

| in a cell | reaches |
|---|---|
| – | nothing: answered *forbidden* |
| own | what is her own, or her organisation's |
| centre | her own, and the pipeline of her centre and of centres that share theirs with it |
| open | her own, and what is shown to everyone who has signed in |
| every | everything |

What lies beyond a role's reach is answered *not found*, as though it did not exist. `operator` is whoever works
at the command line of the machine on which the data lie; `visitor` is whoever has not signed in.

## Operations
";

/// The page.
#[must_use]
pub fn markdown() -> String {
    let mut page = String::from(HEAD);
    let roles: Vec<String> = Role::ALL
        .iter()
        .map(|r| r.as_str().replace('_', " "))
        .collect();
    line(&mut page, "operation", &roles);
    line(&mut page, "---", &vec!["---".to_owned(); roles.len()]);
    for operation in Operation::ALL {
        let cells: Vec<String> = Role::ALL
            .into_iter()
            .map(|role| in_a_cell(policy::reach(operation, role)).to_owned())
            .collect();
        line(&mut page, &words(operation), &cells);
    }
    page.push_str("\n## Who may give which role\n\n");
    page.push_str("| gives | roles |\n|---|---|\n");
    for giver in Role::ALL {
        let given: Vec<String> = Role::ALL
            .into_iter()
            .filter(|role| policy::may_grant(giver, *role))
            .map(|role| role.as_str().replace('_', " "))
            .collect();
        if !given.is_empty() {
            let _ = writeln!(
                page,
                "| {} | {} |",
                giver.as_str().replace('_', " "),
                given.join(", ")
            );
        }
    }
    page
}

fn line(page: &mut String, first: &str, cells: &[String]) {
    let _ = writeln!(page, "| {first} | {} |", cells.join(" | "));
}

fn in_a_cell(reach: Reach) -> &'static str {
    match reach {
        Reach::No => "–",
        Reach::Own => "own",
        Reach::Centre => "centre",
        Reach::Open => "open",
        Reach::Every => "every",
    }
}

/// `SeeSuppliers` → `see suppliers`.
fn words(operation: Operation) -> String {
    let mut words = String::new();
    for letter in format!("{operation:?}").chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_line_and_every_role_a_column() {
        let page = markdown();
        for operation in Operation::ALL {
            let start = format!("| {} | ", words(operation));
            let row = page.lines().find(|line| line.starts_with(&start));
            assert_eq!(
                row.map(|row| row.matches('|').count()),
                Some(Role::ALL.len() + 2),
                "{operation:?}"
            );
        }
    }
}
