const _: () = {
    #[automatically_derived]
    unsafe impl<T> ::migration::VMState for Register<T>
    where
        BqlCell<T>: ::migration::VMState,
        T: 'static,
    {
        const BASE: ::migration::bindings::VMStateField = <Self as ::migration::VMState>::RUNTIME
            .field::<Self, _>(|state| &state.0)
            .entry();
        const EQUAL: ::core::option::Option<*const ::migration::bindings::VMStateInfo> = <Self as ::migration::VMState>::RUNTIME
            .field::<Self, _>(|state| &state.0)
            .equal();
        const BOUNDED: ::migration::vmstate::Bounded = <Self as ::migration::VMState>::RUNTIME
            .field::<Self, _>(|state| &state.0)
            .bounded();
        const IN_CELLS: ::core::primitive::bool = <Self as ::migration::VMState>::RUNTIME
            .field::<Self, _>(|state| &state.0)
            .is_in_cells();
        const FOLLOWS_POINTERS: ::core::primitive::bool = <Self as ::migration::VMState>::RUNTIME
            .field::<Self, _>(|state| &state.0)
            .follows_pointers();
        const RUNS_CODE: ::core::primitive::bool = <Self as ::migration::VMState>::RUNTIME
            .field::<Self, _>(|state| &state.0)
            .runs_code();
        const WIRE_LEN: ::migration::vmstate::WireLen = <Self as ::migration::VMState>::RUNTIME
            .field::<Self, _>(|state| &state.0)
            .wire_len();
    }
    #[automatically_derived]
    impl<T> ::migration::Blank for Register<T>
    where
        for<'never> Register<T>: ::core::default::Default,
    {
        fn blank() -> Self {
            ::core::default::Default::default()
        }
    }
};
