//! A market in this process, where a test sees every statement.

use marketplace::{
    By, Developer, IdempotencyKey, Marketplace, Operator, Origin, PublisherMember, SignedIn, TenantAdmin,
    TenantMember,
};
use model::{
    app::{HandOver, Visibility},
    ids::{ApiId, AppId, PublisherId, TenantId},
    scope::{ScopeAction, Sensitivity},
};
use wire::{
    account::AcceptInvitation,
    developer::{AddTarget, AppDetails, PublishVersion, WantedScope},
    operator::{ApiDetails, CreatedPublisher, NewPublisher, NewScope, NewTenant},
};

use crate::{
    account::{TestClock, marketplace},
    harness::{Outcome, next, people::token_of},
};

const SCOPES: [&str; 3] = ["patients.read", "patients.change", "claims.read"];

pub struct Market {
    pub here: Marketplace,
    pub(crate) clock: TestClock,
    pub(crate) operator: String,
    pub(crate) admin: String,
    pub(crate) developer: String,
    pub tenant: TenantId,
    pub publisher: PublisherId,
    pub api: ApiId,
}

impl Market {
    pub async fn open(url: &str) -> Outcome<Self> {
        let (here, clock) = marketplace(url).await?;
        Box::pin(Self::of(here, clock)).await
    }

    /// A market of this marketplace, where no one is yet.
    pub(crate) async fn of(here: Marketplace, clock: TestClock) -> Outcome<Self> {
        let link = here.operators().invite_from_the_console(&"olive@example.org".parse()?).await?.link;
        let operator = join(&here, &link).await?;
        let by = here.as_operator(signed_in(&here, &operator).await?, keyed())?;
        let tenant = NewTenant {
            name: "Clinic".into(),
            owner_email: "ann@example.org".parse()?,
            deliver: model::person::LinkDelivery::Show,
        };
        let tenant = here.tenants().create(&by, tenant).await?;
        let admin = join(&here, &tenant.invited.link).await?;
        let publisher = new_publisher(&here, &operator).await?;
        let developer = join(&here, &publisher.invited.link).await?;
        let api = catalogue(&here, &operator).await?;
        let (tenant, publisher) = (tenant.tenant.id, publisher.publisher.id);
        Ok(Self { here, clock, operator, admin, developer, tenant, publisher, api })
    }

    pub async fn operator(&self) -> Outcome<By<Operator>> {
        Ok(self.here.as_operator(signed_in(&self.here, &self.operator).await?, keyed())?)
    }

    pub async fn member(&self) -> Outcome<By<TenantMember>> {
        Ok(self.here.in_tenant(signed_in(&self.here, &self.admin).await?, keyed(), self.tenant).await?)
    }

    pub async fn admin(&self) -> Outcome<By<TenantAdmin>> {
        Ok(self.member().await?.admin()?)
    }

    pub async fn developer(&self) -> Outcome<By<Developer>> {
        developer(&self.here, &self.developer, self.publisher).await
    }

    pub async fn publisher_member(&self) -> Outcome<By<PublisherMember>> {
        let signed_in = signed_in(&self.here, &self.developer).await?;
        Ok(self.here.in_publisher(signed_in, keyed(), self.publisher).await?)
    }

    pub async fn join(&self, link: &str) -> Outcome<String> {
        join(&self.here, link).await
    }

    pub fn version(&self, after: u32, required: &[&str], optional: &[&str]) -> Outcome<PublishVersion> {
        version(after, required, optional)
    }

    /// An app at its first version, on show to the tenant.
    pub async fn app(&self, required: &[&str], optional: &[&str]) -> Outcome<AppId> {
        let by = self.developer().await?;
        let app = self.here.publisher_apps().create(&by, details(Visibility::Targeted)).await?.id;
        let (by, target) = (self.developer().await?, AddTarget { tenant_id: self.tenant });
        self.here.targets().add(&by, app, target).await?;
        self.here.versions().publish(&self.developer().await?, app, version(0, required, optional)?).await?;
        Ok(app)
    }

