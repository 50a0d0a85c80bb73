use crate::domain::account::Role;
use crate::domain::paper::Kind;
use crate::server::forms::awards::tests::{meeting, report};
use crate::trial::{Part, Trial, jpeg};

/// Everything that a docx says.
fn words(docx: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(docx.to_vec())).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("word/document.xml").unwrap(), &mut xml).unwrap();
    xml
}

async fn file(trial: &Trial, base: &str, kind: Kind, planner: &str) -> String {
    let path = format!("{base}/dokumen/{0}/{0}.docx", kind.code());
    let answer = trial.get(&path, planner).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    words(&answer.bytes)
}

#[tokio::test]
async fn papers_carry_what_is_known_and_dots_for_the_rest() {
    for trial in Trial::on_each_database("story: papers").await {
        let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let base = meeting(&trial, &planner).await;

        // Letterhead and officials by date: the later one does not reach back.
        for (from, name) in [("2026-01-01", "DINAS LAMA"), ("2026-12-01", "DINAS BARU")] {
            let head = [
                ("aksi", "kop"),
                ("op", from),
                ("mulai", from),
                ("atas", "PEMERINTAH KABUPATEN"),
                ("nama", name),
                ("bawah", "Jalan Contoh 1"),
                ("kota", "Pangkalan Bun"),
            ];
            assert_eq!(trial.post("/kantor/pengaturan", &planner, &head).await.status, 303);
        }
        let official = [
            ("aksi", "pejabat"),
            ("op", "p1"),
            ("sejak", "2026-01-01"),
            ("jabatan", "Kepala Dinas"),
            ("pejabat", "Hj. Nur'aini"),
            ("gelar", "S.Sos., M.A.P."),
            ("nip", "19710101 199803 2 001"),
        ];
        assert_eq!(trial.post("/kantor/pengaturan", &planner, &official).await.status, 303);
        let slip = [
            ("aksi", "pejabat"),
            ("op", "p2"),
            ("sejak", ""),
            ("jabatan", "Sekretaris"),
            ("pejabat", ""),
            ("gelar", ""),
            ("nip", "abc"),
        ];
        let refused = trial.post("/kantor/pengaturan", &planner, &slip).await;
        assert_eq!(refused.status, 422);
        for field in ["pejabat", "nip", "sejak"] {
            assert!(refused.body.contains(&format!("id=\"f-{field}-error\"")), "{field}");
        }

        let list = trial.get(&format!("{base}/dokumen"), &planner).await.body;
        for kind in Kind::ALL {
            assert!(list.contains(kind.words()), "{kind:?}");
            let form = trial.get(&format!("{base}/dokumen/{}", kind.code()), &planner).await;
            assert_eq!(form.status, 200, "{kind:?}");
        }
        let letter = file(&trial, &base, Kind::Invitation, &planner).await;
        for said in [
            "DINAS LAMA",
            "PLM Uji",
            "Minggu, 1 November 2026",
            "Aula DPK",
            "Nur'aini, S.Sos., M.A.P.",
            "NIP 19710101",
            "Pangkalan Bun, ...",
            ": .....",
        ] {
            assert!(letter.contains(said) || letter.contains(&said.replace('\'', "&apos;")), "{said}: {letter}");
        }
        for kind in [Kind::Certificate, Kind::Participation] {
            let none = trial.get(&format!("{base}/dokumen/{0}/{0}.pdf", kind.code()), &planner).await;
            assert_eq!(none.status, 409, "{kind:?}: nobody to give it to");
        }

        // Number, date and wording; what nobody knows is refused, nothing is lost.
        let path = format!("{base}/dokumen/undangan");
        let typed = |text: &'static str, version: &'static str, op: &'static str| {
            [
                ("aksi", "simpan"),
                ("op", op),
                ("versi", version),
                ("templat", "0"),
                ("nomor", "005/12/DPK"),
                ("tanggal", "2026-12-05"),
                ("isi", text),
            ]
        };
        let odd = trial.post(&path, &planner, &typed("{kop}\nGaji {gaji}", "0", "o1")).await;
        assert_eq!(odd.status, 422);
        assert!(odd.body.contains("Isian {gaji} tidak dikenal") && odd.body.contains("005/12/DPK"), "{}", odd.body);
        for _ in 0..2 {
            let kept = trial
                .post(&path, &planner, &typed("{kop}\n# UNDANGAN KHUSUS\nNomor : {nomor}\n{ttd}", "0", "o2"))
                .await;
            assert_eq!(kept.status, 303, "{}", kept.body);
        }
        assert_eq!(trial.post(&path, &planner, &typed("lain", "0", "o3")).await.status, 409, "somebody was faster");
        let letter = file(&trial, &base, Kind::Invitation, &planner).await;
        for said in ["DINAS BARU", "UNDANGAN KHUSUS", "005/12/DPK", "Pangkalan Bun, 5 Desember 2026"] {
            assert!(letter.contains(said), "{said}: {letter}");
        }
        // For all meetings from now on.
        let all = [typed("# SURAT KANTOR\n{ttd}", "1", "o4").as_slice(), &[("semua", "ya")]].concat();
        assert_eq!(trial.post(&path, &planner, &all).await.status, 303);
        assert!(file(&trial, &base, Kind::Invitation, &planner).await.contains("SURAT KANTOR"));

        // A signed scan replaces the draft; it is the office's alone.
        let picture = jpeg();
        let sign = async |files: &[(&str, &[u8])]| {
            let mut parts = vec![
                Part::Text("aksi", "simpan"),
                Part::Text("op", "o5"),
                Part::Text("versi", "2"),
                Part::Text("templat", "1"),
                Part::Text("isi", "# SURAT KANTOR\n{ttd}"),
            ];
            parts.extend(files.iter().map(|(name, bytes)| Part::File("pindaian", name, bytes)));
            trial.post_parts(&path, &planner, &parts).await
        };
        // What is wrong with it is said at its field.
        for (files, words) in [
            (&[("surat.jpg", &picture[..]), ("lampiran.jpg", &picture[..])][..], "satu pindaian saja"),
            (&[("surat.jpg", &b"bukan gambar"[..])][..], "surat.jpg"),
        ] {
            let refused = sign(files).await;
            assert_eq!(refused.status, 422, "{}", refused.body);
            let said = refused.body.split("id=\"f-pindaian-error\"").nth(1).unwrap_or_default();
            assert!(said.contains(words), "{words}: {}", refused.body);
        }
        let done = sign(&[("surat.jpg", &picture)]).await;
        assert_eq!(done.status, 303, "{}", done.body);
        let list = trial.get(&format!("{base}/dokumen"), &planner).await.body;
        assert!(list.contains("Sudah ditandatangani"));
        let at = list.find("/foto/").unwrap();
        let scan = list[at..at + "/foto/".len() + 64].to_owned();
        let librarian = trial.person("62.01", "Ibu Sari", &[Role::Librarian { library: library.clone() }]).await;
        for (who, status) in [(planner.as_str(), 200), ("", 404), (librarian.as_str(), 404)] {
            assert_eq!(trial.get(&scan, who).await.status, status);
        }
        trial.office("62.02", "Kotawaringin Timur").await;
        let stranger = trial.person("62.02", "Pak Jauh", &[Role::Planner]).await;
        for path in ["dokumen", "dokumen/undangan", "dokumen/undangan/undangan.pdf", "siaran-pers"] {
            assert_eq!(trial.get(&format!("{base}/{path}"), &stranger).await.status, 404, "{path}");
        }
        for path in ["dokumen/surat", "dokumen/undangan/lain.pdf", "dokumen/undangan/undangan.exe"] {
            assert_eq!(trial.get(&format!("{base}/{path}"), &planner).await.status, 404, "{path}");
        }

        // A decision of the jury becomes a certificate for each winner.
        for month in ["2026-08", "2026-09", "2026-10"] {
            report(&trial, &library, month, 50.0, true).await;
        }
        assert_eq!(
            trial.post(&format!("{base}/apresiasi"), &planner, &[("aksi", "mulai"), ("op", "a1")]).await.status,
            303
        );
        let id = base.rsplit('/').next().unwrap();
        let awards = crate::storage::awards::of_meeting(&trial.app.storage, "62.01", id).await.unwrap();
        let decision = [
            ("aksi", "putuskan"),
            ("op", "a2"),
            ("versi", "1"),
            ("tempat-0", "1"),
            ("penerima-0", library.as_str()),
            ("juri", "Dra. Siti | Ketua\nPak D"),
            ("alasan", ""),
            ("tanggal", "2026-11-01"),
        ];
        let decided = trial.post(&format!("{base}/apresiasi/{}", awards[0].id), &planner, &decision).await;
        assert_eq!(decided.status, 303, "{}", decided.body);
        let certificate = file(&trial, &base, Kind::Certificate, &planner).await;
        for said in ["Perpustakaan Desa natai-raya", "Terbaik I", "atas komitmen menjalankan program", "DINAS LAMA"] {
            assert!(certificate.contains(said), "{said}: {certificate}");
        }
        let minutes = file(&trial, &base, Kind::Jury, &planner).await;
        assert!(
            minutes.contains("Dra. Siti") && minutes.contains("Pak D") && minutes.contains("1 November 2026"),
            "{minutes}"
        );
        let pdf = trial.get(&format!("{base}/dokumen/laporan/laporan.pdf"), &planner).await;
        assert!(pdf.status == 200 && pdf.bytes.starts_with(b"%PDF"));
        assert_eq!(pdf.headers.get("content-type").unwrap(), "application/pdf");
    }
}

