//! HTTP/1.1, as fast or as slow as the link is, which may break: a fast link keeps its connection, a slow one makes a new one for
//! each request.

use sha2::Digest;
use std::io::{BufRead, BufReader, Error, Read, Result, Write};
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
    kept: Option<BufReader<TcpStream>>,
    /// Bytes a second; 0: as fast as it goes.
    speed: usize,
    /// Of a hundred requests so many break before the answer is read.
    breaks: u64,
    state: u64,
    /// How long it waits for an answer.
    patience: Duration,
}

/// How long a link waits unless told otherwise.
const PATIENCE: Duration = Duration::from_secs(60);

impl Link {
    pub fn fast() -> Self {
        Self { kept: None, speed: 0, breaks: 0, state: 0, patience: PATIENCE }
    }

    /// As fast as it goes, and gives up after so long.
    pub fn patient(patience: Duration) -> Self {
        Self { patience, ..Self::fast() }
    }

    /// Between 8 and 40 KB a second; every twelfth answer or so is lost.
    pub fn slow(seed: u64) -> Self {
        Self { kept: None, speed: 8_000 + usize::try_from(seed * 977 % 32_000).unwrap_or(0), breaks: 8, state: seed + 1, patience: PATIENCE }
    }

    /// As fast as it goes, but every twelfth answer or so is lost.
    pub fn lossy(seed: u64) -> Self {
        Self { kept: None, speed: 0, breaks: 8, state: seed + 1, patience: PATIENCE }
    }

    fn chance(&mut self) -> u64 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.state >> 33) % 100
    }

    pub fn ask(&mut self, host: &str, method: &str, path: &str, headers: &[(&str, String)], body: &[u8]) -> Result<Answer> {
        // Dropped on the way out by every failure: a link that broke begins anew.
        let mut stream = match self.kept.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(host)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(self.patience))?;
                stream.set_write_timeout(Some(self.patience))?;
                BufReader::new(stream)
            }
        };
        let keep = if self.speed == 0 { "keep-alive" } else { "close" };
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: {keep}\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let request = [head.as_bytes(), body].concat();
        if self.speed == 0 {
            stream.get_mut().write_all(&request)?;
        } else {
            // Twenty pieces a second.
            for piece in request.chunks((self.speed / 20).max(1)) {
                stream.get_mut().write_all(piece)?;
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        if self.chance() < self.breaks {
            // The request may or may not have been carried out; the phone will never know from this.
            return Err(Error::other("the link broke"));
        }
        let answer = read(&mut stream, method == "HEAD")?;
        if self.speed == 0 && answer.header("connection").is_none_or(|word| word != "close") {
            self.kept = Some(stream);
        }
        Ok(answer)
    }
}

fn line(from: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    match from.read_line(&mut line)? {
        0 => Err(Error::other("no answer")),
        _ => Ok(line.trim_end().to_owned()),
    }
}

fn exactly(from: &mut impl Read, many: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; many];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn read(from: &mut impl BufRead, bodiless: bool) -> Result<Answer> {
    let status = line(from)?.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or_else(|| Error::other("not HTTP"))?;
    let mut headers = Vec::new();
    loop {
        let line = line(from)?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut answer = Answer { status, headers, body: Vec::new() };
    if bodiless || status == 204 || status == 304 {
        return Ok(answer);
    }
    if answer.header("transfer-encoding").is_some_and(|value| value == "chunked") {
        loop {
            let size = usize::from_str_radix(&line(from)?, 16).map_err(Error::other)?;
            answer.body.extend(exactly(from, size)?);
            line(from)?;
            if size == 0 {
                return Ok(answer);
            }
        }
    }
    answer.body = match answer.header("content-length").map(|length| length.parse()) {
        Some(length) => exactly(from, length.map_err(Error::other)?)?,
        None => {
            let mut rest = Vec::new();
            from.read_to_end(&mut rest)?;
            rest
        }
    };
    Ok(answer)
}
