//! Which texts become links out of the product, and that no other file makes such links.

use std::{fs, path::Path};

use super::*;

#[test]
fn what_a_browser_opens_as_it_reads_becomes_a_link() {
    for fine in [
        "https://quill.example",
        "http://quill.example:8080/privacy?lang=en#top",
        "HTTPS://Quill.example/",
        "https://bücher.example/über",
        "https://[2001:db8::1]/",
        "https://quill.example/@team?next=https://other.example",
    ] {
        assert!(is_web_address(fine), "{fine}");
    }
}

#[test]
fn what_is_no_web_address_becomes_none() {
    for wrong in [
        "",
        "quill.example",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        " javascript:alert(1)",
        "\u{1}javascript:alert(1)",
        "javascript://quill.example/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "data://quill.example",
        "vbscript:x",
        "blob:https://quill.example/1",
        "file:///etc/passwd",
        "ftp://quill.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https:\\\\evil.example",
        "https://",
        "https:///evil.example",
        "https://\\evil.example",
        "https://quill.example\\@evil.example",
        "https://quill.example@evil.example",
        "https://quill.example:x@evil.example/",
        "ht\ttps://evil.example",
        "https\n://evil.example",
        "https://evil\u{2028}.example",
        " https://evil.example",
        "https://evil.example\n",
        "mailto:a@b.example",
        "a@b.example",
    ] {
        assert!(!is_web_address(wrong), "{wrong:?}");
    }
}

#[test]
fn one_mail_address_and_nothing_more_becomes_mailto() {
    for fine in ["support@quill.example", "o'brien+x@quill.example", "jörg@bücher.example"] {
        assert!(is_mail_address(fine), "{fine}");
    }
    for wrong in [
        "",
        "support",
        "@quill.example",
        "support@",
        "a@b@c",
        "a@b.example?bcc=c@d.example",
        "a@b.example&subject=x",
        "a@b.example,c@d.example",
        "a@b.example%0abcc:c@d.example",
        "a@b.example\nbcc",
        "javascript:alert(1)@b.example",
        "https://x@b.example",
        "A <a@b.example>",
    ] {
        assert!(!is_mail_address(wrong), "{wrong:?}");
    }
}

/// Everything that leads away is made here.
#[test]
fn no_other_file_makes_links_that_lead_away() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            // `outside.rs`, and these tests.
            if path.file_stem().is_some_and(|name| name == "outside") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                for words in ["mailto:", "noopener", "noreferrer external", "_blank"] {
                    assert!(!text.contains(words), "{} has {words}", path.display());
                }
            }
        }
    }
}
