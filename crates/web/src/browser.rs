//! A browser in words, such as "Firefox on Windows": people recognize their sessions by it.

use actix_web::{HttpRequest, http::header::USER_AGENT};
use model::person::UNKNOWN_BROWSER;

/// What browsers have in their `User-Agent`, and their names. The first that is there counts: most browsers also name the
/// ones below.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

/// The same of systems.
const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

/// None where the request does not say.
pub(crate) fn browser(request: &HttpRequest) -> Option<String> {
    in_words(request.headers().get(USER_AGENT)?.to_str().ok()?)
}

/// Nothing that the caller wrote is in it, only names from the lists above.
fn in_words(user_agent: &str) -> Option<String> {
    match (first(BROWSERS, user_agent), first(SYSTEMS, user_agent)) {
        (None, None) => None,
        (Some(browser), None) => Some(browser.to_owned()),
        (browser, Some(system)) => Some(format!("{} on {system}", browser.unwrap_or(UNKNOWN_BROWSER))),
    }
}

fn first(list: &[(&str, &'static str)], user_agent: &str) -> Option<&'static str> {
    list.iter().find(|(mark, _)| user_agent.contains(*mark)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_browsers_are_recognized() {
        let webkit = |system: &str, rest: &str| {
            format!("Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) {rest}")
        };
        let (windows, android) = ("Windows NT 10.0; Win64; x64", "Linux; Android 10; K");
        let iphone = "iPhone; CPU iPhone OS 18_6 like Mac OS X";
        let chrome = "Chrome/142.0.0.0 Safari/537.36";
        for (user_agent, words) in [
            (format!("Mozilla/5.0 ({windows}; rv:145.0) Gecko/20100101 Firefox/145.0"), "Firefox on Windows"),
            (webkit(windows, chrome), "Chrome on Windows"),
            (webkit(windows, &format!("{chrome} Edg/142.0.0.0")), "Edge on Windows"),
            (webkit("X11; Linux x86_64", chrome), "Chrome on Linux"),
            (webkit("X11; CrOS x86_64 14541.0.0", chrome), "Chrome on ChromeOS"),
            (webkit(android, chrome), "Chrome on Android"),
            (webkit(iphone, "CriOS/142.0 Mobile/15E148 Safari/604.1"), "Chrome on iPhone"),
            (webkit("Macintosh; Intel Mac OS X 10_15_7", "Version/18.6 Safari/605.1.15"), "Safari on macOS"),
            ("curl/8.5.0".to_owned(), "curl"),
            ("Something (Linux)".to_owned(), "Unknown browser on Linux"),
        ] {
            assert_eq!(in_words(&user_agent).as_deref(), Some(words), "{user_agent}");
        }
    }

    #[test]
    fn whatever_is_written_there_is_not_repeated() {
        let long = "<script>".repeat(10_000);
        for user_agent in ["", "Mozilla/5.0", "<b>me</b>", long.as_str()] {
            assert_eq!(in_words(user_agent), None);
        }
        assert_eq!(in_words(&format!("{long} Firefox/1 Windows")).as_deref(), Some("Firefox on Windows"));
    }
}
