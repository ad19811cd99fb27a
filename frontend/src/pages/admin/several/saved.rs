//! What came of the decisions: the credentials of all organisations, shown once together, and a line for each.

use leptos::prelude::*;
use wire::admin::IssuedCredential;

use super::plan::{Outcome, Plan};
use crate::components::feedback::{Banner, CopyButton, ShownOnce, ShownOnceRow, Tone};

/// The credentials that were just made, until they are saved.
#[component]
pub fn SaveAll(plan: Plan) -> impl IntoView {
    move || {
        let issued = plan.issued.get();
        (!issued.is_empty()).then(|| view! { <Pairs issued plan /> })
    }
}

#[component]
fn Pairs(issued: Vec<(String, IssuedCredential)>, plan: Plan) -> impl IntoView {
    let rows: Vec<_> = issued.into_iter().flat_map(|(place, pair)| rows_of(&place, pair)).collect();
    let all = as_text(&rows);
    view! {
        <div class="panel grid gap-5">
            <div class="flex flex-wrap items-center gap-3">
                <span>"Copy all of them at once:"</span>
                <CopyButton text=all what="all credentials" />
            </div>
            <ShownOnce
                title="Access allowed. Save these now: the secrets are shown only this once."
                rows
                on_saved=move |()| plan.issued.set(Vec::new())
            />
        </div>
    }
}

fn rows_of(place: &str, pair: IssuedCredential) -> Vec<ShownOnceRow> {
    let mut rows = vec![
        ShownOnceRow::plain("Organisation", place),
        ShownOnceRow::plain("Tenant ID", pair.tenant_id),
        ShownOnceRow::plain("Client ID", pair.client_id),
    ];
    rows.extend(pair.client_secret.map(|secret| ShownOnceRow::secret("Client secret", secret)));
    rows.push(ShownOnceRow::plain("Token URL", pair.token_endpoint));
    rows
}

/// A line for each row, and an empty one between organisations.
fn as_text(rows: &[ShownOnceRow]) -> String {
    let line = |row: &ShownOnceRow| {
        let before = if row.label == "Organisation" { "\n" } else { "" };
        format!("{before}{}: {}\n", row.label, row.value)
    };
    rows.iter().map(line).collect::<String>().trim_start().to_owned()
}

/// What happened in each organisation.
#[component]
pub fn Outcomes(plan: Plan) -> impl IntoView {
    let line = |one: Outcome| {
        view! { <li class="wrap-anywhere"><strong>{one.place}</strong> ": " {one.words}</li> }
    };
    move || {
        let outcomes = plan.outcomes.get();
        (!outcomes.is_empty()).then(|| {
            let failed = outcomes.iter().filter(|one| !one.done).count();
            let (tone, title) = match failed {
                0 => (Tone::Positive, "All decisions are taken".to_owned()),
                some => (Tone::Caution, format!("{some} of {} could not be decided", outcomes.len())),
            };
            view! {
                <Banner tone title alert=true>
                    <ul class="bullets">{outcomes.into_iter().map(line).collect_view()}</ul>
                </Banner>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_copied_as_lines() {
        let rows = [
            ShownOnceRow::plain("Organisation", "Maple"),
            ShownOnceRow::secret("Client secret", "gts_1"),
            ShownOnceRow::plain("Organisation", "Oak"),
        ];
        assert_eq!(as_text(&rows), "Organisation: Maple\nClient secret: gts_1\n\nOrganisation: Oak\n");
    }
}
