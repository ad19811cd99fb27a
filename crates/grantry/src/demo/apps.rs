//! Five apps in different states, and what tenants decided about them.

use model::{
    app::{AppState, HandOver, Visibility},
    ids::AppId,
};
use wire::{
    admin::{Allow, Allowed, Decline, NewCredential},
    developer::{AddTarget, AppDetails, PublishVersion, WantedScope},
    operator::SuspendApp,
    stops::Pause,
};

use crate::{
    demo::{
        HARBOUR, MERIDIAN, NORTHSIDE,
        manifest::{App, Connection, Manifest},
        people::Cast,
    },
    start_error::StartError,
};

pub const BRIGHTBILL: &str = "BrightBill Inc.";
pub const CADENCE: &str = "Cadence Scheduling";
const BRIGHTBILL_SANDBOX: &str = "BrightBill Inc. sandbox";

const AMIR: &str = "amir@harbour.example";
const MARCO: &str = "marco@meridian.example";
const DEEPA: &str = "deepa@brightbill.example";
const CARL: &str = "carl@cadence.example";

const REQUIRED: bool = true;
const OPTIONAL: bool = false;

type Wanted = (&'static str, bool, &'static str);

struct Offer {
    by: &'static str,
    publisher: &'static str,
    name: &'static str,
    summary: &'static str,
    description: &'static str,
    visibility: Visibility,
    targets: &'static [&'static str],
    /// Nothing: it stays a draft.
    scopes: &'static [Wanted],
}

const CLAIMS: Offer = Offer {
    by: DEEPA,
    publisher: BRIGHTBILL,
    name: "BrightBill Claims",
    summary: "Sends claims to payers and posts remittances back.",
    description: "BrightBill Claims reads finished visits every evening, makes claims of them, sends them to payers and posts what the payers answer.",
    visibility: Visibility::Targeted,
    targets: &[HARBOUR, NORTHSIDE, BRIGHTBILL_SANDBOX],
    scopes: &[
        ("patients.read", REQUIRED, "To put the right patient on a claim."),
        ("claims.change", REQUIRED, "To send claims and correct them when a payer asks."),
        ("appointments.read", OPTIONAL, "To see which visits are not billed yet."),
        ("appointments.change", OPTIONAL, "To mark a visit as billed."),
        ("remittances.change", OPTIONAL, "To post what payers answer."),
    ],
};

const STATEMENTS: Offer = Offer {
    by: DEEPA,
    publisher: BRIGHTBILL,
    name: "BrightBill Statements",
    summary: "Prints and mails statements to patients.",
    description: "",
    visibility: Visibility::Targeted,
    targets: &[HARBOUR],
    scopes: &[
        ("patients.read", REQUIRED, "To address the statement."),
        ("payments.read", REQUIRED, "To print what is still open."),
        ("notes.read", OPTIONAL, "To explain treatments on the statement."),
    ],
};

const LABS: Offer = Offer {
    by: DEEPA,
    publisher: BRIGHTBILL,
    name: "BrightBill Labs",
    summary: "An experiment with automatic coding.",
    description: "",
    visibility: Visibility::Targeted,
    targets: &[],
    scopes: &[],
};

const SCHEDULING: Offer = Offer {
    by: CARL,
    publisher: CADENCE,
    name: "Cadence Scheduling",
    summary: "Lets people book their own appointments.",
    description: "Cadence shows free times on your web site, books them, and reminds people the day before.",
    visibility: Visibility::Listed,
    targets: &[],
    scopes: &[
        ("appointments.read", REQUIRED, "To show free times."),
        ("appointments.change", REQUIRED, "To book and move appointments."),
        ("patients.read", OPTIONAL, "To greet returning people by name."),
    ],
};

const INSIGHTS: Offer = Offer {
    by: CARL,
    publisher: CADENCE,
    name: "Cadence Insights",
    summary: "Reports on how full the calendar is.",
    description: "",
    visibility: Visibility::Targeted,
    targets: &[MERIDIAN],
    scopes: &[("appointments.read", REQUIRED, "To count appointments.")],
};

pub async fn fill(cast: &mut Cast<'_>, operator: &str) -> Result<Manifest, StartError> {
    let claims = offer(cast, &CLAIMS).await?;
    let statements = offer(cast, &STATEMENTS).await?;
    let labs = offer(cast, &LABS).await?;
    let scheduling = offer(cast, &SCHEDULING).await?;
    let insights = offer(cast, &INSIGHTS).await?;

    let live = allow(cast, AMIR, HARBOUR, claims, &["appointments.read"]).await?;
    let sandbox = allow(cast, DEEPA, BRIGHTBILL_SANDBOX, claims, &["appointments.read"]).await?;
    decline(cast, statements).await?;
    own_credential(cast).await?;

    let at_northside = allow(cast, AMIR, NORTHSIDE, scheduling, &[]).await?;
    let by = cast.admin(AMIR, NORTHSIDE).await?;
    let reason = "Until our summer break is over.".into();
    cast.marketplace().tenant_connections().pause(&by, at_northside.connection.id, Pause { reason }).await?;
    allow(cast, MARCO, MERIDIAN, scheduling, &["patients.read"]).await?;
    widen(cast, scheduling).await?;
    allow(cast, MARCO, MERIDIAN, insights, &[]).await?;
    let reason = "Its privacy policy does not say who reads the reports.".into();
    cast.marketplace()
        .apps()
        .suspend(&cast.operator(operator).await?, insights, SuspendApp { reason })
        .await?;

    let app = |id, offer: &Offer, state: AppState| App {
        id,
        name: offer.name.into(),
        publisher: offer.publisher.into(),
        state: state.to_string(),
    };
    let apps = vec![
        app(claims, &CLAIMS, AppState::Published),
        app(statements, &STATEMENTS, AppState::Published),
        app(labs, &LABS, AppState::Draft),
        app(scheduling, &SCHEDULING, AppState::Published),
        app(insights, &INSIGHTS, AppState::Suspended),
    ];
    let base_url = cast.marketplace().urls().public_url().to_owned();
    let (connection, sandbox_connection) = (ready(&base_url, live)?, ready(&base_url, sandbox)?);
    let (accounts, tenants) = cast.take();
    Ok(Manifest { base_url, tenants, accounts, apps, connection, sandbox_connection })
}

