//! The database as the checker sees it: through the database's own command line, never through the program.

use crate::program::{free_port, is_root, must};
use std::io::{Error, Result, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A database of the program.
#[derive(Clone, Debug)]
pub enum Database {
    /// A file.
    Sqlite(PathBuf),
    /// An address.
    Postgres(String),
}

/// Stands between columns: no text of ours holds it.
const BETWEEN: &str = "\x1f";

impl Database {
    /// What `DATABASE_URL` is set to.
    pub fn url(&self) -> &str {
        match self {
            Self::Sqlite(_) => "",
            Self::Postgres(url) => url,
        }
    }

    fn command(&self) -> Command {
        match self {
            Self::Sqlite(file) => {
                let mut command = Command::new("sqlite3");
                command.args(["-batch", "-separator", BETWEEN, "-cmd", ".timeout 5000"]).arg(file);
                command
            }
            Self::Postgres(url) => {
                let mut command = Command::new("psql");
                command.args(["-qAtX", "-v", "ON_ERROR_STOP=1", "-F", BETWEEN, url]);
                command
            }
        }
    }

    /// What a question is answered: rows of columns, as text.
    pub fn ask(&self, sql: &str) -> Result<Vec<Vec<String>>> {
        let mut command = self.command();
        match self {
            Self::Sqlite(_) => command.arg(sql),
            Self::Postgres(_) => command.args(["-c", sql]),
        };
        let output = command.output()?;
        if !output.status.success() {
            return Err(Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(text.lines().map(|line| line.split(BETWEEN).map(str::to_owned).collect()).collect())
    }

    /// The first column of the first row, as a number.
    pub fn count(&self, sql: &str) -> Result<i64> {
        Ok(self.ask(sql)?.first().and_then(|row| row.first()?.parse().ok()).unwrap_or(0))
    }

    /// Another program that has the database open and does as it is told, until it is dropped.
    pub fn holder(&self, sql: &str) -> Result<Holder> {
        let mut child = self.command().stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut words = child.stdin.take().ok_or_else(|| Error::other("no way to tell it"))?;
        writeln!(words, "{sql}")?;
        words.flush()?;
        Ok(Holder { child, _words: words })
    }

    /// What the database says about itself; empty when all is well.
    pub fn unsound(&self) -> Result<Vec<String>> {
        let mut wrong = Vec::new();
        if let Self::Sqlite(_) = self {
            let verdict = self.ask("pragma integrity_check(1)")?;
            if verdict.first().is_none_or(|row| row[0] != "ok") {
                wrong.push(format!("integrity_check: {verdict:?}"));
            }
            if let Some(row) = self.ask("pragma foreign_key_check")?.first() {
                wrong.push(format!("foreign_key_check: {row:?}"));
            }
        }
        // The outbox: numbers of an office without gaps or doubles.
        for row in self.ask("select office, count(*), max(seq), min(seq) from event group by office having count(*) <> max(seq) - min(seq) + 1")? {
            wrong.push(format!("the outbox has gaps: {row:?}"));
        }
        Ok(wrong)
    }
}

/// A program that holds something in the database.
pub struct Holder {
    child: Child,
    _words: std::process::ChildStdin,
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A PostgreSQL of our own: Debian's programs, a temporary folder, a free port. It waits for the disk as a real one does.
pub struct Cluster {
    bin: PathBuf,
    pub folder: PathBuf,
    pub port: u16,
}

impl Cluster {
    /// Where Debian keeps PostgreSQL's programs; none when it is not installed.
    pub fn programs() -> Option<PathBuf> {
        let mut found: Vec<PathBuf> =
            std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path().join("bin")).filter(|bin| bin.join("initdb").is_file()).collect();
        found.sort();
        found.pop()
    }

    fn as_its_user(&self, words: &[&str]) -> Result<String> {
        // PostgreSQL refuses to run as root.
        let all = if is_root() { [&["runuser", "-u", "postgres", "--"], words].concat() } else { words.to_vec() };
        let output = Command::new(all[0]).args(&all[1..]).current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null()).output()?;
        if !output.status.success() {
            let log = std::fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
            return Err(Error::other(format!("{}: {} {log}", words.join(" "), String::from_utf8_lossy(&output.stderr))));
        }
        Ok(String::new())
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn bin(&self, name: &str) -> String {
        self.bin.join(name).display().to_string()
    }

    fn at(folder: &Path) -> Result<Self> {
        let bin = Self::programs().ok_or_else(|| Error::other("PostgreSQL is not installed"))?;
        std::fs::create_dir_all(folder)?;
        let cluster = Self { bin, folder: folder.to_owned(), port: free_port() };
        if is_root() {
            must(&["chown", "postgres", &folder.display().to_string()])?;
        }
        Ok(cluster)
    }

    /// Makes and starts one.
    pub fn new(folder: &Path) -> Result<Self> {
        let cluster = Self::at(folder)?;
        cluster.as_its_user(&[&cluster.bin("initdb"), "-D", &cluster.path("data"), "-U", "pantau", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])?;
        cluster.start()?;
        Ok(cluster)
    }

    /// A standby of another one, which is to answer for its own copy before a commit counts.
    pub fn standby(of: &Self, folder: &Path) -> Result<Self> {
        let cluster = Self::at(folder)?;
        let from = format!("host=127.0.0.1 port={} user=pantau application_name=standby", of.port);
        cluster.as_its_user(&[&cluster.bin("pg_basebackup"), "-D", &cluster.path("data"), "-d", &from, "-R", "-X", "stream", "--checkpoint=fast", "--no-sync"])?;
        cluster.start()?;
        Ok(cluster)
    }

    pub fn start(&self) -> Result<()> {
        let options = format!("-k {} -p {} -c listen_addresses=127.0.0.1 -c max_connections=200", self.folder.display(), self.port);
        self.as_its_user(&[&self.bin("pg_ctl"), "-D", &self.path("data"), "-w", "-t", "60", "-l", &self.path("server.log"), "-o", &options, "start"])?;
        Ok(())
    }

    /// As a power cut does: nothing is written any more.
    pub fn stop_at_once(&self) -> Result<()> {
        self.as_its_user(&[&self.bin("pg_ctl"), "-D", &self.path("data"), "-m", "immediate", "-w", "stop"]).map(|_| ())
    }

    /// A standby becomes the primary.
    pub fn promote(&self) -> Result<()> {
        self.as_its_user(&[&self.bin("pg_ctl"), "-D", &self.path("data"), "-w", "promote"]).map(|_| ())
    }

    /// Whether commits from now on wait for the disk, as they do at first.
    pub fn waits(&self, waits: bool) -> Result<()> {
        let admin = self.database("postgres");
        admin.ask(&format!("alter system set synchronous_commit = {}", if waits { "on" } else { "off" }))?;
        admin.ask("select pg_reload_conf()")?;
        admin.ask("checkpoint").map(|_| ())
    }

    /// A database by its name.
    pub fn database(&self, name: &str) -> Database {
        Database::Postgres(format!("postgres://pantau@127.0.0.1:{}/{name}", self.port))
    }

    /// A new database, as a copy of another one.
    pub fn create(&self, name: &str, template: &str) -> Result<Database> {
        self.database("postgres").ask(&format!("create database {name} template {template}"))?;
        Ok(self.database(name))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.stop_at_once();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
