//! `/design`: every component in every state, for looking at and for component tests.

mod dialogs;

use std::future::{pending, ready};

use chrono::{DateTime, TimeDelta};
use leptos::prelude::*;
use model::connection::StateName;
use wire::{
    page::{Page, PageQuery},
    problem::{FieldProblem, Problem, ProblemCode},
};

use self::dialogs::Dialogs;
use crate::{
    api::ApiError,
    components::{
        Icon, Symbol,
        feedback::*,
        form::*,
        layout::*,
        list::*,
        outside::{ContactLink, OutsideLink},
    },
    dom,
};

#[component]
pub fn Gallery() -> impl IntoView {
    view! {
        <main id="main" class="page">
            <PageHeader title="Design" lead="Every component in every state." back=("/".to_owned(), "Start".to_owned())>
                <ThemeSwitch />
                <button type="button" class="btn btn-primary">
                    <Icon symbol=Symbol::Plus />
                    "Primary action"
                </button>
            </PageHeader>
            <Words />
            <Outside />
            <Feedback />
            <Forms />
            <Dialogs />
            <Lists />
            <Section title="Shown once">
                <Once />
            </Section>
        </main>
    }
}

#[component]
fn Words() -> impl IntoView {
    let ago = |seconds| {
        DateTime::from_timestamp_millis(dom::now_milliseconds()).unwrap_or_default()
            - TimeDelta::seconds(seconds)
    };
    view! {
        <Section title="Facts" lead="A part of a page, with facts in it.">
            <div class="panel">
                <Definitions>
                    <IdentifierTerm label="Tenant ID" value="ten_01K9VXQ8M4T7R2N6B0C3D5F8GH" what="tenant ID" />
                    <Term label="Created"><Time at=ago(3 * 86_400) /></Term>
                    <Term label="Last used"><Time at=ago(40) /></Term>
                    <Term label="Ends"><Time at=ago(-5 * 3600) /></Term>
                    <Term label="Website"><OutsideLink address="https://example.org" words="example.org" /></Term>
                </Definitions>
            </div>
        </Section>
        <Section title="Buttons">
            <div class="flex flex-wrap gap-3">
                <button type="button" class="btn btn-primary">"Allow access"</button>
                <button type="button" class="btn">"Decline…"</button>
                <button type="button" class="btn btn-ghost">"Quiet"</button>
                <button type="button" class="btn btn-danger">"Delete connection"</button>
                <button type="button" class="btn btn-danger-quiet">"Delete…"</button>
                <button type="button" class="btn" disabled>"Disabled"</button>
            </div>
        </Section>
    }
}

/// What people may type where a link is wanted.
const TYPED: [&str; 10] = [
    "https://quill.example/privacy",
    "support@quill.example",
    "javascript:alert(document.domain)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example",
    "https:evil.example",
    "https://quill.example@evil.example",
    "support@quill.example?bcc=other@evil.example",
];

#[component]
fn Outside() -> impl IntoView {
    let web = |address: &'static str| view! { <li><OutsideLink address /></li> };
    let contact = |contact: &'static str| view! { <li><ContactLink contact words="Support" /></li> };
    view! {
        <Section title="Links out" lead="Of what people typed, only addresses of pages and of people become links.">
            <ul class="bullets" aria-label="Addresses">{TYPED.into_iter().map(web).collect_view()}</ul>
            <ul class="bullets grid gap-2" aria-label="Contacts">{TYPED.into_iter().map(contact).collect_view()}</ul>
        </Section>
    }
}

