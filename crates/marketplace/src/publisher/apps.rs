//! A publisher's apps, maintained by its own people.

use foundation::Urls;
use model::{
    app::{App, AppDetails, AppState, AppVersion},
    audit::{AuditAction, Detail, Field, ValueChange},
    ids::AppId,
    logo::LogoFetch,
    name::same,
    person::Email,
    scope::{ScopeName, ScopeSet},
};
use store::Shared;
use wire::{
    developer::{self, AppSummary, ChangeApp},
    page::{Page, PageQuery},
    texts::{SupportContact, WebAddress},
};

use super::developer::own_app;
use super::{client_keys, hand_over};
use crate::clients::networks;
use crate::delivery::logos;
use crate::errors::Error;
use crate::permission::{By, Developer, PublisherMember, begin};
use crate::requests::listing::{listing, searched_page};
use crate::requests::{Checks, same_revision};
use crate::service::{Marketplace, PublisherApps};
use crate::views::workload::Issuers;
use crate::work::Event;

impl PublisherApps<'_> {
    pub async fn list(self, by: &By<PublisherMember>, query: PageQuery) -> Result<Page<AppSummary>, Error> {
        let listing = listing(&query, AppId::uuid)?;
        let tx = self.inner.store().read().await?;
        let listed = tx.shared().apps().of_publisher(by.publisher(), &listing).await?;
        let summary = |(app, connections)| summary(app, connections);
        Ok(searched_page(listed, |(app, _)| app.id, AppId::from_uuid, summary))
    }

    pub async fn get(self, by: &By<PublisherMember>, id: AppId) -> Result<developer::App, Error> {
        let tx = self.inner.store().read().await?;
        let app = tx.shared().apps().get(id).await?;
        let app = app.filter(|app| app.publisher == by.publisher()).ok_or(Error::NotFound)?;
        self.app_view(tx.shared(), app).await
    }

    /// A draft: no tenant sees it before its first version.
    pub async fn create(
        self,
        by: &By<Developer>,
        request: developer::AppDetails,
    ) -> Result<developer::App, Error> {
        let details = self.checked("", &request)?;
        let now = self.inner.now();
        let logo = if details.logo_url.is_some() { LogoFetch::NONE.ask(now) } else { LogoFetch::NONE };
        let app = App {
            id: self.inner.new_id(AppId::new),
            publisher: by.publisher(),
            details,
            logo,
            state: AppState::Draft,
            latest_version: 0,
            details_revision: 1,
            revision: 0,
            created_at: now,
            updated_at: now,
        };
        let mut work = begin!(self, by, "apps_create", &request);
        logos::send(&mut work, &LogoFetch::NONE, &app);
        let shared = work.shared();
        self.inner.room_for_app(shared, app.publisher).await?;
        name_is_free(shared, &app, "name").await?;
        shared.apps().insert(&app).await.map_err(name_taken("name"))?;
        let event = Event::new(AuditAction::AppCreated, app.id, &app.details.name).app(app.id);
        let view = self.app_view(shared, app).await?;
        let view = work.record(event).finish(view).await?;
        self.inner.logo_asked();
        Ok(view)
    }

    /// Changes what the publisher says about the app; what the app may do changes only by a new version.
    pub async fn change(
        self,
        by: &By<Developer>,
        id: AppId,
        request: ChangeApp,
    ) -> Result<developer::App, Error> {
        let mut work = begin!(self, by, "apps_change", (id, &request));
        let before = own_app(work.shared(), by, id).await?;
        let details = self.checked("details.", &request.details)?;
        same_revision(request.revision, before.revision)?;
        hand_over::check(work.shared(), &before, details.hand_over).await?;
        let (logo_image, logo) = self.inner.logo_after(&before, &details);
        let details = AppDetails { logo_image, ..details };
        let read = before.details.changes(&details, self.inner.now());
        let details_revision = before.details_revision + u32::from(!read.is_empty());
        let app = App { details, logo, details_revision, updated_at: self.inner.now(), ..before.clone() };
        if app.details.name != before.details.name {
            name_is_free(work.shared(), &app, "details.name").await?;
        }
        logos::send(&mut work, &before.logo, &app);
        let platform = work.platform().await?;
        let app = platform.apps().update(&app).await.map_err(name_taken("details.name"))?;
        platform.add_detail_changes(&app, &read).await?;
        let keys_changed = app.details.client_keys != before.details.client_keys;
        let clients = if keys_changed || !read.is_empty() {
            platform.connections().lock_connected(id).await?
        } else {
            Vec::new()
        };
        if before.details.logo_image.is_some() && app.details.logo_image.is_none() {
            platform.logos().forget_unshown_of(id).await?;
        }
        if !read.is_empty() && !clients.is_empty() {
            let actor = self.inner.publishers_name(work.shared(), by).await?;
            Marketplace::tell_of_details(&mut work, &actor, &app, &read, &clients);
        }
        clients.iter().filter(|_| keys_changed).for_each(|client| work.changed(client));
        let event = Event::new(AuditAction::AppChanged, id, &app.details.name).app(id);
        let event = event.detail(changes(&before.details, &app.details));
        let view = self.app_view(work.shared(), app).await?;
        let view = work.record(event).finish(view).await?;
        self.inner.logo_asked();
        Ok(view)
    }

    /// Fetches the logo again from the address that the app has: it may be another picture by now.
    pub async fn fetch_logo(self, by: &By<Developer>, id: AppId) -> Result<developer::App, Error> {
        let mut work = begin!(self, by, "apps_fetch_logo", id);
        let before = own_app(work.shared(), by, id).await?;
        if before.details.logo_url.is_none() {
            return Err(Error::Conflict(
                "This app has no logo. Enter its address in the details first.".into(),
            ));
        }
        let app = App { logo: before.logo.ask(self.inner.now()), ..before.clone() };
        logos::send(&mut work, &before.logo, &app);
        work.platform().await?.logos().settle(&app).await?;
        let event = Event::new(AuditAction::AppChanged, id, &app.details.name).app(id);
        let event = event.detail(Detail::LogoAskedAgain);
        let view = self.app_view(work.shared(), app).await?;
        let view = work.record(event).finish(view).await?;
        self.inner.logo_asked();
        Ok(view)
    }

    /// `at` is what stands before each field's name.
    fn checked(self, at: &str, given: &developer::AppDetails) -> Result<AppDetails, Error> {
        client_keys::check_address(at, given, self.inner.0.settings.jwks_uri_private_networks)?;
        checked(at, given, self.inner.urls(), self.inner.0.settings.logo_private_networks)
    }

    async fn app_view(self, shared: Shared<'_>, app: App) -> Result<developer::App, Error> {
        let version = shared.app_versions().get(app.id, app.latest_version).await?;
        let version = version_views(shared, version.into_iter().collect()).await?.pop();
        let suspension = shared.suspensions().of(&[app.id]).await?.remove(&app.id);
        Ok(developer::App {
            id: app.id,
            logo: logos::view(&app),
            details: details_view(app.details),
            state: app.state,
            suspension: suspension.map(|suspension| self.inner.suspension_view(suspension)),
            latest_version: app.latest_version,
            revision: app.revision,
            created_at: app.created_at,
            updated_at: app.updated_at,
            version,
        })
    }
}

