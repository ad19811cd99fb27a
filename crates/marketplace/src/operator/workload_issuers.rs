//! The issuers of the tokens by which workloads sign in, allowed and closed by the operator.

use std::collections::BTreeSet;

use credentials::ClientKeySet;
use model::{
    Timestamp,
    audit::{AuditAction, Detail, Field, ValueChange},
    connection::Connection,
    generation,
    ids::{AppId, WorkloadIssuerId},
    workload::{WorkloadIssuer, WorkloadKeys},
};
use serde_json::Value;
use store::changes::Change;
use url::Url;
use wire::{
    page::{Page, PageQuery},
    texts::{Text, WorkloadAudience, WorkloadIssuerAddress},
    workload::{self, ChangeWorkloadIssuer, WorkloadIssuerDetails},
};

use crate::errors::Error;
use crate::permission::{By, Operator, begin};
use crate::requests::listing::{listing, searched_page};
use crate::requests::{Checks, same_revision};
use crate::service::WorkloadIssuers;
use crate::work::{Event, Work};

impl WorkloadIssuers<'_> {
    pub async fn list(
        self,
        _: &By<Operator>,
        query: PageQuery,
    ) -> Result<Page<workload::WorkloadIssuer>, Error> {
        let listing = listing(&query, WorkloadIssuerId::uuid)?;
        let tx = self.inner.store().read().await?;
        let listed = tx.shared().workload_issuers().list(&listing).await?;
        let view = |issuer| view(issuer, None);
        Ok(searched_page(listed, |issuer| issuer.id, WorkloadIssuerId::from_uuid, view))
    }

    pub async fn get(
        self,
        _: &By<Operator>,
        id: WorkloadIssuerId,
    ) -> Result<workload::WorkloadIssuer, Error> {
        let tx = self.inner.store().read().await?;
        let issuers = tx.shared().workload_issuers();
        let issuer = issuers.get(id).await?.ok_or(Error::NotFound)?;
        Ok(view(issuer, Some(issuers.in_use(id).await?)))
    }

    /// Nothing is fetched from it before a workload signs in.
    pub async fn create(
        self,
        by: &By<Operator>,
        request: WorkloadIssuerDetails,
    ) -> Result<workload::WorkloadIssuer, Error> {
        let mut checks = Checks::new();
        let checked = self.checked(&mut checks, "", &request);
        checks.finish()?;
        let (id, created_at) = (self.inner.new_id(WorkloadIssuerId::new), self.inner.now());
        let issuer = WorkloadIssuer { id, created_at, ..checked };
        let mut work = begin!(self, by, "workload_issuers_create", &request);
        let inserted = work.shared().workload_issuers().insert(&issuer).await;
        inserted.map_err(taken("issuer"))?;
        work.changed(Change::Platform);
        let detail = Detail::WorkloadIssuerCreated { issuer: issuer.issuer.clone(), preset: issuer.preset };
        let event = Event::new(AuditAction::WorkloadIssuerCreated, issuer.id, &issuer.name).detail(detail);
        work.record(event).finish(view(issuer, Some(0))).await
    }

    /// Address and preset stay: admins have allowed apps by them.
    pub async fn change(
        self,
        by: &By<Operator>,
        id: WorkloadIssuerId,
        request: ChangeWorkloadIssuer,
    ) -> Result<workload::WorkloadIssuer, Error> {
        let mut checks = Checks::new();
        let changed = self.checked(&mut checks, "details.", &request.details);
        let mut work = begin!(self, by, "workload_issuers_change", (id, &request));
        let issuers = work.shared().workload_issuers();
        let before = issuers.get(id).await?.ok_or(Error::NotFound)?;
        same_revision(request.revision, before.revision)?;
        stays(&mut checks, &before, &changed);
        checks.finish()?;
        let closed_at = before.closed_at;
        let (revision, created_at) = (before.revision, before.created_at);
        let issuer = WorkloadIssuer { id, closed_at, revision, created_at, ..changed };
        let issuer = issuers.update(&issuer).await?;
        let apps = issuers.in_use(id).await?;
        work.changed(Change::Platform);
        let event = Event::new(AuditAction::WorkloadIssuerChanged, id, &issuer.name);
        let event = event.detail(changes(&before, &issuer));
        work.record(event).finish(view(issuer, Some(apps))).await
    }

    /// No client signs in by it any more, and the tokens of those that did are revoked.
    pub async fn close(
        self,
        by: &By<Operator>,
        id: WorkloadIssuerId,
    ) -> Result<workload::WorkloadIssuer, Error> {
        let closed_at = Some(self.inner.now());
        self.set_closed(by, id, AuditAction::WorkloadIssuerClosed, closed_at).await
    }

    /// Clients sign in by it again.
    pub async fn open(
        self,
        by: &By<Operator>,
        id: WorkloadIssuerId,
    ) -> Result<workload::WorkloadIssuer, Error> {
        self.set_closed(by, id, AuditAction::WorkloadIssuerOpened, None).await
    }

    async fn set_closed(
        self,
        by: &By<Operator>,
        id: WorkloadIssuerId,
        action: AuditAction,
        closed_at: Option<Timestamp>,
    ) -> Result<workload::WorkloadIssuer, Error> {
        let mut work = begin!(self, by, action.as_str(), id);
        let issuers = work.shared().workload_issuers();
        let before = issuers.get(id).await?.ok_or(Error::NotFound)?;
        if before.closed_at.is_some() == closed_at.is_some() {
            let state = if before.closed_at.is_some() { "closed" } else { "allowed" };
            return Err(Error::Conflict(format!("This issuer is {state} already.")));
        }
        let issuer = issuers.update(&WorkloadIssuer { closed_at, ..before }).await?;
        let apps = issuers.apps_using(id).await?;
        work.changed(Change::Platform);
        for app in &apps {
            self.tell_clients(&mut work, *app, &issuer).await?;
        }
        let event = Event::new(action, id, &issuer.name);
        let apps = u64::try_from(apps.len()).ok();
        work.record(event).finish(view(issuer, apps)).await
    }

    /// Nodes load the app's clients that sign in by this issuer again; where it is closed, their tokens are revoked.
    async fn tell_clients(self, work: &mut Work, app: AppId, issuer: &WorkloadIssuer) -> Result<(), Error> {
        let platform = work.platform().await?;
        let versions = platform.app_versions().list(app, None, u32::MAX.into()).await?.items;
        let naming: BTreeSet<_> = versions
            .into_iter()
            .filter(|version| version.workload.as_ref().is_some_and(|one| one.issuer() == issuer.id))
            .map(|version| version.number)
            .collect();
        let connections = platform.connections();
        let connected = connections.lock_connected(app).await?.into_iter();
        let mut told = Vec::new();
        for before in connected.filter(|one| naming.contains(&one.version)) {
            if issuer.is_allowed() {
                told.push(before);
                continue;
            }
            let updated_at = self.inner.now();
            let generation = generation::next(before.generation, updated_at);
            let after = Connection { generation, updated_at, ..before.clone() };
            told.push(connections.update(&before, &after).await?);
        }
        told.iter().for_each(|connection| work.changed(connection));
        Ok(())
    }

    /// `at` is what stands before each field's name.
    fn checked(self, checks: &mut Checks, at: &str, details: &WorkloadIssuerDetails) -> WorkloadIssuer {
        let field = |name: &str| format!("{at}{name}");
        let keys = keys(checks, field("jwks"), details.jwks.as_ref());
        WorkloadIssuer {
            id: WorkloadIssuerId::from_uuid(uuid::Uuid::nil()),
            name: checks.text(&field("name"), &details.name),
            preset: details.preset,
            issuer: self.address(checks, field("issuer"), &details.issuer, &keys),
            keys,
            audience: audience(checks, field("audience"), details.audience.as_ref()),
            once_by_hash: details.once_by_hash,
            closed_at: None,
            revision: 0,
            created_at: Timestamp::default(),
        }
    }

    /// As it is given: it is compared as a string. What a name resolves to is looked at when keys are fetched.
    fn address(
        self,
        checks: &mut Checks,
        field: String,
        given: &WorkloadIssuerAddress,
        keys: &WorkloadKeys,
    ) -> String {
        let address = given.trim();
        if !is_plain::<WorkloadIssuerAddress>(given) || address.is_empty() {
            checks.wrong(
                field,
                "Write the issuer as its tokens have it in iss: no blanks, at most 300 characters.",
            );
        } else if self.is_ours(address) {
            checks.wrong(field, "This platform’s own tokens do not tell who a workload is.");
        } else if matches!(keys, WorkloadKeys::Discovery) {
            let url = Url::parse(address).ok().filter(|url| self.is_fetched_from(url));
            if url.is_none() {
                let message = "Give an address that begins with https:// on the public internet, without a query, \
                               so that its keys can be found; or give the keys.";
                checks.wrong(field, message);
            }
        }
        address.to_owned()
    }

    fn is_ours(self, address: &str) -> bool {
        let rest = address.strip_prefix(self.inner.urls().public_url());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether keys may be fetched from there.
    fn is_fetched_from(self, url: &Url) -> bool {
        let private = self.inner.0.settings.jwks_uri_private_networks;
        let secure = url.scheme() == "https" || (private && url.scheme() == "http");
        let bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        secure && bare && url.has_host() && (private || !outbound_http::is_private(url))
    }
}