#[component]
fn Feedback() -> impl IntoView {
    let toaster = use_toaster();
    view! {
        <Section title="States">
            <div class="flex flex-wrap gap-2">
                {StateName::ALL.iter().map(|&state| view! { <StateBadge state /> }).collect_view()}
                <Badge tone=Tone::Info symbol=Symbol::Shield>"Verified publisher"</Badge>
                <Badge>"Read"</Badge>
                <Badge tone=Tone::Caution symbol=Symbol::Warning>"Sensitive"</Badge>
            </div>
        </Section>
        <Section title="Banners">
            <Banner title="Neutral">"Good to know."</Banner>
            <Banner tone=Tone::Info title="Version 3 is out">"It asks for one more permission. Review it when you are ready."</Banner>
            <Banner tone=Tone::Positive title="Access allowed">"BrightBill Claims may now read patients."</Banner>
            <Banner tone=Tone::Caution title="Disabled by you on 3 May">"The app cannot get tokens until you restore it."</Banner>
            <Banner tone=Tone::Danger title="The secret was reported as leaked">"It no longer works: the app needs a new one."</Banner>
        </Section>
        <Section title="Messages">
            <div class="flex flex-wrap gap-3">
                <button type="button" class="btn" on:click=move |_| toaster.done("BrightBill Claims is restored.")>
                    "Say that it worked"
                </button>
                <button type="button" class="btn" on:click=move |_| toaster.failed(ApiError::Network)>
                    "Say that it failed"
                </button>
            </div>
            <Snippet
                text="curl -u cli_01K9VXQ8M4T7R2N6B0C3D5F8GH:gts_… -d grant_type=client_credentials https://grantry.example/t/ten_01K9VXQ8M4T7R2N6B0C3D5F8GH/oauth2/token"
                what="curl command"
            />
        </Section>
    }
}

fn refused() -> ApiError {
    let errors = [
        ("name", "An app of this name exists already. Choose another."),
        ("scopes", "Pick at least one scope."),
    ];
    ApiError::Problem(Box::new(Problem {
        kind: "urn:grantry:problem:invalid".to_owned(),
        title: "Invalid".to_owned(),
        status: 422,
        code: ProblemCode::Invalid,
        detail: "Some fields are wrong.".to_owned(),
        errors: errors
            .map(|(field, message)| FieldProblem { field: field.to_owned(), message: message.to_owned() })
            .into(),
        current_version: None,
        made: None,
        changed_details: Vec::new(),
        document_problems: Vec::new(),
        request_id: "01K9VXQ8M4".to_owned(),
    }))
}

#[component]
fn Forms() -> impl IntoView {
    let form = FormState::new();
    let text = || RwSignal::new(String::new());
    let (name, summary, key, password) = (text(), text(), text(), text());
    let (visibility, hand_over) = (RwSignal::new("targeted"), RwSignal::new("admin"));
    let (read, change) = (RwSignal::new(true), RwSignal::new(false));
    let toaster = use_toaster();
    let submit = move |()| form.send(ready(Err::<(), _>(refused())), move |()| toaster.done("Saved."));
    let hand_overs = vec![
        Choice::new("admin", "The admin shares").hint("The admin sees the secret once and sends it to you."),
        Choice::new("developer", "You collect it").hint("You reveal it once in the developer portal."),
    ];
    let visibilities =
        vec![Choice::new("targeted", "Only named tenants"), Choice::new("listed", "Every tenant")];
    view! {
        <Section title="Form" lead="Sending it shows what a server’s refusal looks like.">
            <Form state=form on_submit=submit guard=true>
                <ErrorSummary />
                <TextField name="name" label="Name" value=name hint="What admins read first." />
                <TextArea name="summary" label="Summary" value=summary optional=true />
                <TextField name="key" label="Tenant ID" value=key monospace=true placeholder="ten_…" optional=true />
                <PasswordField name="password" label="Password" value=password />
                <Select name="visibility" label="Who may see it" value=visibility choices=visibilities />
                <RadioGroup name="hand_over" label="Hand-over" value=hand_over choices=hand_overs />
                <Fieldset name="scopes" legend="Scopes" hint="What the app may do.">
                    <Checkbox name="read" label="Read patients" value=read hint="Always included" disabled=true />
                    <Checkbox name="change" label="Change appointments" value=change hint="Optional" />
                </Fieldset>
                <div class="form-actions">
                    <SubmitButton label="Create app" />
                    <a class="btn" href="/">"Cancel"</a>
                </div>
            </Form>
        </Section>
    }
}

#[derive(Clone, PartialEq)]
struct Sample {
    name: &'static str,
    state: StateName,
}

