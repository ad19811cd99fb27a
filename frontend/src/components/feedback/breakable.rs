//! Ids, addresses and other long words without spaces, which break where a reader would break them.

use leptos::prelude::*;

/// A line may begin with one of these. Not with an underscore: an id would leave its prefix alone on a line.
const SEPARATORS: [char; 5] = ['@', '.', '/', ':', '-'];

/// The parts between which a line may end.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut after_separator = true;
    for letter in text.chars() {
        let separates = SEPARATORS.contains(&letter);
        if separates && !after_separator {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
        after_separator = separates;
    }
    parts
}

/// A long word, within the element around it.
#[component]
pub fn Breakable(#[prop(into)] text: String) -> impl IntoView {
    let part = |(number, part): (usize, String)| {
        view! {
            {(number > 0).then(|| view! { <wbr /> })}
            {part}
        }
    };
    parts(&text).into_iter().enumerate().map(part).collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_begin_with_a_separator_and_ends_at_no_other_letter() {
        for (text, expected) in [
            ("", vec![""]),
            ("ten_01K9VX", vec!["ten_01K9VX"]),
            ("amir.roe@clinic.example", vec!["amir", ".roe", "@clinic", ".example"]),
            ("https://x.example/t/a", vec!["https", "://x", ".example", "/t", "/a"]),
            ("_a-", vec!["_a", "-"]),
            ("-a.", vec!["-a", "."]),
        ] {
            assert_eq!(parts(text), expected, "{text}");
            assert_eq!(parts(text).concat(), text);
        }
    }
}
