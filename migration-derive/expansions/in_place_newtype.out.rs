const _: () = {
    #[automatically_derived]
    unsafe impl<T> ::migration::VMState for Register<T>
    where
        BqlCell<T>: ::migration::VMState,
        T: 'static,
    {
        const BASE: ::migration::bindings::VMStateField = ::migration::vmstate::forwarded_entry(
            ::migration::vmstate::offset_of!(Self, 0),
            ::migration::vmstate::field_type::<Self, _>(|state| &state.0),
        );
        const EQUAL: ::core::option::Option<*const ::migration::bindings::VMStateInfo> = ::migration::call_func_with_field!(
            ::migration::vmstate::equal, Self, 0
        );
        const BOUNDED: ::migration::vmstate::Bounded = ::migration::call_func_with_field!(
            ::migration::vmstate::bounded, Self, 0
        );
        const IN_CELLS: ::core::primitive::bool = ::migration::call_func_with_field!(
            ::migration::vmstate::is_in_cells, Self, 0
        );
        const FOLLOWS_POINTERS: ::core::primitive::bool = ::migration::call_func_with_field!(
            ::migration::vmstate::follows_pointers, Self, 0
        );
        const RUNS_CODE: ::core::primitive::bool = ::migration::call_func_with_field!(
            ::migration::vmstate::runs_code, Self, 0
        );
        const WIRE_LEN: ::migration::vmstate::WireLen = ::migration::call_func_with_field!(
            ::migration::vmstate::wire_len, Self, 0
        );
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
