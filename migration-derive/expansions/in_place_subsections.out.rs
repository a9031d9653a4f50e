const _: () = {
    #[automatically_derived]
    impl ::migration::Describe for Disk
    where
        Dma: ::migration::VMState,
        BqlCell<u8>: ::migration::VMState,
    {
        const VMSD: ::migration::VMStateDescription<Self> = ::migration::VMStateDescriptionBuilder::<
            Self,
        >::new()
            .name(c"disk")
            .version_id(1u8)
            .minimum_version_id(1u8)
            .fields(
                ::migration::vmstate_fields! {
                    @ guards 0; ::migration::vmstate_of!(Self, control)
                },
            )
            .subsections(
                ::migration::vmstate_subsections! {
                    ::migration::VMStateDescriptionBuilder:: < Self > ::new()
                    .name(c"disk/dma").version_id(1).minimum_version_id(1)
                    .fields(::migration::vmstate_fields! { @ guards 0;
                    ::migration::vmstate_of!(Self, dma) })
                    .subsections(::migration::vmstate_subsections! {
                    ::migration::VMStateDescriptionBuilder:: < Self > ::new()
                    .name(c"disk/dma/ring").version_id(1).minimum_version_id(1).needed(&
                    Self::has_ring).fields(::migration::vmstate_fields! { @ guards 0;
                    ::migration::vmstate_of!(Self, ring), ::migration::Field:: < Self >
                    ::check(c"ring in ..16", & | state : & Self, _ :
                    ::core::primitive::u8 | -> ::core::result::Result < (),
                    ::migration::InvalidError > { ::migration::check_range(& state.ring,
                    & (..16)).map_err(| error | error.at("ring")) },) }).build() })
                    .build(), * ::migration::vmstate::table_of:: < Self > (& CLOCK), *
                    ::migration::vmstate::table_of:: < Self > (& Self::POWER)
                },
            )
            .build();
    }
    #[automatically_derived]
    unsafe impl ::migration::VMState for Disk
    where
        Dma: ::migration::VMState,
        BqlCell<u8>: ::migration::VMState,
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
    impl ::migration::Blank for Disk
    where
        for<'never> Disk: ::core::default::Default,
    {
        fn blank() -> Self {
            ::core::default::Default::default()
        }
    }
};
