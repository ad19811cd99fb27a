//! A publisher's apps, as its own people keep them.

use model::{
    app::{App, AppDetails, AppState, AppVersion},
    audit::{AuditAction, AuditChain},
    ids::AppId,
    person::Email,
    scope::ScopeName,
};
use store::{Tx, changes::Change};
use wire::{
    developer::{self, AppSummary, ChangeApp},
    page::{Page, PageQuery},
};

use crate::{
    By, Developer, Error, Marketplace, PublisherMember,
    checks::Checks,
    client_keys, hand_over,
    history::Deed,
    listing::{listing, page},
    networks,
    urls::Urls,
};

impl Marketplace {
    pub async fn apps(&self, by: &By<PublisherMember>, query: PageQuery) -> Result<Page<AppSummary>, Error> {
        let listing = listing(&query, AppId::uuid)?;
        let mut tx = self.store().read().await?;
        let listed = tx.platform().await?.apps().of_publisher(by.publisher(), &listing).await?;
        Ok(page(listed, |(app, _)| app.id, |(app, connections)| summary(app, connections)))
    }

    pub async fn app(&self, by: &By<PublisherMember>, id: AppId) -> Result<developer::App, Error> {
        let mut tx = self.store().read().await?;
        let app = tx.platform().await?.apps().get(id).await?;
        let app = app.filter(|app| app.publisher == by.publisher()).ok_or(Error::NotFound)?;
        self.app_view(&mut tx, app).await
    }