    /// Another publisher, of whom the tenant sees an app.
    pub async fn listed_publisher(&self) -> Outcome<PublisherId> {
        let publisher = new_publisher(&self.here, &self.operator).await?;
        let bearer = join(&self.here, &publisher.invited.link).await?;
        let id = publisher.publisher.id;
        let by = developer(&self.here, &bearer, id).await?;
        let app = self.here.publisher_apps().create(&by, details(Visibility::Listed)).await?.id;
        let by = developer(&self.here, &bearer, id).await?;
        self.here.versions().publish(&by, app, version(0, &["claims.read"], &[])?).await?;
        Ok(id)
    }
}

/// Another key each time.
pub(crate) fn keyed() -> Origin {
    Origin { key: IdempotencyKey::parse(&format!("budget-{}", next())), ..Origin::default() }
}

pub(crate) async fn signed_in(here: &Marketplace, bearer: &str) -> Outcome<SignedIn> {
    Ok(here.sessions().signed_in(bearer, &Origin::default()).await?)
}

pub(crate) async fn developer(
    here: &Marketplace,
    bearer: &str,
    publisher: PublisherId,
) -> Outcome<By<Developer>> {
    Ok(here.in_publisher(signed_in(here, bearer).await?, keyed(), publisher).await?.developer()?)
}

/// The bearer of a person who came by the link.
async fn join(here: &Marketplace, link: &str) -> Outcome<String> {
    let request = AcceptInvitation {
        token: token_of(link).into(),
        name: Some(format!("Ann Example {}", next()).into()),
        password: "Quiet-Lantern-River-7".into(),
    };
    Ok(Box::pin(here.invitations().accept(request, Origin::default())).await?.bearer)
}

pub(crate) async fn new_publisher(here: &Marketplace, operator: &str) -> Outcome<CreatedPublisher> {
    let by = here.as_operator(signed_in(here, operator).await?, keyed())?;
    let owner_email = format!("owner{}@example.org", next()).parse()?;
    Ok(here
        .publishers()
        .create(
            &by,
            NewPublisher {
                name: "Acme".into(),
                website: None,
                owner_email,
                deliver: model::person::LinkDelivery::Show,
            },
        )
        .await?)
}

async fn catalogue(here: &Marketplace, operator: &str) -> Outcome<ApiId> {
    let by = || async { Outcome::Ok(here.as_operator(signed_in(here, operator).await?, keyed())?) };
    let details = ApiDetails {
        identifier: "https://api.example/v1".into(),
        name: "Records".into(),
        description: "".into(),
        docs_url: None,
        token_lifetime: None,
        token_format: None,
        smart_backend_services: false,
    };
    let api = here.apis().create(&by().await?, details).await?.id;
    for name in SCOPES {
        let (title, sentence) = (name.into(), "Can do it.".into());
        let (action, sensitivity) = (ScopeAction::Read, Sensitivity::Normal);
        let scope = NewScope { name: name.parse()?, title, sentence, action, sensitivity };
        here.scopes().create(&by().await?, api, scope).await?;
    }
    Ok(api)
}

pub fn details(visibility: Visibility) -> AppDetails {
    AppDetails {
        name: format!("Reminders {}", next()).into(),
        summary: "Reminds patients".into(),
        description: "".into(),
        logo_url: None,
        website: None,
        privacy_policy: None,
        support_contact: "help@acme.example".into(),
        ai_agent: false,
        visibility,
        hand_over: HandOver::AdminShares,
        client_keys: None,
    }
}

fn version(after_version: u32, required: &[&str], optional: &[&str]) -> Outcome<PublishVersion> {
    let mut scopes = Vec::new();
    for (names, required) in [(required, true), (optional, false)] {
        for name in names {
            scopes.push(WantedScope { name: name.parse()?, required, reason: "Because".into() });
        }
    }
    let (note, egress_networks) = ("".into(), Vec::new());
    Ok(PublishVersion { after_version, scopes, note, egress_networks, workload: None })
}
