//! Invitations, answers, the door and evaluations, route by route, on both databases.

use crate::args;
use crate::domain::account::Role;
use crate::trial::{Answer, Trial};
use axum::body::Body;
use axum::http::header;
use serde_json::{Value, json};

/// A meeting on two days from today on, with three libraries invited by the planner.
struct House {
    trial: Trial,
    planner: String,
    meeting: String,
    days: Vec<String>,
    /// Tokens, in the order of the libraries' slugs.
    tokens: Vec<String>,
    libraries: Vec<String>,
}

const LIBRARIES: [(&str, &str); 3] =
    [("62.01.02.2016", "natai-raya"), ("62.01.02.2017", "sagu"), ("62.01.02.2018", "kumpai")];

impl House {
    async fn on(trial: Trial, settings: &[(&str, &str)]) -> Self {
        let mut libraries = Vec::new();
        for (village, slug) in LIBRARIES {
            libraries.push(trial.library("62.01", village, slug).await);
        }
        let planner = trial.person("62.01", "Pak Andi", &[Role::Planner]).await;
        let form = [
            ("name", "PLM Kobar 2026"),
            ("date1", "2026-11-02"),
            ("venue1", "Aula"),
            ("date2", "2026-11-03"),
            ("op", "m"),
        ];
        let made = trial.post("/kantor/plm", &planner, &form).await;
        assert_eq!(made.status, 303, "{}", made.body);
        let meeting = made.location().split('/').nth(3).unwrap().to_owned();
        let path = format!("/kantor/plm/{meeting}/undangan");
        let mut settle = vec![("aksi", "atur"), ("batas", "2026-11-02")];
        settle.extend(settings);
        let settled = trial.post(&path, &planner, &settle).await;
        assert_eq!(settled.status, 303, "{}", settled.body);
        let mut form = vec![("aksi", "undang"), ("op", "u")];
        form.extend(LIBRARIES.map(|(_, slug)| ("perpustakaan", slug)));
        let invited = trial.post(&path, &planner, &form).await;
        assert!(invited.location().contains("jumlah=3"), "{}", invited.location());
        let tokens: Vec<(String,)> = trial
            .app
            .storage
            .all("select i.token from invitation i join library l on l.id = i.library order by l.name = 'Perpustakaan Desa natai-raya' desc, l.name desc", args![])
            .await
            .unwrap();
        let tokens = tokens.into_iter().map(|(token,)| token).collect();
        let page = trial.get(&format!("/kantor/plm/{meeting}/presensi"), &planner).await.body;
        let mut days: Vec<String> =
            page.split("presensi?hari=").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect();
        days.dedup();
        Self { trial, planner, meeting, days: days[..2].to_vec(), tokens, libraries }
    }

    fn office(&self, page: &str) -> String {
        format!("/kantor/plm/{}/{page}", self.meeting)
    }

    /// Answers as one library's people do, on the page as it is now.
    async fn answer(&self, n: usize, people: &[(&str, &[usize])], more: &[(&str, &str)]) -> Answer {
        let path = format!("/undangan/{}", self.tokens[n]);
        let page = self.trial.get(&path, "").await.body;
        let mut form: Vec<(String, String)> =
            vec![("aksi".into(), "kirim".into()), ("versi".into(), value(&page, "versi"))];
        let hadir = if people.is_empty() { "tidak" } else { "ya" };
        form.push(("hadir".into(), hadir.into()));
        for (place, (name, days)) in people.iter().enumerate() {
            let field = |part: &str| format!("orang-{place}-{part}");
            let id = value(&page, &field("id"));
            if !id.is_empty() {
                form.push((field("id"), id));
            }
            form.push((field("nama"), (*name).to_owned()));
            form.extend(days.iter().map(|day| (field("hari"), self.days[*day].clone())));
        }
        form.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.trial.post(&path, "", &form).await
    }

    async fn door(&self, cookie: &str, body: &Value) -> (u16, Value) {
        let request = self
            .trial
            .request("POST", &format!("/api/v1/doors/{}", self.meeting), cookie)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        let answer = self.trial.send(request).await;
        (answer.status, serde_json::from_slice(&answer.bytes).unwrap_or_default())
    }

