//! The certificate that browsers are shown: asked for at the service's own address, judged as a browser would, today and in two weeks.

use super::{Line, advice, good, wrong};
use crate::domain::moment::{Moment, Zone};
use rustls::pki_types::{ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{CertificateError, ClientConfig, ClientConnection, RootCertStore};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

/// Until there is a connection, and between two answers.
const PATIENCE: Duration = Duration::from_secs(5);
/// Whoever renews by program does so earlier than this many days before the end; later, something is amiss.
const AHEAD: u64 = 14;

/// The roots that this machine trusts, as `ca-certificates` installs them.
pub fn roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// Looks at the certificate of `url`; nothing to say where that is no https. Blocks for up to a few times [`PATIENCE`].
pub fn look(url: &str, roots: RootCertStore, now: Moment) -> Option<Line> {
    let (host, port) = place(url)?;
    let at = |ahead: u64| judged(host, port, &roots, now, ahead);
    Some(match at(0).and_then(|()| at(AHEAD)) {
        Ok(()) => good(format!("Sertifikat {host}: berlaku, masih lebih dari {AHEAD} hari.")),
        Err(Judged::Ends(end)) if end > now => advice(format!(
            "Sertifikat {host} habis {}. Periksa mengapa proxy belum memperpanjangnya.",
            end.long(Zone::default())
        )),
        Err(Judged::Ends(end)) => wrong(format!(
            "Sertifikat {host} habis {}: peramban menolak alamat ini. Perpanjang, lalu muat ulang proxy.",
            end.long(Zone::default())
        )),
        Err(Judged::Begins) => {
            wrong(format!("Sertifikat {host} belum berlaku. Periksa jam komputer ini dan sertifikatnya."))
        }
        Err(Judged::OtherName) => {
            wrong(format!("Sertifikat yang dijawab {host} bukan untuk nama itu. Periksa PANTAU_URL dan proxy."))
        }
        Err(Judged::Stranger) => advice(format!(
            "Sertifikat {host} bukan dari penerbit yang dikenal komputer ini; HP orang mungkin menolaknya juga."
        )),
        Err(Judged::Away(why)) => advice(format!(
            "Sertifikat {host} belum bisa diperiksa dari komputer ini ({why}). Jalankan lagi bila proxy sudah hidup."
        )),
    })
}

/// Why a browser would not go on.
enum Judged {
    Ends(Moment),
    Begins,
    OtherName,
    Stranger,
    Away(String),
}

/// Host and port of an https address.
fn place(url: &str) -> Option<(&str, u16)> {
    let authority = url.strip_prefix("https://")?.split('/').next()?;
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (authority, 443),
    };
    Some((host, port))
}

/// A clock that runs so many days ahead.
#[derive(Debug)]
struct Clock(u64);

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(Duration::from_secs(self.0)))
    }
}

/// Shakes hands with what answers there, as if it were `ahead` days later.
fn judged(host: &str, port: u16, roots: &RootCertStore, now: Moment, ahead: u64) -> Result<(), Judged> {
    let away = |error: &dyn std::fmt::Display| Judged::Away(error.to_string());
    let clock = Clock(u64::try_from(now.0).unwrap_or(0) + ahead * 86_400);
    let config =
        ClientConfig::builder_with_details(Arc::new(rustls::crypto::ring::default_provider()), Arc::new(clock))
            .with_safe_default_protocol_versions()
            .map_err(|error| away(&error))?
            .with_root_certificates(roots.clone())
            .with_no_client_auth();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let name = ServerName::try_from(bare.to_owned()).map_err(|error| away(&error))?;
    let mut connection = ClientConnection::new(Arc::new(config), name).map_err(|error| away(&error))?;
    let mut places = (bare, port).to_socket_addrs().map_err(|error| away(&error))?;
    let first = places.next().ok_or_else(|| Judged::Away("nama itu tidak punya alamat".to_owned()))?;
    let mut stream = TcpStream::connect_timeout(&first, PATIENCE).map_err(|error| away(&error))?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(|error| away(&error))?;
    stream.set_write_timeout(Some(PATIENCE)).map_err(|error| away(&error))?;
    while connection.is_handshaking() {
        connection.complete_io(&mut stream).map_err(|error| {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(rustls::Error::InvalidCertificate(fault)) => of_fault(fault),
                _ => away(&error),
            }
        })?;
    }
    Ok(())
}

