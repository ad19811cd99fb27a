//! Routes of the demo's patients.

use actix_web::web::Path;
use actix_web::{HttpResponse, get};
use grantry_guard::{Bearer, Refused};

use crate::answer::{ApiError, Items, not_found};
use crate::data::{self, Patient};
use crate::scopes::READ_PATIENTS;

/// List patients
#[utoipa::path(tag = "Patients", operation_id = "list_patients", path = "/patients",
    security(("oauth2" = ["patients.read"])),
    responses(
        (status = 200, body = Items<Patient>, description = "All patients of the tenant"),
        (status = 400, body = ApiError, description = "The request presents its token in a wrong way"),
        (status = 401, description = "No valid token: see WWW-Authenticate; the body of one that was sent says the same in JSON"),
        (status = 403, body = ApiError, description = "`insufficient_scope`"),
        (status = 503, description = "Tokens cannot be checked at this moment"),
    ))]
#[get("/patients")]
pub async fn list(bearer: Bearer) -> Result<HttpResponse, Refused> {
    bearer.require_scope(READ_PATIENTS)?;
    Ok(HttpResponse::Ok().json(Items::new(&bearer, data::patients(bearer.tenant))))
}

/// Get a patient
#[utoipa::path(tag = "Patients", operation_id = "get_patient", path = "/patients/{patient_id}",
    params(("patient_id" = String, Path, max_length = 12)),
    security(("oauth2" = ["patients.read"])),
    responses(
        (status = 200, body = Patient, description = "The patient"),
        (status = 400, body = ApiError, description = "The request presents its token in a wrong way"),
        (status = 401, description = "No valid token: see WWW-Authenticate; the body of one that was sent says the same in JSON"),
        (status = 403, body = ApiError, description = "`insufficient_scope`"),
        (status = 404, body = ApiError, description = "No such patient of this tenant"),
        (status = 503, description = "Tokens cannot be checked at this moment"),
    ))]
#[get("/patients/{patient_id}")]
pub async fn get(bearer: Bearer, id: Path<String>) -> Result<HttpResponse, Refused> {
    bearer.require_scope(READ_PATIENTS)?;
    let found = data::patients(bearer.tenant).into_iter().find(|patient| patient.id == *id);
    Ok(found.map_or_else(not_found, |patient| HttpResponse::Ok().json(patient)))
}
