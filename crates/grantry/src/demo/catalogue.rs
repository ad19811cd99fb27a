//! What the demo's operator keeps: the APIs and scopes of a practice and its billing, the document of the first one, and an
//! issuer of workload tokens.

use model::{
    environment::Environment,
    ids::ApiId,
    scope::{
        ScopeAction::{self, Change, Delete, Read},
        Sensitivity::{self, Critical, Normal, Sensitive},
    },
    workload::WorkloadPreset,
    workload_words::preset_words,
};
use utoipa::OpenApi;
use wire::{
    api_documents::{ApiDocumentServer, PutApiDocumentSource, PutApiDocumentText},
    operator::{ApiDetails, NewScope},
    workload::WorkloadIssuerDetails,
};

use crate::{demo::people::Cast, start_error::StartError};

type Row = (&'static str, &'static str, &'static str, ScopeAction, Sensitivity);

const PRACTICE: &[Row] = &[
    (
        "patients.read",
        "Read patients",
        "See names, dates of birth and contact details of all patients.",
        Read,
        Sensitive,
    ),
    (
        "patients.change",
        "Change patients",
        "Correct names, addresses and contact details of patients.",
        Change,
        Sensitive,
    ),
    (
        "appointments.read",
        "Read appointments",
        "See when patients come, to whom, and for what kind of visit.",
        Read,
        Normal,
    ),
    ("appointments.change", "Change appointments", "Book, move and cancel appointments.", Change, Normal),
    (
        "notes.read",
        "Read clinical notes",
        "See everything that clinicians wrote about patients.",
        Read,
        Critical,
    ),
    ("documents.read", "Read documents", "See letters, reports and other files of patients.", Read, Critical),
    ("documents.delete", "Delete documents", "Remove files of patients for good.", Delete, Critical),
];

const BILLING: &[Row] = &[
    ("claims.read", "Read claims", "See claims with the treatments and amounts on them.", Read, Sensitive),
    ("claims.change", "Submit claims", "Send claims to payers and correct them.", Change, Sensitive),
    ("payments.read", "Read payments", "See what patients and payers have paid.", Read, Normal),
    ("payments.change", "Post payments", "Enter payments and assign them to claims.", Change, Sensitive),
    ("remittances.change", "Post remittances", "Enter what payers say about claims.", Change, Normal),
    ("invoices.delete", "Delete invoices", "Remove draft invoices for good.", Delete, Sensitive),
];

/// Two APIs with thirteen scopes, and an issuer of workload tokens. The demo API itself is the first one's address.
///
/// `plain_http`: whether a server of an API may be on this machine, without https.
pub async fn fill(cast: &Cast<'_>, operator: &str, plain_http: bool) -> Result<(), StartError> {
    let public_url = cast.marketplace().urls().public_url();
    let practice = ApiDetails {
        identifier: demo_api::IDENTIFIER.into(),
        name: "Practice API".into(),
        description: "Patients, appointments and their documents.".into(),
        docs_url: is_local_or_https(public_url).then(|| format!("{public_url}/docs/grantry/demo").into()),
        token_lifetime: None,
        token_format: None,
        smart_backend_services: false,
    };
    let billing = ApiDetails {
        identifier: "https://billing.api.example/v1".into(),
        name: "Billing API".into(),
        description: "Claims, payments and remittances.".into(),
        docs_url: None,
        token_lifetime: None,
        token_format: None,
        smart_backend_services: false,
    };
    let practice = api(cast, operator, practice, PRACTICE).await?;
    document(cast, operator, practice).await?;
    if public_url.starts_with("https://") || (plain_http && is_local_or_https(public_url)) {
        servers(cast, operator, practice).await?;
    }
    api(cast, operator, billing, BILLING).await?;
    workload_issuer(cast, operator, WorkloadPreset::GithubActions).await
}

/// Nothing is fetched from it before a workload signs in.
async fn workload_issuer(cast: &Cast<'_>, operator: &str, preset: WorkloadPreset) -> Result<(), StartError> {
    let by = cast.operator(operator).await?;
    let details = WorkloadIssuerDetails {
        name: preset_words(preset).into(),
        preset,
        issuer: preset.issuer_hint().unwrap_or_default().into(),
        jwks: None,
        audience: None,
        once_by_hash: false,
    };
    cast.marketplace().workload_issuers().create(&by, details).await?;
    Ok(())
}

/// The demo API's own document.
async fn document(cast: &Cast<'_>, operator: &str, api: ApiId) -> Result<(), StartError> {
    let by = cast.operator(operator).await?;
    let text = serde_json::to_string(&demo_api::DemoApiDoc::openapi())?.into();
    cast.marketplace().api_documents().upload(&by, api, PutApiDocumentText { revision: 0, text }).await?;
    Ok(())
}

/// The demo API is at one address for both environments.
async fn servers(cast: &Cast<'_>, operator: &str, api: ApiId) -> Result<(), StartError> {
    let by = cast.operator(operator).await?;
    let revision = cast.marketplace().api_documents().get(&by, api).await?.revision;
    let url = format!("{}{}", cast.marketplace().urls().public_url(), demo_api::PATH);
    let server = |environment| ApiDocumentServer {
        environment,
        url: url.clone().into(),
        description: "Synthetic data".into(),
    };
    let servers = vec![server(Environment::Sandbox), server(Environment::Live)];
    let request = PutApiDocumentSource { revision, url: None, servers, relay: false };
    cast.marketplace().api_documents().change_source(&by, api, request).await?;
    Ok(())
}

async fn api(
    cast: &Cast<'_>,
    operator: &str,
    details: ApiDetails,
    scopes: &[Row],
) -> Result<ApiId, StartError> {
    let by = cast.operator(operator).await?;
    let created = cast.marketplace().apis().create(&by, details).await?;
    for (name, title, sentence, action, sensitivity) in scopes {
        let (title, sentence) = ((*title).into(), (*sentence).into());
        let scope =
            NewScope { name: name.parse()?, title, sentence, action: *action, sensitivity: *sensitivity };
        cast.marketplace().scopes().create(&by, created.id, scope).await?;
    }
    Ok(created.id)
}

/// A catalogue links to https, or to this machine.
fn is_local_or_https(public_url: &str) -> bool {
    public_url.starts_with("https://") || public_url.starts_with("http://127.0.0.1")
}
