//! Streams of any size and shape on a small stack (R6).

use std::thread;

use migration::stream::Stream;

use super::{stream, Devices, Receiver};

/// Less than what a thread has by default, by a factor of eight.
const SMALL_STACK: usize = 256 << 10;
const LONG: usize = 64 << 20;

fn on_a_small_stack(run: impl FnOnce() + Send) {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(SMALL_STACK).spawn_scoped(scope, run);
        thread.unwrap().join().unwrap();
    });
}

#[test]
fn long_streams() {
    let good = stream(1);
    let head = 8 + 1 + 4 + "faults".len();
    let pieces: [&[u8]; 6] = [&[0], &[5], &[0xff], &[4], &good[head..good.len() - 1], &[8, 0, 11, 0, 0]];
    on_a_small_stack(|| {
        let mut receiver = Receiver::new();
        for piece in pieces {
            let mut long = good[..head].to_vec();
            // What is good takes its time.
            let length = if piece.len() > 100 { LONG / 64 } else { LONG };
            long.extend(piece.iter().copied().cycle().take(length / piece.len() * piece.len()));
            let _ = receiver.load(&format!("{} bytes and so on", piece.len()), &long);
            assert!(Stream::parse(&long).is_err());
            assert!(Stream::parse(&long[head..]).is_err());
        }
        receiver.load("nothing", &[]).unwrap_err();
    });
}

#[test]
fn names_and_machines_that_are_long() {
    on_a_small_stack(|| {
        let devices = Devices::new(1);
        let machine = devices.machine();
        for length in [0_u32, 1, 255, 1 << 16, u32::MAX] {
            let mut stream = b"QEVM\0\0\0\x03\x07".to_vec();
            stream.extend_from_slice(&length.to_be_bytes());
            stream.extend(std::iter::repeat_n(b'f', length.min(1 << 20) as usize));
            stream.extend_from_slice(b"\x04\0\0\0\x01\xff");
            stream.extend_from_slice(&[b'n'; 255]);
            stream.extend_from_slice(&[0; 9]);
            let error = machine.load(&stream).unwrap_err();
            assert!(error.to_string().len() < (1 << 21), "{}", error.to_string().len());
        }
    });
}

#[test]
fn json_that_is_deep() {
    on_a_small_stack(|| {
        for depth in [100, 126, 127, 128, 1000, 100_000] {
            let json = format!("{{\"devices\": {}{}}}", "[".repeat(depth), "]".repeat(depth));
            let head = b"QEVM\0\0\0\x03\x07\0\0\0\0\0\x06";
            let stream = [head, &(json.len() as u32).to_be_bytes()[..], json.as_bytes()].concat();
            assert!(Stream::parse(&stream).is_err());
            let subsections = "{\"vmsd_name\": \"s\", \"subsections\": [".repeat(depth);
            let json = format!(
                "{{\"devices\": [{{\"name\": \"a\", \"instance_id\": 0, \"subsections\": [{subsections}{}]}}]}}",
                "]}".repeat(depth)
            );
            let stream = [head, &(json.len() as u32).to_be_bytes()[..], json.as_bytes()].concat();
            // A section of no bytes for a stream without records is no fault; nesting beyond what JSON readers let through is.
            let parsed = Stream::parse(&stream);
            assert_eq!(parsed.is_ok(), depth < 60, "{depth}: {parsed:?}");
        }
    });
}
