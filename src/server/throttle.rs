//! Guessing is slowed down, never locked out: the right password always works after the wait.
//!
//! Two counters. Per account the wait grows with each wrong try; a browser that has been signed in to the account before has
//! a counter of its own, so that strangers cannot slow its owner down. Per address the limit is generous, because whole
//! villages share one address, and only what fails counts.

use crate::domain::moment::Moment;
use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Wrong tries on one account before there is a wait.
const FREE: u32 = 5;

/// Seconds to wait after the fifth, sixth, .. wrong try; the last one holds from then on.
const WAITS: [i64; 7] = [5, 10, 20, 40, 80, 160, 300];

/// Seconds without a wrong try after which an account's counter is forgotten.
const MEMORY: i64 = 3_600;

/// Seconds that one failure costs an address.
const ADDRESS_COST: i64 = 3;

/// Seconds of cost that an address may be ahead: 300 failures at once.
const ADDRESS_AHEAD: i64 = 900;

/// Accounts and addresses remembered at once; the longest silent give way.
const MOST: usize = 20_000;

/// What is guessed at: a number and whether the asking browser has belonged to its account before.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// What is guessed: `sandi` or `kode`.
    pub what: &'static str,
    /// The phone number, `+628..`.
    pub phone: String,
    /// The browser holds a session cookie, dead or alive, of the account.
    pub known: bool,
}

/// Too early: seconds to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(pub u32);

#[derive(Clone, Copy)]
struct Tries {
    wrong: u32,
    last: i64,
    not_before: i64,
}

/// The counters of one program, in memory.
#[derive(Default)]
pub struct Throttle {
    targets: Mutex<HashMap<Target, Tries>>,
    addresses: Mutex<HashMap<IpAddr, i64>>,
}

impl Throttle {
    /// Asks to try once. The try counts as wrong until [`Throttle::succeeded`] or [`Throttle::not_tried`] says otherwise,
    /// so that a hundred tries at once are a hundred tries. A try that comes too early costs nothing.
    pub fn enter(&self, target: &Target, address: IpAddr, now: Moment) -> Result<(), Wait> {
        let address = network(address);
        let mut addresses = lock(&self.addresses);
        let mut targets = lock(&self.targets);
        // Nothing that this clock said can be further ahead, or later than now: the clock was set back since. Else everybody who has
        // ever been wrong would wait for as long as the jump.
        let known = addresses.get(&address).copied().filter(|ahead| *ahead <= now.0 + ADDRESS_AHEAD);
        if let Some(tries) = targets.get_mut(target).filter(|tries| tries.last > now.0) {
            tries.not_before -= tries.last - now.0;
            tries.last = now.0;
        }
        let ahead = known.unwrap_or(now.0).max(now.0) + ADDRESS_COST;
        let before = targets.get(target).copied().filter(|tries| now.0 - tries.last < MEMORY);
        let wait = (ahead - now.0 - ADDRESS_AHEAD).max(before.map_or(0, |tries| tries.not_before - now.0));
        if wait > 0 {
            return Err(Wait(u32::try_from(wait).unwrap_or(u32::MAX)));
        }
        let wrong = before.map_or(0, |tries| tries.wrong).saturating_add(1);
        let pause = wrong.checked_sub(FREE).map_or(0, |over| WAITS[(over as usize).min(WAITS.len() - 1)]);
        make_room(&mut targets, |tries| tries.last, now.0 - MEMORY);
        targets.insert(target.clone(), Tries { wrong, last: now.0, not_before: now.0 + pause });
        make_room(&mut addresses, |ahead| *ahead, now.0);
        addresses.insert(address, ahead);
        Ok(())
    }

    /// The try was right: the account's counter starts again and the address gets its cost back.
    pub fn succeeded(&self, target: &Target, address: IpAddr) {
        lock(&self.targets).remove(target);
        self.give_back(address);
    }

    /// The try did not take place (the server was too busy): nothing counts.
    pub fn not_tried(&self, target: &Target, address: IpAddr) {
        let mut targets = lock(&self.targets);
        if let Some(tries) = targets.get_mut(target) {
            tries.wrong = tries.wrong.saturating_sub(1);
            tries.not_before = tries.last;
        }
        drop(targets);
        self.give_back(address);
    }

    fn give_back(&self, address: IpAddr) {
        if let Some(ahead) = lock(&self.addresses).get_mut(&network(address)) {
            *ahead -= ADDRESS_COST;
        }
    }
}

/// The network that counts as one asker: an IPv6 customer has a /64 of them.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        four @ IpAddr::V4(_) => four,
    }
}

