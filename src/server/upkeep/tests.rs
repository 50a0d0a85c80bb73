//! Nights, with a clock that tests turn.

use super::*;
use crate::domain::account::Role;
use crate::trial::Trial;

/// The board as an administrator sees it who has just signed in.
async fn board(trial: &Trial) -> String {
    let administrator = trial.person("62.01", "Pak Hadi", &[Role::Planner, Role::Administrator]).await;
    trial.get("/kantor", &administrator).await.body
}

#[tokio::test]
async fn one_backup_a_night_is_made_and_the_office_sees_it() {
    for trial in Trial::on_each_database("nightly backup").await {
        assert!(!look(&trial.app).await.unwrap(), "nothing to lose yet");
        let planner = trial.person("62.01", "Ibu Sari", &[Role::Planner]).await;
        let shown = board(&trial).await;
        assert!(shown.contains("Belum ada cadangan"), "{shown}");
        assert!(!trial.get("/kantor", &planner).await.body.contains("Keadaan sistem"));

        assert!(look(&trial.app).await.unwrap(), "the night before it was begun is made up for");
        assert!(!look(&trial.app).await.unwrap(), "once");
        trial.world.advance(24 * 3_600);
        assert!(look(&trial.app).await.unwrap());
        let shown = board(&trial).await;
        assert!(shown.contains("Cadangan terakhir: ") && shown.contains("kurang dari sejam lalu"), "{shown}");
        // Folders and numbers of the schema are for whoever keeps the machine.
        let (running, technical) = shown.split_once("Untuk petugas teknis").unwrap();
        let folder = trial.folder().display().to_string();
        assert!(!running.contains(&folder) && !running.contains("skema"), "{running}");
        assert!(technical.contains(&folder) && technical.contains("skema"), "{technical}");
        assert!(shown.contains("Ruang kosong") && !shown.contains("Cadangan terlambat"), "{shown}");

        // Two nights in which it fails: the place is a file.
        let place = trial.folder().join("backups");
        std::fs::remove_dir_all(&place).unwrap();
        std::fs::write(&place, "x").unwrap();
        trial.world.advance(38 * 3_600);
        assert!(!look(&trial.app).await.unwrap());
        let shown = board(&trial).await;
        for words in ["Cadangan terlambat", "38 jam lalu", "Percobaan terakhir gagal", "notice danger"] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
        // Tried again within the hour, once.
        std::fs::remove_file(&place).unwrap();
        assert!(!look(&trial.app).await.unwrap());
        trial.world.advance(3_600);
        assert!(look(&trial.app).await.unwrap());
        assert!(!board(&trial).await.contains("Cadangan terlambat"));
    }
}

#[tokio::test]
async fn where_no_backup_was_ever_made_all_data_is_in_one_place() {
    let trial = Trial::new().await;
    trial.person("62.01", "Ibu Sari", &[Role::Planner]).await;
    let place = trial.folder().join("backups");
    std::fs::write(&place, "x").unwrap();
    trial.world.advance(72 * 3_600);
    assert!(!look(&trial.app).await.unwrap());
    let shown = board(&trial).await;
    for words in ["Cadangan terlambat", "Belum pernah ada cadangan", "Semua data hanya ada di satu tempat"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    std::fs::remove_file(place).unwrap();
    trial.world.advance(3_600);
    assert!(look(&trial.app).await.unwrap());
    trial.world.advance(72 * 3_600);
    let shown = board(&trial).await;
    assert!(shown.contains("Data yang masuk sejak itu hanya ada di satu tempat"), "{shown}");
}
