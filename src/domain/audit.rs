//! What the audit log can say, in the words of people. Every action has words: a debug build refuses one without.

/// Every action, `noun.verb`, as a sentence goes on after a person's name.
pub const ACTIONS: &[(&str, &str)] = &[
    ("account.add", "membuat akun"),
    ("account.change", "mengubah akun"),
    ("account.code", "memberi kode sekali pakai untuk akun"),
    ("account.disable", "menonaktifkan akun"),
    ("account.factor_drop", "melepas langkah kedua dari akun"),
    ("account.factor_set", "memasang langkah kedua untuk akun"),
    ("account.password", "mengganti kata sandi akun"),
    ("account.phone", "mengganti nomor HP akun"),
    ("account.sessions", "mengakhiri semua sesi akun"),
    ("account.sheet", "mencetak lembar kode pemulihan akun"),
    ("account.sheet_used", "memakai satu kode pemulihan akun"),
    ("agenda.publish", "menerbitkan agenda"),
    ("agenda.rules", "mengubah aturan agenda"),
    ("award.decide", "menetapkan penerima apresiasi"),
    ("award.define", "mengubah rumus apresiasi"),
    ("award.publish", "mengumumkan apresiasi"),
    ("erasure.make", "menghapus data pribadi atas permintaan"),
    ("followup.add", "mencatat tindak lanjut"),
    ("followup.change", "mengubah tindak lanjut"),
    ("followup.close", "menutup tindak lanjut"),
    ("followup.remove", "menghapus tindak lanjut"),
    ("followup.reopen", "membuka lagi tindak lanjut"),
    ("form.change", "mengubah formulir laporan"),
    ("invitation.answer", "menjawab undangan"),
    ("invitation.make", "membuat undangan"),
    ("invitation.renew", "mengganti tautan undangan"),
    ("invitation.settle", "mengatur undangan"),
    ("invitation.withdraw", "menarik undangan"),
    ("kpi.set", "menetapkan ukuran KPI"),
    ("layout.set", "mengatur susunan kolom"),
    ("library.add", "menambah perpustakaan"),
    ("library.change", "mengubah data perpustakaan"),
    ("library.photo", "mengganti foto perpustakaan"),
    ("library.point", "menandai titik perpustakaan"),
    ("library.profile", "mengubah profil perpustakaan"),
    ("meeting.create", "membuat pertemuan"),
    ("meeting_photo.add", "menambah foto pertemuan"),
    ("meeting_photo.describe", "memberi keterangan foto pertemuan"),
    ("note.choose", "memilih satu dari dua catatan"),
    ("note.write", "menulis notulen"),
    ("office.letterhead", "mengubah kop surat"),
    ("office.official", "mengubah data pejabat"),
    ("office.official_drop", "menghapus data pejabat"),
    ("paper.write", "mengubah dokumen"),
    ("participant.add", "menambah peserta"),
    ("participant.change", "mengubah data peserta"),
    ("participant.remove", "mengeluarkan peserta"),
    ("participant.restore", "memasukkan lagi peserta"),
    ("period.extend", "memberi perpanjangan"),
    ("period.month", "mengubah tenggat satu bulan"),
    ("period.rule", "mengubah aturan tenggat"),
    ("press.publish", "menerbitkan siaran pers"),
    ("press.write", "menulis siaran pers"),
    ("proposal.refuse", "menolak usulan"),
    ("proposal.restore", "memunculkan lagi usulan"),
    ("report.approve", "menyetujui laporan"),
    ("report.grace", "memberi kelonggaran karena tidak ada sinyal untuk laporan"),
    ("report.hand_in", "menerima laporan dari HP"),
    ("report.return", "mengembalikan laporan"),
    ("report.send", "mengirim laporan"),
    ("request.done", "menyelesaikan permintaan data pribadi"),
    ("request.export", "membuka salinan data pribadi untuk permintaan"),
    ("request.take", "mencatat permintaan data pribadi"),
    ("session.close", "keluar dari akun"),
    ("session.open", "masuk ke akun"),
    ("share.make", "membuat tautan lembar tahunan"),
    ("share.withdraw", "menarik tautan lembar tahunan"),
    ("tip.add", "menambah kiat"),
    ("tip.remove", "menghapus kiat"),
    ("upcoming.add", "mengumumkan rencana kegiatan"),
    ("upcoming.cancel", "membatalkan rencana kegiatan"),
    ("upcoming.change", "mengubah rencana kegiatan"),
    ("visit.cancel", "membatalkan kunjungan"),
    ("visit.plan", "merencanakan kunjungan"),
    ("visit.write", "mencatat kunjungan"),
    ("wish.set", "memilih bahan yang ingin dibagikan"),
];

