use super::*;
use crate::domain::indicator::{Figure, Figures};
use proptest::prelude::*;
use proptest::strategy::Strategy;

const FIRST: Month = Month { year: 2026, month: 1 };

fn weight(measure: &str, weight: u32, target: u32) -> Weight {
    Weight { measure: measure.to_owned(), weight, target }
}

fn definition(weights: Vec<Weight>) -> Definition {
    let [basis, _] = Definition::starters(FIRST.plus(3));
    Definition { from: FIRST, to: FIRST.plus(3), least: 1, kinds: Kind::ALL.to_vec(), weights, ..basis }
}

fn entry(month: i32, visitors: Option<u32>, on_time: Option<bool>) -> Entry {
    let figures = visitors.map(|count| Figures::from([("pengunjung".to_owned(), Figure::Counted(count))]));
    Entry {
        month: FIRST.plus(month),
        report: visitors.map(|_| format!("r{month}")),
        facts: MonthFacts { figures, nihil: false, on_time },
    }
}

fn candidate(id: &str, visitors: &[u32]) -> Candidate {
    let months = (0..).zip(visitors).map(|(month, count)| entry(month, Some(*count), Some(true))).collect();
    Candidate { id: id.into(), slug: id.into(), name: id.to_uppercase(), kind: Kind::Desa, months }
}

fn winner(library: &str, place: u32) -> Winner {
    Winner { library: library.into(), name: library.to_uppercase(), person: String::new(), place }
}

fn decision(winners: Vec<Winner>) -> Decision {
    let jurors = vec![Juror { name: "Hj. Siti, S.Sos., M.A.P.".into(), title: String::new() }];
    Decision { on: FIRST.first(), winners, jurors, reason: String::new() }
}

#[test]
fn an_order_can_be_reckoned_by_hand() {
    let counted = definition(vec![weight("pengunjung", 3, 100), weight(PUNCTUAL, 1, 100)]);
    let ranking = rank(&counted, &[candidate("b", &[50, 50]), candidate("a", &[100, 100, 100, 500])]);
    // Four months: a has more than 400 visitors (75 points) and four months in time (25); b has 100 of 400 (18,75) and two (12,5).
    let told: Vec<(&str, u32, u64)> =
        ranking.ranked.iter().map(|one| (one.id.as_str(), one.place, one.points)).collect();
    assert_eq!(told, [("a", 1, 10_000), ("b", 2, 3_125)]);
    assert_eq!(points_words(3_125), "31,25");
    assert_eq!(ranking.ranked[1].parts[0].months[1], (FIRST.plus(1), Some("r1".into()), Some(50)));
}

#[test]
fn a_tie_for_the_third_place_is_said_and_the_jury_says_why_it_chose() {
    let counted = definition(vec![weight("pengunjung", 1, 100)]);
    let all = [candidate("a", &[90]), candidate("b", &[80]), candidate("d", &[70]), candidate("c", &[70])];
    let ranking = rank(&counted, &all);
    let places: Vec<(u32, bool)> = ranking.ranked.iter().map(|one| (one.place, one.tied)).collect();
    assert_eq!(places, [(1, false), (2, false), (3, true), (3, true)]);
    assert_eq!(ranking.crowded(3), Some((3, vec!["C", "D"])));
    assert_eq!(ranking.crowded(4), None);
    let both = vec![winner("a", 1), winner("b", 2), winner("c", 3), winner("d", 3)];
    let one = both[..3].to_vec();
    assert!(!departs(&ranking, 3, &both) && departs(&ranking, 3, &one));
    let outcome = Outcome::Ranked(ranking);
    let fields = |decision: &Decision| {
        let found = check(&counted, &outcome, decision, FIRST.first(), |_| Some(Kind::Desa));
        found.into_iter().map(|finding| finding.field).collect::<Vec<_>>()
    };
    assert_eq!(fields(&decision(both)), Vec::<String>::new());
    assert_eq!(fields(&decision(one.clone())), ["alasan"]);
    assert_eq!(fields(&Decision { reason: "Lebih lama aktif.".into(), ..decision(one) }), Vec::<String>::new());
}

#[test]
fn slips_of_definitions_and_decisions_are_named() {
    let odd = Definition { least: 9, places: Some(0), kinds: Vec::new(), ..definition(Vec::new()) };
    let fields: Vec<String> = odd.faults(FIRST.plus(4)).into_iter().map(|finding| finding.field).collect();
    assert_eq!(fields, ["tempat", "jenis", "minimal", ""]);
    assert!(Definition::starters(FIRST).iter().all(|starter| starter.faults(FIRST.plus(1)).is_empty()));
    assert_eq!(Definition::starters(FIRST)[0].faults(FIRST)[0].field, "sampai", "the running month is not over");
    let desa = Definition { kinds: vec![Kind::Desa], ..definition(vec![weight("pengunjung", 1, 100)]) };
    let mut tbm = candidate("t", &[90]);
    tbm.kind = Kind::Tbm;
    let ranking = rank(&desa, &[tbm, candidate("a", &[])]);
    assert_eq!(ranking.ranked, Vec::new(), "no one is eligible");
    assert_eq!((ranking.outside.len(), ranking.short), (1, vec![("A".to_owned(), 0)]));
    let nobody = check(&desa, &Outcome::Uncounted, &decision(Vec::new()), FIRST.first(), |_| None);
    assert_eq!(nobody[0].field, "alasan");
    let twice = decision(vec![winner("t", 1), winner("t", 2)]);
    let found = check(&desa, &Outcome::Uncounted, &twice, FIRST.first(), |_| Some(Kind::Tbm));
    let fields: Vec<&str> = found.iter().map(|finding| finding.field.as_str()).collect();
    assert_eq!(fields, ["penerima-0", "penerima-1", "penerima-1"]);
}

