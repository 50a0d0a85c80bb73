//! An activity is announced, shown, changed, cancelled, and becomes the report's activity.

use crate::args;
use crate::domain::account::Role;
use crate::trial::Trial;

const PATH: &str = "/lapor/rencana";

#[tokio::test]
async fn a_coming_activity_is_public_and_later_fills_the_report_on_each_database() {
    for trial in Trial::on_each_database("storage story: upcoming").await {
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let cookie = trial.person("62.01", "Bu Sari", &[Role::Librarian { library }]).await;
        let form = |title: &'static str, day: &'static str, op: &'static str| {
            vec![
                ("aksi", "simpan"),
                ("op", op),
                ("perpustakaan", "natai-raya"),
                ("nama", title),
                ("tanggal", day),
                ("jam", "9.00"),
                ("tempat", "Balai desa"),
                ("untuk", "anak SD"),
            ]
        };
        // A day that is over keeps what was typed.
        let answer = trial.post(PATH, &cookie, &form("Kelas membaca", "2026-10-02", "1")).await;
        assert!(answer.status == 422 && answer.body.contains("sudah lewat") && answer.body.contains("Balai desa"));
        for op in ["2", "2"] {
            let answer = trial.post(PATH, &cookie, &form("Kelas membaca", "2026-11-02", op)).await;
            assert_eq!(answer.location(), "/lapor/rencana?kabar=tersimpan", "{}", answer.body);
        }
        let rows: Vec<(String,)> = trial.app.storage.all("select id from upcoming", args![]).await.unwrap();
        assert_eq!(rows.len(), 1, "sent twice, announced once");
        let id = rows[0].0.clone();
        for path in ["/perpustakaan/natai-raya", "/"] {
            let page = trial.get(path, "").await.body;
            assert!(
                page.contains("Kelas membaca") && page.contains("Senin, 2 November 2026, 09.00 WIB"),
                "{path}: {page}"
            );
        }
        // On the map the line stands right behind its library's.
        assert!(trial.get("/data/peta.tsv", "").await.body.contains("\nN\tKelas membaca, 2 Nov"));
        let own = trial.get(PATH, &cookie).await.body;
        assert!(own.contains("https://wa.me/?text=") && own.contains("anak SD"));

        // On the day itself the report offers it.
        let month = "/lapor/natai-raya/2026-11";
        let page = trial.get(month, &cookie).await.body;
        let action = format!("pakai-rencana-{id}");
        assert!(page.contains(&action), "{page}");
        let answer =
            trial.post(month, &cookie, &[("aksi", &action), ("versi", "0"), ("op", "3"), ("kendala", "Hujan")]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let page = trial.get(month, &cookie).await.body;
        assert!(page.contains("value=\"Kelas membaca\"") && page.contains("2026-11-02") && page.contains("Hujan"));
        assert!(!page.contains(&action), "offered once");

        // Another library's people cannot touch it; its own may change and cancel it.
        let other = trial.library("62.01", "62.01.02.2018", "natai-baru").await;
        let stranger = trial.person("62.01", "Bu Rina", &[Role::Librarian { library: other }]).await;
        let cancel = [("aksi", "batal"), ("op", "9"), ("id", id.as_str())];
        assert_eq!(trial.post(PATH, &stranger, &cancel).await.status, 404);
        assert_eq!(trial.get(&format!("{PATH}?ubah={id}"), &stranger).await.status, 404);
        let mut change = form("Lomba mendongeng", "2026-11-20", "4");
        change.push(("id", &id));
        assert_eq!(trial.post(PATH, &cookie, &change).await.status, 303);
        assert!(trial.get("/", "").await.body.contains("Lomba mendongeng"));
        assert_eq!(trial.post(PATH, &cookie, &cancel).await.location(), "/lapor/rencana?kabar=dibatalkan");
        assert!(!trial.get("/perpustakaan/natai-raya", "").await.body.contains("Lomba mendongeng"));
    }
}
