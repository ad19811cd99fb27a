//! Tests of Ed25519 public keys: points of low order and second spellings are refused.

use aws_lc_rs::digest::{SHA512, digest};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};

use super::*;

/// Every point of low order, by its order.
const LOW_ORDER: [(u8, &str); 8] = [
    (1, "0100000000000000000000000000000000000000000000000000000000000000"),
    (2, "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    (4, "0000000000000000000000000000000000000000000000000000000000000000"),
    (4, "0000000000000000000000000000000000000000000000000000000000000080"),
    (8, "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    (8, "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
    (8, "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    (8, "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
];

/// Their other spellings: with a sign that 0 has not, and with y from p on.
const OTHER_SPELLINGS: [&str; 6] = [
    "0100000000000000000000000000000000000000000000000000000000000080",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

fn bytes(hex: &str) -> [u8; 32] {
    let digit =
        |at: usize| hex.as_bytes().get(at).and_then(|digit| char::from(*digit).to_digit(16)).unwrap_or(99);
    std::array::from_fn(|at| u8::try_from(digit(2 * at) * 16 + digit(2 * at + 1)).unwrap_or_default())
}

/// A signature made without a private key: `S` is 0, and `R` is one of the points of low order.
fn forged(key: &[u8; 32]) -> Option<(Vec<u8>, Vec<u8>)> {
    let library = UnparsedPublicKey::new(&ED25519, key);
    (0_u8..=255).find_map(|number| {
        let message = digest(&SHA512, &[number]).as_ref().to_vec();
        LOW_ORDER.iter().find_map(|(_, r)| {
            let signature = [bytes(r).as_slice(), &[0; 32]].concat();
            library.verify(&message, &signature).is_ok().then(|| (message.clone(), signature))
        })
    })
}

#[test]
fn a_point_of_low_order_is_no_key_though_the_library_takes_it() {
    for (order, hex) in LOW_ORDER {
        let key = bytes(hex);
        assert!(forged(&key).is_some(), "order {order}: no one needs a private key for {hex}");
        assert_eq!(check(&key), Err(UnusableKey::LowOrder), "{hex}");
    }
}

#[test]
fn a_point_has_one_spelling() {
    for hex in OTHER_SPELLINGS {
        assert!(check(&bytes(hex)).is_err(), "{hex}");
    }
    // y from p to 2^255 - 1 is y from 0 to 18, with either sign.
    for (y, sign) in (0..19).flat_map(|y| [(y, 0), (y, 0x80)]) {
        let mut key = [0xff; 32];
        (key[0], key[31]) = (0xed + y, 0x7f | sign);
        assert!(check(&key).is_err(), "{y} {sign}");
    }
}

#[test]
fn keys_of_people_are_keys() {
    for seed in 0..50_u8 {
        let pair = aws_lc_rs::signature::Ed25519KeyPair::from_seed_unchecked(&[seed; 32]);
        let Ok(pair) = pair else { panic!("a seed") };
        assert_eq!(check(aws_lc_rs::signature::KeyPair::public_key(&pair).as_ref()), Ok(()));
    }
    for no_key in [&[7; 31][..], &[7; 33], &[]] {
        assert_eq!(check(no_key), Err(UnusableKey::Malformed));
    }
    // Half of all y belong to no point: 2 and 7 among them.
    for y in [2, 7] {
        let mut key = [0; 32];
        key[0] = y;
        assert_eq!(check(&key), Err(UnusableKey::Malformed));
    }
}