#[tokio::test]
async fn a_press_text_is_drafted_edited_published_and_corrected() {
    for trial in Trial::on_each_database("story: press").await {
        let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
        let base = meeting(&trial, &planner).await;
        let path = format!("{base}/siaran-pers");
        let page = trial.get(&path, &planner).await.body;
        assert!(page.contains("PLM Uji") && page.contains("siapa yang membuka") && page.contains("Aula DPK"), "{page}");
        let form = |body: &'static str,
                    action: &'static str,
                    version: &'static str,
                    contact: &'static str,
                    op: &'static str| {
            vec![
                ("aksi", action),
                ("op", op),
                ("versi", version),
                ("judul", "Perpustakaan belajar"),
                ("isi", body),
                ("kontak", contact),
                ("ketentuan", "Sebut sumbernya."),
                ("kutipan-0-nama", "Aldrin"),
                ("kutipan-0-jabatan", ""),
                ("kutipan-0-kata", "Terima kasih."),
            ]
        };
        let again = trial.post(&path, &planner, &form("x", "susun", "0", "", "o1")).await;
        assert_eq!(again.status, 200);
        assert!(again.body.contains("“Terima kasih,” kata Aldrin."), "{}", again.body);
        let kept =
            trial.post(&path, &planner, &form("Hadir 77 orang.\n\n- satu\n- dua", "simpan", "0", "", "o2")).await;
        assert_eq!(kept.status, 303, "{}", kept.body);
        let page = trial.get(&path, &planner).await.body;
        assert!(page.contains("Angka tanpa sumber") && page.contains("<strong>77</strong>"), "{page}");
        let public = "/plm/plm-uji-2026/siaran-pers";
        assert_eq!(trial.get(public, "").await.status, 404);
        let early = trial.post(&path, &planner, &form("Isi.", "terbitkan", "1", "", "o3")).await;
        assert_eq!(early.status, 422);
        assert!(
            early.body.contains("Tulis siapa yang dapat dihubungi") && early.body.contains("Terbitkan dulu agenda")
        );
        trial
            .app
            .storage
            .write(|tx| {
                Box::pin(async move {
                    tx.run("update meeting set published_edit = edits, published_version = 1", crate::args![]).await?;
                    Ok::<_, crate::storage::Failure>(())
                })
            })
            .await
            .unwrap();
        let out =
            trial.post(&path, &planner, &form("Isi pertama.\n\n- satu", "terbitkan", "1", "Pak Budi", "o4")).await;
        assert_eq!(out.status, 303, "{}", out.body);
        let told = trial.get(public, "").await.body;
        assert!(
            told.contains("Isi pertama.") && told.contains("<li>satu</li>") && told.contains("Sebut sumbernya."),
            "{told}"
        );
        let bare = trial.post(&path, &planner, &form("Isi kedua.", "terbitkan", "2", "Pak Budi", "o5")).await;
        assert_eq!(bare.status, 422, "a correction says what was wrong");
        let correction =
            [form("Isi kedua.", "terbitkan", "2", "Pak Budi", "o6"), vec![("ralat", "Ejaan nama diperbaiki.")]]
                .concat();
        assert_eq!(trial.post(&path, &planner, &correction).await.status, 303);
        let told = trial.get(public, "").await.body;
        assert!(
            told.contains("Isi kedua.") && told.contains("Ejaan nama diperbaiki.") && !told.contains("Isi pertama."),
            "{told}"
        );
        let odd = trial.post(&path, &planner, &[("gaji", "1")]).await;
        assert_eq!(odd.status, 422);
    }
}