fn page(query: &PageQuery) -> Page<Sample> {
    let all = [
        ("BrightBill Claims", StateName::Active),
        ("Remindly", StateName::Paused),
        ("LabLink", StateName::Awaiting),
        ("Old Export Tool", StateName::Declined),
    ];
    let wanted = query.q.clone().unwrap_or_default().to_lowercase();
    let found = all.into_iter().filter(|(name, _)| name.to_lowercase().contains(&wanted));
    let next_cursor = (query.cursor.is_none() && wanted.is_empty()).then(|| "more".to_owned());
    Page { items: found.map(|(name, state)| Sample { name, state }).collect(), next_cursor, total: None }
}

#[component]
fn Lists() -> impl IntoView {
    let full = Listing::new(|query: PageQuery| ready(Ok(page(&query))));
    let waiting = Listing::<Sample>::beside(|_| pending());
    let broken = Listing::<Sample>::beside(|_| ready(Err(ApiError::Network)));
    let bare =
        Listing::<Sample>::beside(|_| ready(Ok(Page { items: Vec::new(), next_cursor: None, total: None })));
    view! {
        <Section title="List">
            <Samples list=full search=true />
        </Section>
        <Section title="List that is loading">
            <Samples list=waiting />
        </Section>
        <Section title="List that failed">
            <Samples list=broken />
        </Section>
        <Section title="Empty list">
            <Samples list=bare search=true />
        </Section>
    }
}

#[component]
fn Samples(list: Listing<Sample>, #[prop(optional)] search: bool) -> impl IntoView {
    let columns = vec![
        Column::name("App", |sample: &Sample| view! { <a class="link" href="/design">{sample.name}</a> }),
        Column::new("State", |sample: &Sample| view! { <StateBadge state=sample.state /> }),
        Column::new("App ID", |sample: &Sample| {
            view! { <Identifier value="app_01K9VXQ8M4T7R2N6B0C3D5F8GH" what=format!("app ID of {}", sample.name) /> }
        }),
        Column::new("Since", |_: &Sample| {
            let at =
                DateTime::from_timestamp_millis(dom::now_milliseconds() - 90_000_000).unwrap_or_default();
            view! { <Time at /> }
        }),
    ];
    let empty = || {
        view! {
            <EmptyState title="No app is connected yet" symbol=Symbol::Plug>
                "Give your tenant ID to the developer of the app that you want to connect. It then appears here."
            </EmptyState>
        }
    };
    let search = if search { "Search by app name" } else { "Search" };
    view! { <ListView list noun="connections" columns search empty /> }
}

#[component]
fn Once() -> impl IntoView {
    let shown = RwSignal::new(false);
    let rows = || {
        vec![
            ShownOnceRow::plain("Tenant ID", "ten_01K9VXQ8M4T7R2N6B0C3D5F8GH"),
            ShownOnceRow::plain("Client ID", "cli_01K9VXQ8M4T7R2N6B0C3D5F8GH"),
            ShownOnceRow::secret("Client secret", "gts_9fKq2Vb7Xz1Lm4Np8Rt6Wy3Cd5Gh0Jk2Qs7Uv9Za1Be4x8Yp2"),
            ShownOnceRow::plain(
                "Token URL",
                "https://grantry.example/t/ten_01K9VXQ8M4T7R2N6B0C3D5F8GH/oauth2/token",
            ),
        ]
    };
    view! {
        <div class="panel">
            {move || {
                if shown.get() {
                    view! {
                        <ShownOnce
                            title="Access allowed. Save these now: the secret is shown only this once."
                            rows=rows()
                            curl="curl -u 'cli_01K9VXQ8M4T7R2N6B0C3D5F8GH:gts_…' -d grant_type=client_credentials https://grantry.example/oauth2/token"
                            on_saved=move |()| shown.set(false)
                        />
                    }
                        .into_any()
                } else {
                    view! { <button type="button" class="btn" on:click=move |_| shown.set(true)>"Allow access"</button> }
                        .into_any()
                }
            }}
        </div>
    }
}
