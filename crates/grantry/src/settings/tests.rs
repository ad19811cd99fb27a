//! Tests of the settings: which source is stronger, and which values are refused.

use serde_json::json;

use super::*;

#[test]
fn an_unknown_key_is_named() {
    let error = Settings::read(None, json!({"lisen": "127.0.0.1:1"})).unwrap_err().to_string();
    assert!(error.contains("lisen"), "{error}");
}

#[test]
fn a_wrong_value_names_its_key() {
    let error = Settings::read(None, json!({"listen": "nowhere"})).unwrap_err().to_string();
    assert!(error.contains("listen"), "{error}");
    let error =
        Settings::read(None, json!({"public_url": "https://a.example/path"})).unwrap_err().to_string();
    assert!(error.contains("public_url"), "{error}");
    for origin in ["*", "null", "https://a.example/", "https://a.example/x", "a.example", "https://A.example"]
    {
        let error = Settings::read(None, json!({"token_origins": [origin]})).unwrap_err().to_string();
        assert!(error.contains("token_origins"), "{error}");
    }
    assert!(
        Settings::read(None, json!({"token_origins": ["https://a.example", "http://127.0.0.1:3000"]}))
            .is_ok()
    );
    let error = Settings::read(None, json!({"client_tokens_per_minute": u32::MAX})).unwrap_err().to_string();
    assert!(error.contains("client_tokens_per_minute"), "{error}");
    for contact in ["help", "javascript:alert(1)", "http://help.example", ""] {
        let error = Settings::read(None, json!({"support_contact": contact})).unwrap_err().to_string();
        assert!(error.contains("support_contact"), "{error}");
    }
    for key in ["status_url", "terms_url", "privacy_url", "imprint_url"] {
        for url in ["terms", "http://a.example/", "javascript:alert(1)", "ftp://a.example/"] {
            let error = Settings::read(None, json!({key: url})).unwrap_err().to_string();
            assert!(error.contains(key), "{error}");
        }
        assert!(Settings::read(None, json!({key: "https://a.example/terms?lang=en"})).is_ok(), "{key}");
    }
    for name in ["", " ", "\u{200b}", "a\nb", &"n".repeat(81)] {
        let error = Settings::read(None, json!({"platform_name": name})).unwrap_err().to_string();
        assert!(error.contains("platform_name"), "{error}");
    }
    for contact in ["help@platform.example", "https://platform.example/help"] {
        assert!(Settings::read(None, json!({"support_contact": contact})).is_ok(), "{contact}");
    }
}

#[test]
fn an_error_says_where_the_value_stands_and_nothing_of_our_source() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("grantry.toml");
    for (text, words) in [
        ("listen = 'nowhere'", &["`listen`", "grantry.toml"][..]),
        ("lisen = '127.0.0.1:1'", &["lisen", "grantry.toml"]),
        ("trusted_proxies = ['10.0.0.0/99']", &["`trusted_proxies", "10.0.0.0/99"]),
        ("listen = '127.0.0.1:1", &["grantry.toml"]),
        ("master_key = 771177117711", &["`master_key`"]),
    ] {
        std::fs::write(&file, text).unwrap();
        let error = Settings::read(Some(&file), json!({})).unwrap_err().to_string();
        assert!(words.iter().all(|word| error.contains(word)), "{text}: {error}");
        assert!(!error.contains(".rs") && !error.contains("7711"), "{error}");
    }
    for flags in [json!({"listen": "nowhere"}), json!({"lisen": 1}), json!({"log_format": "xml"})] {
        let error = Settings::read(None, flags).unwrap_err().to_string();
        assert!(!error.contains(".rs"), "{error}");
    }
}

#[test]
fn flags_win() {
    let settings = Settings::read(None, json!({"listen": "127.0.0.1:9"})).unwrap();
    assert_eq!(settings.public_url().unwrap().as_str(), "http://127.0.0.1:9/");
}
