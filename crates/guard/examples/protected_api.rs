//! An API of its own, protected by a Grantry server elsewhere whose revocation feed it follows:
//! `GRANTRY_SECRET=gts_… cargo run -p grantry-guard --example protected_api -- https://grantry.example rsv_… https://api.example/care`

use actix_web::{App, HttpResponse, HttpServer, get, middleware::from_fn, web};
use grantry_guard::{Bearer, Feed, Introspection, Keys, Refused, ResourceServer, Verifier, protect};

#[get("/patients")]
async fn patients(bearer: Bearer) -> Result<HttpResponse, Refused> {
    bearer.require_scope("patients.read")?;
    let answer = serde_json::json!({ "tenant": bearer.tenant.to_string(), "patients": [] });
    Ok(HttpResponse::Ok().json(answer))
}

/// For a load balancer: while the feed is silent, every request would be refused.
#[get("/ready")]
async fn ready(feed: web::Data<Feed>) -> HttpResponse {
    if feed.is_live() { HttpResponse::Ok().finish() } else { HttpResponse::ServiceUnavailable().finish() }
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(grantry), Some(id), Some(identifier)) = (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err("give Grantry's public URL, the resource server's id and your API's identifier".into());
    };
    let secret = std::env::var("GRANTRY_SECRET")?;
    let server = ResourceServer::new(&grantry, &id, &secret)?;
    // `Verifier::connected` does the same in one call; here the probe wants the feed too.
    let keys = Keys::from_server(&grantry)?;
    let feed = Feed::follow(&server, &keys);
    let verifier = Verifier::new(&grantry, &identifier, keys)
        .revocations(feed.clone())
        .introspection(Introspection::by_server(&server))
        .base_url("http://127.0.0.1:8081");
    let app = move || {
        let routes = web::scope("/v1").wrap(from_fn(protect)).service(patients);
        let feed = web::Data::new(feed.clone());
        App::new().app_data(verifier.clone()).app_data(feed).service(ready).service(routes)
    };
    HttpServer::new(app).bind(("127.0.0.1", 8081))?.run().await?;
    Ok(())
}