/// Versions as developers see them, with the scopes' titles and the publishers' names.
pub(crate) async fn version_views(
    shared: Shared<'_>,
    versions: Vec<AppVersion>,
) -> Result<Vec<developer::AppVersion>, Error> {
    let names = shared.people().names(versions.iter().map(|version| version.published_by)).await?;
    let wanted: ScopeSet = versions.iter().flat_map(AppVersion::all_scopes).collect();
    let scopes = if wanted.is_empty() { Vec::new() } else { shared.scopes().by_names(&wanted).await? };
    let title =
        |name: &ScopeName| scopes.iter().find(|scope| scope.name == *name).map(|scope| scope.title.clone());
    let issuers =
        Issuers::of(shared, versions.iter().filter_map(|version| version.workload.as_ref())).await?;
    let view = |version: AppVersion| -> Result<developer::AppVersion, Error> {
        let workload = version.workload.as_ref().map(|workload| issuers.of_version(workload)).transpose()?;
        Ok(developer::AppVersion {
            number: version.number,
            scopes: version
                .scopes
                .into_iter()
                .map(|scope| developer::VersionScope {
                    title: title(&scope.name).unwrap_or_default(),
                    name: scope.name,
                    required: scope.required,
                    reason: scope.reason,
                })
                .collect(),
            note: version.note,
            egress_networks: networks::view(&version.egress_networks),
            workload,
            published_by: names.get(&version.published_by).cloned().unwrap_or_default(),
            published_at: version.published_at,
        })
    };
    versions.into_iter().map(view).collect()
}

/// Whether no other app of the publisher has this name, as people see it; so it stays until the transaction ends.
async fn name_is_free(shared: Shared<'_>, app: &App, field: &str) -> Result<(), Error> {
    shared.publishers().lock(app.publisher).await?;
    let others = shared.apps().names_of(app.publisher).await?;
    let taken = others.iter().any(|(id, name)| *id != app.id && same(name, &app.details.name));
    if taken { Err(Error::field(field, NAME_TAKEN)) } else { Ok(()) }
}

const NAME_TAKEN: &str = "Another of your apps has this name.";

fn name_taken(field: &str) -> impl FnOnce(store::Error) -> Error {
    move |error| match error {
        store::Error::Conflict { .. } => Error::field(field, NAME_TAKEN),
        other => other.into(),
    }
}

fn checked(
    at: &str,
    given: &developer::AppDetails,
    urls: &Urls,
    private_logos: bool,
) -> Result<AppDetails, Error> {
    let mut checks = Checks::new();
    let field = |name: &str| format!("{at}{name}");
    let support_contact = contact(&mut checks, &field("support_contact"), &given.support_contact);
    let details = AppDetails {
        name: checks.text(&field("name"), &given.name),
        summary: checks.text(&field("summary"), &given.summary),
        description: checks.text(&field("description"), &given.description),
        logo_url: logo_url(&mut checks, &field("logo_url"), given.logo_url.as_ref(), private_logos),
        logo_image: None,
        website: checks.https_url(&field("website"), given.website.as_ref()),
        privacy_policy: checks.https_url(&field("privacy_policy"), given.privacy_policy.as_ref()),
        support_contact,
        ai_agent: given.ai_agent,
        visibility: given.visibility,
        hand_over: given.hand_over,
        client_keys: client_keys::checked(&mut checks, at, given, urls),
    };
    checks.finish()?;
    Ok(details)
}

