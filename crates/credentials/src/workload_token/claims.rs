//! The audience of a workload's token, and the claims that a version names.

use std::borrow::Cow;

use model::workload::WorkloadIdentity;
use serde_json::{Map, Value};

use super::rejected::WorkloadRejected;

/// RFC 7519 section 4.1.3: one text, or an array of texts. They are compared character by character.
pub fn check_audience(aud: Option<&Value>, accepted: &[&str]) -> Result<(), WorkloadRejected> {
    let good = match aud {
        Some(Value::String(one)) => accepted.contains(&one.as_str()),
        Some(Value::Array(all)) => {
            let texts: Option<Vec<&str>> = all.iter().map(Value::as_str).collect();
            texts.is_some_and(|texts| texts.iter().any(|one| accepted.contains(one)))
        }
        _ => false,
    };
    if good { Ok(()) } else { Err(WorkloadRejected::WrongAudience) }
}

/// Each named claim is there, and matches.
pub fn check_named(claims: &Map<String, Value>, identity: &WorkloadIdentity) -> Result<(), WorkloadRejected> {
    for (name, pattern) in identity.claims() {
        let value =
            member(claims, name).and_then(text).ok_or_else(|| WorkloadRejected::NoClaim(name.clone()))?;
        if !pattern.matches(&value) {
            return Err(WorkloadRejected::OtherClaim(name.clone()));
        }
    }
    Ok(())
}

/// The member of this name; else the name is a path, whose first step is the shortest beginning that ends before a `/`
/// and names a member: `kubernetes.io/namespace`.
fn member<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let (mut within, mut rest) = (claims, name);
    loop {
        if let Some(found) = within.get(rest) {
            return Some(found);
        }
        let mut ends = rest.match_indices('/').map(|(end, _)| end);
        let (next, after) = ends.find_map(|end| {
            let (step, after) = (rest.get(..end)?, rest.get(end + 1..)?);
            Some((within.get(step)?, after))
        })?;
        (within, rest) = (next.as_object()?, after);
    }
}

/// Numbers and booleans as JSON writes them; nothing else but a text is compared.
fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Bool(flag) => Some(Cow::Owned(flag.to_string())),
        Value::Number(number) if !number.is_f64() => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(name: &str) -> Option<Value> {
        let claims = json!({
            "sub": "a",
            "kubernetes.io": {"namespace": "sync", "serviceaccount": {"name": "worker"}},
            "kubernetes.io/literal": "b",
            "https://sts.amazonaws.com/": {"aws_account": "123456789012"},
            "list": ["a"],
        });
        member(claims.as_object()?, name).cloned()
    }

    #[test]
    fn a_name_is_a_member_or_a_path() {
        for (name, value) in [
            ("sub", "a"),
            ("kubernetes.io/namespace", "sync"),
            ("kubernetes.io/serviceaccount/name", "worker"),
            ("kubernetes.io/literal", "b"),
            ("https://sts.amazonaws.com//aws_account", "123456789012"),
        ] {
            assert_eq!(found(name), Some(json!(value)), "{name}");
        }
        for name in
            ["sub/", "/sub", "sub/a", "kubernetes.io/", "kubernetes.io//namespace", "list/0", "none", ""]
        {
            assert_eq!(found(name), None, "{name}");
        }
    }

    #[test]
    fn only_plain_values_are_compared() {
        for (value, as_text) in [
            (json!("a"), Some("a")),
            (json!(true), Some("true")),
            (json!(42), Some("42")),
            (json!(-1), Some("-1")),
            (json!(1.5), None),
            (json!(null), None),
            (json!(["a"]), None),
            (json!({"a": "a"}), None),
        ] {
            assert_eq!(text(&value).as_deref(), as_text, "{value}");
        }
    }

    #[test]
    fn an_audience_is_compared_as_it_stands() {
        let accepted = ["https://id.example/t/1", "urn:acme"];
        for good in [json!("urn:acme"), json!(["other", "https://id.example/t/1"])] {
            assert_eq!(check_audience(Some(&good), &accepted), Ok(()), "{good}");
        }
        for bad in [
            json!("https://id.example/t/1/"),
            json!("HTTPS://id.example/t/1"),
            json!(""),
            json!([]),
            json!([["urn:acme"]]),
            json!(["urn:acme", 1]),
            json!({"urn:acme": true}),
            json!(null),
        ] {
            assert_eq!(check_audience(Some(&bad), &accepted), Err(WorkloadRejected::WrongAudience), "{bad}");
        }
        assert_eq!(check_audience(None, &accepted), Err(WorkloadRejected::WrongAudience));
    }
}
