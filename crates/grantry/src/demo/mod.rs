//! A believable platform, made through the marketplace as people would make it.

mod apps;
mod catalogue;
mod manifest;
mod people;

use marketplace::Marketplace;
use wire::operator::{NewPublisher, NewTenant};

use crate::start_error::StartError;
use apps::{BRIGHTBILL, CADENCE};
use manifest::Manifest;
use people::Cast;

const HARBOUR: &str = "Harbour Clinic";
const NORTHSIDE: &str = "Northside Family Practice";
const MERIDIAN: &str = "Meridian Field Services";

/// Fills an empty database. `plain_http`: whether a server of an API may be on this machine, without https.
pub async fn fill(marketplace: &Marketplace, plain_http: bool) -> Result<Manifest, StartError> {
    let mut cast = Cast::new(marketplace);
    let link = marketplace.operators().invite_from_the_console(&"olive@grantry.example".parse()?).await?.link;
    let operator = cast.join(&link, "Olive Marsh", "operator").await?;
    catalogue::fill(&cast, &operator, plain_http).await?;
    tenants(&mut cast, &operator).await?;
    publishers(&mut cast, &operator).await?;
    apps::fill(&mut cast, &operator).await
}

async fn tenants(cast: &mut Cast<'_>, operator: &str) -> Result<(), StartError> {
    for (name, email, owner) in [
        (HARBOUR, "hanna@harbour.example", "Hanna Brandt"),
        (NORTHSIDE, "noor@northside.example", "Noor Haddad"),
        (MERIDIAN, "marco@meridian.example", "Marco Bellini"),
    ] {
        let by = cast.operator(operator).await?;
        let request = NewTenant {
            name: name.into(),
            owner_email: email.parse()?,
            deliver: model::person::LinkDelivery::Show,
        };
        let created = cast.marketplace().tenants().create(&by, request).await?;
        cast.note_tenant(created.tenant.id, name, created.tenant.kind);
        cast.join(&created.invited.link, owner, &format!("tenant owner: {name}")).await?;
    }
    use model::role::TenantRole::{Admin, Viewer};
    cast.add_to_tenant(HARBOUR, "hanna@harbour.example", "amir@harbour.example", "Amir Sadeghi", Admin)
        .await?;
    cast.add_to_tenant(HARBOUR, "hanna@harbour.example", "vera@harbour.example", "Vera Lindqvist", Viewer)
        .await?;
    cast.add_to_tenant(NORTHSIDE, "noor@northside.example", "amir@harbour.example", "Amir Sadeghi", Admin)
        .await
}

async fn publishers(cast: &mut Cast<'_>, operator: &str) -> Result<(), StartError> {
    for (name, website, email, owner) in [
        (BRIGHTBILL, "https://brightbill.example", "beatriz@brightbill.example", "Beatriz Costa"),
        (CADENCE, "https://cadence.example", "carl@cadence.example", "Carl Jensen"),
    ] {
        let by = cast.operator(operator).await?;
        let website = Some(website.into());
        let request = NewPublisher {
            name: name.into(),
            website,
            owner_email: email.parse()?,
            deliver: model::person::LinkDelivery::Show,
        };
        let created = cast.marketplace().publishers().create(&by, request).await?;
        cast.note_publisher(created.publisher.id, name);
        let sandbox = format!("{name} sandbox");
        cast.note_tenant(
            created.publisher.sandbox_tenant_id,
            &sandbox,
            model::environment::Environment::Sandbox,
        );
        cast.join(&created.invited.link, owner, &format!("publisher owner: {name}")).await?;
    }
    use model::role::PublisherRole::{Developer, Viewer};
    let owner = "beatriz@brightbill.example";
    cast.add_to_publisher(BRIGHTBILL, owner, "deepa@brightbill.example", "Deepa Rao", Developer).await?;
    cast.add_to_publisher(BRIGHTBILL, owner, "vito@brightbill.example", "Vito Moretti", Viewer).await
}
