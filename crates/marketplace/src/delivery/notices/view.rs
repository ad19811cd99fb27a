//! Notices as their people read them: made of the event when they are read, in the reader's words.

use std::collections::{BTreeSet, HashMap};

use model::{
    audit::{AuditAction, AuditChain, AuditEntry},
    ids::{AppId, AuditEntryId, ConnectionId, CredentialId, PublisherId, TenantId, WebhookId},
    notice::{NoticeKind, ReadAs, heard},
};
use store::{Platform, notices::Notice as Stored, people::Memberships};
use wire::{activity::Activity, notices::Notice, pages};

use crate::errors::Error;
use crate::service::Marketplace;
use crate::views::read_by;

/// What all notices of a page are made with.
struct Known {
    entries: HashMap<AuditEntryId, AuditEntry>,
    tenants: HashMap<TenantId, String>,
    publishers: HashMap<PublisherId, String>,
    connected: HashMap<(TenantId, AppId), ConnectionId>,
}

/// `memberships`: the reader's. As many statements whatever their number.
pub(crate) async fn views(
    here: &Marketplace,
    platform: Platform<'_>,
    memberships: &Memberships,
    notices: Vec<Stored>,
) -> Result<Vec<Notice>, Error> {
    let mut known = known(platform, &notices).await?;
    let own = memberships.tenants.iter().map(|(tenant, _)| (tenant.id, tenant.name.clone()));
    known.tenants.extend(own);
    let own = memberships.publishers.iter().map(|(publisher, _)| (publisher.id, publisher.name.clone()));
    known.publishers.extend(own);
    let view = |notice: Stored| {
        let entry = known.entries.get(&notice.entry)?.clone();
        Some(view(here.platform_name(), &known, &notice, entry))
    };
    Ok(notices.into_iter().filter_map(view).collect())
}

async fn known(platform: Platform<'_>, notices: &[Stored]) -> Result<Known, Error> {
    let ids: BTreeSet<_> = notices.iter().map(|notice| notice.entry).collect();
    let entries = platform.audit().by_ids(&ids.into_iter().collect::<Vec<_>>()).await?;
    let chains = || entries.iter().map(|entry| entry.chain);
    let tenants: BTreeSet<_> = chains().filter_map(tenant_of).collect();
    let publishers: BTreeSet<_> = chains().filter_map(publisher_of).collect();
    let tenants = platform.tenants().by_ids(&tenants.into_iter().collect::<Vec<_>>()).await?;
    let publishers = platform.publishers().by_ids(&publishers.into_iter().collect::<Vec<_>>()).await?;
    let at: BTreeSet<_> = notices.iter().filter_map(|notice| tenant_of_reader(notice.read_as)).collect();
    let apps = entries.iter().filter_map(|entry| app_of(entry.app, &entry.object));
    let with: BTreeSet<_> = apps.collect();
    let (at, with): (Vec<_>, Vec<_>) = (at.into_iter().collect(), with.into_iter().collect());
    Ok(Known {
        connected: platform.connections().connected(&at, &with).await?,
        tenants: tenants.into_iter().map(|tenant| (tenant.id, tenant.name)).collect(),
        publishers: publishers.into_iter().map(|publisher| (publisher.id, publisher.name)).collect(),
        entries: entries.into_iter().map(|entry| (entry.id, entry)).collect(),
    })
}

fn view(platform: &str, known: &Known, notice: &Stored, entry: AuditEntry) -> Notice {
    // The first version of an app is no update: the app itself waits.
    let action = notice.offered.map(|_| AuditAction::TargetAdded).or(entry.action.known());
    let (words, chain, detail) = (action.and_then(heard), entry.chain, entry.detail.clone());
    let activity = read_by(notice.read_as, entry, &known.tenants, &known.publishers);
    let title = match words {
        Some(words) => words.title(&activity.actor, &activity.object_name, detail.as_ref()),
        None => format!("{}: {}", activity.actor, activity.object_name),
    };
    let elsewhere = matches!((notice.read_as, chain), (ReadAs::OfPublisher(_), AuditChain::Tenant(_)));
    let detail = match (notice.kind, &activity.detail) {
        (NoticeKind::Account, _) => activity.from.as_ref().map(|from| of_account(from, action)),
        // Neither title nor detail names the organisation.
        (NoticeKind::Ending | NoticeKind::Stops, Some(detail))
            if elsewhere && !title.contains(&activity.actor) =>
        {
            Some(format!("At {}. {detail}", activity.actor))
        }
        (_, detail) => detail.clone(),
    };
    Notice {
        id: notice.id,
        at: activity.at,
        kind: notice.kind,
        action: activity.action.clone(),
        title,
        detail,
        organisation: organisation(platform, known, notice.read_as),
        path: path(known, notice, &activity),
        read: notice.read_at.is_some(),
    }
}

