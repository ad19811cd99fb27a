//! The guides, and the commands that stand in them.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::harness::Outcome;

const GUIDES: [&str; 4] = ["README.md", "docs", "deploy", "docker-compose.yml"];

/// A document with commands: a page in Markdown, or a file whose comments say how it is used.
pub struct Guide {
    pub file: String,
    pub blocks: Vec<Block>,
    /// What stands between backticks.
    pub spans: Vec<String>,
}

/// A fenced block of a page, or the indented lines of a comment.
pub struct Block {
    /// What `<!-- tested: … -->` before it says; a commented file's name.
    pub name: Option<String>,
    pub language: String,
    pub text: String,
}

/// The tested block of this name, of any guide.
pub fn block(name: &str) -> Outcome<String> {
    let blocks = all()?.into_iter().flat_map(|guide| guide.blocks);
    let mut found = blocks.filter(|block| block.name.as_deref() == Some(name));
    match (found.next(), found.next()) {
        (Some(block), None) => Ok(block.text),
        (None, _) => Err(format!("no guide has a tested block {name}").into()),
        (Some(_), Some(_)) => Err(format!("the guides have two tested blocks {name}").into()),
    }
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn all() -> Outcome<Vec<Guide>> {
    let root = root();
    let mut guides = Vec::new();
    for path in GUIDES {
        for file in files_below(&root.join(path))? {
            let name = file.strip_prefix(&root)?.display().to_string();
            let Ok(text) = fs::read_to_string(&file) else { continue };
            guides.push(Guide::read(&name, &text));
        }
    }
    Ok(guides)
}

pub fn files_below(path: &Path) -> io::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        files.extend(files_below(&entry?.path())?);
    }
    Ok(files)
}

impl Guide {
    pub fn read(file: &str, text: &str) -> Self {
        if file.ends_with(".md") { Self::page(file, text) } else { Self::commented(file, text) }
    }

    fn page(file: &str, text: &str) -> Self {
        let (mut blocks, mut spans) = (Vec::new(), Vec::new());
        let (mut paragraph, mut mark) = (String::new(), "");
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let (indent, content) = (line.len() - line.trim_start().len(), line.trim());
            if let Some(language) = content.strip_prefix("```") {
                let inside = lines.by_ref().take_while(|line| line.trim() != "```");
                let text =
                    inside.map(|line| format!("{}\n", line.get(indent..).unwrap_or_default())).collect();
                blocks.push(Block { name: name(mark), language: language.to_owned(), text });
            } else if content.is_empty() || content.starts_with('|') {
                spans.extend(spans_of(&paragraph));
                spans.extend(spans_of(content));
                paragraph.clear();
            } else {
                paragraph = format!("{paragraph} {content}");
            }
            if !content.is_empty() {
                mark = content;
            }
        }
        spans.extend(spans_of(&paragraph));
        Self { file: file.to_owned(), blocks, spans }
    }

    fn commented(file: &str, text: &str) -> Self {
        let comments = || text.lines().filter_map(|line| line.trim().strip_prefix('#'));
        let indented = |line: &&str| line.starts_with("   ");
        let text: String = comments().filter(indented).map(|line| format!("{}\n", line.trim())).collect();
        let spans = spans_of(&comments().filter(|line| !indented(line)).collect::<String>());
        let block = Block { name: Some(file.to_owned()), language: "sh".to_owned(), text };
        let blocks = if block.text.is_empty() { Vec::new() } else { vec![block] };
        Self { file: file.to_owned(), blocks, spans }
    }
}

fn name(mark: &str) -> Option<String> {
    Some(mark.strip_prefix("<!-- tested: ")?.strip_suffix(" -->")?.to_owned())
}

fn spans_of(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
