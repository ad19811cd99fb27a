//! Templates of mails: files with places such as `{{title}}`. What is put into a place of an HTML template is escaped,
//! unless a template of HTML made it; there is no other way to make such a text.

use std::marker::PhantomData;

/// How a text is written into a template.
pub trait Form {
    fn written(text: &str) -> String;
}

/// HTML: a text can neither begin a tag nor end an attribute.
#[derive(Debug, Clone, Copy)]
pub struct Html;

#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Form for Html {
    fn written(text: &str) -> String {
        let escaped = |letter: char| match letter {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            '\'' => "&#39;".to_owned(),
            other => other.to_string(),
        };
        text.chars().map(escaped).collect()
    }
}

impl Form for Plain {
    fn written(text: &str) -> String {
        text.to_owned()
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Template<F> {
    text: &'static str,
    form: PhantomData<F>,
}

/// What a template made.
#[derive(Debug, Clone)]
pub struct Filled<F> {
    text: String,
    form: PhantomData<F>,
}

/// What comes into a place.
#[derive(Debug)]
pub enum Part<'a, F> {
    Text(&'a str),
    /// One after the other, as they are.
    Filled(&'a [Filled<F>]),
}

impl<F: Form> Template<F> {
    pub const fn new(text: &'static str) -> Self {
        Self { text, form: PhantomData }
    }

    /// A place that is not named here stays empty.
    pub fn fill(&self, places: &[(&str, Part<'_, F>)]) -> Filled<F> {
        let mut parts = self.text.split("{{");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once("}}").unwrap_or(("", part));
            match places.iter().find(|(place, _)| *place == name) {
                Some((_, Part::Text(value))) => text.push_str(&F::written(value)),
                Some((_, Part::Filled(all))) => all.iter().for_each(|one| text.push_str(&one.text)),
                None => {}
            }
            text.push_str(rest);
        }
        Filled { text, form: PhantomData }
    }
}

impl<F> Filled<F> {
    pub fn into_text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Template<Html> = Template::new("<ul title=\"{{title}}\">{{items}}</ul>{{nothing}}");
    const ITEM: Template<Html> = Template::new("<li>{{name}}</li>");

    #[test]
    fn what_people_wrote_is_escaped_and_what_a_template_made_is_not() {
        let items = ["A & B", "<b>\"'"].map(|name| ITEM.fill(&[("name", Part::Text(name))]));
        let list = LIST.fill(&[("title", Part::Text("\">")), ("items", Part::Filled(&items))]);
        assert_eq!(
            list.into_text(),
            "<ul title=\"&quot;&gt;\"><li>A &amp; B</li><li>&lt;b&gt;&quot;&#39;</li></ul>"
        );
    }

    #[test]
    fn a_text_with_a_place_in_it_is_a_text() {
        const PLAIN: Template<Plain> = Template::new("{{a}} and {{b}}");
        let filled = PLAIN.fill(&[("a", Part::Text("{{b}}")), ("b", Part::Text("<b>"))]);
        assert_eq!(filled.into_text(), "{{b}} and <b>");
    }
}
