//! What an app asks for, in one line.

use model::scope::{ScopeAction, Sensitivity};
use wire::admin::{ReviewedApi, ReviewedScope};

/// "2 always, 2 optional; changes data; none critical".
pub fn summed_up(apis: &[ReviewedApi]) -> String {
    let scopes = || apis.iter().flat_map(|api| &api.scopes);
    let count = |wanted: fn(&ReviewedScope) -> bool| scopes().filter(|scope| wanted(scope)).count();
    let always = count(|scope| scope.required);
    let optional = count(|scope| !scope.required);
    let many = match (always, optional) {
        (0, optional) => format!("{optional} optional"),
        (always, 0) => format!("{always} always"),
        (always, optional) => format!("{always} always, {optional} optional"),
    };
    let does = match scopes().map(|scope| scope.action).max() {
        Some(ScopeAction::Delete) => "deletes data",
        Some(ScopeAction::Change) => "changes data",
        Some(ScopeAction::Read) | None => "reads only",
    };
    let critical = match count(|scope| scope.sensitivity == Sensitivity::Critical) {
        0 => "none critical".to_owned(),
        number => format!("{number} critical"),
    };
    format!("{many}; {does}; {critical}")
}

#[cfg(test)]
mod tests {
    use model::scope::ScopeState;

    use super::*;

    fn scope(action: ScopeAction, sensitivity: Sensitivity, required: bool) -> ReviewedScope {
        ReviewedScope {
            name: "notes.read".parse().unwrap(),
            title: String::new(),
            sentence: String::new(),
            action,
            sensitivity,
            state: ScopeState::Active,
            required,
            reason: String::new(),
        }
    }

    #[test]
    fn a_line_says_how_many_what_and_how_critical() {
        let apis = |scopes: Vec<ReviewedScope>| {
            vec![ReviewedApi { name: String::new(), description: String::new(), docs_url: None, scopes }]
        };
        let (read, change) = (ScopeAction::Read, ScopeAction::Change);
        let (normal, critical) = (Sensitivity::Normal, Sensitivity::Critical);
        let two = apis(vec![scope(read, normal, true), scope(change, normal, false)]);
        assert_eq!(summed_up(&two), "1 always, 1 optional; changes data; none critical");
        assert_eq!(summed_up(&apis(vec![scope(read, critical, true)])), "1 always; reads only; 1 critical");
        let deletes = apis(vec![scope(ScopeAction::Delete, normal, false)]);
        assert_eq!(summed_up(&deletes), "1 optional; deletes data; none critical");
    }
}