#[tokio::test]
async fn attendance_notes_and_follow_ups_stand_in_the_papers() {
    for trial in Trial::on_each_database("story: papers after the meeting").await {
        let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let base = meeting(&trial, &planner).await;
        let id = base.rsplit('/').next().unwrap().to_owned();
        let found = crate::storage::meetings::by_id(&trial.app.storage, "62.01", &id).await.unwrap().unwrap();
        let entries = crate::storage::meetings::entries(&trial.app.storage, &found, 0).await.unwrap();
        let day = crate::domain::agenda::history::at(&entries, found.edits).days[0].id.clone();
        trial
            .app
            .storage
            .write(move |tx| {
                Box::pin(async move {
                    let now = tx.now();
                    for (who, name, there) in [("p1", "Hj. Nur'aini, S.Sos.", true), ("p2", "Pak Absen", false)] {
                        tx.run(
                            "insert into participant (office, id, meeting, library, name, sex, position, code, source, added_by, added_at)
                             values ('62.01', $1, $2, $3, $4, 'P', 'Pengelola', $1, 'kantor', 'x', $5)",
                            crate::args![who, &id, &library, name, now],
                        )
                        .await?;
                        if there {
                            tx.run(
                                "insert into checkin (office, meeting, id, participant, day, at, way, by_account, received_at)
                                 values ('62.01', $1, 'c1', $2, $3, $4, 'nama', 'x', $4)",
                                crate::args![&id, who, &day, now],
                            )
                            .await?;
                        }
                    }
                    for (field, words) in [("keputusan", "Rak dibuat bersama"), ("pimpinan", "Bu Ketua"), ("notulis", "Pak Catat")] {
                        tx.run(
                            "insert into note (office, meeting, item, field, title, words, mark, by_account, at)
                             values ('62.01', $1, '', $2, '', $3, $3, 'x', $4)",
                            crate::args![&id, field, words, now],
                        )
                        .await?;
                    }
                    tx.run(
                        "insert into followup (office, id, meeting, library, what, who, due_on, made_by, made_at)
                         values ('62.01', 'f1', $1, $2, 'Kelas menjahit', 'Bu Sari', '2026-12-20', 'x', $3)",
                        crate::args![&id, &library, now],
                    )
                    .await?;
                    tx.run(
                        "insert into tip (office, id, meeting, words, made_by, made_at) values ('62.01', 't1', $1, 'Buka sore hari', 'x', $2)",
                        crate::args![&id, now],
                    )
                    .await?;
                    tx.run(
                        "insert into evaluation (office, meeting, id, source, on_date, useful) values ('62.01', $1, 'e1', 'hp', '2026-11-01', 4)",
                        crate::args![&id],
                    )
                    .await?;
                    Ok::<_, crate::storage::Failure>(())
                })
            })
            .await
            .unwrap();
        let says = |text: String, wanted: &[&str]| {
            for said in wanted {
                assert!(text.contains(said) || text.contains(&said.replace('\'', "&apos;")), "{said}: {text}");
            }
        };
        let certificates = file(&trial, &base, Kind::Participation, &planner).await;
        says(certificates.clone(), &["Hj. Nur'aini, S.Sos.", "Perpustakaan Desa natai-raya"]);
        assert!(!certificates.contains("Pak Absen"), "for those present");
        says(file(&trial, &base, Kind::Attendance, &planner).await, &["Nur'aini", "Pak Absen", "Pengelola"]);
        says(
            file(&trial, &base, Kind::Minutes, &planner).await,
            &["Rak dibuat bersama", "Bu Ketua", "Pak Catat", "1 orang"],
        );
        says(file(&trial, &base, Kind::FollowUp, &planner).await, &["Kelas menjahit", "Bu Sari", "20 Desember 2026"]);
        let report = file(&trial, &base, Kind::Report, &planner).await;
        says(report, &["Rak dibuat bersama", "Kelas menjahit", "1 lembar evaluasi", "Isi pertemuan berguna"]);
        let press = trial.get(&format!("{base}/siaran-pers"), &planner).await.body;
        says(press, &["Tercatat 1 orang hadir", "“Buka sore hari”", "1 rencana tindak lanjut", "Kelas menjahit"]);
    }
}
