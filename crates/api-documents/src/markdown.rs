//! Texts for people without anything that a browser could run or load: HTML is escaped, markdown stays.

/// With what an address in a text may begin. Others lead nowhere.
const ADDRESSES: [&str; 3] = ["https://", "mailto:", "#"];
const NOWHERE: &str = "#";

/// Escapes tags, makes links of pictures, and leads links of other schemes nowhere.
pub fn neutral(text: &str) -> String {
    addresses(&tags(text).replace("![", "["))
}

/// Whether a link of its own may lead there.
pub fn is_https(address: &str) -> bool {
    let begin = ADDRESSES.first().copied().unwrap_or_default();
    address.get(..begin.len()).is_some_and(|given| given.eq_ignore_ascii_case(begin))
}

/// `<` before what makes it a tag, a comment or the like is escaped; `a < b` and `<https://…>` stay.
fn tags(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        escaped.push_str(before);
        let opens = after.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '!' | '?'));
        escaped.push_str(if opens && !is_https(after) { "&lt;" } else { "<" });
        rest = after;
    }
    escaped.push_str(rest);
    escaped
}

/// Where a link's address begins in markdown: `](address)`, and `]: address` of a reference.
fn addresses(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(']') {
        safe.push_str(before);
        safe.push(']');
        rest = after;
        let Some(opening) = ["(", ":"].into_iter().find(|opening| after.starts_with(opening)) else {
            continue;
        };
        let behind = after.get(opening.len()..).unwrap_or_default();
        let address = behind.trim_start_matches(|c: char| c.is_whitespace() || c == '<');
        let end = address
            .find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | ']'))
            .unwrap_or(address.len());
        let (address, behind_it) = address.split_at_checked(end).unwrap_or((address, ""));
        // Words behind a colon that are no address stay.
        let is_prose = opening == ":" && !address.contains([':', '&', '\\', '/', '%']);
        if address.is_empty() || is_prose || is_harmless(address) {
            continue;
        }
        safe.push_str(opening);
        safe.push_str(if opening == ":" { " " } else { "" });
        safe.push_str(NOWHERE);
        rest = behind_it;
    }
    safe.push_str(rest);
    safe
}

fn is_harmless(address: &str) -> bool {
    let begins =
        |begin: &str| address.get(..begin.len()).is_some_and(|given| given.eq_ignore_ascii_case(begin));
    ADDRESSES.into_iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_stays() {
        for text in [
            "Plain, **bold**, `code`, a < b, 1<2.",
            "[Docs](https://docs.example/a?b=c#d \"title\") and <https://docs.example>.",
            "[Mail](mailto:help@docs.example), [above](#section), [x][1]\n\n[1]: https://docs.example",
            "An array[string]: words follow.",
            "| a | b |\n|---|---|\n| 1 | 2 |",
        ] {
            assert_eq!(neutral(text), text);
        }
    }

    #[test]
    fn what_a_browser_could_run_or_load_is_neutral() {
        for (text, expected) in [
            ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
            ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)>"),
            ("<!-- x --><?x ?>", "&lt;!-- x -->&lt;?x ?>"),
            ("[a](javascript:alert(1))", "[a](#))"),
            ("[a](JaVaScRiPt:alert)", "[a](#)"),
            ("[a](\n javascript&#58;alert)", "[a](#)"),
            ("[a](data:text/html,x)", "[a](#)"),
            ("[a](//evil.example)", "[a](#)"),
            ("[a](http://evil.example \"t\")", "[a](# \"t\")"),
            ("[a][1]\n\n[1]: javascript:alert", "[a][1]\n\n[1]: #"),
            ("![a](https://track.example/x.png)", "[a](https://track.example/x.png)"),
        ] {
            assert_eq!(neutral(text), expected, "{text}");
        }
    }
}