/// An e-mail address or an https URL, as it was parsed.
fn contact(checks: &mut Checks, field: &str, given: &SupportContact) -> String {
    let mut address = Checks::new();
    let url = address.https_url(field, Some(given)).filter(|_| address.finish().is_ok());
    let email = given.parse::<Email>().ok();
    let email = email.filter(|_| !given.contains("://") && SupportContact::RULE.fits(given));
    let contact = email.map(|email| email.to_string()).or(url);
    contact.unwrap_or_else(|| {
        let message = match given.trim() {
            "" => "Fill in this field.",
            _ => "Enter an e-mail address, or a full address that begins with https://.",
        };
        checks.wrong(field, message);
        String::new()
    })
}

/// An address from which logos may be fetched. What a name resolves to is looked at when it is fetched.
fn logo_url(checks: &mut Checks, field: &str, given: Option<&WebAddress>, private: bool) -> Option<String> {
    let why = "Give an address on the public internet: logos are not fetched from private networks.";
    checks.called_url(field, given, private, why)
}

/// Which details differ, for the history.
fn changes(before: &AppDetails, after: &AppDetails) -> Detail {
    let differ = [
        (Field::Name, before.name != after.name),
        (Field::Summary, before.summary != after.summary),
        (Field::Description, before.description != after.description),
        (Field::Logo, before.logo_url != after.logo_url),
        (Field::Website, before.website != after.website),
        (Field::PrivacyPolicy, before.privacy_policy != after.privacy_policy),
        (Field::SupportContact, before.support_contact != after.support_contact),
        (Field::Visibility, before.visibility != after.visibility),
        (Field::HandOver, before.hand_over != after.hand_over),
        (Field::ClientKeys, before.client_keys != after.client_keys),
    ];
    Detail::changed(&differ, [ValueChange::new(Field::AiAgent, before.ai_agent, after.ai_agent)])
}

fn summary(app: App, connections: u32) -> AppSummary {
    AppSummary {
        id: app.id,
        name: app.details.name,
        summary: app.details.summary,
        state: app.state,
        visibility: app.details.visibility,
        ai_agent: app.details.ai_agent,
        latest_version: app.latest_version,
        connections,
        updated_at: app.updated_at,
    }
}

fn details_view(details: AppDetails) -> developer::AppDetails {
    developer::AppDetails {
        name: details.name.into(),
        summary: details.summary.into(),
        description: details.description.into(),
        logo_url: details.logo_url.map(Into::into),
        website: details.website.map(Into::into),
        privacy_policy: details.privacy_policy.map(Into::into),
        support_contact: details.support_contact.into(),
        ai_agent: details.ai_agent,
        visibility: details.visibility,
        hand_over: details.hand_over,
        client_keys: details.client_keys.map(client_keys::view),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use foundation::Domains;
    use model::app::{HandOver, Visibility};

    fn given() -> developer::AppDetails {
        developer::AppDetails {
            name: "Reminders".into(),
            summary: "Reminds patients".into(),
            description: "".into(),
            logo_url: None,
            website: None,
            privacy_policy: None,
            support_contact: "help@acme.example".into(),
            ai_agent: false,
            visibility: Visibility::Targeted,
            hand_over: HandOver::AdminShares,
            client_keys: None,
        }
    }

    fn checked_at(at: &str, given: &developer::AppDetails) -> Result<AppDetails, Error> {
        checked(at, given, &Urls::new(&"https://grantry.example".parse().unwrap(), Domains::default()), false)
    }

    #[test]
    fn every_wrong_detail_is_named_with_its_path() {
        let wrong = developer::AppDetails {
            name: "".into(),
            website: Some("http://acme.example".into()),
            support_contact: "call us".into(),
            hand_over: HandOver::Keyless,
            ..given()
        };
        let Err(Error::Invalid(problems)) = checked_at("details.", &wrong) else { panic!("passed") };
        let mut fields: Vec<_> = problems.into_iter().map(|problem| problem.field).collect();
        fields.sort();
        assert_eq!(
            fields,
            ["details.client_keys.jwks", "details.name", "details.support_contact", "details.website"]
        );
    }

    #[test]
    fn a_contact_is_an_address_of_either_kind() {
        for contact in ["help@acme.example", "https://acme.example/help"] {
            let given = developer::AppDetails { support_contact: contact.into(), ..given() };
            assert!(checked_at("", &given).is_ok());
        }
        let among_blanks = " ".repeat(SupportContact::RULE.code_points()) + "help@acme.example";
        let given = developer::AppDetails { support_contact: among_blanks.into(), ..given() };
        assert!(checked_at("", &given).is_err());
    }
}
