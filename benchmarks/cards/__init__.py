"""Parts of `bench reading`."""
