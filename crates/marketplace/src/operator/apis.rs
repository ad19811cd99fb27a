//! The scope catalogue, maintained by the operator.

use model::{
    api::{Api, DEFAULT_TOKEN_LIFETIME, MAX_TOKEN_LIFETIME, MIN_TOKEN_LIFETIME, SMART_TOKEN_LIFETIME},
    audit::{AuditAction, Detail, Field, Value, ValueChange},
    ids::ApiId,
    scope::{Scope, ScopeName, ScopeState},
    token::TokenFormat,
};
use store::changes::Change;
use url::Url;
use wire::{
    catalogue,
    operator::{ApiDetails, ChangeApi, ChangeScope, NewScope},
    page::{Page, PageQuery},
    texts::ApiIdentifier,
};

use crate::errors::Error;
use crate::permission::{By, Operator, begin};
use crate::requests::listing::{listing, searched_page};
use crate::requests::{Checks, same_revision};
use crate::service::{Apis, Scopes};
use crate::views::catalogue::{api_view, scope_view};
use crate::work::Event;

/// An absolute URI without fragment (RFC 8707 section 2), as it is given: identifiers are compared as strings.
fn checked_identifier(checks: &mut Checks, at: &str, given: &ApiIdentifier) -> String {
    let identifier = given.trim();
    let parsed = Url::parse(identifier).ok().filter(|url| url.fragment().is_none());
    let too_long = given.len() > ApiIdentifier::RULE.code_points();
    if parsed.is_none() || identifier.contains(char::is_whitespace) || too_long {
        checks.wrong(
            format!("{at}identifier"),
            "Give an absolute URI without a fragment, such as https://api.example.com/v1.",
        );
    }
    identifier.to_owned()
}

fn checked_lifetime(checks: &mut Checks, at: &str, details: &ApiDetails) -> u32 {
    let smart = details.smart_backend_services;
    let (usual, longest, of) = if smart {
        (SMART_TOKEN_LIFETIME, SMART_TOKEN_LIFETIME, " for SMART Backend Services")
    } else {
        (DEFAULT_TOKEN_LIFETIME, MAX_TOKEN_LIFETIME, "")
    };
    let lifetime = details.token_lifetime.unwrap_or(usual);
    if !(MIN_TOKEN_LIFETIME..=longest).contains(&lifetime) {
        checks.wrong(
            format!("{at}token_lifetime"),
            format!("Use {MIN_TOKEN_LIFETIME} to {longest} seconds{of}."),
        );
    }
    lifetime
}

/// What differs, for the history.
fn changes(before: &Api, after: &Api) -> Detail {
    let named = [
        (Field::Name, before.name != after.name),
        (Field::Description, before.description != after.description),
        (Field::Documentation, before.docs_url != after.docs_url),
    ];
    let seconds = |of: &Api| Value::Seconds(of.token_lifetime);
    let smart = |of: &Api| of.smart_backend_services;
    let valued = [
        ValueChange::new(Field::TokenFormat, before.token_format.as_str(), after.token_format.as_str()),
        ValueChange::new(Field::TokenLifetime, seconds(before), seconds(after)),
        ValueChange::new(Field::SmartBackendServices, smart(before), smart(after)),
    ];
    Detail::changed(&named, valued)
}

fn scope_changes(before: &Scope, after: &Scope) -> Detail {
    let valued = [
        ValueChange::new(Field::Title, before.title.as_str(), after.title.as_str()),
        ValueChange::new(Field::Sentence, before.sentence.as_str(), after.sentence.as_str()),
        ValueChange::new(Field::Action, before.action.as_str(), after.action.as_str()),
        ValueChange::new(Field::Sensitivity, before.sensitivity.as_str(), after.sensitivity.as_str()),
        ValueChange::new(Field::State, before.state.as_str(), after.state.as_str()),
    ];
    Detail::changed(&[], valued)
}

/// `at` is what stands before each field's name.
fn checked(checks: &mut Checks, at: &str, details: &ApiDetails) -> Api {
    let field = |name: &str| format!("{at}{name}");
    let lifetime = checked_lifetime(checks, at, details);
    Api {
        id: ApiId::from_uuid(uuid::Uuid::nil()),
        identifier: checked_identifier(checks, at, &details.identifier),
        name: checks.text(&field("name"), &details.name),
        description: checks.text(&field("description"), &details.description),
        docs_url: checks.web_url(&field("docs_url"), details.docs_url.as_ref()),
        token_lifetime: lifetime,
        token_format: details.token_format.unwrap_or(TokenFormat::Es256),
        smart_backend_services: details.smart_backend_services,
        revision: 0,
        created_at: model::Timestamp::default(),
    }
}

/// What a new API may leave to the platform, a change says.
fn no_defaults(checks: &mut Checks, details: &ApiDetails) {
    if details.token_lifetime.is_none() {
        checks.wrong("details.token_lifetime", "Enter how many seconds its tokens are valid.");
    }
    if details.token_format.is_none() {
        checks.wrong("details.token_format", "Choose the format of its tokens.");
    }
}

fn taken(field: &str, message: &str) -> impl FnOnce(store::Error) -> Error {
    move |error| match error {
        store::Error::Conflict { .. } => Error::field(field, message),
        other => other.into(),
    }
}