/// Without blanks and of the length that its rule allows.
fn is_plain<T: Text>(given: &T) -> bool {
    let text = given.trim();
    T::RULE.fits(given) && text.chars().all(|letter| letter.is_ascii_graphic())
}

fn audience(checks: &mut Checks, field: String, given: Option<&WorkloadAudience>) -> Option<String> {
    let given = given.filter(|text| !text.trim().is_empty())?;
    if !is_plain(given) {
        checks
            .wrong(field, "Write the audience as tokens have it in aud: no blanks, at most 300 characters.");
    }
    Some(given.trim().to_owned())
}

fn keys(checks: &mut Checks, field: String, given: Option<&Value>) -> WorkloadKeys {
    let json = match given {
        None | Some(Value::Null) => return WorkloadKeys::Discovery,
        Some(Value::String(text)) if text.trim().is_empty() => return WorkloadKeys::Discovery,
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    match ClientKeySet::of_workloads(json.as_bytes()) {
        Ok(keys) => WorkloadKeys::Inline(keys.to_json()),
        Err(error) => {
            checks.wrong(field, format!("These keys are invalid: {error}."));
            WorkloadKeys::Inline(json)
        }
    }
}

fn stays(checks: &mut Checks, before: &WorkloadIssuer, after: &WorkloadIssuer) {
    if after.issuer != before.issuer {
        let message =
            "The address of an issuer cannot change: admins have allowed apps by it. Add another issuer.";
        checks.wrong("details.issuer", message);
    }
    if after.preset != before.preset {
        checks.wrong("details.preset", "The platform of an issuer cannot change. Add another issuer.");
    }
}

/// What differs, for the history.
fn changes(before: &WorkloadIssuer, after: &WorkloadIssuer) -> Detail {
    let audience = |issuer: &WorkloadIssuer| issuer.audience.as_deref().map(Into::into);
    let valued = [
        ValueChange::new(Field::Name, before.name.as_str(), after.name.as_str()),
        ValueChange { field: Field::Audience, before: audience(before), after: audience(after) },
        ValueChange::new(Field::OnceByHash, before.once_by_hash, after.once_by_hash),
    ];
    Detail::changed(&[(Field::WorkloadKeys, before.keys != after.keys)], valued)
}

fn taken(field: &'static str) -> impl FnOnce(store::Error) -> Error {
    move |error| match error {
        store::Error::Conflict { .. } => Error::field(field, "Another issuer has this address."),
        other => other.into(),
    }
}

fn view(issuer: WorkloadIssuer, apps: Option<u64>) -> workload::WorkloadIssuer {
    let jwks = match issuer.keys {
        WorkloadKeys::Discovery => None,
        WorkloadKeys::Inline(json) => Some(serde_json::from_str(&json).unwrap_or(Value::String(json))),
    };
    workload::WorkloadIssuer {
        id: issuer.id,
        name: issuer.name,
        preset: issuer.preset,
        issuer: issuer.issuer,
        jwks,
        audience: issuer.audience,
        once_by_hash: issuer.once_by_hash,
        closed_at: issuer.closed_at,
        apps,
        revision: issuer.revision,
        created_at: issuer.created_at,
    }
}
