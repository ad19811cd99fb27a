//! The health page: whether the node that answers has all that it needs.

use leptos::prelude::*;
use wire::{
    notices::MailState,
    operator::{Health as Report, HealthCheck},
};

use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Badge, Banner, Time, Tone},
        form::{ErrorSummary, Form, FormState, SubmitButton},
        layout::{Definitions, PageHeader, Section, Term},
        list::{Column, Loaded, Loader, Table},
    },
    pages::{focus::settle_focus, pending::capitalised, usage::UsageSection},
    route,
};

#[component]
pub fn Health() -> impl IntoView {
    let report = Loader::new(|| api::call(api::operator::health()));
    view! {
        <PageHeader title="Health" lead="Whether the node that answered has everything it needs. Each node answers for itself.">
            <button type="button" class="btn" on:click=move |_| report.reload()>
                <Icon symbol=Symbol::Refresh />
                "Check again"
            </button>
        </PageHeader>
        <Loaded from=report headed=true let:report>
            <Checks report />
        </Loaded>
        <Mails />
        <UsageSection ask=api::operator::usage title="Usage of the platform" />
    }
}

#[component]
fn Checks(report: Report) -> impl IntoView {
    let ill = report.checks.iter().filter(|check| !check.healthy).count();
    let (tone, words) = match ill {
        0 => (Tone::Positive, "Everything works".to_owned()),
        1 => (Tone::Danger, "One check fails".to_owned()),
        more => (Tone::Danger, format!("{more} checks fail")),
    };
    let database = match report.database.as_str() {
        "sqlite" => "SQLite, embedded".to_owned(),
        "postgres" => "PostgreSQL".to_owned(),
        other => other.to_owned(),
    };
    view! {
        <div class="grid gap-6">
            <Banner tone title=words>
                <Definitions>
                    <Term label="Version">{report.version}</Term>
                    <Term label="Database">{database}</Term>
                    <Term label="Started">
                        <Time at=report.started_at />
                    </Term>
                </Definitions>
            </Banner>
            <Table label="Checks" columns=columns() rows=Signal::stored(report.checks) />
        </div>
    }
}

fn columns() -> Vec<Column<HealthCheck>> {
    vec![
        Column::name("Check", |check: &HealthCheck| {
            view! { <span class="font-semibold">{check.name.clone()}</span> }
        }),
        Column::new("Result", |check: &HealthCheck| {
            let (tone, symbol, words) = if check.healthy {
                (Tone::Positive, Symbol::CheckCircle, "Works")
            } else {
                (Tone::Danger, Symbol::Alert, "Fails")
            };
            view! {
                <Badge tone symbol>
                    {words}
                </Badge>
            }
        }),
        Column::new("Detail", |check: &HealthCheck| capitalised(&check.detail)),
    ]
}

/// Whether mail goes out. Where that cannot be asked, the checks above say why.
#[component]
fn Mails() -> impl IntoView {
    let mails = Loader::new(|| api::call(api::operator::mails()));
    move || {
        mails.get().map(|state| {
            let words = where_to(&state);
            let kept = state.kept.then(|| {
                view! {
                    <a class="link" href=route::DEMO_MAIL rel="external">
                        "See what would have been mailed"
                    </a>
                }
            });
            view! {
                <Section title="Mail">
                    <p>{words} " " {kept}</p>
                    {(state.undelivered > 0).then(|| view! { <Undelivered mails state /> })}
                </Section>
            }
        })
    }
}

fn where_to(state: &MailState) -> String {
    match &state.server {
        Some(server) => format!("Notices are mailed by {server}."),
        None if state.kept => "No mail server is set: this demo keeps its mails in memory.".to_owned(),
        None => "No mail server is set: nothing is mailed, and notices stand in inboxes alone.".to_owned(),
    }
}

#[component]
fn Undelivered(mails: Loader<MailState>, state: MailState) -> impl IntoView {
    let form = FormState::new();
    let again = move |()| {
        form.send(api::call(api::operator::retry_mails()), move |state: MailState| {
            mails.set(state);
            settle_focus();
        });
    };
    let title = match state.undelivered {
        1 => "One mail could not be delivered".to_owned(),
        many => format!("{many} mails could not be delivered"),
    };
    let when = state.last_at.map(|at| {
        view! {
            <p class="text-sm text-muted">
                "The last one was given up " <Time at /> "."
            </p>
        }
    });
    view! {
        <Banner tone=Tone::Danger title>
            <p class="wrap-anywhere">{state.last_error.unwrap_or_default()}</p>
            {when}
            <Form state=form on_submit=again>
                <ErrorSummary />
                <SubmitButton label="Try to deliver them again" />
            </Form>
        </Banner>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_reads_where_mail_goes() {
        let state = |server: Option<&str>, kept| MailState {
            server: server.map(str::to_owned),
            kept,
            undelivered: 0,
            last_error: None,
            last_at: None,
        };
        assert_eq!(where_to(&state(Some("m:587"), false)), "Notices are mailed by m:587.");
        assert!(where_to(&state(None, true)).contains("this demo"));
        assert!(where_to(&state(None, false)).contains("nothing is mailed"));
    }
}
