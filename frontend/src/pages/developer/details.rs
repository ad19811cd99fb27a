//! The form of an app's details, for a new app and for one that exists.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::{app::Visibility, ids::PublisherId};
use wire::{
    developer::{App, AppDetails, ChangeApp},
    problem::ProblemCode,
    texts::{AppDescription, AppInOneLine, AppName, SupportContact, WebAddress},
    updates::RollOutCounts,
};

use super::{
    app_words::visibility_words,
    hand_over::{HandOverDraft, HandOverFields},
    reader::{ViewerNote, use_publisher},
};
use crate::{
    api,
    components::{
        feedback::{Banner, Time, Tone, use_toaster},
        form::{
            Checkbox, Choice, ErrorSummary, Form, FormState, RadioGroup, SubmitButton, TextArea, TextField,
            WebAddressField,
        },
        layout::{PageHeader, use_organisation},
        list::{Loaded, Loader},
    },
    dom,
    pages::{parameter::load_named, revised::without_prefix, typed::filled},
    route,
};

#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    summary: RwSignal<String>,
    description: RwSignal<String>,
    logo_url: RwSignal<String>,
    website: RwSignal<String>,
    privacy_policy: RwSignal<String>,
    support_contact: RwSignal<String>,
    ai_agent: RwSignal<bool>,
    visibility: RwSignal<Visibility>,
    hand_over: HandOverDraft,
}

impl Fields {
    fn empty() -> Self {
        let blank = || RwSignal::new(String::new());
        Self {
            name: blank(),
            summary: blank(),
            description: blank(),
            logo_url: blank(),
            website: blank(),
            privacy_policy: blank(),
            support_contact: blank(),
            ai_agent: RwSignal::new(false),
            visibility: RwSignal::new(Visibility::Targeted),
            hand_over: HandOverDraft::new(),
        }
    }

    fn of(details: &AppDetails) -> Self {
        let fields = Self::empty();
        fields.fill(details);
        fields
    }

    /// As [`HandOverDraft::fixed_while`].
    fn fixed_while(self, fixed: Signal<bool>) -> Self {
        Self { hand_over: self.hand_over.fixed_while(fixed), ..self }
    }

    fn fill(self, details: &AppDetails) {
        let given = |address: &Option<WebAddress>| address.as_deref().unwrap_or_default().to_owned();
        self.name.set(details.name.to_string());
        self.summary.set(details.summary.to_string());
        self.description.set(details.description.to_string());
        self.logo_url.set(given(&details.logo_url));
        self.website.set(given(&details.website));
        self.privacy_policy.set(given(&details.privacy_policy));
        self.support_contact.set(details.support_contact.to_string());
        self.ai_agent.set(details.ai_agent);
        self.visibility.set(details.visibility);
        self.hand_over.fill(details);
    }

    fn read(self) -> AppDetails {
        AppDetails {
            name: text(self.name),
            summary: text(self.summary),
            description: text(self.description),
            logo_url: optional(self.logo_url),
            website: optional(self.website),
            privacy_policy: optional(self.privacy_policy),
            support_contact: text(self.support_contact),
            ai_agent: self.ai_agent.get_untracked(),
            visibility: self.visibility.get_untracked(),
            hand_over: self.hand_over.way(),
            client_keys: self.hand_over.keys(),
        }
    }
}

fn text<T: From<String>>(field: RwSignal<String>) -> T {
    field.with_untracked(|value| value.trim().to_owned()).into()
}

fn optional<T: From<String>>(field: RwSignal<String>) -> Option<T> {
    field.with_untracked(|value| filled(value)).map(T::from)
}

