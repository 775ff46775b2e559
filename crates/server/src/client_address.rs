//! Which address a request comes from. Behind a proxy it is what the proxy says, if a setting names the proxy; what
//! anybody else says of themselves is not believed.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::extract::{ConnectInfo, FromRequestParts};
use http::request::Parts;
use onetill_kernel::Error;

use crate::problem::Refusal;
use crate::state::App;

/// Addresses that begin alike: `10.0.0.0/8`, or one alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    fn has(&self, other: IpAddr) -> bool {
        match (self.address, other.to_canonical()) {
            (IpAddr::V4(a), IpAddr::V4(b)) => same(u32::from(a).into(), u32::from(b).into(), 32 - self.bits),
            (IpAddr::V6(a), IpAddr::V6(b)) => same(a.into(), b.into(), 128 - self.bits),
            _ => false,
        }
    }
}

/// Whether two addresses are the same but for their last bits.
fn same(a: u128, b: u128, last: u32) -> bool {
    a.checked_shr(last).unwrap_or(0) == b.checked_shr(last).unwrap_or(0)
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no address such as 127.0.0.1 and no network such as 10.0.0.0/8.");
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.trim().parse().map_err(|_| wrong()))?;
        if bits > most { Err(wrong()) } else { Ok(Self { address, bits }) }
    }
}

/// The address that a request comes from.
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl FromRequestParts<App> for ClientAddress {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.ok_or_else(|| Error::internal("a request without a peer"))?.0.ip();
        let all = parts.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let said: Vec<&str> = all.flat_map(|value| value.split(',')).map(str::trim).collect();
        Ok(Self(client(peer, &said, &app.inner.options.trusted_proxies)))
    }
}

/// The last address before the proxies that are trusted: each adds the one it heard from at the end.
fn client(peer: IpAddr, said: &[&str], trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.has(address));
    let mut from = peer;
    for text in said.iter().rev() {
        match text.parse::<IpAddr>() {
            Ok(before) if is_trusted(from) => from = before,
            _ => break,
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(peer: &str, said: &[&str], trusted: &[&str], expect: &str) {
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().expect("a network")).collect();
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        assert_eq!(client(ip(peer), said, &trusted), ip(expect), "{peer} {said:?}");
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        check("192.0.2.1", &["198.51.100.7"], &[], "192.0.2.1");
        check("192.0.2.1", &["198.51.100.7"], &["10.0.0.0/8"], "192.0.2.1");
        check("10.1.2.3", &["198.51.100.7"], &["10.0.0.0/8"], "198.51.100.7");
        // What the client made up stands before what the proxy has seen.
        check("10.1.2.3", &["203.0.113.9", "198.51.100.7"], &["10.0.0.0/8"], "198.51.100.7");
        check("::1", &["198.51.100.7", "10.0.0.9"], &["::1", "10.0.0.0/8"], "198.51.100.7");
        check("::ffff:10.1.2.3", &["198.51.100.7"], &["10.0.0.0/8"], "198.51.100.7");
        check("10.1.2.3", &["nonsense"], &["10.0.0.0/8"], "10.1.2.3");
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "proxy", "10.0.0.0/33", "::1/129", "10.0.0.0/x", "10.0.0/8"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
        assert!("0.0.0.0/0".parse::<Network>().expect("everything").has([192, 0, 2, 1].into()));
    }
}
