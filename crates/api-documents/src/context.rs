//! What a map of a document holds: keywords of OpenAPI, names that its author chose, or data.

/// What the keys of a value mean, where it is a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    Keywords,
    /// Each value has keywords again.
    Names,
    /// Names of paths.
    Paths,
    /// Whatever the API's clients send and get.
    Data,
}

/// Keywords whose maps have names for keys.
const OF_NAMES: [&str; 18] = [
    "$defs",
    "content",
    "definitions",
    "dependentRequired",
    "dependentSchemas",
    "encoding",
    "examples",
    "headers",
    "links",
    "mapping",
    "parameters",
    "pathItems",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "variables",
];
const OF_DATA: [&str; 5] = ["const", "default", "enum", "example", "value"];

impl Context {
    /// What the value under a key of such a map is.
    pub fn of_value(self, key: &str) -> Self {
        match self {
            Self::Data => Self::Data,
            Self::Keywords if key == "paths" => Self::Paths,
            Self::Keywords if OF_NAMES.contains(&key) => Self::Names,
            Self::Keywords if OF_DATA.contains(&key) => Self::Data,
            Self::Keywords | Self::Names | Self::Paths => Self::Keywords,
        }
    }

    /// What the items of a list under a key are: the examples of a schema are data.
    pub fn of_items(self, key: Option<&str>) -> Self {
        match (self, key) {
            (Self::Names, Some("examples")) => Self::Data,
            (Self::Names | Self::Paths, _) => Self::Keywords,
            (context, _) => context,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_may_be_called_like_a_keyword() {
        let properties = Context::Keywords.of_value("properties");
        assert_eq!(properties, Context::Names);
        assert_eq!(properties.of_value("example"), Context::Keywords);
        assert_eq!(properties.of_value("properties"), Context::Keywords);
        assert_eq!(Context::Keywords.of_value("example"), Context::Data);
        assert_eq!(Context::Data.of_value("properties"), Context::Data);
        assert_eq!(Context::Names.of_items(Some("examples")), Context::Data);
        assert_eq!(Context::Names.of_items(Some("parameters")), Context::Keywords);
    }
}
