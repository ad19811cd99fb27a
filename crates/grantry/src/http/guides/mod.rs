//! The guides, as the pages of `/docs` ask for them.

mod html;
mod list;
mod snippets;

use std::sync::LazyLock;

use ::web::Answer;
use actix_web::{
    HttpResponse,
    http::header,
    web::{Path, ServiceConfig, get},
};
use marketplace::Error;
use wire::docs::{Guide, GuidePart, GuideSummary, Guides};

pub const LIST: &str = "/guides.json";
pub const FOLDER: &str = "/guides/";

pub fn configure(config: &mut ServiceConfig) {
    config.route(LIST, get().to(summaries)).route("/guides/{name}.json", get().to(show));
}

/// Made when the first is asked for.
static GUIDES: LazyLock<Vec<Guide>> = LazyLock::new(|| list::GUIDES.iter().map(rendered).collect());

fn rendered(source: &list::Source) -> Guide {
    let mut page = html::Page::default();
    let parts = list::parts(source.markdown)
        .map(|part| GuidePart {
            html: page.html(part.markdown),
            snippets: snippets::of(part.snippets.unwrap_or_default()),
        })
        .collect();
    let (title, headings) = page.into_title_and_headings();
    Guide {
        name: source.name.to_owned(),
        title,
        role: source.role,
        summary: source.summary.to_owned(),
        headings,
        parts,
    }
}

async fn summaries() -> HttpResponse {
    let summary = |guide: &Guide| GuideSummary {
        name: guide.name.clone(),
        title: guide.title.clone(),
        role: guide.role,
        summary: guide.summary.clone(),
        headings: guide.headings.clone(),
    };
    json(&Guides { guides: GUIDES.iter().map(summary).collect() })
}

async fn show(name: Path<String>) -> Answer {
    let guide = GUIDES.iter().find(|guide| guide.name == *name).ok_or(Error::NotFound)?;
    Ok(json(guide))
}

fn json(body: &impl serde::Serialize) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-cache")).json(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guide_has_a_title_and_no_placeholder_of_ours() {
        for guide in GUIDES.iter() {
            assert!(!guide.title.is_empty() && !guide.parts.is_empty(), "{}", guide.name);
            for part in &guide.parts {
                assert!(!part.html.contains("{{snippets"), "{}", guide.name);
                for forbidden in ["<script", "<style", " style=", "<img", "<iframe", "javascript:", " on"] {
                    let tag = part.html.split('<').any(|tag| {
                        let tag = format!("<{}", tag.split('>').next().unwrap_or_default());
                        tag.contains(forbidden)
                    });
                    assert!(!tag, "{}: {forbidden}", guide.name);
                }
            }
        }
    }

    #[test]
    fn a_link_from_guide_to_guide_leads_somewhere() {
        for guide in GUIDES.iter() {
            let html: String = guide.parts.iter().map(|part| part.html.as_str()).collect();
            for target in html.split("href=\"/docs/guides/").skip(1) {
                let target = target.split('"').next().unwrap_or_default();
                let (name, part) = target.split_once('#').unwrap_or((target, ""));
                let found = GUIDES.iter().find(|guide| guide.name == name);
                let found = found.unwrap_or_else(|| panic!("{} links to {target}", guide.name));
                let there = part.is_empty() || found.headings.iter().any(|heading| heading.id == part);
                assert!(there, "{} links to {target}", guide.name);
            }
        }
    }
}