/// From where it was, and what to do if it was someone else.
fn of_account(from: &str, action: Option<AuditAction>) -> String {
    match action {
        Some(AuditAction::PasswordChanged) => format!(
            "From {from}. If it was not you, ask for a link with “Forgot your password?” on the sign-in page at once, \
             and tell the platform’s operator. Access tokens go on working: end those that you don’t know in your account."
        ),
        _ => format!("From {from}"),
    }
}

fn organisation(platform: &str, known: &Known, reader: ReadAs) -> String {
    let name = match reader {
        ReadAs::Oneself => Some("Your account".to_owned()),
        ReadAs::Operator => None,
        ReadAs::OfPublisher(publisher) => known.publishers.get(&publisher).cloned(),
        ReadAs::OfTenant(tenant) => known.tenants.get(&tenant).cloned(),
    };
    name.unwrap_or_else(|| platform.to_owned())
}

/// The page of the thing.
fn path(known: &Known, notice: &Stored, activity: &Activity) -> String {
    match notice.read_as {
        ReadAs::Oneself => match activity.action.known() {
            Some(AuditAction::AccessTokenMade | AuditAction::AccessTokenReported) => pages::ACCESS_TOKENS,
            _ => pages::SESSIONS,
        }
        .to_owned(),
        ReadAs::Operator if notice.kind == NoticeKind::Members => pages::OPERATORS.to_owned(),
        ReadAs::Operator => pages::OPERATOR_ACTIVITY.to_owned(),
        ReadAs::OfTenant(tenant) => path_at_tenant(known, notice, activity, tenant),
        ReadAs::OfPublisher(publisher) => match (notice.kind, activity.connection_id, activity.app_id) {
            (NoticeKind::Members, ..) => pages::team(publisher),
            (_, Some(connection), _) => pages::developer_connection(publisher, connection),
            (_, None, Some(app)) => pages::app(publisher, app),
            _ => match activity.object.parse::<WebhookId>() {
                Ok(webhook) => pages::developer_webhook(publisher, webhook),
                Err(_) => pages::developer_activity(publisher),
            },
        },
    }
}

fn path_at_tenant(known: &Known, notice: &Stored, activity: &Activity, tenant: TenantId) -> String {
    match (notice.kind, activity.connection_id) {
        (NoticeKind::Members, _) => pages::members(tenant),
        (NoticeKind::ToDecide, _) => path_to_decide(known, notice, activity, tenant),
        (_, Some(connection)) => pages::connection(tenant, connection),
        _ => match (activity.object.parse::<CredentialId>(), activity.object.parse::<WebhookId>()) {
            (Ok(_), _) if activity.action == AuditAction::CredentialDeleted => pages::api_access(tenant),
            (Ok(credential), _) => pages::credential(tenant, credential),
            (_, Ok(webhook)) => pages::webhook(tenant, webhook),
            _ => pages::activity(tenant),
        },
    }
}

/// Of an app that is offered or asked for: its review. Of an update: that of the newer version.
fn path_to_decide(known: &Known, notice: &Stored, activity: &Activity, tenant: TenantId) -> String {
    let offered = notice.offered.map(|(app, _)| app);
    let app = app_of(offered.or(activity.app_id), &activity.object);
    let connected = app.and_then(|app| known.connected.get(&(tenant, app)).copied());
    let is_new = offered.is_some() || activity.action == AuditAction::AppRequested;
    match (activity.connection_id.or(connected), app) {
        (Some(connection), _) if is_new => pages::connection(tenant, connection),
        (Some(connection), _) => pages::update(tenant, connection),
        (None, Some(app)) if is_new => pages::consent(tenant, app),
        _ => pages::integrations(tenant),
    }
}

/// What members ask their admins stands in no history of the app: there it is the object alone.
fn app_of(named: Option<AppId>, object: &str) -> Option<AppId> {
    named.or_else(|| object.parse().ok())
}

const fn tenant_of(chain: AuditChain) -> Option<TenantId> {
    match chain {
        AuditChain::Tenant(tenant) => Some(tenant),
        AuditChain::Platform | AuditChain::Publisher(_) => None,
    }
}

const fn publisher_of(chain: AuditChain) -> Option<PublisherId> {
    match chain {
        AuditChain::Publisher(publisher) => Some(publisher),
        AuditChain::Platform | AuditChain::Tenant(_) => None,
    }
}

const fn tenant_of_reader(reader: ReadAs) -> Option<TenantId> {
    match reader {
        ReadAs::OfTenant(tenant) => Some(tenant),
        ReadAs::Oneself | ReadAs::Operator | ReadAs::OfPublisher(_) => None,
    }
}
