//! Who sees an app and how its credentials are handed over, in words.

use model::app::{HandOver, Visibility};

pub use crate::pages::badges::AppStateBadge;

pub const fn visibility_words(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Targeted => "Only named tenants",
        Visibility::Listed => "Every live tenant",
    }
}

pub const fn hand_over_words(hand_over: HandOver) -> &'static str {
    match hand_over {
        HandOver::AdminShares => "The tenant’s admin shares the secret",
        HandOver::DeveloperCollects => "Your team collects the secret",
        HandOver::Keyless => "Keyless: your app signs its requests",
        HandOver::Workload => "Workload identity: your software signs in with its platform’s own identity",
    }
}
