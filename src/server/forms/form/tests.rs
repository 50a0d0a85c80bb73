//! The office changes its form; reports that were sent keep theirs.

use crate::args;
use crate::domain::account::Role;
use crate::domain::indicator::Indicator;
use crate::trial::Trial;

const PATH: &str = "/kantor/formulir";

fn pairs<'a>(
    shown: &'a [String],
    action: &'a str,
    number: &'a str,
    from: &'a str,
    op: &'a str,
) -> Vec<(&'a str, &'a str)> {
    let mut pairs: Vec<(&str, &str)> = shown.iter().map(|name| (name.as_str(), "ya")).collect();
    pairs.extend([("aksi", action), ("nomor", number), ("berlaku", from), ("tahunan", "1"), ("op", op)]);
    pairs
}

#[tokio::test]
async fn an_office_changes_its_form_and_old_reports_keep_theirs_on_each_database() {
    for trial in Trial::on_each_database("storage story: form versions").await {
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let librarian = trial.person("62.01", "Bu Sari", &[Role::Librarian { library }]).await;
        let planner = trial.person("62.01", "Pak Andi", &[Role::Planner]).await;
        // October is sent on the standard form.
        let october = "/lapor/natai-raya/2026-10";
        let mut report = vec![("aksi", "kirim"), ("versi", "0"), ("op", "a")];
        for name in ["angka-hari_buka", "angka-pengunjung", "angka-dipinjam", "angka-digital"] {
            report.push((name, "12"));
        }
        report.push(("penjelasan-tanpa-kegiatan", "Libur panen"));
        let answer = trial.post(october, &librarian, &report).await;
        assert_eq!(answer.status, 303, "{}", answer.body);

        let shown: Vec<String> =
            Indicator::typed().filter(|it| it.code != "digital").map(|it| format!("tampil-{}", it.code)).collect();
        // A month that is over cannot change; what was typed stays.
        let mut early = pairs(&shown, "simpan", "0", "2026-10", "1");
        early.push(("petunjuk-tik", "Hanya Wi-Fi desa."));
        let answer = trial.post(PATH, &planner, &early).await;
        assert!(
            answer.status == 422
                && answer.body.contains("Paling awal November 2026")
                && answer.body.contains("Hanya Wi-Fi desa.")
        );
        // Preview first, then save; a second planner's page is old by then.
        let mut good = pairs(&shown, "pratinjau", "0", "2026-11", "2");
        good.extend([
            ("petunjuk-tik", "Hanya Wi-Fi desa."),
            ("tanya-0-label", "Honor dibayar?"),
            ("tanya-0-jenis", "choice"),
            ("tanya-0-pilihan", "Ya\nTidak"),
        ]);
        let answer = trial.post(PATH, &planner, &good).await;
        assert!(
            answer.status == 200 && answer.body.contains("Pratinjau") && answer.body.contains("Honor dibayar?"),
            "{}",
            answer.body
        );
        good[shown.len()] = ("aksi", "simpan");
        assert_eq!(trial.post(PATH, &planner, &good).await.location(), "/kantor/formulir?kabar=tersimpan");
        assert_eq!(trial.post(PATH, &planner, &pairs(&shown, "simpan", "0", "2026-11", "3")).await.status, 409);

        let page = trial.get("/lapor/natai-raya/2026-11", &librarian).await.body;
        assert!(
            page.contains("Hanya Wi-Fi desa.")
                && page.contains("name=\"tanya-tanya_1\"")
                && !page.contains("angka-digital")
        );
        let page = trial.get(october, &librarian).await.body;
        assert!(page.contains("Akses bahan digital") && !page.contains("Honor dibayar?"), "sent on its own version");
        // The question goes, and another of another kind gets a name of its own.
        let mut next = pairs(&shown, "simpan", "1", "2026-12", "4");
        next.extend([("tanya-0-id", "tanya_1"), ("tanya-0-label", "Honor berapa?"), ("tanya-0-jenis", "number")]);
        assert_eq!(trial.post(PATH, &planner, &next).await.status, 303);
        let stored: Option<(String,)> =
            trial.app.storage.one("select definition from form_version where number = 2", args![]).await.unwrap();
        assert!(stored.unwrap().0.contains("\"id\":\"tanya_2\""));
        assert_eq!(trial.get(PATH, &librarian).await.status, 403);
        assert_eq!(trial.post(PATH, &planner, &[("aksi", "simpan"), ("label-pengunjung", "Lain")]).await.status, 422);
    }
}