#[test]
fn places_are_written_as_certificates_write_them() {
    let words: Vec<String> = [1, 2, 3, 4, 9, 14].map(place_words).to_vec();
    assert_eq!(words, ["Terbaik I", "Terbaik II", "Terbaik III", "Terbaik IV", "Terbaik IX", "Terbaik XIV"]);
}

fn any_candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let month = (proptest::option::of(0u32..300), proptest::option::of(any::<bool>()));
    prop::collection::vec(prop::collection::vec(month, 4), 1..9).prop_map(|all| {
        let named = all.into_iter().enumerate();
        named
            .map(|(number, months)| {
                let months = (0..).zip(months).map(|(month, (visitors, on_time))| entry(month, visitors, on_time));
                Candidate { months: months.collect(), ..candidate(&format!("l{number}"), &[]) }
            })
            .collect()
    })
}

fn any_definition() -> impl Strategy<Value = Definition> {
    (1u32..=33, 1u32..=150, 1u32..=33, 1u32..=100, 1u32..=33).prop_map(|(a, target, b, percent, c)| {
        definition(vec![weight("pengunjung", a, target), weight(PUNCTUAL, b, percent), weight(REPORTED, c, 1)])
    })
}

fn order(ranking: &Ranking) -> Vec<(String, u32, u64)> {
    ranking.ranked.iter().map(|one| (one.id.clone(), one.place, one.points)).collect()
}

proptest! {
    /// One more approved report never lowers anybody's points.
    #[test]
    fn an_approved_report_never_lowers(definition in any_definition(), mut all in any_candidates(), who in 0usize..9, month in 0usize..4, visitors in 0u32..300, nihil in any::<bool>()) {
        let who = who % all.len();
        // In time or not is settled by the due date, whether the report is approved or still waits.
        prop_assume!(all[who].months[month].facts.figures.is_none());
        let points = |all: &[Candidate]| rank(&definition, all).ranked.iter().find(|one| one.id == all[who].id).map_or(0, |one| one.points);
        let before = points(&all);
        let on_time = all[who].months[month].facts.on_time;
        all[who].months[month] = entry(i32::try_from(month).unwrap(), Some(visitors), on_time);
        all[who].months[month].facts.nihil = nihil;
        prop_assert!(points(&all) >= before);
    }

    #[test]
    fn the_order_does_not_depend_on_the_order_of_the_input(definition in any_definition(), all in any_candidates(), turn in 0usize..9) {
        let mut other = all.clone();
        other.rotate_left(turn % all.len());
        other.reverse();
        for one in &mut other {
            one.months.reverse();
        }
        prop_assert_eq!(rank(&definition, &all), rank(&definition, &other));
        prop_assert_eq!(rank(&definition, &all), rank(&definition, &all), "the same reports, the same order");
    }

    #[test]
    fn ties_are_ties(definition in any_definition(), all in any_candidates()) {
        let mut twin = all[0].clone();
        twin.id = "zwilling".into();
        let with = [all.clone(), vec![twin]].concat();
        let ranking = rank(&definition, &with);
        let place = |id: &str| ranking.ranked.iter().find(|one| one.id == id).map(|one| (one.place, one.tied));
        prop_assert_eq!(place("zwilling"), place(&all[0].id));
        prop_assert!(place("zwilling").is_none_or(|(_, tied)| tied));
        for pair in ranking.ranked.windows(2) {
            prop_assert_eq!(pair[0].points == pair[1].points, pair[0].place == pair[1].place);
            prop_assert!(pair[0].points >= pair[1].points);
        }
    }

    #[test]
    fn scaled_weights_change_nothing(definition in any_definition(), all in any_candidates(), factor in 2u32..=3) {
        let mut scaled = definition.clone();
        for weight in &mut scaled.weights {
            weight.weight *= factor;
        }
        prop_assert_eq!(order(&rank(&definition, &all)), order(&rank(&scaled, &all)));
    }

    #[test]
    fn a_score_is_the_sum_of_its_parts_and_each_part_of_its_reports(definition in any_definition(), all in any_candidates()) {
        for one in rank(&definition, &all).ranked {
            prop_assert_eq!(one.points, one.parts.iter().map(|part| part.points).sum::<u64>());
            prop_assert_eq!(WHOLE, one.parts.iter().map(|part| part.most).sum::<u64>());
            for part in &one.parts {
                prop_assert!(part.points <= part.most);
                prop_assert_eq!(part.sum, part.months.iter().filter_map(|(.., value)| *value).sum::<u64>());
                prop_assert!(part.months.iter().all(|(_, report, value)| value.is_none() || report.is_some()));
            }
        }
    }
}
