//! The server program. The browser program is `lib.rs`; both declare the same modules.

// Rendering types grow with the page; rustc's default is too small for whole pages.
#![recursion_limit = "512"]

mod api;
mod domain;
mod server;
mod storage;
#[cfg(test)]
mod trial;
mod ui;
mod world;

fn main() -> std::process::ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("threads can be started before anything else runs");
    let code = runtime.block_on(server::command::run());
    // A backup that is being copied on a thread of its own is not waited for: half of one is never taken for a whole one.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    code
}
