//! What of the inbox is mailed to the person who is signed in.

use leptos::prelude::*;
use model::notice::{MailChoice, NoticeKind};
use wire::notices::{ChangeNoticeSettings, ChooseMail, NoticeSettings};

use crate::{
    api,
    components::{
        feedback::{Banner, Tone, use_toaster},
        form::{Choice, ErrorSummary, Form, FormState, Select, SubmitButton},
        layout::PageHeader,
        list::{Loaded, Loader},
    },
    pages::revised::{Revised, Theirs},
    route,
};

#[component]
pub fn NoticeSettingsPage() -> impl IntoView {
    let settings = Loader::new(api::account::notice_settings);
    view! {
        <PageHeader
            title="Mail settings"
            lead="Your inbox has every notice. Choose which of them are mailed to you as well."
            back=(route::NOTICES.to_owned(), "Inbox".to_owned())
        />
        <Loaded from=settings headed=true let:settings>
            <Settings settings />
        </Loaded>
    }
}

#[component]
fn Settings(settings: NoticeSettings) -> impl IntoView {
    let (form, toaster) = (FormState::new(), use_toaster());
    let revised = Revised::of(&settings);
    let choices = StoredValue::new(signals(&settings));
    let request = move || ChangeNoticeSettings {
        revision: revised.revision(),
        choices: choices.with_value(|all| {
            all.iter().map(|(kind, mail)| ChooseMail { kind: *kind, mail: mail.get_untracked() }).collect()
        }),
    };
    let save = move |()| {
        let change = api::account::change_notice_settings(request());
        form.send(revised.save(change, api::account::notice_settings()), move |_: NoticeSettings| {
            toaster.done("Your choice is saved.");
        });
    };
    let take = move |theirs: NoticeSettings| {
        for (kind, mail) in choices.get_value() {
            if let Some(theirs) = theirs.choices.iter().find(|choice| choice.kind == kind) {
                mail.set(theirs.mail);
            }
        }
    };
    let field = |(kind, mail): (NoticeKind, RwSignal<MailChoice>)| {
        view! { <Select name=kind.as_str() label=kind.title() value=mail choices=answers() /> }
    };
    let no_mail = (!settings.mailed).then(|| {
        view! {
            <Banner tone=Tone::Caution title="This platform sends no mail">
                "Your inbox has everything. What you choose here counts once an operator has named a mail server."
            </Banner>
        }
    });
    view! {
        <div class="grid gap-6">
            {no_mail}
            <div class="panel">
                <Form state=form on_submit=save guard=true>
                    <ErrorSummary />
                    <Theirs revised fields=stored take />
                    <p>"Mail goes to " <strong class="wrap-anywhere">{settings.email.to_string()}</strong> "."</p>
                    {choices.get_value().into_iter().map(field).collect_view()}
                    <div class="form-actions">
                        <SubmitButton label="Save choices" />
                    </div>
                </Form>
            </div>
        </div>
    }
}

fn signals(settings: &NoticeSettings) -> Vec<(NoticeKind, RwSignal<MailChoice>)> {
    settings.choices.iter().map(|choice| (choice.kind, RwSignal::new(choice.mail))).collect()
}

fn answers() -> Vec<Choice<MailChoice>> {
    MailChoice::ALL.iter().map(|mail| Choice::new(*mail, words(*mail))).collect()
}

const fn words(mail: MailChoice) -> &'static str {
    match mail {
        MailChoice::AtOnce => "At once",
        MailChoice::Daily => "Once a day, together",
        MailChoice::Off => "Not mailed",
    }
}

fn stored(settings: &NoticeSettings) -> Vec<(&'static str, String)> {
    settings.choices.iter().map(|choice| (choice.kind.title(), words(choice.mail).to_owned())).collect()
}
