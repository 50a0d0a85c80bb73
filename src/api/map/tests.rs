//! Nothing is lost between the registry and the map, whatever is asked and however near one looks.

use super::*;
use crate::domain::library::{Kind, Stage};
use crate::server::demo::chance::Chance;
use crate::server::demo::national;
use crate::trial::Trial;

const WORLD: Bounds = Bounds { west: -180.0, south: -85.0, east: 180.0, north: 85.0 };

/// A question made up from a seeded source; the same filters as the map's form.
fn question(chance: &mut Chance) -> Query {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    let mut maybe = |percent: u32, name: &'static str, values: &[&str], chance: &mut Chance| {
        if chance.percent(percent) {
            pairs.push((name, (*chance.one_of(values)).to_owned()));
        }
    };
    maybe(25, "kab", &["11.01", "32.05", "96.02", "62.01", "99.99"], chance);
    maybe(15, "kec", &["11.01.01", "32.05.02", "99.01.01"], chance);
    maybe(30, "jenis", &["desa", "kelurahan", "tbm", "masjid"], chance);
    maybe(30, "tahap", &["replikasi", "mandiri", "nonaktif"], chance);
    maybe(20, "tahun", &["2012", "2020", "1999", "abc"], chance);
    maybe(30, "layanan", &["baca", "internet,komputer", "keliling,difabel,pojok-anak", "terbang"], chance);
    maybe(20, "buka", &["ya"], chance);
    maybe(10, "pekan", &["ya"], chance);
    maybe(15, "q", &["suka jaya", "tanjng", "xx", "?!", "%"], chance);
    Query::read(pairs.iter().map(|(name, value)| (*name, value.as_str())))
}

fn drawn(parcel: &Parcel) -> usize {
    parcel.places.len() + parcel.sums.iter().map(|sum| sum.count).sum::<usize>()
}

#[tokio::test]
async fn counts_and_points_add_up_to_what_answers_at_every_zoom_and_filter() {
    for trial in Trial::on_each_database("storage story: the map by parts").await {
        let app = &trial.app;
        national::load(app, 11, 1600).await.unwrap();
        // Half past nine on a Monday: some are open.
        let all = Places::new(places(app, None).await.unwrap());
        assert!(all.all().iter().any(|place| place.open) && all.all().iter().any(|place| place.point.is_none()));
        let mut chance = Chance::new(5, 5);
        let levels = [(2000, 0), (0, 9000), (0, 600), (0, 40), (60, 30)];
        let mut some = 0;
        for _ in 0..60 {
            let query = question(&mut chance);
            let expected = all.answering(&query);
            let field = field_past(app, &query, 0).await.unwrap();
            let Field::Parts { counts, .. } = &field else {
                assert!(expected.is_empty(), "a regency without libraries");
                continue;
            };
            assert_eq!(counts.total, expected.len(), "{query:?}");
            some += usize::from(!expected.is_empty());
            for (libraries, sums) in levels {
                let limits = Limits { libraries, sums };
                let parcel = field.part(app, &query, WORLD, limits).await.unwrap();
                let part = parcel.part.unwrap();
                assert_eq!(drawn(&parcel) + part.lost, part.total, "the whole world at {limits:?}: {query:?}");
            }
            let corner =
                |chance: &mut Chance, from: u32, to: u32| f64::from(chance.between(from * 100, to * 100)) / 100.0;
            let (west, south) = (corner(&mut chance, 95, 140), corner(&mut chance, 0, 15) - 10.5);
            let zoom = chance.between(0, 6);
            let reach = 20.0 / f64::from(1u32 << zoom);
            let bounds = Bounds { west, south, east: west + reach, north: south + reach };
            let inside = expected.iter().filter(|place| place.drawn_at().is_some_and(|at| bounds.holds(at))).count();
            for limits in [Limits { libraries: 2000, sums: 0 }, Limits { libraries: 0, sums: 9000 }] {
                let parcel = field.part(app, &query, bounds, limits).await.unwrap();
                assert_eq!(drawn(&parcel), inside, "{bounds:?} at {limits:?}: {query:?}");
            }
            let parcel = field.part(app, &query, bounds, LIMITS).await.unwrap();
            assert!(parcel.places.len() <= LIMITS.libraries && parcel.sums.len() <= 2 * LIMITS.sums);
        }
        assert!(some > 20, "most questions have answers");
    }
}

