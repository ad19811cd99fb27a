//! The subjects of counts, each as a number of 128 bits.

use std::net::IpAddr;

use aws_lc_rs::digest::{Context, SHA256};

/// The half of an IPv6 address that a network is given; the other half its hosts choose freely.
const NETWORK: u128 = !(u64::MAX as u128);

/// An IPv4 address, or an IPv6 network of 64 bits: whoever has one of its addresses has all.
pub fn address(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits() & NETWORK,
    }
}

/// An account as tried from an address. A hash, so that the database holds no e-mail address that a caller made up.
pub fn pair(from: IpAddr, account: &str) -> u128 {
    let mut hash = Context::new(&SHA256);
    hash.update(&address(from).to_be_bytes());
    hash.update(account.to_lowercase().as_bytes());
    let hash = hash.finish();
    hash.as_ref().iter().take(16).fold(0, |bits, byte| (bits << 8) | u128::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> u128 {
        address(text.parse().unwrap())
    }

    #[test]
    fn a_network_is_one_subject() {
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn a_pair_is_of_both() {
        let [here, there] = ["192.0.2.1", "192.0.2.2"].map(|text| text.parse().unwrap());
        assert_eq!(pair(here, "Ann@people.example"), pair(here, "ann@people.example"));
        assert_ne!(pair(here, "ann@people.example"), pair(there, "ann@people.example"));
        assert_ne!(pair(here, "ann@people.example"), pair(here, "bob@people.example"));
    }
}
