//! Numbers of things in words.

use leptos::prelude::*;

/// "1 permission", "3 permissions".
pub fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// How many there are, above a list that is not paged: "3 operators".
#[component]
pub fn HowMany(#[prop(into)] number: Signal<usize>, one: &'static str, many: &'static str) -> impl IntoView {
    view! { <p class="listing-count">{move || count(number.get(), one, many)}</p> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting() {
        assert_eq!(count(1, "scope", "scopes"), "1 scope");
        assert_eq!(count(0, "scope", "scopes"), "0 scopes");
    }
}
