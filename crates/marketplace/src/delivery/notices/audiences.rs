//! The people who hear of an event.

use std::collections::{HashMap, HashSet};

use model::{
    Timestamp,
    app::{App, AppState},
    audit::{Actor, AuditChain, AuditEntry, Detail},
    ids::{AppId, ConnectionId, PersonId, PublisherId, TenantId},
    notice::{Audience, ReadAs},
};
use store::{Platform, Tx};
use uuid::Uuid;

use crate::errors::Error;

/// Someone who hears of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recipient {
    pub person: PersonId,
    pub read_as: ReadAs,
    /// The app that waits for a decision, and where.
    pub offered: Option<(AppId, TenantId)>,
}

impl Recipient {
    const fn new(person: PersonId, read_as: ReadAs) -> Self {
        Self { person, read_as, offered: None }
    }
}

/// Some of those who hear of an event, and behind which place the others are.
#[derive(Debug, Default)]
pub(crate) struct Group {
    pub recipients: Vec<Recipient>,
    /// None where there are no others.
    pub place: Option<Uuid>,
}

impl From<Vec<Recipient>> for Group {
    fn from(recipients: Vec<Recipient>) -> Self {
        Self { recipients, place: None }
    }
}

/// Which of many who hear of an event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// Those behind this place.
    pub after: Option<Uuid>,
    /// So many, unless one tenant alone has more who decide.
    pub most: usize,
}

impl Part {
    fn tenants(self) -> u64 {
        u64::try_from(self.most).unwrap_or(u64::MAX)
    }
}

/// Those who may know of it now, but for whoever did it. The people of one organisation are one group; those of the tenants
/// of an app are as many as there are tenants.
pub(crate) async fn recipients(
    tx: &mut Tx,
    entry: &AuditEntry,
    audience: Audience,
    part: Part,
) -> Result<Group, Error> {
    let platform = tx.platform().await?;
    let mut group: Group = match audience {
        Audience::Organisation => people_of(platform, entry.chain).await?.into(),
        Audience::WithPublisher => {
            let own = people_of(platform, entry.chain).await?;
            let seen: HashSet<_> = own.iter().map(|one| one.person).collect();
            let others = people_of_publisher(platform, entry).await?.into_iter();
            let all = own.into_iter().chain(others.filter(|one| !seen.contains(&one.person)));
            all.collect::<Vec<_>>().into()
        }
        Audience::Publisher => people_of_publisher(platform, entry).await?.into(),
        Audience::Offered => match (app(platform, entry).await?, &entry.detail) {
            (Some(app), Some(Detail::Offered { tenant }))
                if published_by(platform, &app, entry.at).await? =>
            {
                offered(platform, &app, Some(*tenant), entry.at, part).await?
            }
            _ => Group::default(),
        },
        Audience::Asked => match (app(platform, entry).await?, &entry.detail) {
            (Some(app), Some(Detail::Published { version: 1, .. })) => {
                offered(platform, &app, None, entry.at, part).await?
            }
            (Some(app), Some(Detail::Published { version, .. })) => {
                let after = part.after.map(ConnectionId::from_uuid);
                let behind = platform.connections().behind(app.id, *version, after, part.tenants()).await?;
                let places = behind.into_iter().map(|(connection, tenant)| (connection.uuid(), tenant));
                deciders(platform, &places.collect::<Vec<_>>(), part).await?
            }
            _ => Group::default(),
        },
        // It need not be they who did it.
        Audience::Person => {
            let person = entry.object.parse().ok();
            let oneself = person.into_iter().map(|person| Recipient::new(person, ReadAs::Oneself));
            return Ok(oneself.collect::<Vec<_>>().into());
        }
    };
    if let Actor::Person { id, .. } = &entry.actor {
        group.recipients.retain(|one| one.person != *id);
    }
    Ok(group)
}

