//! An API of its own, protected by a Grantry server elsewhere:
//! `cargo run -p grantry-guard --example protected_api -- https://grantry.example https://api.example/care`

use actix_web::{App, HttpResponse, HttpServer, get, middleware::from_fn, web};
use grantry_guard::{Bearer, Keys, Refused, Verifier, protect};

#[get("/patients")]
async fn patients(bearer: Bearer) -> Result<HttpResponse, Refused> {
    bearer.require_scope("patients.read")?;
    let answer = serde_json::json!({ "tenant": bearer.tenant.to_string(), "patients": [] });
    Ok(HttpResponse::Ok().json(answer))
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(grantry), Some(identifier)) = (arguments.next(), arguments.next()) else {
        return Err("give the server's public URL and your API's identifier".into());
    };
    let verifier = Verifier::new(&grantry, &identifier, Keys::from_server(&grantry)?);
    let app = move || {
        let routes = web::scope("/v1").wrap(from_fn(protect)).service(patients);
        App::new().app_data(verifier.clone()).service(routes)
    };
    HttpServer::new(app).bind(("127.0.0.1", 8081))?.run().await?;
    Ok(())
}
