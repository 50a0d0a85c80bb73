//! `pantau bench-pdf`: how long a hundred certificates take.

use super::proposals::timed;
use crate::domain::moment::Moment;
use crate::domain::paper::{Facts, Kind, document};
use crate::server::papers::pdf;

/// As many as a meeting may give out.
const CERTIFICATES: usize = 100;

/// Prints what was measured; the error is for the operator.
pub fn measure() -> Result<(), String> {
    let facts: Vec<Facts> = (1..=CERTIFICATES)
        .map(|number| {
            let mut facts = Facts::default();
            facts.say("nama_penerima", format!("Hj. Nur'aini binti Contoh ke-{number}, S.Sos., M.A.P."));
            facts.say("perpustakaan", format!("Perpustakaan Desa Contoh {number}"));
            facts.say("pertemuan", "Peer Learning Meeting (PLM) Contoh");
            facts
        })
        .collect();
    let (made, took) =
        timed(|| pdf::print(&document(Kind::Participation, Kind::Participation.template(), &facts), Moment(0)));
    let bytes = made?.len();
    println!(
        "{CERTIFICATES} certificates as one PDF: {:.2} s, {bytes} bytes; the goal is under 5 s",
        took.as_secs_f64()
    );
    Ok(())
}
