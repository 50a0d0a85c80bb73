//! The program under test: started with nothing of the caller's environment, stopped, killed, looked at from outside.

use crate::database::Database;
use crate::http::Link;
use std::fs::File;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Where a `pantau` lies, and what it is given.
#[derive(Clone)]
pub struct Install {
    pub program: PathBuf,
    pub site: PathBuf,
    /// Folder of the database, photos, backups.
    pub data: PathBuf,
    pub database: Database,
    pub port: u16,
    /// What it is run under: `strace ..`, `faketime ..`, `prlimit ..`; usually nothing.
    pub under: Vec<String>,
    /// Variables besides.
    pub env: Vec<(String, String)>,
    /// Where its words go.
    pub log: PathBuf,
}

impl Install {
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// `pantau` with these words.
    pub fn command(&self, words: &[&str]) -> Command {
        let program = self.program.display().to_string();
        let mut all: Vec<&str> = self.under.iter().map(String::as_str).chain([program.as_str()]).collect();
        all.extend(words);
        let mut command = Command::new(all[0]);
        command.args(&all[1..]).env_clear();
        for name in ["PATH", "HOME"] {
            if let Ok(value) = std::env::var(name) {
                command.env(name, value);
            }
        }
        command
            .env("PANTAU_ADDR", self.host())
            .env("PANTAU_URL", format!("http://{}", self.host()))
            .env("PANTAU_DATA", &self.data)
            .env("PANTAU_SITE", &self.site)
            .env("PANTAU_DEMO_PASSWORD", PASSWORD)
            .env("DATABASE_URL", self.database.url())
            .envs(self.env.iter().cloned())
            // A stray .env file of the caller's folder is not read.
            .current_dir(self.log.parent().unwrap_or(Path::new("/")));
        command
    }

    /// Runs a command of the program to its end; answers whether it said yes, its exit code and its words.
    pub fn run(&self, words: &[&str]) -> Result<(Option<i32>, String)> {
        let output = self.command(words).output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        Ok((output.status.code(), said))
    }

    /// Serves; returns when it is ready.
    pub fn serve(&self) -> Result<Program> {
        let mut program = self.begin()?;
        program.ready(Duration::from_secs(60))?;
        Ok(program)
    }

    /// Serves, and does not wait.
    pub fn begin(&self) -> Result<Program> {
        let log = File::options().create(true).append(true).open(&self.log)?;
        let child = self.command(&["serve"]).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        Ok(Program { child, host: self.host() })
    }
}

/// Everybody of the demo has this password.
pub const PASSWORD: &str = "sungai-arut-berkelok";

/// A port that nobody listens to.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).map_or(0, |address| address.port())
}

/// A running program; killed when it is dropped.
pub struct Program {
    child: Child,
    host: String,
}

impl Program {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it says that it is ready.
    pub fn ready(&mut self, most: Duration) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < most {
            if let Some(status) = self.child.try_wait()? {
                return Err(Error::other(format!("the program ended: {status}")));
            }
            if Link::patient(Duration::from_secs(2)).ask(&self.host, "GET", "/readyz", &[], b"").is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(30));
        }
        Err(Error::other("the program did not become ready"))
    }

    /// Sends a signal by its number.
    pub fn signal(&self, name: &str) {
        let _ = Command::new("kill").args([&format!("-{name}"), &self.pid().to_string()]).status();
    }

    /// kill -9.
    pub fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Waits for its end; none when it takes longer.
    pub fn ended(&mut self, most: Duration) -> Option<ExitStatus> {
        let begun = Instant::now();
        while begun.elapsed() < most {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    /// Asks it to stop; its exit status, or none when it does not within 20 seconds.
    pub fn stop(mut self) -> Option<ExitStatus> {
        self.signal("TERM");
        self.ended(Duration::from_secs(20))
    }

    /// Resident memory in MiB.
    pub fn memory(&self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap_or_default();
        let kb = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
        kb.unwrap_or(0) / 1024
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Is this command on the machine?
pub fn has(command: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(command).is_file()))
}

/// Are we root?
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Runs a command that must say yes.
pub fn must(words: &[&str]) -> Result<String> {
    let output = Command::new(words[0]).args(&words[1..]).output().map_err(|error| Error::other(format!("{}: {error}", words[0])))?;
    if !output.status.success() {
        return Err(Error::other(format!("{}: {}", words.join(" "), String::from_utf8_lossy(&output.stderr).trim())));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    must(&["cp", "-a", "--reflink=auto", &from.display().to_string(), &to.display().to_string()]).map(|_| ())
}
