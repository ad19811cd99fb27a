//! Parts that pages of several portals share.

use std::str::FromStr;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::{
    environment::Environment,
    person::Email,
    scope::{ScopeAction, Sensitivity},
};
use wire::{
    limits::Limits,
    members::Invited,
    problem::{FieldProblem, Problem, ProblemCode},
};

use crate::{
    api::ApiError,
    components::{
        Icon, Symbol,
        feedback::{Badge, Banner, ShownOnce, ShownOnceRow, Time, Tone},
        layout::Term,
        list::Loader,
    },
    dom,
};

/// An id or a number in the address; tracked. What cannot be one leads to nothing.
///
/// While the page is being left it keeps the last value, so that nothing is asked for once more.
pub fn use_parameter<T: FromStr>(name: &'static str) -> impl Fn() -> Result<T, ApiError> + Copy {
    let parameters = use_params_map();
    let text = Memo::new(move |before: Option<&Option<String>>| {
        parameters.with(|all| all.get(name)).or_else(|| before.cloned().flatten())
    });
    move || text.get().unwrap_or_default().parse().map_err(|_| ApiError::NotFound)
}

/// What the address names; asked for again when it names another.
pub fn load_named<Id, T, Call>(parameter: &'static str, ask: impl Fn(Id) -> Call + 'static) -> Loader<T>
where
    Id: FromStr + 'static,
    T: Clone + PartialEq + Send + Sync + 'static,
    Call: Future<Output = Result<T, ApiError>> + 'static,
{
    let id = use_parameter::<Id>(parameter);
    Loader::new(move || {
        let call = id().map(&ask);
        async move { call?.await }
    })
}

/// Gives focus to the page where the element that had it has gone, such as a removed row's button.
pub fn settle_focus() {
    request_animation_frame(|| {
        let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
        if lost {
            dom::focus_id("main");
        }
    });
}

/// As `settle_focus`, where what is to be read next stands on top of the page.
pub fn settle_at_top() {
    settle_focus();
    request_animation_frame(|| window().scroll_to_with_x_and_y(0.0, 0.0));
}

/// What a field of a form holds, as the request wants it; what is wrong stands beside the field.
pub fn typed<T: FromStr>(field: &str, text: &str, wrong: &str) -> Result<T, ApiError> {
    text.trim().parse().map_err(|_| wrong_field(field, wrong))
}

/// As the server says that a field is wrong.
pub fn wrong_field(field: &str, message: &str) -> ApiError {
    ApiError::Problem(Box::new(Problem {
        kind: String::new(),
        title: String::new(),
        status: 422,
        code: ProblemCode::Invalid,
        detail: message.to_owned(),
        errors: vec![FieldProblem { field: field.to_owned(), message: message.to_owned() }],
        current_version: None,
        changed_details: Vec::new(),
        made: None,
        request_id: String::new(),
    }))
}

pub const EMAIL_WANTED: &str = "Write an e-mail address, such as ann@example.org.";

