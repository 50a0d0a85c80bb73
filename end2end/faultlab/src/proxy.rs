//! A network between phone and service that can be bad: late, narrow, cut at a byte, reset, deaf on one side, or silent.

use socket2::SockRef;
use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// When a direction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// When its sender ends it.
    Never,
    /// After so many bytes both directions are closed.
    Close(usize),
    /// After so many bytes both directions are reset.
    Reset(usize),
    /// After so many bytes nothing comes through any more, and nobody is told.
    Silence(usize),
}

/// What a connection meets.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Before each piece that passes.
    pub delay: Duration,
    /// Bytes a second from the phone; 0: as fast as it goes.
    pub speed: usize,
    /// From the phone to the service.
    pub up: End,
    /// From the service to the phone.
    pub down: End,
}

impl Plan {
    pub const FINE: Self = Self { delay: Duration::ZERO, speed: 0, up: End::Never, down: End::Never };
}

/// A running proxy; it ends with the laboratory.
pub struct Proxy {
    pub host: String,
    inner: Arc<Inner>,
}

struct Inner {
    target: Mutex<SocketAddr>,
    plan: Mutex<Plan>,
    /// What the next connections meet, each one.
    next: Mutex<VecDeque<Plan>>,
    open: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    /// Before a service at that address.
    pub fn before(host: &str) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let target = host.parse().map_err(std::io::Error::other)?;
        let inner = Arc::new(Inner {
            target: Mutex::new(target),
            plan: Mutex::new(Plan::FINE),
            next: Mutex::default(),
            open: Mutex::default(),
        });
        let own = inner.clone();
        std::thread::spawn(move || {
            for from in listener.incoming().flatten() {
                let inner = own.clone();
                std::thread::spawn(move || inner.carry(from));
            }
        });
        Ok(Self { host: address.to_string(), inner })
    }

    /// What connections from now on meet.
    pub fn plan(&self, plan: Plan) {
        *self.inner.plan.lock().unwrap() = plan;
    }

    /// What the next connection meets, before those that follow meet the plan.
    pub fn once(&self, plan: Plan) {
        self.inner.next.lock().unwrap().push_back(plan);
    }

    /// Where connections from now on lead; what is open is reset.
    pub fn lead_to(&self, host: &str) {
        *self.inner.target.lock().unwrap() = host.parse().expect("an address");
        self.reset_all();
    }

    /// Resets what is open.
    pub fn reset_all(&self) {
        for stream in self.inner.open.lock().unwrap().drain(..) {
            reset(&stream);
        }
    }
}

/// The other side gets an RST.
fn reset(stream: &TcpStream) {
    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
    let _ = stream.shutdown(Shutdown::Both);
}

impl Inner {
    fn carry(self: Arc<Self>, from: TcpStream) {
        let next = self.next.lock().unwrap().pop_front();
        let plan = next.unwrap_or_else(|| *self.plan.lock().unwrap());
        let target = *self.target.lock().unwrap();
        let Ok(to) = TcpStream::connect(target) else { return reset(&from) };
        let _ = (from.set_nodelay(true), to.set_nodelay(true));
        let (Ok(from_again), Ok(to_again), Ok(kept), Ok(kept_too)) = (from.try_clone(), to.try_clone(), from.try_clone(), to.try_clone()) else { return };
        self.open.lock().unwrap().extend([kept, kept_too]);
        let back = std::thread::spawn(move || pump(to, from, Plan { speed: 0, up: plan.down, ..plan }));
        pump(from_again, to_again, plan);
        let _ = back.join();
    }
}

/// Carries one direction, `plan.up`, to its end.
fn pump(mut from: TcpStream, mut to: TcpStream, plan: Plan) {
    let mut carried = 0;
    let piece = if plan.speed == 0 { 1 << 14 } else { (plan.speed / 20).max(1) };
    let mut buffer = vec![0; piece];
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) | Err(_) => {
                let _ = to.shutdown(Shutdown::Write);
                return;
            }
            Ok(read) => read,
        };
        std::thread::sleep(if plan.speed == 0 { plan.delay } else { plan.delay.max(Duration::from_secs_f64(read as f64 / plan.speed as f64)) });
        let left = match plan.up {
            End::Never => read,
            End::Close(at) | End::Reset(at) | End::Silence(at) => read.min(at.saturating_sub(carried)),
        };
        if left > 0 && to.write_all(&buffer[..left]).is_err() {
            let _ = from.shutdown(Shutdown::Both);
            return;
        }
        carried += left;
        if left < read {
            match plan.up {
                End::Silence(_) => {}
                End::Reset(_) => {
                    reset(&to);
                    return reset(&from);
                }
                End::Close(_) | End::Never => {
                    let _ = (to.shutdown(Shutdown::Both), from.shutdown(Shutdown::Both));
                    return;
                }
            }
        }
    }
}
