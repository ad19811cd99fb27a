//! Adds tenants to an app: every id in a pasted text, one after the other, with the result of each.

use leptos::prelude::*;
use model::ids::{AppId, PublisherId, TenantId};
use wire::{developer::Target, problem::ProblemCode};

use super::super::reader::use_publisher;
use crate::{
    api::{self, ApiError},
    components::{
        feedback::{Banner, Tone},
        form::{ErrorSummary, Form, FormState, SideButton, SubmitButton, TextArea},
        list::Listing,
    },
    session::use_session,
};

const NONE_FOUND: &str = "There is no tenant ID here. A tenant ID is ten_ followed by 26 digits and capital letters: copy all of it.";
/// Digits and letters behind `ten_`.
const LENGTH: usize = 26;

/// Every tenant ID in a text, whatever stands between them, each once; in their order.
fn ids_in(text: &str) -> Vec<TenantId> {
    let mut found = Vec::new();
    // The letters of an ID are capital; some programs write all small.
    for (at, prefix) in text.to_ascii_lowercase().match_indices(TenantId::PREFIX) {
        let rest = &text[at + prefix.len()..];
        let body: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        let glued = text[..at].chars().next_back().is_some_and(|before| before.is_ascii_alphanumeric());
        if body.len() != LENGTH || glued {
            continue;
        }
        let id = format!("{}{}", TenantId::PREFIX, body.to_ascii_uppercase()).parse();
        if let Ok(id) = id
            && !found.contains(&id)
        {
            found.push(id);
        }
    }
    found
}

/// What became of the IDs.
#[derive(Debug, Clone, Default)]
struct Outcome {
    added: usize,
    already: usize,
    unknown: Vec<TenantId>,
    /// Why it ended early, and what is still to add: the ID at which it ended, and those after it.
    left: Option<(ApiError, Vec<TenantId>)>,
}

impl Outcome {
    /// Takes the answer about the first of these IDs.
    fn note<T>(&mut self, answer: Result<T, ApiError>, ids: &[TenantId]) {
        match answer {
            Ok(_) => self.added += 1,
            Err(error) => match error.code() {
                Some(ProblemCode::Invalid) => self.unknown.extend(ids.first()),
                Some(ProblemCode::Conflict) => self.already += 1,
                _ => self.left = Some((error, ids.to_vec())),
            },
        }
    }

    /// "3 added, 1 unknown, 2 there already"
    fn words(&self) -> String {
        let unknown = self.unknown.len();
        let left = self.left.as_ref().map_or(0, |(_, ids)| ids.len());
        let parts = [
            (self.added, "added"),
            (unknown, "unknown"),
            (self.already, "there already"),
            (left, "still to add"),
        ];
        let texts: Vec<_> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        texts.join(", ")
    }

    /// Why it ended early. What the server says is about the ID at which it ended: others may be added.
    fn reason(&self) -> Option<String> {
        let (error, ids) = self.left.as_ref()?;
        let at = ids.first()?;
        Some(match error {
            ApiError::SignedOut => "Your session had ended before that. Add the rest now.".to_owned(),
            _ => format!("Adding stopped at {at}. {error}"),
        })
    }

    /// What was done before the session ended, or someone else signed in; `total`: of how many.
    fn cut_off(&self, total: usize) -> Option<String> {
        let (error, _) = self.left.as_ref()?;
        let over = *error == ApiError::SignedOut || error.code() == Some(ProblemCode::AnotherPerson);
        match self.added {
            1.. if over => {
                let were = if self.added == 1 { "was" } else { "were" };
                Some(format!("{} of {total} tenants {were} added", self.added))
            }
            _ => None,
        }
    }

    /// What one may want to look at again.
    fn rest(&self) -> String {
        let left = self.left.iter().flat_map(|(_, ids)| ids);
        self.unknown.iter().chain(left).map(TenantId::to_string).collect::<Vec<_>>().join("\n")
    }
}

async fn add_all(publisher: PublisherId, app: AppId, ids: Vec<TenantId>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut left = ids.as_slice();
    while let Some((id, rest)) = left.split_first() {
        outcome.note(api::call(api::developer::add_target(publisher, app, *id)).await, left);
        if outcome.left.is_some() {
            break;
        }
        left = rest;
    }
    outcome
}

#[component]
pub fn AddTenants(app: AppId, list: Listing<Target>) -> impl IntoView {
    let publisher = use_publisher();
    let (form, text) = (FormState::new(), RwSignal::new(String::new()));
    let outcome = RwSignal::new(None::<Outcome>);
    let session = use_session();
    let add = move |()| {
        let ids = ids_in(&text.get_untracked());
        outcome.set(None);
        if ids.is_empty() {
            return form.refuse("tenant_id", NONE_FOUND);
        }
        let total = ids.len();
        form.send(async move { Ok(add_all(publisher, app, ids).await) }, move |now: Outcome| {
            text.set(now.rest());
            session.done_before().set(now.cut_off(total));
            outcome.set(Some(now));
            list.reload();
        });
    };
    let own = session.me().and_then(|me| {
        let here = me.publishers.iter().find(|place| place.id == publisher)?;
        Some(here.sandbox_tenant_id)
    });
    let sandbox = own.map(|id| {
        view! {
            <SideButton on_press=move |()| text.set(id.to_string())>
                "Fill in your sandbox’s tenant ID"
            </SideButton>
        }
    });
    view! {
        <div class="panel grid gap-4">
            <Form state=form on_submit=add>
                <ErrorSummary short=true />
                <TextArea
                    name="tenant_id"
                    label="Tenant IDs"
                    value=text
                    monospace=true
                    rows=3
                    hint="As the tenants’ admins gave them to you. Paste one or many: other text around them does not matter."
                />
                <div class="form-actions">
                    <SubmitButton label="Add tenants" />
                    {sandbox}
                </div>
            </Form>
            {move || outcome.get().map(|outcome| view! { <OutcomeText outcome /> })}
        </div>
    }
}