#[component]
fn DetailsFields(fields: Fields) -> impl IntoView {
    let visibility = vec![
        Choice::new(Visibility::Targeted, visibility_words(Visibility::Targeted))
            .hint("A tenant sees the app once you have added its tenant ID."),
        Choice::new(Visibility::Listed, visibility_words(Visibility::Listed))
            .hint("Each live tenant’s admin finds it under “Connect new app”."),
    ];
    view! {
        <TextField name="name" label="Name" value=fields.name hint="What admins will read." rule=AppName::RULE />
        <TextField
            name="summary"
            label="Summary"
            value=fields.summary
            hint="One line on what it does."
            rule=AppInOneLine::RULE
        />
        <TextArea
            name="description"
            label="Description"
            value=fields.description
            optional=true
            hint="More for admins who want to know before they decide. Plain text."
            rule=AppDescription::RULE
        />
        <TextField
            name="support_contact"
            label="Support contact"
            value=fields.support_contact
            rule=SupportContact::RULE
            hint="An e-mail address or an https URL. Admins turn here with questions."
        />
        <WebAddressField name="website" label="Website" value=fields.website />
        <WebAddressField
            name="privacy_policy"
            label="Privacy policy"
            value=fields.privacy_policy
            hint="An https URL. Many admins decline an app without one."
        />
        <WebAddressField
            name="logo_url"
            label="Logo"
            value=fields.logo_url
            hint="The https URL of a square picture: PNG, JPEG, WebP or GIF, at most 2 MB and 2048 × 2048 pixels. Admins see a copy of it."
        />
        <Checkbox
            name="ai_agent"
            label="This app is an AI agent"
            value=fields.ai_agent
            hint="Mark it where software decides by itself what to do with its access, as one that a language model drives. Admins read this before they allow the app, and hear of it when you change it."
        />
        <RadioGroup name="visibility" label="Who may see it" value=fields.visibility choices=visibility />
        <HandOverFields draft=fields.hand_over />
    }
}

/// The children stand above the fields.
#[component]
fn DetailsForm(
    form: FormState,
    fields: Fields,
    #[prop(into)] on_submit: Callback<()>,
    verb: &'static str,
    /// Where one goes on without.
    cancel: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="panel">
            <Form state=form on_submit guard=true>
                <ErrorSummary />
                {children.map(|above| above())}
                <DetailsFields fields />
                <div class="form-actions">
                    <SubmitButton label=verb />
                    <a class="btn" href=cancel>
                        "Cancel"
                    </a>
                </div>
            </Form>
        </div>
    }
}

#[component]
pub fn NewApp() -> impl IntoView {
    let publisher = use_publisher();
    let back = (route::developer::apps(publisher), "Apps".to_owned());
    view! {
        <PageHeader
            title="Create app"
            lead="What tenants read about it. Its scopes come next; until version 1 is published, no tenant sees the app."
            back
        />
        <ViewerNote />
        {use_organisation().may_act.then(|| view! { <NewAppForm /> })}
    }
}

#[component]
fn NewAppForm() -> impl IntoView {
    let publisher = use_publisher();
    let (form, fields) = (FormState::new(), Fields::empty());
    let navigate = use_navigate();
    let create = move |()| {
        let navigate = navigate.clone();
        form.send(api::call(api::developer::create_app(publisher, fields.read())), move |app: App| {
            navigate(&route::developer::app(publisher, app.id), Default::default());
        });
    };
    view! {
        <DetailsForm form fields on_submit=create verb="Create app" cancel=route::developer::apps(publisher) />
    }
}

#[component]
pub fn EditApp() -> impl IntoView {
    let publisher = use_publisher();
    let app = load_named("app", move |id| api::call(api::developer::app(publisher, id)));
    view! {
        <Loaded from=app thing="The app" back=(route::developer::apps(publisher), "Apps".to_owned()) let:app>
            <PageHeader
                title=format!("Edit details of {}", app.details.name)
                lead="What tenants read about the app. Changes take effect at once."
                back=(route::developer::app(publisher, app.id), app.details.name.to_string())
            />
            <ViewerNote />
            {use_organisation().may_act.then(|| view! { <EditForm app=app.clone() /> })}
        </Loaded>
    }
}

/// The id of what tells of a conflict: it takes focus, since the button is far below.
const CONFLICT: &str = "conflict";

/// What came of saving.
enum Saved {
    Done,
    /// Someone else was faster; the app as it is now.
    LostRace(Box<App>),
}

