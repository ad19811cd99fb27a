//! Builds a document's tree from what a reader finds, within the budget of values, texts and depth.

use crate::node::{Map, Node, Place, Value};
use crate::path::{Step, pointer};
use crate::problems::{Problems, Stop, shortened};
use crate::{DEEPEST, MOST_NODES, MOST_TEXT};

/// A key that JavaScript takes for something else.
const PROTOTYPE: &str = "__proto__";

/// A value with what it costs.
#[derive(Debug, Clone)]
pub struct Built {
    pub node: Node,
    nodes: usize,
    bytes: usize,
    /// Maps and lists within each other, itself among them.
    height: usize,
}

impl Built {
    pub fn scalar(place: Place, value: Value) -> Self {
        let bytes = if let Value::Text(text) = &value { text.len() } else { 0 };
        Self { node: Node::new(place, value), nodes: 1, bytes, height: 0 }
    }
}

#[derive(Debug)]
enum Holder {
    List(Vec<Node>),
    Map(Map),
}

/// A map or a list that is not complete.
#[derive(Debug)]
struct Frame {
    place: Place,
    holder: Holder,
    /// Of the next value.
    key: Option<String>,
    nodes: usize,
    bytes: usize,
    height: usize,
}

#[derive(Debug)]
pub struct Builder<'p> {
    frames: Vec<Frame>,
    root: Option<Node>,
    /// What is left.
    nodes: usize,
    bytes: usize,
    problems: &'p mut Problems,
}

impl<'p> Builder<'p> {
    pub fn new(problems: &'p mut Problems) -> Self {
        Self { frames: Vec::new(), root: None, nodes: MOST_NODES, bytes: MOST_TEXT, problems }
    }

    pub fn finish(self) -> Option<Node> {
        self.root
    }

    /// Says what is wrong, here.
    pub fn wrong(&mut self, place: Place, message: impl Into<String>) {
        let frames = &self.frames;
        self.problems.add(place, || pointer(frames.iter().filter_map(Frame::step)), message);
    }

    pub fn stop<T>(&mut self, place: Place, message: impl Into<String>) -> Result<T, Stop> {
        self.wrong(place, message);
        Err(Stop)
    }

    /// Whether a key comes next.
    pub fn wants_key(&self) -> bool {
        self.frames.last().is_some_and(|frame| matches!(frame.holder, Holder::Map(_)) && frame.key.is_none())
    }

    /// Takes from the budget.
    pub fn spend(&mut self, place: Place, nodes: usize, bytes: usize) -> Result<(), Stop> {
        match (self.nodes.checked_sub(nodes), self.bytes.checked_sub(bytes)) {
            (Some(nodes), Some(bytes)) => {
                (self.nodes, self.bytes) = (nodes, bytes);
                Ok(())
            }
            (None, _) => {
                self.stop(place, format!("The document has more than {MOST_NODES} values, aliases expanded."))
            }
            (_, None) => {
                self.stop(place, format!("Its texts have more than {MOST_TEXT} bytes, aliases expanded."))
            }
        }
    }

    pub fn key(&mut self, place: Place, key: String) -> Result<(), Stop> {
        self.spend(place, 0, key.len())?;
        let known = |frame: &Frame| matches!(&frame.holder, Holder::Map(map) if map.contains_key(&key));
        if self.frames.last().is_some_and(known) {
            self.wrong(place, format!("The key “{}” stands here twice.", shortened(&key)));
        }
        if key == PROTOTYPE || key.contains('\0') {
            self.wrong(place, format!("Rename the key “{}”.", shortened(&key.replace('\0', "\\0"))));
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.bytes = frame.bytes.saturating_add(key.len());
            frame.key = Some(key);
        }
        Ok(())
    }

    pub fn begin_map(&mut self, place: Place) -> Result<(), Stop> {
        self.begin(place, Holder::Map(Map::new()))
    }

    pub fn begin_list(&mut self, place: Place) -> Result<(), Stop> {
        self.begin(place, Holder::List(Vec::new()))
    }

    fn begin(&mut self, place: Place, holder: Holder) -> Result<(), Stop> {
        self.fits(place, 1)?;
        self.spend(place, 1, 0)?;
        self.frames.push(Frame { place, holder, key: None, nodes: 1, bytes: 0, height: 0 });
        Ok(())
    }

    fn fits(&mut self, place: Place, height: usize) -> Result<(), Stop> {
        if self.frames.len() + height <= DEEPEST {
            return Ok(());
        }
        self.stop(place, format!("Maps and lists stand more than {DEEPEST} deep within each other."))
    }

    /// The map or list that was begun last is complete.
    pub fn end(&mut self) -> Option<Built> {
        let Frame { place, holder, nodes, bytes, height, .. } = self.frames.pop()?;
        let value = match holder {
            Holder::List(items) => Value::List(items),
            Holder::Map(map) => Value::Map(map),
        };
        Some(Built { node: Node::new(place, value), nodes, bytes, height: height + 1 })
    }

    /// A scalar that is read for the first time.
    pub fn scalar(&mut self, place: Place, value: Value) -> Result<Built, Stop> {
        let built = Built::scalar(place, value);
        if matches!(&built.node.value, Value::Text(text) if text.contains('\0')) {
            self.wrong(place, "Remove the NUL character.");
        }
        self.spend(place, built.nodes, built.bytes)?;
        Ok(built)
    }

    /// A copy, paid for again.
    pub fn copy(&mut self, place: Place, of: &Built) -> Result<Built, Stop> {
        self.fits(place, of.height)?;
        self.spend(place, of.nodes, of.bytes)?;
        Ok(of.clone())
    }

    /// Puts a value where it belongs.
    pub fn put(&mut self, built: Built) {
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(built.node);
            return;
        };
        frame.nodes = frame.nodes.saturating_add(built.nodes);
        frame.bytes = frame.bytes.saturating_add(built.bytes);
        frame.height = frame.height.max(built.height);
        match &mut frame.holder {
            Holder::List(items) => items.push(built.node),
            Holder::Map(map) => {
                if let Some(key) = frame.key.take() {
                    map.insert(key, built.node);
                }
            }
        }
    }
}

impl Frame {
    fn step(&self) -> Option<Step<'_>> {
        match &self.holder {
            Holder::List(items) => Some(Step::Index(items.len())),
            Holder::Map(_) => self.key.as_deref().map(Step::Key),
        }
    }
}
