"""The store of everything that can be searched. It knows rows and words; each room says what of its own may be found."""
