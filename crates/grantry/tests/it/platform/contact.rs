//! Whom people ask about the platform, and its own pages, stand in every page, for whoever is not signed in too.

use crate::harness::{Outcome, Stage, on_both};

on_both! { with_a_contact: the_page_says_whom_to_ask; shared: a_platform_without_a_contact_names_none the_page_says_whether_mail_is_sent; }

async fn the_page_says_whom_to_ask(stage: &Stage) -> Outcome {
    for path in ["/sign-in", "/docs", "/operator/health"] {
        let page = stage.anonymous.get(path).await?.ok(200)?.body;
        assert!(page.contains(r#"name="support-contact" content="help@platform.example""#), "{path}");
        assert!(page.contains(r#"name="terms-url" content="https://platform.example/terms""#), "{path}");
        assert!(page.contains(r#"name="imprint-url" content="""#), "{path}");
    }
    Ok(())
}

async fn a_platform_without_a_contact_names_none(stage: &Stage) -> Outcome {
    let page = stage.anonymous.get("/sign-in").await?.ok(200)?.body;
    assert!(page.contains(r#"name="support-contact" content="""#), "{page}");
    Ok(())
}

/// A demo keeps its mails.
async fn the_page_says_whether_mail_is_sent(stage: &Stage) -> Outcome {
    let page = stage.anonymous.get("/forgot-password").await?.ok(200)?.body;
    assert!(page.contains(r#"name="sends-mail" content="yes""#), "{page}");
    Ok(())
}
