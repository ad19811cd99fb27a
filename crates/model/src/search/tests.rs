//! Tests of searches: which names and ids they find, from the names and from the index alike.

use super::*;
use crate::ids::TenantId;

/// The index must give the same as the names themselves.
fn finds(q: &str, name: &str) -> bool {
    let texts = Texts::new().name(name);
    let (search, indexed) = (Search::read(q).expect("words"), texts.indexed_names());
    let found = search.finds(&texts);
    let by_index = search.words().iter().all(|word| {
        let part = word.indexed_name();
        part.chars().count() >= TRIGRAM && indexed.contains(&part)
    });
    assert_eq!(found, by_index, "{q:?} in {name:?}, which is {indexed:?}");
    found
}

#[test]
fn letters_are_compared_as_people_do() {
    for (q, name) in [
        ("MÜLLER", "Müller"),
        ("muller", "Mu\u{308}ller"),
        ("mu\u{308}ller", "MÜLLER"),
        ("straße", "HAUPTSTRASSE 1"),
        ("STRASSE", "Hauptstraße 1"),
        ("istanbul", "İSTANBUL"),
        ("ISPARTA", "ısparta"),
        ("ΟΔΟΣ", "οδος"),
        ("οδός", "ΟΔΟΣ"),
        ("ёлка", "ЕЛКА"),
        ("lodz", "Łódź"),
        ("soren", "Søren"),
        ("ＡＣＭＥ", "acme"),
        ("file", "ﬁle"),
        ("o'brien", "O’Brien"),
        ("a-b", "A–B"),
        ("acme", "Ac\u{200b}me"),
        ("한국", "한국병원"),
        ("대한", "\u{1103}\u{1162}\u{1112}\u{1161}\u{11ab}병원"),
        ("京", "東京医院"),
        ("医院", "東京医院"),
    ] {
        assert!(finds(q, name), "{q:?} in {name:?}");
    }
    for (q, name) in [("muller", "Miller"), ("straße", "Strase"), ("京都", "東京医院")] {
        assert!(!finds(q, name), "{q:?} in {name:?}");
    }
}

#[test]
fn words_stand_in_any_order_and_may_be_parts() {
    for q in
        ["praxis müller", "mül prax", "LLER", "dr praxis", "d", "pr", "muller  dr", "ll", "x", "s", "er is"]
    {
        assert!(finds(q, "Dr. Müller Praxis"), "{q}");
    }
    for q in ["praxis meier", "rz", "ller schmidt", "xm"] {
        assert!(!finds(q, "Dr. Müller Praxis"), "{q}");
    }
}

#[test]
fn signs_are_ordinary() {
    for (q, name, other) in [
        ("%", "100% Health", "Health"),
        ("100%", "100% Health", "1000 Health"),
        ("_", "lab_results", "labresults"),
        ("b_r", "lab_results", "labxresults"),
        ("\\", "C:\\Temp", "C:/Temp"),
        ("'", "O'Brien", "OBrien"),
        ("\"", "The \"Clinic\"", "The Clinic"),
        ("'; DROP", "a'; drop table", "a table"),
        ("\" OR *", "say \" or * it", "say it"),
        ("*", "star*", "star"),
        ("c++", "C++ Lab", "C Lab"),
    ] {
        assert!(finds(q, name), "{q:?} in {name:?}");
        assert!(!finds(q, other), "{q:?} in {other:?}");
    }
}

#[test]
fn ids_are_found_by_parts() {
    let id = TenantId::new(1_790_000_000_000, b"0123456789").to_string();
    let texts = Texts::new().name("Praxis").id(&id);
    let finds = |q: &str| Search::read(q).is_some_and(|search| search.finds(&texts));
    let digits = id.trim_start_matches("ten_");
    for q in
        [&id, &id.to_lowercase(), digits, &id[..12], &id[..5], &digits[..8], &digits[10..20], &digits[18..]]
    {
        assert!(finds(q), "{q}");
        assert!(finds(&format!("praxis {q}")), "{q}");
    }
    for q in ["ten", "ten_", "_", "0", "01", &digits[3..6], "app_7ZZZZZ", &format!("{id}0")] {
        assert!(!finds(q), "{q}");
    }
}

#[test]
fn a_blank_search_asks_for_nothing_and_an_accent_alone_finds_nothing() {
    assert_eq!(Search::read(" \t"), None);
    assert!(!finds("\u{301}", "Praxis"));
    assert!(Search::read(&"x ".repeat(5_000)).is_some_and(|search| search.words().len() <= MOST_WORDS));
}

#[test]
fn what_a_thing_lacks_is_left() {
    let search = Search::read("acme north").expect("words");
    let left = search.without(&Texts::new().name("Acme Reminders")).expect("a word is left");
    assert!(left.finds(&Texts::new().name("Northern Clinic")));
    assert_eq!(search.without(&Texts::new().name("North Acme")), None);
}

#[test]
fn the_beginning_of_an_id_is_a_range_of_ids() {
    let id = TenantId::new(1_790_000_000_000, b"0123456789");
    let text = id.to_string();
    for length in 5..=30 {
        let search = Search::read(&text[..length]).expect("a word");
        let (first, last) = search.words()[0].ids_that_begin_so().expect("a range");
        assert!(first <= id.uuid() && id.uuid() <= last, "{length}");
        assert_eq!(first == last, length == 30, "{length}");
        assert!(TenantId::from_uuid(first).to_string().starts_with(&text[..length]));
        assert!(TenantId::from_uuid(last).to_string().starts_with(&text[..length]));
    }
    for q in ["ten_zzzzz", &format!("{text}0"), "ten_", "müller"] {
        let search = Search::read(q).expect("a word");
        assert_eq!(search.words()[0].ids_that_begin_so(), None, "{q}");
    }
}