/// What can be asked for, as (noun of the action, words).
pub const NOUNS: &[(&str, &str)] = &[
    ("report", "Laporan"),
    ("account", "Akun"),
    ("session", "Masuk dan keluar"),
    ("request", "Permintaan data pribadi"),
    ("erasure", "Penghapusan atas permintaan"),
    ("library", "Perpustakaan"),
    ("period", "Tenggat"),
    ("form", "Formulir"),
    ("kpi", "KPI"),
    ("visit", "Pendampingan"),
    ("upcoming", "Rencana kegiatan"),
    ("share", "Tautan lembar tahunan"),
    ("layout", "Susunan kolom"),
    ("office", "Kantor"),
    ("meeting", "Pertemuan"),
    ("agenda", "Agenda"),
    ("invitation", "Undangan"),
    ("participant", "Peserta"),
    ("proposal", "Usulan"),
    ("wish", "Bahan yang dibagikan"),
    ("award", "Apresiasi"),
    ("paper", "Dokumen"),
    ("press", "Siaran pers"),
    ("note", "Notulen"),
    ("tip", "Kiat"),
    ("meeting_photo", "Foto pertemuan"),
    ("followup", "Tindak lanjut"),
];

/// An action in words; `None` for one that this program does not know.
pub fn words(action: &str) -> Option<&'static str> {
    ACTIONS.iter().find(|(code, _)| *code == action).map(|(_, words)| *words)
}

/// What opened an account anew, as (action, reason, words): whoever owns the account is told of it for [`RESET_SHOWN`] (ASVS 6.3.7,
/// reliability.md row 15). What somebody did with the current password is not among them.
const RESETS: &[(&str, &str, &str)] = &[
    ("account.change", "phone", "nomor HP untuk masuk diganti"),
    ("account.change", "phone+roles", "nomor HP untuk masuk dan tugas diganti"),
    ("account.code", "recovery", "kode untuk membuat kata sandi baru dibuat"),
    ("account.factor_drop", "called_back", "langkah kedua dilepas"),
    ("account.factor_drop", "console", "langkah kedua dilepas"),
    ("account.password", "recovery", "kata sandi diganti dengan kode dari kantor"),
    ("account.password", "sheet", "kata sandi diganti dengan kode lembar pemulihan"),
    ("account.sheet_used", "second", "kode lembar pemulihan dipakai sebagai langkah kedua"),
];

/// Seconds for which somebody is told that the own account was opened anew: seven days.
pub const RESET_SHOWN: i64 = 7 * 86_400;

/// What a line says to the owner of the account, if it opened the account anew.
pub fn reset_words(action: &str, reason: &str) -> Option<&'static str> {
    RESETS.iter().find(|(known, why, _)| *known == action && *why == reason).map(|(.., words)| *words)
}

/// Reasons that the program itself writes down, by their code.
const REASONS: &[(&str, &str)] = &[
    ("called_back", "sesudah ditelepon balik"),
    ("console", "dari konsol"),
    ("dihapus", "data dihapus"),
    ("ditolak", "ditolak"),
    ("diberikan", "salinan diberikan"),
    ("first", "kode pertama"),
    ("hapus", "minta dihapus"),
    ("name", "nama"),
    ("office", "oleh kantor"),
    ("own", "oleh pemiliknya"),
    ("phone", "nomor HP"),
    ("phone+roles", "nomor HP dan peran"),
    ("public", "untuk umum"),
    ("recovery", "dengan kode dari kantor"),
    ("request", "atas permintaan orangnya"),
    ("roles", "peran"),
    ("salinan", "minta salinan"),
    ("second", "sebagai langkah kedua"),
    ("sheet", "dengan kode lembar pemulihan"),
    ("tidak_ada", "tidak ada datanya"),
    ("totp", "aplikasi kode"),
];

/// A line's reason in words; what a person wrote stands as it is.
pub fn reason(told: &str) -> &str {
    REASONS.iter().find(|(code, _)| *code == told).map_or(told, |(_, words)| words)
}

/// The page of the office where the object of a line can be looked at.
pub fn page_of(object: &str) -> Option<String> {
    let (noun, id) = object.split_once(':')?;
    let plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    let path = match noun {
        "report" => "/kantor/laporan/",
        "account" => "/kantor/akun/",
        "visit" => "/kantor/pendampingan/",
        "request" => "/kantor/permintaan/",
        _ => return None,
    };
    plain.then(|| format!("{path}{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_words_once_and_a_noun_that_can_be_asked_for() {
        for (at, (action, words)) in ACTIONS.iter().enumerate() {
            assert!(ACTIONS[at + 1..].iter().all(|(other, _)| other != action), "{action} twice");
            let noun = action.split_once('.').map(|(noun, _)| noun);
            assert!(NOUNS.iter().any(|(known, _)| Some(*known) == noun), "{action} cannot be asked for");
            assert!(!words.is_empty());
        }
        for (noun, _) in NOUNS {
            assert!(ACTIONS.iter().any(|(action, _)| action.starts_with(&format!("{noun}."))), "{noun} has no action");
        }
    }

    #[test]
    fn what_resets_an_account_is_an_action_with_a_reason() {
        for (action, why, _) in RESETS {
            assert!(words(action).is_some() && REASONS.iter().any(|(code, _)| code == why), "{action} {why}");
        }
        assert_eq!(reset_words("account.password", "own"), None);
    }

    #[test]
    fn an_object_leads_to_its_page_and_nowhere_else() {
        assert_eq!(page_of("report:0197-a").as_deref(), Some("/kantor/laporan/0197-a"));
        assert_eq!(page_of("report://evil.example"), None);
        assert_eq!(page_of("kpi:3"), None);
        assert_eq!(page_of("report:"), None);
    }
}
