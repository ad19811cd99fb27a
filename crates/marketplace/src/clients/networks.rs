//! The networks from which an app's requests come: CIDR blocks.

use std::{collections::BTreeSet, net::IpAddr};

use ipnet::IpNet;
use wire::{developer::MOST_NETWORKS, texts::Network};

use crate::requests::Checks;

/// CIDR blocks and single addresses. Each wrong one is named by its place.
pub(crate) fn checked(checks: &mut Checks, field: &str, given: &[Network]) -> BTreeSet<IpNet> {
    if given.len() > MOST_NETWORKS {
        checks.wrong(field, format!("Use at most {MOST_NETWORKS} networks; you gave {}.", given.len()));
        return BTreeSet::new();
    }
    let mut networks = BTreeSet::new();
    for (index, text) in given.iter().enumerate() {
        match parse(text) {
            Ok(network) => drop(networks.insert(network)),
            Err(message) => checks.wrong(format!("{field}[{index}]"), message),
        }
    }
    networks
}

fn parse(given: &Network) -> Result<IpNet, String> {
    let text = given.trim();
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    let network = text.parse::<IpNet>().or_else(|_| address());
    let Some(network) = network.ok().filter(|_| Network::RULE.fits(given)) else {
        let text = text.escape_debug();
        return Err(format!("“{text}” is not a network. Write 192.0.2.0/24, 192.0.2.7 or 2001:db8::/32."));
    };
    if matches!(network.addr(), IpAddr::V6(address) if address.to_ipv4_mapped().is_some()) {
        return Err(format!("Write {text} as an IPv4 network."));
    }
    if network.prefix_len() == 0 {
        return Err(format!(
            "{text} is every address. Leave the list empty to allow requests from anywhere."
        ));
    }
    let whole = network.trunc();
    if whole != network {
        return Err(format!("{text} names an address within a network. Write {whole} for the network."));
    }
    Ok(network)
}

pub(crate) fn view(networks: &BTreeSet<IpNet>) -> Vec<String> {
    networks.iter().map(IpNet::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errors::Error;

    #[test]
    fn blocks_and_addresses_are_networks() {
        let mut checks = Checks::new();
        let given = ["192.0.2.0/24", " 198.51.100.7 ", "2001:db8::/32", "192.0.2.0/24"].map(Network::from);
        let networks = checked(&mut checks, "egress_networks", &given);
        assert!(checks.finish().is_ok());
        assert_eq!(view(&networks), ["192.0.2.0/24", "198.51.100.7/32", "2001:db8::/32"]);
    }

    #[test]
    fn every_wrong_one_is_named_by_its_place() {
        let mut checks = Checks::new();
        let given =
            ["0.0.0.0/0", "192.0.2.0/24", "192.0.2.7/24", "::/0", "::ffff:192.0.2.0/120", "x", "1.2.3.4/33"];
        checked(&mut checks, "n", &given.map(Network::from));
        let Err(Error::Invalid(problems)) = checks.finish() else { panic!("passed") };
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["n[0]", "n[2]", "n[3]", "n[4]", "n[5]", "n[6]"]);
        assert!(problems[1].message.contains("192.0.2.0/24"), "{}", problems[1].message);
    }

    #[test]
    fn too_many_are_refused() {
        let mut checks = Checks::new();
        checked(&mut checks, "n", &vec![Network::from("192.0.2.1"); MOST_NETWORKS + 1]);
        assert!(checks.finish().is_err());
    }

    #[test]
    fn one_that_is_too_long_is_refused() {
        let blanks = |number| Network::from(" ".repeat(number) + "192.0.2.7");
        let most = Network::RULE.code_points() - "192.0.2.7".len();
        assert!(parse(&blanks(most)).is_ok());
        assert!(parse(&blanks(most + 1)).is_err());
    }
}
