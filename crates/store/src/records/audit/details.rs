//! Details as they are stored: JSON, and plain sentences from before details had types. What is read is written again
//! to the letter, for the hashes are over it; so is what another release wrote.

use model::audit::Detail;

/// As it is stored, and as the hash of its entry sees it.
pub fn stored(detail: &Detail) -> String {
    match detail {
        Detail::Said { words } => words.clone(),
        Detail::Unknown { stored } => stored.clone(),
        typed => serde_json::to_string(typed).unwrap_or_else(|_| typed.sentence()),
    }
}

/// How each typed detail begins, and no sentence does.
const TYPED: &str = r#"{"kind":""#;

/// A text that this release would write in other letters is another release's, or a sentence.
pub fn read(text: String) -> Detail {
    match serde_json::from_str(&text) {
        Ok(detail) if stored(&detail) == text => detail,
        _ if text.starts_with(TYPED) => Detail::Unknown { stored: text },
        _ => Detail::Said { words: text },
    }
}

#[cfg(test)]
mod tests {
    use model::audit::{Because, Field, ValueChange};

    use super::*;

    #[test]
    fn typed_details_are_json() {
        let reason = Detail::Reason { reason: "Not yet.".into() };
        let at = Detail::At { organisation: "Clinic".into(), detail: Some(Box::new(reason.clone())) };
        let ended =
            Detail::InvitationEnded { role: "admin".into(), why: Because::Left { name: "Ann".into() } };
        let changed =
            Detail::changed(&[(Field::Summary, true)], [ValueChange::new(Field::Verified, false, true)]);
        for (detail, text) in [
            (reason, r#"{"kind":"reason","reason":"Not yet."}"#),
            (at, r#"{"kind":"at","organisation":"Clinic","detail":{"kind":"reason","reason":"Not yet."}}"#),
            (ended, r#"{"kind":"invitation_ended","role":"admin","why":{"because":"left","name":"Ann"}}"#),
            (
                changed,
                r#"{"kind":"changed","named":["summary"],"valued":[{"field":"verified","before":false,"after":true}]}"#,
            ),
            (Detail::KeyRetired, r#"{"kind":"key_retired"}"#),
        ] {
            assert_eq!(stored(&detail), text);
            assert_eq!(read(text.to_owned()), detail);
        }
    }

    #[test]
    fn whatever_is_stored_is_kept_to_the_letter() {
        for text in ["", "Granted patients.read", "“{}”", "{}", "null"] {
            let detail = read(text.to_owned());
            assert_eq!(detail, Detail::Said { words: text.to_owned() });
            assert_eq!(stored(&detail), text);
        }
        for text in [
            r#"{"kind":"of_tomorrow","colour":"red"}"#,
            r#"{"kind":"at","organisation":"Clinic","detail":{"kind":"of_tomorrow"}}"#,
            r#"{"kind":"changed","named":["colour"],"valued":[]}"#,
            r#"{"kind":"reason", "reason":"A space more"}"#,
            r#"{"kind":"reason","reason":"A field more","by":"me"}"#,
            r#"{"kind":"said","words":"In JSON"}"#,
            r#"{"kind":"unknown","stored":"In JSON"}"#,
        ] {
            let detail = read(text.to_owned());
            assert_eq!(detail, Detail::Unknown { stored: text.to_owned() });
            assert_eq!(stored(&detail), text);
        }
    }
}
