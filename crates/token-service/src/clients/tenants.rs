//! The tenants in a node's memory: their environments, and the addresses of their issuers.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::slice;

use model::{Timestamp, environment::Environment, ids::TenantId, slug::Slug, tenant_address::Address};
use store::directory::{DirectoryDomain, DirectoryTenant};

/// Tenants, with what their issuers are called. Those without a slug cost no more than their environment.
#[derive(Debug, Default)]
pub struct Tenants {
    environments: HashMap<TenantId, Environment>,
    slugs: HashMap<TenantId, Slugs>,
    domains: HashMap<Slug, Domain>,
    /// From when on the path of a tenant that has a slug is closed.
    paths: HashMap<TenantId, Timestamp>,
    /// What was or will be closed, by its moment.
    closing: BTreeMap<Timestamp, BTreeSet<(TenantId, Address)>>,
}

/// The slugs of a tenant's domains. Most have one, and never another: it stands in the map itself.
#[derive(Debug)]
enum Slugs {
    /// The one of now.
    Only(Slug),
    Several(Box<Several>),
}

#[derive(Debug)]
struct Several {
    now: Option<Slug>,
    /// The one of now and those of before.
    all: Vec<Slug>,
}

impl Slugs {
    /// None where there are none.
    fn of(now: Option<Slug>, domains: &[DirectoryDomain]) -> Option<Self> {
        match domains {
            [] => None,
            [only] if now == Some(only.slug) => Some(Self::Only(only.slug)),
            _ => {
                let all = domains.iter().map(|domain| domain.slug).collect();
                Some(Self::Several(Box::new(Several { now, all })))
            }
        }
    }

    fn now(&self) -> Option<Slug> {
        match self {
            Self::Only(slug) => Some(*slug),
            Self::Several(several) => several.now,
        }
    }

    fn all(&self) -> &[Slug] {
        match self {
            Self::Only(slug) => slice::from_ref(slug),
            Self::Several(several) => &several.all,
        }
    }
}

/// A host that a tenant has or had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Domain {
    pub tenant: TenantId,
    pub environment: Environment,
    closes_at: Option<Timestamp>,
}

impl Tenants {
    pub fn of(tenants: Vec<DirectoryTenant>) -> Self {
        let mut known = Self::default();
        tenants.into_iter().for_each(|tenant| known.put(tenant));
        known
    }

    pub fn environment(&self, id: TenantId) -> Option<Environment> {
        self.environments.get(&id).copied()
    }

    /// The slug of its domain of now.
    pub fn slug(&self, id: TenantId) -> Option<Slug> {
        self.slugs.get(&id)?.now()
    }

    /// All slugs that it has or had.
    pub fn slugs(&self, id: TenantId) -> &[Slug] {
        self.slugs.get(&id).map_or(&[], Slugs::all)
    }

    pub fn domain(&self, slug: &Slug) -> Option<Domain> {
        self.domains.get(slug).copied()
    }

    /// Whether this is one of its addresses, and open. What it has now is, whatever was said of it before.
    pub fn is_open(&self, id: TenantId, address: &Address, now: Timestamp) -> bool {
        let closes_at = match address {
            Address::Path => self.paths.get(&id).copied(),
            Address::Domain(slug) => match self.domains.get(slug).filter(|domain| domain.tenant == id) {
                Some(domain) => domain.closes_at,
                None => return false,
            },
        };
        closes_at.is_none_or(|end| now < end)
    }

    /// The addresses that were closed after `since`, up to `now`.
    pub fn closed(&self, since: Timestamp, now: Timestamp) -> Vec<(TenantId, Environment, Address)> {
        let of_tenant = |(id, address): &(TenantId, Address)| Some((*id, self.environment(*id)?, *address));
        self.closing.range(since..=now).flat_map(|(_, closed)| closed).filter_map(of_tenant).collect()
    }

