//! Routes of the demo's appointments.

use actix_web::web::Json;
use actix_web::{Error, HttpResponse, get, post};
use grantry_guard::{Bearer, Refused};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::answer::{ApiError, Items, not_found};
use crate::data::{self, Appointment};
use crate::scopes::{CHANGE_APPOINTMENTS, READ_APPOINTMENTS};

/// An appointment to make.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAppointment {
    #[schema(example = "pat_0f3a9c21", max_length = 12)]
    patient_id: String,
    /// RFC 3339.
    #[schema(format = DateTime, example = "2027-03-01T09:30:00Z")]
    starts_at: String,
    #[schema(example = 30, minimum = 5, maximum = 240)]
    minutes: u64,
    #[schema(example = "Follow-up", max_length = 16384)]
    reason: String,
}

/// List appointments
#[utoipa::path(tag = "Appointments", operation_id = "list_appointments", path = "/appointments",
    security(("oauth2" = ["appointments.read"])),
    responses(
        (status = 200, body = Items<Appointment>, description = "All appointments of the tenant"),
        (status = 400, body = ApiError, description = "The request presents its token in a wrong way"),
        (status = 401, description = "No valid token: see WWW-Authenticate; the body of one that was sent says the same in JSON"),
        (status = 403, body = ApiError, description = "`insufficient_scope`"),
        (status = 503, description = "Tokens cannot be checked at this moment"),
    ))]
#[get("/appointments")]
pub async fn list(bearer: Bearer) -> Result<HttpResponse, Refused> {
    bearer.require_scope(READ_APPOINTMENTS)?;
    Ok(HttpResponse::Ok().json(Items::new(&bearer, data::appointments(bearer.tenant))))
}

/// Make an appointment
///
/// The demo keeps nothing: the answer is what a real API would have stored.
#[utoipa::path(tag = "Appointments", operation_id = "create_appointment", path = "/appointments",
    request_body = NewAppointment,
    security(("oauth2" = ["appointments.change"])),
    responses(
        (status = 201, body = Appointment, description = "The appointment"),
        (status = 400, body = ApiError, description = "The body cannot be read"),
        (status = 401, description = "No valid token: see WWW-Authenticate; the body of one that was sent says the same in JSON"),
        (status = 403, body = ApiError, description = "`insufficient_scope`"),
        (status = 404, body = ApiError, description = "No such patient of this tenant"),
        (status = 503, description = "Tokens cannot be checked at this moment"),
    ))]
#[post("/appointments")]
pub async fn create(
    bearer: Bearer,
    body: Result<Json<NewAppointment>, Error>,
) -> Result<HttpResponse, Error> {
    bearer.require_scope(CHANGE_APPOINTMENTS)?;
    let wanted = body?.into_inner();
    if let Some(error) = wrong(&bearer, &wanted) {
        return Ok(error);
    }
    let id = data::appointment_id(bearer.tenant, &serde_json::to_string(&wanted)?);
    let NewAppointment { patient_id, starts_at, minutes, reason } = wanted;
    Ok(HttpResponse::Created().json(Appointment { id, patient_id, starts_at, minutes, reason }))
}

/// The answer where the tenant can have no such appointment.
fn wrong(bearer: &Bearer, wanted: &NewAppointment) -> Option<HttpResponse> {
    if !(5..=240).contains(&wanted.minutes) {
        let error_description = "minutes must be between 5 and 240".to_owned();
        let error = ApiError { error: "invalid_request", error_description };
        return Some(HttpResponse::BadRequest().json(error));
    }
    let known = data::patients(bearer.tenant).iter().any(|patient| patient.id == wanted.patient_id);
    (!known).then(not_found)
}
