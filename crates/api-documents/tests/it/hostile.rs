//! What is refused, in bounded time and memory.

use std::fmt::Write;
use std::time::{Duration, Instant};

use crate::{good, wrong, yaml};

/// No document takes longer to refuse, on a busy machine and without optimisation.
const LONGEST: Duration = Duration::from_secs(20);

fn refused(text: impl AsRef<[u8]>, expected: &str) {
    let began = Instant::now();
    let problems = wrong(text);
    assert!(began.elapsed() < LONGEST, "{expected}: {:?}", began.elapsed());
    let said = problems.iter().any(|problem| problem.message.contains(expected));
    assert!(said, "{expected}: {problems:#?}");
    for problem in problems {
        assert!(problem.line > 0 && problem.column > 0);
        assert!(problem.path.len() < 12_000 && problem.message.len() < 1_000, "{problem:?}");
    }
}

#[test]
fn a_bomb_of_aliases_is_refused() {
    let mut bomb = yaml("paths: {}\nx0: &x0 [a, a, a, a, a, a, a, a, a, a]\n");
    for level in 1..20 {
        let below = format!("*x{}", level - 1);
        let _ = writeln!(bomb, "x{level}: &x{level} [{}]", [below.as_str(); 10].join(", "));
    }
    refused(&bomb, "more than 200000 values");
    let long = "a".repeat(1_000_000);
    let text = yaml(&format!("paths: {{}}\nx0: &x0 {long}\nx1: [{}]\n", ["*x0"; 100].join(", ")));
    refused(&text, "more than 10000000 bytes");
    let nested = (0..90).map(|level| format!("&n{level} [")).collect::<String>()
        + &"a, ".repeat(10_000)
        + &"]".repeat(90);
    refused(yaml(&format!("paths: {{}}\nx: {nested}\n")), "more than 200000 values");
}

#[test]
fn an_alias_within_itself_is_refused() {
    refused(yaml("paths: &a\n  /x: *a\n"), "within what it names");
    refused(yaml("paths:\n  /x: *unknown\n"), "no YAML");
}

#[test]
fn what_is_too_deep_is_refused() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for depth in [101, 800_000] {
            refused(format!("{}1{}", open.repeat(depth), close.repeat(depth)), "100 deep");
        }
    }
    refused("- ".repeat(200) + "a", "100 deep");
    refused(
        "a:\n".to_owned() + &(1..200).map(|depth| " ".repeat(depth) + "a:\n").collect::<String>(),
        "100 deep",
    );
    let fine = format!("paths: {{}}\nx-deep: {}1{}\n", "[".repeat(90), "]".repeat(90));
    good(&yaml(&fine));
    let deep = format!(
        "paths: {{}}\nx0: &x {}1{}\nx1: {}*x{}\n",
        "[".repeat(60),
        "]".repeat(60),
        "[".repeat(60),
        "]".repeat(60)
    );
    refused(yaml(&deep), "100 deep");
}

#[test]
fn what_is_too_large_is_refused_at_once() {
    let began = Instant::now();
    refused(vec![b' '; 50_000_000], "more than 5000000 bytes");
    assert!(began.elapsed() < Duration::from_secs(5));
    refused(format!("[{}1]", "1,".repeat(250_000)), "more than 200000 values");
    refused("- 1\n".repeat(250_000), "more than 200000 values");
}

#[test]
fn references_that_lead_out_are_refused() {
    for target in [
        "other.yaml",
        "./other.yaml#/A",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1/x",
        "https://evil.example/x.json#/A",
        "//evil.example/x",
        "data:application/json,{}",
        "#A",
        "#",
        "",
    ] {
        let text = yaml(&format!("paths: {{}}\ncomponents: {{schemas: {{A: {{$ref: '{target}'}}}}}}\n"));
        refused(&text, "leads out of this document");
        let text = yaml(&format!("paths: {{/a: {{$ref: '{target}'}}}}\n"));
        refused(&text, "leads out of this document");
    }
    let mapping = "paths: {}\ncomponents: {schemas: {A: {discriminator: {propertyName: a, mapping: {b: 'https://evil.example/b.json'}}}}}\n";
    refused(yaml(mapping), "leads out of this document");
    refused(
        yaml("paths: {}\ncomponents: {schemas: {A: {$dynamicRef: 'https://evil.example'}}}\n"),
        "leads out",
    );
    refused(
        yaml("paths: {}\ncomponents: {schemas: {A: {example: {$ref: 'https://evil.example'}}}}\n"),
        "leads out",
    );
}