#[component]
fn OutcomeText(outcome: Outcome) -> impl IntoView {
    let fine = outcome.unknown.is_empty() && outcome.left.is_none();
    let tone = if fine { Tone::Positive } else { Tone::Caution };
    let unknown = (!outcome.unknown.is_empty()).then(|| {
        let ids = outcome.unknown.clone();
        let which = if ids.len() == 1 { "this ID" } else { "these IDs" };
        view! {
            <p>
                {format!("No organisation has {which}. Ask whoever gave it to you to copy it again from their Integrations page:")}
            </p>
            <ul class="bullets">{ids.into_iter().map(|id| view! { <li><code>{id.to_string()}</code></li> }).collect_view()}</ul>
        }
    });
    let left = outcome.reason().map(|reason| view! { <p>{reason}</p> });
    view! {
        <div role="status">
            <Banner tone title=outcome.words()>
                {unknown} {left}
            </Banner>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use wire::problem::Problem;

    use super::*;

    fn id(number: u64) -> TenantId {
        TenantId::new(number, &[7; 10])
    }

    #[test]
    fn every_id_is_found_whatever_stands_around_it() {
        let (a, b, c) = (id(1), id(2), id(3));
        for text in [
            format!("{a}\n{b}\r\n{c}"),
            format!("{a},{b};{c}"),
            format!("  {a}\t{b} {c}  "),
            format!("Harbour: {a} (main), “{b}” and <{c}>."),
            format!("https://a.example/t/{a}/oauth2/token?x={b}&y={c}"),
            format!("[\"{a}\",\"{b}\",'{c}']"),
            format!("é{a}é\u{200b}{b}\u{a0}{c}…"),
            format!("{a} {b} {a} {c} {b}"),
            format!("{} {b} {c}", a.to_string().to_ascii_lowercase()),
        ] {
            assert_eq!(ids_in(&text), [a, b, c], "{text}");
        }
    }

    #[test]
    fn what_is_no_tenant_id_is_none() {
        let whole = id(1).to_string();
        let app = whole.replace("ten_", "app_");
        for text in ["", "ten_", &whole[..29], &format!("{whole}0"), &format!("x{whole}"), &app, "ten_é"] {
            assert_eq!(ids_in(text), [], "{text}");
        }
    }

    #[test]
    fn what_became_of_them_is_said_and_the_rest_stays() {
        let outcome = Outcome { added: 3, already: 2, unknown: vec![id(1)], left: None };
        assert_eq!(outcome.words(), "3 added, 1 unknown, 2 there already");
        assert_eq!(outcome.rest(), id(1).to_string());
        let broken = Outcome { left: Some((ApiError::Network, vec![id(2), id(3)])), ..outcome };
        assert_eq!(broken.words(), "3 added, 1 unknown, 2 there already, 2 still to add");
        assert_eq!(broken.rest().lines().count(), 3);
    }

    fn refused(code: ProblemCode, detail: &str) -> Result<(), ApiError> {
        Err(ApiError::Problem(Box::new(Problem {
            kind: String::new(),
            title: String::new(),
            status: 409,
            code,
            detail: detail.to_owned(),
            errors: Vec::new(),
            current_version: None,
            changed_details: Vec::new(),
            document_problems: Vec::new(),
            made: None,
            request_id: String::new(),
        })))
    }

    #[test]
    fn where_there_is_no_room_nothing_is_there_already() {
        let ids = [id(1), id(2), id(3)];
        let mut outcome = Outcome::default();
        outcome.note(Ok(()), &ids);
        outcome.note(refused(ProblemCode::Conflict, "It sees this app already."), &ids[1..]);
        assert_eq!((outcome.words().as_str(), outcome.reason()), ("1 added, 1 there already", None));
        outcome.note(refused(ProblemCode::QuotaReached, "10000 is the most."), &ids[2..]);
        assert_eq!(outcome.words(), "1 added, 1 there already, 1 still to add");
        let reason = format!("Adding stopped at {}. 10000 is the most.", ids[2]);
        assert_eq!((outcome.reason(), outcome.rest()), (Some(reason), ids[2].to_string()));
    }

    #[test]
    fn a_session_that_ends_takes_back_nothing() {
        let mut outcome = Outcome { added: 3, ..Outcome::default() };
        outcome.note(Err::<(), _>(ApiError::SignedOut), &[id(4), id(5)]);
        assert_eq!(outcome.words(), "3 added, 2 still to add");
        let reason = outcome.reason().unwrap_or_default();
        assert_eq!(reason, "Your session had ended before that. Add the rest now.");
    }

    #[test]
    fn what_was_added_before_a_person_was_signed_out_is_shown() {
        let cut_off = |added, left| Outcome { added, left, ..Outcome::default() }.cut_off(5);
        let over = || Some((ApiError::SignedOut, vec![id(4)]));
        assert_eq!(cut_off(2, over()).as_deref(), Some("2 of 5 tenants were added"));
        assert_eq!(cut_off(1, over()).as_deref(), Some("1 of 5 tenants was added"));
        assert_eq!(cut_off(0, over()), None, "nothing was changed");
        assert_eq!(cut_off(2, Some((ApiError::Network, vec![id(4)]))), None);
        assert_eq!(cut_off(2, None), None);
    }
}
