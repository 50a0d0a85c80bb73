//! Which address a request comes from. What a proxy says is believed only if the proxy is one of the operator's.

use std::net::IpAddr;

/// The address that asks: the peer, or, when the peer is a trusted proxy, the last address in the X-Forwarded-For values that
/// is not itself a trusted proxy. Anything before that was written by the asker and proves nothing.
pub fn client<'h>(peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'h str>, proxies: &[IpAddr]) -> IpAddr {
    let trusted = |address: IpAddr| proxies.iter().any(|proxy| proxy.to_canonical() == address.to_canonical());
    let mut client = peer.to_canonical();
    if !trusted(client) {
        return client;
    }
    for text in forwarded.rev().flat_map(|header| header.rsplit(',')) {
        let Ok(address) = text.trim().parse::<IpAddr>() else { return client };
        client = address.to_canonical();
        if !trusted(client) {
            return client;
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(peer: &str, forwarded: &[&str], proxies: &[&str]) -> String {
        let proxies: Vec<IpAddr> = proxies.iter().map(|text| text.parse().unwrap()).collect();
        client(peer.parse().unwrap(), forwarded.iter().copied(), &proxies).to_string()
    }

    #[test]
    fn row_24_only_the_operators_proxies_are_believed() {
        assert_eq!(asked("203.0.113.9", &["10.1.1.1"], &[]), "203.0.113.9");
        assert_eq!(asked("203.0.113.9", &["10.1.1.1"], &["127.0.0.1"]), "203.0.113.9");
        assert_eq!(asked("127.0.0.1", &["203.0.113.9"], &["127.0.0.1"]), "203.0.113.9");
        assert_eq!(asked("127.0.0.1", &["6.6.6.6, 203.0.113.9"], &["127.0.0.1"]), "203.0.113.9");
        assert_eq!(
            asked("127.0.0.1", &["6.6.6.6", "203.0.113.9, 10.0.0.2"], &["127.0.0.1", "10.0.0.2"]),
            "203.0.113.9"
        );
        assert_eq!(asked("127.0.0.1", &["nonsense"], &["127.0.0.1"]), "127.0.0.1");
        assert_eq!(asked("127.0.0.1", &[], &["127.0.0.1"]), "127.0.0.1");
        assert_eq!(asked("::ffff:127.0.0.1", &["2001:db8::5"], &["127.0.0.1"]), "2001:db8::5");
    }
}
