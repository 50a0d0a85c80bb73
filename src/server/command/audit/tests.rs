//! What the operator with the paper in hand reads.

use super::*;
use crate::domain::account::Role;
use crate::trial::Trial;

#[tokio::test]
async fn the_page_says_what_to_write_on_paper_and_the_command_takes_it() {
    for trial in Trial::on_each_database("audit: paper").await {
        let administrator = trial.person("62.01", "Bu Ani", &[Role::Administrator]).await;
        assert!(!trial.get("/kantor/audit", &administrator).await.body.contains("Catat di kertas"), "nothing to note");
        let form = [("kind", "hapus"), ("name", "Ratna Dewi"), ("phone", ""), ("op", "a")];
        assert_eq!(trial.post("/kantor/permintaan", &administrator, &form).await.status, 303);
        let page = trial.get("/kantor/audit", &administrator).await.body;
        assert!(page.contains("Catat di kertas"), "{page}");
        let mark = page.split("--office 62.01 --number 1 --mark ").nth(1).and_then(|rest| rest.get(..MARK)).unwrap();

        let db = &trial.app.storage;
        let said = async |office: &str, number: i64, mark: &str| match remembered(db, office, number, mark).await {
            Ok(words) => words,
            Err(fault) => format!("Gagal. {}", fault.words()),
        };
        let right = said("62.01", 1, mark).await;
        assert!(right.starts_with("Jejak audit 62.01 cocok: catatan 1 masih"), "{right}");
        // As somebody writes it by hand.
        let by_hand = format!("{} {}-{}", &mark[..4], &mark[4..8], &mark[8..]).to_uppercase();
        assert_eq!(said("62.01", 1, &by_hand).await, right);
        for (office, number, mark, words) in [
            ("62.01", 1, "000000000000", "TIDAK cocok: catatan 1"),
            ("62.01", 2, mark, "hanya sampai catatan 1"),
            ("62.99", 1, mark, "Kantor 62.99 tidak ada"),
            ("62.01", 0, mark, "Nomor catatan mulai dari 1"),
            ("62.01", 1, &mark[..11], "12 sampai 64"),
            ("62.01", 1, "", "12 sampai 64"),
            ("62.01", 1, "bukan-sidik-jari", "12 sampai 64"),
        ] {
            let refused = said(office, number, mark).await;
            assert!(refused.starts_with("Gagal. ") && refused.contains(words), "{words}: {refused}");
        }
    }
}
