//! Security requirements: which scopes a document names, and its requirements in terms of ours.

use std::collections::BTreeSet;

use model::scope::ScopeName;

use crate::node::{Map, Node, Value};

/// What our scheme is called in the documents that are shown.
pub const SCHEME: &str = "grantry";
/// Of those that a document names. What is beyond is not told.
const MOST_SCOPES: usize = 1_000;

pub type Scopes = BTreeSet<String>;

fn add(scopes: &mut Scopes, name: &str) {
    if scopes.len() < MOST_SCOPES && name.parse::<ScopeName>().is_ok() {
        scopes.insert(name.to_owned());
    }
}

/// The scopes that the flows of a document's own schemes have.
pub fn of_schemes(schemes: &Node, scopes: &mut Scopes) {
    let of_map = |node: &Node| node.map().into_iter().flat_map(Map::values).cloned().collect::<Vec<_>>();
    for flow in of_map(schemes).iter().filter_map(|scheme| scheme.get("flows")).flat_map(of_map) {
        let names = flow.get("scopes").and_then(Node::map).into_iter().flat_map(Map::keys);
        names.for_each(|name| add(scopes, name));
    }
}

/// A list of requirements, each of our scheme with the scopes that it named of whatever scheme. One that asks for
/// nothing stays: the operation is open.
pub fn requirements(security: Node, scopes: &mut Scopes) -> Option<Node> {
    let place = security.place;
    let Value::List(given) = security.value else { return None };
    let ours = |requirement: Node| {
        let Value::Map(schemes) = requirement.value else { return None };
        let mut map = Map::new();
        if !schemes.is_empty() {
            let named = schemes.values().filter_map(Node::list).flatten().filter_map(Node::text);
            let named: Scopes = named.filter(|name| name.parse::<ScopeName>().is_ok()).cloned().collect();
            named.iter().for_each(|name| add(scopes, name));
            let names = named.into_iter().map(|name| Node::new(place, Value::Text(name))).collect();
            map.insert(SCHEME.to_owned(), Node::new(place, Value::List(names)));
        }
        Some(Node::new(place, Value::Map(map)))
    };
    let list = given.into_iter().filter_map(ours).collect();
    Some(Node::new(place, Value::List(list)))
}

/// Leaves the scopes that are known in a list of [`requirements`].
pub fn keep_known(security: &mut Node, known: &Scopes) {
    let Value::List(requirements) = &mut security.value else { return };
    for requirement in requirements {
        let Value::Map(map) = &mut requirement.value else { continue };
        if let Some(Value::List(names)) = map.get_mut(SCHEME).map(|names| &mut names.value) {
            names.retain(|name| name.text().is_some_and(|name| known.contains(name)));
        }
    }
}
