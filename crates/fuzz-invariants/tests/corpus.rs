//! Runs every committed input of the fuzzer through the same functions.

use std::fs;
use std::path::Path;

use fuzz_invariants::TARGETS;

const ENOUGH: usize = 5;

#[test]
fn what_the_fuzzer_kept_holds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    for (name, target) in TARGETS {
        let folder = corpus.join(name);
        let files: Vec<_> = match fs::read_dir(&folder) {
            Ok(files) => files.flatten().map(|file| file.path()).collect(),
            Err(error) => panic!("{}: {error}", folder.display()),
        };
        assert!(files.len() >= ENOUGH, "{name} has a corpus of {} files", files.len());
        for file in files {
            let Ok(input) = fs::read(&file) else { panic!("cannot read {}", file.display()) };
            let held = std::panic::catch_unwind(|| target(&input));
            assert!(held.is_ok(), "{}", file.display());
        }
    }
}
