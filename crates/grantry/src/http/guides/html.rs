//! A guide's Markdown as HTML that is safe in a page, whoever wrote it: no HTML of its own, no picture, no address that a
//! page must not open.

use std::iter;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html::push_html};
use wire::docs::GuideHeading;

use super::list::GUIDES;

/// Where the pages show a guide.
const PAGES: &str = "/docs/guides/";

/// A guide, while it is being read part by part.
#[derive(Default)]
pub struct Page {
    title: String,
    headings: Vec<GuideHeading>,
}

/// The heading that is being read.
struct Heading<'a> {
    level: HeadingLevel,
    words: String,
    content: Vec<Event<'a>>,
}

impl Page {
    /// The next part. The guide's title is kept apart, and does not stand in it.
    pub fn html(&mut self, markdown: &str) -> String {
        let (mut events, mut links) = (Vec::new(), Vec::new());
        let mut heading: Option<Heading<'_>> = None;
        for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    heading = Some(Heading { level, words: String::new(), content: Vec::new() });
                }
                Event::End(TagEnd::Heading(_)) => {
                    if let Some(heading) = heading.take() {
                        self.close(heading, &mut events);
                    }
                }
                event => {
                    let Some(event) = safe(event, &mut links) else { continue };
                    match &mut heading {
                        Some(heading) => heading.take(event),
                        None => events.extend(framed(event)),
                    }
                }
            }
        }
        let mut html = String::new();
        push_html(&mut html, events.into_iter());
        html
    }

    fn close<'a>(&mut self, heading: Heading<'a>, events: &mut Vec<Event<'a>>) {
        if heading.level == HeadingLevel::H1 {
            self.title = heading.words;
            return;
        }
        let (id, level) = (self.new_id(&heading.words), heading.level);
        events.push(tag(format!("<{level} id=\"{id}\">")));
        events.extend(heading.content);
        events.push(tag(format!("</{level}>\n")));
        self.headings.push(GuideHeading { id, text: heading.words });
    }

    /// As readers of the files know it: words in small letters with hyphens between them.
    fn new_id(&self, words: &str) -> String {
        let kept = words.to_lowercase().replace(' ', "-");
        let stem: String = kept.chars().filter(|sign| sign.is_alphanumeric() || *sign == '-').collect();
        let is_free = |id: &str| self.headings.iter().all(|heading| heading.id != id);
        let further = (1..).map(|number| format!("{stem}-{number}"));
        iter::once(stem.clone()).chain(further).find(|id| is_free(id)).unwrap_or_default()
    }

    pub fn into_title_and_headings(self) -> (String, Vec<GuideHeading>) {
        (self.title, self.headings)
    }
}

impl<'a> Heading<'a> {
    fn take(&mut self, event: Event<'a>) {
        if let Event::Text(words) | Event::Code(words) = &event {
            self.words += words;
        }
        self.content.push(event);
    }
}

/// HTML of ours in the place of an event.
fn tag<'a>(html: String) -> Event<'a> {
    Event::InlineHtml(html.into())
}

/// What may stand in the page; none of what is left out. `links` says of each link that is open whether it is one.
fn safe<'a>(event: Event<'a>, links: &mut Vec<bool>) -> Option<Event<'a>> {
    match event {
        Event::Html(_)
        | Event::InlineHtml(_)
        | Event::Start(Tag::HtmlBlock | Tag::Image { .. })
        | Event::End(TagEnd::HtmlBlock | TagEnd::Image) => None,
        Event::Start(Tag::Link { dest_url, .. }) => {
            let open = opening(&dest_url);
            links.push(open.is_some());
            open.map(tag)
        }
        Event::End(TagEnd::Link) => links.pop().unwrap_or_default().then(|| tag("</a>".to_owned())),
        other => Some(other),
    }
}

const WIDE_TABLE: &str = "<div class=\"prose-table\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">";