async fn people_of(platform: Platform<'_>, chain: AuditChain) -> Result<Vec<Recipient>, Error> {
    let read_as = ReadAs::from(chain);
    let people: Vec<PersonId> = match chain {
        AuditChain::Platform => {
            platform.people().operators().await?.into_iter().map(|person| person.id).collect()
        }
        AuditChain::Publisher(publisher) => members(platform, publisher).await?,
        AuditChain::Tenant(tenant) => {
            let people = platform.people_of_tenants(&[tenant]).await?;
            people.into_iter().map(|(_, person, _)| person).collect()
        }
    };
    Ok(people.into_iter().map(|person| Recipient::new(person, read_as)).collect())
}

async fn members(platform: Platform<'_>, publisher: PublisherId) -> Result<Vec<PersonId>, Error> {
    let members = platform.publishers().members(publisher).await?;
    Ok(members.into_iter().map(|member| member.person).collect())
}

/// Those of the publisher of the app that the entry names, unless it stands in their own history.
async fn people_of_publisher(platform: Platform<'_>, entry: &AuditEntry) -> Result<Vec<Recipient>, Error> {
    let Some(publisher) = app(platform, entry).await?.map(|app| app.publisher) else { return Ok(Vec::new()) };
    if entry.chain == AuditChain::Publisher(publisher) {
        return Ok(Vec::new());
    }
    let read_as = ReadAs::OfPublisher(publisher);
    let people = members(platform, publisher).await?;
    Ok(people.into_iter().map(|person| Recipient::new(person, read_as)).collect())
}

async fn app(platform: Platform<'_>, entry: &AuditEntry) -> Result<Option<App>, Error> {
    match entry.app {
        Some(app) => Ok(platform.apps().get(app).await?),
        None => Ok(None),
    }
}

/// Whether it was no draft any more. Whoever is offered a draft hears of it when its first version is published, and
/// only then, however late either event is told.
async fn published_by(platform: Platform<'_>, app: &App, at: Timestamp) -> Result<bool, Error> {
    let first = platform.app_versions().get(app.id, 1).await?;
    Ok(first.is_some_and(|version| version.published_at <= at))
}

/// Whoever decides at the tenants that an app waits for, of those that it was offered to by then.
async fn offered(
    platform: Platform<'_>,
    app: &App,
    only: Option<TenantId>,
    by: Timestamp,
    part: Part,
) -> Result<Group, Error> {
    if app.state != AppState::Published {
        return Ok(Group::default());
    }
    let after = part.after.map(TenantId::from_uuid);
    let tenants = platform.targets().undecided(app, only, by, after, part.tenants()).await?;
    let places: Vec<_> = tenants.into_iter().map(|tenant| (tenant.uuid(), tenant)).collect();
    let Group { recipients, place } = deciders(platform, &places, part).await?;
    let of_app = |one: Recipient| match one.read_as {
        ReadAs::OfTenant(tenant) => Recipient { offered: Some((app.id, tenant)), ..one },
        _ => one,
    };
    Ok(Group { recipients: recipients.into_iter().map(of_app).collect(), place })
}

/// Whoever decides at the first of these tenants, each of which has its place.
async fn deciders(platform: Platform<'_>, tenants: &[(Uuid, TenantId)], part: Part) -> Result<Group, Error> {
    let ids: Vec<_> = tenants.iter().map(|(_, tenant)| *tenant).collect();
    let mut deciders = HashMap::<TenantId, Vec<Recipient>>::new();
    for (tenant, person, role) in platform.people_of_tenants(&ids).await? {
        if role.may_administer() {
            deciders.entry(tenant).or_default().push(Recipient::new(person, ReadAs::OfTenant(tenant)));
        }
    }
    let mut group = Group::default();
    for (place, tenant) in tenants {
        let here = deciders.remove(tenant).unwrap_or_default();
        if group.place.is_some() && group.recipients.len() + here.len() > part.most {
            return Ok(group);
        }
        group.recipients.extend(here);
        group.place = Some(*place);
    }
    if tenants.len() < part.most {
        group.place = None;
    }
    Ok(group)
}
