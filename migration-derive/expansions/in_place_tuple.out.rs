const _: () = {
    #[automatically_derived]
    impl ::migration::vmstate::Table for Ring {
        const TABLE: ::migration::VMStateDescription<Self> = ::migration::VMStateDescriptionBuilder::<
            Self,
        >::new()
            .name(c"Ring")
            .version_id(1u8)
            .minimum_version_id(1u8)
            .fields(
                ::migration::vmstate_fields! {
                    @ guards 1; ::migration::vmstate_of!(Self, 0),
                    ::migration::vmstate_of!(Self, 1[0..0]),
                    ::migration::vmstate_of!(Self, 2) .with_name(c"tail")
                },
            )
            .build();
    }
    #[automatically_derived]
    unsafe impl ::migration::VMState for Ring {
        const BASE: ::migration::bindings::VMStateField = <Self as ::migration::VMState>::RUNTIME
            .struct_entry::<
                Self,
            >(const { &<Self as ::migration::vmstate::Table>::TABLE });
        const IN_CELLS: ::core::primitive::bool = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::vmstate::Table>::TABLE)
            .is_in_cells();
        const FOLLOWS_POINTERS: ::core::primitive::bool = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::vmstate::Table>::TABLE)
            .follows_pointers();
        const RUNS_CODE: ::core::primitive::bool = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::vmstate::Table>::TABLE)
            .runs_code();
        const WIRE_LEN: ::migration::vmstate::WireLen = <Self as ::migration::VMState>::RUNTIME
            .table_of::<Self>(&<Self as ::migration::vmstate::Table>::TABLE)
            .wire_len();
    }
    #[automatically_derived]
    impl ::migration::Blank for Ring
    where
        for<'never> Ring: ::core::default::Default,
    {
        fn blank() -> Self {
            ::core::default::Default::default()
        }
    }
};