impl Apis<'_> {
    pub async fn create(self, by: &By<Operator>, request: ApiDetails) -> Result<catalogue::Api, Error> {
        let mut checks = Checks::new();
        let api = checked(&mut checks, "", &request);
        checks.finish()?;
        let api = Api { id: self.inner.new_id(ApiId::new), created_at: self.inner.now(), ..api };
        let work = begin!(self, by, "apis_create", &request);
        let inserted = work.shared().apis().insert(&api).await;
        inserted.map_err(taken("identifier", "Another API has this identifier."))?;
        let detail =
            Detail::ApiCreated { identifier: api.identifier.clone(), token_format: api.token_format };
        let event = Event::new(AuditAction::ApiCreated, api.id, &api.name).detail(detail);
        work.record(event).finish(api_view(api, Vec::new())).await
    }

    /// The identifier stands in tokens and grants, and stays.
    pub async fn change(
        self,
        by: &By<Operator>,
        id: ApiId,
        request: ChangeApi,
    ) -> Result<catalogue::Api, Error> {
        let mut checks = Checks::new();
        let changed = checked(&mut checks, "details.", &request.details);
        no_defaults(&mut checks, &request.details);
        let mut work = begin!(self, by, "apis_change", (id, &request));
        let shared = work.shared();
        let before = shared.apis().get(id).await?.ok_or(Error::NotFound)?;
        same_revision(request.revision, before.revision)?;
        if changed.identifier != before.identifier {
            checks.wrong(
                "details.identifier",
                "The identifier of an API cannot change: resource servers check it.",
            );
        }
        checks.finish()?;
        let api = Api { id, revision: before.revision, created_at: before.created_at, ..changed };
        let api = shared.apis().update(&api).await?;
        let scopes = shared.scopes().of_api(id).await?;
        work.changed(Change::Platform);
        let event = Event::new(AuditAction::ApiChanged, id, &api.name).detail(changes(&before, &api));
        work.record(event).finish(api_view(api, scopes)).await
    }

    pub async fn list(self, _: &By<Operator>, query: PageQuery) -> Result<Page<catalogue::Api>, Error> {
        let listing = listing(&query, ApiId::uuid)?;
        let tx = self.inner.store().read().await?;
        let listed = tx.shared().apis().list(&listing).await?;
        let ids: Vec<_> = listed.items.iter().map(|api| api.id).collect();
        let mut scopes = tx.shared().scopes().of_apis(&ids).await?;
        let view = |api: Api| {
            let scopes = scopes.remove(&api.id).unwrap_or_default();
            api_view(api, scopes)
        };
        Ok(searched_page(listed, |api| api.id, ApiId::from_uuid, view))
    }

    pub async fn get(self, _: &By<Operator>, id: ApiId) -> Result<catalogue::Api, Error> {
        let tx = self.inner.store().read().await?;
        let api = tx.shared().apis().get(id).await?.ok_or(Error::NotFound)?;
        Ok(api_view(api, tx.shared().scopes().of_api(id).await?))
    }
}

impl Scopes<'_> {
    pub async fn create(
        self,
        by: &By<Operator>,
        api: ApiId,
        request: NewScope,
    ) -> Result<catalogue::Scope, Error> {
        let mut checks = Checks::new();
        let title = checks.text("title", &request.title);
        let sentence = checks.text("sentence", &request.sentence);
        checks.finish()?;
        let NewScope { name, action, sensitivity, .. } = request.clone();
        let (state, created_at) = (ScopeState::Active, self.inner.now());
        let scope = Scope { name, api, title, sentence, action, sensitivity, state, revision: 0, created_at };
        let mut work = begin!(self, by, "scopes_create", (api, &request));
        work.shared().apis().get(api).await?.ok_or(Error::NotFound)?;
        let inserted = work.shared().scopes().insert(&scope).await;
        inserted.map_err(taken("name", "Another scope of the platform has this name."))?;
        work.changed(Change::Platform);
        let event = Event::new(AuditAction::ScopeCreated, &scope.name, &scope.title);
        work.record(event).finish(scope_view(scope)).await
    }

    pub async fn change(
        self,
        by: &By<Operator>,
        api: ApiId,
        name: ScopeName,
        request: ChangeScope,
    ) -> Result<catalogue::Scope, Error> {
        let mut checks = Checks::new();
        let title = checks.text("title", &request.title);
        let sentence = checks.text("sentence", &request.sentence);
        checks.finish()?;
        let work = begin!(self, by, "scopes_change", (api, &name, &request));
        let scopes = work.shared().scopes();
        let before = scopes.get(&name).await?.filter(|scope| scope.api == api).ok_or(Error::NotFound)?;
        same_revision(request.revision, before.revision)?;
        let ChangeScope { action, sensitivity, state, .. } = request;
        let scope = Scope { title, sentence, action, sensitivity, state, ..before.clone() };
        let scope = scopes.update(&scope).await?;
        let event = Event::new(AuditAction::ScopeChanged, &scope.name, &scope.title);
        let event = event.detail(scope_changes(&before, &scope));
        work.record(event).finish(scope_view(scope)).await
    }
}
