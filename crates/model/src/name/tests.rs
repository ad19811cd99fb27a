//! Tests of names and texts: which are accepted, and which look alike.

use super::*;

fn name(text: &str) -> Result<String, Unfit> {
    Name::new(text, 10).map(Name::into_string)
}

#[test]
fn a_name_is_one_line_with_single_blanks() {
    for (given, kept) in [
        ("  Ann  ", "Ann"),
        ("A   B", "A B"),
        ("A\u{a0}\u{3000}B", "A B"),
        ("e\u{301}te", "\u{e9}te"),
        ("日本語", "日本語"),
        ("R2-D2!", "R2-D2!"),
        ("Ann\n", "Ann"),
        ("नमस्ते", "नमस्ते"),
        ("½", "½"),
    ] {
        assert_eq!(name(given), Ok(kept.to_owned()), "{given:?}");
    }
    for two_lines in ["A\nB", "A\r\nB", "A\u{2028}B", "A\u{85}B", "A\u{b}B"] {
        assert_eq!(name(two_lines), Err(Unfit::Lines), "{two_lines:?}");
    }
}

#[test]
fn what_is_not_seen_is_refused() {
    for unseen in [
        '\0',
        '\u{7}',
        '\u{1b}',
        '\u{7f}',
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{17b4}',
        '\u{180e}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{200f}',
        '\u{202a}',
        '\u{202e}',
        '\u{2060}',
        '\u{2066}',
        '\u{2069}',
        '\u{3164}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{ffa0}',
        '\u{e000}',
        '\u{e0041}',
        '\u{e0100}',
        '\u{fff9}',
        '\u{ffff}',
    ] {
        assert_eq!(name(&format!("A{unseen}B")), Err(Unfit::Unseen(unseen)), "U+{:04X}", unseen as u32);
    }
    assert_eq!(name("\u{200b}\u{200b}"), Err(Unfit::Unseen('\u{200b}')));
}

#[test]
fn a_name_can_be_read() {
    for nothing in ["", " ", "\u{3000}", "\n"] {
        assert_eq!(name(nothing), Err(Unfit::Empty), "{nothing:?}");
    }
    for signs in ["-", "…", "🎉", "\u{2800}", "\u{301}\u{301}", "' '"] {
        assert_eq!(name(signs), Err(Unfit::NothingToRead), "{signs:?}");
    }
    assert_eq!(name("a\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}"), Err(Unfit::Marks));
}

#[test]
fn length_is_what_people_count() {
    assert_eq!(
        name("e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}")
            .map(|name| length(&name)),
        Ok(10)
    );
    assert_eq!(length("x\u{323}\u{307}y"), 2);
    assert_eq!(name("12345678901"), Err(Unfit::TooLong { most: 10, length: 11 }));
    assert_eq!(
        Unfit::TooLong { most: 10, length: 11 }.to_string(),
        "Use at most 10 characters; you used 11."
    );
}

/// What people count as one character has no bound of its own: these are twenty thousand of one.
#[test]
fn what_counts_as_one_character_has_an_end() {
    let jamos = (0..20_000_u32).filter_map(|at| char::from_u32(0x1100 + at * 7 % 95)).collect::<String>();
    let sound_marks = format!("カ{}", "\u{ff9e}".repeat(20_000));
    let skin_tones = format!("a{}", "\u{1f3fb}".repeat(20_000));
    for one in [jamos, sound_marks, skin_tones] {
        assert_eq!(length(&one), 1);
        let length = one.chars().count();
        assert_eq!(Name::new(&one, 80), Err(Unfit::TooLong { most: 80, length }));
        assert_eq!(lines(&one, 300), Err(Unfit::TooLong { most: 300, length }));
    }
    let joined = format!("a{}b", "\u{200d}".repeat(20_000));
    assert_eq!(lines(&joined, 4_000), Err(Unfit::Unseen('\u{200d}')));
    // Long characters that people do write.
    for text in ["कार्त्स्न्य", "བསྒྲུབས", "Ann 👩🏻‍❤️‍💋‍👩🏻 ❤️‍🔥 👨‍👩‍👧‍👦"]
    {
        assert_eq!(lines(text, 10), Ok(text.to_owned()));
    }
    let longest = "\u{20000}\u{1e000}\u{1e001}\u{1e002}".repeat(80);
    assert_eq!(Name::new(&longest, 80).map(|name| name.as_str().len()), Ok(1_280));
}

#[test]
fn what_is_sent_has_an_end() {
    let blanks = |number| format!("A{}B", " ".repeat(number));
    assert_eq!(name(&blanks(158)), Ok("A B".to_owned()));
    let too_long = Unfit::TooLong { most: 10, length: most_code_points(10) + 1 };
    assert_eq!(name(&blanks(159)), Err(too_long.clone()));
    assert_eq!(lines(&blanks(159), 10), Err(too_long));
}

#[test]
fn a_look_fits_into_an_index() {
    let blessing = "\u{fdfa}".repeat(120);
    assert!(folded(&blessing).len() > 2_704);
    let look_of_it = look(&blessing);
    assert!((1_990..=2_000).contains(&look_of_it.len()), "{}", look_of_it.len());
    assert_eq!(look_of_it, look(&format!("{blessing}{blessing}")));
}

#[test]
fn a_text_has_lines() {
    assert_eq!(lines("One\r\ntwo\r\n\r\n\r\n\r\nthree  \n", 80), Ok("One\ntwo\n\nthree".to_owned()));
    assert_eq!(lines(" \n ", 80), Ok(String::new()));
    assert_eq!(
        lines("می\u{200c}خواهم", 80),
        Ok("می\u{200c}خواهم".to_owned()),
        "a joiner that Persian writes"
    );
    assert_eq!(lines("a \u{200d}b", 80), Err(Unfit::Unseen('\u{200d}')), "one that joins nothing");
    for unseen in ['\u{202e}', '\u{200b}', '\0', '\u{feff}'] {
        assert_eq!(lines(&format!("a\n{unseen}b"), 80), Err(Unfit::Unseen(unseen)));
    }
    assert_eq!(lines("…", 80), Err(Unfit::NothingToRead));
}

#[test]
fn equal_names_are_equal_as_people_see() {
    for (one, other) in [
        ("BrightBill", "brightbill"),
        ("Straße", "STRASSE"),
        ("ﬁne", "FINE"),
        ("Ｇｒａｎｔｒｙ", "grantry"),
        ("e\u{301}", "É"),
        (" A  B ", "a b"),
        ("A\nB", "A B"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
    ] {
        assert!(same(one, other), "{one} {other}");
    }
    for (one, other) in [("AB", "A B"), ("Ann", "Anne"), ("a", "а")] {
        assert!(!same(one, other), "{one} {other}");
    }
}

#[test]
fn names_that_look_alike_have_one_look() {
    for (one, other) in
        [("Grantry", "Gr\u{430}ntry"), ("BrightBill", "Bright-Bill"), ("paypal", "раураl"), ("Bill", "BiII")]
    {
        assert_eq!(look(one), look(other), "{one} {other}");
    }
    assert_ne!(look("BrightBill"), look("BrightPill"));
}
