//! A stream as a tree: from the tables and the bytes alone, whatever the devices are.

use migration::{
    bql::{self, BqlCell},
    impl_vmstate_struct, vmstate_fields, vmstate_of, vmstate_subsections, Describe, Machine, Node, NodeKind,
    VMStateDescription, VMStateDescriptionBuilder, Value,
};

#[derive(Default)]
struct Channel {
    mode: BqlCell<u8>,
    levels: BqlCell<[[u16; 2]; 2]>,
    trace: BqlCell<[u8; 4]>,
}

impl Channel {
    fn is_traced(&self) -> bool {
        self.trace.get() != [0; 4]
    }
}

static TRACE: VMStateDescription<Channel> = VMStateDescriptionBuilder::<Channel>::new()
    .name(c"channel/trace")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&Channel::is_traced)
    .fields(vmstate_fields! { vmstate_of!(Channel, trace) })
    .build();
static CHANNEL: VMStateDescription<Channel> = VMStateDescriptionBuilder::<Channel>::new()
    .name(c"channel")
    .fields(vmstate_fields! { vmstate_of!(Channel, mode), vmstate_of!(Channel, levels) })
    .subsections(vmstate_subsections! { TRACE })
    .build();
impl_vmstate_struct!(Channel, CHANNEL);

#[derive(Default)]
struct Mixer {
    muted: BqlCell<bool>,
    used: BqlCell<u8>,
    channels: [Channel; 3],
    gain: BqlCell<i16>,
}

impl Mixer {
    fn has_gain(&self) -> bool {
        self.gain.get() != 0
    }
}

static GAIN: VMStateDescription<Mixer> = VMStateDescriptionBuilder::<Mixer>::new()
    .name(c"mixer/gain")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&Mixer::has_gain)
    .fields(vmstate_fields! { vmstate_of!(Mixer, gain) })
    .build();

impl Describe for Mixer {
    const VMSD: VMStateDescription<Self> = VMStateDescriptionBuilder::<Self>::new()
        .name(c"mixer")
        .version_id(4)
        .minimum_version_id(4)
        .fields(vmstate_fields! {
            vmstate_of!(Mixer, muted),
            vmstate_of!(Mixer, used),
            vmstate_of!(Mixer, channels[0 .. used]),
        })
        .subsections(vmstate_subsections! { GAIN })
        .build();
}

fn mixer() -> Mixer {
    let mixer = Mixer::default();
    mixer.muted.set(true);
    mixer.used.set(2);
    mixer.channels[0].mode.set(5);
    mixer.channels[0].levels.set([[1, 1], [1, 2]]);
    mixer.channels[1].trace.set([0xde, 0xad, 0xbe, 0xef]);
    mixer.gain.set(-3);
    mixer
}

fn find<'n>(mut node: &'n Node, path: &[&str]) -> &'n Node {
    for step in path {
        node = node.child(step).unwrap_or_else(|| panic!("no {step} in {node}"));
    }
    node
}

#[test]
fn every_value_has_its_place() {
    bql::start_test();
    let mixer = mixer();
    let mut machine = Machine::new("board");
    machine.register(&mixer).unwrap();
    let stream = machine.save().unwrap();
    let [tree] = &machine.inspect(&stream).unwrap()[..] else { panic!("one section") };

    assert_eq!((tree.kind, tree.name.as_str()), (NodeKind::Section, "mixer"));
    assert_eq!(find(tree, &["muted"]).value, Some(Value::Bool(true)));
    assert_eq!(find(tree, &["channels", "[0]", "mode"]).value, Some(Value::Unsigned(5, 1)));
    assert_eq!(find(tree, &["channels", "[0]", "levels", "[3]"]).value, Some(Value::Unsigned(2, 2)));
    let trace = find(tree, &["channels", "[1]", "channel/trace"]);
    assert_eq!(trace.kind, NodeKind::Subsection);
    assert_eq!(find(trace, &["trace", "[2]"]).value, Some(Value::Unsigned(0xbe, 1)));
    assert_eq!(find(tree, &["mixer/gain", "gain"]).value, Some(Value::Signed(-3)));
    assert!(find(tree, &["channels", "[0]"]).child("channel/trace").is_none());
    assert_eq!(find(tree, &["channels"]).children.len(), 2);

    // Offsets are those of the stream: the bytes there are the value.
    let gain = find(tree, &["mixer/gain", "gain"]);
    assert_eq!(stream[gain.offset..gain.offset + gain.size], i16::to_be_bytes(-3));
}

#[test]
fn leaves_cover_all_bytes_but_the_heads_of_subsections() {
    bql::start_test();
    let mixer = mixer();
    let mut machine = Machine::new("board");
    machine.register(&mixer).unwrap();
    let stream = machine.save().unwrap();
    let [tree] = &machine.inspect(&stream).unwrap()[..] else { panic!("one section") };
    let mut covered = vec![0; stream.len()];
    fn cover(node: &Node, covered: &mut [u32]) {
        if node.children.is_empty() {
            covered[node.offset..node.offset + node.size].iter_mut().for_each(|count| *count += 1);
        }
        if node.kind == NodeKind::Subsection {
            // Marker, length, name and version.
            let head = 1 + 1 + node.name.len() + 4;
            covered[node.offset..node.offset + head].iter_mut().for_each(|count| *count += 1);
        }
        node.children.iter().for_each(|child| cover(child, covered));
    }
    cover(tree, &mut covered);
    let section = tree.offset..tree.offset + tree.size;
    assert!(covered[section.clone()].iter().all(|count| *count == 1), "{covered:?}");
    assert_eq!(covered.iter().sum::<u32>() as usize, section.len());
}

#[test]
fn shown_as_text() {
    bql::start_test();
    let mixer = mixer();
    let mut machine = Machine::new("");
    machine.register(&mixer).unwrap();
    let stream = machine.save().unwrap();
    let text = machine.inspect(&stream).unwrap()[0].to_string();
    let expected = "\
0x000020  mixer (instance 0, version 4, 61 bytes)
0x000020    muted: bool = true
0x000021    used: uint8 = 0x02
0x000022    channels: struct
0x000022      [0]: struct
0x000022        mode: uint8 = 0x05
0x000023        levels: uint16 x 4 = 3 x 0x0001, 0x0002
0x00002b      [1]: struct
0x00002b        mode: uint8 = 0x00
0x00002c        levels: uint16 x 4 = 4 x 0x0000
0x000034        channel/trace (subsection, 23 bytes)
0x000047          trace: uint8 x 4 = 0xde, 0xad, 0xbe, 0xef
0x00004b    mixer/gain (subsection, 18 bytes)
0x00005b      gain: int16 = -3
";
    assert_eq!(text, expected);
}

#[test]
fn looking_changes_nothing() {
    bql::start_test();
    let (sender, receiver) = (mixer(), Mixer::default());
    let mut machine = Machine::new("board");
    machine.register(&sender).unwrap();
    let stream = machine.save().unwrap();
    let mut other = Machine::new("board");
    other.register(&receiver).unwrap();
    let before = other.save().unwrap();
    other.inspect(&stream).unwrap();
    assert_eq!(other.save().unwrap(), before);
    assert!(other.inspect(&stream[..60]).is_err());
    assert_eq!(other.save().unwrap(), before);
    assert!(receiver.channels.iter().all(|channel| channel.mode.get() == 0));
}