fn of_fault(fault: &CertificateError) -> Judged {
    match fault {
        CertificateError::ExpiredContext { not_after, .. } => {
            Judged::Ends(Moment(i64::try_from(not_after.as_secs()).unwrap_or(i64::MAX)))
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Judged::Begins,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Judged::OtherName,
        CertificateError::UnknownIssuer => Judged::Stranger,
        other => Judged::Away(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Mark;
    use super::*;
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};
    use rustls::pki_types::PrivateKeyDer;
    use rustls::{ServerConfig, ServerConnection};
    use std::net::TcpListener;

    /// Shows a certificate for "localhost", valid in the whole of 2026, to so many callers; its address and its root.
    fn shown(callers: usize) -> (String, RootCertStore) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.not_before = date_time_ymd(2026, 1, 1);
        params.not_after = date_time_ymd(2026, 12, 31);
        let certificate = params.self_signed(&key).unwrap().der().clone();
        let mut roots = RootCertStore::empty();
        roots.add(certificate.clone()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let config = Arc::new(config);
            for stream in listener.incoming().take(callers) {
                let (mut stream, mut connection) =
                    (stream.unwrap(), ServerConnection::new(Arc::clone(&config)).unwrap());
                while connection.is_handshaking() && connection.complete_io(&mut stream).is_ok() {}
            }
        });
        (format!("https://localhost:{port}"), roots)
    }

    fn on(month: u8, day: u8) -> Moment {
        crate::domain::moment::Date { year: 2026, month, day }.start(Zone::default())
    }

    #[test]
    fn a_certificate_is_told_before_it_runs_out_and_when_it_has() {
        let (url, roots) = shown(6);
        let line = |now| look(&url, roots.clone(), now).unwrap();
        let valid = line(on(6, 1));
        assert_eq!(valid.mark, Mark::Good, "{}", valid.words);
        let soon = line(on(12, 20));
        assert_eq!(soon.mark, Mark::Advice, "{}", soon.words);
        assert!(soon.words.contains("habis") && soon.words.contains("31 Desember 2026"), "{}", soon.words);
        let over = line(Moment(on(12, 31).0 + 2 * 86_400));
        assert_eq!(over.mark, Mark::Wrong, "{}", over.words);
        assert!(over.words.contains("peramban menolak"), "{}", over.words);
        let early = line(Moment(on(1, 1).0 - 2 * 86_400));
        assert!(early.mark == Mark::Wrong && early.words.contains("belum berlaku"), "{}", early.words);
    }

    #[test]
    fn a_stranger_s_certificate_another_name_and_nobody_at_all_are_told() {
        let (url, roots) = shown(2);
        let stranger = look(&url, RootCertStore::empty(), on(6, 1)).unwrap();
        assert!(stranger.mark == Mark::Advice && stranger.words.contains("penerbit"), "{}", stranger.words);
        let other = look(&url.replace("localhost", "127.0.0.1"), roots.clone(), on(6, 1)).unwrap();
        assert!(other.mark == Mark::Wrong && other.words.contains("bukan untuk nama itu"), "{}", other.words);
        // The port was free a moment ago.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let nobody = look(&format!("https://127.0.0.1:{port}"), roots.clone(), on(6, 1)).unwrap();
        assert!(nobody.mark == Mark::Advice && nobody.words.contains("belum bisa diperiksa"), "{}", nobody.words);
        assert!(look("http://127.0.0.1:3000", roots, on(6, 1)).is_none());
    }
}
