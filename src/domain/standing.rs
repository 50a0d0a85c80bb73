//! Where each library stands in each subject of a Peer Learning Meeting: a score of the subject's own measures against what the
//! foremost libraries of the office reach. With too few approved reports a library has no standing, which is not a low one.
//!
//! For the planner's eyes alone: who may teach what, and who would gain from hearing it. Nothing of it is public.

use crate::domain::moment::Month;
use crate::domain::number::{tenths, whole};
use crate::domain::report::Strategy;
use crate::domain::score::{MonthFacts, PUNCTUAL, Scheme, Score, Weight, measure, of_strategy, score};

/// Something that one library can learn from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Stable: part of addresses and of the ids of accepted items. Letters only.
    pub code: &'static str,
    /// What people read, after "Berbagi: ".
    pub label: &'static str,
    /// What is counted for it, and how much: codes of [`crate::domain::score::measures`].
    pub measures: &'static [(&'static str, u32)],
}

/// Every subject, in the order of tables. The office chooses none of it by itself: what has nothing to teach is left out anyway.
pub const SUBJECTS: [Subject; 7] = [
    Subject { code: "kunjungan", label: "Menarik pengunjung", measures: &[("pengunjung", 2), ("anggota_baru", 1)] },
    Subject { code: "bacaan", label: "Membuat buku dibaca", measures: &[("dipinjam", 1), ("dibaca", 1)] },
    Subject {
        code: "pelibatan",
        label: "Pelibatan masyarakat",
        measures: &[(of_strategy(Strategy::Involvement), 1), ("peserta", 1)],
    },
    Subject {
        code: "advokasi",
        label: "Advokasi dan kemitraan",
        measures: &[(of_strategy(Strategy::Advocacy), 2), ("mitra", 1)],
    },
    Subject {
        code: "layanan",
        label: "Layanan informasi dan TIK",
        measures: &[(of_strategy(Strategy::Information), 1), ("tik", 1)],
    },
    Subject { code: "publikasi", label: "Publikasi", measures: &[(of_strategy(Strategy::Publicity), 1)] },
    Subject { code: "tepat", label: "Melapor tepat waktu", measures: &[(PUNCTUAL, 1)] },
];

/// The place of the subject of that code in [`SUBJECTS`].
pub fn coded(code: &str) -> Option<usize> {
    SUBJECTS.iter().position(|subject| subject.code == code)
}

/// How many of the foremost libraries make the mark that 100 points stand for.
const FOREMOST: usize = 3;

/// What is known of a library before it is reckoned.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its id.
    pub id: String,
    /// "Perpustakaan Desa Natai Raya".
    pub name: String,
    /// Its kecamatan.
    pub district: String,
    /// One for each month of the span.
    pub months: Vec<MonthFacts>,
}

/// Where a library stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The library's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kecamatan.
    pub district: String,
    /// Approved reports within the span.
    pub approved: usize,
    /// For each of [`SUBJECTS`]; empty when the library has too few approved reports.
    pub scores: Vec<Score>,
}

impl Standing {
    /// Tenths of a point, 0 to 1000; `None`: nobody can say.
    pub fn points(&self, subject: usize) -> Option<i64> {
        #[expect(clippy::cast_possible_truncation, reason = "a score lies between 0 and 100")]
        self.scores.get(subject).and_then(|score| score.total).map(|total| (total * 10.0).round() as i64)
    }

    /// The mean over all subjects that could be read, in tenths of a point.
    pub fn overall(&self) -> Option<i64> {
        let known: Vec<i64> = (0..SUBJECTS.len()).filter_map(|subject| self.points(subject)).collect();
        let count = i64::try_from(known.len()).ok().filter(|count| *count > 0)?;
        Some(known.iter().sum::<i64>() / count)
    }

    /// "Pengunjung 142,3 orang sebulan (patokan 150); Anggota baru 6 orang sebulan (patokan 9)".
    pub fn figures(&self, subject: usize) -> String {
        let Some(score) = self.scores.get(subject) else { return String::new() };
        let told: Vec<String> = score
            .parts
            .iter()
            .filter_map(|part| {
                let (mean, known) = (part.mean?, measure(&part.measure)?);
                let (mean, target) = (tenths(mean), whole(i64::from(part.target)));
                Some(if part.measure == PUNCTUAL {
                    format!("{mean}% bulan dilaporkan tepat waktu")
                } else {
                    format!("{} {mean} {} sebulan (patokan {target})", known.label, known.unit)
                })
            })
            .collect();
        told.join("; ")
    }
}

