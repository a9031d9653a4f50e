const _: () = {
    #[automatically_derived]
    impl ::migration::Describe for Uart
    where
        BqlCell<u32>: ::migration::VMState,
        BqlCell<u8>: ::migration::VMState,
        BqlCell<[u16; 8]>: ::migration::VMState,
        List<Request>: ::migration::VMState,
    {
        const VMSD: ::migration::VMStateDescription<Self> = ::migration::VMStateDescriptionBuilder::<
            Self,
        >::new()
            .name(c"uart")
            .version_id(2u8)
            .minimum_version_id(1u8)
            .early_setup()
            .post_load(&Self::post_load)
            .fields(
                ::migration::vmstate_fields! {
                    @ guards 1; ::migration::vmstate_of!(Self, control),
                    ::migration::vmstate_of!(Self, level) .with_version_id(2i32),
                    ::migration::Field:: < Self > ::check(c"level in ..=4", & | state : &
                    Self, version_id : ::core::primitive::u8 | -> ::core::result::Result
                    < (), ::migration::InvalidError > { if version_id >= 2u8 {
                    ::migration::check_range(& state.level, & (..= 4)).map_err(| error |
                    error.at("level")) } else { ::core::result::Result::Ok(()) } },),
                    ::migration::vmstate_of!(Self, r#type[0..level * 2])
                    .with_name(c"fifo"), ::migration::vmstate_of!(Self, lines)
                    .with_equal(::core::option::Option::Some(c"use the same board")),
                    ::migration::vmstate_of!(Self, limit, | state : & Self, version_id :
                    ::core::primitive::u8 | -> ::core::primitive::bool {
                    Self::has_limit(state, version_id) }), ::migration::Field:: < Self >
                    ::check(c"limit in 1..10", & | state : & Self, version_id :
                    ::core::primitive::u8 | -> ::core::result::Result < (),
                    ::migration::InvalidError > { if Self::has_limit(state, version_id) {
                    ::migration::check_range(& state.limit, & (1..10)).map_err(| error |
                    error.at("limit")) } else { ::core::result::Result::Ok(()) } },),
                    ::migration::vmstate_of!(Self, memory) .with_slice(4,
                    ::core::primitive::usize::MAX), ::migration::vmstate_of!(Self,
                    waiting) .bounded_by((64) as ::core::primitive::i128 - 1),
                    ::migration::Field:: < Self > ::check(c"waiting in ..64", & | state :
                    & Self, _ : ::core::primitive::u8 | -> ::core::result::Result < (),
                    ::migration::InvalidError > { ::migration::check_range(& state
                    .waiting, & (..64)).map_err(| error | error.at("waiting")) },)
                },
            )
            .build();
    }
    #[automatically_derived]
    unsafe impl ::migration::VMState for Uart
    where
        BqlCell<u32>: ::migration::VMState,
        BqlCell<u8>: ::migration::VMState,
        BqlCell<[u16; 8]>: ::migration::VMState,
        List<Request>: ::migration::VMState,
    {
        const BASE: ::migration::bindings::VMStateField = <Self as ::migration::VMState>::RUNTIME
            .struct_entry::<Self>(const { &<Self as ::migration::Describe>::VMSD });
        const IN_CELLS: ::core::primitive::bool = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::Describe>::VMSD)
            .is_in_cells();
        const FOLLOWS_POINTERS: ::core::primitive::bool = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::Describe>::VMSD)
            .follows_pointers();
        const RUNS_CODE: ::core::primitive::bool = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::Describe>::VMSD)
            .runs_code();
        const WIRE_LEN: ::migration::vmstate::WireLen = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::Describe>::VMSD)
            .wire_len();
    }
    #[automatically_derived]
    impl ::migration::Blank for Uart
    where
        for<'never> Uart: ::core::default::Default,
    {
        fn blank() -> Self {
            ::core::default::Default::default()
        }
    }
};
