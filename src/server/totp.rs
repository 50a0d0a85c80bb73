//! Codes of six digits from an app on the phone (TOTP, RFC 6238): SHA-1, 30 seconds, one step of tolerance, as every such app has it.

use crate::domain::moment::Moment;
use crate::server::pages::encoded;
use crate::world::World;
use data_encoding::BASE32_NOPAD;

/// Bytes of a secret: what RFC 4226 recommends.
const BYTES: usize = 20;

/// A new secret, base32.
pub fn new_secret(world: &World) -> String {
    BASE32_NOPAD.encode(&world.secret::<BYTES>())
}

/// The address that a QR code carries to the app.
pub fn address(secret: &str, who: &str) -> String {
    let name = encoded("Pantau Pustaka");
    format!("otpauth://totp/{name}:{}?secret={secret}&issuer={name}", encoded(who))
}

/// The secret as people type it into an app that has no camera.
pub fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The step whose code this is, now or one step to either side; `None`: of none. Blanks do not matter. Whether that step was used
/// before is for the caller to say.
pub fn step_of(secret: &str, typed: &str, now: Moment) -> Option<i64> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let now = u64::try_from(now.0).ok()?;
    let step = totp(secret)?.check(&code, now)?;
    i64::try_from(step).ok()
}

fn totp(secret: &str) -> Option<totp_rs::Totp> {
    let bytes: [u8; BYTES] = BASE32_NOPAD.decode(secret.as_bytes()).ok()?.try_into().ok()?;
    totp_rs::Builder::new().with_skew(1).with_secret(totp_rs::Secret::new_stack(bytes)).build().ok()
}

/// The code of an instant, as the app shows it.
#[cfg(test)]
pub fn code_at(secret: &str, now: Moment) -> String {
    totp(secret).unwrap().generate(u64::try_from(now.0).unwrap()).to_string()
}

/// Seconds of a step.
#[cfg(test)]
pub const ONE_STEP: i64 = 30;

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1 (the last six of its eight digits).
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = BASE32_NOPAD.encode(b"12345678901234567890");
        for (at, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            assert_eq!(code_at(&secret, Moment(at)), code);
            assert_eq!(step_of(&secret, code, Moment(at)), Some(at / ONE_STEP));
            let spaced = format!(" {} {} ", &code[..3], &code[3..]);
            assert_eq!(step_of(&secret, &spaced, Moment(at)), Some(at / ONE_STEP));
        }
    }

    #[test]
    fn one_step_to_either_side_and_no_more() {
        let secret = BASE32_NOPAD.encode(b"12345678901234567890");
        let code = code_at(&secret, Moment(3_000));
        for (now, fits) in [(2_969, false), (2_970, true), (3_000, true), (3_029, true), (3_059, true), (3_060, false)]
        {
            assert_eq!(step_of(&secret, &code, Moment(now)).is_some(), fits, "{now}");
        }
        for nonsense in ["", "12345", "1234567", "abcdef", "12345\u{661}"] {
            assert_eq!(step_of(&secret, nonsense, Moment(3_000)), None, "{nonsense}");
        }
        assert_eq!(step_of("not base32", &code, Moment(3_000)), None);
    }

    #[test]
    fn the_address_is_one_that_apps_read() {
        assert_eq!(
            address("ABCD", "0811-0000-0001"),
            "otpauth://totp/Pantau%20Pustaka:0811-0000-0001?secret=ABCD&issuer=Pantau%20Pustaka"
        );
        assert_eq!(in_groups("ABCDEFGHIJ"), "ABCD EFGH IJ");
    }
}
