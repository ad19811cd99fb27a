//! What waits for people, in the form that they read.

use chrono::TimeDelta;
use model::{
    Timestamp,
    ids::{AppId, ConnectionId, CredentialId, TenantId},
    need::NeedKind,
};
use store::needs;
use wire::needs::{Need, NeedCount, NeedsYou};

use crate::service::Marketplace;

/// Of all kinds together.
const LISTED: usize = 20;
const SOON: TimeDelta = TimeDelta::days(30);
const UNUSED: TimeDelta = TimeDelta::days(90);
const DECLINED: TimeDelta = TimeDelta::days(30);
const REFUSED: TimeDelta = TimeDelta::days(7);

impl Marketplace {
    pub(crate) fn need_times(&self) -> needs::NeedTimes {
        let now = self.now();
        let (soon, unused) = (now + SOON, now - UNUSED);
        needs::NeedTimes { now, soon, unused, declined: now - DECLINED, refused: now - REFUSED }
    }
}

/// `others`: what waits beside the database's.
pub(crate) fn view(found: needs::Needs, others: Vec<Need>) -> NeedsYou {
    let count = |(kind, count)| NeedCount { kind, count };
    let mut counts: Vec<_> = found.counts.into_iter().map(count).collect();
    for other in &others {
        match counts.iter_mut().find(|known| known.kind == other.kind) {
            Some(known) => known.count += 1,
            None => counts.push(NeedCount { kind: other.kind, count: 1 }),
        }
    }
    counts.sort_by_key(|count| count.kind);
    let mut items: Vec<_> = others.into_iter().chain(found.items.into_iter().map(need)).collect();
    items.sort_by_key(|need| need.kind);
    items.truncate(LISTED);
    let all: u64 = counts.iter().map(|count| count.count).sum();
    let listed = u64::try_from(items.len()).unwrap_or(u64::MAX);
    NeedsYou { items, more: all.saturating_sub(listed), counts }
}

/// One that has only a kind, a name and a time.
pub(crate) fn bare(kind: NeedKind, name: String, at: Option<Timestamp>) -> Need {
    let (since, ends_at) = if kind.is_end() { (None, at) } else { (at, None) };
    Need {
        kind,
        name,
        other: None,
        app_id: None,
        connection_id: None,
        client_id: None,
        tenant_id: None,
        version: None,
        count: None,
        detail: None,
        since,
        ends_at,
    }
}

/// The id is the connection's, unless the kind is of something else.
fn need(found: needs::Need) -> Need {
    let needs::Need { kind, id, name, other, number, at } = found;
    let bare = Need { other, ..bare(kind, name, Some(at)) };
    match kind {
        NeedKind::UpdateWaits => {
            let version = number.and_then(|number| u32::try_from(number).ok());
            Need { connection_id: id.map(ConnectionId::from_uuid), version, ..bare }
        }
        NeedKind::SecretLeaked
        | NeedKind::SecretEnds
        | NeedKind::SecretToCollect
        | NeedKind::AccessEnds
        | NeedKind::TenantDeclined
        | NeedKind::SecretUnused => Need { connection_id: id.map(ConnectionId::from_uuid), ..bare },
        NeedKind::OwnSecretLeaked
        | NeedKind::OwnSecretEnds
        | NeedKind::OwnAccessEnds
        | NeedKind::OwnSecretUnused => Need { client_id: id.map(CredentialId::from_uuid), ..bare },
        NeedKind::ConnectionFails => {
            Need { connection_id: id.map(ConnectionId::from_uuid), count: number, ..bare }
        }
        NeedKind::AppWaits => Need { app_id: id.map(AppId::from_uuid), ..bare },
        NeedKind::AppRequested | NeedKind::TenantsWait => {
            Need { app_id: id.map(AppId::from_uuid), count: number, ..bare }
        }
        NeedKind::TenantSecretLeaked | NeedKind::TenantWithoutOwner => {
            Need { tenant_id: id.map(TenantId::from_uuid), ..bare }
        }
        NeedKind::DeliveryGivenUp => Need { count: number, ..bare },
        NeedKind::KeyEnds | NeedKind::NodeUnwell => bare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(kind: NeedKind, number: u64) -> needs::Needs {
        let at = Timestamp::default();
        let name = |number| format!("{kind} {number}");
        let need = |number| needs::Need { kind, id: None, name: name(number), other: None, number: None, at };
        needs::Needs { items: (0..number.min(20)).map(need).collect(), counts: vec![(kind, number)] }
    }

    #[test]
    fn the_most_urgent_stand_first_and_the_rest_is_counted() {
        let mut all = found(NeedKind::AppWaits, 30);
        all.items.extend(found(NeedKind::SecretLeaked, 2).items);
        all.counts.extend(found(NeedKind::SecretLeaked, 2).counts);
        let seen = view(all, vec![bare(NeedKind::NodeUnwell, "Disk".to_owned(), None)]);
        assert_eq!(seen.items.len(), 20);
        assert_eq!(seen.more, 13);
        let kinds: Vec<_> = seen.items.iter().take(4).map(|need| need.kind).collect();
        let leaked = NeedKind::SecretLeaked;
        assert_eq!(kinds, [NeedKind::NodeUnwell, leaked, leaked, NeedKind::AppWaits]);
        assert_eq!(view(needs::Needs::default(), Vec::new()).items, []);
    }

    #[test]
    fn what_ends_has_an_end_and_the_rest_a_beginning() {
        let at = Some(Timestamp::default());
        for kind in NeedKind::ALL {
            let need = bare(*kind, String::new(), at);
            assert_eq!((need.since, need.ends_at), if kind.is_end() { (None, at) } else { (at, None) });
        }
    }
}
