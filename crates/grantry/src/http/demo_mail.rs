//! What a demo without a mail server would have sent: for operators, because a mail is its person's alone.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Path, ServiceConfig, get},
};
use marketplace::{Error, Operator};
use outbound_mail::{Filled, Html, Kept, Mail, Mailer, Part, Template};
use web::{Answer, As, Here};
use wire::pages;

pub const LIST: &str = pages::DEMO_MAIL;
pub const FOLDER: &str = "/demo/mail/";

/// A mail has styles of its own, and nothing that runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE: Template<Html> = Template::new(include_str!("demo_mail/page.html"));
const ROW: Template<Html> = Template::new(include_str!("demo_mail/row.html"));

pub fn configure(config: &mut ServiceConfig) {
    config.route(LIST, get().to(list)).route("/demo/mail/{id}", get().to(show));
}

/// # Errors
/// `NotFound` where mail is sent, or there is none at all.
fn kept(here: &Here) -> Result<&Kept, Error> {
    match here.mailer() {
        Some(Mailer::Kept(kept)) => Ok(kept),
        Some(Mailer::Smtp(_)) | None => Err(Error::NotFound),
    }
}

async fn list(here: Here, As(_by): As<Operator>) -> Answer {
    let rows: Vec<_> = kept(&here)?.all().iter().map(row).collect();
    let none = if rows.is_empty() { "Nothing has been mailed since this node started." } else { "" };
    let places = [
        ("platform", Part::Text(here.platform_name())),
        ("none", Part::Text(none)),
        ("rows", Part::Filled(&rows)),
    ];
    Ok(html(PAGE.fill(&places).into_text()))
}

fn row(mail: &Mail) -> Filled<Html> {
    ROW.fill(&[
        ("address", Part::Text(&format!("{FOLDER}{}", mail.id))),
        ("subject", Part::Text(&mail.subject)),
        ("to", Part::Text(mail.to.as_str())),
        ("name", Part::Text(&mail.name)),
        ("at", Part::Text(&mail.at.format("%Y-%m-%d %H:%M:%S UTC").to_string())),
        ("text", Part::Text(&mail.text)),
    ])
}

async fn show(here: Here, As(_by): As<Operator>, id: Path<String>) -> Answer {
    let mail = kept(&here)?.get(&id).ok_or(Error::NotFound)?;
    Ok(html(mail.html))
}

fn html(body: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body)
}
