//! Templates of mails in both forms, HTML and plain text, which have the same places.

use crate::template::{Filled, Form, Html, Part, Plain, Template};

#[derive(Debug, Clone, Copy)]
pub struct MailTemplate {
    html: Template<Html>,
    plain: Template<Plain>,
}

/// What a template made, in both forms.
#[derive(Debug, Clone)]
pub struct FilledMail {
    html: Filled<Html>,
    plain: Filled<Plain>,
}

/// What comes into a place of both forms.
#[derive(Debug)]
pub enum MailPart<'a> {
    Text(&'a str),
    /// One after the other, as they are.
    Filled(&'a [FilledMail]),
}

/// What a mail says.
#[derive(Debug, Clone)]
pub struct Body {
    pub text: String,
    pub html: String,
}

impl MailTemplate {
    pub const fn new(html: &'static str, plain: &'static str) -> Self {
        Self { html: Template::new(html), plain: Template::new(plain) }
    }

    /// A place that is not named here stays empty.
    pub fn fill(&self, places: &[(&str, MailPart<'_>)]) -> FilledMail {
        FilledMail {
            html: filled(&self.html, places, |one| &one.html),
            plain: filled(&self.plain, places, |one| &one.plain),
        }
    }
}

impl FilledMail {
    pub fn into_body(self) -> Body {
        Body { text: self.plain.into_text(), html: self.html.into_text() }
    }
}

fn filled<F: Form + Clone>(
    template: &Template<F>,
    places: &[(&str, MailPart<'_>)],
    form: fn(&FilledMail) -> &Filled<F>,
) -> Filled<F> {
    let within: Vec<Vec<Filled<F>>> = places.iter().map(|(_, part)| part.within(form)).collect();
    let places: Vec<(&str, Part<'_, F>)> = places
        .iter()
        .zip(&within)
        .map(|((name, part), within)| match part {
            MailPart::Text(text) => (*name, Part::Text(text)),
            MailPart::Filled(_) => (*name, Part::Filled(within)),
        })
        .collect();
    template.fill(&places)
}

impl MailPart<'_> {
    /// One form of what other templates made.
    fn within<F: Form + Clone>(&self, form: fn(&FilledMail) -> &Filled<F>) -> Vec<Filled<F>> {
        match self {
            Self::Text(_) => Vec::new(),
            Self::Filled(all) => all.iter().map(|one| form(one).clone()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: MailTemplate = MailTemplate::new("<h1>{{title}}</h1>{{items}}", "{{title}}\n{{items}}");
    const ITEM: MailTemplate = MailTemplate::new("<p>{{name}}</p>", "- {{name}}\n");

    #[test]
    fn each_form_is_filled_with_what_was_made_in_that_form() {
        let items = ["A & B", "<b>"].map(|name| ITEM.fill(&[("name", MailPart::Text(name))]));
        let places = [("title", MailPart::Text("1 < 2")), ("items", MailPart::Filled(&items))];
        let Body { text, html } = LIST.fill(&places).into_body();
        assert_eq!(text, "1 < 2\n- A & B\n- <b>\n");
        assert_eq!(html, "<h1>1 &lt; 2</h1><p>A &amp; B</p><p>&lt;b&gt;</p>");
    }
}
