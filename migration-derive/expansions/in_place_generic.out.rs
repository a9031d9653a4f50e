const _: () = {
    #[automatically_derived]
    impl<T: Copy, const N: usize> ::migration::vmstate::Table for Bank<T, N>
    where
        T: Debug,
        [Register<T>; N]: ::migration::VMState,
        T: 'static,
    {
        const TABLE: ::migration::VMStateDescription<Self> = ::migration::VMStateDescriptionBuilder::<
            Self,
        >::new()
            .name(c"Bank")
            .version_id(1u8)
            .minimum_version_id(1u8)
            .fields(
                ::migration::vmstate_fields! {
                    @ guards 0; ::migration::vmstate_of!(Self, registers)
                },
            )
            .build();
    }
    #[automatically_derived]
    unsafe impl<T: Copy, const N: usize> ::migration::VMState for Bank<T, N>
    where
        T: Debug,
        [Register<T>; N]: ::migration::VMState,
        T: 'static,
    {
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
    impl<T: Copy, const N: usize> ::migration::Blank for Bank<T, N>
    where
        T: Debug,
        for<'never> Bank<T, N>: ::core::default::Default,
    {
        fn blank() -> Self {
            ::core::default::Default::default()
        }
    }
};