    async fn carried(&self) -> Value {
        let answer = self.trial.get(&format!("/api/v1/doors/{}", self.meeting), &self.planner).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_slice(&answer.bytes).unwrap()
    }

    /// The QR text of a person.
    fn qr(carried: &Value, name: &str) -> String {
        let one = carried["people"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap();
        format!("PLM:{}:{}", carried["tag"].as_str().unwrap(), one["code"].as_str().unwrap())
    }
}

/// The value of a hidden field.
fn value(page: &str, name: &str) -> String {
    let tags = page.split('<').filter(|tag| tag.starts_with("input") && tag.contains(&format!("name=\"{name}\"")));
    let value = |tag: &str| Some(tag.split("value=\"").nth(1)?.split('"').next()?.to_owned());
    tags.filter_map(value).next().unwrap_or_default()
}

#[tokio::test]
async fn an_invitation_is_answered_changed_and_closed_on_each_database() {
    for trial in Trial::on_each_database("storage story: invitations").await {
        let house = House::on(
            trial,
            &[("narahubung", "Bu Rina"), ("hp", "0812-3456-7890"), ("peta", "https://maps.example.id/aula")],
        )
        .await;
        let trial = &house.trial;
        assert!(house.tokens.iter().all(|token| token.len() == 32), "192 bits");
        let path = format!("/undangan/{}", house.tokens[0]);
        let page = trial.get(&path, "").await;
        for part in [
            "Kepala Desa",
            "Aula",
            "Bu Rina",
            "https://maps.example.id/aula",
            "noindex",
            "Senin, 2 November 2026",
            "Belum dijawab",
        ] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
        assert!(!page.body.contains("<script"), "no script is needed");

        // What is wrong comes back with everything that was typed.
        let long = "a".repeat(200);
        let refused = house.answer(0, &[(&long, &[0]), ("O", &[])], &[("makan", "tanpa daging")]).await;
        assert_eq!(refused.status, 422);
        for part in [long.as_str(), "200 huruf", "Pilih hari kedatangan O", "tanpa daging"] {
            assert!(refused.body.contains(part), "{part}");
        }

        let name = "Hj. Nur'aini, S.Sos., M.A.P.";
        let people: &[(&str, &[usize])] = &[(name, &[0, 1]), ("O", &[0])];
        let sent = house
            .answer(0, people, &[("orang-0-hp", "0813-1111-2222"), ("bagi", "publikasi"), ("belajar", "kunjungan")])
            .await;
        assert_eq!(sent.location(), format!("{path}?kabar=tersimpan"), "{}", sent.body);
        let page = trial.get(&path, "").await.body;
        assert!(page.contains("2 orang") && page.contains("Nur'aini") && page.contains("data-qr="), "{page}");
        assert!(page.contains("berakhiran 222") && !page.contains("1111"), "the link does not show whole numbers");

        // Another library sees nothing of it, and neither does its librarian.
        let other = trial.get(&format!("/undangan/{}", house.tokens[1]), "").await.body;
        let librarian =
            trial.person("62.01", "Bu Lain", &[Role::Librarian { library: house.libraries[1].clone() }]).await;
        let desk = trial.get("/lapor", &librarian).await.body;
        assert!(!other.contains("Nur") && desk.contains(&house.tokens[1]) && !desk.contains(&house.tokens[0]));
        for page in ["undangan", "peserta", "presensi", "evaluasi"] {
            assert_eq!(trial.get(&house.office(page), &librarian).await.status, 403, "{page}");
        }

        // The planner sees answers, wishes and the day on which somebody is missing.
        let seen = trial.get(&house.office("peserta"), &house.planner).await.body;
        assert!(seen.contains("Nur'aini") && seen.contains("Menarik pengunjung"), "{seen}");
        let wishes: Vec<(String,)> = trial.app.storage.all("select subject from meeting_wish", args![]).await.unwrap();
        assert_eq!(wishes, [("publikasi".to_owned(),)]);

        // Five changes: the same person keeps the same code, the phone stays, who is left out is off the list.
        let code = || async {
            let row: Option<(String, String)> = trial
                .app
                .storage
                .one("select code, phone from participant where position is not null and name like 'Hj.%'", args![])
                .await
                .unwrap();
            row.unwrap()
        };
        let before = code().await;
        for n in 0..5 {
            let people: &[(&str, &[usize])] =
                if n % 2 == 0 { &[(name, &[1])] } else { &[(name, &[0, 1]), ("O", &[0])] };
            assert_eq!(house.answer(0, people, &[]).await.status, 303, "change {n}");
        }
        assert_eq!(code().await, before);
        let edits: Vec<(String,)> =
            trial.app.storage.all("select edit from agenda_edit where by_account = ''", args![]).await.unwrap();
        assert!(edits.len() >= 5 && edits[0].0.contains("state"), "the agenda knows the day without them: {edits:?}");

        // Two people with one link at one moment: nothing is overwritten unseen.
        let stale = [("aksi", "kirim"), ("versi", "1"), ("hadir", "tidak")];
        let conflict = trial.post(&path, "", &stale).await;
        assert!(conflict.status == 409 && conflict.body.contains("diubah dari HP lain"), "{}", conflict.body);
        let again = [("aksi", "kirim"), ("versi", &*value(&conflict.body, "versi")), ("hadir", "tidak")];
        assert_eq!(trial.post(&path, "", &again).await.status, 303);
        assert!(trial.get(&path, "").await.body.contains("tidak bisa hadir"));

        // A new link: the old one is dead, the answer stays. Withdrawn: the new one is dead too.
        let (id, _): (String, i64) = trial
            .app
            .storage
            .one("select id, answers from invitation where token = $1", args![&house.tokens[0]])
            .await
            .unwrap()
            .unwrap();
        let office = house.office("undangan");
        assert_eq!(trial.post(&office, &house.planner, &[("aksi", "ganti"), ("undangan", &id)]).await.status, 303);
        let dead = trial.get(&path, "").await;
        assert!(dead.status == 404 && dead.body.contains("Undangan ini tidak berlaku"), "{}", dead.body);
        assert_eq!(trial.post(&path, "", &again).await.status, 303, "a post to a dead link leads to the kind page");
        let (fresh,): (String,) =
            trial.app.storage.one("select token from invitation where id = $1", args![&id]).await.unwrap().unwrap();
        assert!(trial.get(&format!("/undangan/{fresh}"), "").await.body.contains("tidak bisa hadir"));
        assert_eq!(trial.post(&office, &house.planner, &[("aksi", "cabut"), ("undangan", &id)]).await.status, 303);
        assert_eq!(trial.get(&format!("/undangan/{fresh}"), "").await.status, 404);
        // It may be invited once more.
        let once_more = [("aksi", "undang"), ("op", "lagi"), ("perpustakaan", "natai-raya")];
        assert!(trial.post(&office, &house.planner, &once_more).await.location().contains("jumlah=1"));

        // After the deadline: a clear sentence, and nothing changes.
        trial.world.advance(86_400);
        let path = format!("/undangan/{}", house.tokens[1]);
        assert!(trial.get(&path, "").await.body.contains("Jawaban sudah ditutup"));
        let late = trial.post(&path, "", &[("aksi", "kirim"), ("versi", "0"), ("hadir", "tidak")]).await;
        assert!(late.status == 409 && late.body.contains("Bu Rina"), "{}", late.body);
        let told: Vec<(String,)> = trial.app.storage.all("select object from audit", args![]).await.unwrap();
        assert!(told.iter().all(|(object,)| house.tokens.iter().all(|token| !object.contains(token.as_str()))));
    }
}

#[tokio::test]
async fn seats_run_out_and_are_handed_on_on_each_database() {
    for trial in Trial::on_each_database("storage story: seats").await {
        let house = House::on(trial, &[("kapasitas", "2")]).await;
        assert_eq!(house.answer(0, &[("Satu", &[0]), ("Dua", &[0])], &[]).await.status, 303);
        house.trial.world.advance(1);
        let path = format!("/undangan/{}", house.tokens[1]);
        assert!(house.trial.get(&path, "").await.body.contains("daftar tunggu"), "full, and said so");
        assert_eq!(house.answer(1, &[("Tiga", &[0, 1])], &[]).await.status, 303);
        let page = house.trial.get(&path, "").await.body;
        assert!(page.contains("daftar tunggu nomor 1"), "{page}");
        // Giving up a seat and asking again goes to the end of the queue; whoever waited sits.
        assert_eq!(house.answer(0, &[("Satu", &[1]), ("Dua", &[0])], &[]).await.status, 303);
        assert!(!house.trial.get(&path, "").await.body.contains("daftar tunggu nomor"));
        house.trial.world.advance(1);
        assert_eq!(house.answer(0, &[("Satu", &[0]), ("Dua", &[0])], &[]).await.status, 303);
        let own = house.trial.get(&format!("/undangan/{}", house.tokens[0]), "").await.body;
        assert!(own.contains("daftar tunggu nomor 1"), "{own}");
    }
}

#[tokio::test]
async fn doors_agree_and_nothing_counts_twice_on_each_database() {
    for trial in Trial::on_each_database("storage story: door").await {
        let house = House::on(trial, &[]).await;
        let trial = &house.trial;
        assert_eq!(house.answer(0, &[("Bu Satu", &[0, 1]), ("Bu Dua", &[1])], &[]).await.status, 303);
        let carried = house.carried().await;
        let now = carried["now"].as_i64().unwrap();
        // Restored from a backup: every door hears it, and says again what it has said.
        assert_eq!(carried["restore_epoch"], 1);
        trial.mark_restored(2).await;
        assert_eq!(house.carried().await["restore_epoch"], 2);
        let (one, two) = (House::qr(&carried, "Bu Satu"), House::qr(&carried, "Bu Dua"));
        let scan = |id: &str, text: &str, at: i64| json!({ "id": id, "scanned": text, "day": house.days[0], "at": at });
        let verdicts = |answer: &Value| -> Vec<String> {
            answer.as_array().unwrap().iter().map(|heard| heard["verdict"].as_str().unwrap().to_owned()).collect()
        };

        // What another account's door saw on this phone is not taken under this planner's name.
        let account = carried["account"].as_str().unwrap();
        let planner: Option<(String,)> =
            trial.app.storage.one("select id from account where name = 'Pak Andi'", args![]).await.unwrap();
        assert_eq!(account, planner.unwrap().0, "whose words these will be");
        let theirs = json!({ "account": format!("{account}-lain"), "words": [scan("b1", &one, now - 30)] });
        assert_eq!(house.door(&house.planner, &theirs).await.0, 401);

        // Two doors without a network saw the same QR; the later word arrives first. Sent twice is once.
        let b = json!({ "account": account, "door": "b", "words": [scan("b1", &one, now - 30)] });
        let a = json!({ "door": "a", "words": [scan("a1", &one, now - 60), scan("a2", "PLM:FFFFFFFF:ABCDEFGH23456777", now), scan("a3", "https://x.id", now)] });
        assert_eq!(verdicts(&house.door(&house.planner, &b).await.1), ["hadir"]);
        let heard = house.door(&house.planner, &a).await.1;
        assert_eq!(verdicts(&heard), ["sudah", "pertemuan-lain", "asing"]);
        assert_eq!(heard[0]["at"], now - 60);
        assert_eq!(verdicts(&house.door(&house.planner, &a).await.1), ["sudah", "pertemuan-lain", "asing"]);
        let rows: Option<(i64,)> =
            trial.app.storage.one("select cast(count(*) as bigint) from checkin", args![]).await.unwrap();
        assert_eq!(rows, Some((2,)));
        let page = trial.get(&house.office("presensi"), &house.planner).await.body;
        assert!(page.contains("Hadir 09.04"), "the earliest counts: {page}");

        // Registered for the other day only; a day of no meeting; a day to come; a clock that is wrong; nobody known.
        let odd = json!({ "words": [
            scan("c1", &two, now + 9_000),
            { "id": "c2", "scanned": one, "day": "lain", "at": now },
            { "id": "c3", "scanned": one, "day": house.days[1], "at": now },
            { "id": "c4", "participant": "siapa", "day": house.days[0], "at": now },
        ] });
        let heard = house.door(&house.planner, &odd).await.1;
        assert_eq!(verdicts(&heard), ["hari-lain", "bukan-hari", "belum", "tidak-dikenal"]);
        assert_eq!(heard[0]["at"], now, "nobody is seen in the future");

        // Undone before it arrived: it never counts.
        let undo = json!({ "words": [{ "id": "u1", "undo": ["d1"] }, { "id": "u2", "undo": ["c1"] }] });
        assert_eq!(house.door(&house.planner, &undo).await.0, 200);
        house.door(&house.planner, &json!({ "words": [scan("d1", &two, now)] })).await;
        let present = || async {
            let carried = house.carried().await;
            let undone: Vec<&str> = carried["undone"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            carried["checkins"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|one| !undone.contains(&one[0].as_str().unwrap()))
                .count()
        };
        assert_eq!(present().await, 2, "both doors' words about Bu Satu, none about Bu Dua");

        // By name without scripts, and back again.
        let id = carried["people"].as_array().unwrap().iter().find(|one| one["name"] == "Bu Dua").unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let door = house.office("presensi");
        let form = |act: &'static str, op: &'static str| {
            [("aksi", act), ("op", op), ("hari", house.days[0].as_str()), ("peserta", id.as_str())]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        let post = |form: [(String, String); 4]| {
            let (trial, door, planner) = (&house.trial, door.clone(), house.planner.clone());
            async move {
                let form: Vec<(&str, &str)> =
                    form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                trial.post(&door, &planner, &form).await
            }
        };
        assert!(post(form("hadir", "o1")).await.location().contains("kabar=hadir"));
        assert!(post(form("hadir", "o2")).await.location().contains("kabar=sudah"));
        assert!(post(form("batal", "o3")).await.location().contains("kabar=batal"));
        assert!(post(form("hadir", "o4")).await.location().contains("kabar=hadir"), "after an undo it counts anew");

        // Taken off the list: said so, not counted; put back: counted.
        let people = house.office("peserta");
        assert_eq!(trial.post(&people, &house.planner, &[("aksi", "hapus"), ("peserta", &id)]).await.status, 303);
        assert_eq!(
            verdicts(&house.door(&house.planner, &json!({ "words": [scan("e1", &two, now)] })).await.1),
            ["dihapus"]
        );
        let csv = || async {
            trial.get(&format!("{door}/daftar-hadir.csv?hari={}", house.days[0]), &house.planner).await.body
        };
        assert!(!csv().await.contains("Bu Dua"));
        assert_eq!(trial.post(&people, &house.planner, &[("aksi", "pulihkan"), ("peserta", &id)]).await.status, 303);
        assert!(csv().await.contains("Bu Dua"));

        // A walk-in with a name that a spreadsheet would run, and lists that print it as words.
        let walk = [
            ("aksi", "datang"),
            ("op", "w"),
            ("hari", &*house.days[0]),
            ("nama", "=HYPERLINK(A1) Pak Tamu"),
            ("jk", "L"),
            ("instansi", "Bunda PAUD"),
        ];
        assert!(trial.post(&door, &house.planner, &walk).await.location().contains("kabar=hadir"));
        assert!(csv().await.contains("\"'=HYPERLINK(A1) Pak Tamu\""));
        let book = trial.get(&format!("{door}/daftar-hadir.xlsx"), &house.planner).await;
        assert!(book.status == 200 && book.bytes.starts_with(b"PK"));
        let sheet = trial.get(&format!("{door}/daftar-hadir?hari={}", house.days[0]), &house.planner).await.body;
        assert!(sheet.contains("Tanda tangan") && sheet.contains("Pak Tamu") && sheet.contains("Bunda PAUD"));
        assert!(trial.get(&format!("{door}/qr"), &house.planner).await.body.contains("data-qr="));

        // Another office knows nothing of this door.
        trial.office("62.02", "Kotawaringin Timur").await;
        let stranger = trial.person("62.02", "Pak Jauh", &[Role::Planner]).await;
        assert_eq!(house.door(&stranger, &a).await.0, 404);
        assert_eq!(trial.get(&format!("/api/v1/doors/{}", house.meeting), &stranger).await.status, 404);
        assert_eq!(house.door(&house.planner, &json!({ "words": [{ "id": "<x>" }] })).await.0, 422);
        assert_eq!(house.door(&house.planner, &json!({ "siapa": 1 })).await.0, 422);
    }
}

#[tokio::test]
async fn a_past_meeting_is_entered_from_paper() {
    let house = House::on(Trial::new().await, &[]).await;
    house.trial.world.advance(30 * 86_400);
    let planner = house.trial.person("62.01", "Bu Rini", &[Role::Planner]).await;
    let people = house.office("peserta");
    let list = "Nama; L/P; Jabatan; Instansi; HP\nBu Contoh, S.Pd.; P; Pengelola; Desa Contoh\nPak Contoh; L";
    let wrong = house
        .trial
        .post(
            &people,
            &planner,
            &[("aksi", "tempel"), ("op", "1"), ("hari", &house.days[0]), ("daftar", "Bu; P; a; b; 12")],
        )
        .await;
    assert!(wrong.status == 422 && wrong.body.contains("Baris 1"), "{}", wrong.body);
    let pasted = [("aksi", "tempel"), ("op", "2"), ("hari", &*house.days[0]), ("daftar", list)];
    for _ in 0..2 {
        assert_eq!(house.trial.post(&people, &planner, &pasted).await.status, 303);
    }
    let page = house.trial.get(&people, &planner).await.body;
    assert_eq!(page.matches("<tr id=\"p-").count(), 2, "sent twice is once: {page}");
    assert!(page.contains("nama belum diketahui"), "gaps are shown as gaps");
    let id = page.split("<tr id=\"p-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let here = [("aksi", "hadir"), ("op", "3"), ("hari", &*house.days[0]), ("peserta", &*id)];
    assert!(house.trial.post(&house.office("presensi"), &planner, &here).await.location().contains("kabar=hadir"));
    let door = house.trial.get(&format!("{}?hari={}", house.office("presensi"), house.days[0]), &planner).await.body;
    assert!(door.contains("bukan hari ini") && door.contains(">Hadir</span>"), "no hour is made up: {door}");
}

#[tokio::test]
async fn evaluations_are_anonymous_and_add_up_on_each_database() {
    for trial in Trial::on_each_database("storage story: evaluations").await {
        let house = House::on(trial, &[]).await;
        let trial = &house.trial;
        let (slug,): (String,) = trial.app.storage.one("select slug from meeting", args![]).await.unwrap().unwrap();
        let path = format!("/plm/{slug}/evaluasi");
        assert_eq!(trial.get(&path, "").await.status, 404, "not before the meeting is published");
        // As a planner publishes it; the agenda itself is no matter here.
        let published = trial.app.storage.write(|tx| {
            Box::pin(async move {
                tx.run("update meeting set published_edit = edits, published_version = 1", args![]).await
            })
        });
        assert!(published.await.is_ok_and(|rows| rows == 1));
        assert_eq!(trial.get(&path, "").await.status, 200);
        let refused = trial.post(&path, "", &[("op", "s0"), ("useful", "9"), ("saran", "Lebih lama")]).await;
        assert!(refused.status == 422 && refused.body.contains("Lebih lama"), "{}", refused.body);
        for _ in 0..2 {
            let sent = trial.post(&path, "", &[("op", "s1"), ("useful", "4"), ("saran", "Lebih lama")]).await;
            assert_eq!(sent.status, 303, "{}", sent.body);
        }
        let office = house.office("evaluasi");
        assert_eq!(
            trial.post(&office, &house.planner, &[("op", "k1"), ("useful", "3"), ("service", "2")]).await.status,
            303
        );
        let page = trial.get(&office, &house.planner).await.body;
        assert!(
            page.contains("2 lembar, 1 di antaranya dari kertas")
                && page.contains("3,5")
                && page.contains("Lebih lama"),
            "{page}"
        );
        let kept: Vec<(String, String)> =
            trial.app.storage.all("select source, on_date from evaluation order by source", args![]).await.unwrap();
        assert_eq!(kept, [("hp".to_owned(), "2026-11-02".to_owned()), ("kertas".to_owned(), "2026-11-02".to_owned())]);
        trial.world.advance(40 * 86_400);
        let late = trial.post(&path, "", &[("op", "s2"), ("useful", "4")]).await;
        assert!(late.status == 409 && late.body.contains("tidak sedang dibuka"), "{}", late.body);
    }
}
