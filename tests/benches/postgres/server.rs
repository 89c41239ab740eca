//! A PostgreSQL of its own, spoken to by `psql`: text in, text and times out.

use eslabon_tests::helpers::postgres::Postgres;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// For every session: one processor, and enough memory that nothing goes to disk.
const SESSION: &str = "set max_parallel_workers_per_gather = 0; set max_parallel_maintenance_workers = 0; \
     set work_mem = '1GB'; set maintenance_work_mem = '1GB'; set jit = off;\n";
/// Everything stays in the server's own memory.
const OPTIONS: &str = "-c shared_buffers=2GB -c effective_cache_size=4GB -c max_wal_size=8GB";

/// Lets the server's time on a processor so far be said, in nanoseconds, where the system tells (Linux).
const ON_PROCESSOR: &str = "\\! cut -d' ' -f1 /proc/$SERVER/schedstat\n";

/// What a query takes.
pub struct Taken {
    /// By the clock, at least.
    pub clock: Duration,
    /// On a processor: what others on the machine take is not in it.
    pub processor: Option<Duration>,
}

/// A database and the client that speaks to it.
pub struct Psql {
    /// It lives as long as this.
    _server: Postgres,
    url: String,
}

impl Psql {
    /// Starts the server; says why it is not there, if it is not.
    pub fn start() -> Option<Self> {
        let server = Postgres::with_options(OPTIONS);
        match server.create_database("scan") {
            Ok(url) => Some(Self {
                _server: server,
                url,
            }),
            Err(reason) => {
                println!("no comparison with PostgreSQL: {reason}");
                None
            }
        }
    }

    /// Runs a script.
    pub fn run(&self, script: &str) {
        self.feed(|to| to.write_all(script.as_bytes()));
    }

    /// Runs a script that is written as it runs.
    pub fn feed(&self, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) {
        let mut child = self.client(Stdio::null());
        let mut to = std::io::BufWriter::new(child.stdin.take().unwrap());
        to.write_all(SESSION.as_bytes()).unwrap();
        write(&mut to).unwrap();
        drop(to);
        assert!(child.wait().unwrap().success(), "psql failed");
    }

    /// The rows of a query, and the shortest of several further runs, the rows sent and thrown away.
    pub fn ask(&self, settings: &str, query: &str, runs: usize) -> (Vec<String>, Taken) {
        let mut child = self.client(Stdio::piped());
        let mut to = child.stdin.take().unwrap();
        let start = "select pg_backend_pid() as pid \\gset\n\\setenv SERVER :pid\n\\timing on\n\\o /dev/null\n";
        write!(to, "{SESSION}{settings}{query}\n{start}{ON_PROCESSOR}").unwrap();
        for _ in 0..runs {
            write!(to, "{query}\n{ON_PROCESSOR}").unwrap();
        }
        drop(to);
        let said = child.wait_with_output().unwrap();
        assert!(said.status.success(), "psql failed");
        let said = String::from_utf8(said.stdout).unwrap();
        let rows = said.lines().filter(|line| line.contains('|'));
        let time = |line: &str| {
            let milliseconds = line.strip_prefix("Time: ")?.split(' ').next()?;
            let milliseconds: f64 = milliseconds.parse().ok()?;
            Some(Duration::from_secs_f64(milliseconds / 1_000.0))
        };
        let times = said.lines().filter_map(time);
        let marks = said.lines().filter_map(|line| line.parse().ok());
        let marks: Vec<u64> = marks.collect();
        let between = marks.windows(2).map(|pair| pair[1] - pair[0]);
        let taken = Taken {
            clock: times.min().unwrap(),
            processor: between.min().map(Duration::from_nanos),
        };
        (rows.map(str::to_owned).collect(), taken)
    }

    fn client(&self, stdout: Stdio) -> Child {
        let mut command = Command::new("psql");
        command
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"])
            .arg(&self.url);
        let command = command.stdin(Stdio::piped()).stdout(stdout);
        command.env("LC_ALL", "C").spawn().unwrap()
    }
}
