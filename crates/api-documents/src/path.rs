//! The way from a document's root to a value: kept on the stack, and written down only where something is wrong.

use crate::problems::shortened;

#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

#[derive(Debug, Clone, Copy)]
pub struct Path<'a> {
    up: Option<&'a Path<'a>>,
    step: Option<Step<'a>>,
}

/// Of the document itself.
pub const ROOT: &Path<'static> = &Path { up: None, step: None };

impl<'a> Path<'a> {
    pub const fn key(&'a self, key: &'a str) -> Path<'a> {
        Path { up: Some(self), step: Some(Step::Key(key)) }
    }

    pub const fn index(&'a self, index: usize) -> Path<'a> {
        Path { up: Some(self), step: Some(Step::Index(index)) }
    }

    /// As a JSON pointer (RFC 6901).
    pub fn pointer(&self) -> String {
        let mut steps = Vec::new();
        let mut at = Some(self);
        while let Some(path) = at {
            steps.extend(path.step);
            at = path.up;
        }
        pointer(steps.into_iter().rev())
    }
}

/// Each step is shortened, so that no document makes a long list of problems.
pub fn pointer<'a>(steps: impl Iterator<Item = Step<'a>>) -> String {
    let mut pointer = String::new();
    for step in steps {
        pointer.push('/');
        match step {
            Step::Key(key) => pointer.push_str(&shortened(key).replace('~', "~0").replace('/', "~1")),
            Step::Index(index) => pointer.push_str(&index.to_string()),
        }
    }
    pointer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_escapes_what_separates_its_steps() {
        let paths = ROOT.key("paths");
        let path = paths.key("/a~b/{id}");
        assert_eq!(path.index(2).pointer(), "/paths/~1a~0b~1{id}/2");
        assert_eq!(ROOT.pointer(), "");
    }
}
