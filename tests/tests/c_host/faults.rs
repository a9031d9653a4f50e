//! Hooks, checks and conversions that refuse or panic.

use super::host::{Answer, Host, Layout};

/// Those that a device can have; each device has some.
const FAULTS: [&str; 11] = [
    "pre_save",
    "post_save",
    "pre_load",
    "post_load",
    "part_post_load",
    "channel_post_load",
    "validate",
    "get",
    "set",
    "needed",
    "exists",
];

fn all() -> impl Iterator<Item = String> {
    FAULTS.iter().flat_map(|fault| [(*fault).to_owned(), format!("{fault}-panic")])
}

/// A device in a state of its own, and what of its code fails.
struct Case {
    device: usize,
    seed: u64,
    fault: String,
    context: String,
}

fn cases() -> impl Iterator<Item = Case> {
    let devices = host_devices::names().into_iter().enumerate();
    let faults = devices.flat_map(|device| all().map(move |fault| (device, fault)));
    let kept = faults.filter(|((_, name), fault)| !is_lost_on_c(name, fault));
    kept.flat_map(|((device, name), fault)| {
        (0..4).map(move |seed| {
            let context = format!("{name} {seed} {fault}");
            Case { device, seed, fault: fault.clone(), context }
        })
    })
}

/// Looks whether the host says what the device's author wrote. Whether that is what the message is about.
#[track_caller]
fn says_why(there: &Answer, message: &str, context: &str) -> bool {
    let reason = reason(message);
    assert!(there.said().contains(reason), "{context}: {message:?} {there:?}");
    !reason.is_empty()
}

/// Whether the C core has no place for this fault: a test that panics is a no to it, which it goes on with. The message is shown.
fn is_lost_on_c(device: &str, fault: &str) -> bool {
    ["cells", "bay", "rack"].contains(&device) && ["needed-panic", "exists-panic"].contains(&fault)
}

/// A check among the fields of a table by hand must hold when QEMU saves.
fn would_end_qemu(device: usize, fault: &str) -> bool {
    host_devices::names()[device] == "rack" && fault.starts_with("validate")
}

/// What the device's author wrote, if that is what the message is about.
fn reason(message: &str) -> &str {
    message.split([':', ';']).map(str::trim).find(|part| part.contains("of the test")).unwrap_or("")
}

#[test]
fn a_save_that_is_refused_fails_alike_and_says_why() {
    check_saves(Host::start());
}

#[test]
#[ignore = "needs libclang"]
fn a_refused_save_is_the_same_without_error_objects() {
    check_saves(Host::start_as(Layout::WithoutErrors, &[]));
}

fn check_saves(mut host: Host) {
    let (mut refused, mut in_file) = (0, 0);
    for Case { device, seed, fault, context } in cases() {
        let here = host_devices::save(device, seed, &fault);
        let there = host.save(device, seed, &fault);
        if would_end_qemu(device, &fault) {
            assert!(here.result.is_err() && there.get("shown").contains("ABORT"), "{context}: {there:?}");
            continue;
        }
        assert_eq!(here.result.is_ok(), there.is_success(), "{context}: {:?} {there:?}", here.result);
        assert_eq!(there.get("text"), here.text, "{context}");
        if let Err(message) = &here.result {
            refused += usize::from(says_why(&there, message, &context));
            // A kind has no place for its reason but the file, which whoever migrates asks.
            let said = there.get("message");
            if said.contains("saving the field") {
                assert!(said.contains(reason(message)), "{context}: {there:?}");
                in_file += 1;
            }
        }
    }
    assert!(refused > 20 && in_file > 5, "{refused} {in_file}");
    host.end();
}

#[test]
fn a_load_that_is_refused_fails_alike_and_says_why() {
    check_loads(Host::start());
}

#[test]
#[ignore = "needs libclang"]
fn a_refused_load_is_the_same_without_error_objects() {
    check_loads(Host::start_as(Layout::WithoutErrors, &[]));
}

fn check_loads(mut host: Host) {
    let mut refused = 0;
    for Case { device, seed, fault, context } in cases() {
        let version = host_devices::version(device);
        let bytes = host_devices::save(device, seed, "none").result.expect("a good state");
        let here = host_devices::load(device, seed + 1, version, &fault, &bytes);
        let there = host.load(device, seed + 1, version, &fault, &bytes);
        // C leaves what is behind the device to whoever reads on.
        let is_success = there.is_success() && there.get("left") == "0";
        assert_eq!(here.result.is_ok(), is_success, "{context}: {:?} {there:?}", here.result);
        if there.is_success() && !is_success {
            continue;
        }
        if here.result.is_ok() || !host_devices::is_in_place(device) {
            assert_eq!(Some(there.bytes("after")), here.after, "{context}");
        }
        if let Err(message) = &here.result {
            let before = host_devices::save(device, seed + 1, "none").result.expect("a good state");
            assert_eq!(here.after, Some(before), "{context}");
            refused += usize::from(says_why(&there, message, &context));
        }
    }
    assert!(refused > 20, "{refused}");
    host.end();
}

#[test]
#[ignore = "needs valgrind"]
fn nothing_is_leaked_or_read_before_it_is_written() {
    let valgrind =
        ["valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full", "--show-leak-kinds=definite,indirect"];
    let mut host = Host::start_as(Layout::WithErrors, &valgrind);
    for device in 0..host_devices::names().len() {
        let version = host_devices::version(device);
        for seed in 0..2 {
            let bytes = host.save(device, seed, "none").bytes("bytes");
            for length in [bytes.len(), bytes.len() / 2] {
                host.load(device, seed + 1, version, "none", &bytes[..length]);
            }
            for fault in all() {
                host.save(device, seed, &fault);
                host.load(device, seed + 1, version, &fault, &bytes);
            }
        }
    }
    host.end();
}
