//! Which workload of its platform signs in as the app, while a version is being written.

use std::{collections::BTreeMap, fmt};

use leptos::prelude::*;
use model::{ids::WorkloadIssuerId, workload_words::claim_label};
use wire::{
    developer::AppVersion,
    texts::ClaimText,
    workload::{AllowedIssuer, WantedWorkload},
};

use crate::{
    api::ApiError,
    components::{
        Icon, Symbol,
        form::{Choice, Fieldset, Select, SideButton, TextField},
    },
    pages::lasting::Lasting,
};

/// The field of the request that holds the whole of it.
const FIELD: &str = "workload";
const CLAIMS: &str = "workload.claims";

/// By whose tokens, if by any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    None,
    Issuer(WorkloadIssuerId),
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Issuer(id) => write!(f, "{id}"),
        }
    }
}

/// A claim that is not among the usual ones of its platform.
#[derive(Debug, Clone, Copy)]
struct Further {
    number: usize,
    name: RwSignal<String>,
    value: RwSignal<String>,
}

/// The choice, while it is being made.
#[derive(Clone, Copy)]
pub struct WorkloadDraft {
    /// Whether the app has no other way to get tokens.
    wanted: bool,
    issuers: StoredValue<Vec<AllowedIssuer>>,
    way: RwSignal<Way>,
    /// What the usual claims of any issuer are to be, by their names.
    usual: StoredValue<BTreeMap<String, RwSignal<String>>>,
    further: RwSignal<Vec<Further>>,
    next: StoredValue<usize>,
    form: Lasting,
}

impl WorkloadDraft {
    /// Starts from what the newest version names.
    pub fn new(issuers: Vec<AllowedIssuer>, newest: Option<&AppVersion>, wanted: bool) -> Self {
        let named = newest.and_then(|version| version.workload.as_ref());
        let before = |claim: &String| named.and_then(|named| named.claims.get(claim)).cloned();
        let field = |claim: &String| (claim.clone(), RwSignal::new(before(claim).unwrap_or_default()));
        let usual: BTreeMap<_, _> = issuers.iter().flat_map(|one| &one.usual_claims).map(field).collect();
        let known = named.filter(|named| issuers.iter().any(|one| one.id == named.issuer_id));
        let way = known.map_or(Way::None, |named| Way::Issuer(named.issuer_id));
        let only = || issuers.first().filter(|_| wanted).map_or(Way::None, |one| Way::Issuer(one.id));
        let shown = known.and_then(|named| issuers.iter().find(|one| one.id == named.issuer_id));
        let is_usual = |claim: &String| shown.is_some_and(|one| one.usual_claims.contains(claim));
        let others = known.into_iter().flat_map(|named| &named.claims).filter(|(claim, _)| !is_usual(claim));
        let further: Vec<_> = others
            .enumerate()
            .map(|(number, (name, value))| Further {
                number,
                name: RwSignal::new(name.clone()),
                value: RwSignal::new(value.clone()),
            })
            .collect();
        Self {
            wanted,
            way: RwSignal::new(if way == Way::None { only() } else { way }),
            issuers: StoredValue::new(issuers),
            usual: StoredValue::new(usual),
            next: StoredValue::new(further.len()),
            further: RwSignal::new(further),
            form: Lasting::here(),
        }
    }

    fn issuer(self, way: Way) -> Option<AllowedIssuer> {
        let Way::Issuer(id) = way else { return None };
        self.issuers.with_value(|issuers| issuers.iter().find(|one| one.id == id).cloned())
    }

    fn usual_value(self, claim: &str) -> Option<RwSignal<String>> {
        self.usual.with_value(|usual| usual.get(claim).copied())
    }

    /// What the request names; tracked.
    pub fn wanted_tracked(self) -> Option<WantedWorkload> {
        let issuer = self.issuer(self.way.get())?;
        let usual = issuer.usual_claims.iter().filter_map(|claim| {
            let value = self.usual_value(claim)?.with(|value| value.trim().to_owned());
            (!value.is_empty()).then(|| (claim.clone(), ClaimText::from(value)))
        });
        let mut claims: BTreeMap<_, _> = usual.collect();
        for Further { name, value, .. } in self.further.get() {
            let name = name.with(|name| name.trim().to_owned());
            if !name.is_empty() {
                claims.insert(name, value.with(|value| ClaimText::from(value.trim())));
            }
        }
        Some(WantedWorkload { issuer_id: issuer.id, claims })
    }

    pub fn wanted(self) -> Option<WantedWorkload> {
        untrack(|| self.wanted_tracked())
    }

    fn add(self) {
        let number = self.next.get_value();
        self.next.set_value(number + 1);
        let text = || RwSignal::new(String::new());
        let further = self.form.make(|| Further { number, name: text(), value: text() });
        self.further.update(|all| all.push(further));
    }

    fn remove(self, number: usize) {
        self.further.update(|all| all.retain(|one| one.number != number));
    }

    /// Names each problem after the field on the page.
    pub fn name_fields(self, error: ApiError) -> ApiError {
        let ApiError::Problem(mut problem) = error else { return error };
        for wrong in &mut problem.errors {
            if wrong.field == CLAIMS || wrong.field == "workload.issuer_id" {
                FIELD.clone_into(&mut wrong.field);
            } else if let Some(claim) = wrong.field.strip_prefix("workload.claims.") {
                wrong.field = self.field_of(claim);
            }
        }
        ApiError::Problem(problem)
    }

