"""What a partner sees and says of its own listings, as pages and forms: the changes are made by `editing`."""
