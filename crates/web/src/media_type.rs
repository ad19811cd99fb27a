//! The media type of a request's body (RFC 9110 section 8.3).

use actix_web::http::header::{CONTENT_TYPE, HeaderMap};

/// The one `Content-Type` of a request. Two could be read differently by two readers: then there is none.
pub fn content_type(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(CONTENT_TYPE);
    let one = all.next().filter(|_| all.next().is_none())?;
    one.to_str().ok()
}

/// Whether a `Content-Type` names this media type, in UTF-8 where it names a charset.
pub fn is_media_type(content_type: &str, wanted: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    let other_charset = |parameter: &str| {
        parameter
            .split_once('=')
            .is_some_and(|(name, value)| name.trim().eq_ignore_ascii_case("charset") && !means_utf8(value))
    };
    media_type.eq_ignore_ascii_case(wanted) && !parts.any(other_charset)
}

/// `UTF-8`, and how it is written elsewhere: `utf8`, `utf_8`, in quotes.
fn means_utf8(charset: &str) -> bool {
    let letters = charset.trim().trim_matches(['"', '\'']);
    letters.len() <= 5 && letters.replace(['-', '_'], "").eq_ignore_ascii_case("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_mean_utf8_are_taken_and_no_other() {
        let json =
            |charset: &str| is_media_type(&format!("Application/JSON;charset={charset}"), "application/json");
        for good in ["utf-8", "UTF-8", "utf8", "Utf8", "\"utf-8\"", "\"UTF8\"", "'utf-8'", " utf-8 ", "utf_8"]
        {
            assert!(json(good), "{good}");
        }
        for bad in ["utf-16", "utf-7", "latin1", "ISO-8859-1", "utf-8-sig", "", "u-t-f-8", "utf-80"] {
            assert!(!json(bad), "{bad}");
        }
        assert!(is_media_type("application/json ; foo=bar; Charset=utf-8;", "application/json"));
        assert!(!is_media_type("application/json; a=b; charset=utf-16", "application/json"));
        assert!(!is_media_type("application/jsonp", "application/json"));
        assert!(!is_media_type("", "application/json"));
    }
}
