//! What an access token needs for each operation of the portals. An operation that stands in no table is for people alone.

mod account;
mod admin;
mod developer;
mod operator;

use model::access_token::TokenScope;
use wire::paths;

/// What an operation asks of an access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Scope(TokenScope),
    /// Sessions, passwords, names, addresses and access tokens: no token may.
    OnlyPeople,
    /// For everyone. Whether there is a token is not looked at.
    Public,
}

impl Need {
    const READ: Self = Self::Scope(TokenScope::Read);
    const WRITE: Self = Self::Scope(TokenScope::Write);
    const SECRETS: Self = Self::Scope(TokenScope::Secrets);
    const PEOPLE: Self = Self::Scope(TokenScope::People);
}

/// Operations of one API: the method, and the path behind where the API is mounted.
type Needs = &'static [(Need, &'static [(&'static str, &'static str)])];

static ALL: [(&str, Needs); 4] = [
    (paths::account::BASE, account::NEEDS),
    (paths::developer::BASE, developer::NEEDS),
    (paths::admin::BASE, admin::NEEDS),
    (paths::operator::BASE, operator::NEEDS),
];

/// What an operation needs, by its method and the template of its path. `OnlyPeople` where no table says it.
pub fn token_need(method: &str, template: &str) -> Need {
    let documented = without_patterns(template);
    let found = ALL.iter().find_map(|(base, needs)| {
        let path = documented.strip_prefix(base)?;
        needs.iter().find(|(_, operations)| operations.contains(&(method, path))).map(|(need, _)| *need)
    });
    found.unwrap_or(Need::OnlyPeople)
}

/// A template as the documents have it: `{name}` for `{name:.+}`.
fn without_patterns(template: &str) -> String {
    let bare = |part: &str| match part.strip_prefix('{').and_then(|parameter| parameter.split_once(':')) {
        Some((name, _)) => format!("{{{name}}}"),
        None => part.to_owned(),
    };
    template.split('/').map(bare).collect::<Vec<_>>().join("/")
}

/// `METHOD path` of every operation in the tables, with its need.
pub fn token_needs() -> impl Iterator<Item = (String, Need)> {
    ALL.iter().flat_map(|(base, needs)| {
        needs.iter().flat_map(move |(need, operations)| {
            operations.iter().map(move |(method, path)| (format!("{method} {base}{path}"), *need))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_needs_what_its_table_says() {
        let tenant = "/api/admin/v1/tenants/{tenant_id}";
        for (method, path, need) in [
            ("GET", tenant.to_owned(), Need::READ),
            ("PUT", tenant.to_owned(), Need::WRITE),
            ("POST", format!("{tenant}/credentials"), Need::SECRETS),
            ("POST", format!("{tenant}/members"), Need::PEOPLE),
            ("GET", "/api/account/v1/access-tokens".to_owned(), Need::OnlyPeople),
            ("POST", "/api/account/v1/session".to_owned(), Need::Public),
            ("PUT", "/api/operator/v1/apis/{api_id}/scopes/{name:.+}".to_owned(), Need::WRITE),
        ] {
            assert_eq!(token_need(method, &path), need, "{method} {path}");
        }
    }

    #[test]
    fn what_is_in_no_table_is_for_people_alone() {
        for (method, path) in [
            ("PATCH", "/api/admin/v1/tenants/{tenant_id}"),
            ("GET", "/api/admin/v1/tenants/{tenant_id}/"),
            ("GET", "/api/admin/v2/tenants/{tenant_id}"),
            ("GET", ""),
        ] {
            assert_eq!(token_need(method, path), Need::OnlyPeople, "{method} {path}");
        }
    }
}
