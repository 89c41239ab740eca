//! The binary `eslabon`.

use std::process::ExitCode;

fn main() -> ExitCode {
    eslabon_server::cli::main()
}