/// Whether tenants have connected the app; no, until that is known.
fn has_connections(publisher: PublisherId, app: &App) -> Signal<bool> {
    let id = app.id;
    let published = app.latest_version > 0;
    let roll_out = published.then(|| Loader::new(move || api::call(api::developer::roll_out(publisher, id))));
    Signal::derive(move || {
        roll_out.and_then(Loader::get).is_some_and(|roll_out| {
            let RollOutCounts { accepted, partly, not_now, never, seen, unseen } = roll_out.counts;
            accepted + partly + not_now + never + seen + unseen > 0
        })
    })
}

#[component]
fn EditForm(app: App) -> impl IntoView {
    let publisher = use_publisher();
    let (form, fields) =
        (FormState::new(), Fields::of(&app.details).fixed_while(has_connections(publisher, &app)));
    let id = app.id;
    let revision = RwSignal::new(app.revision);
    let theirs = RwSignal::new(None::<App>);
    let navigate = use_navigate();
    let toaster = use_toaster();
    let save = Callback::new(move |()| {
        let navigate = navigate.clone();
        let change = ChangeApp { revision: revision.get_untracked(), details: fields.read() };
        let call = async move {
            match api::call(api::developer::change_app(publisher, id, change)).await {
                Ok(_) => Ok(Saved::Done),
                Err(error) if error.code() == Some(ProblemCode::LostRace) => {
                    api::call(api::developer::app(publisher, id))
                        .await
                        .map(|app| Saved::LostRace(Box::new(app)))
                }
                Err(error) => Err(without_prefix(error)),
            }
        };
        form.send(call, move |saved| match saved {
            Saved::Done => {
                toaster.done("The details are saved.");
                navigate(&route::developer::app(publisher, id), Default::default());
            }
            Saved::LostRace(app) => {
                form.touch();
                revision.set(app.revision);
                theirs.set(Some(*app));
                request_animation_frame(|| dom::focus_id(CONFLICT));
            }
        });
    });
    view! {
        <DetailsForm form fields on_submit=save verb="Save details" cancel=route::developer::app(publisher, id)>
            {move || theirs.get().map(|app| view! { <Conflict app fields theirs /> })}
        </DetailsForm>
    }
}

/// Someone else saved first: says what differs, and lets the person take it or save over it.
#[component]
fn Conflict(app: App, fields: Fields, theirs: RwSignal<Option<App>>) -> impl IntoView {
    let different = differences(&fields.read(), &app.details).join(", ");
    let details = app.details;
    let take = move |_| {
        fields.fill(&details);
        theirs.set(None);
    };
    view! {
        <div id=CONFLICT tabindex="-1" class="scroll-mt-20">
        <Banner tone=Tone::Caution title="Someone else changed this app meanwhile" alert=true>
            <p>
                "Yours is not saved. Theirs was saved " <Time at=app.updated_at /> " and differs in: " {different}
                ". Save details again to replace theirs with yours, or take theirs and change that."
            </p>
            <button type="button" class="btn mt-3" on:click=take>
                "Take theirs"
            </button>
        </Banner>
        </div>
    }
}

/// The labels of the fields in which two states differ.
fn differences(mine: &AppDetails, theirs: &AppDetails) -> Vec<&'static str> {
    let fields = [
        ("name", mine.name != theirs.name),
        ("summary", mine.summary != theirs.summary),
        ("description", mine.description != theirs.description),
        ("support contact", mine.support_contact != theirs.support_contact),
        ("AI agent", mine.ai_agent != theirs.ai_agent),
        ("website", mine.website != theirs.website),
        ("privacy policy", mine.privacy_policy != theirs.privacy_policy),
        ("logo", mine.logo_url != theirs.logo_url),
        ("who may see it", mine.visibility != theirs.visibility),
        ("how credentials reach you", mine.hand_over != theirs.hand_over),
    ];
    let named: Vec<_> = fields.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect();
    if named.is_empty() { vec!["nothing that you see here"] } else { named }
}
