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

#[tokio::main]
async fn main() -> std::process::ExitCode {
    server::command::run().await
}