    pub fn put(&mut self, tenant: DirectoryTenant) {
        let DirectoryTenant { id, environment, slug, path_closes_at, domains } = tenant;
        self.remove(id);
        self.environments.insert(id, environment);
        if let Some(at) = path_closes_at.filter(|_| slug.is_some()) {
            self.paths.insert(id, at);
            self.closing.entry(at).or_default().insert((id, Address::Path));
        }
        for DirectoryDomain { slug: of, closes_at } in &domains {
            let closes_at = closes_at.filter(|_| slug != Some(*of));
            self.domains.insert(*of, Domain { tenant: id, environment, closes_at });
            if let Some(at) = closes_at {
                self.closing.entry(at).or_default().insert((id, Address::Domain(*of)));
            }
        }
        if let Some(slugs) = Slugs::of(slug, &domains) {
            self.slugs.insert(id, slugs);
        }
    }

    pub fn remove(&mut self, id: TenantId) {
        self.environments.remove(&id);
        if let Some(at) = self.paths.remove(&id) {
            self.forget_closing(at, &(id, Address::Path));
        }
        for slug in self.slugs.remove(&id).iter().flat_map(Slugs::all) {
            let closed = self.domains.remove(slug).and_then(|domain| domain.closes_at);
            if let Some(at) = closed {
                self.forget_closing(at, &(id, Address::Domain(*slug)));
            }
        }
    }

    fn forget_closing(&mut self, at: Timestamp, closed: &(TenantId, Address)) {
        if let Some(together) = self.closing.get_mut(&at) {
            together.remove(closed);
            if together.is_empty() {
                self.closing.remove(&at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(seconds, 0).unwrap()
    }

    fn slug(text: &str) -> Slug {
        text.parse().unwrap()
    }

    fn id() -> TenantId {
        TenantId::new(1, &[1; 10])
    }

    /// `harbour` until 20, `pier` now, and the path until 10.
    fn moved() -> DirectoryTenant {
        DirectoryTenant {
            id: id(),
            environment: Environment::Live,
            slug: Some(slug("pier")),
            path_closes_at: Some(at(10)),
            domains: vec![
                DirectoryDomain { slug: slug("pier"), closes_at: Some(at(5)) },
                DirectoryDomain { slug: slug("harbour"), closes_at: Some(at(20)) },
            ],
        }
    }

    #[test]
    fn each_address_is_open_until_its_end() {
        let tenants = Tenants::of(vec![moved()]);
        let open = |address, now| tenants.is_open(id(), &address, at(now));
        assert!(open(Address::Path, 9) && !open(Address::Path, 10));
        assert!(open(Address::Domain(slug("harbour")), 19) && !open(Address::Domain(slug("harbour")), 20));
        assert!(open(Address::Domain(slug("pier")), 99), "what it has now is open");
        assert!(!open(Address::Domain(slug("quay")), 0));
        let other = TenantId::new(2, &[2; 10]);
        assert!(!tenants.is_open(other, &Address::Domain(slug("pier")), at(0)));
    }

    #[test]
    fn what_was_closed_lately_is_told() {
        let mut tenants = Tenants::of(vec![moved()]);
        let closed = |tenants: &Tenants, since, now| -> Vec<Address> {
            tenants.closed(at(since), at(now)).into_iter().map(|(_, _, address)| address).collect()
        };
        assert!(closed(&tenants, 0, 9).is_empty());
        assert_eq!(closed(&tenants, 0, 20), [Address::Path, Address::Domain(slug("harbour"))]);
        assert_eq!(closed(&tenants, 11, 99), [Address::Domain(slug("harbour"))]);
        tenants.put(DirectoryTenant { path_closes_at: None, ..moved() });
        assert_eq!(closed(&tenants, 0, 99), [Address::Domain(slug("harbour"))]);
        tenants.remove(id());
        assert!(closed(&tenants, 0, 99).is_empty());
        assert_eq!((tenants.domain(&slug("pier")), tenants.slug(id())), (None, None));
    }

    #[test]
    fn the_path_is_all_that_a_tenant_without_a_slug_has() {
        let plain = DirectoryTenant { slug: None, domains: Vec::new(), ..moved() };
        let tenants = Tenants::of(vec![plain]);
        assert!(tenants.is_open(id(), &Address::Path, at(99)));
        assert!(tenants.closed(at(0), at(99)).is_empty());
    }
}