/// A text that may be left out: nothing where only spaces stand.
pub fn filled(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// "1 permission", "3 permissions".
pub fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// "192.0.2.0/24, 198.51.100.7/32", or anywhere.
pub fn networks_words(networks: &[String]) -> String {
    if networks.is_empty() { "anywhere".to_owned() } else { networks.join(", ") }
}

#[component]
pub fn SandboxBadge(kind: Environment) -> impl IntoView {
    (kind == Environment::Sandbox).then(|| {
        view! {
            <Badge tone=Tone::Info symbol=Symbol::Flask>
                "Sandbox"
            </Badge>
        }
    })
}

/// What a scope does with the data, and how much harm it could do.
#[component]
pub fn ScopeBadges(action: ScopeAction, sensitivity: Sensitivity) -> impl IntoView {
    let (tone, symbol, words) = match action {
        ScopeAction::Read => (Tone::Neutral, Symbol::Book, "Read"),
        ScopeAction::Change => (Tone::Info, Symbol::Edit, "Change"),
        ScopeAction::Delete => (Tone::Danger, Symbol::Trash, "Delete"),
    };
    let sensitivity = match sensitivity {
        Sensitivity::Normal => None,
        Sensitivity::Sensitive => Some((Symbol::Shield, "Sensitive")),
        Sensitivity::Critical => Some((Symbol::Warning, "Critical")),
    };
    view! {
        <Badge tone symbol>
            {words}
        </Badge>
        {sensitivity
            .map(|(symbol, words)| {
                view! {
                    <Badge tone=Tone::Caution symbol>
                        {words}
                    </Badge>
                }
            })}
    }
}

#[component]
pub fn VerifiedBadge(verified: bool) -> impl IntoView {
    let (tone, symbol, words) = if verified {
        (Tone::Positive, Symbol::CheckCircle, "Verified publisher")
    } else {
        (Tone::Neutral, Symbol::Info, "Unverified publisher")
    };
    view! {
        <Badge tone symbol>
            {words}
        </Badge>
    }
}

/// Why a name may mislead.
#[component]
pub fn NameWarnings(warnings: Vec<String>) -> impl IntoView {
    (!warnings.is_empty()).then(|| {
        view! {
            <Banner tone=Tone::Caution title="Check this name carefully">
                {warnings.into_iter().map(|warning| view! { <p>{warning}</p> }).collect_view()}
            </Banner>
        }
    })
}

/// A one-time set-up link, shown once.
#[component]
pub fn SetUpLink(invited: Invited, #[prop(into)] on_saved: Callback<()>) -> impl IntoView {
    let Invited { email, link, expires_at } = invited;
    let advice = format!(
        "Whoever opens it first gets the access, and chooses the password of {email} here: no one checks whose address that is. Give it to that person yourself, by a safe way. It works once."
    );
    view! {
        <div class="grid gap-4">
            <ShownOnce
                title=format!("Send this link to {email} now: it is shown only this once.")
                rows=vec![ShownOnceRow::secret("Set-up link", link)]
                link=true
                advice
                on_saved
            />
            <p class="flex items-center gap-2 text-sm text-muted">
                <Icon symbol=Symbol::Clock />
                <span>"The link expires " <Time at=expires_at /> "."</span>
            </p>
        </div>
    }
}

/// A person in a list; `you`: the reader.
#[component]
pub fn PersonCell(name: String, email: Email, you: bool) -> impl IntoView {
    view! {
        <span class="font-semibold">{name}</span>
        {you.then_some(" (you)")}
        <p class="text-sm text-muted">{email.to_string()}</p>
    }
}

/// How many there are, above a list that is not paged: "3 operators".
#[component]
pub fn HowMany(#[prop(into)] number: Signal<usize>, one: &'static str, many: &'static str) -> impl IntoView {
    view! { <p class="listing-count">{move || count(number.get(), one, many)}</p> }
}

/// What a client may ask for, and whether it asked for more.
#[component]
pub fn LimitTerm(limits: Limits) -> impl IntoView {
    let Limits { tokens_per_minute, refused_this_hour, refused_at } = limits;
    let limit = tokens_per_minute.map_or_else(|| "None".into(), |most| format!("{most} tokens a minute"));
    let refused = refused_at.map(|at| {
        view! {
            ". Last refused "
            <Time at />
            {(refused_this_hour > 0).then(|| format!(", {refused_this_hour} times in this hour"))}
        }
    });
    view! { <Term label="Rate limit">{limit} {refused}</Term> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_said_beside_its_field() {
        assert_eq!(typed::<u32>("token_lifetime", " 60 ", "A number"), Ok(60));
        let Err(ApiError::Problem(problem)) = typed::<u32>("token_lifetime", "long", "A number") else {
            panic!("not refused")
        };
        assert_eq!(problem.errors[0].field, "token_lifetime");
        assert_eq!(problem.errors[0].message, "A number");
    }

    #[test]
    fn counting() {
        assert_eq!(count(1, "scope", "scopes"), "1 scope");
        assert_eq!(count(0, "scope", "scopes"), "0 scopes");
    }
}
