struct Register<T>(BqlCell<T>);
