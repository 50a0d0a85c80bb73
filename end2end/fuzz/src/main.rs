//! Fuzzing of everything that reads what others send: FUZZ names the parser (csv, form, geojson, ics, image, json, multipart). The
//! parsers are the server's own files, included by path.
//!
//! Built by `./dev attack` with coverage counters (`-Cpasses=sancov-module`), which a stable compiler has too.

#![no_main]
// The included files are larger than what is fuzzed of them.
#![allow(dead_code, unused_imports, clippy::all)]

// By links (`domain.rs`, `domain/`): a file that is named by `#[path]` would look for its parts beside itself.
mod domain;
#[path = "../../../src/server/import/geojson.rs"]
mod geojson_file;
#[path = "../../../src/server/attack/parsers.rs"]
mod parsers;
#[path = "../../../src/server/photos/picture.rs"]
mod picture_file;
#[path = "../../../src/api/sheet.rs"]
mod sheet_file;

// Where the included files look for each other.
mod api {
    pub(crate) use crate::sheet_file as sheet;
}
mod server {
    pub mod import {
        pub(crate) use crate::geojson_file as geojson;
    }
    pub mod photos {
        pub(crate) use crate::picture_file as picture;
    }
}
mod storage {
    pub mod boundaries {
        /// What `geojson` fills.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Boundary {
            pub code: String,
            pub name: String,
            pub shape: crate::domain::geometry::Shape,
        }
    }
}

use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

fn parser() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| std::env::var("FUZZ").unwrap_or_default())
}

fuzz_target!(|data: &[u8]| {
    match parser() {
        "multipart" => multipart(data),
        name => assert!(parsers::parse(name, data), "FUZZ={name}: no such parser"),
    }
});

/// A form with files, by the reader that the server uses, in pieces of all sizes.
fn multipart(data: &[u8]) {
    let Some((&size, body)) = data.split_first() else { return };
    let pieces: Vec<Result<Vec<u8>, std::io::Error>> =
        body.chunks(usize::from(size).max(1)).map(|piece| Ok(piece.to_vec())).collect();
    let limits = multer::SizeLimit::new().whole_stream(1 << 20).per_field(1 << 18);
    let constraints = multer::Constraints::new().size_limit(limits);
    let mut form =
        multer::Multipart::with_constraints(futures::stream::iter(pieces), "B", constraints);
    futures::executor::block_on(async {
        while let Ok(Some(field)) = form.next_field().await {
            let _ = (field.name().map(str::len), field.file_name().map(str::len));
            if field.bytes().await.is_err() {
                break;
            }
        }
    });
}