/// Tables and examples may be wider than a page: they scroll by themselves, by keyboard too.
fn framed(event: Event<'_>) -> Vec<Event<'_>> {
    match event {
        Event::Start(Tag::Table(_)) => vec![tag(WIDE_TABLE.to_owned()), event],
        Event::End(TagEnd::Table) => vec![event, tag("</div>\n".to_owned())],
        Event::Start(Tag::CodeBlock(_)) => {
            vec![tag("<pre tabindex=\"0\" role=\"group\" aria-label=\"Example\"><code>".to_owned())]
        }
        Event::End(TagEnd::CodeBlock) => vec![tag("</code></pre>\n".to_owned())],
        event => vec![event],
    }
}

/// The opening tag of a link; none where it leads to what the pages do not show.
fn opening(address: &str) -> Option<String> {
    if ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme)) {
        let away = "target=\"_blank\" rel=\"external noopener noreferrer\"";
        return Some(format!("<a class=\"link\" href=\"{}\" {away}>", escaped(address)));
    }
    let own = address.starts_with('#') || address.starts_with('/') && !address.starts_with("//");
    let address = if own { address.to_owned() } else { of_guide(address)? };
    Some(format!("<a class=\"link\" href=\"{}\">", escaped(&address)))
}

/// The page of a guide that a file names by a relative path.
fn of_guide(path: &str) -> Option<String> {
    let (file, part) = path.split_at(path.find('#').unwrap_or(path.len()));
    let name = file.rsplit('/').next()?.strip_suffix(".md")?;
    let guide = GUIDES.iter().find(|guide| guide.name == name)?;
    Some([PAGES, guide.name, part].concat())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_pictures_and_strange_addresses_are_left_out() {
        let mut page = Page::default();
        let html = page.html(
            "# Title `x`\n\n<!-- tested: a -->\n<script>alert(1)</script>\n\n\
             A <b onclick=\"x()\">word</b> ![picture](x.png) [a](javascript:alert(1)) [b](data:text/html,x) [c](//evil.example)",
        );
        assert_eq!(html, "<p>A word picture a b c</p>\n");
        assert_eq!(page.into_title_and_headings(), ("Title x".to_owned(), vec![]));
    }

    #[test]
    fn links_between_files_become_links_between_pages() {
        let mut page = Page::default();
        let html = page.html(
            "[a](operators/backup.md) [b](../settings.md#x) [c](../README.md) [d](https://x.example/?a=\"b\") [e](/docs) [f](#y)",
        );
        let wanted = [
            "<p><a class=\"link\" href=\"/docs/guides/backup\">a</a>",
            "<a class=\"link\" href=\"/docs/guides/settings#x\">b</a>",
            "c",
            "<a class=\"link\" href=\"https://x.example/?a=&quot;b&quot;\" target=\"_blank\" rel=\"external noopener noreferrer\">d</a>",
            "<a class=\"link\" href=\"/docs\">e</a>",
            "<a class=\"link\" href=\"#y\">f</a></p>\n",
        ];
        assert_eq!(html, wanted.join(" "));
    }

    #[test]
    fn headings_can_be_linked_to() {
        let mut page = Page::default();
        assert_eq!(
            page.html("## One & *two*\n\n## One & two\n"),
            "<h2 id=\"one--two\">One &amp; <em>two</em></h2>\n<h2 id=\"one--two-1\">One &amp; two</h2>\n"
        );
        let ids: Vec<_> = page.into_title_and_headings().1.into_iter().map(|heading| heading.id).collect();
        assert_eq!(ids, ["one--two", "one--two-1"]);
    }

    #[test]
    fn what_is_wide_scrolls_and_what_is_code_stays_as_it_is() {
        let mut page = Page::default();
        let html = page.html("```js\nif (a < b) {}\n```\n\n| a |\n|---|\n| `b` |\n");
        assert!(html.starts_with("<pre tabindex=\"0\""), "{html}");
        assert!(html.contains("<code>if (a &lt; b) {}\n</code></pre>"), "{html}");
        assert!(html.contains(&format!("{WIDE_TABLE}<table>")), "{html}");
    }
}