    /// A draft: no tenant sees it before its first version.
    pub async fn create_app(
        &self,
        by: &By<Developer>,
        request: developer::AppDetails,
    ) -> Result<developer::App, Error> {
        let details = self.checked("", &request)?;
        let now = self.now();
        let app = App {
            id: self.new_id(AppId::new),
            publisher: by.publisher(),
            details,
            state: AppState::Draft,
            latest_version: 0,
            revision: 0,
            created_at: now,
            updated_at: now,
        };
        let mut tx = self.store().begin().await?;
        tx.platform().await?.apps().insert(&app).await.map_err(name_taken("name"))?;
        let deed = Deed::new(AuditAction::AppCreated, app.id, &app.details.name).app(app.id);
        self.record(&mut tx, AuditChain::Publisher(app.publisher), by, deed).await?;
        let view = self.app_view(&mut tx, app).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// Changes what the publisher says about the app; what the app may do changes only by a new version.
    pub async fn change_app(
        &self,
        by: &By<Developer>,
        id: AppId,
        request: ChangeApp,
    ) -> Result<developer::App, Error> {
        let mut tx = self.store().begin().await?;
        let before = own_app(&mut tx, by, id).await?;
        let details = self.checked("details.", &request.details)?;
        if request.revision != before.revision {
            return Err(Error::LostRace);
        }
        hand_over::check(&mut tx, &before, details.hand_over).await?;
        let app = App { details, updated_at: self.now(), ..before.clone() };
        let app = tx.platform().await?.apps().update(&app).await.map_err(name_taken("details.name"))?;
        // Rows, then histories, then changes: every transaction takes its locks in this order.
        let clients = if app.details.client_keys == before.details.client_keys {
            Vec::new()
        } else {
            tx.platform().await?.connections().lock_connected(id).await?
        };
        let deed = Deed::new(AuditAction::AppChanged, id, &app.details.name).app(id);
        let deed = deed.detail(changes(&before.details, &app.details));
        self.record(&mut tx, AuditChain::Publisher(app.publisher), by, deed).await?;
        let view = self.app_view(&mut tx, app).await?;
        let changes: Vec<_> = clients.iter().map(Change::from).collect();
        tx.platform().await?.all_changed(&changes, self.now()).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// `at` is what stands before each field's name.
    fn checked(&self, at: &str, given: &developer::AppDetails) -> Result<AppDetails, Error> {
        checked(at, given, self.urls())
    }

    async fn app_view(&self, tx: &mut Tx, app: App) -> Result<developer::App, Error> {
        let version = tx.platform().await?.app_versions().get(app.id, app.latest_version).await?;
        let version = self.version_views(tx, version.into_iter().collect()).await?.pop();
        Ok(developer::App {
            id: app.id,
            details: details_view(app.details),
            state: app.state,
            latest_version: app.latest_version,
            revision: app.revision,
            created_at: app.created_at,
            updated_at: app.updated_at,
            version,
        })
    }

    /// Versions as developers see them, with the scopes' titles and the publishers' names.
    pub(crate) async fn version_views(
        &self,
        tx: &mut Tx,
        versions: Vec<AppVersion>,
    ) -> Result<Vec<developer::AppVersion>, Error> {
        let platform = tx.platform().await?;
        let names = platform.people().names(versions.iter().map(|version| version.published_by)).await?;
        let wanted = versions.iter().flat_map(AppVersion::all_scopes).collect();
        let scopes = platform.scopes().by_names(&wanted).await?;
        let title = |name: &ScopeName| {
            scopes.iter().find(|scope| scope.name == *name).map(|scope| scope.title.clone())
        };
        let view = |version: AppVersion| developer::AppVersion {
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
            published_by: names.get(&version.published_by).cloned().unwrap_or_default(),
            published_at: version.published_at,
        };
        Ok(versions.into_iter().map(view).collect())
    }
}

/// The publisher's own app, held until the transaction ends.
pub(crate) async fn own_app(tx: &mut Tx, by: &By<Developer>, id: AppId) -> Result<App, Error> {
    let app = tx.platform().await?.apps().lock(id).await?;
    app.filter(|app| app.publisher == by.publisher()).ok_or(Error::NotFound)
}

fn name_taken(field: &str) -> impl FnOnce(store::Error) -> Error {
    move |error| match error {
        store::Error::Conflict { .. } => Error::field(field, "Another of your apps has this name."),
        other => other.into(),
    }
}

fn checked(at: &str, given: &developer::AppDetails, urls: &Urls) -> Result<AppDetails, Error> {
    let mut checks = Checks::new();
    let field = |name: &str| format!("{at}{name}");
    let support_contact = checks.text(&field("support_contact"), &given.support_contact, 1..=254);
    if !support_contact.is_empty() && !is_contact(&support_contact) {
        let message = "Give an e-mail address, or a whole address that begins with https://.";
        checks.wrong(field("support_contact"), message);
    }
    let details = AppDetails {
        name: checks.text(&field("name"), &given.name, 1..=80),
        summary: checks.text(&field("summary"), &given.summary, 1..=160),
        description: checks.text(&field("description"), &given.description, 0..=4000),
        logo_url: checks.https_url(&field("logo_url"), given.logo_url.as_deref()),
        website: checks.https_url(&field("website"), given.website.as_deref()),
        privacy_policy: checks.https_url(&field("privacy_policy"), given.privacy_policy.as_deref()),
        support_contact,
        visibility: given.visibility,
        hand_over: given.hand_over,
        client_keys: client_keys::checked(&mut checks, at, given, urls),
    };
    checks.finish()?;
    Ok(details)
}

fn is_contact(text: &str) -> bool {
    let mut address = Checks::new();
    address.https_url("", Some(text));
    text.parse::<Email>().is_ok() || address.finish().is_ok()
}

/// Which details differ, for the history.
fn changes(before: &AppDetails, after: &AppDetails) -> String {
    let differ = [
        ("name", before.name != after.name),
        ("summary", before.summary != after.summary),
        ("description", before.description != after.description),
        ("logo", before.logo_url != after.logo_url),
        ("website", before.website != after.website),
        ("privacy policy", before.privacy_policy != after.privacy_policy),
        ("support contact", before.support_contact != after.support_contact),
        ("visibility", before.visibility != after.visibility),
        ("hand-over", before.hand_over != after.hand_over),
        ("client keys", before.client_keys != after.client_keys),
    ];
    let named: Vec<_> = differ.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect();
    if named.is_empty() { "Nothing changed".into() } else { format!("Changed {}", named.join(", ")) }
}

fn summary(app: App, connections: u32) -> AppSummary {
    AppSummary {
        id: app.id,
        name: app.details.name,
        summary: app.details.summary,
        state: app.state,
        visibility: app.details.visibility,
        latest_version: app.latest_version,
        connections,
        updated_at: app.updated_at,
    }
}

fn details_view(details: AppDetails) -> developer::AppDetails {
    developer::AppDetails {
        name: details.name,
        summary: details.summary,
        description: details.description,
        logo_url: details.logo_url,
        website: details.website,
        privacy_policy: details.privacy_policy,
        support_contact: details.support_contact,
        visibility: details.visibility,
        hand_over: details.hand_over,
        client_keys: details.client_keys.map(client_keys::view),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::app::{HandOver, Visibility};

    fn given() -> developer::AppDetails {
        developer::AppDetails {
            name: "Reminders".into(),
            summary: "Reminds patients".into(),
            description: String::new(),
            logo_url: None,
            website: None,
            privacy_policy: None,
            support_contact: "help@acme.example".into(),
            visibility: Visibility::Targeted,
            hand_over: HandOver::AdminShares,
            client_keys: None,
        }
    }

    fn checked_at(at: &str, given: &developer::AppDetails) -> Result<AppDetails, Error> {
        checked(at, given, &Urls::new(&"https://grantry.example".parse().unwrap()))
    }

    #[test]
    fn every_wrong_detail_is_named_with_its_path() {
        let wrong = developer::AppDetails {
            name: String::new(),
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
    }
}