async fn offer(cast: &Cast<'_>, offer: &Offer) -> Result<AppId, StartError> {
    let by = cast.developer(offer.by, offer.publisher).await?;
    let site =
        if offer.publisher == BRIGHTBILL { "https://brightbill.example" } else { "https://cadence.example" };
    let details = AppDetails {
        name: offer.name.into(),
        summary: offer.summary.into(),
        description: offer.description.into(),
        logo_url: None,
        website: Some(site.into()),
        privacy_policy: Some(format!("{site}/privacy").into()),
        support_contact: site.replace("https://", "support@").into(),
        ai_agent: false,
        visibility: offer.visibility,
        hand_over: HandOver::AdminShares,
        client_keys: None,
    };
    let app = cast.marketplace().publisher_apps().create(&by, details).await?.id;
    for tenant in offer.targets {
        cast.marketplace().targets().add(&by, app, AddTarget { tenant_id: cast.tenant_id(tenant)? }).await?;
    }
    if !offer.scopes.is_empty() {
        publish(cast, offer, app, 0, offer.scopes, "").await?;
    }
    Ok(app)
}

async fn publish(
    cast: &Cast<'_>,
    offer: &Offer,
    app: AppId,
    after_version: u32,
    scopes: &[Wanted],
    note: &str,
) -> Result<(), StartError> {
    let by = cast.developer(offer.by, offer.publisher).await?;
    let mut wanted = Vec::with_capacity(scopes.len());
    for (name, required, reason) in scopes {
        wanted.push(WantedScope { name: name.parse()?, required: *required, reason: (*reason).into() });
    }
    let egress_networks = Vec::new();
    let (note, workload) = (note.into(), None);
    let request = PublishVersion { after_version, scopes: wanted, note, egress_networks, workload };
    cast.marketplace().versions().publish(&by, app, request).await?;
    Ok(())
}

/// A second version that asks for more: connections keep what they have until their admin accepts.
async fn widen(cast: &Cast<'_>, app: AppId) -> Result<(), StartError> {
    let mut scopes = SCHEDULING.scopes.to_vec();
    scopes.push(("patients.change", OPTIONAL, "To let people correct their telephone number."));
    publish(cast, &SCHEDULING, app, 1, &scopes, "People can now correct their own telephone number.").await
}

async fn allow(
    cast: &Cast<'_>,
    admin: &str,
    tenant: &str,
    app: AppId,
    optional: &[&str],
) -> Result<Allowed, StartError> {
    let by = cast.admin(admin, tenant).await?;
    let optional_scopes = optional.iter().map(|name| name.parse()).collect::<Result<_, _>>()?;
    Ok(cast
        .marketplace()
        .decisions()
        .allow(&by, app, Allow { version: 1, details_revision: 1, optional_scopes, ends_at: None })
        .await?)
}

async fn decline(cast: &Cast<'_>, app: AppId) -> Result<(), StartError> {
    let by = cast.admin(AMIR, HARBOUR).await?;
    let reason = "We mail statements ourselves, and clinical notes must not leave the clinic.".into();
    cast.marketplace()
        .decisions()
        .decline(&by, app, Decline { version: 1, details_revision: 1, reason })
        .await?;
    Ok(())
}

async fn own_credential(cast: &Cast<'_>) -> Result<(), StartError> {
    let by = cast.admin(AMIR, HARBOUR).await?;
    let scopes = vec!["appointments.read".parse()?, "payments.read".parse()?];
    cast.marketplace()
        .credentials()
        .generate(&by, NewCredential { name: "Nightly export".into(), scopes, ends_at: None })
        .await?;
    Ok(())
}

fn ready(base_url: &str, allowed: Allowed) -> Result<Connection, StartError> {
    let credential = allowed.credential;
    let scopes = credential.scope.split(' ').map(str::parse).collect::<Result<_, _>>()?;
    Ok(Connection {
        tenant_id: credential.tenant_id,
        connection_id: allowed.connection.id,
        client_id: credential.client_id,
        client_secret: credential.client_secret.unwrap_or_default(),
        issuer: credential.issuer,
        token_endpoint: credential.token_endpoint,
        scopes,
        ungranted_scope: "appointments.change".parse()?,
        api_url: format!("{base_url}{}/patients", demo_api::PATH),
    })
}
