//! A workload issuer's platform and state in words.

use leptos::prelude::*;
use model::{workload::WorkloadPreset, workload_words::preset_words};
use wire::workload::WorkloadIssuer;

use crate::components::{
    Symbol,
    feedback::{Badge, Tone},
};

/// "GitHub Actions", "Another issuer".
pub fn platform(issuer: &WorkloadIssuer) -> &'static str {
    preset_label(issuer.preset)
}

pub const fn preset_label(preset: WorkloadPreset) -> &'static str {
    match preset {
        WorkloadPreset::Other => "Another issuer",
        other => preset_words(other),
    }
}

#[component]
pub fn StateBadge(closed: bool) -> impl IntoView {
    let (tone, symbol, words) = if closed {
        (Tone::Caution, Symbol::Ban, "Closed")
    } else {
        (Tone::Positive, Symbol::CheckCircle, "Allowed")
    };
    view! {
        <Badge tone symbol>
            {words}
        </Badge>
    }
}