#[tokio::test]
async fn a_chosen_library_comes_along_wherever_one_looks_and_a_change_is_seen_at_once() {
    for trial in Trial::on_each_database("storage story: the chosen library").await {
        let app = &trial.app;
        national::load(app, 3, 600).await.unwrap();
        let slug = storage::libraries::slugs(&app.storage).await.unwrap().remove(0);
        let query = Query::read([("pilih", slug.as_str()), ("bbox", "0,0,1,1")]);
        let field = field(app, &query).await.unwrap();
        let parcel = field.part(app, &query, query.bounds.unwrap(), LIMITS).await.unwrap();
        assert_eq!(parcel.places.iter().map(|place| place.slug.as_str()).collect::<Vec<_>>(), [slug.as_str()]);
        // A library more, in the same second: the counts that were kept are not used.
        trial.library("62.01", "62.01.02.2001", "baru").await;
        let Field::Parts { counts, .. } = super::field(app, &Query::default()).await.unwrap() else { panic!("a part") };
        assert_eq!(counts.total, 601);
        trial.world.advance(10);
        super::field(app, &Query::default()).await.unwrap();
        trial.library("62.01", "62.01.02.2002", "baru-lagi").await;
        let Field::Parts { counts, .. } = super::field(app, &Query::default()).await.unwrap() else { panic!("a part") };
        assert_eq!(counts.total, 602);
    }
}

#[tokio::test]
async fn addresses_that_make_no_sense_show_the_map_as_if_they_were_not_there() {
    let trial = Trial::new().await;
    trial.library("62.01", "62.01.02.2001", "melati").await;
    let long = "x%21".repeat(5000);
    for asked in [
        "bbox=170,-5,-170,5".to_owned(),
        "bbox=1,1,0,0&z=99".to_owned(),
        "bbox=-180,-85,180,85&z=-1".to_owned(),
        "bbox=111,-2,111,-2&z=16".to_owned(),
        "bbox=NaN,NaN,1e308,1e308&z=1e308".to_owned(),
        "jenis=masjid&tahap=x&tahun=-1&layanan=terbang&buka=2&lapis=peringkat&kec=99&kab=%00".to_owned(),
        format!("q={long}"),
        "q=%3F%21%25%27%3Cscript%3E".to_owned(),
        "pilih=tidak-ada,,&pilih=%27%22".to_owned(),
        "lapis=lapor".to_owned(),
    ] {
        for path in ["/peta", "/peta/sisip", "/data/peta.tsv"] {
            let answer = trial.get(&format!("{path}?{asked}"), "").await;
            let start: String = asked.chars().take(60).collect();
            assert_eq!(answer.status, 200, "{path}?{start}");
            assert!(!answer.body.contains("NaN") && !answer.body.contains("<script>alert"), "{path}?{start}");
        }
    }
}

#[tokio::test]
async fn layers_keep_the_rule_of_five_and_what_is_for_planners_alone() {
    use crate::domain::account::{Asker, Role};
    for trial in Trial::on_each_database("storage story: layers").await {
        let app = &trial.app;
        for n in 1..=6 {
            let district = if n <= 4 { "62.01.02" } else { "62.01.03" };
            trial.library("62.01", &format!("{district}.200{n}"), &format!("desa-{n}")).await;
        }
        let painted = |word: &'static str| {
            let query = Query::read([("lapis", word), ("kab", "62.01")]);
            async move { layer::painted(app, &Asker::Public, &query).await.unwrap() }
        };
        let libraries = painted("jumlah").await.unwrap();
        let figures: Vec<_> = libraries.areas.iter().map(|(code, _, figure)| (code.as_str(), *figure)).collect();
        assert_eq!(figures, [("62.01.02", Some(4)), ("62.01.03", Some(2))]);
        assert_eq!(libraries.shades(), [("62.01.02".to_owned(), 2), ("62.01.03".to_owned(), 1)]);
        assert_eq!(
            libraries.classes().into_iter().map(|(_, words)| words).collect::<Vec<_>>(),
            ["0", "2 sampai 3", "4 atau lebih"]
        );
        let people = storage::population::Population {
            code: "62.01.02".into(),
            people: 10_000,
            source: "BPS".into(),
            counted_on: "2025".into(),
        };
        app.storage
            .write(move |tx| Box::pin(async move { storage::population::put(tx, &[people]).await }))
            .await
            .unwrap();
        let participants = painted("peserta").await.unwrap();
        assert!(participants.areas.iter().all(|(_, _, figure)| figure.is_none()), "four libraries give no rate");
        assert!(painted("lapor").await.is_none(), "who has reported is not for the public");
        let planner = trial.person("62.01", "Perencana", &[Role::Planner]).await;
        let page = trial.get("/peta?lapis=lapor", &planner).await;
        assert!(page.body.contains("Persen yang sudah melapor") && page.body.contains("Hanya untuk dinas"));
        let page = trial.get("/peta?lapis=lapor", "").await;
        assert!(!page.body.contains("Hanya untuk dinas") && !page.body.contains("Persen yang sudah melapor"));
    }
}

#[test]
fn kinds_and_stages_of_the_story_are_those_of_the_registry() {
    assert!(Kind::parse("masjid").is_none() && Stage::parse("nonaktif").is_some());
}
