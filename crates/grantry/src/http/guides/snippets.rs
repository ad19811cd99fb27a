//! The programs that stand in guides, each in several languages. Tests run or compile the very same files.

use wire::docs::GuideSnippet;

macro_rules! snippets {
    ($($set:literal { $($language:literal $file:literal)* })*) => {
        /// The programs of a set, in the order in which they are offered.
        const SETS: &[(&str, &[(&str, &str)])] = &[$(($set, &[$((
            $language,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guides/snippets/", $set, "/", $file)),
        )),*])),*];
    };
}

snippets! {
    "get-a-token" {
        "curl" "curl.sh"
        "Python" "python.py"
        "JavaScript" "javascript.mjs"
        "C#" "csharp.cs"
        "Java" "GetToken.java"
        "Go" "go.go"
        "PHP" "php.php"
    }
    "handle-a-refusal" {
        "curl" "curl.sh"
        "Python" "python.py"
        "JavaScript" "javascript.mjs"
        "C#" "csharp.cs"
        "Java" "HandleRefusal.java"
        "Go" "go.go"
        "PHP" "php.php"
    }
}

/// The programs of a set; none where there is no such set.
pub fn of(set: &str) -> Vec<GuideSnippet> {
    let found = SETS.iter().find(|(name, _)| *name == set);
    let snippet = |(language, text): &(&str, &str)| GuideSnippet {
        language: (*language).to_owned(),
        text: text.trim_end().to_owned(),
    };
    found.into_iter().flat_map(|(_, all)| all.iter().map(snippet)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_program_asks_at_the_readers_own_token_url() {
        for (set, all) in SETS {
            assert_eq!(all.len(), 7, "{set}");
            for (language, text) in *all {
                for placeholder in ["{{token_url}}", "{{client_id}}", "CLIENT_SECRET"] {
                    assert!(text.contains(placeholder), "{set}, {language}: {placeholder}");
                }
            }
        }
        assert!(of("nothing").is_empty());
    }
}