#[test]
fn references_in_a_circle_are_refused_and_schemas_in_a_circle_are_not() {
    let schemas = |schemas: &str| yaml(&format!("paths: {{}}\ncomponents:\n  schemas:\n{schemas}"));
    refused(schemas("    A: {$ref: '#/components/schemas/A'}\n"), "in a circle");
    refused(
        schemas("    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n"),
        "in a circle",
    );
    good(&schemas("    A: {type: object, properties: {child: {$ref: '#/components/schemas/A'}}}\n"));
    good(&schemas("    a/b~c d: {type: string}\n    A: {$ref: '#/components/schemas/a~1b~0c%20d'}\n"));
    let mut chain = String::new();
    for number in 0..20_000 {
        let _ = writeln!(chain, "    A{number}: {{$ref: '#/components/schemas/A{}'}}", number + 1);
    }
    let began = Instant::now();
    good(&schemas(&(chain.clone() + "    A20000: {type: string}\n")));
    assert!(began.elapsed() < LONGEST);
    refused(schemas(&(chain + "    A20000: {$ref: '#/components/schemas/A0'}\n")), "in a circle");
}

#[test]
fn keys_are_texts_that_stand_once() {
    refused(yaml("paths: {}\npaths: {}\n"), "stands here twice");
    refused(r#"{"openapi":"3.1.0","a":1,"a":2}"#, "stands here twice");
    refused(r#"{"a":1,"\u0061":2}"#, "stands here twice");
    refused(yaml("paths: {}\n? [a, b]\n: c\n"), "A key must be a text");
    refused(yaml("paths: {}\n? {a: b}\n: c\n"), "A key must be a text");
    refused(yaml("paths: {}\nx: &x a\n*x : c\n"), "A key must be a text");
    refused(yaml("paths: {}\nx: {<<: {a: 1}}\n"), "YAML 1.1");
    for text in [yaml("paths: {}\n__proto__: {a: 1}\n"), r#"{"a":{"__proto__":{}}}"#.to_owned()] {
        refused(&text, "__proto__");
    }
    good(&yaml("paths: {/a: {get: {responses: {200: {description: x}, true: {description: y}}}}}\n"));
}

#[test]
fn numbers_are_those_of_json() {
    for number in [".nan", ".inf", "-.inf", "1e999", "0xFFFFFFFFFFFFFFFFFFFFFF"] {
        let problems = wrong(yaml(&format!("paths: {{}}\nx: {{maximum: {number}}}\n")));
        assert_eq!(problems[0].path, "/x/maximum", "{number}");
    }
    refused(r#"{"a": 1e999}"#, "too large");
    for number in ["NaN", "Infinity", "-", "01", "1.", "+1", "0x1"] {
        wrong(format!("{{\"a\": {number}}}"));
    }
    good(&yaml("paths: {}\nx-n: [99999999999999999999999, 1e300, -9223372036854775808]\n"));
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let problems = wrong(b"openapi: 3.1.0\ninfo: \xff\xfe");
    assert_eq!((problems[0].line, problems[0].column), (2, 7));
    refused("openapi: 3.1.0\0", "NUL");
    refused(r#"{"a": "\u0000"}"#, "NUL");
    refused("{\"a\": \"\\ud800\"}", "no JSON");
    refused("\u{feff}\u{feff}", "");
    for text in [
        "{",
        "[",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "[1,]",
        "[1 2]",
        "{a:1}",
        "\"",
        "{} {}",
        "{'a':1}",
    ] {
        wrong(text);
    }
    for text in [
        "a: b: c",
        "\t- a",
        "a: [",
        "%TAG ! x\n",
        "--- a\n--- b\n",
        "a: !!binary YQ==",
        "a: !exec ls",
        "&a &b c",
    ] {
        wrong(text);
    }
}

#[test]
fn a_long_list_of_problems_is_cut() {
    let refs =
        (0..1_000).map(|number| format!("A{number}: {{$ref: other.yaml}}")).collect::<Vec<_>>().join(", ");
    let problems = wrong(yaml(&format!("paths: {{}}\ncomponents: {{schemas: {{{refs}}}}}\n")));
    assert_eq!(problems.len(), api_documents::MOST_PROBLEMS);
    let key = "k".repeat(1_000_000);
    refused(format!("{{\"{key}\":1,\"{key}\":2}}"), "stands here twice");
    refused(format!("{{\"openapi\":\"3.1.0\",\"{key}\":{{\"$ref\":\"{key}\"}}}}"), "leads out");
}
