//! What a change of the device would break.

use migration::{assert_each_field_travels, assert_wire_format, Fifo8, Timer};

use super::{registers::line_status, IsaSerial, Serial};

#[test]
fn wire_format() {
    assert_wire_format!(IsaSerial, "wire/serial.txt");
}

/// With something in each subsection.
fn busy() -> Serial {
    let queue = |byte| {
        let mut queue = Fifo8::new();
        queue.push(byte).unwrap();
        queue
    };
    Serial {
        lsr: line_status::TRANSMIT_READY,
        ier: 2,
        fcr: 1,
        iir: 0xc1,
        thr_ipending: 1,
        tsr_retry: 1,
        recv_fifo: queue(1),
        xmit_fifo: queue(2),
        fifo_timeout_timer: Timer::at(3),
        timeout_ipending: 4,
        poll_msl: 1,
        modem_status_poll: Timer::at(5),
        ..Serial::default()
    }
}

#[test]
fn each_field_travels() {
    let mut queue = Fifo8::new();
    queue.push(7).unwrap();
    assert_each_field_travels! {
        Serial = busy();
        travel {
            divider: 1,
            rbr: 2,
            ier: 3,
            iir: 0xc3,
            lcr: 3,
            mcr: 4,
            lsr: 0,
            msr: 5,
            scr: 6,
            fcr: 0xc1,
            thr_ipending: 2,
            tsr_retry: 2,
            thr: 8,
            tsr: 9,
            recv_fifo: queue.clone(),
            xmit_fifo: queue.clone(),
            fifo_timeout_timer: Timer::at(10),
            timeout_ipending: 11,
            poll_msl: 0,
            modem_status_poll: Timer::at(12),
        }
        omit { character_time: 13 }
    }
}

#[test]
fn the_section_is_the_device() {
    assert_each_field_travels! {
        IsaSerial = IsaSerial::default();
        travel { state: busy() }
    }
}
