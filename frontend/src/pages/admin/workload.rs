//! Which workload signs in as an app, in words that an admin reads before and after the decision.

use leptos::prelude::*;
use wire::workload::{ClaimInWords, WorkloadInWords};

use crate::components::{
    Icon, Symbol,
    layout::{Definitions, IdentifierTerm, Term},
};

/// Who signs in, and beneath what of it is checked.
#[component]
pub fn WorkloadWords(workload: WorkloadInWords) -> impl IntoView {
    let WorkloadInWords { issuer_name, issuer, closed, sentence, claims } = workload;
    let claim = |ClaimInWords { name, pattern, .. }: ClaimInWords| {
        view! { <Term label=format!("Claim {name}")><code class="wrap-anywhere">{pattern}</code></Term> }
    };
    view! {
        <div class="grid gap-2">
            <p class="wrap-anywhere">
                <strong>{sentence}</strong> "."
                {closed
                    .then(|| format!(" The platform has closed {issuer_name}: no one signs in by it at present."))}
            </p>
            <details class="disclosure">
                <summary>
                    <Icon symbol=Symbol::ChevronRight />
                    "What is checked, for developers"
                </summary>
                <div>
                    <Definitions>
                        <IdentifierTerm label="Issuer" value=issuer what="issuer of the workload" />
                        {claims.into_iter().map(claim).collect_view()}
                    </Definitions>
                </div>
            </details>
        </div>
    }
}

/// The same where there may be none.
#[component]
pub fn WorkloadOrNone(workload: Option<WorkloadInWords>) -> impl IntoView {
    match workload {
        Some(workload) => view! { <WorkloadWords workload /> }.into_any(),
        None => "It does not sign in with its platform’s identity.".into_any(),
    }
}