/// Where each library stands, in the order given. `least` approved reports are needed; with fewer there is no standing.
pub fn standings(known: Vec<Known>, least: u32) -> Vec<Standing> {
    let least = usize::try_from(least.max(1)).unwrap_or(usize::MAX);
    let enough = |library: &Known| approved(library) >= least;
    let schemes: Vec<Scheme> = SUBJECTS
        .iter()
        .map(|subject| {
            let bare = scheme(subject, |_| 1);
            let scores: Vec<Score> =
                known.iter().filter(|library| enough(library)).map(|library| score(&bare, &library.months)).collect();
            scheme(subject, |place| mark(scores.iter().filter_map(|score| score.parts.get(place)?.mean).collect()))
        })
        .collect();
    known
        .into_iter()
        .map(|library| Standing {
            approved: approved(&library),
            scores: if enough(&library) {
                schemes.iter().map(|scheme| score(scheme, &library.months)).collect()
            } else {
                Vec::new()
            },
            id: library.id,
            name: library.name,
            district: library.district,
        })
        .collect()
}

fn approved(library: &Known) -> usize {
    library.months.iter().filter(|month| month.figures.is_some()).count()
}

/// A subject as a scheme; `target` is asked by the measure's place in the subject. The colours of a scheme are not used here.
fn scheme(subject: &Subject, target: impl Fn(usize) -> u32) -> Scheme {
    let weights = subject.measures.iter().enumerate().map(|(place, (measure, weight))| Weight {
        measure: (*measure).to_owned(),
        weight: *weight,
        target: if *measure == PUNCTUAL { 100 } else { target(place) },
    });
    Scheme { span: 24, least: 1, green: 100, yellow: 1, weights: weights.collect() }
}

/// What 100 points stand for: the mean of the three highest, so that one slip of a finger does not make everybody else look idle.
fn mark(mut means: Vec<f64>) -> u32 {
    means.sort_by(|a, b| b.total_cmp(a));
    means.truncate(FOREMOST);
    let count = u32::try_from(means.len()).unwrap_or(1).max(1);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of at most a million")]
    let mark = (means.iter().sum::<f64>() / f64::from(count)).ceil().clamp(1.0, 1e9) as u32;
    mark
}

/// How standings come about, in sentences for the planner.
pub fn rules(from: Month, to: Month, least: u32) -> Vec<String> {
    vec![
        format!("Yang dibaca: laporan yang sudah disetujui, {} sampai {}.", from.long(), to.long()),
        "Nilai tiap topik 0 sampai 100: rata-rata sebulan dibanding patokan. Patokan adalah rata-rata dari tiga perpustakaan tertinggi di kantor ini; lewat patokan tetap 100.".to_owned(),
        format!("Perpustakaan dengan kurang dari {least} laporan disetujui tidak dinilai. Itu berarti belum cukup data, bukan rendah."),
        "Angka yang tidak dihitung perpustakaan tidak dianggap nol dan tidak ikut.".to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicator::{Figure, Figures};

    fn month(visitors: u32) -> MonthFacts {
        let figures = Figures::from([("pengunjung".to_owned(), Figure::Counted(visitors))]);
        MonthFacts { figures: Some(figures), nihil: false, on_time: Some(true) }
    }

    fn known(id: &str, visitors: &[u32]) -> Known {
        let months = visitors.iter().map(|visitors| month(*visitors)).collect();
        Known { id: id.into(), name: id.into(), district: "Kumai".into(), months }
    }

    #[test]
    fn a_hundred_points_are_the_mean_of_the_foremost_three() {
        let all = standings(vec![known("a", &[300]), known("b", &[200]), known("c", &[100]), known("d", &[50])], 1);
        let visits: Vec<Option<i64>> = all.iter().map(|one| one.points(0)).collect();
        // The mark is 200; nobody counted new members, so visitors are the whole subject.
        assert_eq!(visits, [Some(1000), Some(1000), Some(500), Some(250)]);
        assert_eq!(all[3].figures(0), "Pengunjung 50 orang sebulan (patokan 200)");
        // Nobody counted loans: unknown, not nought.
        assert_eq!(all[0].points(1), None);
        assert_eq!(all[0].points(6), Some(1000));
    }

    #[test]
    fn too_few_reports_are_no_standing_and_move_nobodys_mark() {
        let waiting = MonthFacts { figures: None, nihil: false, on_time: Some(false) };
        let mut few = known("x", &[9000]);
        few.months.push(waiting);
        let all = standings(vec![known("a", &[100, 100]), few], 2);
        assert_eq!((all[0].points(0), all[0].approved), (Some(1000), 2));
        assert_eq!((all[1].points(0), all[1].points(6), all[1].approved), (None, None, 1));
        assert_eq!(all[1].overall(), None);
    }

    #[test]
    fn every_measure_is_known_and_codes_fit_into_ids() {
        for subject in SUBJECTS {
            assert!(subject.code.len() <= 12 && subject.code.bytes().all(|byte| byte.is_ascii_lowercase()));
            for (code, weight) in subject.measures {
                assert!(measure(code).is_some(), "{code}");
                assert!(*weight > 0);
            }
        }
    }
}
