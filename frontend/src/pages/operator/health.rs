use leptos::prelude::*;
use wire::{
    members::Invited,
    operator::{Health as Report, HealthCheck, InviteOperator},
};

use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Badge, Banner, ConfirmDialog, Time, Tone},
        form::TextField,
        layout::{Definitions, PageHeader, Section, Term},
        list::{Cell, Loaded, Loader, Table, TableRow},
    },
    pages::parts::{EMAIL_WANTED, SetUpLink, settle_focus, typed},
};

#[component]
pub fn Health() -> impl IntoView {
    let report = Loader::new(api::operator::health);
    view! {
        <PageHeader title="Health" lead="Whether the node that answered you has all that it needs.">
            <button type="button" class="btn" on:click=move |_| report.reload()>
                <Icon symbol=Symbol::Refresh />
                "Check again"
            </button>
        </PageHeader>
        <Loaded from=report headed=true let:report>
            <Checks report />
        </Loaded>
        <Operators />
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
    let row = |check: HealthCheck| {
        let (tone, symbol, words) = if check.healthy {
            (Tone::Positive, Symbol::CheckCircle, "Works")
        } else {
            (Tone::Danger, Symbol::Alert, "Fails")
        };
        view! {
            <TableRow>
                <Cell>
                    <span class="font-semibold">{check.name}</span>
                </Cell>
                <Cell label="Result">
                    <Badge tone symbol>
                        {words}
                    </Badge>
                </Cell>
                <Cell label="Detail">{check.detail}</Cell>
            </TableRow>
        }
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
            <Table label="Checks" columns=vec!["Check", "Result", "Detail"]>
                {report.checks.into_iter().map(row).collect_view()}
            </Table>
        </div>
    }
}

/// Operators come by a link, as everybody does.
#[component]
fn Operators() -> impl IntoView {
    let open = RwSignal::new(false);
    let email = RwSignal::new(String::new());
    let invited = RwSignal::new(None::<Invited>);
    let link = move |invited_now| {
        view! {
            <div class="panel">
                <SetUpLink
                    invited=invited_now
                    on_saved=move |()| {
                        invited.set(None);
                        settle_focus();
                    }
                />
            </div>
        }
    };
    let button = move || {
        view! {
            <button type="button" class="btn" on:click=move |_| open.set(true)>
                <Icon symbol=Symbol::Plus />
                "Invite operator…"
            </button>
        }
    };
    view! {
        <Section
            title="Operators"
            lead="Operators create tenants, publishers and scopes, and may suspend apps. They see no tenant’s credentials."
            action=ViewFn::from(button)
        >
            {move || invited.get().map(link)}
        </Section>
        <ConfirmDialog
            open
            title="Invite an operator"
            verb="Make invitation link"
            run=move || async move {
                let email = typed("email", &email.get_untracked(), EMAIL_WANTED)?;
                api::operator::invite_operator(InviteOperator { email }).await
            }
            then=move |answer: Invited| {
                email.set(String::new());
                invited.set(Some(answer));
                settle_focus();
            }
        >
            <p>"You get a link that works once, and send it to them yourself. Whoever uses it may change the whole platform."</p>
            <TextField name="email" label="E-mail address" value=email kind="email" autocomplete="off" />
        </ConfirmDialog>
    }
}
