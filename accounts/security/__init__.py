"""How a person signs in, and what keeps others from it: sessions, address, password, passkeys, the second step."""
