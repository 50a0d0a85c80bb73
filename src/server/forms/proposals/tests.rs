//! The page of proposals as a planner uses it.

use crate::domain::account::Role;
use crate::trial::{Answer, Trial};

async fn meeting(trial: &Trial, planner: &str) -> String {
    let form = [
        ("name", "PLM Kobar 2027"),
        ("date1", "2027-10-06"),
        ("venue1", "Aula"),
        ("date2", "2027-10-07"),
        ("venue2", "Taman"),
    ];
    let made = trial.post("/kantor/plm", planner, &form).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let agenda = made.location().split('?').next().unwrap().to_owned();
    agenda.strip_suffix("/agenda").unwrap().to_owned()
}

/// Every value that stands in the page after these words, up to the closing quote.
fn all<'a>(page: &'a Answer, before: &str) -> Vec<&'a str> {
    page.body.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn wishes_become_proposals_which_are_accepted_changed_and_thrown_away() {
    for trial in Trial::on_each_database("storage story: proposals").await {
        let planner = trial.person("62.01", "Bu Rina", &[Role::Planner]).await;
        let one = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let other = trial.library("62.01", "62.01.02.2017", "natai-baru").await;
        let base = meeting(&trial, &planner).await;
        let (page, agenda) = (format!("{base}/usulan"), format!("{base}/agenda"));

        // No report is approved: that is said, and nobody is proposed.
        let empty = trial.get(&page, &planner).await;
        assert_eq!(empty.status, 200);
        assert!(
            empty.body.contains("Belum cukup data") && empty.body.contains("0 laporan disetujui, perlu 3"),
            "{}",
            empty.body
        );
        assert!(empty.body.contains("Tidak ada usulan yang masih terbuka"));

        // What they ask for is proposed all the same.
        let day = all(&empty, "name=\"absen\" value=\"").first().map(|day| (*day).to_owned());
        let days: Vec<String> = trial
            .get(&agenda, &planner)
            .await
            .body
            .split("data-day=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next().map(str::to_owned))
            .collect();
        let first_day = day.unwrap_or_else(|| days[0].clone());
        for (library, subject) in [(&one, "publikasi"), (&other, "advokasi")] {
            let form = [
                ("act", "keinginan"),
                ("perpustakaan", library.as_str()),
                ("minta", subject),
                ("absen", first_day.as_str()),
            ];
            assert_eq!(trial.post(&page, &planner, &form).await.status, 303);
        }
        let shown = trial.get(&page, &planner).await;
        let proposed: Vec<String> =
            all(&shown, "form=\"terima\" name=\"usul\" value=\"").iter().map(|id| (*id).to_owned()).collect();
        assert_eq!(proposed.len(), 2, "{}", shown.body);
        assert!(
            shown.body.contains("Kamis, 7 Oktober 2027</h3>") && !shown.body.contains("Rabu, 6 Oktober 2027</h3>"),
            "away on the first day"
        );
        assert!(shown.body.contains("sendiri meminta berbagi topik ini"));
        let of = |library: &str| proposed.iter().find(|id| id.ends_with(library)).unwrap().clone();

        // Thrown away and taken back.
        let gone = of(&one);
        assert_eq!(trial.post(&page, &planner, &[("act", "buang"), ("usul", &gone)]).await.status, 303);
        let without = trial.get(&page, &planner).await;
        assert_eq!(all(&without, "form=\"terima\" name=\"usul\" value=\""), [of(&other).as_str()]);
        assert!(without.body.contains("Dibuang"));
        assert_eq!(trial.post(&page, &planner, &[("act", "kembalikan"), ("usul", &gone)]).await.status, 303);

        // Accepted with changes, and accepted as it is: ordinary edits, one step each.
        assert!(!trial.get(&agenda, &planner).await.body.contains(&of(&one)), "nothing moves by itself");
        let changed = [
            ("act", "ubah"),
            ("usul", &*of(&one)),
            ("title", "Cerita Natai Raya; dari, warga"),
            ("minutes", "25"),
            ("spot", ""),
        ];
        assert_eq!(trial.post(&page, &planner, &changed).await.status, 303);
        let refused = trial
            .post(&page, &planner, &[("act", "ubah"), ("usul", &*of(&other)), ("minutes", "0"), ("spot", "")])
            .await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("antara 1 dan 720"));
        let accepted = trial
            .post(&format!("{page}?menit=20"), &planner, &[("act", "terima"), ("usul", &*of(&other)), ("op", "o1")])
            .await;
        assert_eq!(accepted.status, 303, "{}", accepted.body);
        assert!(accepted.location().contains("menit=20"));
        let built = trial.get(&agenda, &planner).await;
        assert!(
            built.body.contains("Cerita Natai Raya; dari, warga") && built.body.contains("25 menit"),
            "{}",
            built.body
        );
        assert!(built.body.contains(&of(&other)) && built.body.contains("20 menit"));
        let after = trial.get(&page, &planner).await;
        assert!(
            after.body.contains("Sudah diterima") && after.body.contains("Tidak ada usulan yang masih terbuka"),
            "{}",
            after.body
        );
        // A second tap on an old page.
        let again = trial.post(&page, &planner, &[("act", "terima"), ("usul", &*of(&other)), ("op", "o2")]).await;
        assert_eq!(again.status, 422);
        assert!(again.body.contains("Usulan ini sudah tidak ada"));
        // Taken out in the builder, it is proposed again.
        let item = of(&other);
        assert_eq!(trial.post(&agenda, &planner, &[("act", "hapus"), ("item", &item)]).await.status, 303);
        assert_eq!(all(&trial.get(&page, &planner).await, "form=\"terima\" name=\"usul\" value=\""), [item.as_str()]);
    }
}

#[tokio::test]
async fn odd_input_is_refused_in_words_and_strangers_find_nothing() {
    let trial = Trial::new().await;
    trial.office("62.02", "Kotawaringin Timur").await;
    let planner = trial.person("62.01", "Bu Rina", &[Role::Planner]).await;
    let stranger = trial.person("62.02", "Pak Tono", &[Role::Planner]).await;
    let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    let page = format!("{}/usulan", meeting(&trial, &planner).await);
    for (form, words) in [
        (vec![("act", "terima")], "Centang sedikitnya satu usulan"),
        (vec![("act", "terbang")], "isian yang tidak dikenal"),
        (vec![("act", "terima"), ("office", "62.02")], "isian yang tidak dikenal"),
        (vec![("act", "keinginan"), ("perpustakaan", "x")], "Pilih perpustakaannya"),
        (vec![("act", "keinginan"), ("perpustakaan", &library), ("minta", "x")], "Topik itu tidak dikenal"),
        (vec![("act", "keinginan"), ("perpustakaan", &library), ("absen", "x")], "sudah tidak ada di agenda ini"),
    ] {
        let refused = trial.post(&page, &planner, &form).await;
        assert_eq!(refused.status, 422, "{form:?}");
        assert!(refused.body.contains(words), "{form:?} {}", refused.body);
    }
    assert_eq!(trial.post(&page, &planner, &[("act", "buang"), ("usul", "<script>")]).await.status, 404);
    let odd = "?dari=2030-01&sampai=1900-99&minimal=-1&menit=9999&ruang=99&kelompok=x&dekat=jauh&nilai=1e9";
    assert_eq!(trial.get(&format!("{page}{odd}"), &planner).await.status, 200);
    assert_eq!(trial.get(&page, &stranger).await.status, 404);
    assert_eq!(trial.post(&page, &stranger, &[("act", "buang"), ("usul", "usul-x")]).await.status, 404);
}
