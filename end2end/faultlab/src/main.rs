//! The laboratory. `faultlab load ..` is the last evening of the month (`load.rs`), `faultlab door ..` the doors of a meeting (`door.rs`),
//! `faultlab faults ..` the table of faults (`faults.rs`). `./dev bench load`, `./dev bench door` and `./dev faults` call them.

mod database;
mod door;
mod faults;
mod http;
mod ledger;
mod load;
mod phone;
mod program;
mod proxy;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let code = match args.split_first() {
        Some((word, rest)) if word == "load" => load::main(rest),
        Some((word, rest)) if word == "door" => door::main(rest),
        Some((word, rest)) if word == "faults" => faults::main(rest),
        _ => {
            eprintln!("faultlab load|door URL PASSWORD DATABASE ..; faultlab faults PROGRAM SITE ..");
            2
        }
    };
    std::process::exit(code);
}
