//! Counts and lengths above what there is room for.

use migration::{load_state_mut, ToMigrationState};

use super::refuses;

/// CVE-2013-4148 and 4149, virtio-net: a length below zero, and more addresses than the table has.
mod addresses {
    use super::*;

    #[derive(Debug, ToMigrationState)]
    #[migration_state(name = "filter")]
    struct Filter {
        used: i32,
        // Rows do not count, but what is in them.
        #[migration_state(len = used * 2)]
        addresses: [[u8; 2]; 2],
    }

    const GOOD: &[u8] = &[0, 0, 0, 1, 9, 8];

    fn filter() -> Filter {
        Filter { used: 1, addresses: [[9, 8], [7, 6]] }
    }

    #[test]
    fn more_than_there_is_room_for() {
        let error = refuses(filter, GOOD, &[0, 0, 0, 3, 1, 2, 3, 4, 5, 6]);
        assert!(error.contains("at most 4 elements, found a count of 3 (times 2)"), "{error}");
        refuses(filter, GOOD, &[0x7f, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn less_than_none() {
        let error = refuses(filter, GOOD, &[0xff, 0xff, 0xff, 0xff, 1, 2]);
        assert!(error.contains("found a count of -1"), "{error}");
        refuses(filter, GOOD, &[0x80, 0, 0, 0]);
    }
}

/// CVE-2013-4150 and 4151, virtio: more queues than the device has.
mod queues {
    use super::*;

    #[derive(Debug, Default, ToMigrationState)]
    struct Queue {
        size: u16,
        index: u16,
    }

    #[derive(Debug, ToMigrationState)]
    #[migration_state(name = "transport")]
    struct Transport {
        count: u32,
        #[migration_state(len = count)]
        queues: [Queue; 2],
        tail: u8,
    }

    #[derive(Debug, ToMigrationState)]
    #[migration_state(name = "growing")]
    struct Growing {
        count: u32,
        #[migration_state(len = count, range = ..=2)]
        queues: Vec<Queue>,
    }

    #[test]
    fn more_than_the_device_has() {
        let transport =
            || Transport { count: 1, queues: [Queue { size: 0x102, index: 3 }, Queue { size: 4, index: 5 }], tail: 6 };
        let attack = [&[0, 0, 0, 3][..], &[0xff; 13]].concat();
        let error = refuses(transport, &[0, 0, 0, 1, 1, 2, 0, 3, 6], &attack);
        assert!(error.starts_with("transport.queues") && error.contains("found a count of 3"), "{error}");
    }

    #[test]
    fn more_than_memory() {
        let growing = || Growing { count: 1, queues: vec![Queue { size: 0x102, index: 3 }] };
        let attack = [&[0xff; 4][..], &[0xff; 40]].concat();
        let error = refuses(growing, &[0, 0, 0, 1, 1, 2, 0, 3], &attack);
        assert!(error.contains("at most 2 elements, found a count of 4294967295"), "{error}");
    }
}

/// CVE-2013-4526 and 4534, AHCI and the interrupt controller: another number of ports, of destinations, than was built.
mod built {
    use super::*;

    #[derive(Debug, ToMigrationState)]
    #[migration_state(name = "controller")]
    struct Controller {
        #[migration_state(equal = "the number of ports is a property")]
        ports: u32,
        #[migration_state(len = ports)]
        levels: [u8; 8],
    }

    #[test]
    fn other_than_was_built() {
        let controller = || Controller { ports: 2, levels: [1; 8] };
        for ports in [0, 1, 3, 8, 9, 0xff] {
            let attack = [&[0, 0, 0, ports][..], &vec![7; usize::from(ports)]].concat();
            let error = refuses(controller, &[0, 0, 0, 2, 1, 1], &attack);
            assert!(error.contains("the number of ports is a property"), "{error}");
        }
    }
}

/// CVE-2013-4527, HPET: the number of timers counts the timers that follow.
mod timers {
    use super::*;

    #[derive(Debug, ToMigrationState)]
    struct Timer {
        config: u64,
    }

    #[derive(Debug, ToMigrationState)]
    #[migration_state(name = "hpet")]
    struct Hpet {
        num_timers: u8,
        #[migration_state(len = num_timers)]
        timers: [Timer; 3],
    }

    #[test]
    fn more_than_there_is_room_for() {
        let hpet = || Hpet { num_timers: 0, timers: [1, 2, 3].map(|config| Timer { config }) };
        for count in [4, 0x80, 0xff] {
            let attack = [&[count][..], &vec![0xee; 8 * usize::from(count)]].concat();
            let error = refuses(hpet, &[0], &attack);
            assert!(error.starts_with("hpet.timers") && error.contains("at most 3 elements"), "{error}");
        }
    }
}

/// CVE-2013-4531, the registers of an Arm CPU: the length of two arrays at once, with a sign.
mod registers {
    use super::*;

    #[derive(Debug, ToMigrationState)]
    #[migration_state(name = "cpu")]
    struct Cpu {
        count: i32,
        #[migration_state(len = count)]
        indexes: [u64; 3],
        // The shorter one decides.
        #[migration_state(len = count)]
        values: [u64; 2],
    }

    #[test]
    fn negative_and_large_lengths() {
        let cpu = || Cpu { count: 1, indexes: [1, 2, 3], values: [4, 5] };
        let good = [&[0, 0, 0, 1][..], &1_u64.to_be_bytes(), &4_u64.to_be_bytes()].concat();
        for (count, array) in
            [(-1, "indexes"), (i32::MIN, "indexes"), (i32::MAX, "indexes"), (4, "indexes"), (3, "values")]
        {
            let attack = [&count.to_be_bytes()[..], &[0xee; 48]].concat();
            let error = refuses(cpu, &good, &attack);
            assert!(error.starts_with(&format!("cpu.{array} ")), "{error}");
            assert!(error.contains(&format!("found a count of {count}")), "{error}");
        }
    }
}

/// CVE-2013-4535, 4536, 4542, 6399 and CVE-2014-0182, virtio and its SCSI: a struct as raw bytes, with lengths inside.
mod raw {
    use super::*;

    /// Not the bytes of a struct in memory, but a struct.
    #[derive(Debug, Default, ToMigrationState)]
    struct Element {
        #[migration_state(range = 0..64)]
        head: u32,
        segments: u16,
        #[migration_state(len = segments)]
        lengths: [u32; 2],
    }

    #[derive(Debug, ToMigrationState)]
    #[migration_state(name = "request")]
    struct Request {
        element: Element,
        sense_length: u32,
        #[migration_state(len = sense_length)]
        sense: [u8; 4],
        #[migration_state(range = ..=2)]
        waiting: Vec<Element>,
    }

    const GOOD: &[u8] = &[0, 0, 0, 7, 0, 0, 0, 0, 0, 1, 9, 0];

    fn request() -> Request {
        Request {
            element: Element { head: 7, segments: 0, lengths: [1, 2] },
            sense_length: 1,
            sense: [9, 8, 7, 6],
            waiting: Vec::new(),
        }
    }

    #[test]
    fn lengths_and_indices_inside() {
        let error = refuses(request, GOOD, &[0, 0, 0, 64, 0, 0, 0, 0, 0, 1, 9, 0]);
        assert!(error.starts_with("request.element.head"), "{error}");
        let error = refuses(request, GOOD, &[&[0, 0, 0, 7, 0, 3][..], &[0; 18]].concat());
        assert!(error.starts_with("request.element.lengths"), "{error}");
        let error = refuses(request, GOOD, &[0, 0, 0, 7, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5, 0]);
        assert!(error.starts_with("request.sense"), "{error}");
        let error = refuses(request, GOOD, &[&GOOD[..11], &[1, 0, 0, 0, 64, 0, 0, 0]].concat());
        assert!(error.starts_with("request.waiting"), "{error}");
    }

    #[test]
    fn a_list_without_end() {
        let attack = [&GOOD[..11], &[1, 0, 0, 0, 1, 0, 0].repeat(1000)].concat();
        let error = refuses(request, GOOD, &attack);
        assert!(error.contains("at most 2 elements, found more"), "{error}");
    }

    #[test]
    fn what_is_good_loads() {
        let mut request = request();
        let stream = [0, 0, 0, 63, 0, 1, 1, 2, 3, 4, 0, 0, 0, 2, 5, 6, 1, 0, 0, 0, 1, 0, 0, 0];
        load_state_mut(&mut request, &stream, 1).unwrap();
        assert_eq!((request.element.lengths, request.sense), ([0x0102_0304, 2], [5, 6, 7, 6]));
        assert_eq!(request.waiting[0].head, 1);
    }
}
