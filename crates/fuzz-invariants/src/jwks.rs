//! What must hold for key sets.

use credentials::{ClientKeySet, JwkSet, MAX_CLIENT_KEYS};
use serde_json::Value;

/// Key sets, ours and those that clients register: what is kept survives being written and read again, nothing of it
/// is private, and a set with a private key in it is refused whole.
pub fn jwks(json: &[u8]) {
    if let Ok(set) = JwkSet::parse(json) {
        let given = serde_json::from_slice::<Value>(json);
        assert!(given.is_ok_and(|given| given["keys"].is_array()), "accepted what is no key set");
        let Ok(written) = serde_json::to_vec(&set) else { panic!("a set cannot be written") };
        assert_eq!(JwkSet::parse(&written).ok(), Some(set));
    }
    let Ok(set) = ClientKeySet::parse(json) else { return };
    assert!((1..=MAX_CLIENT_KEYS).contains(&set.keys().count()));
    let Ok(given) = serde_json::from_slice::<Value>(json) else { panic!("accepted what is no JSON") };
    let keys = given["keys"].as_array().into_iter().flatten();
    for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
        assert!(keys.clone().all(|key| key.get(private).is_none()), "accepted a private key");
    }
    let written = set.to_json();
    let Ok(again) = ClientKeySet::parse(written.as_bytes()) else {
        panic!("a kept set is refused: {written}")
    };
    assert!(set.keys().eq(again.keys()));
    for key in set.keys() {
        assert_eq!(key.key.thumbprint().len(), 43);
    }
}
