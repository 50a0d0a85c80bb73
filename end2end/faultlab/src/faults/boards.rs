//! Live boards: server-sent events, read by one thread for thousands of them, each coming back with the number it heard last.

use socket2::{Domain, Socket, Type};
use std::io::{Read, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// One open board.
pub struct Board {
    /// Where it goes; it tries the next one when one does not answer.
    hosts: Vec<String>,
    turn: usize,
    cookie: String,
    /// A source address of its own, so that there are ports enough.
    from: [u8; 4],
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
    /// The number heard last.
    pub last: Option<i64>,
    /// Events heard.
    pub heard: usize,
    /// Numbers that were left out between two that were heard.
    pub missed: i64,
    /// Numbers that came again.
    pub again: usize,
    /// It was told to read its page anew.
    pub anew: usize,
    /// How often it came back.
    pub returns: usize,
    /// It comes back without its number: the control.
    pub forgetful: bool,
    come_back: Instant,
    retry: Duration,
    /// When the event of that number was heard.
    pub waits_for: i64,
    pub heard_at: Option<Instant>,
    pub refused: usize,
}

impl Board {
    pub fn new(hosts: &[&str], cookie: &str, number: usize) -> Self {
        Self {
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            turn: 0,
            cookie: cookie.to_owned(),
            from: [127, 0, 0, 2 + (number % 4) as u8],
            stream: None,
            buffer: Vec::new(),
            last: None,
            heard: 0,
            missed: 0,
            again: 0,
            anew: 0,
            returns: 0,
            forgetful: false,
            come_back: Instant::now(),
            retry: Duration::from_millis(500),
            waits_for: i64::MAX,
            heard_at: None,
            refused: 0,
        }
    }

    pub fn is_open(&self) -> bool {
        self.stream.is_some() && self.last.is_some()
    }

    /// Opens it; blocks for no longer than the connection takes.
    fn open(&mut self) -> Result<()> {
        let host = &self.hosts[self.turn % self.hosts.len()];
        let to: SocketAddr = host.parse().map_err(std::io::Error::other)?;
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.bind(&SocketAddr::from((self.from, 0)).into())?;
        socket.connect_timeout(&to.into(), Duration::from_secs(2))?;
        let mut stream: TcpStream = socket.into();
        let resumed = self.last.filter(|_| !self.forgetful).map_or(String::new(), |last| format!("Last-Event-ID: {last}\r\n"));
        stream.write_all(format!("GET /api/v1/events HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\nCookie: {}\r\n{resumed}\r\n", self.cookie).as_bytes())?;
        stream.set_nonblocking(true)?;
        self.stream = Some(stream);
        self.buffer.clear();
        Ok(())
    }

    /// Reads what has come; comes back when the stream has ended and it is time.
    pub fn step(&mut self) {
        let Some(stream) = &mut self.stream else {
            if Instant::now() >= self.come_back {
                self.returns += 1;
                if self.open().is_err() {
                    self.turn += 1;
                    self.come_back = Instant::now() + self.retry;
                }
            }
            return;
        };
        let mut piece = [0; 4_096];
        loop {
            match stream.read(&mut piece) {
                Ok(0) => break self.ended(),
                Ok(read) => self.buffer.extend_from_slice(&piece[..read]),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => break,
                Err(_) => break self.ended(),
            }
        }
        while let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.buffer.drain(..=end).collect();
            self.line(String::from_utf8_lossy(&line).trim_end());
        }
    }

    fn ended(&mut self) {
        self.stream = None;
        self.turn += 1;
        self.come_back = Instant::now() + self.retry;
    }

    fn line(&mut self, line: &str) {
        if line.starts_with("HTTP/1.1 ") && !line.starts_with("HTTP/1.1 200") {
            self.refused += 1;
            return self.ended();
        }
        if line == "event: ulang" {
            // What was left out is read with the page.
            self.anew += 1;
            self.last = None;
        }
        let Some(number) = line.strip_prefix("id: ").and_then(|number| number.parse::<i64>().ok()) else { return };
        match self.last {
            // The greeting tells the number that the stream goes on from: the one that was asked for.
            Some(last) if number > last => {
                self.missed += number - last - 1;
                self.heard += 1;
            }
            Some(last) if number < last => self.again += 1,
            _ => {}
        }
        self.last = Some(number);
        if number >= self.waits_for && self.heard_at.is_none() {
            self.heard_at = Some(Instant::now());
        }
    }
}

/// Reads all of them until it holds or the time is over; does it hold?
pub fn listen(boards: &mut [Board], most: Duration, mut holds: impl FnMut(&[Board]) -> bool) -> bool {
    let begun = Instant::now();
    loop {
        boards.iter_mut().for_each(Board::step);
        if holds(boards) {
            return true;
        }
        if begun.elapsed() > most {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
