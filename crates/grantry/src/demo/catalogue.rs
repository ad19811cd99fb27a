//! The APIs and scopes of the demo: a practice and its billing.

use model::scope::{
    ScopeAction::{self, Change, Delete, Read},
    Sensitivity::{self, Critical, Normal, Sensitive},
};
use wire::operator::{ApiDetails, NewScope};

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

/// Two APIs with thirteen scopes. The demo API itself is the first one's address.
pub async fn fill(cast: &Cast<'_>, operator: &str) -> Result<(), StartError> {
    let public_url = cast.marketplace().urls().public_url();
    let practice = ApiDetails {
        identifier: demo_api::IDENTIFIER.into(),
        name: "Practice API".into(),
        description: "Patients, appointments and their documents.".into(),
        docs_url: is_local_or_https(public_url).then(|| format!("{public_url}/docs/").into()),
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
    api(cast, operator, practice, PRACTICE).await?;
    api(cast, operator, billing, BILLING).await
}

async fn api(cast: &Cast<'_>, operator: &str, details: ApiDetails, scopes: &[Row]) -> Result<(), StartError> {
    let by = cast.operator(operator).await?;
    let created = cast.marketplace().apis().create(&by, details).await?;
    for (name, title, sentence, action, sensitivity) in scopes {
        let (title, sentence) = ((*title).into(), (*sentence).into());
        let scope =
            NewScope { name: name.parse()?, title, sentence, action: *action, sensitivity: *sensitivity };
        cast.marketplace().scopes().create(&by, created.id, scope).await?;
    }
    Ok(())
}

/// A catalogue links to https, or to this machine.
fn is_local_or_https(public_url: &str) -> bool {
    public_url.starts_with("https://") || public_url.starts_with("http://127.0.0.1")
}
