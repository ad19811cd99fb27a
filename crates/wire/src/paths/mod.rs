//! Every path of the portals' APIs, spelled once: a function that fills it in, and the template that the server's route and
//! its OpenAPI document have. A test of the server compares the two.

use std::fmt::Display;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Paths of one API: where the API is mounted, then `name(parameters) "template"` for each path. A parameter has the same
/// name in the function and in the template.
macro_rules! paths {
    ($base:literal $($(#[$doc:meta])* $name:ident($($parameter:ident: $type:ty),*) $template:literal)*) => {
        /// Where the API is mounted.
        pub const BASE: &str = $base;

        /// Every path of the API, not filled in.
        pub const TEMPLATES: &[&str] = &[$(concat!($base, $template)),*];

        $($(#[$doc])*
        pub fn $name($($parameter: $type),*) -> String {
            format!(concat!($base, $template), $($parameter = $crate::paths::encoded($parameter)),*)
        })*
    };
}

/// Parameters of paths: what a handler reads from the path, and what the OpenAPI document says of it. A field has the
/// parameter's name in the template.
macro_rules! parameters {
    ($($name:ident { $($parameter:ident: $type:ident),* })*) => {$(
        #[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
        #[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
        pub struct $name {
            $(pub $parameter: $type,)*
        }
    )*};
}

pub mod account;
pub mod admin;
pub mod developer;
pub mod operator;

/// The templates of all four APIs.
pub fn templates() -> Vec<&'static str> {
    [account::TEMPLATES, developer::TEMPLATES, admin::TEMPLATES, operator::TEMPLATES].concat()
}

/// All but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A value as one segment of a path or one value of a query.
pub fn encoded(value: impl Display) -> String {
    utf8_percent_encode(&value.to_string(), RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use model::{ids::ApiId, scope::ScopeName};

    use super::*;

    #[test]
    fn a_path_is_its_template_filled_in() {
        let api = ApiId::new(1, &[0; 10]);
        assert_eq!(operator::scopes(api), format!("/api/operator/v1/apis/{api}/scopes"));
        assert!(templates().contains(&"/api/operator/v1/apis/{api_id}/scopes"));
        assert_eq!(account::session(), "/api/account/v1/session");
    }

    #[test]
    fn a_name_with_slashes_is_one_segment() {
        let api = ApiId::new(1, &[0; 10]);
        let name: ScopeName = "system/Patient.rs?x=y".parse().unwrap();
        let path = operator::scope(api, &name);
        assert_eq!(path, format!("/api/operator/v1/apis/{api}/scopes/system%2FPatient.rs%3Fx%3Dy"));
    }

    #[test]
    fn only_unreserved_characters_stay_as_they_are() {
        assert_eq!(encoded("aZ09-._~"), "aZ09-._~");
        assert_eq!(encoded("a b/c?d=e&f%g+é"), "a%20b%2Fc%3Fd%3De%26f%25g%2B%C3%A9");
    }
}
