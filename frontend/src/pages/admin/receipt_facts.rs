//! The facts of a receipt: who decided what and when, and about which app or credentials.

use leptos::prelude::*;
use model::receipt::Decision;
use wire::receipts::{ReceiptApp, ReceiptStatement};

use super::{about_publisher::AboutPublisher, receipt::decided, workload::WorkloadWords};
use crate::{
    components::layout::{Definitions, IdentifierTerm, Term, use_organisation},
    pages::limits::networks_words,
};

#[component]
pub fn Facts(statement: ReceiptStatement) -> impl IntoView {
    let ReceiptStatement { decision, decided_at, decided_by, app, credential, .. } = statement.clone();
    let exact = decided_at.format("%-d %B %Y, %H:%M:%S UTC").to_string();
    let ends = statement.ends_at.map(|at| at.format("%-d %B %Y, %H:%M UTC").to_string());
    let (app_id, client_id) = (app.as_ref().map(|app| app.id), credential.as_ref().map(|own| own.client_id));
    let place = use_organisation().name;
    let platform = format!("{}, {}", statement.platform, statement.iss);
    let (reason, connection) = (statement.reason.clone(), statement.connection_id);
    let (receipt, tenant) = (statement.jti.to_string(), statement.tenant_id.to_string());
    view! {
        <div class="panel grid gap-5">
            {app.map(|app| view! { <AboutApp app /> })}
            <Definitions>
                {term("Decision", decided(decision).to_owned())}
                {term("Decided", exact)}
                {term("By", format!("{} ({})", decided_by.name, decided_by.email))}
                {term("For", place)}
                {credential.map(|own| term("Own credentials", own.name))}
                {reason.map(|reason| term("Reason", reason))}
                {ends.map(|ends| term("Access ends", ends))}
                <OfVersion statement />
                {term("Platform", platform)}
                <IdentifierTerm label="Receipt ID" value=receipt what="receipt ID" />
                <IdentifierTerm label="Tenant ID" value=tenant what="tenant ID" />
                {client_id.map(|id| identifier("Client ID", id.to_string(), "client ID"))}
                {connection.map(|id| identifier("Connection ID", id.to_string(), "connection ID"))}
                {app_id.map(|id| identifier("App ID", id.to_string(), "app ID"))}
            </Definitions>
        </div>
    }
}

fn term(label: &'static str, words: String) -> impl IntoView {
    view! { <Term label>{words}</Term> }
}

fn identifier(label: &'static str, value: String, what: &'static str) -> impl IntoView {
    view! { <IdentifierTerm label value what /> }
}

/// What the version of the app says that the decision was about, where it was about one.
#[component]
fn OfVersion(statement: ReceiptStatement) -> impl IntoView {
    let ReceiptStatement { decision, version, kept_version, note, egress_networks, workload, .. } = statement;
    let (networks, signs_in) = match decision {
        Decision::UpdateLeft => ("Its requests would come from", "How the app would sign in"),
        _ => ("Its requests come from", "How the app signs in"),
    };
    version.map(|version| {
        let number = match kept_version {
            Some(kept) => format!("Version {version}, left out; version {kept} stays"),
            None => format!("Version {version}"),
        };
        view! {
            {term("Version of the app", number)}
            {(!note.is_empty()).then(|| term("What its developer wrote", note))}
            {term(networks, networks_words(&egress_networks))}
            {workload.map(|workload| view! { <Term label=signs_in><WorkloadWords workload /></Term> })}
        }
    })
}

#[component]
fn AboutApp(app: ReceiptApp) -> impl IntoView {
    view! {
        <AboutPublisher
            publisher=app.publisher
            website=app.website
            privacy_policy=app.privacy_policy
            support_contact=app.support_contact
        />
        <p>{app.summary}</p>
        {(!app.description.is_empty()).then(|| view! { <p class="whitespace-pre-line">{app.description}</p> })}
    }
}
