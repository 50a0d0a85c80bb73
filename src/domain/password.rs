//! What a password has to be: long enough and not the first thing that somebody would try.

/// The shortest password, in characters (OWASP ASVS 6.2.1).
pub const SHORTEST: usize = 8;

/// The longest password, in characters. Longer is refused, never cut.
pub const LONGEST: usize = 128;

/// What people try first, here and everywhere. A password that is one of these once digits and signs at its ends are taken
/// away, or two of these side by side, is refused.
const COMMON: &[&str] = &[
    "password",
    "passwort",
    "katasandi",
    "sandi",
    "rahasia",
    "admin",
    "administrator",
    "indonesia",
    "merdeka",
    "bismillah",
    "alhamdulillah",
    "assalamualaikum",
    "sayang",
    "cinta",
    "iloveyou",
    "ganteng",
    "cantik",
    "doraemon",
    "anakku",
    "keluarga",
    "selamat",
    "welcome",
    "letmein",
    "qwerty",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefgh",
    "abc",
    "dragon",
    "monkey",
    "football",
    "sepakbola",
    "superman",
    "batman",
    "naruto",
    "persija",
    "persib",
    "garuda",
    "pancasila",
    "jakarta",
    "surabaya",
    "bandung",
    "kalimantan",
    "kalteng",
    "borneo",
    "perpustakaan",
    "perpus",
    "perpusdes",
    "pustaka",
    "pustakawan",
    "pantau",
    "pantaupustaka",
    "buku",
    "bacabuku",
    "membaca",
    "literasi",
    "taman",
    "tbm",
    "tamanbaca",
    "desa",
    "desaku",
    "kelurahan",
    "kecamatan",
    "kabupaten",
    "dinas",
    "arsip",
    "kearsipan",
    "dpk",
    "pengelola",
    "pembina",
    "laporan",
    "kotawaringin",
    "kotawaringinbarat",
    "barat",
    "kobar",
    "pangkalanbun",
    "pangkalan",
    "kumai",
    "arut",
    "arutselatan",
    "sukamulya",
    "user",
    "guest",
    "test",
    "tester",
    "login",
    "masuk",
    "rumah",
    "sekolah",
    "guru",
    "samsung",
    "oppo",
    "vivo",
    "xiaomi",
    "android",
    "whatsapp",
    "facebook",
    "google",
];

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    /// Fewer than [`SHORTEST`] characters.
    Short,
    /// More than [`LONGEST`] characters.
    Long,
    /// A word or a row of keys that is tried first.
    Common,
    /// The person's own phone number or name.
    Own,
}

impl Weak {
    /// What the person reads beside the field.
    pub fn words(self) -> &'static str {
        match self {
            Self::Short => {
                "Kata sandi paling sedikit 8 huruf atau angka. Kalimat pendek yang mudah Anda ingat juga boleh."
            }
            Self::Long => "Kata sandi paling panjang 128 huruf atau angka.",
            Self::Common => {
                "Kata sandi ini mudah ditebak orang. Coba tiga atau empat kata yang hanya Anda yang tahu urutannya."
            }
            Self::Own => "Jangan pakai nomor HP atau nama sendiri sebagai kata sandi.",
        }
    }
}

/// Whether `password` may be used by the person with this phone (`+628..`) and name.
pub fn check(password: &str, phone: &str, name: &str) -> Result<(), Weak> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Weak::Short);
    }
    if length > LONGEST {
        return Err(Weak::Long);
    }
    let letters: String = password.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("62").unwrap_or(&digits);
    if national.len() >= 8 && letters.contains(national) && letters.len() < national.len() + 6 {
        return Err(Weak::Own);
    }
    let folded_name: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let core = letters.trim_matches(|c: char| c.is_ascii_digit());
    if !core.is_empty() && core == folded_name {
        return Err(Weak::Own);
    }
    if is_common(&letters, core) {
        return Err(Weak::Common);
    }
    Ok(())
}

/// Whether the letters are one of the common words, two of them, one sign over and over, or a row of neighbours.
fn is_common(letters: &str, core: &str) -> bool {
    let plain: String = core.chars().map(unleet).collect();
    for word in [core, plain.as_str()] {
        if COMMON.contains(&word) {
            return true;
        }
        if COMMON.iter().any(|first| word.strip_prefix(first).is_some_and(|rest| COMMON.contains(&rest))) {
            return true;
        }
    }
    let signs: Vec<char> = letters.chars().collect();
    if signs.len() < 4 {
        // Signs and spaces only, or nearly so: judged as a row of one sign would be.
        return true;
    }
    let different = signs.iter().collect::<std::collections::BTreeSet<_>>().len();
    if different <= 3 {
        return true;
    }
    let steps = signs.windows(2).filter(|pair| (u32::from(pair[0])).abs_diff(u32::from(pair[1])) <= 1).count();
    steps + 1 >= signs.len()
}

/// The letter that a digit or sign stands for in "p4ssw0rd".
fn unleet(letter: char) -> char {
    match letter {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PHONE: &str = "+6281100000001";

    #[test]
    fn row_08_what_is_tried_first_is_refused() {
        for (password, why) in [
            ("rahasia", Weak::Short),
            ("", Weak::Short),
            ("perpustakaan", Weak::Common),
            ("Perpustakaan123", Weak::Common),
            ("perpustakaandesa!", Weak::Common),
            ("p4ssw0rd", Weak::Common),
            ("literasi2026", Weak::Common),
            ("12345678", Weak::Common),
            ("87654321", Weak::Common),
            ("aaaaaaaaaaaa", Weak::Common),
            ("abcdefghij", Weak::Common),
            ("qwertyuiop", Weak::Common),
            ("        ", Weak::Common),
            ("081100000001", Weak::Own),
            ("+62 811-0000-0001", Weak::Own),
            ("SitiAminah99", Weak::Own),
        ] {
            assert_eq!(check(password, PHONE, "Siti Aminah"), Err(why), "{password}");
            assert!(why.words().ends_with('.'));
        }
    }

    #[test]
    fn a_sentence_is_a_password() {
        for password in [
            "tiga ayam di dapur",
            "Jembatan-Kuning-7",
            "kopi tubruk 🍵 pagi hari di teras belakang rumah nenek yang lama!",
        ] {
            assert_eq!(check(password, PHONE, "Siti Aminah"), Ok(()), "{password}");
        }
        assert_eq!(check(&"ab3 x".repeat(25), PHONE, ""), Ok(()));
        assert_eq!(check(&"ab3 x".repeat(26), PHONE, ""), Err(Weak::Long));
    }

    proptest! {
        #[test]
        fn any_text_gets_an_answer(password in "\\PC{0,140}", name in "\\PC{0,20}") {
            let _ = check(&password, PHONE, &name);
        }
    }
}
