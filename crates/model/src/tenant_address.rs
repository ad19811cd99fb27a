//! The addresses of a tenant's issuer: its path, and each host that it has or had.

use crate::{Timestamp, ids::TenantId, slug::Slug};

/// Where an issuer of a tenant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Address {
    /// Below the platform's public URL. Every tenant has this one.
    Path,
    /// A host of its own, below the base domain of its environment.
    Domain(Slug),
}

/// An address, and how long it is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantAddress {
    pub tenant: TenantId,
    pub address: Address,
    pub since: Timestamp,
    /// From then on it is closed: nothing answers there, and tokens that name it are revoked.
    pub closes_at: Option<Timestamp>,
}

impl Address {
    /// `None` for the path.
    pub const fn slug(&self) -> Option<&Slug> {
        match self {
            Self::Path => None,
            Self::Domain(slug) => Some(slug),
        }
    }
}

impl TenantAddress {
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.closes_at.is_none_or(|end| now < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_closed_from_its_end_on() {
        let at = |seconds| Timestamp::from_timestamp(seconds, 0).unwrap();
        let tenant = TenantId::new(1, &[0; 10]);
        let address = |closes_at| TenantAddress { tenant, address: Address::Path, since: at(0), closes_at };
        assert!(address(None).is_open(at(9)) && address(Some(at(9))).is_open(at(8)));
        assert!(!address(Some(at(9))).is_open(at(9)) && !address(Some(at(9))).is_open(at(10)));
    }
}