/// A counter is a number: one left half-changed by a panic elsewhere is still a number.
fn lock<T>(counters: &Mutex<T>) -> MutexGuard<'_, T> {
    counters.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps a table below [`MOST`]: first what is past, then the oldest tenth.
fn make_room<K: Eq + Hash, V>(table: &mut HashMap<K, V>, age: impl Fn(&V) -> i64, past: i64) {
    if table.len() < MOST {
        return;
    }
    table.retain(|_, value| age(value) > past);
    if table.len() >= MOST {
        let mut ages: Vec<i64> = table.values().map(&age).collect();
        let (_, tenth, _) = ages.select_nth_unstable(MOST / 10);
        let tenth = *tenth;
        let mut left = MOST / 10 + 1;
        table.retain(|_, value| {
            let goes = left > 0 && age(value) <= tenth;
            left -= usize::from(goes);
            !goes
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(phone: &str) -> Target {
        Target { what: "sandi", phone: phone.into(), known: false }
    }

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

    #[test]
    fn the_wait_grows_and_ends() {
        let throttle = Throttle::default();
        let mut now = Moment(1_000);
        let mut waits = Vec::new();
        for _ in 0..14 {
            while let Err(Wait(seconds)) = throttle.enter(&target("a"), HERE, now) {
                waits.push(seconds);
                now.0 += i64::from(seconds);
            }
        }
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        assert!(
            throttle.enter(&target("a"), HERE, Moment(now.0 + 300)).is_ok(),
            "the wait is never longer than five minutes"
        );
    }

    #[test]
    fn coming_too_early_does_not_make_it_longer() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            throttle.enter(&target("a"), HERE, Moment(0)).unwrap();
        }
        for _ in 0..100 {
            assert_eq!(throttle.enter(&target("a"), HERE, Moment(1)), Err(Wait(4)));
        }
        throttle.enter(&target("a"), HERE, Moment(5)).unwrap();
        throttle.succeeded(&target("a"), HERE);
        throttle.enter(&target("a"), HERE, Moment(5)).unwrap();
    }

    #[test]
    fn strangers_do_not_slow_the_owner_down() {
        let throttle = Throttle::default();
        while throttle.enter(&target("a"), HERE, Moment(0)).is_ok() {}
        let owner = Target { known: true, ..target("a") };
        assert!(throttle.enter(&owner, HERE, Moment(0)).is_ok());
        assert!(throttle.enter(&target("b"), HERE, Moment(0)).is_ok());
    }

    #[test]
    fn a_village_behind_one_address_signs_in() {
        let throttle = Throttle::default();
        for who in 0..2_000 {
            let target = target(&who.to_string());
            throttle.enter(&target, HERE, Moment(0)).unwrap();
            throttle.succeeded(&target, HERE);
        }
        for who in 0..300 {
            throttle.enter(&target(&who.to_string()), HERE, Moment(0)).unwrap();
        }
        assert_eq!(throttle.enter(&target("x"), HERE, Moment(0)), Err(Wait(3)));
        let elsewhere = "10.0.0.2".parse().unwrap();
        assert!(throttle.enter(&target("x"), elsewhere, Moment(0)).is_ok());
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out() {
        let (throttle, day) = (Throttle::default(), 86_400);
        while throttle.enter(&target("a"), HERE, Moment(day)).is_ok() {}
        for who in 0..295 {
            throttle.enter(&target(&who.to_string()), HERE, Moment(day)).unwrap();
        }
        assert_eq!(throttle.enter(&target("b"), HERE, Moment(day)), Err(Wait(3)));
        // A day back: the guesser waits as long as before, the village not at all, and time takes the wait away.
        assert_eq!(throttle.enter(&target("a"), HERE, Moment(0)), Err(Wait(5)));
        assert_eq!(throttle.enter(&target("b"), HERE, Moment(0)), Ok(()));
        assert_eq!(throttle.enter(&target("a"), HERE, Moment(4)), Err(Wait(1)));
        assert_eq!(throttle.enter(&target("a"), HERE, Moment(5)), Ok(()));
    }

    #[test]
    fn memory_is_bounded() {
        let throttle = Throttle::default();
        for who in 0..30_000_u32 {
            let address = IpAddr::V6(Ipv6Addr::from(u128::from(who) << 64));
            throttle.enter(&target(&who.to_string()), address, Moment(i64::from(who % 7))).unwrap();
        }
        assert!(lock(&throttle.targets).len() <= MOST);
        assert!(lock(&throttle.addresses).len() <= MOST);
        assert_eq!(network("2001:db8::1".parse().unwrap()), network("2001:db8::ffff".parse().unwrap()));
        assert_eq!(network("::ffff:10.0.0.1".parse().unwrap()), HERE);
    }
}
