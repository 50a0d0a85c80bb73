//! HTTP/1.1 over one connection for each request, as fast or as slow as the link is, which may break.

use sha2::Digest;
use std::io::{Error, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

/// SHA-256, hex.
pub fn hash(bytes: &[u8]) -> String {
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What came back.
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&String> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// A way to the service.
pub struct Link {
    /// Bytes a second; 0: as fast as it goes.
    speed: usize,
    /// Of a hundred requests so many break before the answer is read.
    breaks: u64,
    state: u64,
}

impl Link {
    pub fn fast() -> Self {
        Self { speed: 0, breaks: 0, state: 0 }
    }

    /// Between 8 and 40 KB a second; every twelfth answer or so is lost.
    pub fn slow(seed: u64) -> Self {
        Self { speed: 8_000 + usize::try_from(seed * 977 % 32_000).unwrap_or(0), breaks: 8, state: seed + 1 }
    }

    fn chance(&mut self) -> u64 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.state >> 33) % 100
    }

    pub fn ask(&mut self, host: &str, method: &str, path: &str, headers: &[(&str, String)], body: &[u8]) -> Result<Answer> {
        let mut stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        stream.set_write_timeout(Some(Duration::from_secs(60)))?;
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let request = [head.as_bytes(), body].concat();
        if self.speed == 0 {
            stream.write_all(&request)?;
        } else {
            // Twenty pieces a second.
            for piece in request.chunks((self.speed / 20).max(1)) {
                stream.write_all(piece)?;
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        if self.chance() < self.breaks {
            // The request may or may not have been carried out; the phone will never know from this.
            return Err(Error::other("the link broke"));
        }
        let mut raw = Vec::new();
        stream.read_to_end(&mut raw)?;
        read(&raw).ok_or_else(|| Error::other("no answer"))
    }
}

fn read(raw: &[u8]) -> Option<Answer> {
    let end = raw.windows(4).position(|part| part == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&raw[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = if chunked { unchunked(&raw[end + 4..])? } else { raw[end + 4..].to_vec() };
    Some(Answer { status, headers, body })
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|part| part == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).ok()?.trim(), 16).ok()?;
        rest = &rest[line + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}
