//! The guides and the list of our own documents, as the pages of the documentation ask for them.

use wire::docs::{Guide, GuideRole, Guides, OwnDocuments};

use crate::harness::{Outcome, Stage, on_both};

on_both! { shared: every_guide_is_listed_and_served unknown_guides_are_not_found our_documents_are_listed; }

async fn every_guide_is_listed_and_served(stage: &Stage) -> Outcome {
    let list: Guides = stage.anonymous.read("/guides.json").await?;
    for role in GuideRole::ALL {
        assert!(list.guides.iter().any(|guide| guide.role == role), "{role:?}");
    }
    for summary in &list.guides {
        let guide: Guide = stage.anonymous.read(&format!("/guides/{}.json", summary.name)).await?;
        assert_eq!((&guide.title, &guide.headings), (&summary.title, &summary.headings));
        assert!(guide.parts.iter().all(|part| !part.html.contains("<script")), "{}", guide.name);
    }
    let guide: Guide = stage.anonymous.read("/guides/get-a-token.json").await?;
    let languages: Vec<_> =
        guide.parts.iter().flat_map(|part| &part.snippets).map(|snippet| snippet.language.as_str()).collect();
    assert_eq!(languages, ["curl", "Python", "JavaScript", "C#", "Java", "Go", "PHP"]);
    Ok(())
}

async fn unknown_guides_are_not_found(stage: &Stage) -> Outcome {
    for path in ["/guides/nothing.json", "/guides/..json", "/docs/ui/nothing.js", "/docs/ui/picture-99.svg"] {
        stage.anonymous.get(path).await?.ok(404)?;
    }
    Ok(())
}

async fn our_documents_are_listed(stage: &Stage) -> Outcome {
    let list: OwnDocuments = stage.anonymous.read("/openapi/grantry.json").await?;
    assert_eq!(list.documents.len(), 6);
    for own in list.documents {
        let document: serde_json::Value =
            stage.anonymous.read(&format!("/openapi/{}.json", own.name)).await?;
        assert_eq!(document["info"]["title"], own.title);
    }
    Ok(())
}