    fn field_of(self, claim: &str) -> String {
        let is_it = |one: &&Further| one.name.with_untracked(|name| name.trim() == claim);
        let further = self.further.with_untracked(|all| all.iter().find(is_it).map(|one| one.number));
        further.map_or_else(|| usual_field(claim), further_field)
    }
}

fn usual_field(claim: &str) -> String {
    format!("claim-{claim}")
}

fn further_field(number: usize) -> String {
    format!("further-claim-{number}")
}

/// "Repository (repository)".
fn label(issuer: &AllowedIssuer, claim: &str) -> String {
    let Some(label) = claim_label(issuer.preset, claim) else { return claim.to_owned() };
    let mut letters = label.chars();
    let label: String =
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    format!("{label} ({claim})")
}

#[component]
pub fn WorkloadFields(draft: WorkloadDraft) -> impl IntoView {
    let issuers = draft.issuers.get_value();
    let nothing = issuers.is_empty();
    let none = Choice::new(
        Way::None,
        if draft.wanted { "Choose an issuer" } else { "None: it has a secret or keys" },
    );
    let issuers = issuers.into_iter().map(|one| Choice::new(Way::Issuer(one.id), one.name));
    let choices = std::iter::once(none).chain(issuers).collect::<Vec<_>>();
    view! {
        <Fieldset
            name=FIELD
            legend="Which workload signs in"
            hint="Where your software runs on a platform that gives it an identity, it shows that platform’s token in the place of a secret. Admins read it in words and allow it with this version; a connection that also has a secret can use both while you move."
        >
            {if nothing {
                view! { <p class="text-muted">"The platform operator has not allowed any issuer of such tokens yet."</p> }.into_any()
            } else {
                view! {
                    <Select
                        name="workload.issuer"
                        label="It signs in with the identity of"
                        value=draft.way
                        choices
                    />
                    {move || draft.issuer(draft.way.get()).map(|issuer| view! { <Claims draft issuer /> })}
                }
                .into_any()
            }}
        </Fieldset>
    }
}

#[component]
fn Claims(draft: WorkloadDraft, issuer: AllowedIssuer) -> impl IntoView {
    let audience = match &issuer.audience {
        Some(audience) => format!(" or {audience}"),
        None => String::new(),
    };
    let usual = issuer.usual_claims.iter().filter_map(|claim| {
        let value = draft.usual_value(claim)?;
        let label = label(&issuer, claim);
        Some(view! {
            <TextField
                name=usual_field(claim)
                label
                value
                rule=ClaimText::RULE
                optional=true
                monospace=true
                autocomplete="off"
            />
        })
    });
    let usual = usual.collect_view();
    view! {
        <div class="grid gap-4">
            <p class="text-muted">
                "Fill in what tells your workload from all others; leave the rest empty. A claim must be exactly what you write. A "
                <code>"*"</code>
                " may stand at the end alone, after "
                <code>":"</code> " or " <code>"/"</code>
                ", for whatever follows: "
                <code>"repo:acme/sync:*"</code>
                " is every branch of one repository."
            </p>
            <p class="text-muted">
                "Ask your platform for a token whose audience (aud) is the issuer of the tenant" {audience} "."
            </p>
            {usual}
            <For each=move || draft.further.get() key=|one| one.number let(one)>
                <FurtherClaim draft one />
            </For>
            <div>
                <SideButton on_press=move |()| draft.add()>
                    <Icon symbol=Symbol::Plus />
                    "Add another claim"
                </SideButton>
            </div>
        </div>
    }
}

#[component]
fn FurtherClaim(draft: WorkloadDraft, one: Further) -> impl IntoView {
    let Further { number, name, value } = one;
    view! {
        <div class="flex flex-wrap items-end gap-3">
            <div class="min-w-0 flex-1 basis-60">
                <TextField
                    name=format!("further-name-{number}")
                    label="Claim"
                    value=name
                    optional=true
                    unmarked=true
                    monospace=true
                    autocomplete="off"
                />
            </div>
            <div class="min-w-0 flex-1 basis-60">
                <TextField
                    name=further_field(number)
                    label="Must be"
                    value
                    rule=ClaimText::RULE
                    optional=true
                    unmarked=true
                    monospace=true
                    autocomplete="off"
                />
            </div>
            <SideButton class="btn btn-ghost" on_press=move |()| draft.remove(number)>
                <Icon symbol=Symbol::Trash />
                "Remove"
                <span class="sr-only">
                    {move || name.with(|name| format!(" the claim {}", name.trim()))}
                </span>
            </SideButton>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use model::workload::WorkloadPreset;

    use super::*;

    #[test]
    fn a_claim_is_called_as_people_and_tokens_call_it() {
        let issuer = |preset| AllowedIssuer {
            id: WorkloadIssuerId::new(1, &[1; 10]),
            name: String::new(),
            preset,
            issuer: String::new(),
            audience: None,
            usual_claims: Vec::new(),
        };
        assert_eq!(label(&issuer(WorkloadPreset::GithubActions), "repository"), "Repository (repository)");
        assert_eq!(label(&issuer(WorkloadPreset::Other), "team"), "team");
    }
}
